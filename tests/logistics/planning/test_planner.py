"""The whole way with the real engine in its own process, and what happens when it is not there, stuck or refused."""

from __future__ import annotations

import time
from dataclasses import replace
from random import Random

import pytest
from hypothesis import Phase, given, settings

from logistics.planning import engine_process, planner, vroom_engine
from logistics.planning.checker import violations
from logistics.planning.engine_process import EngineFailed, EngineTooSlow, PlanCancelled
from logistics.planning.network import Network
from logistics.planning.planner import STAGES, plan
from logistics.planning.problem import Break, Job, Load, Lock, Problem, Shift, Visit, Window
from logistics.planning.record import input_hash
from logistics.planning.repair import construct
from logistics.planning.splitting import parts_of
from marketplace.kernel.geo import Point
from tests.logistics.planning.days import HOUR, day, days, job, shift, visit
from tests.logistics.planning.test_insertion import best_by_hand


def town(jobs: int, vans: int, *, seed: int = 1, limit_s: int = 3) -> Problem:
    """A made-up day in a made-up town 15 km across, by the straight-line law."""
    dice = Random(seed)

    def spot() -> Point:
        return Point(round(52 + dice.uniform(0, 0.13), 5), round(dice.uniform(0, 0.2), 5))

    def stop() -> Visit:
        opens = 3600 * dice.randint(8, 13)
        return Visit(spot(), (Window(opens, opens + 3600 * dice.randint(2, 6)),), 60 * dice.randint(3, 15))

    depot = spot()
    return Problem(
        jobs=tuple(
            Job(
                id=f"job {n}",
                pickup=stop(),
                delivery=stop(),
                load=Load(grams=1000 * dice.randint(5, 150), litres=dice.randint(20, 900), pallets=dice.randint(0, 1)),
                skills=frozenset({"tail_lift"}) if dice.random() < 0.2 else frozenset(),
                priority=dice.randint(0, 4),
            )
            for n in range(jobs)
        ),
        shifts=tuple(
            Shift(
                id=f"van {n}",
                label=f"Van {n}",
                start=depot,
                end=depot if n % 3 else None,
                window=Window(8 * 3600, 17 * 3600),
                capacity=Load(grams=900_000, litres=6000, pallets=3),
                skills=frozenset({"tail_lift"}) if n % 2 == 0 else frozenset(),
                breaks=(Break(Window(11 * 3600 + 1800, 13 * 3600), 1800),) if n % 2 else (),
            )
            for n in range(vans)
        ),
        limit_s=limit_s,
    )


def test_a_town_is_planned_checked_and_explained() -> None:
    problem = replace(town(30, 6), rounds=2000)
    result = plan(problem)
    assert violations(problem, result) == []
    assert result.engine == "search"
    assert "note" not in result.metrics
    assert result.metrics["jobs"] == 30
    assert result.metrics["served"] == 30 - len(result.unplanned)
    assert int(result.metrics["served"]) >= 24
    assert result.metrics["travel"] == "estimated"
    assert result.input_hash == input_hash(problem)
    own = construct(Network(problem))
    assert result.metrics["served"] >= len(problem.jobs) - len(own.left)  # no worse than without an engine


def test_equal_questions_get_equal_plans() -> None:
    problem = replace(town(8, 2, limit_s=20), rounds=500)
    first, second = plan(problem), plan(problem)
    assert first.routes == second.routes
    assert first.unplanned == second.unplanned


@pytest.mark.parametrize("seed", range(2))
def test_tiny_days_reach_the_best_plan(seed: int) -> None:
    problem = replace(town(3, 2, seed=seed), rounds=300)
    problem = replace(problem, shifts=tuple(replace(one, breaks=()) for one in problem.shifts))
    result = plan(problem)
    priority, served, _saved = best_by_hand(problem)
    jobs = {one.id: one for one in problem.jobs}
    planned = [job_id for route in result.routes for job_id in route.job_ids]
    assert (sum(jobs[job_id].priority for job_id in planned), len(planned)) == (priority, served)


@settings(max_examples=4, deadline=None, derandomize=True, phases=[Phase.generate])
@given(days(most_jobs=5))
def test_plans_of_any_day_pass_the_check(problem: Problem) -> None:
    result = plan(replace(problem, limit_s=2, rounds=200))
    assert violations(problem, result) == []
    # Goods aboard that do not fit or cannot be delivered any more still take up room, which the engine does not know.
    assert result.metrics.get("note") is None or any(lock.aboard for lock in problem.locks)


def test_nothing_to_plan() -> None:
    result = plan(day())
    assert (result.routes, result.unplanned, result.metrics["cost_pence"]) == ((), (), 0)


def test_no_vehicle() -> None:
    result = plan(day(job("a", visit(1), visit(2)), shifts=()))
    assert [(item.job_id, item.code) for item in result.unplanned] == [("a", "no_vehicle")]


def test_goods_aboard_and_ties_are_kept() -> None:
    problem = day(
        job("aboard", visit(1), visit(4)),
        job("tied", visit(3), visit(5)),
        job("free", visit(2), visit(6)),
        shifts=(shift("van"), shift("car")),
        locks=(Lock("aboard", "car", aboard=True), Lock("tied", "car")),
    )
    result = plan(problem)
    assert violations(problem, result) == []
    assert result.unplanned == ()
    assert result.engine == "search"
    assert [route.shift_id for route in result.routes] == ["car"]


def test_the_engine_cannot_take_all_memory() -> None:
    with pytest.raises(EngineFailed):
        vroom_engine.solve(Network(town(4, 1)), 1, memory_bytes=40 * 1024 * 1024)


def test_a_question_larger_than_a_pipe_arrives_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_process, "POLL_S", 0.001)  # many looks before the child has read anything
    problem = town(60, 8)
    tours = vroom_engine.solve(Network(problem), 1)
    assert sum(len(tour.jobs) for tour in tours) > 30


def test_the_engine_can_be_stopped() -> None:
    began = time.monotonic()
    with pytest.raises(PlanCancelled):
        plan(town(80, 8, limit_s=60), cancelled=lambda: time.monotonic() - began > 1)
    assert time.monotonic() - began < 15


def test_a_stuck_engine_is_stopped_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vroom_engine, "GRACE_S", -1.0)
    with pytest.raises(EngineTooSlow):
        vroom_engine.solve(Network(town(60, 8)), 1)


def test_large_days_are_cut_and_joined() -> None:
    problem = replace(town(24, 6, limit_s=4), rounds=300)
    stages: list[str] = []
    result = plan(problem, at_most=12, progress=lambda stage, _done, _of: stages.append(stage))
    assert violations(problem, result) == []
    assert result.metrics["note"] == "cut"
    assert int(result.metrics["served"]) >= 18
    assert list(dict.fromkeys(stages)) == list(STAGES)


def test_without_machine_code_vroom_plans_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner, "find_spec", lambda _name: None)
    problem = replace(town(8, 2, limit_s=2), rounds=20)
    result = plan(problem)
    assert (result.engine, result.metrics["note"]) == ("search", "no_machine_code")
    assert violations(problem, result) == []


@pytest.mark.parametrize("at_most", [1, 7, 20, 100])
def test_parts_hold_every_job_and_shift_once(at_most: int) -> None:
    problem = town(40, 9)
    problem = replace(problem, locks=(Lock("job 3", "van 8"), Lock("job 5", "van 0", aboard=True)))
    parts = parts_of(problem, at_most=at_most)
    assert sorted(job.id for part in parts for job in part.jobs) == sorted(job.id for job in problem.jobs)
    assert sorted(van.id for part in parts for van in part.shifts) == sorted(van.id for van in problem.shifts)
    assert sorted(lock.job_id for part in parts for lock in part.locks) == ["job 3", "job 5"]
    if at_most >= 20:
        assert all(len(part.jobs) <= at_most for part in parts)
    assert all(part.shifts for part in parts)


def test_a_van_in_the_morning_and_hours_of_the_dock() -> None:
    """A dock that shuts at ten is left by ten."""
    hours = (Window(9 * 3600, 10 * 3600),)
    closing = Visit.within_hours(Point(52.0, 0.0), hours, 1800)
    assert closing.windows == (Window(9 * 3600, 9 * 3600 + 1800),)
    assert Visit.within_hours(Point(52.0, 0.0), hours, 7200).windows == (Window(9 * 3600, 9 * 3600),)
    assert Visit.within_hours(Point(52.0, 0.0), (), 7200).windows == ()


def test_shifts_of_the_afternoon_take_the_afternoon() -> None:
    problem = day(
        job("late", visit(1, (15 * HOUR, 16 * HOUR)), visit(2)),
        shifts=(shift("morning", hours=(8 * HOUR, 12 * HOUR)), shift("afternoon", hours=(12 * HOUR, 17 * HOUR))),
    )
    assert [route.shift_id for route in plan(problem).routes] == ["afternoon"]
