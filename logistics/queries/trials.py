"""What would become of a draft if one job rode on another van: its new times, or the rules that this breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from logistics.planning.checker import SENTENCES, Violation, violations
from logistics.planning.insertion import apply, cheapest, tours_of
from logistics.planning.network import Network
from logistics.planning.problem import DrivingRule, Job, Load, Lock, Problem, Visit, Window
from logistics.planning.record import input_hash
from logistics.planning.result import PlannedRoute, Result, Unplanned
from logistics.planning.tour import Tour

_NO_END: Final = 10**6
_ENDLESS: Final = Load(10**12, 10**12, 10**12)


@dataclass(frozen=True, slots=True)
class Trial:
    """One job on one shift. `why` says in sentences which rules that breaks; without any, `problem` and `result` are
    the day as it would be, with the job tied to the shift. The extra is what this shift drives more than it does."""

    shift_id: str
    why: tuple[str, ...]
    problem: Problem
    result: Result
    pickup_s: int = 0
    delivery_s: int = 0
    extra_drive_s: int = 0
    extra_metres: int = 0

    @property
    def fits(self) -> bool:
        return not self.why


class Trials:
    """A draft without one of its jobs, to try it anywhere.

    :param labels: what sentences call a job, by id
    """

    def __init__(self, problem: Problem, result: Result, job: Job, labels: Mapping[str, str]) -> None:
        self.before, self.job, self.labels = result, job, labels
        self.problem = _untied(problem, job.id)
        self.net = Network(self.problem)
        self.number = self.net.job_index[job.id]
        tours = tours_of(self.net, result)
        self.tours = [tour.without({self.number}) if self.number in tour.jobs else tour for tour in tours]
        self.left = tuple(one for one in result.unplanned if one.job_id != job.id)

    def aside(self) -> Trial:
        """The draft without it, with the word that somebody took it off."""
        word = Unplanned(self.job.id, "set_aside", {}, _("Set aside by hand."), ())
        return Trial("", (), self.problem, self._result(self.problem, self.tours, (*self.left, word)))

    def on(self, shift_id: str) -> Trial:
        """At the best place on this shift.

        :raises KeyError: the shift is not one of this draft's
        """
        crew = self.net.crew_index[shift_id]
        problem = replace(self.problem, locks=(*self.problem.locks, Lock(job_id=self.job.id, shift_id=shift_id)))
        slot = cheapest(self.tours[crew], self.number)
        if slot is None:
            return Trial(shift_id, self._loosely(crew), problem, self.before)
        moved = apply(self.tours[crew], slot)
        tours = [*self.tours[:crew], moved, *self.tours[crew + 1 :]]
        result = self._result(problem, tours, self.left)
        why = self._said(violations(problem, result))
        return self._told(Trial(shift_id, why, problem, result), moved.planned(), self.tours[crew])

    def _told(self, trial: Trial, route: PlannedRoute, before: Tour) -> Trial:
        begins = {stop.kind: stop.arrival_s + stop.wait_s for stop in route.stops if stop.job_id == self.job.id}
        old = before.planned() if before.nodes else None
        return replace(
            trial,
            pickup_s=begins.get("pickup", 0),
            delivery_s=begins["delivery"],
            extra_drive_s=route.total_drive_s - (old.total_drive_s if old else 0),
            extra_metres=route.total_metres - (old.total_metres if old else 0),
        )

    def _result(self, problem: Problem, tours: list[Tour], unplanned: tuple[Unplanned, ...]) -> Result:
        routes = tuple(tour.planned() for tour in tours if tour.nodes)
        engine = self.before.engine
        by_hand = engine if engine.endswith("+hand") else f"{engine}+hand"
        return replace(self.before, routes=routes, unplanned=unplanned, engine=by_hand, input_hash=input_hash(problem))

    def _loosely(self, crew: int) -> tuple[str, ...]:
        """Try it with this job's own rules and the vans' limits loosened: the check names what that breaks."""
        tour = self.tours[crew]
        loose = self.net.relaxed(_loosened(self.problem, self.job))
        there = Tour(loose, crew, tour.nodes, tour.rests)
        slot = cheapest(there, self.number)
        if slot is None:
            return (_("It would make the other stops of that van late."),)
        tried = Result(routes=(apply(there, slot).planned(),), unplanned=(), metrics={}, engine="hand", input_hash="")
        return self._said(violations(self.problem, tried)) or (_("The check refused it."),)

    def _said(self, found: list[Violation]) -> tuple[str, ...]:
        told = [self._sentence(one) for one in found if one.code not in {"job_missing", "no_reason"}]
        return tuple(dict.fromkeys(told))

    def _sentence(self, violation: Violation) -> str:
        numbers = dict(violation.numbers)
        if "job" in numbers:
            numbers["job"] = self.labels.get(str(numbers["job"]), _("another job"))
        if "skills" in numbers:
            numbers["skills"] = str(numbers["skills"]).replace("_", " ")
        return _(SENTENCES[violation.code]).format(**numbers)


def _untied(problem: Problem, job_id: str) -> Problem:
    return replace(problem, locks=tuple(lock for lock in problem.locks if lock.job_id != job_id))


def _loosened(problem: Problem, job: Job) -> Problem:
    free = replace(job, skills=frozenset(), pickup=_open_end(job.pickup), delivery=_open_end(job.delivery))
    shifts = tuple(
        replace(one, capacity=_ENDLESS, window=Window(one.window.start_s, _NO_END), driving=DrivingRule())
        for one in problem.shifts
    )
    jobs = tuple(free if one.id == job.id else one for one in problem.jobs)
    return replace(problem, jobs=jobs, shifts=shifts)


def _open_end(visit: Visit) -> Visit:
    windows = (Window(visit.windows[0].start_s, _NO_END),) if visit.windows else ()
    return replace(visit, windows=windows, height_limit_cm=None)
