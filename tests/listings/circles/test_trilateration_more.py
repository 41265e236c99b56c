"""Attacks that go by what is told besides: words of distance, order beside probes, marks, counts, alerts, travel times.

As in test_trilateration: each is as good as it can be made, and none comes nearer than a third of the grid, in the
middle of what it finds.
"""

import json
import re
import statistics
from collections.abc import Callable

import pytest
from django.test import Client

from listings.actions.fitting import fit_listing
from listings.models import Listing, Match
from marketplace.kernel.geo import Point, distance_km
from tests import make
from tests.listings.circles.test_trilateration import EAST, GRID_KM, NORTH, Hidden, edge, hidden, shows

__all__ = ["hidden"]
pytestmark = pytest.mark.django_db

Where = Callable[[Hidden, Point], Point]
#: how far from the first guess an attacker stands who measures
FAR_KM = 6.0


def page(**asked: object) -> str:
    return Client().get("/search/", {name: str(value) for name, value in asked.items()}).content.decode()


def at(start: Point, east: float, north: float) -> Point:
    return Point(start.latitude + north * NORTH, start.longitude + east * EAST)


def between(start: Point, away: Callable[[Point], float]) -> Point:
    """From four places around, how far it seems to be: it lies where opposite ones say the same."""

    def off(east: float, north: float) -> float:
        near, far = away(at(start, east * FAR_KM, north * FAR_KM)), away(at(start, -east * FAR_KM, -north * FAR_KM))
        return (far**2 - near**2) / (4 * FAR_KM)

    return at(start, off(1, 0), off(0, 1))


def by_words_of_distance(one: Hidden, start: Point) -> Point:
    """The distance that the card tells, from four sides, between the places where its last digit turns."""

    def told(place: Point) -> float:
        text = page(q=one.word, lat=place.latitude, lon=place.longitude, radius_km=50)
        said = re.search(r"(\d+(?:\.\d+)?)[\s\u00a0\u202f]*(km|m)\b(?! around)", text[text.index('class="card') :])
        assert said is not None
        return float(said[1]) / (1 if said[2] == "km" else 1000)

    return between(start, told)


def by_counts(one: Hidden, start: Point) -> Point:
    """The radius at which the number of results turns from nothing to one, from four sides; the list is not read."""

    def away(place: Point) -> float:
        asked = {"lat": place.latitude, "lon": place.longitude}
        return edge(20, 0.1, lambda radius: shows(one.word, **asked, radius_km=round(radius, 3)), halvings=9)

    return between(start, away)


def by_marks(one: Hidden, _start: Point) -> Point:
    """Where the marks of the map stand, at the nearest zoom."""
    asked = {"q": one.word, "view": "-3,53,0,55", "zoom": "18"}
    (mark,) = json.loads(Client().get("/search/clusters.geojson", asked).content)["features"]
    longitude, latitude = mark["geometry"]["coordinates"]
    return Point(latitude, longitude)


def by_times(one: Hidden, start: Point) -> Point:
    """Which places are within the shortest band of travel, pushed out to the east, west, north and south."""

    def reaches(east: float, north: float) -> Callable[[float], bool]:
        def is_within(km: float) -> bool:
            place = at(start, east * km, north * km)
            return shows(one.word, lat=place.latitude, lon=place.longitude, minutes=15)

        return is_within

    east, west, north, south = (edge(0, 20, reaches(*way), halvings=9) for way in ((1, 0), (-1, 0), (0, 1), (0, -1)))
    return at(start, (east - west) / 2, (north - south) / 2)


def by_order(one: Hidden, _start: Point) -> Point:
    """Beside a probe of the attacker's own: how far east, and how far north of it, does the list turn round?

    From t kilometres along a way u both are equally far where |d|^2 = 2 t (u.d), for the way d from the probe to what
    is hidden; with w = d / |d|^2 that is u.w = 1 / 2t, and d = w / |w|^2.
    """
    probe = Listing.objects.get(title="Probe desks").public_point

    def is_first(east: float, north: float) -> bool:
        place = at(probe, east, north)
        text = page(q="desks", lat=place.latitude, lon=place.longitude, radius_km=100, sort="distance")
        return text.index(f"Oak {one.word} desks</a>") < text.index("Probe desks</a>")

    def along(east: float, north: float) -> float:
        for far in (40.0, -40.0):
            if is_first(east * far, north * far):
                turn = edge(0, far, lambda km: not is_first(east * km, north * km), halvings=11)
                return 1 / (2 * turn)
        return 0.0

    east, north = along(1, 0), along(0, 1)
    size = east**2 + north**2
    return at(probe, east / size, north / size)


def by_alerts(one: Hidden, start: Point) -> Point:
    """Wants of the attacker's own that reach a kilometre further each: from which on is it told?"""
    listing = Listing.objects.get(title__contains=one.word)
    us = make.organisation()

    def away(place: Point) -> float:
        site = make.site(us, at=place)
        reached = [
            make.want(us, site=site, title=f"Oak {one.word} desks", radius_km=radius).pk for radius in range(4, 10)
        ]
        fit_listing(listing=listing, by=listing.created_by, now=make.NOW)
        met = Match.objects.filter(listing=listing, want__in=reached)
        return min(met.values_list("want__radius_km", flat=True), default=10) - 0.5

    return between(start, away)


@pytest.mark.parametrize(
    "attack",
    [by_words_of_distance, by_counts, by_marks, by_times, by_order, by_alerts],
    ids=lambda attack: str(attack.__name__),
)
def test_no_attack_comes_nearer_than_a_third_of_the_grid(hidden: list[Hidden], attack: Where) -> None:
    if attack is by_order:
        us = make.organisation()
        make.listing(us, title="Probe desks", site=make.site(us, at=at(hidden[0].truth, 1.3, -2.1)))
    errors, cells = [], []
    for one in hidden:
        listing = Listing.objects.get(title__contains=one.word)
        guess = attack(one, at(listing.public_point, 0.7, -0.4))  # nobody knows where to begin
        errors.append(distance_km(guess, one.truth))
        cells.append(distance_km(guess, listing.public_point))
    assert statistics.median(cells) < GRID_KM, "the attack works: it finds the cell"
    assert statistics.median(errors) >= GRID_KM / 3
