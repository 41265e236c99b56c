"""JSON there and back, the hash of a question, the travel law, loads and windows."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.planning.network import Network
from logistics.planning.problem import Job, Load, Lock, MalformedProblem, Problem, Window, clock
from logistics.planning.record import (
    UnknownFormat,
    input_hash,
    problem_from_json,
    problem_to_json,
    result_from_json,
    result_to_json,
)
from logistics.planning.repair import construct
from logistics.planning.travel import joined, matrix_for, straight_line_matrix
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.travel import TravelLaw, drive_seconds, road_metres
from tests.logistics.planning.days import day, days, job, point, row_matrix, shift, visit
from tests.logistics.planning.test_insertion import finished


@settings(max_examples=50, deadline=None)
@given(days())
def test_records_come_back_equal(problem: Problem) -> None:
    assert problem_from_json(problem_to_json(problem)) == problem
    net = Network(problem)
    result = finished(net, construct(net))
    assert result_from_json(result_to_json(result)) == result


def test_hash_is_of_the_question_and_not_of_its_time_limit() -> None:
    problem = day(job("a", visit(1), visit(2), skills=frozenset({"x", "y"})), limit_s=5)
    same = day(job("a", visit(1), visit(2), skills=frozenset({"y", "x"})), limit_s=60)
    assert input_hash(problem) == input_hash(same)
    assert len(input_hash(problem)) == 64
    assert input_hash(problem) != input_hash(replace(problem, seed=2))
    assert input_hash(problem) != input_hash(replace(problem, law=TravelLaw(factor=1.4)))
    assert input_hash(problem) != input_hash(day(job("a", visit(1), visit(3), skills=frozenset({"x", "y"}))))


def test_other_formats_are_refused() -> None:
    tree = json.loads(problem_to_json(day()))
    with pytest.raises(UnknownFormat):
        problem_from_json(json.dumps(tree | {"format": 99}))


def test_the_law_is_affine_and_nothing_stays_nothing() -> None:
    law = TravelLaw()
    assert drive_seconds(law, 0) == 0
    assert drive_seconds(law, 1) == 356  # 1.35 * (150 + 113), rounded up
    assert drive_seconds(law, 10) == 1728
    assert drive_seconds(replace(law, margin=1.15), 10) == 1988
    assert road_metres(law, 10) == 13_600


@given(st.floats(0, 500), st.floats(0, 500))
def test_farther_never_takes_less(a: float, b: float) -> None:
    law = TravelLaw()
    near, far = sorted((a, b))
    assert drive_seconds(law, near) <= drive_seconds(law, far)
    assert road_metres(law, near) <= road_metres(law, far)


def test_the_straight_line_matrix_follows_the_law() -> None:
    places = (Point(51.5, -0.1), Point(51.6, 0.1), Point(51.4, 0.2))
    matrix = straight_line_matrix(places, TravelLaw())
    assert matrix.quality == "estimated"
    for a, start in enumerate(places):
        for b, end in enumerate(places):
            assert matrix.seconds[a][b] == drive_seconds(TravelLaw(), distance_km(start, end))
            assert matrix.metres[a][b] == road_metres(TravelLaw(), distance_km(start, end))


def test_each_place_has_one_row() -> None:
    problem = replace(
        day(job("a", visit(0), visit(2)), job("b", visit(2), visit(0)), shifts=(shift(end=2),)), matrix=None
    )
    assert matrix_for(problem).points == (point(0), point(2))


def test_one_job_more_takes_the_place_of_its_namesake() -> None:
    problem = day(job("a", visit(1), visit(2)), job("b", visit(1), visit(2)))
    again = job("a", visit(3), visit(4))
    assert joined(problem, again).jobs == (problem.jobs[1], again)


def test_loads_round_up_and_rooms_round_down() -> None:
    third = Decimal("0.3333")
    assert Load.of(kg=third, litres=third, pallets=third) == Load(grams=334, litres=1, pallets=1)
    assert Load.room(kg=third, litres=third, pallets=third) == Load(grams=333, litres=0, pallets=0)
    assert Load(1, 2, 3).plus(Load(1, 1, 1)).minus(Load(2, 3, 4)) == Load()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Load(grams=-1),
        lambda: Window(5, 4),
        lambda: Window(-1, 4),
        lambda: visit(1, (5, 9), (9, 12)),
        lambda: visit(1, minutes=-1),
        lambda: job("a", visit(1), visit(2), priority=101),
        lambda: day(job("a", visit(1), visit(2)), job("a", visit(1), visit(2))),
        lambda: day(shifts=(shift(), shift())),
        lambda: day(locks=(Lock("ghost", "van"),)),
        lambda: day(limit_s=0),
        lambda: replace(row_matrix(2), points=(point(1),)),
    ],
)
def test_malformed_questions_are_refused(wrong: object) -> None:
    assert callable(wrong)
    with pytest.raises(MalformedProblem):
        wrong()


def test_clock() -> None:
    assert [clock(0), clock(60 * 845), clock(86_400 + 5400)] == ["00:00", "14:05", "01:30+1"]


def test_jobs_are_plain_values() -> None:
    one: Job = job("a", visit(1), visit(2))
    assert one == job("a", visit(1), visit(2))
    assert hash(one) == hash(job("a", visit(1), visit(2)))
