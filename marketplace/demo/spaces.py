"""A hall that can be divided: its rules, prices and two halves, who has booked which, and a weekly series."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from listings.actions import agreeing, excepting, letting
from listings.actions.booking import book
from listings.actions.letting import PriceValues, SpaceRules
from listings.actions.listing import ListingValues
from listings.actions.offering import offer
from listings.actions.scheduling import Pattern, book_series
from listings.models import Category, Condition, Listing, Mode
from listings.models.spaces import Approval, PriceGroup, Space
from marketplace.demo.people import AIREDALE, ARMLEY, HOLBECK
from marketplace.demo.region import Region, Settled
from marketplace.kernel.hours import WEEKDAYS
from marketplace.kernel.recurrence import Every, Rule
from marketplace.organisations.models import OrganisationKind

_HOURS: Final = {day: [["16:00", "22:00"]] for day in WEEKDAYS[:5]} | {
    day: [["09:00", "18:00"]] for day in WEEKDAYS[5:]
}
_NOTES: Final = (
    "Come to the side gate on Theaker Lane and ring. The caretaker opens; the switches are behind the piano."
)


class Room(NamedTuple):
    """A hall or half: title, how many it holds, square metres, what an hour costs everyone; charities pay a third."""

    title: str
    people: int
    area_m2: int
    pence: int


_WHOLE: Final = Room("School hall", 220, 260, 3600)
_HALVES: Final = (Room("School hall, stage end", 110, 140, 2100), Room("School hall, kitchen end", 90, 120, 1800))


def open_the_hall(region: Region) -> Iterator[str]:
    """List the hall and its halves, let them be booked, and book them; yields what was done, for progress."""
    owner = region.settled[ARMLEY.name]
    whole = _let(region, owner, _WHOLE)
    yield whole.listing.title
    halves = []
    for half in _HALVES:
        made = letting.divide(
            space=_let(region, owner, half), parent=whole, by=owner.speaker, now=region.now - timedelta(days=29)
        )
        halves.append(made)
        yield made.listing.title
    yield from _booked(region, owner, whole, halves[0], halves[1])


def _let(region: Region, owner: Settled, room: Room) -> Space:
    listed_at = region.now - timedelta(days=30)
    listing = offer(
        organisation=owner.organisation,
        site=owner.sites[0],
        category=Category.objects.get(slug="hall"),
        values=_values(room),
        photos=(),
        hours=_HOURS,
        at_once=True,
        by=owner.speaker,
        now=listed_at,
    )
    region.listings.append(listing)
    return _ruled(listing, owner, room.pence, listed_at)


def _values(room: Room) -> ListingValues:
    return ListingValues(
        title=room.title,
        quantity=Decimal(1),
        description="Sprung floor, stage, kitchen with a hatch. A wall that folds makes two of it.",
        mode=Mode.LEND,
        condition=Condition.UNKNOWN,
        capacity_people=room.people,
        area_m2=room.area_m2,
        facilities="Step-free, lavatories, 120 chairs, piano",
    )


def _ruled(listing: Listing, owner: Settled, pence: int, now: datetime) -> Space:
    rules = SpaceRules(
        longest_minutes=6 * 60, buffer_after_minutes=30, approval=Approval.OWN, cancel_hours=72, access_notes=_NOTES
    )
    space = letting.let(listing=listing, rules=rules, by=owner.speaker, now=now)
    third = pence // 3
    prices = (
        PriceValues(PriceGroup.OWN, 0),
        PriceValues(PriceGroup.KIND, third, organisation_kind=OrganisationKind.CHARITY),
        PriceValues(PriceGroup.KIND, third, organisation_kind=OrganisationKind.COMMUNITY_GROUP),
        PriceValues(PriceGroup.EVERYONE, pence),
    )
    letting.price(space=space, prices=prices, by=owner.speaker, now=now)
    return space


def _booked(region: Region, owner: Settled, whole: Space, stage: Space, kitchen: Space) -> Iterator[str]:
    """What has been, what is agreed, what waits for the school, and a series that two dates of are in the way of."""
    holbeck, airedale = region.settled[HOLBECK.name], region.settled[AIREDALE.name]
    monday = region.now.date() - timedelta(days=region.now.weekday())
    asked_at = region.now - timedelta(days=20)
    for space, who, day, hours, purpose, is_answered in (
        (stage, holbeck, monday - timedelta(days=4), (18, 20), "Volunteers’ evening with supper.", True),
        (stage, holbeck, monday + timedelta(days=8), (18, 20), "Repair café: lamps and toasters.", True),
        (whole, airedale, monday + timedelta(days=19), (10, 14), "Give-away day for two floors of furniture.", False),
        (whole, owner, monday + timedelta(days=24), (17, 20), "Summer show, dress rehearsal.", True),
    ):
        made = book(
            space=space,
            organisation=who.organisation,
            starts=_at(space, day, hours[0]),
            ends=_at(space, day, hours[1]),
            purpose=purpose,
            people=60,
            by=who.speaker,
            now=asked_at,
        )
        if is_answered and made.answered_at is None:
            agreeing.confirm(booking=made, by=owner.speaker, now=asked_at + timedelta(days=1))
        yield purpose
    excepting.except_day(
        space=whole,
        on=monday + timedelta(days=31),
        opens=None,
        closes=None,
        note="Parents’ evening",
        by=owner.speaker,
        now=region.now,
    )
    first = monday + timedelta(days=10)
    rule = Rule(Every.WEEKS, weekdays=((0, 3),), until=first + timedelta(weeks=7))
    series, bookings = book_series(
        space=kitchen,
        organisation=holbeck.organisation,
        pattern=Pattern(rule, first, time(17), 120),
        purpose="Cooking for one: a course in eight evenings.",
        people=16,
        by=holbeck.speaker,
        now=region.now,
    )
    for one in bookings[:3]:
        agreeing.confirm(booking=one, by=owner.speaker, now=region.now)
    yield str(series)


def _at(space: Space, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=space.clock)
