"""Booking a space: the guard on its tree first, then the rules, then a row for each quarter of an hour that it takes.

Whatever writes bookings, rules, hours or the shape of a tree has changed the row of the tree's top before it reads what
it decides by (`guard`), so that two of them never decide by the same sight of it. The unique quarters of an hour stand
behind that.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from listings.actions.announcing import tell_asked
from listings.booking.slots import Stretch
from listings.models.bookings import BookedSlot, Booking, BookingState, Series
from listings.models.spaces import Space
from listings.queries import bookable
from listings.queries import spaces as asked
from marketplace.organisations.models import Organisation, User

SLOTS_AT_ONCE: Final = 1000


def book(
    *,
    space: Space,
    organisation: Organisation,
    starts: datetime,
    ends: datetime,
    purpose: str,
    people: int | None,
    by: User,
    now: datetime,
) -> Booking:
    """Take a time in a space for the organisation: confirmed at once, or asked of the owner, as the space's rules say.

    :param starts: a moment, as `ends`; `listings.booking.zones.moment_of` makes it of a local time
    :raises Taken: the space, a part of it or what it is part of is booked then, or kept free for one that is
    :raises slots.EndsBeforeItStarts | slots.LengthNotASlot | slots.NotAWholeSlot | slots.TooShort | slots.TooLong |
        slots.ClosedThen: not by the hours and slots of the space
    :raises InThePast | TooSoon | TooFarAhead: not at that time
    :raises TooManyPeople | NobodyComes | PurposeMissing | WordsTooLong: not so
    :raises SpaceNotOffered: its listing is closed, or not shown to them
    """
    said = bookable.purpose_of(purpose)
    wanted = Stretch(starts, ends)
    # Most who come too late are told here, where they hold nobody up; what counts is looked at behind the guard.
    floor = [space.pk, *Space.objects.all().under(space.pk)]
    if BookedSlot.objects.within(floor, asked.quarters_for(space, wanted)).exists():
        raise bookable.Taken
    with transaction.atomic():
        guarded = guard(space=space, by=by, now=now)
        (made,) = take(
            sight=bookable.bookable_sight(guarded, organisation, wanted, people, now),
            organisation=organisation,
            times=[wanted],
            purpose=said,
            people=people,
            series=None,
            by=by,
            now=now,
        )
        tell_asked(bookings=[made], now=now)
    return made


def guard(*, space: Space, by: User | None, now: datetime) -> Space:
    """Change the row of the tree's top, then read the space as it is now: until the transaction ends nobody else
    changes what is decided by.

    :raises SpaceChangedMeanwhile: it was put under another whole since it was read
    """
    Space.objects.all().guard([space.top_id])
    current = Space.objects.for_page().get(pk=space.pk)
    if current.top_id != space.top_id:
        raise bookable.SpaceChangedMeanwhile
    return current


def take(
    *,
    sight: asked.Sight,
    organisation: Organisation,
    times: Sequence[Stretch],
    purpose: str,
    people: int | None,
    series: Series | None,
    by: User,
    now: datetime,
) -> list[Booking]:
    """Bookings of these times, which have been checked, in a transaction whose first statement was `guard`."""
    space = sight.space
    at_once = bookable.is_confirmed_at_once(space, sight.payer)
    made = Booking.objects.bulk_create(
        Booking(
            space=space,
            organisation=organisation,
            series=series,
            state=BookingState.CONFIRMED if at_once else BookingState.ASKED,
            starts_at=wanted.begins,
            ends_at=wanted.ends,
            purpose=purpose,
            people=people,
            price_pence=sight.price_pence(wanted.minutes),
            free_until=wanted.begins - timedelta(hours=space.cancel_hours),
            asked_by=by,
            asked_at=now,
            answered_at=now if at_once else None,
        )
        for wanted in times
    )
    affected = sight.tree.taken_by(space.pk)
    BookedSlot.objects.bulk_create(
        (
            BookedSlot(space_id=pk, quarter=quarter, booking=booking)
            for booking, wanted in zip(made, times, strict=True)
            for pk in affected
            for quarter in asked.quarters_for(space, wanted)
        ),
        batch_size=SLOTS_AT_ONCE,
    )
    return made
