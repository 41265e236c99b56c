"""Moving a job of a draft by hand: to another van, or off the plan. The check says no where it must, by name."""

from datetime import datetime

from django.db import transaction

from logistics.actions.days.pinning import let_go, pin_to_shift
from logistics.actions.days.routing import keep_matrix
from logistics.actions.days.saving import fill_plan
from logistics.models import Collection, Plan, PlanIssue, PlanState, Shift
from logistics.queries.answers import Answer, continued_in, records_of
from logistics.queries.drafts import is_aboard, trials_of
from logistics.queries.trials import Trial
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User


class NotADraft(DomainError):
    code = "not_a_draft"
    message = gettext_noop("This plan is no longer a draft, or somebody changed it just now. Look at it again.")


class NotOnThisPlan(DomainError):
    code = "not_on_this_plan"
    message = gettext_noop("“{title}” cannot ride on this day, so it cannot be moved.")


class GoodsAboard(DomainError):
    code = "goods_aboard"
    message = gettext_noop("“{title}” is on a van already: it stays there until it is delivered.")


class DoesNotFit(DomainError):
    code = "does_not_fit"
    message = gettext_noop("“{title}” does not fit on {shift}: {why} Nothing was changed.")


def move(*, plan: Plan, collection: Collection, shift: Shift | None, by: User, now: datetime) -> None:
    """Put a job of a draft on this shift, at the best place there, and keep it there when the day is planned again;
    nobody: set it aside.

    :raises DoesNotFit: a rule is broken by it; the sentence names which
    :raises GoodsAboard: they are on a van already
    :raises NotOnThisPlan: the planner was not asked about it, since it cannot ride on this day at all
    :raises NotADraft: the plan was published, or changed by somebody else
    """
    trials = trials_of(plan, collection)
    if trials is None:
        raise NotOnThisPlan(title=collection.claim.listing.title)
    if is_aboard(plan, collection):
        raise GoodsAboard(title=collection.claim.listing.title)
    if shift is not None and str(shift.pk) not in trials.net.crew_index:
        raise NotADraft
    trial = trials.aside() if shift is None else trials.on(str(shift.pk))
    if shift is not None and not trial.fits:
        raise DoesNotFit(title=collection.claim.listing.title, shift=shift.vehicle.name, why=" ".join(trial.why))
    with transaction.atomic():
        _save(plan, trial, by, now)
        if shift is None:
            let_go(collection=collection, by=by, now=now)
        else:
            pin_to_shift(collection=collection, day=plan.day, shift=shift, by=by, now=now)


def _save(plan: Plan, trial: Trial, by: User, now: datetime) -> None:
    problem = trial.problem
    collections = {
        str(one.pk): one for one in Collection.objects.filter(pk__in=[j.id for j in problem.jobs]).for_planning()
    }
    shifts = {str(one.pk): one for one in Shift.objects.filter(pk__in=[s.id for s in problem.shifts]).for_planning()}
    answer = Answer(problem, trial.result, collections, shifts)
    draft = Plan.objects.filter(pk=plan.pk, state=PlanState.DRAFT, made_at=plan.made_at)
    if not draft.update(made_at=now, made_by=by, **records_of(answer)):
        raise NotADraft
    keep_matrix(plan=plan, problem=problem, by=by, now=now)
    continued = continued_in(plan)
    plan.routes.all().delete()
    PlanIssue.objects.filter(plan=plan, collection__in=list(collections.values())).delete()
    fill_plan(plan=plan, answer=answer, continued=continued, by=by, now=now)
    plan.refresh_from_db()
