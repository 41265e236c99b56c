"""Planning a carrier's day: what is to move, the vans that are there, and the planner's answer as a draft.

Runs with a van that has left stay as they are. `queueing` does the same as background work.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from logistics.actions.days.publishing import publish
from logistics.actions.days.routing import find_roads, keep_roads
from logistics.actions.days.saving import fill_plan
from logistics.actions.loads.arranging import close_called_off, open_collection
from logistics.models import Plan, PlanIssue, PlanState, Vehicle
from logistics.queries.answers import Answer, records_of
from logistics.queries.plans import claims_to_arrange
from logistics.queries.problems import DayQuestion, question_for
from logistics.queries.solutions import PlannerFailed, solve
from logistics.queries.vans import shifts_on
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation, User

__all__ = ["NoVehicle", "NothingToPlan", "PlannerFailed", "ask", "make_plan", "publish", "save_draft"]


class NoVehicle(DomainError):
    code = "no_vehicle"
    message = gettext_noop("There is no vehicle to plan with on {day}: {why}")


class NothingToPlan(DomainError):
    code = "nothing_to_plan"
    message = gettext_noop("Nothing waits for a van. Accepted claims that you were asked to bring appear here.")


class DayIsOver(DomainError):
    code = "day_is_over"
    message = gettext_noop("{day} is over. Choose today or a day to come.")


NO_FLEET = gettext_noop("you have no vehicle yet. Add one, with a driver and a shift.")
NO_SHIFT = gettext_noop("no shift stands on that day. Add a shift: a driver with a vehicle.")
ALL_LEFT = gettext_noop("every van has left already, or its shift is over. Add a shift, or plan another day.")


def make_plan(*, organisation: Organisation, day: date, by: User, now: datetime) -> Plan:
    """Plan everything that waits for the organisation's vans on the day, and wait for it: seconds.

    :raises DayIsOver | NoVehicle | NothingToPlan: there is nothing to plan for, with or about
    :raises PlannerFailed: a mistake in the program
    """
    question = ask(organisation=organisation, day=day, by=by, now=now)
    find_roads(question=question, organisation=organisation, by=by, now=now)
    answer = solve(question=question)
    with transaction.atomic():
        return save_draft(organisation=organisation, day=day, question=question, answer=answer, by=by, now=now)


def ask(*, organisation: Organisation, day: date, by: User, now: datetime) -> DayQuestion:
    """What the planner is to be asked about the day: everything that waits for the organisation's vans. What cannot
    ride at all has its reason already.

    :raises DayIsOver | NoVehicle | NothingToPlan: there is nothing to plan for, with or about
    """
    if day < timezone.localtime(now).date():
        raise DayIsOver(day=date_format(day, "l j F"))
    close_called_off(by=by, now=now)
    for claim in claims_to_arrange(organisation):
        open_collection(claim=claim, now=now)
    question = question_for(organisation, day, now=now)
    _check(question, organisation, day)
    return question


def save_draft(
    *, organisation: Organisation, day: date, question: DayQuestion, answer: Answer, by: User, now: datetime
) -> Plan:
    """Keep the answer as the day's draft, in place of an earlier one, within the caller's transaction. What is
    published stands until this is published."""
    Plan.objects.owned_by(organisation).filter(day=day, state=PlanState.DRAFT).delete()
    plan = Plan.objects.create(organisation=organisation, day=day, made_by=by, made_at=now, **records_of(answer))
    continued = {shift: (way.route.pk, way.after) for shift, way in question.ways.items()}
    fill_plan(plan=plan, answer=answer, continued=continued, by=by, now=now)
    _note_left_out(plan, question)
    keep_roads(plan=plan, question=question, answer=answer, by=by, now=now)
    return plan


def _check(question: DayQuestion, organisation: Organisation, day: date) -> None:
    if not question.shifts:
        why = NO_SHIFT if Vehicle.objects.owned_by(organisation).exists() else NO_FLEET
        raise NoVehicle(day=date_format(day, "l j F"), why=ALL_LEFT if shifts_on(organisation, day) else why)
    published = Plan.objects.owned_by(organisation).filter(day=day, state=PlanState.PUBLISHED)
    if not (question.collections or question.left_out or published.exists()):
        raise NothingToPlan


def _note_left_out(plan: Plan, question: DayQuestion) -> None:
    PlanIssue.objects.bulk_create(
        PlanIssue(
            plan=plan,
            collection=one.collection,
            code=one.code,
            sentence=one.sentence[:400],
            next_steps=one.next_steps,
        )
        for one in question.left_out
    )
