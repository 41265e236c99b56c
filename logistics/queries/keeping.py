"""What of an earlier plan stays when a day is planned again: all that is good in it, or what rides on some vans."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from logistics.models import Plan, PlanState
from logistics.planning.problem import Lock, Problem
from logistics.planning.record import result_from_json
from logistics.planning.result import Result
from marketplace.organisations.models import Organisation


def plan_there(organisation: Organisation, day: date) -> Plan | None:
    """The day's draft, else what is published."""
    plans = Plan.objects.owned_by(organisation).for_day(day).exclude(state=PlanState.SUPERSEDED)
    return next(iter(sorted(plans, key=lambda one: one.state != PlanState.DRAFT)), None)


def plan_to_keep(organisation: Organisation, day: date) -> Result | None:
    """What it says."""
    plan = plan_there(organisation, day)
    return result_from_json(json.dumps(plan.result)) if plan else None


def kept_in(problem: Problem, keep: Result | None, shifts: Sequence[int]) -> Problem:
    """The question with every job of these shifts' runs tied to them; others may join it. What is tied already stays
    where it is, and what cannot ride any more falls away."""
    if keep is None or not shifts:
        return problem
    wanted = {str(pk) for pk in shifts} & {shift.id for shift in problem.shifts}
    asked, tied = {job.id for job in problem.jobs}, {lock.job_id for lock in problem.locks}
    locks = [
        Lock(job_id=job_id, shift_id=route.shift_id)
        for route in keep.routes
        if route.shift_id in wanted
        for job_id in route.job_ids
        if job_id in asked - tied
    ]
    return replace(problem, locks=(*problem.locks, *locks))
