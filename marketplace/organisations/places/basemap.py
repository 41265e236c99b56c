"""Making the offline base map: a simplified coast line and town labels. Run by ``manage.py derive_places``."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from marketplace.kernel.geo import distance_km
from marketplace.organisations.places.gazetteer import ISLES, Town

Position = tuple[float, float]  # longitude, latitude: the order of GeoJSON
Ring = list[Position]

# The British Isles are drawn from the 1:10m land, the rest from the 1:50m: finer near them, coarser far off.
ISLES_BOX: Final = (-11.0, 49.15, 2.2, 61.5)  # west, south, east, north
NEAR_BOX: Final = (-12.0, 43.0, 13.0, 63.0)
ISLES_TOLERANCE: Final = 0.004  # degrees
NEAR_TOLERANCE: Final = 0.03
FAR_TOLERANCE: Final = 0.35
LEAST_AREA_ISLES: Final = 0.0004  # square degrees, about 3 km²
LEAST_AREA_FAR: Final = 0.25

TOWNS: Final = 400
LABEL_PIXELS: Final = 62  # apart
FIRST_ZOOM: Final = 5
LAST_ZOOM: Final = 11


def decoded(path: Path) -> list[list[Ring]]:
    """The polygons of a quantised TopoJSON ``land`` object: each its outer ring, then its holes.

    Source: the TopoJSON format specification, 2.1.2 and 2.1.4 (delta-encoded arcs; ~i is arc i backwards).
    """
    # Any: JSON of somebody else's making, read once and checked by the shapes below.
    topology: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in topology["arcs"]:
        x = y = 0
        line: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)
    return [
        [_joined(arcs, ring) for ring in polygon]
        for geometry in topology["objects"]["land"]["geometries"]
        for polygon in (geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]])
    ]


def _joined(arcs: list[Ring], numbers: Iterable[int]) -> Ring:
    ring: Ring = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(line[1:] if ring else line)
    return ring


def within(ring: Ring, box: tuple[float, float, float, float]) -> bool:
    """Whether the whole ring lies in a box (west, south, east, north)."""
    west, south, east, north = box
    return all(west <= x <= east and south <= y <= north for x, y in ring)


def ring_area(ring: Ring) -> float:
    """The size of a ring in square degrees."""
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def simplified(ring: Ring, tolerance: Callable[[Position], float]) -> Ring:
    """The closed ring without the points that lie within the tolerance of the line left (Douglas and Peucker, 1973).

    The tolerance, in degrees, may differ from place to place. Degrees of longitude count less away from the equator.
    """
    if len(ring) < 5:
        return ring
    # Start from the two points furthest apart from the first, so that the closing point is no special case.
    half = max(range(len(ring)), key=lambda at: math.dist(ring[at], ring[0]))
    kept = {0, half, len(ring) - 1}
    spans = [(0, half), (half, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        worst, at = 1.0, -1
        for middle in range(first + 1, last):
            excess = _off(ring[middle], ring[first], ring[last]) / tolerance(ring[middle])
            if excess > worst:
                worst, at = excess, middle
        if at >= 0:
            kept.add(at)
            spans += [(first, at), (at, last)]
    return [ring[at] for at in sorted(kept)]


def _off(point: Position, start: Position, end: Position) -> float:
    """How far a point lies from a segment, in degrees of latitude."""
    squeeze = math.cos(math.radians(point[1]))
    px, py = (point[0] - start[0]) * squeeze, point[1] - start[1]
    dx, dy = (end[0] - start[0]) * squeeze, end[1] - start[1]
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, (px * dx + py * dy) / length)) if length else 0.0
    return math.hypot(px - along * dx, py - along * dy)


def _isles_tolerance(_: Position) -> float:
    return ISLES_TOLERANCE


def _world_tolerance(point: Position) -> float:
    return NEAR_TOLERANCE if within([point], NEAR_BOX) else FAR_TOLERANCE


def _unwrapped(ring: Ring) -> Ring:
    """The ring without jumps at the antimeridian: longitudes run on past 180. One round a pole is closed over it."""
    steps = [ring[0]]
    for x, y in ring[1:]:
        steps.append((x - 360 * round((x - steps[-1][0]) / 360), y))
    if abs(steps[-1][0] - steps[0][0]) > 180:
        pole = math.copysign(90, steps[0][1])
        steps += [(steps[-1][0], pole), (steps[0][0], pole)]
    return steps


def _kept_side(ring: Ring, keeps: Callable[[float], bool], at: float) -> Ring:
    """The part of a ring on one side of a meridian (Sutherland and Hodgman, 1974)."""
    part: Ring = []
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if keeps(ax):
            part.append((ax, ay))
        if keeps(ax) != keeps(bx):
            part.append((at, ay + (by - ay) * (at - ax) / (bx - ax)))
    return part


def _cut(polygon: list[Ring]) -> list[list[Ring]]:
    """The polygon in pieces that each stay within -180 and 180 degrees."""
    rings = [_unwrapped(ring) for ring in polygon]
    middle = [_kept_side(ring, lambda x: x <= 180, 180) for ring in rings]
    middle = [_kept_side(ring, lambda x: x >= -180, -180) for ring in middle]
    east = [[(x - 360, y) for x, y in _kept_side(ring, lambda x: x > 180, 180)] for ring in rings]
    west = [[(x + 360, y) for x, y in _kept_side(ring, lambda x: x < -180, -180)] for ring in rings]
    return [pieces for pieces in (middle, east, west) if pieces[0]]


def _rounded(rings: list[Ring], places: int) -> list[list[list[float]]]:
    """Rings as short numbers, without the repeats that rounding makes; too short ones are left out."""
    short = []
    for ring in rings:
        steps = list(dict.fromkeys((round(x, places), round(y, places)) for x, y in ring))
        if len(steps) >= 3:
            short.append([[x, y] for x, y in [*steps, steps[0]]])
    return short


def land(fine: Path, coarse: Path) -> dict[str, object]:
    """The land as GeoJSON: one feature for the British Isles, one for the rest of the world."""
    isles = [
        _rounded([simplified(ring, _isles_tolerance) for ring in polygon], 3)
        for polygon in decoded(fine)
        if within(polygon[0], ISLES_BOX) and ring_area(polygon[0]) >= LEAST_AREA_ISLES
    ]
    world = [
        _rounded([simplified(ring, _world_tolerance) for ring in polygon], 2)
        for whole in decoded(coarse)
        for polygon in _cut(whole)
        if not within(polygon[0], ISLES_BOX)
        and (ring_area(polygon[0]) >= LEAST_AREA_FAR or within(polygon[0], NEAR_BOX))
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "MultiPolygon", "coordinates": [rings for rings in polygons if rings]},
        }
        for name, polygons in (("isles", isles), ("world", world))
    ]
    return {"type": "FeatureCollection", "attribution": "Made with Natural Earth (public domain)", "features": features}


def labels(towns: Iterable[Town]) -> list[dict[str, object]]:
    """The largest towns of the British Isles, each with the zoom from which its name has room on the map.

    Smaller ones that have none at the closest zoom (boroughs inside a city) are passed over.
    """
    placed: list[tuple[Town, int]] = []
    ranked = sorted((t for t in towns if t.country in ISLES and not t.alias), key=lambda t: (-t.population, t.name))
    for town in ranked:
        zoom = _zoom_with_room(town, placed)
        if zoom is not None:
            placed.append((town, zoom))
        if len(placed) == TOWNS:
            break
    return [
        {
            "name": town.name,
            "latitude": round(town.point.latitude, 3),
            "longitude": round(town.point.longitude, 3),
            "population": town.population,
            "zoom": zoom,
        }
        for town, zoom in placed
    ]


def _zoom_with_room(town: Town, placed: list[tuple[Town, int]]) -> int | None:
    """The first zoom of a web map from which on no larger town's label is ever too near."""
    km_per_pixel = 156.543 * math.cos(math.radians(town.point.latitude))  # at zoom 0, 256-pixel tiles
    away = [(distance_km(town.point, other.point), zoom) for other, zoom in placed]
    first = None
    for zoom in range(LAST_ZOOM, FIRST_ZOOM - 1, -1):
        room_km = LABEL_PIXELS * km_per_pixel / 2**zoom
        if any(distance < room_km for distance, other_zoom in away if other_zoom <= zoom):
            break
        first = zoom
    return first
