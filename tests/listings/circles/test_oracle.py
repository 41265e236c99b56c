"""One rule of who sees what: every surface equals brute force, for random circles, memberships, stages and days."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from listings.access import searchable_listings
from listings.models import Match, Showing
from listings.models.near import ANYWHERE_KM
from listings.queries.clusters import clusters_in
from listings.queries.fits import listings_that_fit
from listings.queries.searching import Origin, Question, find_listings, near_misses
from listings.queries.tallying import count, tally
from listings.search.keyset import Sort
from listings.search.words import read_words
from marketplace.kernel.box import Box
from marketplace.organisations.models import Organisation
from tests import make
from tests.listings.circles.oracle import Graph, build
from tests.make.api import Program, program

pytestmark = pytest.mark.django_db

LEEDS = Origin("Leeds", make.LEEDS)
EUROPE = Box(30.0, -20.0, 70.0, 30.0)


@pytest.fixture(scope="module", params=[3])
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def question(*, words: str = "", radius_km: float = 500, sort: Sort = Sort.DISTANCE) -> Question:
    return Question(read_words(words) if words else None, LEEDS, radius_km, sort, None)


def told(html: bytes) -> set[int]:
    """The listings that a page links to."""
    return {int(pk) for pk in re.findall(rb'href="/listings/(\d+)/', html)}


def browser_of(viewer: Organisation | None) -> Client:
    return make.client(make.administrator(viewer), viewer) if viewer else Client()


def test_every_surface_shows_what_brute_force_shows(seed: int) -> None:
    graph = build(seed, timezone.now())
    assert graph.today == timezone.localdate()
    public = graph.found(None)
    shown = [len(graph.found(viewer)) for viewer in graph.organisations]
    assert 0 < len(public) < max(shown), "a world in which there is something to get wrong"
    for viewer in (None, *graph.organisations):
        _queries(graph, viewer)
        _pages(graph, viewer)
    for viewer in graph.organisations:
        _matches(graph, viewer)
        _programs(graph, viewer)
    _record(graph)


def _queries(graph: Graph, viewer: Organisation | None) -> None:
    expected = graph.found(viewer)
    rows = searchable_listings(viewer, graph.today)
    assert sorted(pk for one in rows for pk in one.values_list("pk", flat=True)) == sorted(expected)
    for asked in (
        question(),
        question(words="oak"),
        question(words="desks", sort=Sort.NEWEST),
        question(sort=Sort.CLOSING),
    ):
        found = find_listings(rows, asked)
        assert sorted(card.map_id for card in found.cards) == sorted(expected)
        drawn = [one["properties"].get("id") for one in found.points["features"]]
        assert {pk for pk in drawn if pk} == expected
        assert (count(rows, asked), tally(rows, asked).total()) == (len(expected), len(expected))
    for zoom in (4, 9, 16):
        assert sum(one.count for one in clusters_in(rows, EUROPE, zoom)) == len(expected)
    far = near_misses(rows, question(radius_km=0.001))
    nearest = find_listings(rows, question(radius_km=ANYWHERE_KM)).cards[:3]
    assert [card.map_id for card in far] == [card.map_id for card in nearest]


def _pages(graph: Graph, viewer: Organisation | None) -> None:
    expected, opened, browser = graph.found(viewer), graph.opened(viewer), browser_of(viewer)
    mine = {row.pk for row in graph.listings}
    assert told(browser.get("/search/?q=oak+desks&place=Leeds&radius_km=500").content) & mine == expected
    assert told(browser.get("/").content) & mine <= expected
    for row in graph.listings:
        answer = browser.get(f"/listings/{row.pk}/")
        assert (row.pk, answer.status_code) == (row.pk, 200 if row.pk in opened else 404)
    for pk, photo in graph.photos.items():
        answer = browser.get(f"/photos/{photo.pk}/small.webp")
        assert (pk, answer.status_code) == (pk, 200 if pk in opened else 404)
        if answer.status_code == 200:
            assert answer.getvalue()


def _matches(graph: Graph, viewer: Organisation) -> None:
    """What fits a want is what its owner finds of others; what was noted is told only while it is still so."""
    want, found = graph.wants[viewer.pk], graph.found(viewer)
    others = {row.pk for row in graph.listings if row.organisation_id != viewer.pk}
    fitting = {listing.pk for listing, _how in listings_that_fit(want, today=graph.today, count=100)}
    assert fitting == found & others
    standing = Match.objects.standing().for_wants_of(viewer, graph.today)
    assert set(standing.values_list("listing", flat=True)) <= found & others
    page = browser_of(viewer).get(f"/wants/{want.pk}/").content
    assert told(page) <= found & others


def _programs(graph: Graph, viewer: Organisation) -> None:
    """What a program with the organisation's token is told: the search as items and on a map, each listing, matches."""
    expected, opened, reader = graph.found(viewer), graph.opened(viewer), program(viewer)
    mine = {row.pk for row in graph.listings}
    asked = "listings?q=oak+desks&place=Leeds&radius_km=500"
    assert {item["id"] for item in _items(reader, asked)} & mine == expected
    drawn = json.loads(reader.get(asked, Accept="application/geo+json").content)["features"]
    assert {one["properties"]["id"] for one in drawn} & mine == expected
    for row in graph.listings:
        answer = reader.get(f"listings/{row.pk}")
        assert (row.pk, answer.status_code) == (row.pk, 200 if row.pk in opened else 404)
    own = {row.pk for row in graph.listings if row.organisation_id == viewer.pk}
    matches = _items(reader, "matches")
    assert {item["listing"] for item in matches if item["side"] == "want"} <= expected
    assert {item["listing"] for item in matches if item["side"] == "listing"} <= own


def _items(reader: Program, path: str) -> list[dict[str, Any]]:  # Any: JSON
    """All items of a list, page after page."""
    items: list[dict[str, Any]] = []
    onwards: str | None = path
    while onwards:
        page = json.loads(reader.get(onwards).content)
        items += page["items"]
        onwards = page["next"]
    return items


def _record(graph: Graph) -> None:
    """The last word of the record about an audience is what its stage says."""
    for row in graph.listings:
        last = {(line.audience, line.circle_id): line.change for line in Showing.objects.for_listing(row)}
        shown = {key for key, change in last.items() if change == "shown"}
        begun = {(one.audience, one.circle_id) for one in row.stages.filter(begins_on__lte=graph.today)}
        if row.state != "published":
            begun = set()
        elif not row.stages.exists():
            begun = {("everyone", None)}
        assert shown == begun
