"""A line and its asks in whole lots, and which amounts they add up to.

One unit is a lot, or the least step where the goods come in none. What does not fill a lot (the remainder) may go along
with one ask, in one piece; so each sum is known twice, without the remainder and with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from listings.allocation.reach import NOTHING, Ranges, from_the_top, highest, in_both, joined, plus
from listings.allocation.terms import Ask, Line, Remainder


class Amount(NamedTuple):
    """So many whole lots, and the remainder (1) or not (0). In the order of what they are worth."""

    lots: int
    over: int


class Sums(NamedTuple):
    """The numbers of lots that can be reached without the remainder and with it."""

    plain: Ranges
    over: Ranges

    def and_(self, more: Sums, most: int) -> Sums:
        """What both reach together."""
        return Sums(
            plus(self.plain, more.plain, most),
            joined((*plus(self.over, more.plain, most), *plus(self.plain, more.over, most))),
        )

    def top(self) -> Amount:
        """The greatest that can be reached."""
        plain, over = highest(self.plain), highest(self.over)
        return max(Amount(-1 if plain is None else plain, 0), Amount(-1 if over is None else over, 1))

    def top_leaving(self, rest: Sums, total: Amount) -> Amount | None:
        """The greatest of these for which what is missing to the total can be reached by the rest."""
        found = []
        for over in range(total.over + 1):
            mine, theirs = self.over if over else self.plain, rest.over if total.over - over else rest.plain
            lots = highest(in_both(mine, from_the_top(theirs, total.lots)))
            if lots is not None:
                found.append(Amount(lots, over))
        return max(found, default=None)


EMPTY = Sums(NOTHING, ())


@dataclass(frozen=True, slots=True)
class Pile:
    """A line in lots: so many whole ones of `lot`, and a remainder that may go along (0: none)."""

    key: object
    lot: Fraction
    lots: int
    over: Fraction

    def worth(self, amount: Amount) -> Fraction:
        """The quantity."""
        return amount.lots * self.lot + amount.over * self.over


@dataclass(frozen=True, slots=True)
class Wish:
    """An ask in lots: the ranges of whole lots that are of use to it, without the remainder and with it."""

    ask: Ask
    plain: Ranges
    over: Ranges

    @property
    def served(self) -> Sums:
        """What it gets if it gets something."""
        return Sums(self.plain, self.over)

    @property
    def open(self) -> Sums:
        """What it may get, nothing included."""
        return Sums(joined((*NOTHING, *self.plain)), self.over)


def pile_of(line: Line) -> Pile:
    """The line in lots."""
    lot = Fraction(line.lot) or Fraction(line.least_step)
    lots = floor(Fraction(line.quantity) / lot)
    left = Fraction(line.quantity) - lots * lot
    return Pile(line.key, lot, lots, left if line.remainder == Remainder.GOES_ALONG else Fraction(0))


def wish_of(ask: Ask, pile: Pile) -> Wish:
    """The ask in lots of the pile."""
    plain = _useful(ask, pile, Fraction(0), lowest=1)
    return Wish(ask, plain, _useful(ask, pile, pile.over, lowest=0) if pile.over else ())


def _useful(ask: Ask, pile: Pile, over: Fraction, lowest: int) -> Ranges:
    low = max(lowest, ceil((Fraction(ask.least or 0) - over) / pile.lot))
    high = min(pile.lots, floor((Fraction(ask.quantity) - over) / pile.lot))
    return ((low, high),) if low <= high else ()


def suffixes(groups: Sequence[Sums], most: int) -> list[Sums]:
    """For each place what the groups from there on reach together; one more at the end, which reaches nothing."""
    found = [EMPTY]
    for group in reversed(groups):
        found.append(found[-1].and_(group, most))
    return found[::-1]


def together(sums: Iterable[Sums], most: int) -> Sums:
    """What all of them reach together."""
    whole = EMPTY
    for one in sums:
        whole = whole.and_(one, most)
    return whole
