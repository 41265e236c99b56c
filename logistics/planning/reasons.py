"""Why a job stays behind, with numbers and something to press next.

No engine tells (VROOM: "there is no way to get feedback on a specific reason per unassigned job", its issue 721), so it
is found out here: what rules the job out on every shift; then a route with this job alone; then the finished plan with
one rule loosened at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from logistics.planning.insertion import apply, cheapest, tours_of
from logistics.planning.network import Network, add, fits
from logistics.planning.problem import UNREACHABLE, Job, Load, Problem, Visit, Window, clock
from logistics.planning.result import NextStep, Numbers, Result, Unplanned
from logistics.planning.tour import Slot, Tour
from logistics.planning.travel import joined
from marketplace.kernel.errors import gettext_noop

SENTENCES: Final = {
    "no_vehicle": gettext_noop("There is no shift on this day."),
    "no_skill": gettext_noop("No shift on this day has everything it needs: {skills}."),
    "too_big": gettext_noop("It is {load}; the largest vehicle that could take it has room for {room}."),
    "window_vs_shift_pickup": gettext_noop(
        "It can be picked up {times}, and no shift that could take it works then ({shift_times})."
    ),
    "window_vs_shift_delivery": gettext_noop(
        "It can be delivered {times}, and no shift that could take it works then ({shift_times})."
    ),
    "windows_apart": gettext_noop(
        "With pickup {pickup_times} and delivery {delivery_times}, no shift that could take it can be at both in time."
    ),
    "unreachable": gettext_noop(
        "Even alone it takes {needed_min} min on the road and on site; the longest shift has {shift_min} min."
    ),
    "too_far_for_goods": gettext_noop(
        "It may be aboard for {limit_min} min, and the drive alone takes {needed_min} min."
    ),
    "no_road": gettext_noop("No road that a vehicle may take leads to it."),
    "no_capacity_left": gettext_noop(
        "Shifts that could take it: {shifts}. All are too full from {full_from} to {full_to}."
    ),
    "no_time_left": gettext_noop("Shifts that could take it: {shifts}. None has the time left."),
    "no_capacity_left_skilled": gettext_noop(
        "Needs {skills}. Shifts that have it: {shifts}. All are too full from {full_from} to {full_to}."
    ),
    "no_time_left_skilled": gettext_noop("Needs {skills}. Shifts that have it: {shifts}. None has the time left."),
    "locked": gettext_noop("It is tied to {shift}, which has no time or room left for it."),
}

STEPS: Final = {
    "add_shift": gettext_noop("Add a shift."),
    "add_skilled_shift": gettext_noop("Add a shift that has {skills}."),
    "split_load": gettext_noop("Split it into {parts} loads."),
    "widen_pickup": gettext_noop("Ask for the pickup to be possible {minutes} min longer."),
    "widen_delivery": gettext_noop("Ask for the delivery to be possible {minutes} min longer."),
    "extend_shift": gettext_noop("Let {shift} work {minutes} min longer."),
    "other_day": gettext_noop("Plan it on another day."),
    "offer_volunteer": gettext_noop("Offer it to volunteers."),
    "recipient_collects": gettext_noop("Ask the recipient to collect it."),
    "unlock": gettext_noop("Let another shift take it."),
    "check_place": gettext_noop("Check where the place is on the map."),
}

WIDENINGS_MIN: Final = (30, 60, 120, 240)
OVERTIME_MIN: Final = 120
ENDLESS: Final = Load(10**12, 10**12, 10**12)


def say(code: str, numbers: Numbers, translate: Callable[[str], str] = str) -> str:
    """The sentence for a reason in the language that ``translate`` (``gettext``) speaks."""
    forms = (code, f"{code}_{numbers.get('end')}", f"{code}_skilled" if numbers.get("skills") else code)
    template = next(SENTENCES[form] for form in reversed(forms) if form in SENTENCES)
    return translate(template).format(**numbers)


def say_step(code: str, numbers: Numbers, translate: Callable[[str], str] = str) -> str:
    """The sentence for a next step, likewise."""
    return translate(STEPS[code]).format(**numbers)


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
        self.skilled = [crew for crew in crews if self.job.skills <= net.crews[crew].skills]
        self.able = [crew for crew in self.skilled if fits(net.load[job], net.crews[crew].room)]
        self.skills = ", ".join(sorted(self.job.skills)).replace("_", " ")

    # --- nothing about the other jobs ---

    def static(self) -> _Reason | None:
        """Skills, size and hours against every shift."""
        if not self.crews:
            return self._reason("no_vehicle", {}, ("add_shift", {}))
        if not self.skilled:
            return self._reason("no_skill", {"skills": self.skills}, self._another_shift())
        if not self.able:
            return self._too_big()
        for kind, visit in (("pickup", self.job.pickup), ("delivery", self.job.delivery)):
            if visit.windows and not any(self._overlap(visit, crew) for crew in self.able):
                return self._closed(kind, visit)
        return None

    def _another_shift(self) -> tuple[str, Numbers]:
        return ("add_skilled_shift", {"skills": self.skills}) if self.skills else ("add_shift", {})

    def _too_big(self) -> _Reason:
        largest = max((self.net.crews[crew].room for crew in self.skilled), key=self._parts_for)
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
        nodes = [2 * self.number + 1] if self.number in self.net.aboard else [2 * self.number, 2 * self.number + 1]
        tour = Tour(self.net, crew, nodes)
        drive = sum(tour.leg(position, self.net.tables.seconds) for position in range(len(nodes) + 1))
        return drive + sum(self.net.service[node] for node in nodes)

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
            replace(shift, window=Window(shift.window.start_s, shift.window.end_s + 60 * OVERTIME_MIN))
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
