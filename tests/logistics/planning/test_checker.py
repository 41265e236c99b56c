"""The check accepts sound plans and catches every way we could think of to spoil one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from logistics.planning.checker import SENTENCES, violations
from logistics.planning.network import Network
from logistics.planning.problem import UNREACHABLE, Load, Lock, Problem
from logistics.planning.repair import construct
from logistics.planning.result import PlannedRoute, PlannedStop, Result, Unplanned
from tests.logistics.planning.days import HOUR, day, days, job, row_matrix, shift, visit
from tests.logistics.planning.test_insertion import finished

Stops = tuple[PlannedStop, ...]


def sound() -> tuple[Problem, Result]:
    """Two vans, three jobs, a lunch break; every rule in use."""
    problem = day(
        job("a", visit(1, (8 * HOUR, 10 * HOUR)), visit(3), kg=40),
        job("b", visit(2), visit(4, (9 * HOUR, 11 * HOUR)), kg=50),
        job("c", visit(5), visit(6, (13 * HOUR, 14 * HOUR)), kg=90, skills=frozenset({"tail_lift"})),
        shifts=(
            shift("lift", skills=frozenset({"tail_lift"}), breaks=((12 * HOUR, 13 * HOUR, 30),)),
            shift("plain", kg=90),
        ),
    )
    net = Network(problem)
    result = finished(net, construct(net))
    assert result.unplanned == ()
    assert any(stop.kind == "break" for route in result.routes for stop in route.stops)
    return problem, result


def left_out(job_id: str) -> Unplanned:
    return Unplanned(job_id, "no_time_left", {}, "None has the time left.", ())


def codes(problem: Problem, result: Result) -> set[str]:
    found = violations(problem, result)
    for violation in found:
        assert violation.sentence == SENTENCES[violation.code].format(**violation.numbers)
    return {violation.code for violation in found}


def with_first_route(result: Result, **changes: object) -> Result:
    route: PlannedRoute = replace(result.routes[0], **changes)  # type: ignore[arg-type]  # the test names real fields
    return replace(result, routes=(route, *result.routes[1:]))


def with_stop(result: Result, index: int, **changes: object) -> Result:
    stops = list(result.routes[0].stops)
    stops[index] = replace(stops[index], **changes)  # type: ignore[arg-type]  # the test names real fields
    return with_first_route(result, stops=tuple(stops))


def index_of(result: Result, job_id: str, kind: str) -> int:
    return next(n for n, stop in enumerate(result.routes[0].stops) if (stop.job_id, stop.kind) == (job_id, kind))


def test_sound_plan_passes() -> None:
    assert violations(*sound()) == []


def test_stop_left_out() -> None:
    problem, result = sound()
    stops = result.routes[0].stops
    at = index_of(result, "c", "delivery")
    assert {"not_paired", "wrong_leg", "wrong_clock"} <= codes(
        problem, with_first_route(result, stops=stops[:at] + stops[at + 1 :])
    )


def test_job_left_out_without_a_word() -> None:
    problem, result = sound()
    assert "job_missing" in codes(problem, replace(result, routes=result.routes[:1] if len(result.routes) > 1 else ()))


def test_job_planned_and_left_out() -> None:
    problem, result = sound()
    assert codes(problem, replace(result, unplanned=(left_out("a"),))) == {"planned_and_unplanned"}


def test_job_left_out_without_a_reason() -> None:
    problem, result = sound()
    mute = tuple(replace(left_out(job.id), sentence="") for job in problem.jobs)
    assert codes(problem, replace(result, routes=(), unplanned=mute)) == {"no_reason"}


def test_stops_swapped() -> None:
    problem, result = sound()
    stops = list(result.routes[0].stops)
    a, b = index_of(result, "c", "pickup"), index_of(result, "c", "delivery")
    stops[a], stops[b] = stops[b], stops[a]
    assert {"delivery_before_pickup", "wrong_clock"} <= codes(problem, with_first_route(result, stops=tuple(stops)))


def test_stop_twice() -> None:
    problem, result = sound()
    stops = result.routes[0].stops
    assert "visited_twice" in codes(problem, with_first_route(result, stops=(*stops, stops[-1])))


def test_job_on_two_routes() -> None:
    problem, result = sound()
    again = replace(result.routes[0], shift_id="plain")
    assert "visited_twice" in codes(problem, replace(result, routes=(*result.routes, again)))


def test_shift_twice() -> None:
    problem, result = sound()
    assert "shift_twice" in codes(problem, replace(result, routes=(*result.routes, result.routes[0])))


def test_unknown_shift_and_job() -> None:
    problem, result = sound()
    assert "unknown_shift" in codes(problem, with_first_route(result, shift_id="ghost"))
    assert "unknown_job" in codes(problem, with_stop(result, 0, job_id="ghost"))


def test_route_without_stops() -> None:
    problem, result = sound()
    assert "empty_route" in codes(problem, with_first_route(result, stops=()))


def test_too_late_at_a_stop() -> None:
    problem, result = sound()
    at = index_of(result, "c", "delivery")
    late = result.routes[0].stops[at]
    changed = with_stop(result, at, wait_s=late.wait_s + 7200, departure_s=late.departure_s + 7200)
    assert "outside_window" in codes(problem, changed)


def test_leg_shortened() -> None:
    problem, result = sound()
    first = result.routes[0].stops[0]
    changed = with_stop(
        result, 0, leg_seconds=first.leg_seconds - 60, arrival_s=first.arrival_s - 60, wait_s=first.wait_s + 60
    )
    assert {"wrong_leg"} <= codes(problem, changed)
    assert "wrong_length" in codes(problem, with_stop(result, 0, leg_metres=first.leg_metres - 1))


def test_service_cut_short() -> None:
    problem, result = sound()
    last = len(result.routes[0].stops) - 1
    stop = result.routes[0].stops[last]
    changed = with_stop(result, last, service_s=stop.service_s - 60, departure_s=stop.departure_s - 60)
    assert "wrong_service" in codes(problem, changed)


def test_goods_that_grew() -> None:
    problem, result = sound()
    heavy = replace(problem.jobs[2], load=Load(grams=101_000))
    assert "over_capacity" in codes(replace(problem, jobs=(*problem.jobs[:2], heavy)), result)
    noted = with_stop(result, 0, load_after=Load())
    assert "wrong_load" in codes(problem, noted)


def test_vehicle_that_lost_its_lift() -> None:
    problem, result = sound()
    shifts = tuple(replace(one, skills=frozenset()) for one in problem.shifts)
    assert codes(replace(problem, shifts=shifts), result) == {"lacks_skill"}


def test_shift_that_became_shorter() -> None:
    problem, result = sound()
    route = result.routes[0]
    late = replace(problem.shifts[0], window=replace(problem.shifts[0].window, start_s=route.departure_s + 1))
    early = replace(problem.shifts[0], window=replace(problem.shifts[0].window, end_s=route.finish_s - 1))
    assert codes(replace(problem, shifts=(late, problem.shifts[1])), result) == {"before_shift"}
    assert codes(replace(problem, shifts=(early, problem.shifts[1])), result) == {"after_shift"}


def test_break_missed_or_moved() -> None:
    problem, result = sound()
    stops = result.routes[0].stops
    at = next(n for n, stop in enumerate(stops) if stop.kind == "break")
    assert "break_missing" in codes(problem, with_first_route(result, stops=stops[:at] + stops[at + 1 :]))
    rest = replace(problem.shifts[0].breaks[0], seconds=1)
    moved = replace(problem.shifts[0], breaks=(rest,))
    assert "break_outside_window" in codes(replace(problem, shifts=(moved, problem.shifts[1])), result)
    none = replace(problem.shifts[0], breaks=())
    assert "break_outside_window" in codes(replace(problem, shifts=(none, problem.shifts[1])), result)


def test_totals_that_flatter() -> None:
    problem, result = sound()
    assert codes(problem, with_first_route(result, total_metres=1)) == {"wrong_totals"}


def test_finish_that_flatters() -> None:
    problem, result = sound()
    assert "wrong_clock" in codes(problem, with_first_route(result, finish_s=result.routes[0].finish_s - 60))
    assert "wrong_leg" in codes(problem, with_first_route(result, end_leg_seconds=0))


def test_road_that_is_not_there() -> None:
    problem, result = sound()
    nowhere = tuple((UNREACHABLE,) * 10 for _ in range(10))
    assert "no_road" in codes(replace(problem, matrix=replace(row_matrix(10), seconds=nowhere)), result)


def test_locks() -> None:
    problem, result = sound()
    assert "wrong_shift" in codes(replace(problem, locks=(Lock("c", "plain"),)), result)
    assert {"already_aboard", "wrong_load"} <= codes(replace(problem, locks=(Lock("c", "lift", aboard=True),)), result)


Spoil = Callable[[Stops, int], Stops]

SPOILS: dict[str, Spoil] = {
    "drop": lambda stops, n: stops[:n] + stops[n + 1 :],
    "twice": lambda stops, n: (*stops, stops[n]),
    "later": lambda stops, n: (*stops[:n], replace(stops[n], arrival_s=stops[n].arrival_s + 1), *stops[n + 1 :]),
    "longer": lambda stops, n: (*stops[:n], replace(stops[n], service_s=stops[n].service_s + 1), *stops[n + 1 :]),
    "heavier": lambda stops, n: (
        *stops[:n],
        replace(stops[n], load_after=stops[n].load_after.plus(Load(grams=1))),
        *stops[n + 1 :],
    ),
    "nearer": lambda stops, n: (*stops[:n], replace(stops[n], leg_seconds=stops[n].leg_seconds - 1), *stops[n + 1 :]),
    "shorter": lambda stops, n: (*stops[:n], replace(stops[n], leg_metres=stops[n].leg_metres - 1), *stops[n + 1 :]),
    "other end": lambda stops, n: (
        *stops[:n],
        replace(stops[n], kind="pickup" if stops[n].kind == "delivery" else "delivery"),
        *stops[n + 1 :],
    ),
    "swap": lambda stops, n: (*stops[:n], stops[-1], *stops[n + 1 : -1], stops[n]),
}


@pytest.mark.parametrize("spoil", list(SPOILS))
@settings(max_examples=40, deadline=None)
@given(problem=days(), data=st.data())
def test_any_stop_spoiled_in_any_plan_is_caught(spoil: str, problem: Problem, data: st.DataObject) -> None:
    net = Network(problem)
    result = finished(net, construct(net))
    assume(result.routes)
    route = data.draw(st.sampled_from(result.routes))
    at = data.draw(st.integers(0, len(route.stops) - 1))
    stops = SPOILS[spoil](route.stops, at)
    assume(stops != route.stops)
    routes = tuple(replace(one, stops=stops) if one is route else one for one in result.routes)
    assert violations(problem, replace(result, routes=routes)) != []
