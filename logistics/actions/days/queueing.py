"""Planning as background work: asked for, worked on, stopped. The newest request of a day wins."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from logistics.actions.days.planning import ask, save_draft
from logistics.actions.days.routing import find_roads
from logistics.models import PlanningRun, PlanningStage, PlanningState
from logistics.planning.engine_process import PlanCancelled
from logistics.planning.record import input_hash
from logistics.queries.keeping import kept_in, plan_to_keep
from logistics.queries.solutions import solve
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation, User

BROKEN_OFF = gettext_noop(
    "The work broke off, so nothing was saved and the earlier plan stands. Tell the operator if it happens again."
)


class NotBeingPlanned(DomainError):
    code = "not_being_planned"
    message = gettext_noop("Nothing is being planned any more. Look at the plan as it is now.")


def ask_for_plan(
    *,
    organisation: Organisation,
    day: date,
    because: str = "",
    keeps_plan: bool = False,
    kept_shifts: Sequence[int] = (),
    by: User,
    now: datetime,
) -> PlanningRun:
    """Put a plan of the day in the queue. Who asks for the same while it is worked on gets the run that there is; who
    asks for something else takes its place. Whoever calls this puts a worker to it.

    :param because: what changed, where it is planned again by itself
    :param keeps_plan: begin from the plan that is there
    :param kept_shifts: leave the runs of these shifts as they are in it
    :raises DayIsOver | NoVehicle | NothingToPlan: there is nothing to plan for, with or about
    """
    # In whole minutes, or no two questions about a day that has begun would be the same.
    question = ask(organisation=organisation, day=day, by=by, now=now.replace(second=0, microsecond=0))
    kept = sorted(set(kept_shifts))
    asked = input_hash(kept_in(question.problem, plan_to_keep(organisation, day) if kept else None, kept))
    there = PlanningRun.objects.of_day(organisation, day).working().first()
    if there is not None and there.input_hash == asked and not there.is_stuck(now):
        return there
    try:
        with transaction.atomic():
            PlanningRun.objects.of_day(organisation, day).working().update(state=PlanningState.CANCELLED, ended_at=now)
            return PlanningRun.objects.create(
                organisation=organisation,
                day=day,
                input_hash=asked,
                because=because,
                keeps_plan=keeps_plan or bool(kept),
                kept_shifts=kept,
                asked_by=by,
                asked_at=now,
            )
    except IntegrityError:  # another asked in the same moment: theirs is worked on
        return PlanningRun.objects.of_day(organisation, day)[0]


def stop_planning(*, run: PlanningRun, by: User, now: datetime) -> None:
    """Stop it: a worker that is at it notices within a second and saves nothing.

    :raises NotBeingPlanned: it is over
    """
    mine = PlanningRun.objects.filter(pk=run.pk)
    if not mine.working().update(state=PlanningState.CANCELLED, ended_at=now):
        raise NotBeingPlanned


def note_progress(*, run: PlanningRun, stage: str, percent: int, by: User, now: datetime) -> bool:
    """Say how far a worker is. False: the work is not wanted any more."""
    mine = PlanningRun.objects.filter(pk=run.pk, state=PlanningState.RUNNING)
    return mine.update(stage=stage, percent=percent, touched_at=now) == 1


def work_on(
    *,
    run: PlanningRun,
    cancelled: Callable[[], bool],
    told: Callable[[str, int, int], None],
    by: User,
    now: datetime,
) -> None:
    """Make the plan that was asked for; of several workers one does. The draft is saved in one transaction whose first
    statement is the run's step to done: stopped before, nothing is kept, and what is published stands whatever comes.
    """
    mine = PlanningRun.objects.filter(pk=run.pk)
    preparing = {"stage": PlanningStage.PREPARING, "touched_at": now}
    if not mine.step(seen=PlanningState.QUEUED, to=PlanningState.RUNNING, **preparing):
        return
    try:
        _work(run, cancelled, told, by, now)
    except DomainError as refusal:
        _fail(run, refusal.code, refusal.said_with(_))
    except PlanCancelled:
        return
    finally:  # only where the program itself failed it is still being worked on
        _fail(run, "broken_off", _(BROKEN_OFF))


def _work(
    run: PlanningRun, cancelled: Callable[[], bool], told: Callable[[str, int, int], None], by: User, now: datetime
) -> None:
    whose, day = run.organisation, run.day
    question = ask(organisation=whose, day=day, by=by, now=now)
    find_roads(question=question, organisation=run.organisation, by=by, now=now)
    keep = plan_to_keep(whose, day) if run.keeps_plan else None
    question.problem = kept_in(question.problem, keep, run.kept_shifts)
    answer = solve(question=question, keep=keep, cancelled=cancelled, told=told)
    mine = PlanningRun.objects.filter(pk=run.pk)
    done = {"stage": PlanningStage.SAVING, "percent": 100, "ended_at": F("touched_at")}
    with transaction.atomic():
        if not mine.step(seen=PlanningState.RUNNING, to=PlanningState.DONE, **done):
            return
        made = save_draft(organisation=whose, day=day, question=question, answer=answer, by=by, now=now)
        mine.update(plan=made)


def _fail(run: PlanningRun, code: str, sentence: str) -> None:
    mine = PlanningRun.objects.filter(pk=run.pk)
    mine.step(
        seen=PlanningState.RUNNING,
        to=PlanningState.FAILED,
        failure_code=code[:40],
        failure=sentence[:500],
        ended_at=F("touched_at"),
    )
