"""Covers never miss: for any circle and any point inside it, poles and antimeridian included."""

from __future__ import annotations

import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.cells import (
    WHOLE_EARTH,
    cell_at,
    cell_bounds,
    cell_centre,
    cell_range,
    cover,
    cover_box,
    morton,
    spot,
    wider_ring,
)
from marketplace.kernel.geo import HALF_ROUND_KM, InvalidDistance, Point, chord_squared_for, distance_km, earth_xyz
from tests.kernel.test_geo import LEEDS, longitudes, moved, points

levels = st.integers(0, 18)
low_bits = st.integers(0, 2**27 - 1)


def holds(ranges: list[tuple[int, int]], key: int) -> bool:
    return any(first <= key <= last for first, last in ranges)


def chord_squared(a: Point, b: Point) -> float:
    return sum((p - q) ** 2 for p, q in zip(earth_xyz(a), earth_xyz(b), strict=True))


@given(point=points, low=low_bits)
def test_spot_fits_a_signed_64_bit_key(point: Point, low: int) -> None:
    key = spot(point, low)
    assert 0 <= key < 2**63
    assert key >> 27 == morton(point)
    assert key % 2**27 == low


@pytest.mark.parametrize("low", [-1, 2**27])
def test_spot_refuses_low_bits_that_do_not_fit(low: int) -> None:
    with pytest.raises(ValueError, match="27 bits"):
        spot(LEEDS, low)


def test_morton_of_corners() -> None:
    assert morton(Point(-90, -180)) == 0
    assert morton(Point(90, 179.9999)) == 2**36 - 1
    assert morton(Point(10, 180)) == morton(Point(10, -180))


@given(point=points, low=low_bits, level=levels)
def test_a_cell_holds_its_spots_and_its_centre(point: Point, low: int, level: int) -> None:
    key = spot(point, low)
    cell = cell_at(key, level)
    first, last = cell_range(cell, level)
    assert first <= key <= last
    assert cell_at(spot(cell_centre(cell, level), low), level) == cell
    south_west, north_east = cell_bounds(cell, level)
    longitude = -180.0 if point.longitude + 180 == 360 else point.longitude  # within half a float of the antimeridian
    assert south_west.latitude - 1e-9 <= point.latitude <= north_east.latitude + 1e-9
    assert south_west.longitude - 1e-9 <= longitude <= north_east.longitude + 1e-9


@pytest.mark.parametrize("level", [-1, 19])
def test_a_cell_refuses_levels_that_do_not_exist(level: int) -> None:
    with pytest.raises(ValueError, match="level"):
        cell_at(0, level)


@given(
    point=points,
    radius_km=st.floats(0, 300) | st.floats(0, 21_000) | st.sampled_from([0.0, 1e-6, 1.0, 25.0, 100.0, 4999.9]),
    share=st.floats(0, 1) | st.just(1.0),
    bearing=st.floats(0, 360) | st.sampled_from([0.0, 90.0, 180.0, 270.0]),
    low=low_bits,
)
def test_cover_misses_nothing_inside_the_circle(
    point: Point, radius_km: float, share: float, bearing: float, low: int
) -> None:
    other = moved(point, radius_km * share, bearing)
    if chord_squared(point, other) <= chord_squared_for(radius_km):
        assert holds(cover(point, radius_km), spot(other, low))


def test_cover_misses_nothing_at_the_very_rim() -> None:
    """Many circles, walked round just inside the edge: where a cell left out wrongly would show."""
    dice = random.Random(36)
    for _ in range(500):
        point = Point(math.degrees(math.asin(dice.uniform(-1, 1))), dice.uniform(-180, 180))
        radius_km = 10 ** dice.uniform(-1, 3.6)
        ranges, most = cover(point, radius_km), chord_squared_for(radius_km)
        for bearing in range(0, 360, 30):
            other = moved(point, radius_km * 0.9999, bearing)
            assert chord_squared(point, other) > most or holds(ranges, spot(other, 0)), (point, radius_km, bearing)


@given(point=points, other=points, radius_km=st.floats(0, 21_000))
def test_cover_misses_nothing_anywhere(point: Point, other: Point, radius_km: float) -> None:
    if chord_squared(point, other) <= chord_squared_for(radius_km):
        assert holds(cover(point, radius_km), spot(other, 0))


@given(point=points, radius_km=st.floats(0, 21_000))
def test_cover_is_few_ranges_in_order_that_do_not_touch(point: Point, radius_km: float) -> None:
    ranges = cover(point, radius_km)
    assert 1 <= len(ranges) <= 24
    assert all(0 <= first <= last < 2**63 for first, last in ranges)
    assert all(a[1] + 1 < b[0] for a, b in itertools.pairwise(ranges))


@given(latitude=st.floats(-70, 70), longitude=longitudes, radius_km=st.floats(1, 500))
def test_cover_is_not_much_larger_than_the_circle(latitude: float, longitude: float, radius_km: float) -> None:
    """Nothing further off than a cell's diagonal from the circle is in the cover."""
    point = Point(latitude, longitude)
    ranges = cover(point, radius_km)
    for bearing in range(0, 360, 30):
        assert not holds(ranges, spot(moved(point, radius_km * 3 + 1, bearing), 0))


def test_cover_drops_the_corners() -> None:
    """By area: a circle fills 79 % of its box, and its cover should save part of the rest."""
    area = {"circle": 0, "box": 0}
    for radius_km in range(5, 100, 3):
        north, east = (moved(LEEDS, radius_km, bearing) for bearing in (0, 90))
        south, west = (moved(LEEDS, radius_km, bearing) for bearing in (180, 270))
        box = cover_box(Point(south.latitude, west.longitude), Point(north.latitude, east.longitude))
        area["circle"] += sum(last - first + 1 for first, last in cover(LEEDS, radius_km))
        area["box"] += sum(last - first + 1 for first, last in box)
    assert area["circle"] < 0.95 * area["box"]


def test_cover_of_everywhere_is_one_range() -> None:
    assert cover(LEEDS, 5_000) == cover(LEEDS, math.inf) == WHOLE_EARTH == [(0, 2**63 - 1)]


@pytest.mark.parametrize("radius_km", [-0.1, math.nan])
def test_cover_refuses_what_is_not_a_distance(radius_km: float) -> None:
    with pytest.raises(InvalidDistance):
        cover(LEEDS, radius_km)


@given(a=points, b=points, up=st.floats(0, 1), along=st.floats(0, 1))
def test_cover_box_misses_nothing_inside_the_box(a: Point, b: Point, up: float, along: float) -> None:
    south, north = sorted((a.latitude, b.latitude))
    west, east = a.longitude, b.longitude
    latitude = min(max(south + (north - south) * up, south), north)
    width = east - west if west <= east else east + 360 - west
    longitude = west + width * along
    inside = Point(latitude, longitude if longitude <= 180 else max(-180.0, longitude - 360))
    ranges = cover_box(Point(south, west), Point(north, east))
    assert holds(ranges, spot(inside, 0))
    assert all(a[1] + 1 < b[0] for a, b in itertools.pairwise(ranges))


def test_cover_box_upside_down_is_empty() -> None:
    assert cover_box(Point(54, 0), Point(53, 1)) == []


def test_wider_ring_grows_by_what_was_found() -> None:
    assert wider_ring(1, found=7, wanted=25, radius_km=500) == 3
    assert wider_ring(1, found=6, wanted=25, radius_km=500) == 9
    assert wider_ring(1, found=0, wanted=25, radius_km=5) == 5
    assert wider_ring(20, found=0, wanted=25, radius_km=200) == 200
    assert wider_ring(HALF_ROUND_KM, found=0, wanted=25, radius_km=math.inf) == math.inf


@given(st.floats(0.001, 500), st.integers(0, 24), st.floats(0, 30_000))
def test_wider_ring_reaches_the_radius_in_few_steps(start_km: float, found: int, radius_km: float) -> None:
    ring, steps = min(start_km, radius_km), 0
    while ring < radius_km and ring > 0:
        wider = wider_ring(ring, found=found, wanted=25, radius_km=radius_km)
        assert ring < wider <= radius_km
        ring, steps = wider, steps + 1
    assert steps <= 16


@pytest.mark.parametrize(("radius_km", "ring_km"), [(10, 0), (10, -1), (10, math.nan), (math.nan, 1), (-1, 1)])
def test_wider_ring_refuses_what_is_not_a_distance(radius_km: float, ring_km: float) -> None:
    with pytest.raises(InvalidDistance):
        wider_ring(ring_km, found=0, wanted=24, radius_km=radius_km)


def test_nearest_by_rings_equals_brute_force() -> None:
    """The search as a database runs it, on 2,000 points round the antimeridian and a pole."""
    for latitude, longitude in ((53.8, -1.5), (-17.0, 179.9), (88.0, 10.0)):
        here = Point(latitude, longitude)
        crowd = [moved(here, (n * 0.7548776662) % 1 * 300, (n * 0.5698402910) % 1 * 360) for n in range(2000)]
        keys = [spot(other, n) for n, other in enumerate(crowd)]
        expected = sorted((distance_km(here, other), n) for n, other in enumerate(crowd))[:24]
        found: list[tuple[float, int]] = []
        ring = 1.0
        while True:
            ranges = cover(here, ring)
            candidates = [n for n, key in enumerate(keys) if holds(ranges, key)]
            near = sorted((distance_km(here, crowd[n]), n) for n in candidates)
            found = [(distance, n) for distance, n in near if distance <= ring]
            if len(found) >= 24 or ring >= 500:
                break
            ring = wider_ring(ring, found=len(found), wanted=24, radius_km=500)
        assert found[:24] == expected
