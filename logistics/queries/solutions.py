"""The planner asked about a day. Nothing here is saved; what is returned has passed the check once more."""

import logging
from collections.abc import Callable

from logistics.planning import planner
from logistics.planning.checker import violations
from logistics.planning.engine_process import never, nothing
from logistics.planning.planner import NoValidPlan
from logistics.planning.result import Result
from logistics.queries.answers import Answer
from logistics.queries.problems import DayQuestion
from marketplace.kernel.errors import DomainError, gettext_noop

logger = logging.getLogger(__name__)


class PlannerFailed(DomainError):
    code = "planner_failed"
    message = gettext_noop(
        "No plan passed its check, so nothing was saved and the earlier plan stands. Tell the operator: this is our"
        " mistake."
    )


def solve(
    *,
    question: DayQuestion,
    keep: Result | None = None,
    cancelled: Callable[[], bool] = never,
    told: Callable[[str, int, int], None] = nothing,
) -> Answer:
    """The planner's answer, once more checked here: what the check finds fault with is never saved, whoever made it.

    Runs outside any transaction and takes seconds.

    :param keep: an earlier plan to begin from
    :param cancelled: asked often; True ends the work
    :param told: hears the stage, how much of it is done, and of how much
    :raises PlannerFailed: no plan passed the check
    :raises PlanCancelled: `cancelled()` said so
    """
    try:
        result = planner.plan(question.problem, cancelled=cancelled, progress=told, keep=keep)
    except NoValidPlan as fault:
        raise PlannerFailed from fault
    found = violations(question.problem, result)
    if found:
        logger.error("a plan with faults was not saved: %s", "; ".join(one.sentence for one in found[:5]))
        raise PlannerFailed
    return Answer(question.problem, result, question.collections, question.shifts)
