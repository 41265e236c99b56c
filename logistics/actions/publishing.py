"""Publishing a plan: drivers see their runs, the parties are told when the van comes."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from listings.actions.holding import keep
from listings.models import ClaimState
from logistics.actions.telling import tell_planned
from logistics.models import (
    Collection,
    CollectionState,
    Plan,
    PlanState,
    Route,
    RouteState,
    Stop,
    StopKind,
)
from logistics.queries.moments import promise_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

Promise = tuple[datetime, datetime]
Promises = Mapping[tuple[int, str], Promise]


class PlanMovedOn(DomainError):
    code = "plan_moved_on"
    message = gettext_noop("This draft was published or replaced in the meantime. Look at the plan as it is now.")


class PlanOutOfDate(DomainError):
    code = "plan_out_of_date"
    message = gettext_noop("“{title}” is no longer as it was when this draft was made. Make the plan again.")


class VanHasLeft(DomainError):
    code = "van_has_left"
    message = gettext_noop("{shift} has left since this draft was made. Make the plan again: its run will be kept.")


def publish(*, plan: Plan, by: User, now: datetime) -> None:
    """Put a draft in force. The plan that was published for the day gives way to it; runs under way go on.

    :raises PlanMovedOn: somebody published or replaced the draft
    :raises PlanOutOfDate: a claim or collection changed since it was made
    :raises VanHasLeft: a driver whose run it changes has started
    """
    try:
        with transaction.atomic():
            _publish(plan, by, now)
    except IntegrityError:  # two drafts at once: one published plan a day is what the table allows
        raise PlanMovedOn from None
    plan.refresh_from_db()


def _publish(plan: Plan, by: User, now: datetime) -> None:
    old = Plan.objects.owned_by(plan.organisation).filter(day=plan.day, state=PlanState.PUBLISHED)
    replaced = list(old.values_list("pk", flat=True))
    old.filter(pk__in=replaced).update(state=PlanState.SUPERSEDED)
    draft = Plan.objects.filter(pk=plan.pk, state=PlanState.DRAFT)
    if not draft.update(state=PlanState.PUBLISHED, published_at=now):
        raise PlanMovedOn
    _keep_what_left(plan, replaced)
    before = _take_back(replaced)
    Route.objects.filter(plan=plan, state=RouteState.DRAFT).update(state=RouteState.PUBLISHED)
    stops = list(Stop.objects.filter(route__plan=plan, route__state=RouteState.PUBLISHED).for_mails())
    _promise_all(stops, by, now)
    _tell(stops, before, by, now)


def _keep_what_left(plan: Plan, replaced: list[int]) -> None:
    """Runs that have started, or are over, move under the new plan."""
    left = Route.objects.filter(plan__in=replaced).exclude(state=RouteState.PUBLISHED)
    clash = Route.objects.filter(plan=plan, shift__in=left.values("shift")).select_related("shift__vehicle").first()
    if clash is not None:
        raise VanHasLeft(shift=clash.shift.vehicle.name)
    left.update(plan=plan)


def _take_back(replaced: list[int]) -> Promises:
    """What the old plan promised and nobody has begun waits again; what each party was told."""
    stops = list(Stop.objects.filter(route__plan__in=replaced).to_do().for_mails())
    pickups = [stop.collection_id for stop in stops if stop.kind == StopKind.PICKUP]
    Collection.objects.filter(pk__in=pickups, state=CollectionState.PLANNED).update(state=CollectionState.READY)
    return {(stop.collection_id, stop.kind): promise_of(stop) for stop in stops}


def _promise_all(stops: list[Stop], by: User, now: datetime) -> None:
    """Each collection of the new plan is planned now, if it still waits and its claim stands; it does not lapse."""
    for stop in stops:
        collection = stop.collection
        if stop.kind == StopKind.DROPOFF and collection.state == CollectionState.COLLECTED:
            continue  # aboard from an earlier run: it stays collected until it is delivered
        if stop.kind != StopKind.PICKUP:
            continue
        waiting = Collection.objects.filter(pk=collection.pk, claim__state=ClaimState.ACCEPTED)
        if not waiting.step(seen=CollectionState.READY, to=CollectionState.PLANNED):
            raise PlanOutOfDate(title=collection.claim.listing.title)
        keep(claim=collection.claim, until=promise_of(stop)[0], by=by, now=now)


def _tell(stops: list[Stop], before: Promises, by: User, now: datetime) -> None:
    """Whoever was promised another hour, or none before, is told."""
    pickups = {stop.collection_id: stop for stop in stops if stop.kind == StopKind.PICKUP}
    for dropoff in stops:
        if dropoff.kind != StopKind.DROPOFF:
            continue
        pair = [stop for stop in (pickups.get(dropoff.collection_id), dropoff) if stop is not None]
        if any(before.get((stop.collection_id, stop.kind)) != promise_of(stop) for stop in pair):
            tell_planned(pickup=pickups.get(dropoff.collection_id), dropoff=dropoff, by=by, now=now)
