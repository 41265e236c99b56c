"""The ledger of hours: what was lent, and spaces that were used. Never a mass, never an emission."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models import Booking, Category, Loan
from marketplace.organisations.models import Organisation, Site


class HoursKind(models.TextChoices):
    LOAN = "loan", _("Lent")
    SPACE = "space", _("Space used")


class HoursLineQuerySet(models.QuerySet["HoursLine"]):
    def visible_to(self, organisation: Organisation) -> Self:
        return self.filter(Q(giver=organisation) | Q(taker=organisation))

    def within(self, starts_on: date, ends_on: date) -> Self:
        """Ended in the period, both days included."""
        return self.filter(entered_on__gte=starts_on, entered_on__lte=ends_on)

    def in_order(self) -> Self:
        return self.order_by("entered_on", "pk")


class HoursLine(models.Model):
    """What one loan or one booking came to, once it was over. Append-only.

    `hours` is how long it was out or in use; `item_hours` those times the quantity lent (in the listing's unit), none
    of a space; `m2_hours` those times the floor area, none of a loan or where the area is not known. `entered_on` is
    the day on which it ended.
    """

    kind = models.CharField(max_length=5, choices=HoursKind.choices)
    loan = models.OneToOneField(Loan, on_delete=models.PROTECT, null=True, blank=True, related_name="hours_line")
    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, null=True, blank=True, related_name="hours_line")
    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    giver_site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    entered_on = models.DateField()
    hours = models.DecimalField(max_digits=12, decimal_places=3)
    item_hours: "models.DecimalField[Decimal | None, Decimal | None]" = models.DecimalField(
        max_digits=16, decimal_places=3, null=True, blank=True
    )
    m2_hours: "models.DecimalField[Decimal | None, Decimal | None]" = models.DecimalField(
        max_digits=16, decimal_places=3, null=True, blank=True
    )
    counted_at = models.DateTimeField()

    objects = HoursLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of hours")
        verbose_name_plural = _("lines of hours")
        indexes = (
            models.Index(fields=["giver", "entered_on"], name="hours_by_giver"),
            models.Index(fields=["taker", "entered_on"], name="hours_by_taker"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=HoursKind.LOAN, loan__isnull=False, booking=None, m2_hours=None)
                | Q(kind=HoursKind.SPACE, loan=None, booking__isnull=False, item_hours=None),
                name="hours_are_of_a_loan_or_of_a_space",
                violation_error_message=_("Hours are of a loan or of a space."),
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=0),
                name="hours_are_never_below_zero",
                violation_error_message=_("Hours are never below zero."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.hours} h"
