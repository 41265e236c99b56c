"""The platform's own displacement rates, from what receivers say they would have done otherwise.

Of those who know, the share who would have bought it new. Who would have bought second-hand, or gone without, displaced
nothing new. Rates are by displacement group, with how many answers they rest on and the 95 % interval by Wilson (1927),
which holds for few answers and for shares near 0 and 1. What was recycled or thrown away stands in for nothing,
whatever was said of it before. `largest_share` tells how far a rate is one organisation's alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

Z_95: Final = Decimal("1.959964")  # two-sided 95 % of the normal distribution
FEWEST: Final = 30  # answers below which a rate is shown and never proposed
PLACES: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Said:
    """One receipt's answer: the group of its category, and whether it stands in for something new."""

    group: str
    organisation: int
    displaced_new: bool


@dataclass(frozen=True, slots=True)
class OwnRate:
    """A measured rate. ``organisations`` is how many different receivers answered."""

    group: str
    answers: int
    displacing: int
    organisations: int
    rate: Decimal
    low: Decimal
    high: Decimal

    @property
    def is_enough(self) -> bool:
        """Whether it may be proposed."""
        return self.answers >= FEWEST


def wilson(successes: int, trials: int) -> tuple[Decimal, Decimal]:
    """The 95 % score interval of a share, within 0 and 1 (E. B. Wilson, JASA 22, 1927).

    :raises ValueError: no trials, or more successes than trials
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError
    n, p, z2 = Decimal(trials), Decimal(successes) / trials, Z_95 * Z_95
    middle = p + z2 / (2 * n)
    half = Z_95 * (p * (1 - p) / n + z2 / (4 * n * n)).sqrt()
    scale = 1 + z2 / n
    low, high = (middle - half) / scale, (middle + half) / scale
    return _clipped(low), _clipped(high)


def _clipped(share: Decimal) -> Decimal:
    return min(Decimal(1), max(Decimal(0), share)).quantize(PLACES, rounding=ROUND_HALF_EVEN)


def rates(answers: Iterable[Said]) -> tuple[OwnRate, ...]:
    """One for each group with an answer, in the order of their names."""
    groups: defaultdict[str, list[Said]] = defaultdict(list)
    for one in answers:
        groups[one.group].append(one)
    return tuple(_rate(group, groups[group]) for group in sorted(groups))


def _rate(group: str, answers: list[Said]) -> OwnRate:
    yes = sum(one.displaced_new for one in answers)
    low, high = wilson(yes, len(answers))
    return OwnRate(
        group=group,
        answers=len(answers),
        displacing=yes,
        organisations=len({one.organisation for one in answers}),
        rate=(Decimal(yes) / len(answers)).quantize(PLACES, rounding=ROUND_HALF_EVEN),
        low=low,
        high=high,
    )


def largest_share(answers: Iterable[Said]) -> Mapping[str, Decimal]:
    """By group: what part of the answers the organisation that answered most gave."""
    by_group: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for one in answers:
        by_group[one.group][one.organisation] += 1
    return {
        group: (Decimal(max(counts.values())) / counts.total()).quantize(PLACES, rounding=ROUND_HALF_EVEN)
        for group, counts in by_group.items()
    }
