"""Parts of a map: across the antimeridian, at the poles, the whole world, and numbers that bound nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.kernel.box import Box, InvalidBox
from marketplace.kernel.geo import Point, distance_km

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    south, north = sorted((draw(LATITUDES), draw(LATITUDES)))
    return Box(south, draw(LONGITUDES), north, draw(LONGITUDES))


@settings(max_examples=300, deadline=None)
@given(box=boxes(), at=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_circle_takes_in_every_point_of_the_box(box: Box, at: tuple[float, float]) -> None:
    longitude = box.west + at[1] * box.width
    point = Point(box.south + at[0] * (box.north - box.south), longitude - 360 if longitude > 180 else longitude)
    radius_km = box.circle_km()
    if radius_km is not None:
        assert distance_km(box.middle, point) <= radius_km


def test_box_across_the_antimeridian_holds_both_sides() -> None:
    fiji = Box(-20, 175, -15, -175)
    assert fiji.crosses
    assert fiji.width == 10
    assert fiji.middle == Point(-17.5, 180)
    assert [fiji.holds(Point(-17, longitude)) for longitude in (174, 176, 180, -180, -176, -174, 0)] == [
        False,
        True,
        True,
        True,
        True,
        False,
        False,
    ]


def test_whole_world_holds_everything() -> None:
    world = Box(-90, -180, 90, 180)
    assert world.circle_km() is None
    assert world.width == 360
    assert all(world.holds(point) for point in (Point(90, 0), Point(-90, 180), Point(0, -180)))


@pytest.mark.parametrize(
    "numbers",
    [(1, 0, 0, 1), (-91, 0, 0, 1), (0, -181, 1, 1), (0, 0, 1, 181), (float("nan"), 0, 1, 1), (0, 0, float("inf"), 1)],
)
def test_numbers_that_bound_nothing_are_refused(numbers: tuple[float, float, float, float]) -> None:
    with pytest.raises(InvalidBox):
        Box(*numbers)
