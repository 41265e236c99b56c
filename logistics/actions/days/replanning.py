"""Planning a day again by itself: somebody asks for it, the day is looked at now and then, and once what has changed
has stayed the same for a while a new draft is asked for. What is published stands until somebody publishes the draft.
"""

import hashlib
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from logistics.actions.days.planning import DayIsOver
from logistics.actions.days.queueing import ask_for_plan
from logistics.models import Plan, PlanningRun
from logistics.models.planning_runs import DayWatch
from logistics.queries.keeping import plan_there
from logistics.queries.staleness import changes_since
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation, User

#: So long nothing more may have changed before it is planned again: who puts five things right gets one new plan.
QUIET: Final = timedelta(seconds=20)
LONGEST_REASON: Final = 400


def watch(*, organisation: Organisation, day: date, by: User, now: datetime) -> DayWatch:
    """Plan the day again by itself from now on.

    :raises DayIsOver: nothing is planned for it any more
    """
    if day < timezone.localtime(now).date():
        raise DayIsOver(day=day.isoformat())
    said = {"by": by, "since": now}
    return DayWatch.objects.update_or_create(organisation=organisation, day=day, defaults=said)[0]


def unwatch(*, organisation: Organisation, day: date, by: User, now: datetime) -> None:
    """Only when somebody asks for it."""
    DayWatch.objects.filter(organisation=organisation, day=day).delete()


def mind_days(*, now: datetime) -> list[PlanningRun]:
    """Look at every watched day; the plans that were asked for, for whoever puts a worker to them."""
    today = timezone.localtime(now).date()
    DayWatch.objects.filter(day__lt=today).delete()
    watches = DayWatch.objects.select_related("organisation", "by").order_by("day", "pk")
    asked = [_look(one, now) for one in watches]
    return [run for run in asked if run is not None]


def _look(seen: DayWatch, now: datetime) -> PlanningRun | None:
    plan = plan_there(seen.organisation, seen.day)
    changes = changes_since(plan, now=now) if plan is not None else []
    key = _key(plan, changes)
    if key != seen.seen_key:
        seen.changes, seen.seen_key, seen.seen_at = changes, key, now
        seen.save(update_fields=["changes", "seen_key", "seen_at"])
        return None
    is_quiet = seen.seen_at is not None and now - seen.seen_at >= QUIET
    if not changes or not is_quiet or seen.planned_key == key or _is_being_planned(seen):
        return None
    # Of two workers that look at one moment one asks.
    if not DayWatch.objects.filter(pk=seen.pk).exclude(planned_key=key).update(planned_key=key):
        return None
    try:
        return ask_for_plan(
            organisation=seen.organisation,
            day=seen.day,
            because=" ".join(changes)[:LONGEST_REASON],
            keeps_plan=True,
            by=seen.by,
            now=now,
        )
    except DomainError:  # nothing to plan with, or about: the board says so to whoever asks there
        return None


def _is_being_planned(seen: DayWatch) -> bool:
    return PlanningRun.objects.of_day(seen.organisation, seen.day).working().exists()


def _key(plan: Plan | None, changes: list[str]) -> str:
    """Of what changed, and since which plan: a new draft is looked at anew."""
    if plan is None or not changes:
        return ""
    return hashlib.sha256("\n".join([plan.input_hash, *sorted(changes)]).encode()).hexdigest()
