"""A day planned on a road engine's times: what is kept of them, and that a plan never waits for an engine in vain."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import override_settings

from logistics.actions.days.moving import move
from logistics.actions.days.planning import ask
from logistics.actions.days.routing import find_roads
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
    shown = LegTime.objects.count()
    assert 0 < shown <= 5
    server.status = 500
    found = roads.matrix_for(matrix.points, carrier, make.NOW)
    assert found is not None
    assert (found.matrix.quality, found.pairs - found.estimated_pairs) == ("mixed", shown)
    notes = roads.notes_of(found, {})
    assert "500" in notes[0]
    assert "estimated from the straight line" in notes[1]
    later = roads.matrix_for(matrix.points, carrier, make.NOW + roads.KEPT_FOR + timedelta(days=1))
    assert later is not None
    assert later.matrix.quality == "estimated"


@pytest.mark.django_db
def test_place_without_a_road_is_named_and_without_an_engine_nothing_is_asked(server: streets.RoadServer) -> None:
    carrier = day_of()
    lost = Site.objects.exclude(organisation=carrier).order_by("pk")[0]
    Site.objects.filter(pk=lost.pk).update(longitude=ON_THE_ISLAND)
    by = make.administrator(carrier)
    question = ask(organisation=carrier, day=make.DAY, by=by, now=make.NOW)
    assert not question.problem.matrix
    find_roads(question=question, organisation=carrier, by=by, now=make.NOW)
    assert question.roads is not None
    assert question.problem.matrix == question.roads.matrix
    notes = roads.notes_of(question.roads, {lost.point: "X", Site.objects.get(pk=lost.pk).point: str(lost)})
    assert notes[0] == f"The map has no road to {lost}. Check its point; times there are estimated."
    with override_settings(ROUTING=Routing("crow", "", "")):
        asked = len(server.asked)
        question = ask(organisation=carrier, day=make.DAY, by=by, now=make.NOW)
        find_roads(question=question, organisation=carrier, by=by, now=make.NOW)
    assert (question.roads, question.problem.matrix, question.problem.law) == (None, None, USUAL)
    assert len(server.asked) == asked


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
