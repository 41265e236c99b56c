"""Fitting an area's law of travel to legs that were really driven.

Times on roads scatter by a share of themselves, and a few say nothing of driving (a lunch, a tyre, a phone that told
its arrival hours later). So the line ``seconds = a + b * km`` is the one with the least sum of *relative* absolute
errors (a weighted median regression, by reweighting), which a few wild legs cannot pull; then legs that lie further
from it than three and a half robust deviations are left out, once, and it is fitted again.

What the law's errors would be is measured on legs that it did not see: it is fitted to each half of them and tried on
the other. The law before is tried on all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from marketplace.kernel.travel import TravelLaw, drive_seconds

#: Fewer say too little.
LEAST_LEGS: Final = 30
#: Legs that say nothing of driving: next door, faster than any van, or slower than walking.
LEAST_KM: Final = 0.2
MOST_STRAIGHT_KMH: Final = 110.0
LEAST_STRAIGHT_KMH: Final = 3.0
#: A margin over the straight-line pace for the time to get going, in seconds: very short legs are slow.
GETTING_GOING_S: Final = 900.0
#: Robust deviations from the line (1.4826 median absolute deviations are one deviation of a normal scatter).
FAR_OUT: Final = 3.5
_MAD: Final = 1.4826
_ROUNDS: Final = 60
_LEAST_RESIDUAL: Final = 1e-3


@dataclass(frozen=True, slots=True)
class DrivenLeg:
    """From leaving one stop to reaching the next: the straight line between them, and how long it took."""

    km: float
    seconds: float

    @property
    def says_something(self) -> bool:
        """Whether it can have been a drive without a rest."""
        if self.km < LEAST_KM or self.seconds < 1:
            return False
        hours = self.seconds / 3600
        slowest_s = GETTING_GOING_S + self.km / LEAST_STRAIGHT_KMH * 3600
        return self.km / hours <= MOST_STRAIGHT_KMH and self.seconds <= slowest_s


@dataclass(frozen=True, slots=True)
class Errors:
    """How far a law is off, as shares of what was driven."""

    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A law for these legs beside the one before. ``used`` of ``told`` legs; the rest was no drive or lay far out."""

    law: TravelLaw
    before: Errors
    after: Errors
    used: tuple[DrivenLeg, ...]
    far_out: tuple[DrivenLeg, ...]
    told: int

    @property
    def is_better(self) -> bool:
        """Whether it is off by less, at the middle and at the far end."""
        return self.after.median < self.before.median and self.after.p90 <= self.before.p90


class TooFewLegs(ValueError):
    """Not enough to fit to; ``there``: how many say something."""

    def __init__(self, there: int) -> None:
        self.there = there
        super().__init__(f"{there} legs, and {LEAST_LEGS} are needed")


class LegsTooAlike(ValueError):
    """No line can be laid through legs that are all about as long as one another."""


def fit(legs: Sequence[DrivenLeg], law: TravelLaw) -> Fit:
    """The law that these legs would have, with the traffic factor, the margin and the circuity of the law before.

    :raises TooFewLegs: fewer than :data:`LEAST_LEGS` say something
    :raises LegsTooAlike: a longer leg does not take longer
    """
    sound = [leg for leg in legs if leg.says_something]
    if len(sound) < LEAST_LEGS:
        raise TooFewLegs(len(sound))
    first = _line(sound)
    used = _near(sound, first)
    if len(used) < LEAST_LEGS:
        raise TooFewLegs(len(used))
    line = _line(used)
    kept = set(map(id, used))
    return Fit(
        law=_law(line, law),
        before=errors(used, replace(law, margin=1.0)),
        after=_seen_unseen(used, law),
        used=tuple(used),
        far_out=tuple(leg for leg in sound if id(leg) not in kept),
        told=len(legs),
    )


def errors(legs: Sequence[DrivenLeg], law: TravelLaw) -> Errors:
    """How far the law is off on these legs."""
    return _errors([abs(drive_seconds(law, leg.km) - leg.seconds) / leg.seconds for leg in legs])


def _errors(shares: Sequence[float]) -> Errors:
    order = sorted(shares)
    return Errors(median=median(order), p90=order[min(len(order) - 1, round(0.9 * len(order)))])


def _seen_unseen(legs: Sequence[DrivenLeg], law: TravelLaw) -> Errors:
    """Every second leg by length tried on the line of the others."""
    order = sorted(legs, key=lambda leg: (leg.km, leg.seconds))
    halves = order[::2], order[1::2]
    shares: list[float] = []
    for seen, unseen in (halves, halves[::-1]):
        tried = replace(_law(_line(seen), law), margin=1.0)
        shares += [abs(drive_seconds(tried, leg.km) - leg.seconds) / leg.seconds for leg in unseen]
    return _errors(shares)


def _law(line: tuple[float, float], law: TravelLaw) -> TravelLaw:
    base, per_km = line
    return replace(law, base_s=round(base / law.factor, 1), per_km_s=round(per_km / law.factor, 1))


def _near(legs: Sequence[DrivenLeg], line: tuple[float, float]) -> list[DrivenLeg]:
    base, per_km = line
    off = [leg.seconds / (base + per_km * leg.km) - 1 for leg in legs]
    middle = median(off)
    deviation = _MAD * median(abs(one - middle) for one in off)
    return [leg for leg, one in zip(legs, off, strict=True) if abs(one - middle) <= max(FAR_OUT * deviation, 0.05)]


def _line(legs: Sequence[DrivenLeg]) -> tuple[float, float]:
    """Seconds for each trip and for each kilometre, neither below nothing.

    :raises LegsTooAlike: a longer leg does not take longer
    """
    base, per_km = _least_squares(legs, [1 / leg.seconds**2 for leg in legs])
    for _round in range(_ROUNDS):
        weights = [
            1 / (leg.seconds**2 * max(abs(base + per_km * leg.km - leg.seconds) / leg.seconds, _LEAST_RESIDUAL))
            for leg in legs
        ]
        before = base, per_km
        base, per_km = _least_squares(legs, weights)
        if abs(base - before[0]) < 0.01 and abs(per_km - before[1]) < 0.01:
            break
    if base < 0:
        base, per_km = 0.0, median(leg.seconds / leg.km for leg in legs)
    if per_km <= 0.5:
        raise LegsTooAlike
    return base, per_km


def _least_squares(legs: Sequence[DrivenLeg], weights: Sequence[float]) -> tuple[float, float]:
    total = sum(weights)
    x = sum(weight * leg.km for weight, leg in zip(weights, legs, strict=True)) / total
    y = sum(weight * leg.seconds for weight, leg in zip(weights, legs, strict=True)) / total
    spread = sum(weight * (leg.km - x) ** 2 for weight, leg in zip(weights, legs, strict=True))
    if spread / total < 1e-4:
        raise LegsTooAlike
    slope = sum(weight * (leg.km - x) * (leg.seconds - y) for weight, leg in zip(weights, legs, strict=True)) / spread
    return y - slope * x, slope
