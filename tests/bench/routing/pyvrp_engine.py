"""PyVRP with shipments; skills as a profile whose forbidden legs are very long. One window a visit, no breaks."""

from __future__ import annotations

from typing import Any, Final

# PyVRP is not a dependency.
from pyvrp import Model  # type: ignore[import-not-found,unused-ignore]
from pyvrp.stop import MaxRuntime  # type: ignore[import-not-found,unused-ignore]

from logistics.planning.network import NOWHERE, Network
from logistics.planning.tour import Tour

UNIT: Final = 36_000  # cost units in a penny
FORBIDDEN: Final = 10**10
PRIZE: Final = 10**7


def solve(net: Network, seconds: float) -> list[Tour]:
    """A tour for each crew."""
    model = Model()
    spots = [model.add_location(x=0, y=0) for _ in net.places]
    nowhere = model.add_location(x=0, y=0)
    ends = sorted({place for crew in net.crews for place in (crew.start, crew.end) if place != NOWHERE})
    depots = {place: model.add_depot(spots[place]) for place in ends}
    depots[NOWHERE] = model.add_depot(nowhere)
    for job in range(len(net.load)):
        _shipment(net, model, spots, job)
    profiles: dict[tuple[bool, ...], Any] = {}
    for number, crew in enumerate(net.crews):
        able = tuple(net.may_ride(job, number) for job in range(len(net.load)))
        if able not in profiles:
            profiles[able] = model.add_profile()
            _legs(net, model, spots, nowhere, able=able, profile=profiles[able])
        model.add_vehicle_type(
            1,
            list(crew.room),
            depots[crew.start],
            depots[crew.end],
            net.use_cost // UNIT,
            crew.opens,
            crew.closes,
            unit_distance_cost=1,
            profile=profiles[able],
        )
    result = model.solve(MaxRuntime(seconds), seed=1, display=False)
    return _tours(net, result.best)


def _shipment(net: Network, model: Any, spots: list[Any], job: int) -> None:
    spans = [net.windows[node] or ((0, 2 * 86_400),) for node in (2 * job, 2 * job + 1)]
    model.add_shipment(
        spots[net.place[2 * job]],
        spots[net.place[2 * job + 1]],
        spans[0][0][0],
        spans[0][-1][1],
        net.service[2 * job],
        spans[1][0][0],
        spans[1][-1][1],
        net.service[2 * job + 1],
        list(net.load[job]),
        prize=PRIZE * (1 + net.job(job).priority),
        required=False,
    )


def _legs(net: Network, model: Any, spots: list[Any], nowhere: Any, *, able: tuple[bool, ...], profile: Any) -> None:
    banned = {net.place[node] for job, may in enumerate(able) if not may for node in (2 * job, 2 * job + 1)}
    for a, here in enumerate(spots):
        model.add_edge(here, nowhere, 0, 0, profile=profile)
        for b, there in enumerate(spots):
            if a != b:
                cost = FORBIDDEN if b in banned else net.tables.cost[a][b] // UNIT
                model.add_edge(here, there, cost, net.tables.seconds[a][b], profile=profile)


def _tours(net: Network, best: Any) -> list[Tour]:
    tours = [Tour(net, number) for number in range(len(net.crews))]
    if not best.is_feasible():
        return tours
    for route in best.routes():
        visits = [visit for visit in route.schedule() if visit.is_shipment()]
        nodes = [2 * visit.idx + (1 if visit.is_delivery() else 0) for visit in visits]
        tours[route.vehicle_type()] = Tour(net, route.vehicle_type(), nodes)
    return tours
