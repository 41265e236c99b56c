"""A donor's exact place cannot be computed from what the public can ask: the attacks, run against the pages.

Each attack is as good as it can be made (edges to under 100 m), and none comes nearer than a third of the grid, in the
middle of what it finds; besides, two places in one cell give the same pages to the byte.
"""

import random
import re
import statistics
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from listings.models import Listing
from marketplace.kernel.geo import Point, distance_km, public_point
from marketplace.organisations.models import Site
from tests import make

pytestmark = pytest.mark.django_db

GRID_KM = 1.0
PLACES = 3
#: degrees in a kilometre, near enough at Leeds
NORTH, EAST = 1 / 111.2, 1 / 65.8
WORDS = ("kestrel", "plover", "curlew")


@dataclass
class Hidden:
    """A listing whose words only it has, and where it truly is: what the attacks are to find."""

    word: str
    truth: Point


@pytest.fixture
def hidden() -> list[Hidden]:
    chance = random.Random(20260915)
    owner = make.organisation()
    made = []
    for number, word in enumerate(WORDS[:PLACES]):
        truth = Point(53.77 + number * 0.013 + chance.random() / 90, -1.6 + number * 0.021 + chance.random() / 50)
        make.listing(owner, site=make.site(owner, at=truth), title=f"Oak {word} desks")
        made.append(Hidden(word, truth))
    return made


def shows(word: str, **asked: object) -> bool:
    """Whether a search finds the listing, by the number of results: near misses are shown as well, and are none."""
    page = Client().get("/search/", {"q": word, **{name: str(value) for name, value in asked.items()}})
    return page.status_code == 200 and page.context["total"] == 1


def edge(inside: float, outside: float, is_in: Callable[[float], bool], *, halvings: int = 6) -> float:
    """Where `is_in` turns false between two numbers, by halving."""
    for _step in range(halvings):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if is_in(middle) else (inside, middle)
    return (inside + outside) / 2


def by_radius(one: Hidden, start: Point) -> Point:
    """The edges of a circle of 2 km as its middle is moved east, west, north and south: it lies between them."""

    def along(latitude: float, longitude: float) -> Callable[[float], bool]:
        return lambda km: shows(
            one.word,
            lat=start.latitude + km * latitude * NORTH,
            lon=start.longitude + km * longitude * EAST,
            radius_km=2,
        )

    west, east, south, north = (edge(0, 5, along(*way)) for way in ((0, -1), (0, 1), (-1, 0), (1, 0)))
    return Point(start.latitude + (north - south) / 2 * NORTH, start.longitude + (east - west) / 2 * EAST)


def by_box(one: Hidden, start: Point) -> Point:
    """The edges of a box of the map, drawn in from the west and from the south."""

    def box(west: float, south: float) -> bool:
        return shows(one.word, south=south, west=west, north=start.latitude + 0.1, east=start.longitude + 0.1)

    west = edge(start.longitude - 0.1, start.longitude + 0.1, lambda at: box(at, start.latitude - 0.1), halvings=8)
    south = edge(start.latitude - 0.1, start.latitude + 0.1, lambda at: box(start.longitude - 0.1, at), halvings=8)
    return Point(south, west)


def by_map(one: Hidden, _start: Point) -> Point:
    """Where the map draws it."""
    page = Client().get("/search/", {"q": one.word}).content.decode()
    found = re.search(r'"coordinates": \[(-?[\d.]+), (-?[\d.]+)\]', page.replace("&quot;", '"'))
    assert found is not None
    return Point(float(found[2]), float(found[1]))


@pytest.mark.parametrize("attack", [by_radius, by_box, by_map], ids=lambda attack: str(attack.__name__))
def test_no_attack_comes_nearer_than_a_third_of_the_grid(
    hidden: list[Hidden], attack: Callable[[Hidden, Point], Point]
) -> None:
    errors, cells = [], []
    for one in hidden:
        listing = Listing.objects.get(title__contains=one.word)
        begun = Point(listing.public_point.latitude - 0.4 * NORTH, listing.public_point.longitude + 0.7 * EAST)
        guess = attack(one, begun)
        errors.append(distance_km(guess, one.truth))
        cells.append(distance_km(guess, listing.public_point))
    assert statistics.median(cells) < 0.1, "the attack works: it finds the public point"
    assert statistics.median(errors) >= GRID_KM / 3


def test_two_places_in_one_cell_give_the_same_pages(client: Client) -> None:
    """Distance, radius, order, box, marks and counts: the same to the byte, wherever in its cell it is."""
    owner = make.organisation()
    site = make.site(owner, at=make.LEEDS)
    listing = make.listing(owner, site=site, title="Oak desks")
    middle = public_point(make.LEEDS)
    pages = [
        "/search/?q=oak&lat=53.8&lon=-1.5&radius_km=2",
        "/search/?q=oak&lat=53.8&lon=-1.53&radius_km=1&sort=distance",
        f"/search/?south={middle.latitude}&west={middle.longitude}&north=54&east=-1",
        f"/search/?south=53&west=-2&north={middle.latitude - 0.0001}&east=-1",
        f"/listings/{listing.pk}/?from=York",
        "/search/?q=oak",
    ]

    def read() -> list[str]:
        texts = [client.get(page).content.decode() for page in pages]
        return [re.sub(r'(csrfmiddlewaretoken" value=|nonce=|X-CSRFToken": )"[^"]*"', "", text) for text in texts]

    before = read()
    corner = Point(middle.latitude + 0.004, middle.longitude - 0.007)
    assert public_point(corner) == middle
    Site.objects.filter(pk=site.pk).update(latitude=corner.latitude, longitude=corner.longitude)
    after = read()
    assert [index for index, text in enumerate(after) if text != before[index]] == []
    assert any("Oak desks" in text for text in before)
