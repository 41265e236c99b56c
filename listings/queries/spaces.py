"""What a booking of a space is decided by: its tree, hours, prices and what is taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from django.utils.timezone import localtime

from listings.booking.free import Room
from listings.booking.prices import Payer, PriceFor, price_of, total
from listings.booking.slots import Lengths, OpeningRules, Stretch, joined, openings, quarters
from listings.models.bookings import BookedSlot, Booking
from listings.models.space_hours import SpaceHours
from listings.models.spaces import OpeningException, Price, Space
from marketplace.kernel.hours import Span
from marketplace.organisations.models import CircleMembership, Organisation

#: How much more than the time itself is looked at: the day around it, and buffers.
AROUND: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Tree:
    """A space with all it is part of and all that is part of it; every row once, read with one question."""

    rows: dict[int, Space]

    def ancestors(self, pk: int) -> list[int]:
        """What the space is part of, the nearest first."""
        found: list[int] = []
        above = self.rows[pk].parent_id
        while above is not None:
            found.append(above)
            above = self.rows[above].parent_id
        return found

    def descendants(self, pk: int) -> list[int]:
        """All that is part of the space, through any depth, in the order of their keys."""
        return [key for key in self.rows if pk in self.ancestors(key)]

    def depth_under(self, pk: int) -> int:
        """How many levels it has with what is under it: 1 without parts."""
        return 1 + max((self.ancestors(key).index(pk) + 1 for key in self.descendants(pk)), default=0)

    def taken_by(self, pk: int) -> list[int]:
        """The spaces whose time a booking of this one takes up: itself and all its parts."""
        return [pk, *self.descendants(pk)]


def tree_of(space: Space) -> Tree:
    """The tree that the space stands in, as it is now."""
    return Tree({row.pk: row for row in Space.objects.tree_of(space).select_related("listing")})


def lengths_of(space: Space) -> Lengths:
    return Lengths(space.slot_minutes, space.shortest_minutes, space.longest_minutes)


def rules_of(space: Space, tree: Tree, first: date, last: date) -> OpeningRules:
    """The hours of the space, with the single days from the first to the last; two questions.

    A day that a whole is closed, or open otherwise, holds for its parts, unless they say something themselves.
    """
    return _rules_of_several([space], tree, first, last)[space.pk]


def rooms_of(spaces: Sequence[Space], tree: Tree, within: Stretch) -> dict[int, Room]:
    """Several spaces of a tree, each as far as it decides what is free in that time; two questions."""
    first, last = (within.begins - AROUND).date(), (within.ends + AROUND).date()
    rules = _rules_of_several(spaces, tree, first, last)
    return {space.pk: room_of(space, rules[space.pk]) for space in spaces}


def _rules_of_several(spaces: Sequence[Space], tree: Tree, first: date, last: date) -> dict[int, OpeningRules]:
    lines = {space.pk: [space.pk, *tree.ancestors(space.pk)] for space in spaces}
    weekly: dict[int, list[SpaceHours]] = {space.listing_id: [] for space in spaces}
    for row in SpaceHours.objects.filter(listing__in=weekly).in_order():
        weekly[row.listing_id].append(row)
    concerned = {pk for line in lines.values() for pk in line}
    single = list(OpeningException.objects.filter(space__in=concerned, on__range=(first, last)).in_order())
    return {
        space.pk: OpeningRules(
            weekly=_weekly(weekly[space.listing_id]),
            # the nearest last: it counts
            days=_days(row for pk in reversed(lines[space.pk]) for row in single if row.space_id == pk),
        )
        for space in spaces
    }


def _weekly(rows: Iterable[SpaceHours]) -> dict[int, Sequence[Span]]:
    by_day = groupby(rows, key=lambda row: row.weekday)
    return {day: tuple(Span(row.starts, row.ends) for row in same) for day, same in by_day}


def _days(rows: Iterable[OpeningException]) -> dict[date, Sequence[Span]]:
    """The later row of two for a day counts."""
    return {row.on: () if row.opens is None or row.closes is None else (Span(row.opens, row.closes),) for row in rows}


def prices_of(space: Space) -> list[PriceFor]:
    rows = Price.objects.filter(space=space).in_order()
    return [PriceFor(row.group, row.pence_an_hour, row.circle_id, row.organisation_kind) for row in rows]


def payer_of(space: Space, organisation: Organisation, today: date) -> Payer:
    """What decides which price and which approval is theirs: the circles are those in which both are today."""
    owner = space.listing.organisation
    owners = CircleMembership.objects.in_force(today).of(owner).values("circle")
    shared = CircleMembership.objects.in_force(today).of(organisation).filter(circle__in=owners)
    is_owner = organisation.pk == owner.pk
    circles = frozenset() if is_owner else frozenset(shared.values_list("circle", flat=True))
    return Payer(is_owner=is_owner, kind=organisation.kind, circles=circles)


def quarters_for(space: Space, wanted: Stretch) -> range:
    """The quarters of an hour that a booking of the space takes up then, with its buffers."""
    return quarters(wanted, space.buffer_before_minutes, space.buffer_after_minutes)


def taken_quarters(spaces: Sequence[int], within: Stretch) -> dict[int, set[int]]:
    """For each of the spaces the quarters of an hour of that time for which it has rows; one question.

    What cannot be booked of a space is what it and all its parts have: `Tree.taken_by`.
    """
    found: dict[int, set[int]] = {pk: set() for pk in spaces}
    rows = BookedSlot.objects.within(list(spaces), quarters(within, 0, 0)).values_list("space", "quarter")
    for pk, quarter in rows:
        found[pk].add(quarter)
    return found


def room_of(space: Space, rules: OpeningRules) -> Room:
    return Room(
        rules.on, space.clock, lengths_of(space), before=space.buffer_before_minutes, after=space.buffer_after_minutes
    )


@dataclass(frozen=True, slots=True)
class Sight:
    """A space as somebody books it in some time: everything that decides, read at one moment."""

    space: Space
    tree: Tree
    room: Room
    taken: frozenset[int]
    payer: Payer
    prices: Sequence[PriceFor]

    def price_pence(self, minutes: int) -> int | None:
        """What so many minutes cost them; None: no price is stated for them."""
        price = price_of(self.prices, self.payer)
        return None if price is None else total(price.pence_an_hour, minutes)


def sight_of(space: Space, organisation: Organisation, within: Stretch, now: datetime) -> Sight:
    """The space as this organisation books it in that time; at most six questions, however long it is."""
    around = Stretch(within.begins - AROUND, within.ends + AROUND)
    first, last = (moment.astimezone(space.clock).date() for moment in (around.begins, around.ends))
    tree = tree_of(space)
    rows = taken_quarters(tree.taken_by(space.pk), around)
    return Sight(
        space=space,
        tree=tree,
        room=room_of(space, rules_of(space, tree, first, last)),
        taken=frozenset().union(*rows.values()),
        payer=payer_of(space, organisation, localtime(now).date()),
        prices=prices_of(space),
    )


def outside_hours(bookings: Sequence[Booking], tree: Tree) -> list[Booking]:
    """Those bookings of spaces of the tree that the hours, as they are now, do not allow; two questions."""
    if not bookings:
        return []
    within = Stretch(min(one.starts_at for one in bookings), max(one.ends_at for one in bookings))
    spaces = [tree.rows[pk] for pk in {one.space_id for one in bookings}]
    rooms = rooms_of(spaces, tree, within)
    return [one for one in bookings if not _is_open(rooms[one.space_id], Stretch(one.starts_at, one.ends_at))]


def _is_open(room: Room, wanted: Stretch) -> bool:
    around = Stretch(wanted.begins - AROUND, wanted.ends + AROUND)
    return any(one.holds(wanted) for one in joined(openings(room.open_on, room.zone, around)))
