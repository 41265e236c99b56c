"""Settlements: what became in fact of the share that a receiver turned away."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models import Listing
from logistics.models.handovers import Receipt
from marketplace.organisations.models import User


class SettlementKind(models.TextChoices):
    RETURNED = "returned", _("Back with the giver")
    PASSED_ON = "passed_on", _("Offered to others by the receiver")


class Settlement(models.Model):
    """The end of a rejected share: the giver has so many back, or the receiver offers them from its own site. Once for
    a receipt; never edited. What was recycled or thrown away needs none: the receipt says so.
    """

    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, related_name="settlement")
    kind = models.CharField(max_length=10, choices=SettlementKind.choices)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    #: the listing that the receiver made of it.
    listing = models.OneToOneField(Listing, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="settlement_is_about_more_than_zero",
                violation_error_message=_("More than zero came back or is passed on."),
            ),
            models.CheckConstraint(
                condition=Q(kind=SettlementKind.PASSED_ON, listing__isnull=False)
                | Q(kind=SettlementKind.RETURNED, listing=None),
                name="settlement_names_a_listing_only_if_passed_on",
                violation_error_message=_("What is offered to others has a listing."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.receipt}"
