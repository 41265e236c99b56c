"""How coarse a public point has to be: where few addresses are near, a square kilometre may hold one farm.

Judged by the shipped place files: a postcode sector holds about 2,500 addresses, an outcode that is known without
sectors about as many as eight of them, and a town abroad a sector for every 6,000 people. What is judged is the middle
of the kilometre cell, so that all points of a cell are judged alike and an answer never says more than the cell does.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from marketplace.kernel.geo import Point, distance_km, public_point
from marketplace.organisations.places.book import BRITISH, book

FINE_M: Final = 1_000
#: Sectors within `NEAR_KM` below which the next coarser grid is used, in metres across.
COARSER: Final = ((2.0, 5_000), (5.0, 2_000))
NEAR_KM: Final = 5.0
OUTCODE_SECTORS: Final = 8.0
PEOPLE_A_SECTOR: Final = 6_000
_BAND: Final = 10  # bands of latitude to the degree: 11 km, so that two beside each other hold the circle


@cache
def _bands() -> dict[int, list[tuple[float, float, float]]]:
    """What stands for addresses (latitude, longitude, sectors' worth), by band of latitude."""
    bands: dict[int, list[tuple[float, float, float]]] = {}
    with_sectors = {code.split(" ")[0] for code in book().codes if " " in code}
    for code, row in book().codes.items():
        if " " in code or code not in with_sectors:
            weight = 1.0 if row.place.kind == "postcode_sector" else OUTCODE_SECTORS
            place = row.point
            bands.setdefault(int(place.latitude * _BAND), []).append((place.latitude, place.longitude, weight))
    for town in book().towns:
        if town.country not in BRITISH and not town.alias:
            weight = int(town.population) / PEOPLE_A_SECTOR
            bands.setdefault(int(town.point.latitude * _BAND), []).append(
                (town.point.latitude, town.point.longitude, weight)
            )
    return bands


def sectors_near(point: Point) -> float:
    """How many sectors' worth of addresses lie within `NEAR_KM` of a point."""
    middle = int(point.latitude * _BAND)
    return sum(
        weight
        for band in (middle - 1, middle, middle + 1)
        for latitude, longitude, weight in _bands().get(band, ())
        if abs(latitude - point.latitude) < NEAR_KM / 100 and distance_km(Point(latitude, longitude), point) <= NEAR_KM
    )


def grid_m(point: Point) -> int:
    """The grid, in metres across, that the public point of a place is snapped to: 1, 2 or 5 km."""
    near = sectors_near(public_point(point, FINE_M))
    return next((coarse for least, coarse in COARSER if near < least), FINE_M)


def shown_point(point: Point) -> Point:
    """The public point of a place: the exact one snapped to a grid that is coarser where few addresses are near.

    All points of a kilometre cell have the same one.
    """
    return public_point(public_point(point, FINE_M), grid_m(point))
