"""Whether and how a space can be booked: each rule with the sentence that refuses what is against it."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.timezone import localtime

from listings.booking import slots
from listings.booking.free import is_free
from listings.booking.prices import Payer
from listings.booking.slots import Stretch
from listings.models.listings import Listing
from listings.models.spaces import Approval, Space
from listings.models.steps import words
from listings.queries.spaces import Sight, sight_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation

LONGEST_PURPOSE: Final = 500


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


def purpose_of(text: str) -> str:
    """What a space is booked for. :raises PurposeMissing | WordsTooLong: nothing, or too much"""
    return words(text, field="purpose", most=LONGEST_PURPOSE, missing=PurposeMissing)


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


def check_time(sight: Sight, wanted: Stretch) -> None:
    """Whether the space is open and free then. :raises DomainError: as `book`"""
    slots.check(wanted, sight.room.lengths, sight.room.open_on, sight.room.zone)
    if not is_free(sight.room, wanted, sight.taken):
        raise Taken


def bookable_sight(
    space: Space, organisation: Organisation, wanted: Stretch, people: int | None, now: datetime
) -> Sight:
    """The space as they book it, if they can have it then. :raises DomainError: as `book`"""
    check_offered(space, organisation, now)
    check_people(space, people)
    check_day(space, wanted, now)
    sight = sight_of(space, organisation, wanted, now)
    check_time(sight, wanted)
    return sight


def is_confirmed_at_once(space: Space, payer: Payer) -> bool:
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
