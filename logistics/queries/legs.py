"""The legs of a round as it was driven, or, before it is over, as it is planned: how long each is, and what is aboard.

A leg that was driven as planned is as long as the plan says; where stops were left out or done in another order, its
length follows the area's law. A stop counts as visited when it was done, or was tried in vain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from django.db.models import Prefetch, QuerySet

from logistics.models import Route, RouteState, Stop, StopFailure, StopKind, StopState
from logistics.queries.vans import end_of, start_of
from logistics.roads.sharing import Leg, stretched
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.travel import TravelLaw, road_metres

#: As planned; as driven in the planned order; as driven in another, some legs by the law; as the vehicle's dial said.
Basis = Literal["planned", "driven", "estimated", "measured"]


@dataclass(frozen=True, slots=True)
class Round:
    """A vehicle's whole way, out and back. ``straight_km``: the same places as the crow flies."""

    route: Route
    legs: tuple[Leg[int], ...]
    stops: tuple[Stop, ...]
    basis: Basis
    straight_km: float


def with_legs(routes: QuerySet[Route]) -> QuerySet[Route]:
    """With everything that `round_of` reads."""
    failures = Prefetch("failures", StopFailure.objects.order_by("pk"))
    stops = Stop.objects.select_related("site", "collection").prefetch_related(failures).order_by("sequence", "pk")
    shift = ("shift__vehicle", "shift__driver", "shift__start_site", "shift__end_site")
    return routes.select_related("plan__organisation", "odometer", *shift).prefetch_related(Prefetch("stops", stops))


def round_of(route: Route, law: TravelLaw) -> Round:
    """The round of a route that was read by `with_legs`. `law`: how long legs are that the plan does not know."""
    planned = list(route.stops.all())
    is_driven = route.state in {RouteState.STARTED, RouteState.FINISHED}
    visited = _visited(planned, is_over=route.state == RouteState.FINISHED) if is_driven else planned
    metres, kept_order = _lengths(route, planned, visited, law)
    basis: Basis = "planned" if route.state != RouteState.FINISHED else "driven" if kept_order else "estimated"
    dial_m = _by_dial(route)
    if dial_m is not None and metres:
        metres, basis = stretched(metres, dial_m), "measured"
    places = _places(route, visited)
    straight = sum(distance_km(here, there) for here, there in pairwise(places))
    aboard = _aboard(visited)
    legs = tuple(Leg(length, keys) for length, keys in zip(metres, aboard, strict=True))
    return Round(route, legs, tuple(visited), basis, straight)


def _by_dial(route: Route) -> int | None:
    """Metres between what the vehicle's dial said before and after a run that is over, if both were read."""
    if route.state != RouteState.FINISHED or not hasattr(route, "odometer"):
        return None
    km = route.odometer.driven_km
    return None if km is None else km * 1000


def _visited(planned: Sequence[Stop], *, is_over: bool) -> list[Stop]:
    """Those that were done or tried, in the order of doing; then those to come."""
    done = [stop for stop in planned if stop.state == StopState.DONE or _was_tried(stop)]
    done.sort(key=lambda stop: (stop.done_at or stop.planned_departure_at, stop.sequence))
    to_come = [] if is_over else [stop for stop in planned if stop.state in {StopState.PENDING, StopState.ARRIVED}]
    return done + to_come


def _was_tried(stop: Stop) -> bool:
    return stop.state == StopState.FAILED and (stop.arrived_at is not None or bool(stop.failures.all()))


def _places(route: Route, visited: Sequence[Stop]) -> list[Point]:
    end = end_of(route.shift)
    return [start_of(route.shift), *(stop.site.point for stop in visited), *([end] if end else [])]


def _lengths(route: Route, planned: Sequence[Stop], visited: Sequence[Stop], law: TravelLaw) -> tuple[list[int], bool]:
    """Metres of the leg to each visited stop, and of the way back; and whether all of them are the plan's."""
    if not visited:
        return [], not planned
    before = {
        stop.pk: earlier.pk if earlier else None for earlier, stop in zip([None, *planned], planned, strict=False)
    }
    metres: list[int] = []
    kept_order = True
    places = _places(route, visited)
    last: int | None = None
    for at, stop in enumerate(visited):
        if before[stop.pk] == last:
            metres.append(stop.leg_metres)
        else:
            kept_order = False
            metres.append(road_metres(law, distance_km(places[at], places[at + 1])))
        last = stop.pk
    if last == planned[-1].pk:
        metres.append(max(0, route.planned_metres - sum(stop.leg_metres for stop in planned)))
    else:
        kept_order = False
        back = places[len(visited) + 1] if len(places) > len(visited) + 1 else places[-1]
        metres.append(road_metres(law, distance_km(places[len(visited)], back)))
    return metres, kept_order


def _aboard(visited: Sequence[Stop]) -> list[frozenset[int]]:
    """What is aboard on the way to each stop, and on the way back. What was aboard from the start was picked up on
    another run; what could not be delivered stays aboard."""
    if not visited:
        return []
    picked = {stop.collection_id for stop in visited if stop.kind == StopKind.PICKUP}
    works = [stop for stop in visited if stop.state != StopState.FAILED]
    there = {stop.collection_id for stop in visited if stop.kind == StopKind.DROPOFF} - picked
    legs = []
    for stop in visited:
        legs.append(frozenset(there))
        if stop in works:
            there = there | {stop.collection_id} if stop.kind == StopKind.PICKUP else there - {stop.collection_id}
    return [*legs, frozenset(there)]
