"""When the van comes: for those who wait for it, from what has happened on its run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from listings.models import ClaimState
from listings.queries.claims import told
from logistics.arrivals import Expected, Visit, expected
from logistics.models import Collection, Position, Route, RouteState, Stop, StopKind, StopState
from logistics.queries.moments import promise_of, work_begins_at
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.travel import USUAL, drive_seconds
from marketplace.organisations.models import Organisation

#: An older word of where the van is says nothing of where it is now.
FRESH: Final = timedelta(minutes=10)
_OPEN: Final = frozenset({StopState.PENDING, StopState.ARRIVED})


@dataclass(frozen=True, slots=True)
class Following:
    """What a party sees without signing in. Deliberately absent: addresses, names, words of proof, the van's way."""

    collection: Collection
    kind: str
    title: str
    amount: str
    who: Organisation
    carrier: Organisation | None
    van: str
    state: str
    window: tuple[datetime, datetime] | None
    stops_before: int
    failure: str
    done_at: datetime | None
    is_live: bool

    @property
    def gives(self) -> bool:
        """Whether it is the giver who waits."""
        return self.kind == StopKind.PICKUP


def following(collection: Collection, kind: str, *, now: datetime) -> Following:
    """One side of a load: `state` is off, waiting, planned, coming, next, there, done or failed."""
    claim = collection.claim
    stop = _stop_of(collection, kind)
    state, window, before, is_live = "waiting", None, 0, False
    if claim.state in {ClaimState.CANCELLED, ClaimState.LAPSED}:
        state = "off"
    elif stop is not None:
        state, window, before, is_live = _seen(stop, now)
    return Following(
        collection=collection,
        kind=kind,
        title=claim.listing.title,
        amount=told(collection.collected_quantity or collection.quantity, claim.listing),
        who=claim.listing.organisation if kind == StopKind.PICKUP else claim.organisation,
        carrier=claim.carrier,
        van=str(stop.route.shift.vehicle) if stop is not None else "",
        state=state,
        window=window,
        stops_before=before,
        failure=stop.failure if stop is not None and state == "failed" else "",
        done_at=stop.done_at if stop is not None and state == "done" else None,
        is_live=is_live,
    )


def arrivals(route: Route, stops: Sequence[Stop], *, now: datetime) -> dict[int, Expected]:
    """When a run that is under way reaches its open stops (loaded `for_run`), by the stops' ids. One query."""
    return _arrivals(route, stops, now, _position(route, now))


def _stop_of(collection: Collection, kind: str) -> Stop | None:
    """Its stop in force: the newest, where it was tried more than once."""
    stops = Stop.objects.filter(collection=collection, kind=kind, route__plan__state="published")
    return stops.for_mails().order_by("-route__plan__day", "-pk").first()


def _seen(stop: Stop, now: datetime) -> tuple[str, tuple[datetime, datetime] | None, int, bool]:
    if stop.state == StopState.DONE:
        return "done", None, 0, False
    if stop.state == StopState.FAILED:
        return "failed", None, 0, False
    if stop.state == StopState.ARRIVED:
        return "there", None, 0, False
    if stop.route.state != RouteState.STARTED:
        return "planned", promise_of(stop), 0, False
    stops = list(Stop.objects.filter(route=stop.route_id).for_run())
    position = _position(stop.route, now)
    when = _arrivals(stop.route, stops, now, position)[stop.pk]
    before = _places_before(stops, stop)
    return ("coming" if before else "next"), (when.earliest, when.latest), before, position is not None


def _places_before(stops: Sequence[Stop], stop: Stop) -> int:
    """How many other places the van goes to first: several loads at one place are one of them."""
    sites = list[int]()
    for one in stops:
        if one.pk == stop.pk:
            break
        if one.state in _OPEN and one.site_id not in {*sites, stop.site_id}:
            sites.append(one.site_id)
    return len(sites)


def _position(route: Route, now: datetime) -> Position | None:
    position = Position.objects.latest_of(route.shift_id)
    return position if position is not None and now - position.at <= FRESH else None


def _arrivals(
    route: Route, stops: Sequence[Stop], now: datetime, position: Position | None = None
) -> dict[int, Expected]:
    ahead = next((stop for stop in stops if stop.state == StopState.PENDING), None)
    ahead_s = None
    if position is not None and ahead is not None:
        here = Point(position.latitude, position.longitude)
        ahead_s = drive_seconds(USUAL, distance_km(here, Point(ahead.site.latitude, ahead.site.longitude)))
    found = expected(
        [_visit(stop) for stop in stops], left_at=route.started_at or route.starts_at, now=now, ahead_s=ahead_s
    )
    return {stop.pk: when for stop, when in zip(stops, found, strict=True) if when is not None}


def _visit(stop: Stop) -> Visit:
    return Visit(
        planned_arrival=stop.planned_arrival_at,
        work_begins=work_begins_at(stop),
        planned_departure=stop.planned_departure_at,
        leg_s=stop.leg_seconds,
        arrived_at=stop.arrived_at if stop.state == StopState.ARRIVED else None,
        done_at=stop.done_at if stop.state not in _OPEN else None,
    )


def state_words(shown: Following) -> str:
    """Where it stands, in a sentence."""
    gives = shown.gives
    words = {
        "off": _("This is not happening: the claim was cancelled."),
        "waiting": _("No day is planned yet. You hear as soon as one is."),
        "planned": _("Planned."),
        "coming": _("On the way, with other stops before you."),
        "next": _("You are next."),
        "there": _("The van is with you."),
        "done": _("Collected from you.") if gives else _("Delivered to you."),
        "failed": _("It did not work this time."),
    }
    return words[shown.state]
