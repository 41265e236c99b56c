"""An independent check of a plan before it is saved: it trusts neither the engine nor our own search.

It reads the question and the answer as they are saved and drives every route again from the first departure. It uses
nothing of ``network``, ``tour`` or ``insertion``, which made the plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from logistics.planning.problem import UNREACHABLE, Job, Matrix, Problem, Shift, Visit, clock
from logistics.planning.result import Numbers, PlannedRoute, PlannedStop, Result
from logistics.planning.travel import matrix_for
from marketplace.kernel.errors import gettext_noop
from marketplace.kernel.geo import Point

SENTENCES: Final = {
    "unknown_shift": gettext_noop("The plan uses a shift that is not part of the day: {shift}."),
    "shift_twice": gettext_noop("{shift} has two routes."),
    "unknown_job": gettext_noop("{shift} visits a job that is not part of the day: {job}."),
    "visited_twice": gettext_noop("{job}: its {kind} is planned twice."),
    "not_paired": gettext_noop("{job}: pickup and delivery are not both on {shift}."),
    "delivery_before_pickup": gettext_noop("{job}: {shift} delivers it before picking it up."),
    "job_missing": gettext_noop("{job} is neither planned nor explained."),
    "planned_and_unplanned": gettext_noop("{job} is planned and also listed as left out."),
    "no_reason": gettext_noop("{job} is left out without a reason."),
    "wrong_shift": gettext_noop("{job} must ride on {wanted}, not on {shift}."),
    "already_aboard": gettext_noop("{job} is already on {shift} and cannot be picked up again."),
    "lacks_skill": gettext_noop("{shift} cannot carry {job}: it lacks {skills}."),
    "too_high": gettext_noop("{shift} is {height} cm high; where {job} has its {kind}, {limit} cm is the limit."),
    "height_unknown": gettext_noop(
        "Nobody said how high {shift} is, and where {job} has its {kind}, {limit} cm is the limit."
    ),
    "drives_too_long": gettext_noop("{shift} drives for {minutes} min; it may drive for {limit} min."),
    "no_rest_from_driving": gettext_noop(
        "{shift} drives for {minutes} min without a break of {rest} min; after {limit} min it has to have one."
    ),
    "over_capacity": gettext_noop("{shift} is too full after {time}: {load}, with room for {room}."),
    "outside_window": gettext_noop("{job}: the {kind} begins at {time}, outside its times."),
    "aboard_too_long": gettext_noop("{job} is aboard {shift} for {minutes} min; it may be for {limit} min."),
    "before_shift": gettext_noop("{shift} leaves at {time}, before the shift begins at {limit}."),
    "after_shift": gettext_noop("{shift} is back at {time}, after the shift ends at {limit}."),
    "wrong_leg": gettext_noop("{shift}: the drive that arrives at {time} does not take as long as it should."),
    "wrong_length": gettext_noop("{shift}: the drive that arrives at {time} is not as long as it should be."),
    "no_road": gettext_noop("{shift}: no road leads to the stop at {time}."),
    "wrong_clock": gettext_noop("{shift}: the times at {time} do not add up."),
    "wrong_service": gettext_noop("{job}: the {kind} does not get the time it needs."),
    "wrong_load": gettext_noop("{shift}: the load noted at {time} is not what is aboard."),
    "break_missing": gettext_noop("{shift} misses a break."),
    "break_outside_window": gettext_noop("{shift} takes its break at {time}, outside its times."),
    "wrong_totals": gettext_noop("{shift}: the totals do not match the stops."),
    "empty_route": gettext_noop("{shift} has a route without stops."),
}


@dataclass(frozen=True, slots=True)
class Violation:
    """Something a plan must not do. ``sentence`` is English, from ``SENTENCES[code]`` and ``numbers``."""

    code: str
    numbers: Numbers
    sentence: str


def violations(problem: Problem, result: Result) -> list[Violation]:
    """Everything wrong with a plan; empty when it may be saved."""
    check = _Check(problem, matrix_for(problem))
    for route in result.routes:
        check.route(route)
    check.whole(result)
    return check.found


class _Check:
    def __init__(self, problem: Problem, matrix: Matrix) -> None:
        self.jobs = {job.id: job for job in problem.jobs}
        self.shifts = {shift.id: shift for shift in problem.shifts}
        self.locks = {lock.job_id: lock for lock in problem.locks}
        self.matrix = matrix
        self.places = matrix.places()
        self.found: list[Violation] = []
        self.visits: Counter[tuple[str, str]] = Counter()
        self.routes: Counter[str] = Counter()

    def add(self, code: str, **numbers: str | int) -> None:
        self.found.append(Violation(code, numbers, SENTENCES[code].format(**numbers)))

    def route(self, route: PlannedRoute) -> None:
        shift = self.shifts.get(route.shift_id)
        if shift is None:
            self.add("unknown_shift", shift=route.shift_id)
            return
        self.routes[shift.id] += 1
        if self.routes[shift.id] == 2:
            self.add("shift_twice", shift=shift.label)
        if not any(stop.job_id for stop in route.stops):
            self.add("empty_route", shift=shift.label)
        strangers = {stop.job_id for stop in route.stops if stop.kind != "break"} - set(self.jobs)
        for job_id in sorted(strangers):
            self.add("unknown_job", shift=shift.label, job=job_id)
        if not strangers:
            self._pairs(shift, route)
            _Drive(self, shift, route).check()

    def _pairs(self, shift: Shift, route: PlannedRoute) -> None:
        order = [(stop.job_id, stop.kind) for stop in route.stops if stop.kind != "break"]
        self.visits.update(order)
        for job_id in dict.fromkeys(job_id for job_id, _kind in order):
            self._may_ride(self.jobs[job_id], shift)
            kinds = [kind for one, kind in order if one == job_id]
            self._pair(job_id, shift, kinds)

    def _pair(self, job_id: str, shift: Shift, kinds: Sequence[str]) -> None:
        lock = self.locks.get(job_id)
        if lock and lock.aboard:
            if "pickup" in kinds:
                self.add("already_aboard", job=job_id, shift=shift.label)
            return
        if set(kinds) != {"pickup", "delivery"}:
            self.add("not_paired", job=job_id, shift=shift.label)
        elif kinds[0] != "pickup":
            self.add("delivery_before_pickup", job=job_id, shift=shift.label)

    def _may_ride(self, job: Job, shift: Shift) -> None:
        lacking = job.skills - shift.skills
        if lacking:
            self.add("lacks_skill", job=job.id, shift=shift.label, skills=", ".join(sorted(lacking)))
        lock = self.locks.get(job.id)
        ends = (("delivery", job.delivery),) if lock and lock.aboard else _ends(job)
        for kind, visit in ends:
            self._gets_there(job, kind, visit.height_limit_cm, shift)
        if lock and lock.shift_id != shift.id:
            self.add("wrong_shift", job=job.id, shift=shift.label, wanted=self.shifts[lock.shift_id].label)

    def _gets_there(self, job: Job, kind: str, limit: int | None, shift: Shift) -> None:
        if limit is None:
            return
        if shift.height_cm is None:
            self.add("height_unknown", job=job.id, kind=kind, shift=shift.label, limit=limit)
        elif shift.height_cm > limit:
            self.add("too_high", job=job.id, kind=kind, shift=shift.label, height=shift.height_cm, limit=limit)

    def whole(self, result: Result) -> None:
        """Every job once: on a route, or among the unplanned with a reason."""
        for (job_id, kind), times in sorted(self.visits.items()):
            if times > 1:
                self.add("visited_twice", job=job_id, kind=kind)
        planned = {job_id for job_id, _kind in self.visits}
        explained = {item.job_id: item for item in result.unplanned}
        for job_id in self.jobs:
            if job_id in planned and job_id in explained:
                self.add("planned_and_unplanned", job=job_id)
            elif job_id not in planned and job_id not in explained:
                self.add("job_missing", job=job_id)
        for item in result.unplanned:
            if not (item.code and item.sentence and item.job_id in self.jobs):
                self.add("no_reason", job=item.job_id)


class _Drive:
    """One route driven again."""

    def __init__(self, check: _Check, shift: Shift, route: PlannedRoute) -> None:
        self.check_all, self.shift, self.route = check, shift, route
        self.moment = route.departure_s
        self.place: Point = shift.start
        self.driven = 0
        self.since_rest = self.longest = 0
        self.picked_at: dict[str, int] = {}
        locks = [lock for lock in check.locks.values() if lock.aboard and lock.shift_id == shift.id]
        aboard = [check.jobs[lock.job_id].load for lock in locks]
        self.load = [sum(load.parts[part] for load in aboard) for part in range(3)]
        due = (rest for rest in shift.breaks if rest.window.overlaps(shift.window))
        self.breaks_left = sorted(due, key=lambda rest: (rest.window.start_s, rest.window.end_s, rest.seconds))

    def say(self, code: str, **numbers: str | int) -> None:
        self.check_all.add(code, shift=self.shift.label, **numbers)

    def check(self) -> None:
        if self.moment < self.shift.window.start_s:
            self.say("before_shift", time=clock(self.moment), limit=clock(self.shift.window.start_s))
        if list(self.route.load_before.parts) != self.load:
            self.say("wrong_load", time=clock(self.moment))
        self._room(self.moment)
        for stop in self.route.stops:
            handle: Callable[[PlannedStop], None] = self._break if stop.kind == "break" else self._visit
            handle(stop)
            self._times(stop)
        self._home()
        self._hours()
        self._totals()

    def _times(self, stop: PlannedStop) -> None:
        """Arrival, wait, work and departure follow from one another."""
        arrival = self.moment + stop.leg_seconds
        adds_up = stop.departure_s == stop.arrival_s + stop.wait_s + stop.service_s
        if stop.arrival_s != arrival or not adds_up or stop.wait_s < 0 or stop.leg_seconds < 0:
            self.say("wrong_clock", time=clock(stop.arrival_s))
        if list(stop.load_after.parts) != self.load:
            self.say("wrong_load", time=clock(stop.arrival_s))
        self._drove(stop.leg_seconds)
        if stop.kind == "break" and stop.service_s >= self.shift.driving.rest_s:
            self.since_rest = 0
        self.moment = stop.departure_s

    def _drove(self, seconds: int) -> None:
        self.since_rest += seconds
        self.longest = max(self.longest, self.since_rest)

    def _leg(self, there: Point, seconds: int, metres: int, arrival: int) -> None:
        origin, target = self.check_all.places[self.place], self.check_all.places[there]
        matrix = self.check_all.matrix
        due = matrix.seconds[origin][target]
        if due >= UNREACHABLE:
            self.say("no_road", time=clock(arrival))
        if self.driven + seconds != due:
            self.say("wrong_leg", time=clock(arrival))
        if metres != matrix.metres[origin][target]:
            self.say("wrong_length", time=clock(arrival))
        self.place, self.driven = there, 0

    def _break(self, stop: PlannedStop) -> None:
        self.driven += stop.leg_seconds
        if not self.breaks_left:
            self.say("break_outside_window", time=clock(stop.arrival_s))
            return
        due = self.breaks_left.pop(0)
        begin = stop.arrival_s + stop.wait_s
        if not due.window.start_s <= begin <= due.window.end_s or stop.service_s != due.seconds:
            self.say("break_outside_window", time=clock(begin))

    def _visit(self, stop: PlannedStop) -> None:
        job = self.check_all.jobs[stop.job_id]
        visit = job.pickup if stop.kind == "pickup" else job.delivery
        self._leg(visit.point, stop.leg_seconds, stop.leg_metres, stop.arrival_s)
        begin = stop.arrival_s + stop.wait_s
        if not _open_at(visit, begin):
            self.check_all.add("outside_window", job=job.id, kind=stop.kind, time=clock(begin))
        if stop.service_s != visit.service_s:
            self.check_all.add("wrong_service", job=job.id, kind=stop.kind)
        self._aboard(job, stop.kind, begin, stop.departure_s)
        sign = 1 if stop.kind == "pickup" else -1
        self.load = [aboard + sign * part for aboard, part in zip(self.load, job.load.parts, strict=True)]
        self._room(stop.departure_s)

    def _aboard(self, job: Job, kind: str, begin: int, departure: int) -> None:
        if kind == "pickup":
            self.picked_at[job.id] = departure
        elif job.most_aboard_s is not None and job.id in self.picked_at:
            span = begin - self.picked_at[job.id]
            if span > job.most_aboard_s:
                self.say("aboard_too_long", job=job.id, minutes=-(-span // 60), limit=job.most_aboard_s // 60)

    def _room(self, moment: int) -> None:
        room = self.shift.capacity
        if any(aboard > limit for aboard, limit in zip(self.load, room.parts, strict=True)):
            self.say("over_capacity", time=clock(moment), load=_kilograms(self.load), room=_kilograms(room.parts))

    def _home(self) -> None:
        route, end = self.route, self.shift.end
        if end is not None:
            self._leg(end, route.end_leg_seconds, route.end_leg_metres, route.finish_s)
        elif route.end_leg_seconds or route.end_leg_metres or self.driven:
            self.say("wrong_leg", time=clock(route.finish_s))
        if route.finish_s != self.moment + route.end_leg_seconds:
            self.say("wrong_clock", time=clock(route.finish_s))
        if route.finish_s > self.shift.window.end_s:
            self.say("after_shift", time=clock(route.finish_s), limit=clock(self.shift.window.end_s))
        if any(rest.window.end_s < route.finish_s for rest in self.breaks_left):
            self.say("break_missing")

    def _hours(self) -> None:
        self._drove(self.route.end_leg_seconds)
        rule = self.shift.driving
        driven = self.route.end_leg_seconds + sum(stop.leg_seconds for stop in self.route.stops)
        if rule.most_s is not None and driven > rule.most_s:
            self.say("drives_too_long", minutes=-(-driven // 60), limit=rule.most_s // 60)
        if rule.stretch_s is not None and self.longest > rule.stretch_s:
            minutes = -(-self.longest // 60)
            self.say("no_rest_from_driving", minutes=minutes, limit=rule.stretch_s // 60, rest=rule.rest_s // 60)

    def _totals(self) -> None:
        route, stops = self.route, self.route.stops
        sums = (
            route.end_leg_seconds + sum(stop.leg_seconds for stop in stops),
            route.end_leg_metres + sum(stop.leg_metres for stop in stops),
            sum(stop.wait_s for stop in stops),
            sum(stop.service_s for stop in stops if stop.kind != "break"),
        )
        if sums != (route.total_drive_s, route.total_metres, route.total_wait_s, route.total_service_s):
            self.say("wrong_totals")


def _ends(job: Job) -> tuple[tuple[str, Visit], ...]:
    return (("pickup", job.pickup), ("delivery", job.delivery))


def _open_at(visit: Visit, begin: int) -> bool:
    return not visit.windows or any(window.start_s <= begin <= window.end_s for window in visit.windows)


def _kilograms(parts: list[int] | tuple[int, ...]) -> str:
    grams, litres, pallets = parts
    return f"{grams / 1000:g} kg, {litres} l, {pallets} pallets"
