"""Moving a job of a draft by hand: to another van, or off the plan. The check says no where it must, by name."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.actions.saving import fill_plan
from logistics.models import Collection, Plan, PlanIssue, PlanState, Shift
from logistics.planning.checker import SENTENCES, Violation, violations
from logistics.planning.insertion import apply, cheapest, tours_of
from logistics.planning.network import Network
from logistics.planning.problem import Job, Load, Problem, Visit, Window
from logistics.planning.record import problem_from_json, result_from_json
from logistics.planning.result import Result, Unplanned
from logistics.planning.tour import Tour
from logistics.queries.answers import Answer, records_of
from logistics.queries.problems import labels_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

_NO_END: Final = 10**6
_ENDLESS: Final = Load(10**12, 10**12, 10**12)


class NotADraft(DomainError):
    code = "not_a_draft"
    message = gettext_noop("This plan is no longer a draft, or somebody changed it just now. Look at it again.")


class NotOnThisPlan(DomainError):
    code = "not_on_this_plan"
    message = gettext_noop("“{title}” cannot ride on this day, so it cannot be moved.")


class DoesNotFit(DomainError):
    code = "does_not_fit"
    message = gettext_noop("“{title}” does not fit on {shift}: {why} Nothing was changed.")


def move(*, plan: Plan, collection: Collection, shift: Shift | None, by: User, now: datetime) -> None:
    """Put a job of a draft on this shift, at the best place there; nobody: set it aside.

    :raises DoesNotFit: a rule is broken by it; the sentence names which
    :raises NotOnThisPlan: the planner was not asked about it, since it cannot ride on this day at all
    :raises NotADraft: the plan was published, or changed by somebody else
    """
    problem = problem_from_json(json.dumps(plan.problem))
    job = next((one for one in problem.jobs if one.id == str(collection.pk)), None)
    if job is None:
        raise NotOnThisPlan(title=collection.claim.listing.title)
    result = _moved(problem, result_from_json(json.dumps(plan.result)), job, shift, collection)
    _save(plan, problem, result, by, now)


def _moved(problem: Problem, result: Result, job: Job, shift: Shift | None, collection: Collection) -> Result:
    net = Network(problem)
    number = net.job_index[job.id]
    tours = [tour.without({number}) if number in tour.jobs else tour for tour in tours_of(net, result)]
    unplanned = [one for one in result.unplanned if one.job_id != job.id]
    if shift is None:
        unplanned.append(Unplanned(job.id, "set_aside", {}, _("Set aside by hand."), ()))
        return _result(result, tours, unplanned)
    crew = net.crew_index.get(str(shift.pk))
    if crew is None:
        raise NotADraft
    slot = cheapest(tours[crew], number)
    if slot is None:
        raise _refusal(problem, tours[crew], job, shift, collection)
    tours[crew] = apply(tours[crew], slot)
    moved = _result(result, tours, unplanned)
    found = violations(problem, moved)
    if found:
        raise _does_not_fit(found, shift, collection)
    return moved


def _result(before: Result, tours: list[Tour], unplanned: list[Unplanned]) -> Result:
    routes = tuple(tour.planned() for tour in tours if tour.nodes)
    return replace(before, routes=routes, unplanned=tuple(unplanned), engine=_by_hand(before.engine))


def _by_hand(engine: str) -> str:
    return engine if engine.endswith("+hand") else f"{engine}+hand"


def _refusal(problem: Problem, tour: Tour, job: Job, shift: Shift, collection: Collection) -> DomainError:
    """Try it with this job's own rules and the van's limits loosened, and let the check name what that breaks."""
    net = tour.net
    loose = net.relaxed(_loosened(problem, job))
    number = net.job_index[job.id]
    there = Tour(loose, tour.crew, tour.nodes, tour.rests)
    slot = cheapest(there, number)
    if slot is None:
        return DoesNotFit(
            title=collection.claim.listing.title,
            shift=shift.vehicle.name,
            why=_("it would make the other stops of that van late."),
        )
    route = apply(there, slot).planned()
    tried = Result(routes=(route,), unplanned=(), metrics={}, engine="hand", input_hash="")
    return _does_not_fit(violations(problem, tried), shift, collection)


def _loosened(problem: Problem, job: Job) -> Problem:
    free = replace(job, skills=frozenset(), pickup=_open_end(job.pickup), delivery=_open_end(job.delivery))
    shifts = tuple(
        replace(one, capacity=_ENDLESS, window=Window(one.window.start_s, _NO_END)) for one in problem.shifts
    )
    jobs = tuple(free if one.id == job.id else one for one in problem.jobs)
    return replace(problem, jobs=jobs, shifts=shifts, locks=tuple(k for k in problem.locks if k.job_id != job.id))


def _open_end(visit: Visit) -> Visit:
    return replace(visit, windows=(Window(visit.windows[0].start_s, _NO_END),) if visit.windows else ())


def _does_not_fit(found: list[Violation], shift: Shift, collection: Collection) -> DoesNotFit:
    labels = labels_of([collection])
    told = [_said(one, labels) for one in found if one.code not in {"job_missing", "no_reason"}]
    why = " ".join(dict.fromkeys(told)) or _("the check refused it.")
    return DoesNotFit(title=collection.claim.listing.title, shift=shift.vehicle.name, why=why)


def _said(violation: Violation, labels: dict[str, str]) -> str:
    numbers = dict(violation.numbers)
    if "job" in numbers:
        numbers["job"] = labels.get(str(numbers["job"]), _("another job"))
    if "skills" in numbers:
        numbers["skills"] = str(numbers["skills"]).replace("_", " ")
    return _(SENTENCES[violation.code]).format(**numbers)


def _save(plan: Plan, problem: Problem, result: Result, by: User, now: datetime) -> None:
    collections = {
        str(one.pk): one for one in Collection.objects.filter(pk__in=[j.id for j in problem.jobs]).for_planning()
    }
    shifts = {str(one.pk): one for one in Shift.objects.filter(pk__in=[s.id for s in problem.shifts]).for_planning()}
    answer = Answer(problem, result, collections, shifts)
    with transaction.atomic():
        draft = Plan.objects.filter(pk=plan.pk, state=PlanState.DRAFT, made_at=plan.made_at)
        if not draft.update(made_at=now, made_by=by, **records_of(answer)):
            raise NotADraft
        plan.routes.all().delete()
        PlanIssue.objects.filter(plan=plan, collection__in=list(collections.values())).delete()
        fill_plan(plan=plan, answer=answer, by=by, now=now)
    plan.refresh_from_db()
