"""What a road engine answered, pair by pair, and how it becomes the planner's matrix.

An engine may know nothing of some pairs, answer nonsense or not at all. What it did not say well follows the law of
travel over the straight line and is counted as estimated, so that there is always a whole matrix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Final, Protocol

from logistics.planning.problem import UNREACHABLE, Matrix, Quality
from logistics.planning.travel import straight_line_matrix
from marketplace.kernel.geo import Point
from marketplace.kernel.travel import TravelLaw

#: Rows of equal length; None: not known.
Cells = Sequence[Sequence[int | None]]
#: (row, column) -> seconds in free flow, metres.
Legs = Mapping[tuple[int, int], tuple[int, int]]

VAN: Final = "van"
LORRY: Final = "lorry"
BIKE: Final = "bike"

#: No leg of a day's work is longer: what is, is a mistake of the engine.
_MOST_SECONDS: Final = UNREACHABLE - 1
_MOST_METRES: Final = 5_000_000


class RoadsUnavailable(Exception):
    """The engine told nothing that can be used. The text says why, in words for whoever runs the site."""


@dataclass(frozen=True, slots=True)
class Told:
    """Legs that an engine told of, in free flow. ``faults``: what was wrong with the rest, in words."""

    legs: Legs
    faults: tuple[str, ...] = ()


class Provider(Protocol):
    """Whoever can say how long driving takes."""

    @property
    def name(self) -> str:
        """Under what its answers are kept, such as ``osrm-http``."""

    def ask(self, points: Sequence[Point], rows: Sequence[int], columns: Sequence[int], profile: str) -> Told:
        """The legs from these rows to these columns, as far as it knows them.

        :raises RoadsUnavailable: it told nothing that can be used
        """


@dataclass(frozen=True, slots=True)
class Roads:
    """A whole matrix, how much of it is a guess, and what should be told to whoever plans.

    ``unreachable``: rows of places to and from which the engine knows no road at all.
    """

    matrix: Matrix
    estimated_pairs: int
    unreachable: tuple[int, ...] = ()
    faults: tuple[str, ...] = ()
    legs: Legs | None = None

    @property
    def pairs(self) -> int:
        """Ordered pairs of different places."""
        size = len(self.matrix.points)
        return size * (size - 1)


def matrix(
    provider: Provider, points: Sequence[Point], profile: str, law: TravelLaw, known: Legs | None = None
) -> Roads:
    """The ways between all of these places. Never fails: without any answer it is the law's matrix.

    What is ``known`` already is not asked for; all that is missing is asked for at once. An engine answers for free
    flow, so its times are multiplied by the law's traffic factor and margin.
    """
    legs = dict(known or {})
    missing = [(a, b) for a in range(len(points)) for b in range(len(points)) if a != b and (a, b) not in legs]
    faults: tuple[str, ...] = ()
    if missing:
        rows, columns = sorted({a for a, _ in missing}), sorted({b for _, b in missing})
        try:
            told = provider.ask(points, rows, columns, profile)
        except RoadsUnavailable as reason:
            faults = (str(reason),)
        else:
            legs |= told.legs
            faults = told.faults
    return _filled(tuple(points), legs, law, faults)


def _filled(points: tuple[Point, ...], legs: Legs, law: TravelLaw, faults: tuple[str, ...]) -> Roads:
    line = straight_line_matrix(points, law)
    seconds = [list(row) for row in line.seconds]
    metres = [list(row) for row in line.metres]
    for (a, b), (free_flow_s, leg_metres) in legs.items():
        seconds[a][b] = min(ceil(free_flow_s * law.factor * law.margin), _MOST_SECONDS)
        metres[a][b] = leg_metres
    size = len(points)
    estimated = size * (size - 1) - len(legs)
    return Roads(
        matrix=Matrix(points, _rows(seconds), _rows(metres), _quality(len(legs), estimated)),
        estimated_pairs=estimated,
        unreachable=_alone(size, legs),
        faults=faults,
        legs=legs,
    )


def _rows(table: list[list[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in table)


def _quality(told: int, estimated: int) -> Quality:
    if not told:
        return "estimated"
    return "mixed" if estimated else "road"


def _alone(size: int, legs: Legs) -> tuple[int, ...]:
    """Places without a single leg, where others have some."""
    reached = {place for pair in legs for place in pair}
    return tuple(place for place in range(size) if place not in reached) if reached else ()


def sound_legs(
    rows: Sequence[int], columns: Sequence[int], seconds: object, metres: object
) -> tuple[dict[tuple[int, int], tuple[int, int]], int]:
    """The legs of two tables as an engine sent them, and how many of their cells make no sense.

    A null is an engine's way to say that it knows no road: left out, and not counted. A number that is not finite,
    negative or beyond reason is left out and counted.

    :raises RoadsUnavailable: they are not tables of so many rows and columns
    """
    times, lengths = _table(seconds, len(rows), len(columns)), _table(metres, len(rows), len(columns))
    legs: dict[tuple[int, int], tuple[int, int]] = {}
    nonsense = 0
    for a, time_row, length_row in zip(rows, times, lengths, strict=True):
        for b, time, length in zip(columns, time_row, length_row, strict=True):
            if a == b or time is None or length is None:
                continue
            leg = (_whole(time, _MOST_SECONDS), _whole(length, _MOST_METRES))
            if leg[0] is None or leg[1] is None:
                nonsense += 1
            else:
                legs[a, b] = (leg[0], leg[1])
    return legs, nonsense


def _table(value: object, rows: int, columns: int) -> list[list[object]]:
    if not isinstance(value, list) or len(value) != rows:
        raise RoadsUnavailable(f"it sent no table of {rows} rows")
    if any(not isinstance(row, list) or len(row) != columns for row in value):
        raise RoadsUnavailable(f"a row of its table has not {columns} columns")
    return value


def _whole(value: object, most: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not isfinite(value) or not 0 <= value <= most:
        return None
    return ceil(value)
