"""The picture of a fit: driven legs as points, both laws as lines, in a frame of whole numbers for SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from logistics.roads.fitting import DrivenLeg
from marketplace.kernel.travel import TravelLaw, drive_seconds

WIDTH: Final = 640
HEIGHT: Final = 320
LEFT: Final = 44
BOTTOM: Final = 50
TOP: Final = 12
RIGHT: Final = 12
#: More points than that are drawn as every second, third ... of them.
MOST_POINTS: Final = 400
_STEPS_KM: Final = (1, 2, 5, 10, 20, 50)
_STEPS_MIN: Final = (5, 10, 15, 30, 60, 120)
_MOST_TICKS: Final = 6


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis, and where it is."""

    at: int
    label: int


@dataclass(frozen=True, slots=True)
class Scatter:
    """Coordinates of an SVG of ``WIDTH`` by ``HEIGHT``. A line is its two ends."""

    points: tuple[tuple[int, int], ...]
    far_out: tuple[tuple[int, int], ...]
    now: tuple[int, int, int, int]
    fitted: tuple[int, int, int, int]
    km_ticks: tuple[Tick, ...]
    minute_ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def scatter(used: Sequence[DrivenLeg], far_out: Sequence[DrivenLeg], now: TravelLaw, fitted: TravelLaw) -> Scatter:
    """The legs and both laws without their margins: a margin is slack, not a time that is driven. What lies far out is
    drawn at the upper edge at most."""
    drawn = [*used, *far_out]
    most_km = max(leg.km for leg in drawn)
    most_s = max(*(leg.seconds for leg in used), drive_seconds(replace(now, margin=1.0), most_km))

    def place(km: float, seconds: float) -> tuple[int, int]:
        across = LEFT + km / most_km * (WIDTH - LEFT - RIGHT)
        up = min(1.0, seconds / most_s)
        return round(across), round(HEIGHT - BOTTOM - up * (HEIGHT - BOTTOM - TOP))

    def line(law: TravelLaw) -> tuple[int, int, int, int]:
        bare = replace(law, margin=1.0)
        start, end = place(0, bare.factor * bare.base_s), place(most_km, drive_seconds(bare, most_km))
        return (*start, end[0], max(TOP, end[1]))

    km_step, minute_step = _step(most_km, _STEPS_KM), _step(most_s / 60, _STEPS_MIN)
    return Scatter(
        points=tuple(place(leg.km, leg.seconds) for leg in _some(used)),
        far_out=tuple(place(leg.km, leg.seconds) for leg in _some(far_out)),
        now=line(now),
        fitted=line(fitted),
        km_ticks=tuple(Tick(place(km, 0)[0], km) for km in range(0, int(most_km) + 1, km_step)),
        minute_ticks=tuple(Tick(place(0, 60 * at)[1], at) for at in range(0, int(most_s / 60) + 1, minute_step)),
    )


def _step(most: float, steps: Sequence[int]) -> int:
    return next((step for step in steps if most / step <= _MOST_TICKS), steps[-1])


def _some(legs: Sequence[DrivenLeg]) -> Sequence[DrivenLeg]:
    return legs[:: 1 + len(legs) // MOST_POINTS]
