"""Bookings as the API tells them."""

from typing import Any

from listings.models.bookings import Booking, BookingQuerySet
from marketplace.api.queries.claims import party
from marketplace.organisations.models import Organisation


def rows(organisation: Organisation, side: str, state: str) -> BookingQuerySet:
    """Bookings to which the organisation is a party, on one side or both, in one state or all."""
    sides = {"by": Booking.objects.made_by_organisation, "of": Booking.objects.asked_of}
    seen = sides.get(side, Booking.objects.visible_to)(organisation)
    return (seen.filter(state=state) if state else seen).for_page()


def told_booking(one: Booking, organisation: Organisation) -> dict[str, Any]:  # Any: values of several types
    """A booking loaded `for_page`. No query."""
    listing = one.space.listing
    return {
        "id": one.pk,
        "listing": listing.pk,
        "space": listing.title,
        "owner": party(listing.organisation),
        "organisation": party(one.organisation),
        "side": "by" if one.organisation_id == organisation.pk else "of",
        "state": one.state,
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "purpose": one.purpose,
        "people": one.people,
        "price_pence": one.price_pence,
        "free_until": one.free_until,
        "reason": one.reason,
        "asked_at": one.asked_at,
        "answered_at": one.answered_at,
        "ended_at": one.ended_at,
    }
