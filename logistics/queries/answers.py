"""The planner's answer with the rows that it is about, and as a plan's columns keep it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from logistics.models import Collection, Plan, Shift
from logistics.planning.problem import Problem
from logistics.planning.record import problem_to_json, result_to_json
from logistics.planning.result import Result

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
        "problem": json.loads(problem_to_json(answer.problem)),
        "result": json.loads(result_to_json(answer.result)),
    }


def continued_in(plan: Plan) -> Continued:
    """As the routes of a plan that is there already say it."""
    routes = plan.routes.filter(continues__isnull=False)
    rows = routes.values_list("shift", "continues", "continues_after").order_by("pk")
    return {shift: (run, after) for shift, run, after in rows if run is not None}
