"""OR-Tools as it is meant to be used: parallel cheapest insertion, then guided local search. No breaks."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

# OR-Tools is not a dependency and publishes few types.
from ortools.constraint_solver import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
    pywrapcp,
    routing_enums_pb2,
)

from logistics.planning.network import NOWHERE, Network
from logistics.planning.tour import Tour

UNIT = 36_000  # cost units in a penny: its costs stay small whole numbers


def solve(net: Network, seconds: float) -> list[Tour]:
    """A tour for each crew."""
    count, crews = len(net.load), len(net.crews)
    home = 2 * count + crews
    starts = [2 * count + number for number in range(crews)]
    ends = [home + number for number in range(crews)]
    manager = pywrapcp.RoutingIndexManager(home + crews, crews, starts, ends)
    model = pywrapcp.RoutingModel(manager)
    place = [*net.place, *(crew.start for crew in net.crews), *(crew.end for crew in net.crews)]
    service = [*net.service, *[0] * (2 * crews)]

    def travel(a: int, b: int) -> int:
        a, b = manager.IndexToNode(a), manager.IndexToNode(b)
        return service[a] + (0 if place[b] == NOWHERE else net.tables.seconds[place[a]][place[b]])

    def price(a: int, b: int) -> int:
        a, b = manager.IndexToNode(a), manager.IndexToNode(b)
        return 0 if place[b] == NOWHERE else net.tables.cost[place[a]][place[b]] // UNIT

    horizon = max(crew.closes for crew in net.crews)
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitCallback(price))
    model.SetFixedCostOfAllVehicles(net.use_cost // UNIT)
    model.AddDimension(model.RegisterTransitCallback(travel), horizon, horizon, False, "time")
    _loads(net, manager, model)
    _jobs(net, manager, model)
    return _tours(net, manager, model, seconds)


def _loads(net: Network, manager: Any, model: Any) -> None:
    for part in range(3):

        def change(a: int, part: int = part) -> int:
            node = manager.IndexToNode(a)
            if node >= 2 * len(net.load):
                return 0
            load: int = net.load[node // 2][part]
            return load if node % 2 == 0 else -load

        room = [crew.room[part] for crew in net.crews]
        call = model.RegisterUnaryTransitCallback(change)
        model.AddDimensionWithVehicleCapacity(call, 0, room, True, f"load {part}")


def _jobs(net: Network, manager: Any, model: Any) -> None:
    time, solver = model.GetDimensionOrDie("time"), model.solver()
    for job in range(len(net.load)):
        a, b = manager.NodeToIndex(2 * job), manager.NodeToIndex(2 * job + 1)
        model.AddPickupAndDelivery(a, b)
        solver.Add(model.VehicleVar(a) == model.VehicleVar(b))
        solver.Add(time.CumulVar(a) <= time.CumulVar(b))
        banned = [other for other in range(len(net.crews)) if not net.may_ride(job, other)]
        for index, node in ((a, 2 * job), (b, 2 * job + 1)):
            model.AddDisjunction([index], 10_000_000 * (1 + net.job(job).priority))
            for other in banned:
                model.VehicleVar(index).RemoveValue(other)
            _windows(net, time.CumulVar(index), node)
    for number, crew in enumerate(net.crews):
        time.CumulVar(model.Start(number)).SetRange(crew.opens, crew.closes)
        time.CumulVar(model.End(number)).SetRange(crew.opens, crew.closes)


def _windows(net: Network, moment: Any, node: int) -> None:
    spans = net.windows[node]
    if spans:
        moment.SetRange(spans[0][0], spans[-1][1])
        for before, after in pairwise(spans):
            moment.RemoveInterval(before[1] + 1, after[0] - 1)


def _tours(net: Network, manager: Any, model: Any, seconds: float) -> list[Tour]:
    terms = pywrapcp.DefaultRoutingSearchParameters()
    terms.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    terms.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    terms.time_limit.FromMilliseconds(int(1000 * seconds))
    answer = model.SolveWithParameters(terms)
    tours = []
    for number in range(len(net.crews)):
        nodes, index = [], model.Start(number)
        while answer and not model.IsEnd(index := answer.Value(model.NextVar(index))):
            nodes.append(manager.IndexToNode(index))
        tours.append(Tour(net, number, nodes))
    return tours
