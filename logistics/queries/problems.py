"""A day's question for the planner, from what stands in the database; and what cannot be asked at all, with why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from listings.models import ClaimState
from logistics.blocks import Block
from logistics.loads import service_seconds
from logistics.models import (
    AskAnswer,
    AskKind,
    Collection,
    CollectionState,
    PartyAsk,
    Pin,
    RouteState,
    Shift,
    Stop,
    StopKind,
    StopState,
)
from logistics.planning.problem import Job, Load, Lock, Problem, Told, Visit, Window
from logistics.queries import roads
from logistics.queries.credentials import blocks_on
from logistics.queries.days import second_of, visit_to, windows_on
from logistics.queries.goods import needs_of
from logistics.queries.left_out import LeftOut, barred_of, closed_on, kept_for_another_day, not_to_be_had, other_day
from logistics.queries.moments import work_begins_at
from logistics.queries.underway import UnderWay, has_ended, under_way
from logistics.queries.vans import LEAST_LEFT, planner_shift, shifts_on, start_of
from logistics.queries.whereabouts import ON_THE_WAY, Ends, ends_of
from logistics.roads.table import Roads
from marketplace.kernel.geo import Point
from marketplace.organisations.models import Organisation


@dataclass
class DayQuestion:
    """The problem, and whose rows its ids stand for. `ways`: the vans on the way whose runs it plans on. `blocked`: why
    a shift, by its key, may not be driven; it is not planned with. `roads`: what a road engine told, once asked."""

    problem: Problem
    collections: dict[str, Collection] = field(default_factory=dict)
    shifts: dict[str, Shift] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    ways: dict[int, UnderWay] = field(default_factory=dict)
    blocked: dict[int, list[Block]] = field(default_factory=dict)
    roads: Roads | None = None


def question_for(organisation: Organisation, day: date, *, now: datetime) -> DayQuestion:
    """Everything that may ride with the organisation's vans on the day. Of a shift that has begun only the time from
    now on is used; of a van on the way, what comes after its next stops (`underway`). What is done, and what is on
    another day's run, is left alone."""
    question = DayQuestion(Problem(jobs=(), shifts=()))
    _shifts(question, organisation, day, now)
    facts = _facts(question, organisation, day)
    jobs, locks = [], []
    for collection in facts.candidates:
        lock = _lock(collection, facts, question)
        out = _left_out(collection, day, lock, facts)
        if out is not None:
            question.left_out.append(out)
            continue
        question.collections[str(collection.pk)] = collection
        jobs.append(_job(collection, day, lock, facts, question))
        locks += [lock] if lock else []
    shifts = tuple(
        planner_shift(shift, day, now=now, on_the_way=question.ways.get(shift.pk)) for shift in question.shifts.values()
    )
    question.problem = Problem(
        jobs=tuple(jobs),
        shifts=shifts,
        law=roads.law_for(organisation, now),
        locks=tuple(locks),
        limit_s=max(2, min(20, 2 + len(jobs) // 4)),
        told=_told(facts, day, question),
    )
    return question


def _shifts(question: DayQuestion, organisation: Organisation, day: date, now: datetime) -> None:
    ways = under_way(organisation, day, now=now)
    shifts = shifts_on(organisation, day)
    blocks = blocks_on(shifts, day)
    for shift in shifts:
        way = ways.get(shift.pk)
        begins = way.free_at if way else max(shift.starts_at, now)
        if has_ended(shift) or shift.ends_at - begins < LEAST_LEFT:
            continue
        if blocks[shift.pk] and way is None:
            question.blocked[shift.pk] = blocks[shift.pk]
            continue
        question.shifts[str(shift.pk)] = shift
        if way is not None:
            question.ways[shift.pk] = way


@dataclass
class _Facts:
    """What stands about the collections of a day. `aboard`: on which van that is planned on they are."""

    stops: list[Stop]
    candidates: list[Collection]
    aboard: dict[int, int]
    barred: dict[int, LeftOut]
    pins: Mapping[int, Pin]
    ends: Mapping[int, Ends]
    wider: dict[tuple[int, str], int]


def _facts(question: DayQuestion, organisation: Organisation, day: date) -> _Facts:
    live = Stop.objects.to_do().filter(route__plan__organisation=organisation, route__plan__state="published")
    stops = list(live.select_related("route__plan", "collection").order_by("pk"))
    still = {
        stop.collection_id for stop in stops if stop.route.plan.day == day and stop.route.state == RouteState.PUBLISHED
    }
    movable = still.union(*(way.open for way in question.ways.values()))
    aboard = {pk: shift for shift, way in question.ways.items() for pk in way.aboard}
    busy = {stop.collection_id for stop in stops} - movable - set(aboard)
    candidates = _candidates(organisation, movable | set(aboard), busy)
    granted = PartyAsk.objects.on_day(candidates, day).filter(answer=AskAnswer.YES)
    return _Facts(
        stops=[stop for stop in stops if stop.collection_id in movable | set(aboard)],
        candidates=candidates,
        aboard=aboard,
        barred=barred_of(candidates, day),
        pins=Pin.objects.of(candidates),
        ends=ends_of(candidates),
        wider={(ask.collection_id, ask.kind): ask.minutes for ask in granted},
    )


def _candidates(organisation: Organisation, movable: set[int], busy: set[int]) -> list[Collection]:
    """Those to be planned, those planned for this very day that can still change, and those aboard."""
    carried = Collection.objects.carried_by(organisation).filter(
        state__in=(
            CollectionState.READY,
            CollectionState.PLANNED,
            CollectionState.EN_ROUTE,
            CollectionState.COLLECTED,
            CollectionState.RETURNING,
        )
    )
    return [one for one in carried.for_planning() if _may_ride(one, movable, busy)]


def _may_ride(collection: Collection, movable: set[int], busy: set[int]) -> bool:
    if collection.state in ON_THE_WAY:
        return collection.pk not in busy
    if collection.claim.state != ClaimState.ACCEPTED:
        return False
    return collection.state == CollectionState.READY or collection.pk in movable


def _lock(collection: Collection, facts: _Facts, question: DayQuestion) -> Lock | None:
    """Goods that are aboard stay there; else what a coordinator tied to a van rides on it."""
    if collection.pk in facts.aboard:
        return Lock(job_id=str(collection.pk), shift_id=str(facts.aboard[collection.pk]), aboard=True)
    if collection.state in ON_THE_WAY and not facts.ends[collection.pk].is_stored:
        return _lock_of_the_left(collection, question)
    pin = facts.pins.get(collection.pk)
    if pin is None or str(pin.shift_id) not in question.shifts:
        return None
    return Lock(job_id=str(collection.pk), shift_id=str(pin.shift_id))


def _lock_of_the_left(collection: Collection, question: DayQuestion) -> Lock | None:
    """Goods that could not be delivered ride on the van that they are on, else on one from the same yard."""
    taken = (
        Stop.objects.filter(collection=collection, kind=StopKind.PICKUP, state=StopState.DONE)
        .select_related("route__shift")
        .order_by("-done_at", "-pk")
        .first()
    )
    if taken is None:
        return None
    then = taken.route.shift
    same_van = [one for one in question.shifts.values() if one.vehicle_id == then.vehicle_id]
    same_yard = [one for one in question.shifts.values() if one.start_site_id == then.start_site_id]
    for shift in (*same_van, *same_yard):
        return Lock(job_id=str(collection.pk), shift_id=str(shift.pk), aboard=True)
    return None


def _told(facts: _Facts, day: date, question: DayQuestion) -> tuple[Told, ...]:
    """When their parties expect which van: what a new plan changes only for a reason."""
    return tuple(
        Told(
            job_id=str(stop.collection_id),
            shift_id=str(stop.route.shift_id),
            arrival_s=second_of(day, work_begins_at(stop)),
            kind="pickup" if stop.kind == StopKind.PICKUP else "delivery",
        )
        for stop in facts.stops
        if stop.route.plan.day == day
        and str(stop.collection_id) in question.collections
        and str(stop.route.shift_id) in question.shifts
    )


def _left_out(collection: Collection, day: date, lock: Lock | None, facts: _Facts) -> LeftOut | None:
    is_aboard = lock is not None and lock.aboard
    ends = facts.ends[collection.pk]
    if collection.state in ON_THE_WAY and lock is None and not ends.is_stored:
        sentence = _("It is still aboard from an earlier run, and no free shift starts from that yard on this day.")
        step = {"code": "add_shift", "sentence": _("Add a shift with that van, or from that yard.")}
        return LeftOut(collection, "still_aboard", sentence, [step, other_day()])
    reason = None
    if not is_aboard:
        reason = kept_for_another_day(collection, day, facts.pins.get(collection.pk))
        if not ends.is_stored:
            reason = reason or facts.barred.get(collection.pk)
        reason = reason or _not_there(collection, ends, day)
    if reason is None and not windows_on(ends.delivery, day):
        reason = closed_on(collection, ends.delivery.organisation, ends.delivery, day)
    return reason


def _not_there(collection: Collection, ends: Ends, day: date) -> LeftOut | None:
    """Why it cannot be picked up on that day. What left its giver already is to be had when its storage is open."""
    if not ends.is_stored:
        return not_to_be_had(collection, day)
    return None if windows_on(ends.pickup, day) else closed_on(collection, ends.pickup.organisation, ends.pickup, day)


def _job(collection: Collection, day: date, lock: Lock | None, facts: _Facts, question: DayQuestion) -> Job:
    if lock is not None and lock.aboard:
        pickup = Visit(point=_point_of(lock, question))
    else:
        pickup = _visit(collection, AskKind.WIDEN_PICKUP, day, facts)
    return Job(
        id=str(collection.pk),
        pickup=pickup,
        delivery=_visit(collection, AskKind.WIDEN_DELIVERY, day, facts),
        load=Load(grams=collection.load_kg * 1000, litres=collection.load_litres, pallets=collection.load_pallets),
        skills=needs_of(collection),
        priority=_priority(collection, day),
    )


def _point_of(lock: Lock, question: DayQuestion) -> Point:
    """Where the van is that has it aboard, when it is free."""
    shift = question.shifts[lock.shift_id]
    way = question.ways.get(shift.pk)
    return way.point if way else start_of(shift)


def _visit(collection: Collection, kind: AskKind, day: date, facts: _Facts) -> Visit:
    """Within the dock's hours; where its people said so, a while longer on this day."""
    ends = facts.ends[collection.pk]
    site = ends.pickup if kind == AskKind.WIDEN_PICKUP else ends.delivery
    hours, minutes = windows_on(site, day), facts.wider.get((collection.pk, kind), 0)
    takes = service_seconds(collection.load_kg)
    return visit_to(site, _wider(hours, 60 * minutes) if minutes else hours, takes)


def _wider(hours: Sequence[Window], seconds: int) -> tuple[Window, ...]:
    """Opened on both sides; openings that then touch become one."""
    wide: list[Window] = []
    for window in hours:
        start, end = max(0, window.start_s - seconds), window.end_s + seconds
        if wide and start <= wide[-1].end_s:
            wide[-1] = replace(wide[-1], end_s=end)
        else:
            wide.append(Window(start, end))
    return tuple(wide)


def _priority(collection: Collection, day: date) -> int:
    """What failed before goes first, and what has to be gone soon."""
    last = collection.claim.listing.must_be_gone_by
    soon = 30 if last is not None and last - day <= timedelta(days=2) else 0
    return min(90, 10 * (collection.attempt - 1) + soon)


def labels_of(collections: Sequence[Collection]) -> dict[str, str]:
    """What sentences and pictures call each job: its listing's title."""
    return {str(one.pk): one.claim.listing.title for one in collections}
