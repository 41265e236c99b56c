"""Vans that are on the way: what of their runs stays as it is, where and when they are free, and what is aboard then.

Of a run that was started, the stops that begin within the next half hour stay, and always the next one (its party was
told that the van comes). The rest may be planned anew: from the place of the last stop that stays, at the moment when
it is left, as late as the van is now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from logistics.models import CollectionState, Route, RouteState, Shift, Stop, StopKind, StopState
from marketplace.kernel.geo import Point
from marketplace.organisations.models import Organisation

#: Stops that begin so soon are not moved any more.
LOCKED_FOR: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A run, from the moment on that may still be planned. `after` is the number of its last stop that stays."""

    route: Route
    after: int
    point: Point
    free_at: datetime
    late: timedelta
    #: seconds that it has driven, or will have by then, as they were planned.
    driven_s: int
    #: collections by what is left to do for them: nothing that may change, only the delivery, or both ends.
    fixed: frozenset[int]
    aboard: frozenset[int]
    open: frozenset[int]


def under_way(organisation: Organisation, day: date, *, now: datetime) -> dict[int, UnderWay]:
    """The organisation's vans that are on the way with a run of that day, by shift."""
    routes = Route.objects.live().of_carrier(organisation).filter(plan__day=day, state=RouteState.STARTED)
    routes = routes.for_runs().prefetch_related("stops__site", "stops__collection").order_by("pk")
    return {route.shift_id: _under_way(route, now) for route in routes}


def _under_way(route: Route, now: datetime) -> UnderWay:
    stops = sorted(route.stops.all(), key=lambda stop: stop.sequence)
    done = [stop for stop in stops if stop.state in {StopState.DONE, StopState.FAILED}]
    to_do = [stop for stop in stops if stop.state in {StopState.PENDING, StopState.ARRIVED}]
    late = lateness(done, to_do, now)
    kept = to_do[: _kept(to_do, late, now)]
    rest = to_do[len(kept) :]
    last = kept[-1] if kept else done[-1] if done else None
    free_at = max(now, kept[-1].planned_departure_at + late) if kept else now
    picked_here = {stop.collection_id for stop in (*done, *kept) if stop.kind == StopKind.PICKUP}
    waits = {stop.collection_id for stop in rest}
    both = {stop.collection_id for stop in rest if stop.kind == StopKind.PICKUP}
    return UnderWay(
        route=route,
        after=last.sequence if last else 0,
        point=last.site.point if last else route.shift.start_site.point,
        free_at=free_at,
        late=late,
        driven_s=sum(stop.leg_seconds for stop in (*done, *kept)),
        fixed=frozenset({stop.collection_id for stop in to_do} - waits),
        aboard=frozenset(waits - both) & frozenset(picked_here | _collected(rest)),
        open=frozenset(both),
    )


def _collected(stops: Sequence[Stop]) -> set[int]:
    """Those taken aboard on an earlier run."""
    return {stop.collection_id for stop in stops if stop.collection.state == CollectionState.COLLECTED}


def _kept(to_do: Sequence[Stop], late: timedelta, now: datetime) -> int:
    """How many of the next stops stay: up to the last that begins within the half hour, and the next in any case."""
    soon = [at for at, stop in enumerate(to_do, start=1) if stop.planned_arrival_at + late <= now + LOCKED_FOR]
    there = [at for at, stop in enumerate(to_do, start=1) if stop.state == StopState.ARRIVED]
    return max([*soon, *there, min(1, len(to_do))])


def lateness(done: Sequence[Stop], to_do: Sequence[Stop], now: datetime) -> timedelta:
    """How late a van is: by what it did last, and by the next stop where it should have been by now. Never early: who
    is ahead waits for the hour that was promised."""
    late = [timedelta(0)]
    if done and done[-1].done_at is not None:
        late.append(done[-1].done_at - done[-1].planned_departure_at)
    if to_do:
        due = to_do[0].planned_arrival_at if to_do[0].state == StopState.PENDING else to_do[0].planned_departure_at
        late.append(now - due)
    return max(late)


def has_ended(shift: Shift) -> bool:
    """Whether the shift's run is over: it is not sent out again. Reads `routes`."""
    return any(route.state == RouteState.FINISHED for route in shift.routes.all())
