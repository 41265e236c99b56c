"""The planner's answer with the rows that it is about, and as a plan's columns keep it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from logistics.models import Collection, Shift
from logistics.planning.problem import Problem
from logistics.planning.record import problem_to_json, result_to_json
from logistics.planning.result import Result


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
