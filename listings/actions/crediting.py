"""Crediting: a booking that took place is a promise kept, once nobody can say any more that somebody did not come."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import CharField, Exists, F, OuterRef
from django.db.models.functions import Cast

from listings.actions.agreeing import NO_SHOW_WITHIN
from listings.actions.promising import note
from listings.models import Outcome, PromiseOutcome
from listings.models.bookings import Booking, BookingState

#: How many bookings one run of the clock credits.
AT_ONCE: Final = 200
#: What ended longer ago was credited long ago.
_LOOKED_BACK: Final = timedelta(days=90)


def credit_kept(*, now: datetime) -> int:
    """Note for both sides of what took place that they kept their promise; what was noted before stands. Returns how
    many bookings there were."""
    noted = PromiseOutcome.objects.filter(booking_key=OuterRef("key"))
    owner = F("space__listing__organisation")
    over = Booking.objects.filter(
        state=BookingState.CONFIRMED, ends_at__lte=now - NO_SHOW_WITHIN, ends_at__gt=now - _LOOKED_BACK
    ).exclude(organisation=owner)
    keyed = over.annotate(key=Cast("pk", CharField()), owner=owner)
    done = Exists(noted.filter(organisation=OuterRef("organisation"))) & Exists(
        noted.filter(organisation=OuterRef("owner"))
    )
    due = list(keyed.exclude(done).for_page().order_by("ends_at", "pk")[:AT_ONCE])
    for booking in due:
        for party in (booking.organisation, booking.space.listing.organisation):
            note(organisation=party, outcome=Outcome.KEPT, booking_key=str(booking.pk), reason="", by=None, now=now)
    return len(due)
