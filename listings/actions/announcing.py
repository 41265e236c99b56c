"""Announcing bookings: the mails to whose space it is and to who booked it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.formats import date_format

from listings.models.bookings import Booking, BookingState
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Organisation, Role


def tell(*, bookings: Sequence[Booking], organisation: Organisation, role: Role, template: str, now: datetime) -> None:
    """Write one mail about bookings of one space to one side of them."""
    first = bookings[0]
    times = [_time_told(booking) for booking in bookings]
    context = {"booking": first, "listing": first.space.listing, "times": times}
    notify(organisation=organisation, roles=(role,), template=template, context=context, now=now)


def _time_told(booking: Booking) -> str:
    """When it is, by the clock of the space: "Tuesday 22 September 2026, 18:00–20:00"."""
    zone = booking.space.clock
    begins, ends = booking.starts_at.astimezone(zone), booking.ends_at.astimezone(zone)
    day = date_format(begins, "l j F Y")
    if ends.date() == begins.date():
        return f"{day}, {begins:%H:%M}–{ends:%H:%M}"
    return f"{day}, {begins:%H:%M} – {date_format(ends, 'l j F Y')}, {ends:%H:%M}"


def tell_asked(*, bookings: Sequence[Booking], now: datetime) -> None:
    """Tell the owner of bookings that were just made together, and those who made them if they need no answer."""
    first = bookings[0]
    owner = first.space.listing.organisation
    if first.organisation_id == owner.pk:
        return
    tell(bookings=bookings, organisation=owner, role=Role.LISTER, template="listings/mail/booking_asked", now=now)
    if first.state == BookingState.CONFIRMED:
        template = "listings/mail/booking_confirmed"
        tell(bookings=bookings, organisation=first.organisation, role=Role.REQUESTER, template=template, now=now)
