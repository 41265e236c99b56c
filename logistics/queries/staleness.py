"""What has changed since a plan was made, in sentences: its question beside the one that would be asked now.

What comes about as the day goes on (stops done, vans that have left) is no change; nor is the time.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from listings.models import ClaimState
from logistics.models import Collection, CollectionMode, CollectionState, Plan, PlanIssue, Shift
from logistics.models.collections import WAITING
from logistics.models.planning_runs import DayWatch
from logistics.planning.problem import Job, Problem
from logistics.planning.problem import Shift as PlannerShift
from logistics.planning.record import problem_from_json
from logistics.queries.plans import claims_to_arrange
from logistics.queries.problems import DayQuestion, question_for
from marketplace.organisations.models import Organisation

#: A van that is later than this is a reason to plan the rest of the day again.
LATE: Final = timedelta(minutes=15)


def watch_page(
    organisation: Organisation, day: date, plan: Plan | None, *, now: datetime
) -> dict[str, Any]:  # Any: what a template prints
    """For the day's page: what changed since its plan, and who wants it planned again by itself, if anybody does."""
    watch = DayWatch.objects.filter(organisation=organisation, day=day).select_related("by").first()
    return {"watch": watch, "changes": changes_since(plan, now=now) if plan else []}


def changes_since(plan: Plan, *, now: datetime) -> list[str]:
    """What changed since the plan was made, that a new one would heed; nothing: it is as good as it was."""
    before = _asked(plan)
    question = question_for(plan.organisation, plan.day, now=now)
    shifts = {shift.id: shift for shift in before.shifts}
    return [
        *_late(plan, question, now),
        *_new_shifts(question, shifts),
        *_other_shifts(question, shifts),
        *_new_jobs(plan, question, before),
        *_other_jobs(question, {job.id: job for job in before.jobs}),
        *_gone(question, before),
    ]


def _asked(plan: Plan) -> Problem:
    """What the planner was asked, without its matrix, which is large and says nothing here."""
    tree = plan.problem
    return problem_from_json(json.dumps(tree | {"problem": tree["problem"] | {"matrix": None}}))


def _late(plan: Plan, question: DayQuestion, now: datetime) -> Iterator[str]:
    """A draft, and a plan that has just come into force, were made by where the vans were."""
    if plan.published_at is None or now - plan.published_at < LATE:
        return
    for way in question.ways.values():
        if way.late > LATE:
            yield _("%(van)s is more than a quarter of an hour late.") % {"van": way.route.shift.vehicle.name}


def _new_shifts(question: DayQuestion, before: Mapping[str, PlannerShift]) -> Iterator[str]:
    for shift in question.problem.shifts:
        if shift.id not in before:
            yield _("A shift was added: %(shift)s.") % {"shift": shift.label}


def _other_shifts(question: DayQuestion, before: Mapping[str, PlannerShift]) -> Iterator[str]:
    now = {shift.id: shift for shift in question.problem.shifts}
    off = set(
        Shift.objects.filter(pk__in=[int(pk) for pk in before]).exclude(cancelled_at=None).values_list("pk", flat=True)
    )
    for pk, shift in before.items():
        if int(pk) in off:
            yield _("%(shift)s was called off.") % {"shift": shift.label}
        elif int(pk) in question.blocked:
            yield _("%(shift)s may not be driven: %(why)s") % {
                "shift": shift.label,
                "why": question.blocked[int(pk)][0].sentence,
            }
        elif pk in now and _of_shift(now[pk]) != _of_shift(shift):
            yield _("%(shift)s is not as it was: its hours, vehicle or driver.") % {"shift": shift.label}


def _of_shift(shift: PlannerShift) -> tuple[object, ...]:
    return shift.label, shift.capacity, shift.skills, shift.height_cm, shift.window.end_s, shift.end


def _new_jobs(plan: Plan, question: DayQuestion, before: Problem) -> Iterator[str]:
    asked = {job.id for job in before.jobs}
    left_out = set(PlanIssue.objects.filter(plan=plan).values_list("collection", flat=True))
    for pk, collection in question.collections.items():
        if pk not in asked:
            words = _("“%(title)s” can ride now.") if collection.pk in left_out else _("“%(title)s” came in.")
            yield words % {"title": collection.claim.listing.title}
    for claim in claims_to_arrange(plan.organisation):
        yield _("“%(title)s” came in.") % {"title": claim.listing.title}


def _other_jobs(question: DayQuestion, before: Mapping[str, Job]) -> Iterator[str]:
    aboard = {lock.job_id for lock in question.problem.locks if lock.aboard}
    for job in question.problem.jobs:
        if job.id in before and _of_job(job, aboard) != _of_job(before[job.id], aboard):
            title = question.collections[job.id].claim.listing.title
            yield _("“%(title)s” is not as it was: its size, needs, places or hours.") % {"title": title}


def _of_job(job: Job, aboard: set[str]) -> tuple[object, ...]:
    return job.load, job.skills, job.delivery, None if job.id in aboard else job.pickup


def _gone(question: DayQuestion, before: Problem) -> Iterator[str]:
    missing = [int(job.id) for job in before.jobs if job.id not in question.collections]
    why = {one.collection.pk: one.sentence for one in question.left_out}
    for collection in Collection.objects.filter(pk__in=missing).for_planning():
        title = collection.claim.listing.title
        if collection.pk in why:
            yield _("“%(title)s” stays behind: %(why)s") % {"title": title, "why": why[collection.pk]}
        elif _is_off(collection):
            yield _("“%(title)s” is not brought any more.") % {"title": title}


def _is_off(collection: Collection) -> bool:
    unwanted = collection.state in WAITING and collection.claim.state != ClaimState.ACCEPTED
    return unwanted or collection.state == CollectionState.CANCELLED or collection.mode != CollectionMode.VAN
