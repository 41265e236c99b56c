"""A circle cut up into cells that lie inside it for certain and those that its rim passes through.

What is counted for whole cells is then added up, and only along the rim has every single thing to be looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from marketplace.kernel.cells import MARGIN, ROUNDING, column_of, half_width, interleave, merged, row_of
from marketplace.kernel.geo import (
    GREATEST_CURVATURE_RADIUS_KM,
    LEAST_CURVATURE_RADIUS_KM,
    InvalidDistance,
    Point,
)

MOST_DISSECTED_KM: Final = 1_000


@dataclass(frozen=True, slots=True)
class Dissected:
    """A circle as whole cells, by level, that lie inside it, and the ranges of spots round its rim that may."""

    inside: dict[int, list[tuple[int, int]]]
    rim: list[tuple[int, int]]


def dissect(point: Point, radius_km: float, levels: Sequence[int]) -> Dissected | None:
    """Cut a circle into the largest cells of these levels, given from coarse to fine, that lie inside it for certain;
    what the rim passes through is left as cells of the finest. Cells inside are inclusive ranges of cells.

    None where it reaches a pole or is wider than is worth it: whoever asks has to look at every row.

    :raises InvalidDistance: negative or NaN
    """
    if not radius_km >= 0:
        raise InvalidDistance
    outer = radius_km * MARGIN / LEAST_CURVATURE_RADIUS_KM + ROUNDING
    inner = max(0.0, radius_km / MARGIN / GREATEST_CURVATURE_RADIUS_KM - ROUNDING)
    centre = math.radians(point.latitude)
    if abs(centre) + outer >= math.pi / 2 or radius_km > MOST_DISSECTED_KM:
        return None
    circle = _Circle(point, centre, inner, outer)
    inside: dict[int, list[tuple[int, int]]] = {}
    touched = circle.first_cells(levels[0])
    level, rim = levels[0], touched
    for place, level in enumerate(levels):
        whole, rim = circle.sorted_out(touched, level)
        inside[level] = _joined(interleave(row, column % (1 << level)) for row, column in whole)
        if place + 1 < len(levels):
            step = 1 << (levels[place + 1] - level)
            touched = [
                (row * step + down, column * step + across)
                for row, column in rim
                for down in range(step)
                for across in range(step)
            ]
    return Dissected(inside, merged((interleave(row, column % (1 << level)) for row, column in rim), level))


def _joined(cells: Iterable[int]) -> list[tuple[int, int]]:
    """Cells as inclusive ranges, neighbours joined."""
    ranges: list[tuple[int, int]] = []
    for cell in sorted(cells):
        if ranges and ranges[-1][1] + 1 == cell:
            ranges[-1] = (ranges[-1][0], cell)
        else:
            ranges.append((cell, cell))
    return ranges


@dataclass(frozen=True, slots=True)
class _Circle:
    """A circle, in radians on a sphere, that holds the true one (`outer`), and one that lies in it (`inner`)."""

    point: Point
    centre: float
    inner: float
    outer: float

    def first_cells(self, level: int) -> list[tuple[int, int]]:
        """Rows and columns (not wrapped) round the circle."""
        reach = math.degrees(self.outer)
        widest = math.degrees(half_width(self.centre, self.outer, -math.pi / 2, math.pi / 2))
        rows = range(row_of(self.point.latitude - reach, level), row_of(self.point.latitude + reach, level) + 1)
        first, last = column_of(self.point.longitude - widest, level), column_of(self.point.longitude + widest, level)
        return [(row, column) for row in rows for column in range(first, last + 1)]

    def sorted_out(
        self, cells: Iterable[tuple[int, int]], level: int
    ) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Those that lie inside and those that the rim passes through; the others are dropped."""
        width = 360 / (1 << level)
        spans: dict[int, tuple[float, float]] = {}
        whole, rim = [], []
        for row, column in cells:
            span = spans.get(row)
            if span is None:
                span = spans[row] = self._span(row, level)
            west = column * width - 180 - self.point.longitude
            if max(-west, west + width) <= span[0]:
                whole.append((row, column))
            elif west <= span[1] and west + width >= -span[1]:
                rim.append((row, column))
        return whole, rim

    def _span(self, row: int, level: int) -> tuple[float, float]:
        """Degrees either side of the centre within which a row is inside, and beyond which it is outside."""
        height = math.pi / (1 << level)
        south = row * height - math.pi / 2
        north = south + height
        narrow = min(half_width(self.centre, self.inner, edge, edge) for edge in (south, north))
        wide = half_width(self.centre, self.outer, south - ROUNDING, north + ROUNDING)
        return math.degrees(narrow), math.degrees(wide + ROUNDING) if wide >= 0 else -1.0
