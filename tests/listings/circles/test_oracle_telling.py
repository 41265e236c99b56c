"""The same rule where things are told by themselves: feeds, marks, words, alerts, searches, chains, kits."""

import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone

from listings.actions.alerting import ring
from listings.actions.counting import count_terms
from listings.actions.kitting import start_kit
from listings.actions.saving import EVERY, run_search, save_search
from listings.actions.wanting import WantValues
from listings.models import Alert, KitList, Listing, Match, Ringing, SavedSearch, Want
from listings.models.terms import Term
from listings.queries.alerts import alerts_of
from listings.queries.chains import chains_for_want
from listings.queries.kits import kit_page
from listings.queries.spelling import completions, did_you_mean
from listings.search.words import read_words
from marketplace.kernel.geo import distance_km
from marketplace.organisations.actions.circling import leave
from marketplace.organisations.models import CircleMembership, Organisation
from tests import make
from tests.listings.circles.oracle import BIRDS, Graph, build
from tests.listings.circles.test_oracle import browser_of, told

pytestmark = pytest.mark.django_db

ASKED = "q=oak+desks&place=Leeds&radius_km=500"


@pytest.mark.parametrize("seed", [3, 12])
def test_what_is_told_is_what_brute_force_shows(seed: int) -> None:
    now = timezone.now()
    graph = build(seed, now)
    kits = {viewer.pk: _kit(graph, viewer, now) for viewer in graph.organisations}
    _words(graph, now)
    _told_of_searches(graph, now)
    _told_of_wants(graph, now)
    make.carrier(name="Holbeck Vans")
    for change in (None, everybody_leaves):
        if change is not None:
            change(now)
        for viewer in (None, *graph.organisations):
            _feeds(graph, viewer)
        for viewer in graph.organisations:
            _chains(graph, viewer, now)
            theirs = graph.found(viewer) & _of_others(graph, viewer)
            page = kit_page(kits[viewer.pk], today=graph.today)
            given = {one.href for donor in page.donors for one in donor.listings}
            assert given <= {f"/listings/{pk}/" for pk in theirs}
            assert page.lines[0].fits == len(theirs)
            seen = graph.opened(viewer)
            assert set(alerts_of(viewer, graph.today).values_list("listing", flat=True)) <= seen
            assert told(browser_of(viewer).get("/yard/alerts/").content) <= seen


def _kit(graph: Graph, viewer: Organisation, now: datetime) -> KitList:
    leaf, site = make.category("desks"), graph.wants[viewer.pk].site
    line = WantValues(title="Desks", kind=leaf.kind, category=leaf, quantity=Decimal(9), radius_km=400)
    by = make.administrator(viewer)
    return start_kit(organisation=viewer, site=site, title="Study", note="", lines=[line], by=by, now=now)


def _of_others(graph: Graph, viewer: Organisation) -> set[int]:
    return {row.pk for row in graph.listings if row.organisation_id != viewer.pk}


def everybody_leaves(now: datetime) -> None:
    """What was told while they shared a circle is not told any more."""
    places = CircleMembership.objects.filter(accepted_at__isnull=False, ended_at=None).select_related("circle")
    for place in places.exclude(organisation=F("circle__founded_by")):
        leave(circle=place.circle, organisation=place.organisation, by=make.administrator(place.organisation), now=now)


def _feeds(graph: Graph, viewer: Organisation | None) -> None:
    expected, browser = graph.found(viewer), browser_of(viewer)
    feed = json.loads(browser.get(f"/search/results.geojson?{ASKED}").content)
    assert {one["properties"]["id"] for one in feed["features"]} == expected
    for zoom in (3, 15):
        marks = json.loads(browser.get(f"/search/clusters.geojson?{ASKED}&view=-20,30,30,70&zoom={zoom}").content)
        drawn = [one["properties"] for one in marks["features"]]
        assert sum(one["count"] for one in drawn) == len(expected)
        assert {one["id"] for one in drawn if "id" in one} <= expected
    page = browser.get(f"/search/?{ASKED}").context
    assert [one.count for one in page["kinds"]] == ([len(expected)] if expected else [])
    assert sum(one.count for one in page["categories"]) == len(expected)


def _words(graph: Graph, now: datetime) -> None:
    """Words are told of what everybody may find, to anybody; even where the table of words knows more."""
    public = graph.found(None)
    count_terms(now=now)
    counted = set(Term.objects.values_list("word", flat=True))
    for word, row in zip(BIRDS, graph.listings, strict=True):
        assert (word in counted) == (row.pk in public)
    Term.objects.bulk_create([Term(word=word, listings=9) for word in BIRDS if word not in counted])
    for word, row in zip(BIRDS, graph.listings, strict=True):
        assert (word in completions(word[:5])) == (row.pk in public)
        typed = read_words(f"{word[:3]}{word[4:]} ")
        assert typed is not None
        assert did_you_mean(typed) == (word if row.pk in public else None)


def _told_of_searches(graph: Graph, now: datetime) -> None:
    for viewer in graph.organisations:
        by = make.administrator(viewer)
        saved = save_search(organisation=viewer, name="Desks", query=ASKED, how_often="", by=by, now=now - EVERY)
        began = min(row.created_at for row in graph.listings)
        SavedSearch.objects.filter(pk=saved.pk).update(created_at=began, looked_until=began)
        run_search(saved=SavedSearch.objects.get(pk=saved.pk), now=now)
        found = set(Alert.objects.filter(saved_search=saved).values_list("listing", flat=True))
        assert found == graph.found(viewer) & _of_others(graph, viewer)


def _told_of_wants(graph: Graph, now: datetime) -> None:
    """Ring after ring, until nobody is left: told is who fits and may see it, and nobody else."""
    for _round in range(4):
        for ringing in Ringing.objects.order_by("pk"):
            ring(ringing=ringing, now=now)
    for viewer in graph.organisations:
        alerts = Alert.objects.filter(want__organisation=viewer).told()
        theirs = graph.found(viewer) & _of_others(graph, viewer)
        noted = Match.objects.standing().for_wants_of(viewer, graph.today)
        assert set(alerts.values_list("listing", flat=True)) == theirs
        assert set(noted.values_list("listing", flat=True)) == theirs


def _chains(graph: Graph, viewer: Organisation, now: datetime) -> None:
    """What lies too far for a want is proposed by way of a carrier, of what its owner may find."""
    Want.objects.filter(pk=graph.wants[viewer.pk].pk).update(radius_km=2)
    want = Want.objects.select_related("category", "site", "organisation").get(pk=graph.wants[viewer.pk].pk)
    far = _beyond(want, graph.found(viewer) & _of_others(graph, viewer))
    proposed = [chain.card.map_id for chain in chains_for_want(want, now=now)]
    assert set(proposed) <= far
    assert len(proposed) == min(3, len(far))


def _beyond(want: Want, listings: Iterable[int]) -> set[int]:
    rows = Listing.objects.in_bulk(list(listings)).values()
    return {row.pk for row in rows if distance_km(row.public_point, want.public_point) > want.radius_km}
