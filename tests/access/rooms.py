"""Spaces that are booked, in the world of the tests of access: what there is, and who may what of it."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any, Final

from django.utils import timezone

from listings.actions import agreeing
from listings.actions.booking import book
from listings.actions.excepting import except_day
from listings.actions.scheduling import Pattern, book_series
from listings.models.bookings import Booking, Series
from listings.models.spaces import OpeningException, Space
from marketplace.kernel.recurrence import Every, Rule
from marketplace.organisations.models import Role
from tests.access.cases import Case, Kwargs
from tests.access.cases import Rule as Who
from tests.access.moving import Side
from tests.make import spaces as make_spaces

ANY: Final = frozenset(Role.values)
A_LISTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.LISTER.value})
A_REQUESTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.REQUESTER.value})
PUBLIC: Final = Who(public=True)
BOTH: Final = Who(parties={"giver": ANY, "receiver": ANY})
#: what stands on no page but those of its two parties
CANARIES: Final = ("canary purpose", "canary way in", "canary series purpose")


@dataclass(frozen=True)
class Rooms:
    """The giver's hall; the receiver asked for one time in it, has another that is confirmed, and a series."""

    hall: Space
    asked: Booking
    confirmed: Booking
    begun: Booking
    series: Series
    closed: OpeningException


def book_rooms(giver: Side, receiver: Side) -> Rooms:
    """Make them, for days after today: what can be answered has not begun."""
    now = timezone.now()
    hall = make_spaces.space(giver.organisation, approval="owner", access_notes="canary way in")
    by = receiver.people[Role.ADMINISTRATOR]
    noon = timezone.localtime(now).replace(hour=12, minute=0, second=0, microsecond=0)
    about: dict[str, Any] = {"space": hall, "organisation": receiver.organisation, "people": None, "by": by}
    made = [
        book(**about, starts=starts, ends=starts + timedelta(hours=1), purpose="canary purpose", now=at)
        for starts, at in (
            (noon + timedelta(days=3), now),
            (noon + timedelta(days=4), now),
            (noon - timedelta(days=2), now - timedelta(days=5)),
        )
    ]
    for booking in made[1:]:
        agreeing.confirm(
            booking=booking, by=giver.people[Role.ADMINISTRATOR], now=booking.starts_at - timedelta(days=2)
        )
    first = (noon + timedelta(days=10)).date()
    pattern = Pattern(Rule(Every.DAYS, until=first + timedelta(days=1)), first, time(15), 60)
    series, _bookings = book_series(**about, pattern=pattern, purpose="canary series purpose", now=now)
    day = (noon + timedelta(days=20)).date()
    closed = except_day(
        space=hall,
        on=day,
        opens=None,
        closes=None,
        note="Polling",
        by=giver.people[Role.ADMINISTRATOR],
        now=now,
    )
    asked, confirmed, begun = made
    return Rooms(hall, asked, confirmed, begun, series, closed)


def _hall(world: Any) -> Kwargs:  # Any: the world, which knows this module
    return {"pk": world.rooms.hall.listing_id}


def _asked(world: Any) -> Kwargs:  # Any: as above
    return {"pk": world.rooms.asked.pk}


def _confirmed(world: Any) -> Kwargs:  # Any: as above
    return {"pk": world.rooms.confirmed.pk}


def cases() -> list[Case]:
    """Each address of spaces and bookings."""
    answers = Who(parties={"giver": A_LISTER})
    either = Who(parties={"giver": A_LISTER | A_REQUESTER, "receiver": A_LISTER | A_REQUESTER})
    says_who = "(the page says who of them)"
    return [
        Case("listings:spaces", who="receiver", get=PUBLIC),
        Case("listings:space", _hall, who="receiver", get=PUBLIC),
        Case("listings:space-month", _hall, who="receiver", get=PUBLIC),
        Case("listings:space-settings", _hall, get=answers, post=answers),
        Case("listings:space-day", _hall, post=answers),
        Case("listings:space-day-remove", lambda w: {"pk": w.rooms.closed.pk}, post=answers),
        Case("listings:booking-new", _hall, who="receiver", get=Who(own=A_REQUESTER), post=Who(own=A_REQUESTER)),
        Case("listings:series-new", _hall, who="receiver", get=Who(own=A_REQUESTER), post=Who(own=A_REQUESTER)),
        Case("listings:series", lambda w: {"pk": w.rooms.series.pk}, get=BOTH),
        Case("listings:bookings", who="receiver", get=Who(own=ANY)),
        Case("listings:booking", _asked, get=BOTH, note="(asked)"),
        Case("listings:booking", _confirmed, get=BOTH, note="(confirmed)"),
        Case("listings:booking-confirm", _asked, post=answers),
        Case("listings:booking-decline", _asked, post=answers),
        Case("listings:booking-withdraw", _asked, post=Who(parties={"receiver": A_REQUESTER})),
        Case("listings:booking-cancel", _confirmed, post=either, note=says_who),
        Case("listings:booking-no-show", lambda w: {"pk": w.rooms.begun.pk}, post=either, note=says_who),
    ]
