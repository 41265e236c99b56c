"""The planner's answer with the rows that it is about, and as a plan's columns keep it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from logistics.models import Collection, Plan, PlanRoads, Shift
from logistics.planning.problem import Problem
from logistics.planning.record import problem_from_json, problem_to_json, result_to_json
from logistics.planning.result import Result
from logistics.roads.packing import digest, packed, unpacked

#: In a kept question, what stands for its matrix.
KEPT: Final = "kept"

#: For the shift of a van that is on the way: its run, and the number of the run's last stop that stays as it is.
Continued = Mapping[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A problem with its result, and the rows that its ids stand for."""

    problem: Problem
    result: Result
    collections: Mapping[str, Collection]
    shifts: Mapping[str, Shift]


def records_of(answer: Answer) -> dict[str, object]:
    """Problem and result as a plan's columns keep them."""
    return {
        "engine": answer.result.engine,
        "input_hash": answer.result.input_hash,
        "problem": _question(answer.problem),
        "result": json.loads(result_to_json(answer.result)),
    }


def _question(problem: Problem) -> dict[str, object]:
    """The question, with its matrix's digest in the matrix's place: that stands beside the plan (`PlanRoads`)."""
    if problem.matrix is None:
        bare: dict[str, object] = json.loads(problem_to_json(problem))
        return bare
    tree = json.loads(problem_to_json(replace(problem, matrix=None)))
    tree["problem"]["matrix"] = {KEPT: digest(packed(problem.matrix))}
    kept: dict[str, object] = tree
    return kept


def question_of(plan: Plan) -> Problem:
    """What the planner was asked."""
    tree = plan.problem
    named = tree["problem"]["matrix"]
    if named is None or KEPT not in named:
        return problem_from_json(json.dumps(tree))
    bare = problem_from_json(json.dumps(tree | {"problem": tree["problem"] | {"matrix": None}}))
    roads = PlanRoads.objects.filter(plan=plan, digest=named[KEPT]).first()
    return replace(bare, matrix=unpacked(bytes(roads.packed))) if roads else bare


def continued_in(plan: Plan) -> Continued:
    """As the routes of a plan that is there already say it."""
    routes = plan.routes.filter(continues__isnull=False)
    rows = routes.values_list("shift", "continues", "continues_after").order_by("pk")
    return {shift: (run, after) for shift, run, after in rows if run is not None}
