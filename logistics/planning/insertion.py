"""Cheapest feasible insertion of one job into a route: the building block of everything we plan ourselves.

Exact for one route: every pair of positions and every way to keep the breaks on the split legs is tried. Forward clock
and backward slack make each trial a look-up, so a route of 20 stops takes well under a millisecond or two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from logistics.planning.network import NOWHERE, UNLIMITED, Network, Rest, add, fits
from logistics.planning.problem import Job, Problem, Window
from logistics.planning.result import PlannedRoute, Result
from logistics.planning.tour import NO_REST, Rests, Slot, Tour, drive, drive_home
from logistics.planning.travel import joined

FOREVER: Final = 10**9


# Going to one more stop: the breaks taken on the way, the moment work there ends, the breaks still to take.
_Step = tuple[Rests, int, Rests]


class _Search:
    """All the ways to put one job into one tour. Written for speed: this is the innermost loop of all our planning.

    ``first``: no node goes before this position; ``ready``: nor is the vehicle sent off to it before this moment.
    ``spare``: seconds of driving that the crew has left.
    """

    def __init__(self, tour: Tour, job: int, first: int, ready: int) -> None:
        self.tour, self.net, self.job = tour, tour.net, job
        self.load = self.net.load[job]
        self.room = self.net.crews[tour.crew].room
        most = self.net.crews[tour.crew].most_drive
        self.spare = UNLIMITED if most == UNLIMITED else most - tour.driven
        self.pickup, self.delivery = 2 * job, 2 * job + 1
        self.from_, self.to = self.net.place[self.pickup], self.net.place[self.delivery]
        self.last_pickup, self.last_delivery = _last_begin(self.net, self.pickup), _last_begin(self.net, self.delivery)
        self.first, self.ready = first, ready
        self.seconds, self.cost = self.net.tables.seconds, self.net.tables.cost

    def best(self, *, aboard: bool) -> Slot | None:
        """The cheapest way; ties go to the earliest position."""
        found = self._only_delivery() if aboard else self._pairs()
        if not self.net.most_aboard:
            return min(found, key=_by_cost, default=None)
        # How long goods are aboard depends on all of the route, so it is driven.
        return next((slot for slot in sorted(found, key=_by_cost) if apply(self.tour, slot).feasible), None)

    def _visit(self, moment: int, seconds: int, left: Rests, node: int) -> Iterator[_Step]:
        """Go to a node next, with none, some or all of the leg's breaks on the way."""
        for count in range(len(left) + 1):
            arrival = drive(moment, seconds, left[:count]) if count else moment + seconds
            begin = self.net.begin(node, arrival) if arrival >= 0 else -1
            if begin >= 0:
                yield left[:count], begin + self.net.service[node], left[count:]

    def _rejoins(self, moment: int, place: int, left: Rests, position: int) -> bool:
        """Whether the rest of the tour still holds when driven on from here."""
        there = self.tour.places[position + 1]
        seconds = 0 if there == NOWHERE else self.seconds[place][there]
        if left:
            travel = drive if position < len(self.tour.nodes) else drive_home
            return 0 <= travel(moment, seconds, left) <= self.tour.latest[position]
        return moment + seconds <= self.tour.latest[position]

    def _detour(self, a: int, via: int, position: int) -> int:
        """Extra cost of going from a to the tour's position by way of a place, instead of the tour's own leg."""
        there = self.tour.places[position + 1]
        onward = 0 if there == NOWHERE else self.cost[via][there]
        return self.cost[a][via] + onward - self.tour.leg_costs[position]

    def _in_hours(self, a: int, via: int, position: int, *, lead: int = 0) -> bool:
        """Whether the crew may drive a detour from a to the tour's position by way of a place, and ``lead`` besides."""
        if self.spare == UNLIMITED:
            return True
        there = self.tour.places[position + 1]
        onward = 0 if there == NOWHERE else self.seconds[via][there]
        return lead + self.seconds[a][via] + onward - self.tour.leg(position, self.seconds) <= self.spare

    def _pairs(self) -> Iterator[Slot]:
        tour = self.tour
        for position in range(self.first, len(tour.nodes) + 1):
            moment, origin = max(tour.free_at(position - 1), self.ready), tour.places[position]
            if moment > self.last_pickup:
                return
            if not fits(add(tour.load_at(position - 1), self.load), self.room):
                continue
            seconds = self.seconds[origin][self.from_]
            for before, free, left in self._visit(moment, seconds, tour.rests[position], self.pickup):
                yield from self._directly(position, origin, (before, free, left))
                yield from self._later(position, origin, (before, free, left))

    def _directly(self, position: int, origin: int, picked: _Step) -> Iterator[Slot]:
        """The delivery right behind the pickup."""
        before, moment, left = picked
        begin = moment - self.net.service[self.pickup]
        if not self._in_hours(self.from_, self.to, position, lead=self.seconds[origin][self.from_]):
            return
        for between, free, rest in self._visit(moment, self.seconds[self.from_][self.to], left, self.delivery):
            if self._rejoins(free, self.to, rest, position):
                cost = self.cost[origin][self.from_] + self._detour(self.from_, self.to, position)
                yield Slot(self.job, cost, begin, position, before, position, between, rest)

    def _later(self, position: int, origin: int, picked: _Step) -> Iterator[Slot]:
        """The delivery behind one of the tour's own later stops."""
        before, moment, left = picked
        begin = moment - self.net.service[self.pickup]
        lead = self._detour(origin, self.from_, position)
        driven = self.seconds[origin][self.from_] + self.seconds[self.from_][self.tour.places[position + 1]]
        driven -= self.tour.leg(position, self.seconds)
        for behind, free_there, place in self._carry(position, moment, left):
            if not self._in_hours(place, self.to, behind, lead=driven):
                continue
            onward = self.tour.rests[behind]
            for between, free, rest in self._visit(free_there, self.seconds[place][self.to], onward, self.delivery):
                if self._rejoins(free, self.to, rest, behind):
                    cost = lead + self._detour(place, self.to, behind)
                    yield Slot(self.job, cost, begin, position, before, behind, between, rest)

    def _carry(self, position: int, moment: int, left: Rests) -> Iterator[tuple[int, int, int]]:
        """Drive the tour on with the job aboard while time and room allow: before which position, free when, where."""
        tour, net, place = self.tour, self.net, self.from_
        for at in range(position, len(tour.nodes)):
            there = tour.places[at + 1]
            arrival = drive(moment, self.seconds[place][there], left)
            if not 0 <= arrival <= tour.latest[at] or not fits(add(tour.loads[at], self.load), self.room):
                return
            node, place, left = tour.nodes[at], there, tour.rests[at + 1]
            moment = net.begin(node, arrival) + net.service[node]
            if moment > self.last_delivery:
                return
            yield at + 1, moment, place

    def _only_delivery(self) -> Iterator[Slot]:
        tour = self.tour
        for position in range(self.first, len(tour.nodes) + 1):
            moment, origin = max(tour.free_at(position - 1), self.ready), tour.places[position]
            seconds = self.seconds[origin][self.to]
            if not self._in_hours(origin, self.to, position):
                continue
            for before, free, left in self._visit(moment, seconds, tour.rests[position], self.delivery):
                if self._rejoins(free, self.to, left, position):
                    begin = free - self.net.service[self.delivery]
                    cost = self._detour(origin, self.to, position)
                    yield Slot(self.job, cost, begin, position, NO_REST, position, before, left)


def _by_cost(slot: Slot) -> tuple[int, int, int]:
    return (slot.cost, slot.pickup_at, slot.delivery_at)


def _last_begin(net: Network, node: int) -> int:
    windows = net.windows[node]
    return windows[-1][1] if windows else FOREVER


def cheapest(tour: Tour, job: int, *, first: int = 0, ready: int = 0) -> Slot | None:
    """The cheapest feasible place for the job in this tour, or None. Extra cost includes starting an unused vehicle."""
    net = tour.net
    if not tour.feasible or not net.may_ride(job, tour.crew):
        return None
    slot = _Search(tour, job, first, ready).best(aboard=job in net.aboard)
    if slot is None or tour.nodes:
        return slot
    # An unused vehicle does not drive from start to end, though the search takes that leg as saved.
    return replace(slot, cost=slot.cost + net.use_cost + tour.leg_costs[0])


def apply(tour: Tour, slot: Slot, *, net: Network | None = None) -> Tour:
    """The tour with the slot's job in it; the breaks of the split legs go where the search put them.

    :param net: a network that the new tour shall belong to, if not the old one
    """
    nodes, rests = list(tour.nodes), list(tour.rests)
    at = slot.delivery_at
    nodes.insert(at, 2 * slot.job + 1)
    rests[at : at + 1] = [slot.before_delivery, slot.after_delivery]
    if slot.job not in tour.net.aboard:
        nodes.insert(slot.pickup_at, 2 * slot.job)
        if slot.pickup_at == at:
            rests.insert(at, slot.before_pickup)
        else:
            kept = rests[slot.pickup_at][len(slot.before_pickup) :]
            rests[slot.pickup_at : slot.pickup_at + 1] = [slot.before_pickup, kept]
    return Tour(net or tour.net, tour.crew, nodes, rests)


# --- Can this still ride today? ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one more job would ride: the route it changes, as it would be, and what that costs on top."""

    job_id: str
    shift_id: str
    pickup_s: int
    delivery_s: int
    extra_drive_s: int
    extra_metres: int
    route: PlannedRoute


def place_in_plan(problem: Problem, result: Result, job: Job, *, not_before_s: int = 0) -> Placement | None:
    """The cheapest place for one more job in an existing plan, or None. No engine; 30 routes of 20 stops take 0.2 s.

    Nothing planned to begin up to ``not_before_s`` is moved, and nothing new begins before it, so it answers for a day
    that has already started. Ask :func:`logistics.planning.reasons.why_not_in_plan` when the answer is None.
    """
    wider = joined(problem, job)
    net = Network.sparse(wider)
    tours = tours_of(net, result)
    slots = [(_slot_from(tour, net.job_index[job.id], not_before_s), number) for number, tour in enumerate(tours)]
    best = min(((slot.cost, number, slot) for slot, number in slots if slot), default=None)
    if best is None:
        return None
    _cost, number, slot = best
    held = net.relaxed(joined(problem, _held_until(job, slot.begin_s)))
    return _placement(job, tours[number], apply(tours[number], slot, net=held))


def _slot_from(tour: Tour, job: int, not_before_s: int) -> Slot | None:
    """The cheapest place behind everything that has begun by that moment."""
    begins = [leave - tour.net.service[node] for node, leave in zip(tour.nodes, tour.leave, strict=True)]
    first = sum(begin <= not_before_s for begin in begins) if not_before_s else 0
    return cheapest(tour, job, first=first, ready=not_before_s)


def _held_until(job: Job, begin_s: int) -> Job:
    """The job with a pickup that does not begin earlier: the vehicle cannot leave for it before it is asked to."""
    windows = tuple(Window(max(w.start_s, begin_s), w.end_s) for w in job.pickup.windows if w.end_s >= begin_s)
    return replace(job, pickup=replace(job.pickup, windows=windows or (Window(begin_s, begin_s),)))


def _placement(job: Job, before: Tour, after: Tour) -> Placement:
    route = after.planned()
    old = before.planned() if before.nodes else None
    begins = {(s.job_id, s.kind): s.arrival_s + s.wait_s for s in route.stops}
    return Placement(
        job_id=job.id,
        shift_id=route.shift_id,
        pickup_s=begins[job.id, "pickup"],
        delivery_s=begins[job.id, "delivery"],
        extra_drive_s=route.total_drive_s - (old.total_drive_s if old else 0),
        extra_metres=route.total_metres - (old.total_metres if old else 0),
        route=route,
    )


def tours_of(net: Network, result: Result) -> list[Tour]:
    """One tour for each shift, from the order of stops in a plan; the times are worked out anew."""
    planned = {route.shift_id: route for route in result.routes}
    return [
        _tour(net, crew, planned[shift.id]) if shift.id in planned else Tour(net, crew)
        for crew, shift in enumerate(net.problem.shifts)
    ]


def _tour(net: Network, crew: int, route: PlannedRoute) -> Tour:
    nodes: list[int] = []
    rests: list[Rests] = []
    waiting = list(net.crews[crew].rests)
    held: list[Rest] = []
    for stop in route.stops:
        if stop.kind == "break":
            held.append(waiting.pop(0))
            continue
        nodes.append(2 * net.job_index[stop.job_id] + (stop.kind == "delivery"))
        rests.append(tuple(held))
        held = []
    return Tour(net, crew, nodes, [*rests, (*held, *waiting)])
