"""A day planned on a road engine's times: what is kept of them, and that a plan never waits for an engine in vain."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import override_settings

from logistics.actions.moving import move
from logistics.models import Collection, LegTime, Plan, PlanRoads, Stop
from logistics.planning.problem import Matrix
from logistics.queries import roads
from logistics.queries.drafts import asked_in
from logistics.roads.packing import NotAMatrix, packed, unpacked
from marketplace.env import Routing
from marketplace.kernel.geo import Point
from marketplace.kernel.travel import USUAL
from marketplace.organisations.models import Organisation, Site
from tests import make
from tests.logistics.roads import server as streets

ON_THE_ISLAND = 0.01


@pytest.fixture
def server() -> Iterator[streets.RoadServer]:
    with streets.running() as made, override_settings(ROUTING=Routing("osrm-http", made.url, "2026-09")):
        yield made


def day_of() -> Organisation:
    """A carrier with two loads to bring, all of it near one another and west of the meridian."""
    carrier = make.carrier()
    for _load in range(2):
        make.accepted_claim(carrier=carrier)
    for number, pk in enumerate(Site.objects.order_by("pk").values_list("pk", flat=True)):
        Site.objects.filter(pk=pk).update(latitude=53.8 + number / 200, longitude=-0.01 - number / 300)
    return carrier


def legs_of(plan: Plan) -> list[int]:
    stops = Stop.objects.filter(route__plan=plan).order_by("route", "sequence")
    return list(stops.values_list("leg_metres", flat=True))


@pytest.mark.django_db
def test_plan_drives_by_the_engine_and_keeps_its_matrix_beside_it(server: streets.RoadServer) -> None:
    carrier = day_of()
    plan = make.plan(carrier, published=False)
    kept = PlanRoads.objects.get(plan=plan)
    matrix = asked_in(plan).matrix
    assert matrix is not None
    assert (kept.provider, kept.quality, kept.estimated_pairs, kept.notes) == ("osrm-http", "road", 0, [])
    assert kept.pairs == len(matrix.points) * (len(matrix.points) - 1)
    assert len(server.asked) == 1
    assert "seconds" not in json.dumps(plan.problem["problem"]["matrix"])
    lengths = {length for row in matrix.metres for length in row}
    assert set(legs_of(plan)) <= lengths
    move(
        plan=plan,
        collection=Collection.objects.order_by("pk")[0],
        shift=None,
        by=make.administrator(carrier),
        now=make.NOW,
    )
    plan.refresh_from_db()
    assert asked_in(plan).matrix == matrix


@pytest.mark.django_db
def test_legs_that_were_shown_are_known_when_the_engine_is_down(server: streets.RoadServer) -> None:
    carrier = day_of()
    before = legs_of(make.plan(carrier, published=False))
    shown = LegTime.objects.count()
    assert 0 < shown <= len(before) + 1
    server.status = 500
    plan = make.plan(carrier, published=False)
    assert (plan.roads.quality, plan.roads.pairs - plan.roads.estimated_pairs) == ("mixed", shown)
    assert "500" in plan.roads.notes[0]
    assert "estimated from the straight line" in plan.roads.notes[1]
    carrier_point = carrier.sites.get().point
    later = make.NOW + roads.KEPT_FOR + timedelta(days=1)
    found = roads.matrix_for([carrier_point, Point(53.9, -0.2)], carrier, later)
    assert found is not None
    assert found.matrix.quality == "estimated"


@pytest.mark.django_db
def test_place_without_a_road_is_named_to_the_coordinator(server: streets.RoadServer) -> None:
    carrier = day_of()
    lost = Site.objects.exclude(organisation=carrier).order_by("pk")[0]
    Site.objects.filter(pk=lost.pk).update(longitude=ON_THE_ISLAND)
    plan = make.plan(carrier, published=False)
    assert plan.roads.quality == "mixed"
    assert f"no road to {lost}." in plan.roads.notes[0]


@pytest.mark.django_db
def test_without_an_engine_nothing_is_asked_or_kept() -> None:
    carrier = day_of()
    plan = make.plan(carrier, published=False)
    assert not PlanRoads.objects.exists()
    assert not LegTime.objects.exists()
    asked = asked_in(plan)
    assert (asked.matrix, asked.law) == (None, USUAL)


def test_packed_matrix_comes_back_and_is_small() -> None:
    points = tuple(Point(53 + at / 1000, -1.5) for at in range(120))
    rows = tuple(tuple(abs(a - b) * 37 for b in range(120)) for a in range(120))
    matrix = Matrix(points, rows, rows, "mixed")
    block = packed(matrix)
    assert unpacked(block) == matrix
    assert packed(unpacked(block)) == block
    assert len(block) < 120 * 120 * 2
    for wrong in (b"", b"nothing", block[:-9]):
        with pytest.raises(NotAMatrix):
            unpacked(wrong)
    empty = Matrix((), (), ())
    assert unpacked(packed(empty)) == empty
