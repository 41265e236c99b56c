"""Distances against geopy's geodesic, and what snapping to the public grid promises."""

from __future__ import annotations

import math

import pytest
from geopy.distance import geodesic
from hypothesis import assume, given
from hypothesis import strategies as st

from marketplace.kernel.geo import (
    InvalidDistance,
    InvalidPoint,
    Point,
    chord_squared_for,
    distance_for_chord_squared,
    distance_km,
    earth_xyz,
    km,
    miles,
    public_point,
)

latitudes = st.floats(-90, 90) | st.sampled_from([-90.0, -89.9999, 0.0, 89.9999, 90.0])
longitudes = st.floats(-180, 180) | st.sampled_from([-180.0, -179.9999, 0.0, 179.9999, 180.0])
points = st.builds(Point, latitudes, longitudes)
LEEDS = Point(53.7965, -1.5479)


def moved(point: Point, distance_km: float, bearing: float) -> Point:
    """The point so far away along the ellipsoid, by geopy."""
    there = geodesic(kilometers=distance_km).destination((point.latitude, point.longitude), bearing)
    return Point(there.latitude, max(-180.0, min(180.0, (there.longitude + 180) % 360 - 180)))


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(90.01, 0), (-91, 0), (0, 180.5), (0, -181), (math.nan, 0), (0, math.nan), (math.inf, 0), (0, -math.inf)],
)
def test_point_refuses_what_is_not_on_earth(latitude: float, longitude: float) -> None:
    with pytest.raises(InvalidPoint) as refusal:
        Point(latitude, longitude)
    assert refusal.value.code == "invalid_point"


def test_earth_xyz_of_known_points() -> None:
    assert earth_xyz(Point(0, 0)) == (6378.137, 0.0, 0.0)
    assert earth_xyz(Point(90, 0))[2] == pytest.approx(6356.752314, abs=1e-6)
    assert earth_xyz(Point(0, 90)) == pytest.approx((0, 6378.137, 0))


@pytest.mark.parametrize(("radius_km", "most_mm"), [(25, 0.2), (100, 12)])
@given(point=points, share=st.floats(0, 1), bearing=st.floats(0, 360))
def test_distance_agrees_with_the_geodesic(
    radius_km: float, most_mm: float, point: Point, share: float, bearing: float
) -> None:
    other = moved(point, radius_km * share, bearing)
    truth: float = geodesic((point.latitude, point.longitude), (other.latitude, other.longitude)).km
    assert abs(distance_km(point, other) - truth) * 1e6 <= most_mm + 0.01


@given(a=points, b=points)
def test_distance_is_symmetric_and_close_enough_anywhere(a: Point, b: Point) -> None:
    """Within 0.2 % to 5,000 km, which the margin of a cover relies on; within 5 % round the world."""
    truth: float = geodesic((a.latitude, a.longitude), (b.latitude, b.longitude)).km
    assert distance_km(a, b) == distance_km(b, a)
    assert distance_km(a, b) == pytest.approx(truth, rel=0.002 if truth < 5_000 else 0.05, abs=1e-5)


@given(st.floats(0, 20_000))
def test_chord_and_arc_undo_each_other(radius_km: float) -> None:
    assert distance_for_chord_squared(chord_squared_for(radius_km)) == pytest.approx(radius_km, rel=1e-6, abs=1e-6)


def test_chord_takes_in_the_whole_earth_for_any_wider_radius() -> None:
    assert chord_squared_for(math.inf) == chord_squared_for(20_100) > (2 * 6378.137) ** 2


@pytest.mark.parametrize("radius_km", [-1, math.nan, -math.inf])
def test_chord_refuses_what_is_not_a_distance(radius_km: float) -> None:
    with pytest.raises(InvalidDistance):
        chord_squared_for(radius_km)


@given(point=points, grid_m=st.sampled_from([10, 250, 1000, 5000, 100_000]))
def test_public_point_of_a_public_point_is_itself(point: Point, grid_m: int) -> None:
    public = public_point(point, grid_m)
    assert public_point(public, grid_m) == public


@given(point=points, grid_m=st.sampled_from([250, 1000, 5000]))
def test_public_point_lies_within_its_cell(point: Point, grid_m: int) -> None:
    assume(abs(point.latitude) < 89)  # the last rows have so few columns that they are wider
    assert distance_km(point, public_point(point, grid_m)) * 1000 <= grid_m * 0.75


@given(point=points, north=st.floats(-0.99, 0.99), east=st.floats(-0.99, 0.99))
def test_every_point_of_a_cell_has_the_same_public_point(point: Point, north: float, east: float) -> None:
    """Moving a site inside its cell changes nothing that anybody can see."""
    assume(abs(point.latitude) < 89)
    public = public_point(point)
    rows = round(180 * math.pi * 6371.0088 / 180)
    columns = round(2 * rows * math.cos(math.radians(public.latitude)))
    inside = Point(
        public.latitude + north * 90 / rows * 0.99,
        max(-180.0, min(180.0, public.longitude + east * 180 / columns * 0.99)),
    )
    assert public_point(inside) == public


def test_public_point_says_nothing_of_180_or_minus_180() -> None:
    assert public_point(Point(52, 180)) == public_point(Point(52, -180))


@pytest.mark.parametrize("grid_m", [0, 9, -1000, 100_001])
def test_public_point_refuses_a_senseless_grid(grid_m: int) -> None:
    with pytest.raises(ValueError, match="grid_m"):
        public_point(LEEDS, grid_m)


def test_miles_and_kilometres() -> None:
    assert km(1) == 1.609344
    assert miles(1.609344) == 1
