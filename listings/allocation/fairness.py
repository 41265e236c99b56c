"""How even a division is, and how an amount is levelled.

Jain, Chiu and Hawe, "A quantitative measure of fairness and discrimination for resource allocation in shared computer
systems" (1984). Levelling is the greedy of separable resource allocation, which is exact for the leximin order: nobody
can be raised without lowering somebody who stands as low (Federgruen and Groenevelt, Operations Research 34, 1986).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import ceil
from typing import Final

#: Halvings of the search for the water line; what is left of it is given lot by lot.
_HALVINGS: Final = 60


def jain(values: Iterable[Fraction]) -> Fraction:
    """(sum x)^2 / (n * sum x^2): 1 if all are equal, 1/n if one has everything. Nothing to compare, or all zero: 1."""
    shares = list(values)
    squares = sum((share * share for share in shares), Fraction(0))
    return sum(shares, Fraction(0)) ** 2 / (len(shares) * squares) if squares else Fraction(1)


@dataclass(frozen=True, slots=True)
class Vessel:
    """Something that is filled by whole lots: `base` is its level without any, `step` what a lot raises it."""

    base: Fraction
    step: Fraction
    low: int
    high: int

    def level(self, lots: int) -> Fraction:
        """How high it stands with so many lots."""
        return self.base + self.step * lots

    def reaching(self, level: Fraction) -> int:
        """The fewest lots with which it stands at least so high, or as many as it can have."""
        return min(self.high, max(self.low, ceil((level - self.base) / self.step)))


def fill(vessels: Sequence[Vessel], lots: int) -> list[int] | None:
    """So many lots poured so that the lowest stands as high as can be, then the next lowest, and so on.

    Where the last lots do not raise all that stand equally low, they go where one raises most, then to the earlier
    vessels. None if they do not fit between the lows and the highs.
    """
    filled = _water_line(vessels, lots)
    left = lots - sum(filled)
    if left < 0 or lots > sum(vessel.high for vessel in vessels):
        return None
    lowest = [_turn(vessels, filled, place) for place, vessel in enumerate(vessels) if filled[place] < vessel.high]
    heapify(lowest)
    for _ in range(left):
        *_, place = heappop(lowest)
        filled[place] += 1
        if filled[place] < vessels[place].high:
            heappush(lowest, _turn(vessels, filled, place))
    return filled


def _turn(vessels: Sequence[Vessel], filled: Sequence[int], place: int) -> tuple[Fraction, Fraction, int]:
    """Who has the next lot: the lowest; of those as low, the one that a lot raises most; then the earlier."""
    return vessels[place].level(filled[place]), -vessels[place].step, place


def _water_line(vessels: Sequence[Vessel], lots: int) -> list[int]:
    """The vessels up to a level at which there is still enough for all, close below the highest such level."""
    low = min((vessel.level(vessel.low) for vessel in vessels), default=Fraction(0))
    high = max((vessel.level(vessel.high) for vessel in vessels), default=Fraction(0))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if sum(vessel.reaching(middle) for vessel in vessels) <= lots:
            low = middle
        else:
            high = middle
    return [vessel.reaching(low) for vessel in vessels]
