"""One shift's route while it is being planned: its clock, its slack, and its final form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from logistics.planning.network import NOWHERE, Network, Parts, Rest, add
from logistics.planning.problem import Load
from logistics.planning.result import PlannedRoute, PlannedStop
from logistics.planning.tables import Table

Rests = tuple[Rest, ...]

NO_REST: Final[Rests] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a job in a tour: the extra cost, when work at its first new stop begins, and before which nodes its
    ends go (numbers of the tour without it), with the breaks on the legs around them."""

    job: int
    cost: int
    begin_s: int
    pickup_at: int
    before_pickup: Rests
    delivery_at: int
    before_delivery: Rests
    after_delivery: Rests


def drive(moment: int, seconds: int, rests: Rests) -> int:
    """Arrival after a leg with these rests on the way, driving on until each may begin; -1 when one is missed."""
    for opens, closes, takes in rests:
        ahead = min(seconds, max(0, opens - moment))
        moment = max(moment + ahead, opens)
        seconds -= ahead
        if moment > closes:
            return -1
        moment += takes
    return moment + seconds


def drive_home(moment: int, seconds: int, rests: Rests) -> int:
    """Like :func:`drive` for the last leg: a rest that would begin after the arrival is not waited for."""
    for count, (opens, _closes, _takes) in enumerate(rests):
        reached = drive(moment, seconds, rests[:count])
        if 0 <= reached <= opens:
            return reached
    return drive(moment, seconds, rests)


def leave_by(arrival: int, seconds: int, rests: Rests, *, home: bool = False) -> int:
    """The latest departure that still arrives by then, or -1.

    Arrivals never get earlier by leaving later, so with rests on the way it is found by halving.
    """
    if not rests:
        return max(arrival - seconds, -1)
    travel = drive_home if home else drive
    low, high = -1, max(arrival, 0)
    while low < high:
        middle = (low + high + 1) // 2
        if 0 <= travel(middle, seconds, rests) <= arrival:
            low = middle
        else:
            high = middle - 1
    return low


class Tour:
    """Nodes in order for one crew, with the earliest clock forwards and the latest backwards.

    ``places``: the start, each node's place, and the end place (or NOWHERE). ``leg_costs[k]``: of the leg into node k.
    ``driven``: seconds on the road; without nodes those of the leg from start to end.
    ``rests[k]`` are the breaks on the leg into node ``k``; the last entry is the leg home.
    ``leave[k]``: earliest end of work at node k. ``latest[k]``: arriving later there breaks something further on; the
    last entry is for the end place. ``loads[k]``: aboard after node k. ``feasible`` says whether all of it holds.
    A tour is never changed, so whoever looks for places in it notes in ``offers`` what was found for a job.
    """

    __slots__ = (
        "cost",
        "crew",
        "driven",
        "feasible",
        "latest",
        "leave",
        "leg_costs",
        "loads",
        "net",
        "nodes",
        "offers",
        "places",
        "rests",
    )

    def __init__(
        self, net: Network, crew: int, nodes: Iterable[int] = (), rests: Iterable[Rests] | None = None
    ) -> None:
        self.net = net
        self.crew = crew
        self.nodes = list(nodes)
        self.rests = self._all_rests_late() if rests is None else list(rests)
        own = net.crews[crew]
        self.places = [own.start, *(net.place[node] for node in self.nodes), own.end]
        self.leg_costs = [self.leg(position, net.tables.cost) for position in range(len(self.nodes) + 1)]
        self.driven = sum(self.leg(position, net.tables.seconds) for position in range(len(self.nodes) + 1))
        self.leave: list[int] = []
        self.latest: list[int] = []
        self.loads: list[Parts] = []
        self.offers: dict[int, Slot | None] = {}
        in_hours = not self.nodes or self.driven <= own.most_drive
        self.feasible = in_hours and self._forwards() and self._roomy() and self._fresh()
        self._backwards()
        self.cost = self._cost()

    def _all_rests_late(self) -> list[Rests]:
        return [NO_REST] * len(self.nodes) + [self.net.crews[self.crew].rests]

    @property
    def jobs(self) -> list[int]:
        """Numbers of the jobs whose delivery is on this route, in order."""
        return [node // 2 for node in self.nodes if node % 2]

    def leg(self, position: int, table: Table) -> int:
        """Seconds, metres or cost of the leg into a position; past the last it is the leg home."""
        there = self.places[position + 1]
        return 0 if there == NOWHERE else table[self.places[position]][there]

    def free_at(self, position: int) -> int:
        """When the vehicle is free to drive on from a position; -1: the start of the shift."""
        return self.net.crews[self.crew].opens if position < 0 else self.leave[position]

    def load_at(self, position: int) -> Parts:
        """What is aboard after a position; -1: at the start."""
        return self.net.crews[self.crew].aboard if position < 0 else self.loads[position]

    def without(self, jobs: set[int]) -> Tour:
        """The same route with these jobs left out; breaks stay where they are in the order."""
        nodes: list[int] = []
        rests: list[Rests] = []
        held: Rests = NO_REST
        for node, before in zip(self.nodes, self.rests[:-1], strict=True):
            held += before
            if node // 2 not in jobs:
                nodes.append(node)
                rests.append(held)
                held = NO_REST
        return Tour(self.net, self.crew, nodes, [*rests, held + self.rests[-1]])

    def _forwards(self) -> bool:
        for position, node in enumerate(self.nodes):
            seconds = self.leg(position, self.net.tables.seconds)
            arrival = drive(self.free_at(position - 1), seconds, self.rests[position])
            begin = self.net.begin(node, arrival) if arrival >= 0 else -1
            if begin < 0:
                return False
            self.leave.append(begin + self.net.service[node])
            self.loads.append(self._load_after(position))
        return 0 <= self.finish() <= self.net.crews[self.crew].closes

    def _load_after(self, position: int) -> Parts:
        node = self.nodes[position]
        load = self.net.load[node // 2]
        change = load if node % 2 == 0 else (-load[0], -load[1], -load[2])
        return add(self.load_at(position - 1), change)

    def _roomy(self) -> bool:
        room = self.net.crews[self.crew].room
        loads = [self.load_at(-1), *self.loads]
        return all(part <= limit for load in loads for part, limit in zip(load, room, strict=True))

    def _fresh(self) -> bool:
        """Whether no goods are aboard for longer than they may be, when every leg is driven as early as possible."""
        most = self.net.most_aboard
        if not most:
            return True
        picked = {node // 2: leave for node, leave in zip(self.nodes, self.leave, strict=True) if node % 2 == 0}
        return all(
            leave - self.net.service[node] - picked.get(node // 2, leave) <= most[node // 2]
            for node, leave in zip(self.nodes, self.leave, strict=True)
            if node % 2 and node // 2 in most
        )

    def _backwards(self) -> None:
        tables, count = self.net.tables, len(self.nodes)
        self.latest = [-1] * count + [self.net.crews[self.crew].closes]
        for position in range(count - 1, -1, -1):
            seconds = self.leg(position + 1, tables.seconds)
            free = leave_by(self.latest[position + 1], seconds, self.rests[position + 1], home=position + 1 == count)
            node = self.nodes[position]
            self.latest[position] = self.net.begin_by(node, free - self.net.service[node])

    def finish(self) -> int:
        """When the shift is back at its end place (or done at the last stop); -1 when a break is missed."""
        last = len(self.nodes)
        return drive_home(self.free_at(last - 1), self.leg(last, self.net.tables.seconds), self.rests[last])

    def _cost(self) -> int:
        if not self.nodes:
            return 0
        return self.net.use_cost + sum(self.leg_costs)

    def planned(self) -> PlannedRoute:
        """The final form. Leaves so late that the first stop is not waited for (unless a break comes before it)."""
        clock = _Clock(self)
        for position, node in enumerate(self.nodes):
            clock.visit(position, node)
        return clock.route()


class _Clock:
    """Drives a feasible tour once and writes down what happens."""

    def __init__(self, tour: Tour) -> None:
        self.tour = tour
        self.net = tour.net
        self.moment = self.departure = self._departure()
        self.stops: list[PlannedStop] = []

    def _departure(self) -> int:
        tour, net = self.tour, self.net
        if not tour.nodes or tour.rests[0]:
            return tour.free_at(-1)
        begin = tour.leave[0] - net.service[tour.nodes[0]]
        return begin - tour.leg(0, net.tables.seconds)

    def visit(self, position: int, node: int) -> None:
        arrival, left = self._on_the_way(position)
        begin, service = self.net.begin(node, arrival), self.net.service[node]
        self.moment = begin + service
        self.stops.append(
            PlannedStop(
                job_id=self.net.job(node // 2).id,
                kind="delivery" if node % 2 else "pickup",
                arrival_s=arrival,
                wait_s=begin - arrival,
                service_s=service,
                departure_s=self.moment,
                load_after=Load(*self.tour.loads[position]),
                leg_seconds=left,
                leg_metres=self.tour.leg(position, self.net.tables.metres),
            )
        )

    def _on_the_way(self, position: int) -> tuple[int, int]:
        """Take the breaks of the leg; arrival at its end, and the seconds driven since the last of them."""
        left = self.tour.leg(position, self.net.tables.seconds)
        home = position == len(self.tour.nodes)
        for opens, _closes, takes in self.tour.rests[position]:
            if home and self.moment + left <= opens:
                break
            ahead = min(left, max(0, opens - self.moment))
            left -= ahead
            self._rest(position, ahead, opens, takes)
        return self.moment + left, left

    def _rest(self, position: int, ahead: int, opens: int, takes: int) -> None:
        arrival = self.moment + ahead
        begin = max(arrival, opens)
        self.moment = begin + takes
        self.stops.append(
            PlannedStop(
                job_id="",
                kind="break",
                arrival_s=arrival,
                wait_s=begin - arrival,
                service_s=takes,
                departure_s=self.moment,
                load_after=Load(*self.tour.load_at(position - 1)),
                leg_seconds=ahead,
                leg_metres=0,
            )
        )

    def route(self) -> PlannedRoute:
        last = len(self.tour.nodes)
        finish, left = self._on_the_way(last)
        metres = self.tour.leg(last, self.net.tables.metres)
        return PlannedRoute(
            shift_id=self.net.problem.shifts[self.tour.crew].id,
            departure_s=self.departure,
            stops=tuple(self.stops),
            finish_s=finish,
            end_leg_seconds=left,
            end_leg_metres=metres,
            total_drive_s=left + sum(stop.leg_seconds for stop in self.stops),
            total_wait_s=sum(stop.wait_s for stop in self.stops),
            total_service_s=sum(stop.service_s for stop in self.stops if stop.kind != "break"),
            total_metres=metres + sum(stop.leg_metres for stop in self.stops),
            load_before=Load(*self.tour.load_at(-1)),
        )
