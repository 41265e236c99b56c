"""A map of what went where: coast lines that ship with us, a curve a pair of places, as wide as it is heavy.

Places are public points (snapped to a grid) under public names, "Leeds LS1". The projection is Mercator's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from marketplace.impact.charts.drawing import WIDTH, circle, path, pixels, rect, svg, text_at
from marketplace.kernel.geo import Point

LAND: Final = Path(__file__).resolve().parents[3] / "static" / "goodsyard" / "map" / "land.json"
LEAST_DEGREES: Final = 0.35  # a place by itself is shown with about so much country around it
MARGIN: Final = 0.16  # of the span of the places, on each side
TALLEST: Final = 560.0
LOWEST: Final = 300.0
WIDEST_BAND: Final = 14.0
THINNEST_BAND: Final = 1.5
NEAR: Final = 1.2  # pixels: nearer points of a coast are one
BEYOND: Final = 12.0  # pixels outside the picture where coasts are cut
LETTER: Final = 9.0  # pixels: room for one letter of a label
LABEL_TALL: Final = 20.0

Place = tuple[float, float]
Ring = list[Place]


@dataclass(frozen=True, slots=True)
class Journey:
    """So much from one place to another; `said` is the amount as a person reads it."""

    source: str
    source_point: Point
    target: str
    target_point: Point
    value: Decimal
    said: str


@dataclass(frozen=True, slots=True)
class _View:
    """From the earth to the picture."""

    left: float
    top: float
    scale: float
    height: float

    def at(self, longitude: float, latitude: float) -> Place:
        return (math.radians(longitude) - self.left) * self.scale, (self.top - _north(latitude)) * self.scale


def flow_map(*, chart_id: str, title: str, journeys: Sequence[Journey]) -> str:
    """The journeys above zero over the coast lines around them, the heaviest below the others."""
    shown = sorted((one for one in journeys if one.value > 0), key=lambda one: (-one.value, one.source, one.target))
    points = [point for one in shown for point in (one.source_point, one.target_point)]
    if not points:
        return svg(chart_id=chart_id, kind="map", title=title, said="", height=10, drawn=[])
    view = _view(points)
    heaviest = float(shown[0].value)
    drawn = [rect("chart-sea", Decimal(0), 0, WIDTH, int(view.height) + 1, round_by=0)]
    drawn += [path("chart-land", steps) for steps in _land(view)]
    drawn += [_band(one, view, heaviest) for one in shown]
    drawn += _places(shown, view)
    drawn.append(rect("chart-frame", Decimal(0), 0, WIDTH, int(view.height)))
    said = "; ".join(f"{one.source} to {one.target}: {one.said}" for one in shown)
    return svg(chart_id=chart_id, kind="map", title=title, said=said, height=int(view.height), drawn=drawn)


def _north(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(min(max(latitude, -84), 84)) / 2))


def _view(points: Sequence[Point]) -> _View:
    """The smallest part of the map that holds all points with some room, neither too flat nor too tall."""
    wide = float(WIDTH)
    longitudes = [math.radians(point.longitude) for point in points]
    norths = [_north(point.latitude) for point in points]
    least = math.radians(LEAST_DEGREES)
    across = max(max(longitudes) - min(longitudes), least) * (1 + 2 * MARGIN)
    along = max(max(norths) - min(norths), least) * (1 + 2 * MARGIN)
    height = min(max(along / across * wide, LOWEST), TALLEST)
    scale = min(wide / across, height / along)
    middle_x, middle_y = (max(longitudes) + min(longitudes)) / 2, (max(norths) + min(norths)) / 2
    return _View(middle_x - wide / scale / 2, middle_y + height / scale / 2, scale, height)


@cache
def _rings() -> list[Ring]:
    features = json.loads(LAND.read_text(encoding="utf-8"))["features"]
    return [
        [(x, y) for x, y in ring]
        for feature in features
        for polygon in feature["geometry"]["coordinates"]
        for ring in polygon[:1]
    ]


def _land(view: _View) -> list[str]:
    steps = []
    for ring in _rings():
        drawn = _cut([view.at(longitude, latitude) for longitude, latitude in ring], view.height)
        kept: Ring = []
        for x, y in drawn:
            if not kept or abs(kept[-1][0] - x) + abs(kept[-1][1] - y) > NEAR:
                kept.append((x, y))
        if len(kept) > 2:
            steps.append("M" + "L".join(f"{pixels(x)} {pixels(y)}" for x, y in kept) + "Z")
    return steps


def _cut(ring: Ring, height: float) -> Ring:
    """The part of a ring inside the picture (Sutherland and Hodgman 1974)."""
    for axis, edge, sign in (
        (0, -BEYOND, 1), (0, float(WIDTH) + BEYOND, -1), (1, -BEYOND, 1), (1, height + BEYOND, -1),
    ):  # fmt: skip
        kept: Ring = []
        for at, point in enumerate(ring):
            before = ring[at - 1]
            inside, was_inside = sign * (point[axis] - edge) >= 0, sign * (before[axis] - edge) >= 0
            if inside != was_inside:
                part = (edge - before[axis]) / (point[axis] - before[axis])
                kept.append((before[0] + part * (point[0] - before[0]), before[1] + part * (point[1] - before[1])))
            if inside:
                kept.append(point)
        ring = kept
    return ring


def _band(journey: Journey, view: _View, heaviest: float) -> str:
    """A leaf from the one place to the other: thin where it leaves, full where it arrives."""
    start = view.at(journey.source_point.longitude, journey.source_point.latitude)
    end = view.at(journey.target_point.longitude, journey.target_point.latitude)
    wide = max(WIDEST_BAND * float(journey.value) / heaviest, THINNEST_BAND) / 2
    dx, dy = end[0] - start[0], end[1] - start[1]
    far = math.hypot(dx, dy)
    said = f"{journey.source} → {journey.target}: {journey.said}"
    if far < 2:
        return path("chart-loop", _ring_around(*end, wide + 7), said=said)
    nx, ny = -dy / far, dx / far
    bend = far * 0.16
    mid = (start[0] + dx / 2 + nx * bend, start[1] + dy / 2 + ny * bend)
    here, there = (mid[0] + nx * wide, mid[1] + ny * wide), (mid[0] - nx * wide, mid[1] - ny * wide)
    one, other = (end[0] + nx * wide, end[1] + ny * wide), (end[0] - nx * wide, end[1] - ny * wide)
    steps = f"M{_said(start)}Q{_said(here)} {_said(one)}L{_said(other)}Q{_said(there)} {_said(start)}Z"
    return path("chart-way", steps, said=said)


def _said(place: Place) -> str:
    return f"{pixels(place[0])} {pixels(place[1])}"


def _ring_around(x: float, y: float, radius: float) -> str:
    """What stayed at one place."""
    return (
        f"M{pixels(x - radius)} {pixels(y)}a{pixels(radius)} {pixels(radius)} 0 1 0 {pixels(2 * radius)} 0"
        f"a{pixels(radius)} {pixels(radius)} 0 1 0 {pixels(-2 * radius)} 0"
    )


def _places(journeys: Sequence[Journey], view: _View) -> list[str]:
    """Dots, and names where one fits without covering another; the table has them all."""
    places: dict[str, Place] = {}
    for one in journeys:
        for name, point in ((one.source, one.source_point), (one.target, one.target_point)):
            places.setdefault(name, view.at(point.longitude, point.latitude))
    drawn = [circle("chart-place", x, y, 4.5) for x, y in places.values()]
    taken = [(x - 6, x + 6, y) for x, y in places.values()]
    for name, (x, y) in places.items():
        wide = LETTER * len(name)
        for anchor, at, left in (("start", x + 9, x + 9), ("end", x - 9, x - 9 - wide)):
            fits = left > 0 and left + wide < float(WIDTH)
            covers = any(
                left < end and start < left + wide and abs(y - other) < LABEL_TALL for start, end, other in taken
            )
            if fits and not covers:
                taken.append((left, left + wide, y))
                drawn.append(text_at("chart-label chart-halo", at, y + 5, anchor, name))
                break
    return drawn
