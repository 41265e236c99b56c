"""Booking a space: the guard on its tree first, then the rules, then a row for each quarter of an hour that it takes.

Whatever writes bookings, rules, hours or the shape of a tree has changed the row of the tree's top before it reads what
it decides by (`guard`), so that two of them never decide by the same sight of it. The unique quarters of an hour stand
behind that.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from listings.booking import prices, slots
from listings.booking.free import is_free
from listings.booking.slots import Stretch
from listings.models.bookings import BookedSlot, Booking, BookingState, Series
from listings.models.listings import Listing
from listings.models.spaces import Approval, Space
from listings.queries import spaces as asked
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Organisation, Role, User

LONGEST_PURPOSE: Final = 500
SLOTS_AT_ONCE: Final = 1000


class SpaceNotOffered(DomainError):
    code = "space_not_offered"
    message = gettext_noop("This space cannot be booked any more: its listing is closed.")


class SpaceChangedMeanwhile(DomainError):
    code = "space_changed_meanwhile"
    message = gettext_noop("Somebody changed this space at the same moment. Look at it again.")


class Taken(DomainError):
    code = "space_taken"
    message = gettext_noop("It is taken then, in part at least. Choose another time.")
    field = "starts"


class TooSoon(DomainError):
    code = "booking_too_soon"
    message = gettext_noop("This space is booked at least {hours} hours ahead.")
    field = "starts"


class InThePast(DomainError):
    code = "booking_in_the_past"
    message = gettext_noop("That time has passed.")
    field = "starts"


class TooFarAhead(DomainError):
    code = "booking_too_far_ahead"
    message = gettext_noop("This space is booked at most {days} days ahead.")
    field = "starts"


class TooManyPeople(DomainError):
    code = "too_many_people"
    message = gettext_noop("This space holds {most} people.")
    field = "people"


class NobodyComes(DomainError):
    code = "nobody_comes"
    message = gettext_noop("Say how many people come: one or more.")
    field = "people"


class PurposeMissing(DomainError):
    code = "purpose_missing"
    message = gettext_noop("Say what it is for: the owner decides by it.")
    field = "purpose"


class PurposeTooLong(DomainError):
    code = "purpose_too_long"
    message = gettext_noop("Write at most {most} characters here.")
    field = "purpose"


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
    :raises TooManyPeople | NobodyComes | PurposeMissing | PurposeTooLong: not so
    :raises SpaceNotOffered: its listing is closed, or not shown to them
    """
    said = checked_words(purpose)
    with transaction.atomic():
        guarded = guard(space)
        check_offered(guarded, organisation, now)
        check_people(guarded, people)
        wanted = Stretch(starts, ends)
        check_day(guarded, wanted, now)
        sight = asked.sight_of(guarded, organisation, wanted, now)
        check_time(sight, wanted)
        (made,) = take(
            sight=sight,
            organisation=organisation,
            times=[wanted],
            purpose=said,
            people=people,
            series=None,
            by=by,
            now=now,
        )
        tell_asked([made], now)
    return made


def guard(space: Space) -> Space:
    """Change the row of the tree's top, then read the space as it is now: until the transaction ends nobody else
    changes what is decided by.

    :raises SpaceChangedMeanwhile: it was put under another whole since it was read
    """
    Space.objects.all().guard([space.top_id])
    current = Space.objects.for_page().get(pk=space.pk)
    if current.top_id != space.top_id:
        raise SpaceChangedMeanwhile
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
    at_once = is_confirmed_at_once(space, sight.payer)
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


def check_day(space: Space, wanted: Stretch, now: datetime) -> None:
    """Whether anything can be booked of the space so far from now. :raises DomainError: as `book`"""
    if wanted.ends <= wanted.begins:
        raise slots.EndsBeforeItStarts
    if wanted.minutes > space.longest_minutes:
        raise slots.TooLong(longest=space.longest_minutes)
    if wanted.begins < now:
        raise InThePast
    if wanted.begins < now + timedelta(hours=space.lead_hours):
        raise TooSoon(hours=space.lead_hours)
    if wanted.begins > now + timedelta(days=space.horizon_days):
        raise TooFarAhead(days=space.horizon_days)


def check_time(sight: asked.Sight, wanted: Stretch) -> None:
    """Whether the space is open and free then. :raises DomainError: as `book`"""
    slots.check(wanted, sight.room.lengths, sight.room.open_on, sight.room.zone)
    if not is_free(sight.room, wanted, sight.taken):
        raise Taken


def is_confirmed_at_once(space: Space, payer: prices.Payer) -> bool:
    """Whether a booking needs no answer of the owner."""
    match space.approval:
        case Approval.AUTOMATIC:
            return True
        case Approval.OWN:
            return payer.is_owner
        case Approval.CIRCLE:
            return payer.is_owner or space.approval_circle_id in payer.circles
        case _:
            return False


def check_offered(space: Space, organisation: Organisation, now: datetime) -> None:
    """:raises SpaceNotOffered: its listing is closed, or not shown to them"""
    today = localtime(now).date()
    open_ones = Listing.objects.open_at(today).visible_to(organisation, today)
    if not open_ones.filter(pk=space.listing_id).exists():
        raise SpaceNotOffered


def check_people(space: Space, people: int | None) -> None:
    """:raises NobodyComes | TooManyPeople: not so many"""
    if people is not None and people < 1:
        raise NobodyComes
    most = space.listing.capacity_people
    if people is not None and most is not None and people > most:
        raise TooManyPeople(most=most)


def checked_words(text: str) -> str:
    """What it is for, without blanks around. :raises PurposeMissing | PurposeTooLong: nothing, or too much"""
    said = text.strip()
    refuse_unsafe(said, field="purpose")
    if not said:
        raise PurposeMissing
    if len(said) > LONGEST_PURPOSE:
        raise PurposeTooLong(most=LONGEST_PURPOSE)
    return said


def tell(bookings: Sequence[Booking], organisation: Organisation, role: Role, template: str, now: datetime) -> None:
    """Write one mail about bookings of one space to one side of them."""
    first = bookings[0]
    times = [time_told(booking) for booking in bookings]
    context = {"booking": first, "listing": first.space.listing, "times": times}
    notify(organisation=organisation, roles=(role,), template=template, context=context, now=now)


def time_told(booking: Booking) -> str:
    """When it is, by the clock of the space: "Tuesday 22 September 2026, 18:00–20:00"."""
    zone = booking.space.clock
    begins, ends = booking.starts_at.astimezone(zone), booking.ends_at.astimezone(zone)
    day = date_format(begins, "l j F Y")
    if ends.date() == begins.date():
        return f"{day}, {begins:%H:%M}–{ends:%H:%M}"
    return f"{day}, {begins:%H:%M} – {date_format(ends, 'l j F Y')}, {ends:%H:%M}"


def tell_asked(bookings: Sequence[Booking], now: datetime) -> None:
    """Tell the owner of bookings that were just made together, and those who made them if they need no answer."""
    first = bookings[0]
    owner = first.space.listing.organisation
    if first.organisation_id == owner.pk:
        return
    tell(bookings, owner, Role.LISTER, "listings/mail/booking_asked", now)
    if first.state == BookingState.CONFIRMED:
        tell(bookings, first.organisation, Role.REQUESTER, "listings/mail/booking_confirmed", now)
