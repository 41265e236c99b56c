"""Cells: one integer that says where, so that an ordinary B-tree can answer "near".

The earth is cut in half again and again, latitude and longitude in turn, 18 times each; interleaving the bits
gives a 36-bit Morton number whose neighbours in number are mostly neighbours on the ground. A **spot** is that
number shifted left by 27 with 27 low bits that make it unique: 63 bits, so it fits a signed 64-bit key. A cell at
``level`` (0 to 18 bits an axis) is the leading ``2 * level`` bits, and all spots inside it are one range of keys.

Decision record 0002 says why not geohash strings, H3, S2 or an R-tree.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Final

from marketplace.kernel.box import Box
from marketplace.kernel.geo import (
    HALF_ROUND_KM,
    LEAST_CURVATURE_RADIUS_KM,
    InvalidDistance,
    Point,
)

AXIS_BITS: Final = 18
LOW_BITS: Final = 27
SPOT_BITS: Final = 2 * AXIS_BITS + LOW_BITS
WHOLE_EARTH: Final = [(0, (1 << SPOT_BITS) - 1)]
CELLS_ACROSS: Final = 6  # a circle spans more than 3 and at most 6 cells: about 5
EVERYWHERE_KM: Final = 5_000  # a circle this wide is not worth cutting up
RING_GROWTH: Final = 3
_RING_REACH: Final = 1.5

# Chord distance and geodesic part by less than 0.1 % under 5,000 km; 1 % more takes in every point a query accepts.
MARGIN: Final = 1.01
ROUNDING: Final = 1e-9  # radians, 6 mm: more than the error of the trigonometry below


def _spread(number: int) -> int:
    """Put a zero bit between the bits of an 18-bit number ("magic numbers", Warren, Hacker's Delight)."""
    number = (number | number << 16) & 0x0000FFFF0000FFFF
    number = (number | number << 8) & 0x00FF00FF00FF00FF
    number = (number | number << 4) & 0x0F0F0F0F0F0F0F0F
    number = (number | number << 2) & 0x3333333333333333
    return (number | number << 1) & 0x5555555555555555


#: The same for every number of nine bits: two look-ups are quicker than five rounds.
_SPREAD: Final = tuple(_spread(number) for number in range(1 << 9))


def _gather(number: int) -> int:
    """Undo :func:`_spread`: keep every second bit."""
    number &= 0x5555555555555555
    number = (number | number >> 1) & 0x3333333333333333
    number = (number | number >> 2) & 0x0F0F0F0F0F0F0F0F
    number = (number | number >> 4) & 0x00FF00FF00FF00FF
    number = (number | number >> 8) & 0x0000FFFF0000FFFF
    return (number | number >> 16) & 0x00000000FFFFFFFF


def interleave(row: int, column: int) -> int:
    return (_SPREAD[row >> 9] << 18 | _SPREAD[row & 511]) << 1 | _SPREAD[column >> 9] << 18 | _SPREAD[column & 511]


def row_of(latitude: float, level: int) -> int:
    """The row of a latitude in degrees; outside the earth, the nearest row."""
    last = (1 << level) - 1
    return max(0, min(math.floor((latitude + 90) / 180 * (1 << level)), last))


def column_of(longitude: float, level: int) -> int:
    """The column of a longitude in degrees, not wrapped: -181° is one before the first."""
    return math.floor((longitude + 180) / 360 * (1 << level))


def morton(point: Point) -> int:
    """The 36-bit cell of a point: about 76 m by 153 m at the equator. 180° and -180° are one meridian."""
    columns = 1 << AXIS_BITS
    return interleave(row_of(point.latitude, AXIS_BITS), column_of(point.longitude, AXIS_BITS) % columns)


def spot(point: Point, low_bits: int) -> int:
    """The key of one thing at a point: its cell, then 27 bits (random, in practice) that tell neighbours apart.

    :raises ValueError: ``low_bits`` does not fit in 27 bits
    """
    if not 0 <= low_bits < 1 << LOW_BITS:
        raise ValueError(f"low_bits must fit in {LOW_BITS} bits, not {low_bits}")
    return morton(point) << LOW_BITS | low_bits


def cell_shift(level: int) -> int:
    """How far a spot is shifted right to leave its cell at a level, in SQL as here.

    :raises ValueError: the level is not between 0 and 18
    """
    if not 0 <= level <= AXIS_BITS:
        raise ValueError(f"level must lie between 0 and {AXIS_BITS}, not {level}")
    return LOW_BITS + 2 * (AXIS_BITS - level)


def cell_at(spot: int, level: int) -> int:
    """The cell at a level that a spot lies in."""
    return spot >> cell_shift(level)


def cell_range(cell: int, level: int) -> tuple[int, int]:
    """The first and the last spot of a cell."""
    shift = cell_shift(level)
    return cell << shift, ((cell + 1) << shift) - 1


def cell_bounds(cell: int, level: int) -> tuple[Point, Point]:
    """The south-west and the north-east corner of a cell."""
    row, column = _gather(cell >> 1), _gather(cell)
    height, width = 180 / (1 << level), 360 / (1 << level)
    south, west = row * height - 90, column * width - 180
    return Point(south, west), Point(min(south + height, 90.0), min(west + width, 180.0))


def cell_centre(cell: int, level: int) -> Point:
    """The middle of a cell at a level."""
    south_west, north_east = cell_bounds(cell, level)
    return Point(
        (south_west.latitude + north_east.latitude) / 2,
        (south_west.longitude + north_east.longitude) / 2,
    )


def merged(cells: Iterable[int], level: int) -> list[tuple[int, int]]:
    """Cells of a level as inclusive ranges of spots, neighbours joined."""
    ranges: list[tuple[int, int]] = []
    for cell in sorted(set(cells)):
        first, last = cell_range(cell, level)
        if ranges and ranges[-1][1] + 1 == first:
            ranges[-1] = (ranges[-1][0], last)
        else:
            ranges.append((first, last))
    return ranges


def _level_for(height: float, width: float) -> int:
    """The finest level at which a box of so many degrees spans at most ``CELLS_ACROSS`` cells either way."""
    share = max(height / 180, width / 360) / CELLS_ACROSS
    return max(0, min(AXIS_BITS, math.floor(-math.log2(share)))) if share > 0 else AXIS_BITS


def _columns_between(west: float, east: float, level: int) -> Iterator[int]:
    """The columns from west to east, wrapped round the antimeridian: ``west`` and ``east`` may run past 180."""
    columns = 1 << level
    first, last = column_of(west, level), column_of(east, level)
    if last - first >= columns - 1:
        yield from range(columns)
    else:
        for column in range(first, last + 1):
            yield column % columns


def half_width(centre: float, angle: float, south: float, north: float) -> float:
    """Half the widest longitude, in radians, that a circle on the unit sphere takes of a band of latitudes.

    The circle is widest where ``sin φ = sin φ₀ / cos δ`` and narrows steadily on either side, so the widest part of
    a band lies there or at the nearer edge of the band. Nothing of the circle in the band gives -1.
    """
    south, north = max(south, centre - angle), min(north, centre + angle)
    if south > north:
        return -1.0
    widest = math.asin(max(-1.0, min(1.0, math.sin(centre) / max(math.cos(angle), 1e-12))))
    latitude = max(south, min(widest, north))
    across = math.cos(centre) * math.cos(latitude)
    if across < 1e-12:
        return math.pi
    cosine = (math.cos(angle) - math.sin(centre) * math.sin(latitude)) / across
    return math.acos(max(-1.0, min(1.0, cosine)))


def cover(point: Point, radius_km: float) -> list[tuple[int, int]]:
    """A circle as a few inclusive ranges of spots, in order, that between them miss nothing inside it.

    About five cells across; cells in the corners that the circle does not touch are left out. The ranges hold some
    points outside the circle: finish with the squared chord. Degrees of latitude and longitude read as a unit sphere
    times the ellipsoid's least radius of curvature never overstate a distance, so no cell is left out wrongly.

    :raises InvalidDistance: negative or NaN
    """
    if not radius_km >= 0:
        raise InvalidDistance
    if radius_km >= EVERYWHERE_KM:
        return list(WHOLE_EARTH)
    angle = radius_km * MARGIN / LEAST_CURVATURE_RADIUS_KM + ROUNDING
    centre = math.radians(point.latitude)
    reach = math.degrees(angle)
    widest = math.degrees(half_width(centre, angle, -math.pi / 2, math.pi / 2))
    if abs(centre) + angle >= math.pi / 2:
        widest = 180.0  # a pole is inside: every meridian passes
    level = _level_for(2 * reach, 2 * widest)
    cells: list[int] = []
    height = math.pi / (1 << level)
    for row in range(row_of(point.latitude - reach, level), row_of(point.latitude + reach, level) + 1):
        south = row * height - math.pi / 2
        half = half_width(centre, angle, south - ROUNDING, south + height + ROUNDING)
        if half < 0:
            continue
        if widest == 180.0:
            half = math.pi
        degrees = math.degrees(half + ROUNDING)
        cells.extend(
            interleave(row, column)
            for column in _columns_between(point.longitude - degrees, point.longitude + degrees, level)
        )
    return merged(cells, level)


def cells_across(box: Box, level: int) -> int:
    """How many cells of a level a box touches."""
    rows = row_of(box.north, level) - row_of(box.south, level) + 1
    columns = column_of(box.west + box.width, level) - column_of(box.west, level) + 1
    return rows * min(columns, 1 << level)


def touches(box: Box, cell: int, level: int) -> bool:
    """Whether a cell of a level lies in a box, at least in part; edges count."""
    row, column = _gather(cell >> 1), _gather(cell)
    if not row_of(box.south, level) <= row <= row_of(box.north, level):
        return False
    first = column_of(box.west, level)
    return (column - first) % (1 << level) <= column_of(box.west + box.width, level) - first


def cover_box(south_west: Point, north_east: Point, *, finest: int = AXIS_BITS) -> list[tuple[int, int]]:
    """A box on the map as a few inclusive ranges of spots, in order, that between them miss nothing inside it. They are
    whole cells of a level, at the finest that one.

    A box whose west lies east of its east runs over the antimeridian. South above north is an empty box.
    """
    south, north = south_west.latitude, north_east.latitude
    if south > north:
        return []
    west, east = south_west.longitude, north_east.longitude
    if west > east:
        east += 360
    level = min(_level_for(north - south, east - west), finest)
    columns = list(_columns_between(west, east, level))
    rows = range(row_of(south, level), row_of(north, level) + 1)
    return merged((interleave(row, column) for row in rows for column in columns), level)


def wider_ring(ring_km: float, *, found: int, wanted: int, radius_km: float) -> float:
    """The radius to try after a ring that held ``found`` of the ``wanted``; never beyond the radius searched.

    Three times as wide, so nine times the area; nine times where it held less than a quarter of what is wanted, so
    that the steps stay few where things lie far apart. Where a step would all but reach the radius, it goes there.

    :raises InvalidDistance: the ring is not above zero, or the radius is negative or not a number
    """
    if not (ring_km > 0 and radius_km >= 0):
        raise InvalidDistance
    growth = RING_GROWTH if found * 4 >= wanted else RING_GROWTH**2
    wider = min(ring_km * growth, HALF_ROUND_KM)
    return radius_km if wider * _RING_REACH >= radius_km or ring_km >= HALF_ROUND_KM else wider
