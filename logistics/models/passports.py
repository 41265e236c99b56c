"""Passports: the identity that a lot keeps through all its owners."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from listings.models import Listing
from logistics.models.handovers import Handover
from marketplace.organisations.models import Organisation


class PassportQuerySet(models.QuerySet["Passport"]):
    def for_page(self) -> Self:
        return self.select_related("listing__organisation", "listing__site", "listing__category")


class Passport(models.Model):
    """One lot as it left its first owner. `code` is what its QR label says; the page behind it is public."""

    code = models.CharField(max_length=16, unique=True)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="passports")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    created_at = models.DateTimeField(editable=False)

    objects = PassportQuerySet.as_manager()

    class Meta:
        verbose_name = _("passport")
        verbose_name_plural = _("passports")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="passport_is_for_more_than_zero",
                violation_error_message=_("A passport is for something."),
            ),
        )

    def __str__(self) -> str:
        return self.code


class CustodyKind(models.TextChoices):
    LISTED = "listed", _("Offered")
    COLLECTED = "collected", _("Collected")
    DELIVERED = "delivered", _("Delivered")
    RECEIVED = "received", _("Received")
    REJECTED = "rejected", _("Turned away")


class CustodyEventQuerySet(models.QuerySet["CustodyEvent"]):
    def for_passport(self, passport: Passport) -> Self:
        return self.filter(passport=passport).select_related("holder").order_by("at", "pk")


class CustodyEvent(models.Model):
    """Who has held how much of the lot since when, by which handover. Append-only."""

    passport = models.ForeignKey(Passport, on_delete=models.PROTECT, related_name="custody_events")
    kind = models.CharField(max_length=10, choices=CustodyKind.choices)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    handover = models.ForeignKey(
        Handover, on_delete=models.PROTECT, null=True, blank=True, related_name="custody_events"
    )
    at = models.DateTimeField()

    objects = CustodyEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("custody event")
        verbose_name_plural = _("custody events")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="custody_is_of_more_than_zero",
                violation_error_message=_("Custody is of something."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.holder}"
