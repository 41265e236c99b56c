"""A plan as it was kept, to be asked again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from logistics.models import Plan
from logistics.planning.checker import violations
from logistics.planning.problem import Problem
from logistics.planning.record import input_hash
from logistics.planning.result import Result
from logistics.queries.drafts import answered_in, asked_in
from logistics.queries.figures import totals_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan's question and answer. `wrong`: what the check, or the hash, finds fault with."""

    title: str
    state: str
    problem: Problem
    result: Result
    wrong: Sequence[str]

    def asked(self, seconds: int) -> Problem:
        """The question, with another limit if one is given."""
        return replace(self.problem, limit_s=seconds) if seconds > 0 else self.problem


def kept(pk: int) -> Kept | None:
    """The plan with that number, as it was kept; None: there is none."""
    plan = Plan.objects.filter(pk=pk).select_related("organisation").first()
    if plan is None:
        return None
    problem, result = asked_in(plan), answered_in(plan)
    wrong = [one.sentence for one in violations(problem, result)]
    if input_hash(problem) != plan.input_hash:
        wrong.append("The question is not the one that the plan's hash names.")
    return Kept(f"{plan.organisation}, {plan.day}", plan.get_state_display(), problem, result, wrong)


def said_of(problem: Problem, result: Result) -> str:
    """A plan in a line."""
    totals = totals_of(problem, result)
    return (
        f"{totals.served} of {totals.jobs} jobs, {totals.vans} vans, {totals.km} km, {totals.driving_min} min driving, "
        f"{totals.pence / 100:.2f} by the planner's weights"
    )


def differences(first: Result, second: Result) -> list[str]:
    """Where the routes differ, van by van."""
    one, other = _orders(first), _orders(second)
    return [
        f"shift {shift}: {_words(one.get(shift))} -> {_words(other.get(shift))}"
        for shift in sorted(one.keys() | other.keys(), key=lambda key: (len(key), key))
        if one.get(shift) != other.get(shift)
    ]


def _orders(result: Result) -> dict[str, tuple[tuple[str, str, int], ...]]:
    return {
        route.shift_id: tuple((stop.kind, stop.job_id, stop.arrival_s) for stop in route.stops)
        for route in result.routes
    }


def _words(stops: tuple[tuple[str, str, int], ...] | None) -> str:
    return ", ".join(f"{kind} {job}".strip() for kind, job, _arrival in stops) if stops else "nothing"
