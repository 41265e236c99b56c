"""The same rule where things are given: who may ask, stands in line, reads a claim or a decision, is told what else."""

import random
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from listings.actions.allotting import AllocationValues, allot
from listings.actions.claiming import claim
from listings.actions.deciding import decide
from listings.models import Allocation, Claim, ClaimState, Decision, Listing, ListingState
from listings.queries.deciding import preview
from listings.queries.elsewhere import elsewhere
from marketplace.organisations.models import Organisation
from tests import make
from tests.listings.circles.oracle import Graph, build
from tests.listings.circles.test_oracle import browser_of
from tests.listings.circles.test_oracle_telling import everybody_leaves

pytestmark = pytest.mark.django_db

AN_HOUR = timedelta(hours=1)


@pytest.mark.parametrize("seed", [3])
def test_claims_lines_and_decisions_are_their_parties_alone(seed: int) -> None:
    now, chance = timezone.now(), random.Random(seed)
    graph = build(seed, now)
    _rules(graph, chance, now)
    claims = _ask(graph, chance, now)
    states = {ClaimState(one.state) for one in claims}
    assert states >= {ClaimState.ASKED, ClaimState.WAITING}, "a world with lines in it"
    _refresh(graph)
    assert _elsewhere(graph, claims), "somebody is told of something else"
    decisions = _decide(graph, claims, now + 2 * AN_HOUR)
    assert decisions
    for change in (None, everybody_leaves):
        if change is not None:
            change(now)
        _refresh(graph)
        for viewer in graph.organisations:
            _claim_pages(graph, claims, viewer)
            _decision_pages(graph, decisions, viewer)
        _elsewhere(graph, claims)


def _rules(graph: Graph, chance: random.Random, now: datetime) -> None:
    """Half of what is offered is decided at once."""
    offered = [row for row in graph.listings if row.state == ListingState.PUBLISHED and row.available]
    for place, row in enumerate(offered):
        if place % 2:
            policy = chance.choice(["donor_chooses", "ballot", "fair_share"])
            values = AllocationValues(policy=policy, closes_at=now + AN_HOUR)
            allot(listing=row, values=values, by=row.created_by, now=now)


def _ask(graph: Graph, chance: random.Random, now: datetime) -> list[Claim]:
    """Whoever sees something may ask for it, and nobody else may."""
    asked = []
    pairs = [(row, viewer) for row in graph.listings for viewer in graph.organisations]
    opened = {viewer.pk: graph.opened(viewer) for viewer in graph.organisations}
    found = {viewer.pk: graph.found(viewer) for viewer in graph.organisations}
    for row, viewer in pairs:
        if row.organisation_id == viewer.pk:
            continue
        address, browser = f"/listings/{row.pk}/claim/", browser_of(viewer)
        if row.pk not in opened[viewer.pk]:
            assert browser.get(address).status_code == 404
            assert browser.post(address, {"quantity": "14", "purpose": "A club."}).status_code == 404
        elif row.pk in found[viewer.pk] and chance.random() < 0.7:
            asked.append(_claim(row, viewer, graph, now))
    assert Claim.objects.count() == len(asked)
    return asked


def _claim(row: Listing, viewer: Organisation, graph: Graph, now: datetime) -> Claim:
    return claim(
        listing=row,
        organisation=viewer,
        site=graph.wants[viewer.pk].site,
        quantity=Decimal(14),
        purpose="A club.",
        joins_line=True,
        by=make.administrator(viewer),
        now=now,
    )


def _decide(graph: Graph, claims: Sequence[Claim], now: datetime) -> dict[int, Listing]:
    """Decisions by their owners alone, one for each listing that has claims in the running: the listing by decision."""
    waiting = {one.listing_id for one in claims}
    rules = Allocation.objects.undecided().filter(listing__in=waiting).values_list("listing", flat=True)
    running = [row for row in graph.listings if row.pk in rules]
    decided = {}
    for row in running:
        address = f"/decisions/new/?listing={row.pk}"
        for viewer in graph.organisations:
            is_own = viewer.pk == row.organisation_id
            assert browser_of(viewer).get(address).status_code == (200 if is_own else 404)
        by = make.administrator(row.organisation)
        seen = preview(listings=[row], choices={}, now=now)
        made = decide(listings=[row], choices={}, digest=seen.digest, by=by, now=now)
        decided[made.pk] = row
    return decided


def _others(graph: Graph, *known: int) -> list[str]:
    return [one.name for one in graph.organisations if one.pk not in known]


def _claim_pages(graph: Graph, claims: Sequence[Claim], viewer: Organisation) -> None:
    browser = browser_of(viewer)
    theirs = set()
    for one in claims:
        parties = {one.organisation_id, one.listing.organisation_id}
        answer = browser.get(f"/claims/{one.pk}/")
        assert (one.pk, answer.status_code) == (one.pk, 200 if viewer.pk in parties else 404)
        if viewer.pk in parties:
            theirs.add(one.pk)
            page = answer.content.decode()
            assert [name for name in _others(graph, *parties) if name in page] == []
            if viewer.pk == one.organisation_id:
                page = browser.get(f"/listings/{one.listing_id}/").content.decode()
                assert [name for name in _others(graph, *parties) if name in page] == []
    for side in ("ours", "theirs", ""):
        listed = browser.get(f"/claims/?side={side}").content.decode()
        assert {int(pk) for pk in re.findall(r'href="/claims/(\d+)/', listed)} <= theirs


def _decision_pages(graph: Graph, decisions: dict[int, Listing], viewer: Organisation) -> None:
    browser = browser_of(viewer)
    for pk, row in decisions.items():
        asked = set(Claim.objects.filter(decision_line__decision=pk).values_list("organisation", flat=True))
        answer = browser.get(f"/decisions/{pk}/")
        expected = 200 if viewer.pk in asked | {row.organisation_id} else 404
        assert (pk, answer.status_code) == (pk, expected)
        if expected == 200 and viewer.pk != row.organisation_id:
            page = answer.content.decode()
            assert [name for name in _others(graph, viewer.pk, row.organisation_id) if name in page] == []
    listed = browser.get("/yard/decisions/").content.decode()
    mine = set(Decision.objects.visible_to(viewer).values_list("pk", flat=True))
    assert {int(pk) for pk in re.findall(r'href="/decisions/(\d+)/', listed)} <= mine
    assert {int(pk) for pk in re.findall(r"listing=(\d+)", listed)} <= _own(graph, viewer)


def _own(graph: Graph, viewer: Organisation) -> set[int]:
    return {row.pk for row in graph.listings if row.organisation_id == viewer.pk}


def _refresh(graph: Graph) -> None:
    for row in graph.listings:
        row.refresh_from_db()


def _elsewhere(graph: Graph, claims: Sequence[Claim]) -> int:
    """What else is near is told to those who lose: only what they may find. Returns how many are told."""
    told = 0
    for one in claims:
        loser = one.organisation
        paths = {near.path for near in elsewhere(one, without=[one.listing_id], today=graph.today)}
        assert paths <= {f"/listings/{pk}/" for pk in graph.found(loser) - _own(graph, loser)}
        told += len(paths)
    return told
