"""What a vehicle has to have and its people may do: heights, hours at the wheel, breaks of the law. Always, or not at
all: no plan breaks one, every plan that does is refused by name, and a job that stays behind for it says so."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from logistics.planning.capabilities import Capabilities
from logistics.planning.checker import violations
from logistics.planning.driving_hours import LORRY, VAN, lawful_breaks
from logistics.planning.network import Network
from logistics.planning.planner import plan
from logistics.planning.problem import Break, DrivingRule, Lock, MalformedProblem, Problem, Window
from logistics.planning.record import problem_from_json, problem_to_json
from logistics.planning.repair import construct
from logistics.planning.result import Result, Unplanned
from logistics.planning.tour import Tour
from tests.logistics.planning.days import HOUR, day, days, job, point, shift, visit, window
from tests.logistics.planning.test_insertion import finished


def planned(problem: Problem) -> Result:
    net = Network(problem)
    return finished(net, construct(net))


def codes(problem: Problem, result: Result) -> list[str]:
    return [one.code for one in violations(problem, result)]


def reason(problem: Problem) -> Unplanned:
    (item,) = planned(problem).unplanned
    return item


# --- heights ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["pickup", "delivery"])
def test_only_a_vehicle_known_to_be_low_enough_goes_under_a_limit(end: str) -> None:
    ends = {one: visit(3, limit_cm=210 if one == end else None) for one in ("pickup", "delivery")}
    work = job("a", ends["pickup"], ends["delivery"])
    tall, low, unsaid = shift("tall", height_cm=211), shift("low", height_cm=210), shift("unsaid")
    (route,) = planned(day(work, shifts=(tall, unsaid, low))).routes
    assert route.shift_id == "low"

    problem = day(work, shifts=(low,))
    result = planned(problem)
    assert codes(problem, result) == []
    assert codes(replace(problem, shifts=(replace(low, height_cm=211),)), result) == ["too_high"]
    assert codes(replace(problem, shifts=(replace(low, height_cm=None),)), result) == ["height_unknown"]


def test_height_that_nobody_said_and_height_that_is_too_much() -> None:
    work = job("a", visit(1, limit_cm=250), visit(2, limit_cm=210))
    item = reason(day(work, shifts=(shift("tall", height_cm=280), shift("van", height_cm=230))))
    assert (
        item.sentence == "It goes where 210 cm is the limit, and the lowest vehicle that could take it is 230 cm high."
    )
    assert item.next_steps[0].sentence == "Add a shift with a vehicle of at most 210 cm."
    item = reason(day(work, shifts=(shift("tall", height_cm=280), shift("van"))))
    assert item.sentence == "It goes where 210 cm is the limit, and nobody said how high The van is."
    assert [step.sentence for step in item.next_steps[:2]] == [
        "Say how high The van is.",
        "Add a shift with a vehicle of at most 210 cm.",
    ]


def test_goods_that_are_aboard_do_not_go_back_under_the_limit_they_came_from() -> None:
    work = job("a", visit(0, limit_cm=150), visit(2, limit_cm=250))
    problem = day(work, shifts=(shift(height_cm=240),), locks=(Lock("a", "van", aboard=True),))
    result = planned(problem)
    assert (codes(problem, result), result.unplanned) == ([], ())


@settings(max_examples=60, deadline=None, derandomize=True, phases=[Phase.generate])
@given(days())
def test_bits_say_what_the_words_say(problem: Problem) -> None:
    can = Capabilities(problem)
    aboard = {lock.job_id for lock in problem.locks if lock.aboard}
    for (j, work), (c, crew) in itertools.product(enumerate(problem.jobs), enumerate(problem.shifts)):
        visits = [work.delivery] if work.id in aboard else [work.pickup, work.delivery]
        low = all(
            one.height_limit_cm is None or (crew.height_cm is not None and crew.height_cm <= one.height_limit_cm)
            for one in visits
        )
        assert can.suffice(j, c) == (low and work.skills <= crew.skills)


# --- hours at the wheel -----------------------------------------------------------------------------------------------


def far_and_near(drives: int | None) -> Problem:
    """From place 0 to place 9 and back are 180 minutes, to place 4 and back 80."""
    return day(job("far", visit(0), visit(9)), job("near", visit(0), visit(4)), shifts=(shift(drives=drives),))


@pytest.mark.parametrize(("drives", "rides"), [(None, {"far", "near"}), (180, {"far", "near"}), (179, {"near"})])
def test_nobody_drives_longer_than_they_may(drives: int | None, rides: set[str]) -> None:
    problem = replace(far_and_near(drives), rounds=100)
    result = plan(problem)
    assert "note" not in result.metrics
    assert {job_id for route in result.routes for job_id in route.job_ids} == rides
    if drives == 179:
        (item,) = result.unplanned
        assert item.sentence == (
            "Even alone it takes 180 min of driving; no shift that could take it may drive more than 179 min."
        )
        assert item.next_steps[0].code == "add_shift"


def test_the_check_adds_up_hours_at_the_wheel() -> None:
    result = planned(far_and_near(None))
    assert codes(far_and_near(179), result) == ["drives_too_long"]
    assert codes(far_and_near(180), result) == []


def test_driving_that_the_others_use_up_is_named() -> None:
    """Once to place 9 and back in the morning, once to place 5 and back in the afternoon: 280 minutes."""
    jobs = (
        job("a", visit(0, (8 * HOUR, 9 * HOUR)), visit(9, (9 * HOUR, 12 * HOUR))),
        job("b", visit(0, (15 * HOUR, 16 * HOUR)), visit(5)),
    )
    item = reason(day(*jobs, shifts=(shift(hours=(6 * HOUR, 20 * HOUR), drives=200),)))
    assert item.code == "no_driving_left"
    assert item.sentence == "Shifts that could take it: 1. With it, each would drive longer than its people may."


@settings(max_examples=40, deadline=None, derandomize=True, phases=[Phase.generate])
@given(days(most_jobs=2, most_shifts=1))
def test_no_order_that_could_be_driven_is_missed_for_hours(problem: Problem) -> None:
    """Brute force: of every order of the stops, one is within the hours exactly where insertion finds a place."""
    problem = replace(problem, shifts=(replace(problem.shifts[0], breaks=()),), jobs=problem.jobs[:1], locks=())
    net = Network(problem)
    tour = Tour(net, 0, [0, 1])
    assert bool(construct(net).tours[0].nodes) == (tour.feasible and net.may_ride(0, 0))


# --- breaks of the law ------------------------------------------------------------------------------------------------


def test_a_long_day_in_a_lorry_has_its_breaks() -> None:
    hours = window(8 * HOUR, 16 * HOUR)
    (rest,) = lawful_breaks(hours, (), LORRY)
    assert (rest.window, rest.seconds) == (window(11 * HOUR, 12 * HOUR + 30), 2700)
    assert lawful_breaks(hours, (), VAN) == ()
    (late,) = lawful_breaks(window(8 * HOUR, 17 * HOUR + 30), (), LORRY)
    assert late.window == window(12 * HOUR + 15, 12 * HOUR + 30)  # earlier, and the afternoon would want another
    lunch = Break(window(12 * HOUR, 13 * HOUR), 1800)
    (longer,) = lawful_breaks(hours, (lunch,), LORRY)
    assert (longer.window, longer.seconds) == (window(12 * HOUR, 12 * HOUR + 30), 2700)
    assert lawful_breaks(window(8 * HOUR, 12 * HOUR), (), LORRY) == ()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.integers(0, 20 * HOUR),
    st.integers(1, 15 * HOUR),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 600), st.integers(5, 240)), max_size=4),
)
def test_lawful_breaks_leave_no_stretch_that_is_too_long(
    begins: int, lasts: int, agreed: list[tuple[int, int, int]]
) -> None:
    """A shift with them can be made: it refuses breaks that would let anybody drive for too long."""
    hours = window(begins, begins + lasts)
    breaks = [Break(window(begins + first, begins + first + wide), 60 * takes) for first, wide, takes in agreed]
    kept = lawful_breaks(hours, breaks, LORRY)
    assert len(kept) >= len(breaks)
    replace(shift(), window=hours, breaks=kept, driving=LORRY)


def test_shift_with_too_few_breaks_is_refused() -> None:
    with pytest.raises(MalformedProblem, match="without a break"):
        replace(shift(hours=(8 * HOUR, 13 * HOUR)), driving=LORRY)


def test_the_check_wants_a_break_after_a_stretch() -> None:
    """The rule is tightened after the plan was made; the break by the clock keeps any plan within the rule itself."""
    rule = DrivingRule(most_s=None, stretch_s=4 * 3600, rest_s=1800)
    hours = window(8 * HOUR, 15 * HOUR)
    own = replace(shift(), window=hours, breaks=lawful_breaks(hours, (), rule), driving=rule)
    problem = day(job("a", visit(9), visit(0)), job("b", visit(9), visit(1)), shifts=(own,))
    result = planned(problem)
    assert (codes(problem, result), result.unplanned) == ([], ())
    hour = replace(rule, stretch_s=3600)
    tight = replace(own, breaks=lawful_breaks(hours, own.breaks, hour), driving=hour)
    assert "no_rest_from_driving" in codes(replace(problem, shifts=(tight,)), result)


def test_records_keep_requirements_and_leave_out_what_is_not_said() -> None:
    rule = replace(LORRY, rest_s=3600)
    crew = replace(shift(height_cm=250), window=Window(0, 3600), driving=rule)
    problem = day(job("a", visit(1, limit_cm=210), visit(2)), shifts=(crew,))
    assert problem_from_json(problem_to_json(problem)) == problem
    bare = problem_to_json(day(job("a", visit(1), visit(2))))
    assert not any(word in bare for word in ("height", "driving", "limit_cm"))
    assert point(1) == problem.jobs[0].pickup.point
