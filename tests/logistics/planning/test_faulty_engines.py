"""An engine that crashes, hangs, takes all memory or answers nonsense: another one plans, and the plan holds."""

from __future__ import annotations

import time

import pytest

from logistics.planning import search_engine, vroom_engine
from logistics.planning.checker import violations
from logistics.planning.engine_process import (
    ENGINE_MISSING,
    EngineAbsent,
    EngineFailed,
    EngineTooBig,
    raise_for,
)
from logistics.planning.network import Network
from logistics.planning.planner import plan
from logistics.planning.problem import Problem
from logistics.planning.tour import Tour
from tests.logistics.planning.faulty_engine import WITH_ANSWER, WITHOUT_ANSWER
from tests.logistics.planning.test_planner import town

FAULTY = "tests.logistics.planning.faulty_engine"

CODES = {
    "hang": "engine_too_slow",
    "eat memory": "engine_out_of_memory",
    "not there": "engine_missing",
    "crash": "engine_failed",
    "die": "engine_failed",
    "shout": "engine_failed",
    "name an unknown job": "engine_nonsense",
    "name a stop before the first": "engine_nonsense",
}


def expected(how: str) -> str:
    if how in WITH_ANSWER:
        return CODES.get(how, "search_plan_refused")
    return CODES.get(how, "engine_nonsense")


def let_all_fail(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(search_engine, "CHILD", (FAULTY, how))
    monkeypatch.setattr(vroom_engine, "CHILD", (FAULTY, "crash"))
    monkeypatch.setattr(search_engine, "GRACE_S", 0.0)
    monkeypatch.setattr(search_engine, "READY_S", 1.0)


@pytest.mark.parametrize("how", [*WITHOUT_ANSWER, *WITH_ANSWER])
def test_whatever_an_engine_does_the_plan_holds(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    let_all_fail(monkeypatch, how)
    problem = town(8, 2, limit_s=1)
    began = time.monotonic()
    result = plan(problem)
    assert time.monotonic() - began < 30
    assert (result.engine, result.metrics["note"]) == ("own", f"{expected(how)}, engine_failed")
    assert violations(problem, result) == []
    assert result.metrics["served"] == 8 - len(result.unplanned)
    assert int(result.metrics["served"]) >= 4


def test_vroom_plans_where_the_search_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_engine, "CHILD", (FAULTY, "crash"))
    problem = town(8, 2, limit_s=2)
    result = plan(problem)
    assert (result.engine, result.metrics["note"]) == ("vroom", "engine_failed")
    assert violations(problem, result) == []


def test_a_wrong_plan_of_vroom_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that puts everything on one van, in the order of the list."""

    def reckless(net: Network, limit_s: float, *, cancelled: object) -> list[Tour]:
        nodes = [node for number in range(len(net.load)) for node in (2 * number, 2 * number + 1)]
        return [Tour(net, 0, nodes), *(Tour(net, crew) for crew in range(1, len(net.crews)))]

    monkeypatch.setattr(search_engine, "CHILD", (FAULTY, "crash"))
    monkeypatch.setattr(vroom_engine, "solve", reckless)
    problem = town(12, 3, limit_s=2)
    result = plan(problem)
    assert (result.engine, result.metrics["note"]) == ("own", "engine_failed, vroom_plan_refused")
    assert violations(problem, result) == []


@pytest.mark.parametrize("how", ["say nothing", "say a number", "forget the routes", "misname the stops"])
def test_nonsense_of_vroom_is_a_failure(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(vroom_engine, "CHILD", (FAULTY, how))
    with pytest.raises(EngineFailed) as refused:
        vroom_engine.solve(Network(town(4, 1)), 1)
    assert refused.value.code == "engine_nonsense"


def test_exit_codes_of_a_child_are_told_apart() -> None:
    with pytest.raises(EngineAbsent):
        raise_for(ENGINE_MISSING, "No module named 'vroom'\n")
    with pytest.raises(EngineTooBig):
        raise_for(-6, "terminate called after throwing an instance of 'std::bad_alloc'\n")
    with pytest.raises(EngineFailed, match="exit code 1: boom"):
        raise_for(1, "Traceback\nboom\n")


@pytest.mark.parametrize("megabytes", [40, 300])
def test_the_search_cannot_take_all_memory(megabytes: int) -> None:
    problem: Problem = town(4, 1)
    terms = search_engine.Terms(1.0, memory_bytes=megabytes * 1024 * 1024)
    with pytest.raises(EngineFailed):
        search_engine.solve(Network(problem), terms)
