"""Dates first: which spaces are free at a time that somebody names, in all places, exactly.

Every space that the reader may find is asked by its own clock, hours, rules and bookings; the number of questions to
the database does not grow with them. Places are told by their public points alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Q

from listings.booking.prices import Payer, PriceFor, price_of
from listings.booking.slots import OpeningRules, Stretch, check
from listings.booking.zones import Which, moment_of
from listings.models.bookings import BookedSlot
from listings.models.categories import Kind
from listings.models.listings import ListingQuerySet
from listings.models.space_hours import SpaceHours
from listings.models.spaces import OpeningException, Price, Space
from listings.queries.bookable import Taken, check_day
from listings.queries.searching import Origin
from listings.queries.space_words import Total, total_in_words
from listings.queries.spaces import lengths_of, quarters_for
from marketplace.kernel.errors import DomainError
from marketplace.kernel.geo import distance_km
from marketplace.kernel.hours import Span
from marketplace.organisations.models import CircleMembership, Organisation

#: Spaces that are not free then are named up to so many, the nearest first.
MOST_OTHERS: Final = 5
_MIDNIGHT: Final = time(0)
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """When a space is needed, by the clock of wherever it is, for how many and how far away."""

    on: date
    starts: time
    ends: time
    people: int | None
    origin: Origin | None
    radius_km: float
    which: Which | None = None

    def in_zone(self, space: Space) -> Stretch:
        """The moments that are meant there. An end at midnight is the end of the day. :raises DomainError: no such"""
        last = self.on + _A_DAY if self.ends == _MIDNIGHT else self.on
        which = self.which or Which.FIRST
        begins = moment_of(datetime.combine(self.on, self.starts), space.clock, which)
        return Stretch(begins, moment_of(datetime.combine(last, self.ends), space.clock, which, field="ends"))


@dataclass(frozen=True, slots=True)
class SpaceFound:
    """A space and how far it is (km, from its public point); free at the time, or why it is not."""

    space: Space
    wanted: Stretch | None
    km: float | None
    refusal: DomainError | None = None


@dataclass(frozen=True, slots=True)
class SpacesFound:
    """All that are free, the nearest first; how many are not, and the nearest few of those."""

    free: list[SpaceFound]
    others: list[SpaceFound]
    others_count: int


def find_spaces(sets: Sequence[ListingQuerySet], wish: Wish, now: datetime, today: date) -> SpacesFound:
    """Every space of these sets that can be booked for the wish, exactly; at most seven questions."""
    spaces = _candidates(sets, wish, today)
    if not spaces:
        return SpacesFound([], [], 0)
    parts, above = _trees(spaces)
    rules = _rules(spaces, above, wish.on)
    found = [_asked(space, wish, rules[space.pk], now) for space in spaces]
    taken = _taken(found, parts)
    told = [_with_taken(one, parts, taken) for one in found]
    told.sort(key=lambda one: (one.km or 0.0, one.space.listing.title, one.space.pk))
    others = [one for one in told if one.refusal is not None]
    return SpacesFound([one for one in told if one.refusal is None], others[:MOST_OTHERS], len(others))


def _candidates(sets: Sequence[ListingQuerySet], wish: Wish, today: date) -> list[Space]:
    """What the reader may find that can be booked, is large enough and near enough; one question for each set."""
    found: list[Space] = []
    for rows in sets:
        asked = rows.open_at(today).filter(kind=Kind.SPACE)
        if wish.people is not None:
            asked = asked.filter(capacity_people__gte=wish.people)
        if wish.origin is not None:
            asked = asked.near(wish.origin.point, wish.radius_km)
        found += Space.objects.filter(listing__in=asked.order_by().values("pk")).select_related(
            "listing__organisation", "listing__site", "listing__category"
        )
    return found


def _trees(spaces: Iterable[Space]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """By space: itself with all its parts, and what it is part of, the nearest first; one question."""
    tops = {space.top_id for space in spaces}
    parents = dict(Space.objects.filter(root__in=tops).order_by("pk").values_list("pk", "parent_id"))
    above: dict[int, list[int]] = {}
    parts: dict[int, list[int]] = defaultdict(list)
    for key in {*parents, *tops}:
        line, at = [], parents.get(key)
        while at is not None:
            line.append(at)
            at = parents.get(at)
        above[key] = line
        for one in (key, *line):
            parts[one].append(key)
    return parts, above


def _rules(spaces: Sequence[Space], above: Mapping[int, list[int]], day: date) -> dict[int, OpeningRules]:
    """The hours of each space, and the single days around that day; two questions."""
    weekly: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    listings = [space.listing_id for space in spaces]
    for row in SpaceHours.objects.filter(listing__in=listings).in_order():
        weekly[row.listing_id][row.weekday].append(Span(row.starts, row.ends))
    lines = {space.pk: [space.pk, *above[space.pk]] for space in spaces}
    single: dict[int, dict[date, tuple[Span, ...]]] = defaultdict(dict)
    around = (day - _A_DAY, day + _A_DAY)
    wanted = {pk for line in lines.values() for pk in line}
    for other in OpeningException.objects.filter(space__in=wanted, on__range=around).in_order():
        closed = other.opens is None or other.closes is None
        single[other.space_id][other.on] = () if closed else (Span(other.opens or 0, other.closes or 0),)
    return {
        space.pk: OpeningRules(
            weekly=weekly[space.listing_id],
            days={day: spans for pk in reversed(lines[space.pk]) for day, spans in single[pk].items()},
        )
        for space in spaces
    }


def _asked(space: Space, wish: Wish, rules: OpeningRules, now: datetime) -> SpaceFound:
    """Whether it could be booked then, were nothing booked; no question."""
    origin = wish.origin
    km = None if origin is None else distance_km(origin.point, space.listing.public_point)
    try:
        wanted = wish.in_zone(space)
        check_day(space, wanted, now)
        check(wanted, lengths_of(space), rules.on, space.clock)
    except DomainError as refusal:
        return SpaceFound(space, None, km, refusal)
    return SpaceFound(space, wanted, km)


def _taken(found: Sequence[SpaceFound], parts: Mapping[int, list[int]]) -> dict[int, set[int]]:
    """By space, the quarters of an hour that are taken around the wish; one question."""
    ranges = [quarters_for(one.space, one.wanted) for one in found if one.wanted]
    if not ranges:
        return {}
    within = range(min(one.start for one in ranges), max(one.stop for one in ranges))
    keys = sorted({pk for one in found if one.wanted for pk in parts[one.space.pk]})
    taken: dict[int, set[int]] = defaultdict(set)
    for space, quarter in BookedSlot.objects.within(keys, within).values_list("space", "quarter"):
        taken[space].add(quarter)
    return taken


def _with_taken(one: SpaceFound, parts: Mapping[int, list[int]], taken: Mapping[int, set[int]]) -> SpaceFound:
    if one.wanted is None:
        return one
    needed = quarters_for(one.space, one.wanted)
    if any(not taken[pk].isdisjoint(needed) for pk in parts[one.space.pk] if pk in taken):
        return SpaceFound(one.space, None, one.km, Taken())
    return one


def totals(page: Sequence[SpaceFound], organisation: Organisation | None, today: date) -> dict[int, Total]:
    """What each of these costs the reader, by space; to nobody what everyone pays. Two questions."""
    rows: dict[int, list[PriceFor]] = defaultdict(list)
    for row in Price.objects.filter(space__in=[one.space.pk for one in page]).in_order():
        rows[row.space_id].append(PriceFor(row.group, row.pence_an_hour, row.circle_id, row.organisation_kind))
    shared = _circles_shared(page, organisation, today) if organisation else {}
    told = {}
    for one in page:
        owner = one.space.listing.organisation_id
        is_owner = organisation is not None and organisation.pk == owner
        kind = organisation.kind if organisation else ""
        payer = Payer(is_owner=is_owner, kind=kind, circles=frozenset(shared.get(owner, ())))
        minutes = one.wanted.minutes if one.wanted else 0
        told[one.space.pk] = total_in_words(price_of(rows[one.space.pk], payer), minutes)
    return told


def _circles_shared(page: Sequence[SpaceFound], organisation: Organisation, today: date) -> dict[int, set[int]]:
    """The circles in which the reader and an owner both are today, by owner."""
    owners = {one.space.listing.organisation_id for one in page} - {organisation.pk}
    mine = CircleMembership.objects.in_force(today).of(organisation).values("circle")
    both = CircleMembership.objects.in_force(today).filter(Q(organisation__in=owners), circle__in=mine)
    shared: dict[int, set[int]] = defaultdict(set)
    for owner, circle in both.values_list("organisation", "circle"):
        shared[owner].add(circle)
    return shared
