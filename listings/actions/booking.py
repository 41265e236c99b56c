"""Booking a space: the guard on its tree first, then the rules, then a row for each quarter of an hour that it takes.

Whatever writes bookings, rules, hours or the shape of a tree has changed the row of the tree's top before it reads what
it decides by (`guard`), so that two of them never decide by the same sight of it. The unique quarters of an hour stand
behind that.
"""

from datetime import datetime, timedelta
from typing import Final, TypedDict

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from listings.booking import prices, slots
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
#: No booking goes over more midnights than that, whatever its space allows.
LONGEST_DAYS: Final = 31
_DAY: Final = timedelta(days=1)


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
        made = take(
            space=guarded,
            organisation=organisation,
            wanted=Stretch(starts, ends),
            purpose=said,
            people=people,
            series=None,
            by=by,
            now=now,
        )
        _tell_asked(made, now)
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
    space: Space,
    organisation: Organisation,
    wanted: Stretch,
    purpose: str,
    people: int | None,
    series: Series | None,
    by: User,
    now: datetime,
) -> Booking:
    """The booking of one time, in a transaction whose first statement was `guard`. :raises DomainError: as `book`"""
    tree = asked.tree_of(space)
    check_time(space, tree, wanted, now)
    affected = tree.taken_by(space.pk)
    quarters = asked.quarters_for(space, wanted)
    if BookedSlot.objects.within(affected, quarters).exists():
        raise Taken
    made = Booking.objects.create(
        space=space,
        organisation=organisation,
        series=series,
        starts_at=wanted.begins,
        ends_at=wanted.ends,
        purpose=purpose,
        people=people,
        free_until=wanted.begins - timedelta(hours=space.cancel_hours),
        asked_by=by,
        asked_at=now,
        **_terms(space, organisation, wanted, now),
    )
    BookedSlot.objects.bulk_create(
        [BookedSlot(space_id=pk, quarter=quarter, booking=made) for pk in affected for quarter in quarters]
    )
    return made


def check_time(space: Space, tree: asked.Tree, wanted: Stretch, now: datetime) -> None:
    """Whether the space could be booked then, were nothing booked. :raises DomainError: as `book`"""
    if wanted.ends <= wanted.begins:
        raise slots.EndsBeforeItStarts
    if wanted.begins < now:
        raise InThePast
    if wanted.begins < now + timedelta(hours=space.lead_hours):
        raise TooSoon(hours=space.lead_hours)
    if wanted.begins > now + timedelta(days=space.horizon_days):
        raise TooFarAhead(days=space.horizon_days)
    first, last = (moment.astimezone(space.clock).date() for moment in (wanted.begins, wanted.ends))
    if (last - first).days > LONGEST_DAYS:
        raise slots.TooLong(longest=space.longest_minutes)
    rules = asked.rules_of(space, tree, first - _DAY, last)
    slots.check(wanted, asked.lengths_of(space), rules.on, space.clock)


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


class _Terms(TypedDict):
    """What the space's rules make of a booking."""

    state: BookingState
    answered_at: datetime | None
    price_pence: int | None


def _terms(space: Space, organisation: Organisation, wanted: Stretch, now: datetime) -> _Terms:
    payer = asked.payer_of(space, organisation, localtime(now).date())
    price = prices.price_of(asked.prices_of(space), payer)
    at_once = is_confirmed_at_once(space, payer)
    return {
        "state": BookingState.CONFIRMED if at_once else BookingState.ASKED,
        "answered_at": now if at_once else None,
        "price_pence": None if price is None else prices.total(price.pence_an_hour, wanted.minutes),
    }


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


def tell(booking: Booking, organisation: Organisation, role: Role, template: str, now: datetime) -> None:
    """Write to one side of a booking."""
    context = {"booking": booking, "listing": booking.space.listing, "time": time_told(booking)}
    notify(organisation=organisation, roles=(role,), template=template, context=context, now=now)


def time_told(booking: Booking) -> str:
    """When it is, by the clock of the space: "Tuesday 22 September 2026, 18:00–20:00"."""
    zone = booking.space.clock
    begins, ends = booking.starts_at.astimezone(zone), booking.ends_at.astimezone(zone)
    day = date_format(begins, "l j F Y")
    if ends.date() == begins.date():
        return f"{day}, {begins:%H:%M}–{ends:%H:%M}"
    return f"{day}, {begins:%H:%M} – {date_format(ends, 'l j F Y')}, {ends:%H:%M}"


def _tell_asked(booking: Booking, now: datetime) -> None:
    owner = booking.space.listing.organisation
    if booking.organisation_id == owner.pk:
        return
    tell(booking, owner, Role.LISTER, "listings/mail/booking_asked", now)
    if booking.state == BookingState.CONFIRMED:
        tell(booking, booking.organisation, Role.REQUESTER, "listings/mail/booking_confirmed", now)
