"""Travel between places as the search looks it up: seconds, metres and cost, whole or as it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from logistics.planning.problem import Matrix, Problem, Weights
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.travel import drive_seconds, road_metres


class Row(Protocol):
    """From one place to each other."""

    def __getitem__(self, there: int, /) -> int: ...


class Table(Protocol):
    """From each place to each other, by row of the matrix."""

    def __getitem__(self, here: int, /) -> Row: ...


@dataclass(frozen=True, slots=True)
class Tables:
    """Travel between places: seconds, metres, cost."""

    seconds: Table
    metres: Table
    cost: Table

    @classmethod
    def of(cls, matrix: Matrix, weights: Weights) -> Tables:
        """The matrix, priced."""
        hour, km = weights.per_hour_pence * 10, weights.per_km_pence * 36
        cost = tuple(
            tuple(hour * seconds + km * metres for seconds, metres in zip(times, lengths, strict=True))
            for times, lengths in zip(matrix.seconds, matrix.metres, strict=True)
        )
        return cls(matrix.seconds, matrix.metres, cost)

    @classmethod
    def sparse(cls, problem: Problem, points: tuple[Point, ...]) -> Tables:
        """The same, worked out pair by pair when looked at: one question about one more job needs few of all pairs.

        :param points: those of the problem's matrix first, if it has one; pairs with others follow the law
        """
        law, matrix, known = problem.law, problem.matrix, len(problem.matrix.points) if problem.matrix else 0

        def seconds(a: int, b: int) -> int:
            if matrix and a < known and b < known:
                return matrix.seconds[a][b]
            return drive_seconds(law, distance_km(points[a], points[b]))

        def metres(a: int, b: int) -> int:
            if matrix and a < known and b < known:
                return matrix.metres[a][b]
            return road_metres(law, distance_km(points[a], points[b]))

        times, lengths = _Rows(seconds), _Rows(metres)
        hour, km = problem.weights.per_hour_pence * 10, problem.weights.per_km_pence * 36
        return cls(times, lengths, _Rows(lambda a, b: hour * times[a][b] + km * lengths[a][b]))


class _Rows(dict[int, "_Row"]):
    """Rows made when first looked at."""

    def __init__(self, fill: Callable[[int, int], int]) -> None:
        super().__init__()
        self.fill = fill

    def __missing__(self, here: int) -> _Row:
        row = self[here] = _Row(self.fill, here)
        return row


class _Row(dict[int, int]):
    """Cells worked out when first looked at."""

    def __init__(self, fill: Callable[[int, int], int], here: int) -> None:
        super().__init__()
        self.fill, self.here = fill, here

    def __missing__(self, there: int) -> int:
        value = self[there] = self.fill(self.here, there)
        return value
