"""Breaking off a run: it ends before its last stop. What was not collected waits to be planned again; what is aboard
stays in the van, goes into a storage, or onto another van that is out. All parties are told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from logistics.actions.people.storing import put_down
from logistics.actions.runs import driving
from logistics.actions.runs.proving import WordsTooLong
from logistics.actions.runs.telling import tell_driver, tell_planned
from logistics.loads import service_seconds
from logistics.models import CollectionState, Route, RouteState, Stop, StopKind
from logistics.models.broken_runs import BreakCode, BrokenRun
from logistics.queries.moments import promise_of
from logistics.queries.open_stops import RunNotReady, RunNotStarted
from logistics.queries.rescuing import place_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.text import refuse_unsafe
from marketplace.kernel.travel import USUAL, drive_seconds, road_metres
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Role, Site, User

LONGEST_WORDS: Final = 240
_ABOARD: Final = frozenset({CollectionState.COLLECTED, CollectionState.RETURNING})
GOES_ON: Final = gettext_noop("Its run was broken off: it goes on with {van}.")


class NoSuchPlace(DomainError):
    code = "no_such_place_for_goods"
    message = gettext_noop("Choose where what is aboard goes: that storage or van is not there any more.")
    field = "goods"


class OtherVanFull(DomainError):
    code = "other_van_full"
    message = gettext_noop("{van} has no room for what is aboard on the rest of its run. Choose another way.")
    field = "goods"


class OtherVanTooLate(DomainError):
    code = "other_van_too_late"
    message = gettext_noop("After its own stops the shift of {van} is over. Choose another way.")
    field = "goods"


@dataclass(frozen=True, slots=True)
class Why:
    """Why a run is broken off: a code (`BreakCode`) and words."""

    code: str
    words: str = ""


def break_off(*, route: Route, client_id: UUID, why: Why, goods: str, by: User, now: datetime) -> BrokenRun:
    """End a run that is on the way. The same form sent again changes nothing.

    :param goods: where what is aboard goes: `stay`, `storage-KEY` or `van-KEY` (the key of the other van's run)
    :raises ReasonMissing | WordsTooLong: why
    :raises NoSuchPlace | NoRoomLeft | OtherVanFull | OtherVanTooLate: what is aboard cannot go there
    :raises RunNotStarted | RunNotReady | FormUsedBefore: it cannot be broken off
    """
    before = _sent_before(client_id, route)
    if before is not None:
        return before
    words = _words(why)
    place = place_of(route, goods)
    if place is None:
        raise NoSuchPlace
    made = BrokenRun(
        route=route,
        client_id=client_id,
        code=why.code,
        words=words,
        goods=place.goes,
        storage=place.storage,
        onto=place.route,
        by=by,
        at=now,
    )
    try:
        with transaction.atomic():
            _end(route, now)
            _settle(made, by, now)
            made.save()
            _tell(made, by, now)
    except (IntegrityError, RunNotReady):  # the same form twice at one moment: the other one has done it
        done = _sent_before(client_id, route)
        if done is None:
            raise
        return done
    route.refresh_from_db()
    return made


def _sent_before(client_id: UUID, route: Route) -> BrokenRun | None:
    there = BrokenRun.objects.filter(client_id=client_id).first()
    if there is not None and there.route_id != route.pk:
        raise driving.FormUsedBefore
    return there


def _words(why: Why) -> str:
    said = why.words.strip()
    refuse_unsafe(said, field="words")
    if len(said) > LONGEST_WORDS:
        raise WordsTooLong(field="words", most=LONGEST_WORDS)
    if why.code not in BreakCode.values or (why.code == BreakCode.OTHER and not said):
        raise driving.ReasonMissing(field="words" if why.code == BreakCode.OTHER else "reason")
    return said


def _tell(made: BrokenRun, by: User, now: datetime) -> None:
    """The coordinators of the vans hear that a run ended early, why, and what waits for them."""
    route = made.route
    context = {"broken": made, "route": route, "shift": route.shift, "reason": made.sentence(), "by": by}
    carrier, template = route.plan.organisation, "logistics/mail/run_broken"
    notify(organisation=carrier, roles=(Role.COORDINATOR,), template=template, context=context, now=now)


def _end(route: Route, now: datetime) -> None:
    """The run is over. Its row is the guard: who proves one of its stops at this moment comes first, or not at all."""
    own = Route.objects.live().filter(pk=route.pk)
    if not own.step(seen=RouteState.STARTED, to=RouteState.FINISHED, finished_at=now):
        raise RunNotStarted if own.filter(state=RouteState.PUBLISHED).exists() else RunNotReady


def _settle(made: BrokenRun, by: User, now: datetime) -> None:
    """Every stop that is still to do ends; what is aboard goes where it was said."""
    driving.take_off_cancelled(route=made.route, by=by, now=now)
    left = list(Stop.objects.filter(route=made.route_id).to_do().for_mails())
    pickups = [stop for stop in left if stop.kind == StopKind.PICKUP]
    to_collect = {stop.collection_id for stop in pickups}  # also out of a storage
    aboard = [stop for stop in left if stop.collection.state in _ABOARD and stop.collection_id not in to_collect]
    made.to_plan, made.aboard = len(pickups), len(aboard)
    for stop in pickups:
        driving.fall_away(stop=stop, reason=made.sentence(), by=by, now=now)
    if made.onto is not None and aboard:
        _go_on_with(made.onto, aboard, by, now)
        return
    for stop in aboard:
        driving.fall_away(stop=stop, reason=made.sentence(), by=by, now=now)
        if made.storage is not None and stop.collection.state == CollectionState.COLLECTED:
            put_down(storage=made.storage, collection=stop.collection, by=by, now=now)


def _go_on_with(onto: Route, aboard: list[Stop], by: User, now: datetime) -> None:
    """The deliveries go to the end of the other van's run, whose driver and receivers are told."""
    Route.objects.filter(pk=onto.pk).update(ends_at=F("ends_at"))  # whoever adds to that run waits
    other = Route.objects.live().for_runs().filter(pk=onto.pk).first()
    if other is None or other.state not in {RouteState.PUBLISHED, RouteState.STARTED}:
        raise NoSuchPlace
    if _litres(other, aboard) > other.shift.vehicle.capacity_litres:
        raise OtherVanFull(van=other.shift.vehicle)
    why = GOES_ON.format(van=other.shift.vehicle)[: driving.LONGEST_REASON]
    for stop in aboard:
        driving.end_stop(stop=stop, reason=why, by=by, now=now)
        added = _added(other, stop, now)
        tell_planned(stop=added, before=promise_of(stop), by=by, now=now)
    to_do = Stop.objects.filter(route=other).to_do()
    heaviest = to_do.aggregate(most=Max("load_kg_after"))["most"] or 0
    if max(heaviest, sum(stop.collection.load_kg for stop in aboard)) > other.shift.vehicle.capacity_kg:
        raise OtherVanFull(van=other.shift.vehicle)
    stops = Stop.objects.filter(route=other).count()
    tell_driver(shift=other.shift, route=other, stops=stops, is_new=False, by=by, now=now)


def _litres(other: Route, aboard: list[Stop]) -> int:
    """At most so much is in the other van at once: all that it still has to deliver, and this."""
    loads = {stop.collection_id: stop.collection for stop in Stop.objects.filter(route=other).to_do().for_mails()}
    return sum(load.load_litres for load in [*loads.values(), *(stop.collection for stop in aboard)])


def _added(other: Route, stop: Stop, now: datetime) -> Stop:
    """The delivery, behind all other stops of that run."""
    rows = Stop.objects.filter(route=other)
    last = rows.to_do().select_related("site").order_by("-sequence", "-pk").first()
    place, clock = _free_at(other, last, now)
    km = distance_km(Point(place.latitude, place.longitude), Point(stop.site.latitude, stop.site.longitude))
    seconds = drive_seconds(USUAL, km)
    arrives = clock + timedelta(seconds=seconds)
    leaves = arrives + timedelta(seconds=service_seconds(stop.collection.load_kg))
    if leaves > other.shift.ends_at:
        raise OtherVanTooLate(van=other.shift.vehicle)
    rows.to_do().update(load_kg_after=F("load_kg_after") + stop.collection.load_kg)
    most = rows.aggregate(most=Max("sequence"))["most"] or 0
    made = Stop.objects.create(
        route=other,
        collection=stop.collection,
        site=stop.site,
        kind=StopKind.DROPOFF,
        sequence=most + 1,
        planned_arrival_at=arrives,
        planned_departure_at=leaves,
        leg_seconds=seconds,
        leg_metres=road_metres(USUAL, km),
        load_kg_after=0,
    )
    return Stop.objects.for_mails().get(pk=made.pk)


def _free_at(other: Route, last: Stop | None, now: datetime) -> tuple[Site, datetime]:
    """Where the other van is after its last stop, and when."""
    if last is not None:
        return last.site, max(last.planned_departure_at, now)
    return other.shift.start_site, max(other.starts_at, now)
