"""Why a job stays behind, with numbers and something to press next.

No engine tells (VROOM: "there is no way to get feedback on a specific reason per unassigned job", its issue 721), so it
is found out here: what rules the job out on every shift; then a route with this job alone; then the finished plan with
one rule loosened at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from logistics.planning.capabilities import limits_of, passes
from logistics.planning.insertion import apply, cheapest, tours_of
from logistics.planning.network import Network, add, fits
from logistics.planning.problem import UNREACHABLE, DrivingRule, Job, Load, Problem, Visit, Window, clock
from logistics.planning.result import NextStep, Numbers, Result, Unplanned
from logistics.planning.sentences import say, say_step
from logistics.planning.tour import Slot, Tour
from logistics.planning.travel import joined

WIDENINGS_MIN: Final = (30, 60, 120, 240)
OVERTIME_MIN: Final = 120
ENDLESS: Final = Load(10**12, 10**12, 10**12)


def why_unplanned(net: Network, tours: Sequence[Tour], job: int) -> Unplanned:
    """The first rule that keeps the job (its number in the network) out of a plan, and what could be done."""
    case = _Case(net, tours, job)
    reason = case.static() or case.alone() or case.among_others()
    steps = tuple(NextStep(code, numbers, say_step(code, numbers)) for code, numbers in reason.steps)
    return Unplanned(case.job.id, reason.code, reason.numbers, say(reason.code, reason.numbers), steps)


def why_not_in_plan(problem: Problem, result: Result, job: Job) -> Unplanned:
    """Why one more job has no place in an existing plan: what to say when ``place_in_plan`` finds none.

    Looks at the whole day; that some of it may be over already is not considered.
    """
    net = Network.sparse(joined(problem, job))
    return why_unplanned(net, tours_of(net, result), net.job_index[job.id])


@dataclass(frozen=True, slots=True)
class _Reason:
    code: str
    numbers: Numbers
    steps: tuple[tuple[str, Numbers], ...]


class _Case:
    """One job that stays behind."""

    def __init__(self, net: Network, tours: Sequence[Tour], job: int) -> None:
        self.net, self.tours, self.number, self.job = net, tours, job, net.job(job)
        locked = net.locked.get(job)
        crews = range(len(net.crews)) if locked is None else [locked]
        self.crews = list(crews)
        shifts = net.problem.shifts
        self.limits = limits_of(self.job, aboard=job in net.aboard)
        self.skilled = [crew for crew in crews if self.job.skills <= shifts[crew].skills]
        self.low = [crew for crew in self.skilled if passes(shifts[crew], self.limits)]
        self.able = [crew for crew in self.low if fits(net.load[job], net.crews[crew].room)]
        self.skills = ", ".join(sorted(self.job.skills)).replace("_", " ")

    # --- nothing about the other jobs ---

    def static(self) -> _Reason | None:
        """Skills, heights, size and hours against every shift."""
        if not self.crews:
            return self._reason("no_vehicle", {}, ("add_shift", {}))
        if not self.skilled:
            return self._reason("no_skill", {"skills": self.skills}, self._another_shift())
        if not self.low:
            return self._too_high()
        if not self.able:
            return self._too_big()
        for kind, visit in (("pickup", self.job.pickup), ("delivery", self.job.delivery)):
            if visit.windows and not any(self._overlap(visit, crew) for crew in self.able):
                return self._closed(kind, visit)
        return None

    def _another_shift(self) -> tuple[str, Numbers]:
        return ("add_skilled_shift", {"skills": self.skills}) if self.skills else ("add_shift", {})

    def _too_high(self) -> _Reason:
        """A vehicle of which nobody said how high it is may be low enough: that is told first."""
        limit, shifts = min(self.limits), self.net.problem.shifts
        lower: tuple[str, Numbers] = ("add_low_shift", {"limit": limit})
        unsaid = next((shifts[crew] for crew in self.skilled if shifts[crew].height_cm is None), None)
        if unsaid is not None:
            numbers: Numbers = {"limit": limit, "shift": unsaid.label}
            return self._reason("height_unknown", numbers, ("say_height", {"shift": unsaid.label}), lower)
        lowest = min(shifts[crew].height_cm or 0 for crew in self.skilled)
        return self._reason("too_high", {"limit": limit, "height": lowest}, lower)

    def _too_big(self) -> _Reason:
        largest = max((self.net.crews[crew].room for crew in self.low), key=self._parts_for)
        parts = self._parts_for(largest)
        split: list[tuple[str, Numbers]] = [("split_load", {"parts": -parts})] if parts > -100 else []
        numbers: Numbers = {"load": _words(self.job.load), "room": _words(Load(*largest))}
        return self._reason("too_big", numbers, *split, self._another_shift())

    def _parts_for(self, room: tuple[int, int, int]) -> int:
        """Minus the number of loads that it would take: the larger the roomier."""
        load = self.net.load[self.number]
        pairs = [(part, space) for part, space in zip(load, room, strict=True) if part]
        return -max((-(-part // space) if space else 10**6 for part, space in pairs), default=1)

    def _overlap(self, visit: Visit, crew: int) -> bool:
        hours = self.net.problem.shifts[crew].window
        return any(hours.overlaps(window) for window in visit.windows)

    def _closed(self, kind: str, visit: Visit) -> _Reason:
        hours = [self.net.problem.shifts[crew].window for crew in self.able]
        gap = min(_between(window, shift) for window in visit.windows for shift in hours)
        numbers: Numbers = {"end": kind, "times": _times(visit), "shift_times": _span(hours)}
        return self._reason("window_vs_shift", numbers, (f"widen_{kind}", {"minutes": _minutes(gap)}))

    # --- this job alone ---

    def alone(self) -> _Reason | None:
        """A route with nothing but this job (and, for a tied shift, what is aboard)."""
        if any(cheapest(Tour(self.net, crew), self.number) for crew in self.able):
            return None
        needed = {crew: self._road_and_site(crew) for crew in self.able}
        if min(needed.values()) >= UNREACHABLE:
            return self._reason("no_road", {}, ("check_place", {}))
        direct = self.net.tables.seconds[self.net.place[2 * self.number]][self.net.place[2 * self.number + 1]]
        if direct > self.net.most_aboard.get(self.number, direct):
            limit = self.net.most_aboard[self.number]
            return self._reason("too_far_for_goods", {"limit_min": limit // 60, "needed_min": _minutes(direct)})
        if any(cheapest(Tour(self._at_the_wheel(), crew), self.number) for crew in self.able):
            least = min(self.able, key=self._road)
            most = max(self.net.crews[crew].most_drive for crew in self.able)
            hours: Numbers = {"needed_min": _minutes(self._road(least)), "limit_min": most // 60}
            return self._reason("too_far_to_drive", hours, self._another_shift())
        anytime = self._loosened(_any_time(self.job.pickup), _any_time(self.job.delivery))
        if any(cheapest(Tour(anytime, crew), self.number) for crew in self.able):
            numbers: Numbers = {
                "pickup_times": _times(self.job.pickup),
                "delivery_times": _times(self.job.delivery),
            }
            return self._reason("windows_apart", numbers, *self._widened([Tour(self.net, crew) for crew in self.able]))
        longest = max(self.net.crews[crew].closes - self.net.crews[crew].opens for crew in self.able)
        numbers = {"needed_min": _minutes(min(needed.values())), "shift_min": longest // 60}
        return self._reason("unreachable", numbers)

    def _road_and_site(self, crew: int) -> int:
        """Seconds from leaving to being back for this job alone, at any time of day."""
        return self._road(crew) + sum(self.net.service[node] for node in self._nodes())

    def _road(self, crew: int) -> int:
        return Tour(self.net, crew, self._nodes()).driven

    def _nodes(self) -> list[int]:
        return [2 * self.number + 1] if self.number in self.net.aboard else [2 * self.number, 2 * self.number + 1]

    def _at_the_wheel(self) -> Network:
        """The same day with drivers that may drive for as long as they work."""
        problem = self.net.problem
        shifts = tuple(replace(shift, driving=DrivingRule()) for shift in problem.shifts)
        return self.net.relaxed(replace(problem, shifts=shifts))

    # --- in the finished plan ---

    def among_others(self) -> _Reason:
        """It fits alone, but not beside the others: loosen one rule at a time."""
        tours = [self.tours[crew] for crew in self.able]
        if self.number in self.net.locked:
            return self._reason("locked", {"shift": self.net.problem.shifts[self.able[0]].label}, ("unlock", {}))
        numbers: Numbers = {"shifts": len(self.able), "skills": self.skills}
        if self._fits_with_room(tours):
            full = self._full_span(tours)
            return self._reason("no_capacity_left", numbers | full, self._another_shift())
        if self._best_in(self._at_the_wheel(), tours):
            return self._reason("no_driving_left", numbers, self._another_shift())
        steps = [*self._widened(tours), *self._overtime(tours), self._another_shift()]
        return self._reason("no_time_left", numbers, *steps)

    def _fits_with_room(self, tours: list[Tour]) -> bool:
        problem = self.net.problem
        shifts = tuple(replace(shift, capacity=ENDLESS) for shift in problem.shifts)
        return self._best_in(self.net.relaxed(replace(problem, shifts=shifts)), tours) is not None

    def _full_span(self, tours: list[Tour]) -> Numbers:
        """From when to when at least one of these routes has no room for it."""
        load, moments = self.net.load[self.number], []
        for tour in tours:
            room = self.net.crews[tour.crew].room
            for position in range(-1, len(tour.nodes)):
                if not fits(add(tour.load_at(position), load), room):
                    later = tour.leave[position + 1] if position + 1 < len(tour.nodes) else tour.finish()
                    moments += [tour.free_at(position), later]
        return {"full_from": clock(min(moments, default=0)), "full_to": clock(max(moments, default=0))}

    def _widened(self, tours: list[Tour]) -> list[tuple[str, Numbers]]:
        """The least widening of one end's times, of those tried, that would let it ride."""
        pickup, delivery = self.job.pickup, self.job.delivery
        tries: list[tuple[str, int, Visit, Visit]] = []
        if pickup.windows:
            tries += [("widen_pickup", m, _wider(pickup, 60 * m), delivery) for m in WIDENINGS_MIN]
        if delivery.windows:
            tries += [("widen_delivery", m, pickup, _wider(delivery, 60 * m)) for m in WIDENINGS_MIN]
        steps: dict[str, Numbers] = {}
        for code, minutes, early, late in tries:
            if code not in steps and self._best_in(self._loosened(early, late), tours):
                steps[code] = {"minutes": minutes}
        return list(steps.items())

    def _overtime(self, tours: list[Tour]) -> list[tuple[str, Numbers]]:
        """The shift that would need the least overtime."""
        problem = self.net.problem
        shifts = tuple(
            replace(
                shift,
                window=Window(shift.window.start_s, shift.window.end_s + 60 * OVERTIME_MIN),
                driving=replace(shift.driving, stretch_s=None),
            )
            for shift in problem.shifts
        )
        late: list[tuple[int, int]] = []
        net = self.net.relaxed(replace(problem, shifts=shifts))
        for tour in tours:
            longer = Tour(net, tour.crew, tour.nodes, tour.rests)
            slot = cheapest(longer, self.number)
            if slot:
                late.append((apply(longer, slot).finish() - self.net.crews[tour.crew].closes, tour.crew))
        if not late:
            return []
        seconds, crew = min(late)
        return [("extend_shift", {"shift": problem.shifts[crew].label, "minutes": max(1, _minutes(seconds))})]

    def _best_in(self, net: Network, tours: list[Tour]) -> Slot | None:
        slots = (cheapest(Tour(net, tour.crew, tour.nodes, tour.rests), self.number) for tour in tours)
        return next((slot for slot in slots if slot), None)

    def _loosened(self, pickup: Visit, delivery: Visit) -> Network:
        """The same day with this job's ends replaced."""
        problem = self.net.problem
        jobs = list(problem.jobs)
        jobs[self.number] = replace(self.job, pickup=pickup, delivery=delivery)
        return self.net.relaxed(replace(problem, jobs=tuple(jobs)))

    def _reason(self, code: str, numbers: Numbers, *steps: tuple[str, Numbers]) -> _Reason:
        always: list[tuple[str, Numbers]] = [("other_day", {}), ("offer_volunteer", {}), ("recipient_collects", {})]
        if self.number in self.net.aboard:
            always = []
        return _Reason(code, numbers, (*steps, *always))


def _minutes(seconds: int) -> int:
    return -(-seconds // 60)


def _between(a: Window, b: Window) -> int:
    return max(a.start_s - b.end_s, b.start_s - a.end_s, 0)


def _any_time(visit: Visit) -> Visit:
    return replace(visit, windows=())


def _wider(visit: Visit, seconds: int) -> Visit:
    """The times opened on both sides; ones that then touch become one."""
    spans: list[Window] = []
    for window in visit.windows:
        opens, closes = max(0, window.start_s - seconds), window.end_s + seconds
        if spans and opens <= spans[-1].end_s:
            opens = spans.pop().start_s
        spans.append(Window(opens, closes))
    return replace(visit, windows=tuple(spans))


def _times(visit: Visit) -> str:
    return ", ".join(f"{clock(w.start_s)}–{clock(w.end_s)}" for w in visit.windows) or "00:00–24:00"


def _span(hours: list[Window]) -> str:
    return f"{clock(min(w.start_s for w in hours))}–{clock(max(w.end_s for w in hours))}"


def _words(load: Load) -> str:
    parts = [f"{load.grams / 1000:g} kg", f"{load.litres} l", f"{load.pallets} pallets"]
    return ", ".join(parts)
