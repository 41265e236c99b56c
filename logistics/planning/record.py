"""Problem and result as JSON and back: for replay, audit and bug reports; and a hash of the question."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from typing import Any, Final

from logistics.planning.problem import (
    Break,
    DrivingRule,
    Job,
    Load,
    Lock,
    Matrix,
    Problem,
    Shift,
    Told,
    Visit,
    Weights,
    Window,
)
from logistics.planning.result import NextStep, PlannedRoute, PlannedStop, Result, Unplanned
from marketplace.kernel.geo import Point
from marketplace.kernel.travel import TravelLaw

FORMAT: Final = 1

# Values read from JSON have no better type; every one of them goes into a typed constructor in this module.
Tree = dict[str, Any]

# What the first format did not have, with the values that older records mean by leaving them out.
LATER_PROBLEM: Final[Tree] = {"rounds": 0, "told": ()}
LATER_JOB: Final[Tree] = {"most_aboard_s": None}
LATER_VISIT: Final[Tree] = {"height_limit_cm": None}
LATER_SHIFT: Final[Tree] = {"height_cm": None, "driving": asdict(DrivingRule())}
LATER_WEIGHTS: Final[Tree] = {"moved_pence": 300, "shifted_pence": 5, "shifted_free_s": 900}


class UnknownFormat(ValueError):
    """The record was written by another version of this module."""


def problem_to_json(problem: Problem) -> str:
    """One canonical text: sorted keys, sorted skills, no spaces. Equal problems give equal texts.

    Fields that came later are written only where they say something, so that older questions keep their hash.
    """
    tree = _without(asdict(problem), LATER_PROBLEM)
    ends = ("pickup", "delivery")
    tree["jobs"] = [
        _without(job, LATER_JOB) | {end: _without(job[end], LATER_VISIT) for end in ends} for job in tree["jobs"]
    ]
    tree["shifts"] = [_without(shift, LATER_SHIFT) for shift in tree["shifts"]]
    tree["weights"] = _without(tree["weights"], LATER_WEIGHTS)
    return _dump({"format": FORMAT, "problem": tree})


def _without(tree: Tree, defaults: Tree) -> Tree:
    return {key: value for key, value in tree.items() if key not in defaults or value != defaults[key]}


def problem_from_json(text: str) -> Problem:
    """The problem that was written.

    :raises UnknownFormat: another version's record
    """
    tree = _load(text)["problem"]
    return Problem(
        jobs=tuple(_job(job) for job in tree["jobs"]),
        shifts=tuple(_shift(shift) for shift in tree["shifts"]),
        law=TravelLaw(**tree["law"]),
        matrix=None if tree["matrix"] is None else _matrix(tree["matrix"]),
        locks=tuple(Lock(**lock) for lock in tree["locks"]),
        weights=Weights(**tree["weights"]),
        limit_s=tree["limit_s"],
        seed=tree["seed"],
        rounds=tree.get("rounds", 0),
        told=tuple(Told(**told) for told in tree.get("told", ())),
    )


def input_hash(problem: Problem) -> str:
    """SHA-256 of the question without its time limit, 64 hex digits: two with one hash ask for the same plan."""
    return hashlib.sha256(problem_to_json(replace(problem, limit_s=1)).encode()).hexdigest()


def result_to_json(result: Result) -> str:
    """One canonical text."""
    return _dump({"format": FORMAT, "result": asdict(result)})


def result_from_json(text: str) -> Result:
    """The result that was written.

    :raises UnknownFormat: another version's record
    """
    tree = _load(text)["result"]
    return Result(
        routes=tuple(_route(route) for route in tree["routes"]),
        unplanned=tuple(_unplanned(item) for item in tree["unplanned"]),
        metrics=tree["metrics"],
        engine=tree["engine"],
        input_hash=tree["input_hash"],
    )


def _dump(tree: Tree) -> str:
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), default=sorted)


def _load(text: str) -> Tree:
    tree: Tree = json.loads(text)
    if tree.get("format") != FORMAT:
        raise UnknownFormat(f"format {tree.get('format')!r}, this reads {FORMAT}")
    return tree


def _windows(trees: list[Tree]) -> tuple[Window, ...]:
    return tuple(Window(**tree) for tree in trees)


def _visit(tree: Tree) -> Visit:
    return Visit(
        point=Point(**tree["point"]),
        windows=_windows(tree["windows"]),
        service_s=tree["service_s"],
        height_limit_cm=tree.get("height_limit_cm"),
    )


def _job(tree: Tree) -> Job:
    return Job(
        id=tree["id"],
        pickup=_visit(tree["pickup"]),
        delivery=_visit(tree["delivery"]),
        load=Load(**tree["load"]),
        skills=frozenset(tree["skills"]),
        priority=tree["priority"],
        most_aboard_s=tree.get("most_aboard_s"),
    )


def _shift(tree: Tree) -> Shift:
    return Shift(
        id=tree["id"],
        label=tree["label"],
        start=Point(**tree["start"]),
        end=None if tree["end"] is None else Point(**tree["end"]),
        window=Window(**tree["window"]),
        capacity=Load(**tree["capacity"]),
        skills=frozenset(tree["skills"]),
        breaks=tuple(Break(window=Window(**rest["window"]), seconds=rest["seconds"]) for rest in tree["breaks"]),
        height_cm=tree.get("height_cm"),
        driving=DrivingRule(**tree.get("driving", {})),
    )


def _matrix(tree: Tree) -> Matrix:
    return Matrix(
        points=tuple(Point(**point) for point in tree["points"]),
        seconds=tuple(tuple(row) for row in tree["seconds"]),
        metres=tuple(tuple(row) for row in tree["metres"]),
        quality=tree["quality"],
    )


def _route(tree: Tree) -> PlannedRoute:
    stops = tuple(PlannedStop(**(stop | {"load_after": Load(**stop["load_after"])})) for stop in tree["stops"])
    return PlannedRoute(**(tree | {"stops": stops, "load_before": Load(**tree["load_before"])}))


def _unplanned(tree: Tree) -> Unplanned:
    steps = tuple(NextStep(**step) for step in tree["next_steps"])
    return Unplanned(**(tree | {"next_steps": steps}))
