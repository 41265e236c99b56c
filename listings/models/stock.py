"""The stock ledger: why a listing has left what it has left."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models.claims import Claim
from listings.models.listings import Listing
from marketplace.organisations.models import User


class EntryKind(models.TextChoices):
    LISTED = "listed", _("Listed")
    HELD = "held", _("Held for a claim")
    RELEASED = "released", _("Released")
    COLLECTED = "collected", _("Collected")
    RETURNED = "returned", _("Came back")
    ADJUSTED = "adjusted", _("Adjusted")


class StockEntryQuerySet(models.QuerySet["StockEntry"]):
    def for_listing(self, listing: Listing) -> Self:
        return self.filter(listing=listing).order_by("at", "pk")


class StockEntry(models.Model):
    """One change, never edited. `available` of the listing is the sum of `change` over its entries, always.

    A collected entry has change 0 and says in `quantity` how much left the site: it was held before. A returned one
    says how much of that came back and is on offer again.
    """

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="stock_entries")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="stock_entries")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    change = models.DecimalField(max_digits=12, decimal_places=3)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = StockEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock entry")
        verbose_name_plural = _("stock entries")
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="stock_entry_quantity_is_above_zero",
                violation_error_message=_("An entry moves something."),
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.LISTED, change=models.F("quantity"))
                | Q(kind=EntryKind.HELD, change=0 - models.F("quantity"))
                | Q(kind__in=[EntryKind.RELEASED, EntryKind.RETURNED], change=models.F("quantity"))
                | Q(kind=EntryKind.COLLECTED, change=0)
                | Q(kind=EntryKind.ADJUSTED, change__in=[models.F("quantity"), 0 - models.F("quantity")]),
                name="stock_entry_change_follows_from_its_kind",
                violation_error_message=_("The change does not follow from the kind of entry."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[EntryKind.LISTED, EntryKind.ADJUSTED]) | Q(claim__isnull=False),
                name="stock_is_held_released_and_collected_for_a_claim",
                violation_error_message=_("What is held, released or collected belongs to a claim."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity} · {self.listing}"
