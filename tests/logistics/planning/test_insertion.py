"""Insertion is exact, its cost is the true difference, and what it makes passes the independent check."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.planning.checker import violations
from logistics.planning.insertion import apply, cheapest, place_in_plan, tours_of
from logistics.planning.network import Network
from logistics.planning.problem import Problem, Window
from logistics.planning.reasons import why_not_in_plan, why_unplanned
from logistics.planning.record import input_hash
from logistics.planning.repair import Draft, construct, improve, insert_all
from logistics.planning.result import Result
from logistics.planning.tour import Tour, drive, drive_home, leave_by
from tests.logistics.planning.days import HOUR, day, days, job, shift, visit


def finished(net: Network, draft: Draft) -> Result:
    return Result(
        routes=tuple(tour.planned() for tour in draft.tours if tour.nodes),
        unplanned=tuple(why_unplanned(net, draft.tours, number) for number in draft.left),
        metrics={},
        engine="own",
        input_hash=input_hash(net.problem),
    )


@settings(max_examples=80, deadline=None)
@given(days())
def test_own_plan_passes_the_check(problem: Problem) -> None:
    net = Network(problem)
    assert violations(problem, finished(net, construct(net))) == []


@settings(max_examples=20, deadline=None)
@given(days())
def test_search_is_no_worse_and_passes_the_check(problem: Problem) -> None:
    net = Network(problem)
    first = construct(net)
    better, _rounds = improve(net, first, until=time.monotonic() + 5, stopped=lambda: False)
    assert better.worth(net) >= first.worth(net)
    assert violations(problem, finished(net, better)) == []


@settings(max_examples=100, deadline=None)
@given(days())
def test_cost_of_a_slot_is_the_difference(problem: Problem) -> None:
    net = Network(problem)
    tours = [Tour(net, crew) for crew in range(len(net.crews))]
    for number in range(len(net.load)):
        for crew, tour in enumerate(tours):
            slot = cheapest(tour, number)
            if slot is not None:
                longer = apply(tour, slot)
                assert longer.feasible
                assert longer.cost - tour.cost == slot.cost
                tours[crew] = longer
                break


@settings(max_examples=80, deadline=None)
@given(days(most_jobs=4, most_shifts=1))
def test_cheapest_is_the_cheapest_of_all_positions(problem: Problem) -> None:
    """Without breaks and locks: every pair of positions by brute force."""
    problem = replace(problem, locks=(), shifts=tuple(replace(one, breaks=()) for one in problem.shifts))
    net = Network(problem)
    if not net.crews or not net.load:
        return
    new = len(net.load) - 1
    tour = insert_all(net, Draft([Tour(net, 0)], list(range(new)))).tours[0]
    costs = []
    for at, behind in itertools.combinations_with_replacement(range(len(tour.nodes) + 1), 2):
        nodes = [*tour.nodes[:at], 2 * new, *tour.nodes[at:behind], 2 * new + 1, *tour.nodes[behind:]]
        trial = Tour(net, 0, nodes)
        if trial.feasible and net.may_ride(new, 0):
            costs.append(trial.cost - tour.cost)
    slot = cheapest(tour, new)
    assert (slot.cost if slot else None) == min(costs, default=None)


def best_by_hand(problem: Problem) -> tuple[int, int, int]:
    """The best plan of a tiny day (one job per node pair, no breaks), by trying every assignment and order."""
    net = Network(problem)
    best = (0, 0, 0)
    for owners in itertools.product(range(-1, len(net.crews)), repeat=len(net.load)):
        tours = [
            _best_order(net, crew, [n for n, owner in enumerate(owners) if owner == crew])
            for crew in range(len(net.crews))
        ]
        if all(tour is not None for tour in tours):
            draft = Draft.of(net, [tour for tour in tours if tour is not None])
            worth = draft.worth(net)
            best = max(best, (worth.priority, worth.served, worth.saved))
    return best


def _best_order(net: Network, crew: int, mine: list[int]) -> Tour | None:
    if not all(net.may_ride(number, crew) for number in mine):
        return None
    nodes = [node for number in mine for node in (2 * number, 2 * number + 1)]
    orders = (
        order
        for order in itertools.permutations(nodes)
        if all(order.index(2 * n) < order.index(2 * n + 1) for n in mine)
    )
    tours = [tour for tour in (Tour(net, crew, order) for order in orders) if tour.feasible]
    return min(tours, key=lambda tour: tour.cost, default=None)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(days(most_jobs=3, most_shifts=2))
def test_tiny_days_reach_the_best_plan(problem: Problem) -> None:
    problem = replace(problem, locks=(), shifts=tuple(replace(one, breaks=()) for one in problem.shifts))
    net = Network(problem)
    draft, _rounds = improve(net, construct(net), until=time.monotonic() + 5, stopped=lambda: False)
    worth = draft.worth(net)
    assert (worth.priority, worth.served, worth.saved) == best_by_hand(problem)


@given(st.integers(0, 200), st.integers(0, 60), st.integers(0, 200), st.booleans())
def test_leave_by_is_the_last_departure_that_arrives(arrival: int, leg: int, opens: int, home: bool) -> None:
    rests = ((opens, opens + 20, 15),)
    travel = drive_home if home else drive
    reach = [moment for moment in range(arrival + 1) if 0 <= travel(moment, leg, rests) <= arrival]
    assert leave_by(arrival, leg, rests, home=home) == max(reach, default=-1)


def test_a_break_falls_into_the_drive() -> None:
    problem = day(
        job("a", visit(1), visit(9), kg=1),
        shifts=(shift(hours=(8 * HOUR, 17 * HOUR), breaks=((9 * HOUR, 9 * HOUR + 5, 30),)),),
    )
    net = Network(problem)
    result = finished(net, construct(net))
    (route,) = result.routes
    assert [(stop.kind, stop.arrival_s // 60, stop.leg_seconds // 60) for stop in route.stops] == [
        ("pickup", 490, 10),
        ("break", 540, 45),
        ("delivery", 605, 35),
    ]
    assert violations(problem, result) == []


def test_leaving_waits_at_home_and_not_at_the_gate() -> None:
    net = Network(day(job("a", visit(2, (600, 660)), visit(3))))
    (route,) = finished(net, construct(net)).routes
    assert route.departure_s == 60 * 580
    assert route.total_wait_s == 0


def planned_day() -> tuple[Problem, Result]:
    problem = day(
        job("early", visit(1, (8 * HOUR, 9 * HOUR)), visit(2, (8 * HOUR, 10 * HOUR))),
        job("late", visit(8, (14 * HOUR, 15 * HOUR)), visit(9)),
    )
    net = Network(problem)
    return problem, finished(net, construct(net))


def test_a_new_job_finds_its_place_without_an_engine() -> None:
    problem, result = planned_day()
    new = job("new", visit(3), visit(7))
    placement = place_in_plan(problem, result, new)
    assert placement is not None
    assert placement.extra_drive_s == 0  # it lies on the way
    assert placement.route.job_ids == ("early", "new", "late")
    wider = replace(problem, jobs=(*problem.jobs, new))
    assert violations(wider, replace(result, routes=(placement.route,))) == []


def test_a_new_job_waits_until_the_day_has_come_that_far() -> None:
    problem, result = planned_day()
    new = job("new", visit(3), visit(7))
    placement = place_in_plan(problem, result, new, not_before_s=60 * 12 * HOUR)
    assert placement is not None
    assert placement.pickup_s == 60 * (12 * HOUR + 10)  # at place 2 at noon, ten minutes from place 3
    assert placement.route.stops[:2] == result.routes[0].stops[:2]
    assert violations(replace(problem, jobs=(*problem.jobs, new)), replace(result, routes=(placement.route,))) == []


def test_a_new_job_that_cannot_ride_any_more_has_no_place() -> None:
    problem, result = planned_day()
    assert (
        place_in_plan(problem, result, job("new", visit(3, (480, 600)), visit(7)), not_before_s=60 * 12 * HOUR) is None
    )


def test_a_job_without_a_place_gets_a_reason() -> None:
    problem, result = planned_day()
    heavy = job("new", visit(3), visit(7), kg=500)
    assert place_in_plan(problem, result, heavy) is None
    assert why_not_in_plan(problem, result, heavy).code == "too_big"


def test_goods_aboard_are_delivered_without_a_second_pickup() -> None:
    from logistics.planning.problem import Lock

    problem = day(
        job("aboard", visit(1), visit(4), kg=60),
        job("new", visit(3), visit(5), kg=60),
        shifts=(shift("van"), shift("car", kg=60)),
        locks=(Lock("aboard", "van", aboard=True),),
    )
    net = Network(problem)
    result = finished(net, construct(net))
    van = next(route for route in result.routes if route.shift_id == "van")
    assert [(stop.job_id, stop.kind) for stop in van.stops if stop.job_id == "aboard"] == [("aboard", "delivery")]
    assert van.load_before.grams == 60_000
    assert violations(problem, result) == []


def test_tours_come_back_from_a_plan() -> None:
    problem = day(
        job("a", visit(1), visit(9), kg=1),
        job("b", visit(4), visit(2)),
        shifts=(shift(breaks=((540, 600, 30),)), shift("idle")),
    )
    net = Network(problem)
    draft = construct(net)
    again = tours_of(net, finished(net, draft))
    assert [(tour.nodes, tour.cost) for tour in again] == [(tour.nodes, tour.cost) for tour in draft.tours]
    assert [tour.planned() for tour in again if tour.nodes] == [tour.planned() for tour in draft.tours if tour.nodes]


@pytest.mark.parametrize("window", [Window(0, 0), Window(5, 9)])
def test_windows_overlap_themselves(window: Window) -> None:
    assert window.overlaps(window)


def test_an_instant_answer_over_a_large_plan_is_quick() -> None:
    work = [job(f"j{n}", visit(n % 10), visit((n * 7 + 3) % 10), kg=1) for n in range(300)]
    problem = day(*work, shifts=tuple(shift(f"v{n}", kg=1000) for n in range(30)))
    net = Network(problem)
    nodes = [[node for n in range(crew, 300, 30) for node in (2 * n, 2 * n + 1)] for crew in range(30)]
    draft = Draft.of(net, [Tour(net, crew, mine) for crew, mine in enumerate(nodes)])
    result = finished(net, draft)
    began = time.monotonic()
    assert place_in_plan(problem, result, job("new", visit(2), visit(6))) is not None
    assert time.monotonic() - began < 5  # 0.2 s on an idle machine
