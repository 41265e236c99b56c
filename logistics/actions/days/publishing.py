"""Publishing a plan: drivers see their runs, the parties are told when the van comes."""

from datetime import datetime

from django.db import IntegrityError, transaction

from listings.actions.holding import keep
from listings.models import ClaimState
from logistics.actions.days.continuing import VanHasLeft, continue_run
from logistics.actions.runs.telling import tell_driver, tell_not_coming, tell_planned
from logistics.models import (
    Collection,
    CollectionState,
    Plan,
    PlanState,
    Route,
    RouteState,
    Shift,
    Stop,
    StopKind,
)
from logistics.models.storage import StoredLoad
from logistics.queries.changes import Changes, changes_between
from logistics.queries.credentials import blocks_on
from logistics.queries.moments import promise_of
from logistics.queries.whereabouts import ON_THE_WAY
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

__all__ = ["MayNotDrive", "PlanMovedOn", "PlanOutOfDate", "VanHasLeft", "publish"]


class PlanMovedOn(DomainError):
    code = "plan_moved_on"
    message = gettext_noop("This draft was published or replaced in the meantime. Look at the plan as it is now.")


class PlanOutOfDate(DomainError):
    code = "plan_out_of_date"
    message = gettext_noop("“{title}” is no longer as it was when this draft was made. Make the plan again.")


class MayNotDrive(DomainError):
    code = "may_not_drive"
    message = gettext_noop("{sentence} {next_step} Then publish, or make the plan again without that shift.")


def publish(*, plan: Plan, by: User, now: datetime) -> None:
    """Put a draft in force. The plan that was published for the day gives way to it; runs under way go on.

    :raises PlanMovedOn: somebody published or replaced the draft
    :raises PlanOutOfDate: a claim or collection changed since it was made
    :raises VanHasLeft: a driver whose run it changes has started since, or gone on with it
    :raises MayNotDrive: a paper of a driver, a vehicle or the organisation ran out, or was put away, since
    """
    _check_cleared(plan)
    try:
        with transaction.atomic():
            _publish(plan, by, now)
    except IntegrityError:  # two drafts at once: one published plan a day is what the table allows
        raise PlanMovedOn from None
    plan.refresh_from_db()


def _check_cleared(plan: Plan) -> None:
    shifts = list(Shift.objects.filter(routes__plan=plan).for_planning().distinct())
    found = [block for blocks in blocks_on(shifts, plan.day).values() for block in blocks]
    if found:
        raise MayNotDrive(sentence=found[0].sentence, next_step=found[0].next_step)


def _publish(plan: Plan, by: User, now: datetime) -> None:
    old = Plan.objects.owned_by(plan.organisation).filter(day=plan.day, state=PlanState.PUBLISHED)
    replaced = list(old.values_list("pk", flat=True))
    old.filter(pk__in=replaced).update(state=PlanState.SUPERSEDED)
    draft = Plan.objects.filter(pk=plan.pk, state=PlanState.DRAFT)
    if not draft.update(state=PlanState.PUBLISHED, published_at=now):
        raise PlanMovedOn
    changes = changes_between(plan, replaced)
    drafted = list(Stop.objects.filter(route__plan=plan).values_list("collection", "kind"))
    _take_back(plan, replaced)
    _keep_what_left(plan, replaced, by, now)
    Route.objects.filter(plan=plan, state=RouteState.DRAFT).update(state=RouteState.PUBLISHED)
    _promise_all(_stops_of(plan, drafted), by, now)
    _tell(changes, by, now)


def _take_back(plan: Plan, replaced: list[int]) -> None:
    """What was promised waits again: what nobody has begun, and what the draft plans anew for vans on the way."""
    pickups = Stop.objects.to_do().filter(route__plan__in=replaced, kind=StopKind.PICKUP)
    Collection.objects.filter(pk__in=pickups.values("collection")).step_all(
        seen=CollectionState.PLANNED, to=CollectionState.READY
    )
    for own in Route.objects.filter(plan=plan, continues__isnull=False):
        left = pickups.filter(route=own.continues_id, sequence__gt=own.continues_after)
        Collection.objects.filter(pk__in=left.values("collection")).step_all(
            seen=CollectionState.EN_ROUTE, to=CollectionState.READY
        )


def _keep_what_left(plan: Plan, replaced: list[int], by: User, now: datetime) -> None:
    """Runs that have started, or are over, move under the new plan; with what the draft plans for those on the way."""
    for own in Route.objects.filter(plan=plan, continues__isnull=False).for_runs().order_by("pk"):
        continue_run(draft=own, replaced=replaced, by=by, now=now)
    left = Route.objects.filter(plan__in=replaced).exclude(state=RouteState.PUBLISHED)
    clash = Route.objects.filter(plan=plan, shift__in=left.values("shift")).select_related("shift__vehicle").first()
    if clash is not None:
        raise VanHasLeft(shift=clash.shift.vehicle.name)
    left.update(plan=plan)


def _stops_of(plan: Plan, drafted: list[tuple[int, str]]) -> list[Stop]:
    """What was drafted, wherever it stands now."""
    stops = Stop.objects.filter(route__plan=plan, collection__in=[pk for pk, _kind in drafted]).to_do()
    return [stop for stop in stops.for_mails() if (stop.collection_id, stop.kind) in set(drafted)]


def _promise_all(stops: list[Stop], by: User, now: datetime) -> None:
    """Each collection of the new plan is planned now, if it still waits and its claim stands; it does not lapse."""
    picked_up = {stop.collection_id for stop in stops if stop.kind == StopKind.PICKUP}
    for stop in stops:
        collection = stop.collection
        if stop.kind == StopKind.DROPOFF:
            _must_be_aboard(stop, picked_up)
            continue
        if collection.state in ON_THE_WAY:
            _must_be_stored(stop)
            continue
        waiting = Collection.objects.filter(pk=collection.pk, claim__state=ClaimState.ACCEPTED)
        if not waiting.step(seen=CollectionState.READY, to=CollectionState.PLANNED):
            raise PlanOutOfDate(title=collection.claim.listing.title)
        if stop.route.state == RouteState.STARTED:
            waiting.step(seen=CollectionState.PLANNED, to=CollectionState.EN_ROUTE)
        keep(claim=collection.claim, until=promise_of(stop)[0], by=by, now=now)


def _must_be_stored(stop: Stop) -> None:
    """What the draft takes out of storage is still there."""
    there = StoredLoad.objects.there().filter(collection=stop.collection_id, storage__site=stop.site_id)
    if not there.exists():
        raise PlanOutOfDate(title=stop.collection.claim.listing.title)


def _must_be_aboard(stop: Stop, picked_up: set[int]) -> None:
    """Goods that the draft only delivers are on the van, or are picked up by a stop of it that stayed."""
    collection = stop.collection
    if collection.pk in picked_up or collection.state in ON_THE_WAY:
        return
    before = Stop.objects.to_do().filter(route=stop.route_id, collection=collection, kind=StopKind.PICKUP)
    if not before.exists():
        raise PlanOutOfDate(title=collection.claim.listing.title)


def _tell(changes: Changes, by: User, now: datetime) -> None:
    """Whoever was promised another hour, or none before, is told; and whose driver has another day."""
    for end in changes.ends:
        if end.stop is not None:
            tell_planned(stop=end.stop, before=end.before, by=by, now=now)
        elif end.before is not None:
            tell_not_coming(collection=end.collection, kind=end.kind, before=end.before, by=by, now=now)
    for run in changes.runs:
        tell_driver(shift=run.shift, route=run.route, stops=run.after, is_new=run.word == "new", by=by, now=now)
