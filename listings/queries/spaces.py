"""What a booking of a space is decided by: its tree, hours, prices and what is taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from listings.booking.prices import Payer, PriceFor
from listings.booking.slots import Lengths, OpeningRules, Stretch, quarters
from listings.models.bookings import BookedSlot
from listings.models.space_hours import SpaceHours
from listings.models.spaces import OpeningException, Price, Space
from marketplace.kernel.hours import Span
from marketplace.organisations.models import CircleMembership, Organisation


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

    def taken_by(self, pk: int) -> list[int]:
        """The spaces whose time a booking of this one takes up: itself and all its parts."""
        return [pk, *self.descendants(pk)]


def tree_of(space: Space) -> Tree:
    """The tree that the space stands in, as it is now."""
    return Tree({row.pk: row for row in Space.objects.tree_of(space)})


def lengths_of(space: Space) -> Lengths:
    return Lengths(space.slot_minutes, space.shortest_minutes, space.longest_minutes)


def rules_of(space: Space, tree: Tree, first: date, last: date) -> OpeningRules:
    """The hours of the space, with the single days from the first to the last; two questions.

    A day that a whole is closed, or open otherwise, holds for its parts, unless they say something themselves.
    """
    line = [space.pk, *tree.ancestors(space.pk)]
    weekly = SpaceHours.objects.filter(listing=space.listing_id).in_order()
    single = OpeningException.objects.filter(space__in=line, on__range=(first, last)).in_order()
    return OpeningRules(weekly=_weekly(weekly), days=_days(sorted(single, key=lambda row: -line.index(row.space_id))))


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


def taken_quarters(spaces: Sequence[int], begins: datetime, ends: datetime) -> set[int]:
    """The quarters of an hour of that time in which any of the spaces is taken."""
    within = quarters(Stretch(begins, ends), 0, 0)
    return set(BookedSlot.objects.within(list(spaces), within).values_list("quarter", flat=True))
