"""Continuing a run that is on the way: what a draft plans for the rest of it takes the place of what was left to do."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Sum

from logistics.models import Route, RouteState, Stop, StopState
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

#: Above any number of a stop: where stops stand while they change places.
_ASIDE = 10_000

_PLANNED = (
    "planned_arrival_at",
    "planned_departure_at",
    "leg_metres",
    "leg_seconds",
    "load_kg_after",
)


class VanHasLeft(DomainError):
    code = "van_has_left"
    message = gettext_noop(
        "{shift} has left, or gone on, since this draft was made. Make the plan again: its run will be kept."
    )


def continue_run(*, draft: Route, replaced: Sequence[int], by: User, now: datetime) -> None:
    """Put a draft of the rest of a run into the run, within the caller's transaction. A stop that stays keeps its row,
    so that what a phone tells of it later still finds it; the draft's own route is gone afterwards.

    :raises VanHasLeft: the van has been further meanwhile, or its run is over
    """
    there = Route.objects.filter(plan__in=replaced, state=RouteState.STARTED)
    run = there.filter(pk=draft.continues_id).first() if draft.continues_id is not None else None
    if run is None:
        raise VanHasLeft(shift=draft.shift.vehicle.name)
    rest = list(Stop.objects.filter(route=run, sequence__gt=draft.continues_after).order_by("sequence"))
    if any(stop.state != StopState.PENDING for stop in rest):
        raise VanHasLeft(shift=draft.shift.vehicle.name)
    Stop.objects.filter(pk__in=[stop.pk for stop in rest]).update(sequence=F("sequence") + _ASIDE)
    left = {(stop.collection_id, stop.kind): stop for stop in rest}
    planned = list(Stop.objects.filter(route=draft).order_by("sequence"))
    for number, stop in enumerate(planned, start=draft.continues_after + 1):
        _place(run, left.pop((stop.collection_id, stop.kind), None), stop, number)
    Stop.objects.filter(pk__in=[stop.pk for stop in left.values()]).delete()
    _add_up(run, draft)
    Route.objects.filter(pk=draft.pk).delete()


def _place(run: Route, old: Stop | None, stop: Stop, number: int) -> None:
    if old is None:
        Stop.objects.filter(pk=stop.pk).update(route=run, sequence=number)
    else:
        values = {name: getattr(stop, name) for name in _PLANNED}
        Stop.objects.filter(pk=old.pk).update(sequence=number, **values)


def _add_up(run: Route, draft: Route) -> None:
    """What was driven and stays, with what the draft adds."""
    kept = Stop.objects.filter(route=run, sequence__lte=draft.continues_after)
    sums = kept.aggregate(metres=Sum("leg_metres"), seconds=Sum("leg_seconds"))
    Route.objects.filter(pk=run.pk).update(
        planned_metres=(sums["metres"] or 0) + draft.planned_metres,
        planned_seconds=(sums["seconds"] or 0) + draft.planned_seconds,
        ends_at=max(draft.ends_at, run.starts_at),
    )
