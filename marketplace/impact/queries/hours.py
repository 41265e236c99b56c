"""Loans that are over and bookings that took place, and what they come to."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet

from listings.importing.dimensions import parse_dimensions
from listings.models import Booking, BookingState, Listing, Loan

#: A booking that took place counts some days later, so that a note of its giver that nobody came stands by then.
SETTLED_AFTER: Final = timedelta(days=2)
MM2_PER_M2: Final = Decimal(1_000_000)


def uncounted_loans() -> QuerySet[Loan]:
    """Loans that came back and that no line stands for yet, the oldest first."""
    rows = Loan.objects.filter(returned_at__isnull=False, hours_line=None)
    return rows.for_pages().order_by("returned_at", "pk")


def uncounted_bookings(now: datetime) -> QuerySet[Booking]:
    """Confirmed bookings whose end has passed and that no line stands for yet, the oldest first."""
    rows = Booking.objects.filter(state=BookingState.CONFIRMED, ends_at__lte=now - SETTLED_AFTER, hours_line=None)
    related = ("organisation", "space__listing__organisation", "space__listing__site", "space__listing__category")
    return rows.select_related(*related).order_by("ends_at", "pk")


def floor_m2(listing: Listing) -> Decimal | None:
    """The floor area of a space, where its listing states width and depth with a unit that is no guess."""
    sides = parse_dimensions(listing.dimensions)
    if sides is None or sides.warning or not sides.width_mm or not sides.depth_mm:
        return None
    return Decimal(sides.width_mm) * sides.depth_mm / MM2_PER_M2
