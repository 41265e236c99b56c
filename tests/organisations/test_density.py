"""Coarser where few addresses are near, and alike for all of a kilometre cell."""

import random

import pytest

from marketplace.kernel.geo import Point, distance_km, public_point
from marketplace.organisations.places.density import grid_m, sectors_near, shown_point


@pytest.mark.parametrize(
    ("place", "grid"),
    [
        (Point(53.7955, -1.5476), 1_000),  # Leeds
        (Point(54.07, -2.28), 2_000),  # Settle: two sectors
        (Point(56.68, -4.57), 5_000),  # Rannoch Moor
        (Point(54.597, -5.93), 1_000),  # Belfast, known by outcode
        (Point(48.8566, 2.3522), 1_000),  # Paris, known as a town
        (Point(0.0, 0.0), 5_000),  # the sea
        (Point(-80.0, 180.0), 5_000),  # the edge of the map
    ],
)
def test_the_grid_follows_how_many_addresses_are_near(place: Point, grid: int) -> None:
    assert grid_m(place) == grid
    assert distance_km(place, shown_point(place)) <= grid / 1000 * 0.71 + 0.71


def test_all_points_of_a_kilometre_cell_are_shown_as_one() -> None:
    chance = random.Random(5)
    for _try in range(60):
        place = Point(chance.uniform(50, 59), chance.uniform(-6, 1.5))
        middle = public_point(place)
        beside = Point(
            middle.latitude + chance.uniform(-0.003, 0.003), middle.longitude + chance.uniform(-0.004, 0.004)
        )
        assert public_point(beside) == middle, "still in the cell"
        assert shown_point(beside) == shown_point(place)


def test_more_addresses_never_make_it_coarser() -> None:
    chance = random.Random(6)
    judged = sorted(
        (sectors_near(public_point(place)), -grid_m(place))
        for place in (Point(chance.uniform(50, 59), chance.uniform(-6, 1.5)) for _try in range(60))
    )
    assert [grid for _near, grid in judged] == sorted(grid for _near, grid in judged)
