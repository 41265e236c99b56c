"""The search on arrays: it agrees with plain insertion, keeps what people were told, and needs no machine code."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings

from logistics.planning.checker import violations
from logistics.planning.core.annealing import COOL, go
from logistics.planning.core.arrays import FAR
from logistics.planning.core.compiled import cache_folder
from logistics.planning.core.run import Clock, Search
from logistics.planning.core.slots import best_slot
from logistics.planning.core.work import BEST_MISSED, BEST_SPENT, GONE, SPENT, totals
from logistics.planning.insertion import cheapest
from logistics.planning.joining import along, borders
from logistics.planning.network import Network
from logistics.planning.planner import plan
from logistics.planning.problem import Problem, Told
from logistics.planning.repair import Draft
from logistics.planning.resting import rested
from logistics.planning.result import Result
from logistics.planning.splitting import parts_of
from logistics.planning.tour import Tour
from tests.logistics.planning.days import HOUR, day, days, job, shift, visit
from tests.logistics.planning.test_planner import town

ROOT = Path(__file__).resolve().parents[3]


def started(problem: Problem) -> tuple[Network, Search]:
    net = Network(problem)
    search = Search(net, tell=lambda _percent: None)
    search.start()
    return net, search


def drafted(net: Network, search: Search) -> Draft:
    return Draft.of(net, [rested(net, crew, nodes) for crew, nodes in enumerate(search.routes())])


def searched(problem: Problem, rounds: int) -> tuple[Network, Search]:
    net, search = started(problem)
    search.run(Clock(now=lambda: 0.0, began=0.0, limit_s=1.0, rounds=rounds))
    return net, search


@settings(max_examples=60, deadline=None, derandomize=True, phases=[Phase.generate])
@given(days())
def test_slots_are_those_of_the_plain_insertion(problem: Problem) -> None:
    """For every job left out: in every route, with every way to put the breaks, at the same cost."""
    net, search = started(problem)
    draft = drafted(net, search)
    assert all(tour.feasible for tour in draft.tours if tour.nodes)
    for crew, tour in enumerate(draft.tours):
        for one in draft.left:
            slot = cheapest(tour, one)
            cost = best_slot(search.day, search.state, search.work, crew, one, FAR)
            assert cost == (FAR if slot is None else slot.cost)


@settings(max_examples=25, deadline=None, derandomize=True, phases=[Phase.generate])
@given(days())
def test_what_the_search_notes_is_what_its_plan_costs(problem: Problem) -> None:
    net, search = searched(problem, 60)
    draft = drafted(net, search)
    assert all(tour.feasible for tour in draft.tours if tour.nodes)
    assert sum(tour.cost for tour in draft.tours) == search.work.tally[BEST_SPENT]
    assert set(draft.left) >= {one for one in draft.left if search.work.job[one, GONE]}
    spent, _missed = totals(search.day, search.state, search.work)
    assert spent == search.work.tally[SPENT]


def test_rounds_only_make_it_better() -> None:
    _net, search = started(town(25, 5))
    first = (search.work.tally[BEST_MISSED], search.work.tally[BEST_SPENT])
    for heat in (1e9, 1e6, 1.0):
        go(search.day, search.state, search.before, search.work, COOL, 200, heat)
        here = (search.work.tally[BEST_MISSED], search.work.tally[BEST_SPENT])
        assert here <= first
        first = here


def test_equal_seeds_give_equal_routes_and_others_do_not() -> None:
    problem = town(25, 5)
    routes = [searched(replace(problem, seed=seed), 150)[1].routes() for seed in (1, 1, 2)]
    assert routes[0] == routes[1]
    assert routes[0] != routes[2]


def test_fewer_vehicles_where_they_are_what_costs() -> None:
    """Two vans by regret from both ends of the row; one can do it."""
    jobs = [job(str(n), visit(n), visit(n + 1)) for n in range(8)]
    vans = tuple(shift(f"van {n}", start=9 * (n % 2), end=None) for n in range(4))
    _net, search = searched(day(*jobs, shifts=vans), 300)
    assert sum(bool(nodes) for nodes in search.routes()) == 1


def told_by(problem: Problem, result: Result) -> tuple[Told, ...]:
    return tuple(
        Told(stop.job_id, route.shift_id, stop.arrival_s + stop.wait_s, stop.kind)
        for route in result.routes
        for stop in route.stops
        if stop.kind != "break"
    )


def places(result: Result) -> dict[str, str]:
    return {job_id: route.shift_id for route in result.routes for job_id in route.job_ids}


def test_what_people_were_told_is_kept_when_a_job_falls_away() -> None:
    problem = replace(town(16, 4), rounds=400)
    before = plan(problem)
    lost = before.routes[0].job_ids[0]
    rest = tuple(one for one in problem.jobs if one.id != lost)
    told = tuple(one for one in told_by(problem, before) if one.job_id != lost)
    again = replace(problem, jobs=rest, told=told, seed=7)
    after = plan(again, keep=before)
    assert violations(again, after) == []
    assert {one: van for one, van in places(before).items() if one != lost}.items() <= places(after).items()


def test_a_promise_gives_way_where_it_costs_more_than_it_is_worth() -> None:
    """Told that the far van comes; with a promise worth nothing the near one does."""
    problem = day(
        job("a", visit(1), visit(2)),
        shifts=(shift("near", start=0, end=0), shift("far", start=9, end=9)),
    )
    told = (Told("a", "far", 9 * HOUR * 60), Told("a", "far", 10 * HOUR * 60, "delivery"))
    for price, van in ((5000, "far"), (0, "near")):
        weights = replace(problem.weights, moved_pence=price, shifted_pence=0)
        result = plan(replace(problem, told=told, weights=weights, rounds=50))
        assert places(result) == {"a": van}


def test_an_earlier_plan_may_have_jobs_and_shifts_that_are_gone() -> None:
    problem = replace(town(8, 3), rounds=100)
    before = plan(problem)
    smaller = replace(problem, jobs=problem.jobs[2:], shifts=problem.shifts[1:])
    assert violations(smaller, plan(smaller, keep=before)) == []


WITHOUT_NUMBA = """
import json, sys
sys.modules["numba"] = None
from logistics.planning import search_child
from logistics.planning.core.compiled import MACHINE_CODE
assert not MACHINE_CODE
print(json.dumps(search_child.solve(json.load(sys.stdin))["routes"]))
"""


def test_without_machine_code_the_same_functions_run() -> None:
    from logistics.planning.record import problem_to_json

    problem = town(6, 2)
    net = Network(problem)
    question = {"problem": problem_to_json(problem), "start": [], "limit_s": 5, "by_cpu": False, "rounds": 20}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMBA],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    routes = json.loads(done.stdout.strip().splitlines()[-1])
    tours = [rested(net, crew, nodes) for crew, nodes in enumerate(routes)]
    assert all(tour.feasible for tour in tours)
    assert sum(len(tour.jobs) for tour in tours) >= 4


def test_machine_code_is_kept_outside_the_source_and_where_nobody_else_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = cache_folder()
    assert folder.parent == tmp_path / "goodsyard"
    assert not folder.is_relative_to(ROOT)
    (tmp_path / "goodsyard").chmod(0o777)
    assert not cache_folder().is_relative_to(tmp_path / "goodsyard")


def test_machine_code_is_shared_by_all_checkouts_of_one_state_of_the_source() -> None:
    """Numba would name its folders by where the source lies, and every release would compile anew."""
    shelf = pytest.importorskip("logistics.planning.core.shelf").Shelf
    here, there = (shelf.get_suitable_cache_subpath(f"{root}/core/annealing.py") for root in ("/here", "/there"))
    assert here == there
    assert Path(go.stats.cache_path) == cache_folder() / here  # type: ignore[attr-defined]  # what numba made of it


def test_borders_are_between_neighbours_and_within_the_limit() -> None:
    problem = town(60, 12)
    parts = parts_of(problem, at_most=20)
    pairs = borders(parts)
    assert {part for pair in pairs for part in pair} == set(range(len(parts)))
    assert len(pairs) == len(set(pairs))
    net = Network(problem)
    tours = [Tour(net, crew) for crew in range(12)]
    for a, b in pairs:
        both = along(problem, (parts[a], parts[b]), tours, at_most=20)
        # Nothing is planned yet, so all of both is open; used routes are added only while they fit.
        assert {one.id for one in both.jobs} == {one.id for part in (parts[a], parts[b]) for one in part.jobs}
        assert {one.id for one in both.shifts} == {one.id for part in (parts[a], parts[b]) for one in part.shifts}


def chilled(most_minutes: int) -> Problem:
    """Cheapest would be to fetch the chilled goods first and bring them last."""
    goods = replace(job("chilled", visit(1), visit(9)), most_aboard_s=60 * most_minutes)
    return replace(day(goods, job("a", visit(2), visit(8)), job("b", visit(3), visit(7))), rounds=200)


@pytest.mark.parametrize("most_minutes", [110, 85, 70])
def test_goods_are_aboard_no_longer_than_they_may_be(most_minutes: int) -> None:
    result = plan(chilled(most_minutes))
    assert "note" not in result.metrics
    if most_minutes < 80:  # nine places of ten minutes
        assert [(item.job_id, item.code) for item in result.unplanned] == [("chilled", "too_far_for_goods")]
        return
    assert result.unplanned == ()
    (route,) = result.routes
    at = {(stop.job_id, stop.kind): stop for stop in route.stops}
    picked, dropped = at["chilled", "pickup"], at["chilled", "delivery"]
    assert dropped.arrival_s + dropped.wait_s - picked.departure_s <= 60 * most_minutes


def test_the_check_knows_how_long_goods_are_aboard() -> None:
    problem = chilled(200)
    strict = replace(problem, jobs=chilled(80).jobs)
    result = plan(problem)
    assert violations(problem, result) == []
    assert [fault.code for fault in violations(strict, result)] == ["aboard_too_long"]
