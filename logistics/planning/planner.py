"""From a question to a plan that may be saved: search, check, repair, check; and other ways when the search fails."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from typing import Final

from logistics.planning import joining, search_engine, vroom_engine
from logistics.planning.checker import Violation, violations
from logistics.planning.engine_process import EngineFailed, PlanCancelled, never, nothing
from logistics.planning.insertion import tours_of
from logistics.planning.network import COST_UNITS_PER_PENNY, Network
from logistics.planning.problem import Problem
from logistics.planning.reasons import why_unplanned
from logistics.planning.record import input_hash
from logistics.planning.repair import Draft, construct, improve, insert_all
from logistics.planning.resting import rested
from logistics.planning.result import Numbers, Result
from logistics.planning.search_engine import Terms
from logistics.planning.splitting import JOBS_AT_MOST, parts_of
from logistics.planning.tour import Tour
from logistics.planning.travel import matrix_for

logger = logging.getLogger(__name__)

# Where the search has to do without machine code, VROOM plans first and has this share of the time.
VROOM_SHARE: Final = 0.7
# What checking, writing down and explaining a large plan takes.
LAST_S: Final = 0.5

# In this order; "joining" only for days that were cut.
STAGES: Final = ("preparing", "searching", "joining", "explaining", "checking")


class NoValidPlan(Exception):
    """Not even our own plan passed the check: a mistake in the program. ``found`` says what was wrong."""

    def __init__(self, found: list[Violation]) -> None:
        super().__init__("; ".join(violation.sentence for violation in found[:5]))
        self.found = found


def plan(
    problem: Problem,
    *,
    cancelled: Callable[[], bool] = never,
    progress: Callable[[str, int, int], None] = nothing,
    keep: Result | None = None,
    at_most: int = JOBS_AT_MOST,
    by_cpu: bool = False,
    joined: bool = True,
) -> Result:
    """Plan a day. The result has passed the independent check; every job is on a route or explained.

    Takes about ``problem.limit_s`` at most (small days far less), plus the start of a process and, for jobs left out, a
    moment each for the reasons; the first plan on a machine waits half a minute more for machine code to be made.
    ``result.metrics["note"]`` is there when something went another way than usual: ``cut`` (solved in parts, and
    neighbours joined afterwards), ``no_machine_code``, the code of an engine's failure, or ``search_plan_refused``,
    ``vroom_plan_refused`` (the check failed, so the plan is from the next of search, VROOM, plain insertion).

    :param cancelled: asked often; True ends the work
    :param progress: told about once a second which of ``STAGES`` it is in, and how much of it is done
    :param keep: an earlier plan to start from. What was told to people (``problem.told``) is changed only where that
        saves more than ``problem.weights`` says it costs
    :param at_most: jobs a solve; larger days are cut
    :param by_cpu: ``limit_s`` counts CPU-seconds, to compare engines on a busy machine
    :param joined: plan again along the borders of a day that was cut; without it, to measure what that is worth
    :raises PlanCancelled: ``cancelled()`` said so
    :raises NoValidPlan: a mistake in the program; nothing may be saved
    """
    progress("preparing", 0, 1)
    return _Work(problem, cancelled, progress, keep, at_most, by_cpu=by_cpu, joined=joined).result()


class _Work:
    def __init__(
        self,
        problem: Problem,
        cancelled: Callable[[], bool],
        progress: Callable[[str, int, int], None],
        keep: Result | None,
        at_most: int,
        *,
        by_cpu: bool,
        joined: bool,
    ) -> None:
        self.problem, self.cancelled, self.progress, self.at_most = problem, cancelled, progress, at_most
        self.by_cpu, self.joined = by_cpu, joined
        self.started, self.cpu_started = time.monotonic(), time.process_time()
        self.until = self.started + problem.limit_s
        self.driven = replace(problem, matrix=matrix_for(problem))
        self.net = Network(self.driven)
        self.start = [] if keep is None else self._kept(keep)
        self.notes: list[str] = []
        self.rounds = 0
        self.engine_s = 0.0

    def result(self) -> Result:
        """The first plan that passes the check: of the search, of VROOM, of plain insertion."""
        ways: tuple[tuple[str, Callable[[], Draft]], ...] = (
            ("search", self._by_search),
            ("vroom", self._by_vroom),
            ("own", lambda: self._improved(construct(self.net))),
        )
        found: list[Violation] = []
        for engine, way in ways:
            draft = self._tried(engine, way)
            if draft is None:
                continue
            self.progress("explaining", 0, 1)
            result = self._finished(draft, engine)
            self.progress("checking", 0, 1)
            found = violations(self.driven, result)
            if not found:
                return result
            self._refused(engine, [violation.sentence for violation in found])
        raise NoValidPlan(found)

    def _tried(self, engine: str, way: Callable[[], Draft]) -> Draft | None:
        """An engine's plan; None when it has none or the check refuses it as it is."""
        began = time.monotonic()
        try:
            draft = way()
        except EngineFailed as failure:
            self.notes.append(failure.code)
            logger.warning("%s gave no plan (%s): %s", engine, failure.code, failure)
            return None
        self.engine_s = time.monotonic() - began
        broken = [self.problem.shifts[tour.crew].label for tour in draft.tours if not _holds(tour)]
        if broken:
            self._refused(engine, broken)
            return None
        raw = self._finished(draft, engine, explain=False)
        found = [v for v in violations(self.driven, raw) if v.code != "job_missing"]
        if found:
            self._refused(engine, [violation.sentence for violation in found])
            return None
        return insert_all(self.net, draft) if draft.left else draft

    def _kept(self, keep: Result) -> list[Tour]:
        """An earlier plan as tours of this day: without jobs and shifts that are gone."""
        jobs, shifts = self.net.job_index, self.net.crew_index
        routes = tuple(
            replace(route, stops=tuple(stop for stop in route.stops if stop.kind != "break" and stop.job_id in jobs))
            for route in keep.routes
            if route.shift_id in shifts
        )
        return tours_of(self.net, replace(keep, routes=routes))

    def _refused(self, whose: str, why: list[str]) -> None:
        self.notes.append(f"{whose}_plan_refused")
        logger.error("%s plan refused: %s", whose, "; ".join(why[:5]))

    def _by_search(self) -> Draft:
        """Our own search, part by part where the day is large."""
        if not find_spec("numba"):
            self.notes.append("no_machine_code")
            self.start = self.start or self._vroom_draft().tours
        gone = time.process_time() - self.cpu_started if self.by_cpu else time.monotonic() - self.started
        terms = Terms(max(1.0, self.problem.limit_s - gone - LAST_S), by_cpu=self.by_cpu)
        parts = parts_of(self.problem, at_most=self.at_most)
        if len(parts) > 1:
            self.notes.append("cut")
            return Draft.of(self.net, self._parts(parts, terms))
        found = search_engine.solve(self.net, terms, start=self.start, cancelled=self.cancelled, progress=self.progress)
        self.rounds += found.rounds
        return Draft.of(self.net, found.tours)

    def _by_vroom(self) -> Draft:
        """VROOM's plan, and what it leaves out, and our plain search."""
        return self._improved(insert_all(self.net, self._vroom_draft()))

    def _vroom_draft(self) -> Draft:
        """VROOM's plans of all parts."""
        tours = {}
        parts = parts_of(self.problem, at_most=self.at_most)
        for part in parts:
            net = self.net.relaxed(part) if len(parts) > 1 else self.net
            share = max(1.0, self.problem.limit_s * VROOM_SHARE * len(part.jobs) / max(1, len(self.problem.jobs)))
            for tour in vroom_engine.solve(net, share, cancelled=self.cancelled):
                tours[part.shifts[tour.crew].id] = self._rehomed(net, tour, self.net)
        return Draft.of(self.net, [tours[shift.id] for shift in self.problem.shifts])

    def _parts(self, parts: list[Problem], terms: Terms) -> list[Tour]:
        """The parts one after the other, and then each border between two neighbours."""
        tours = list(self.start) or [Tour(self.net, crew) for crew in range(len(self.net.crews))]
        for number, part in enumerate(parts):
            share = (1 - joining.SHARE * self.joined) * len(part.jobs) / max(1, len(self.problem.jobs))
            self._part(part, replace(terms, limit_s=max(1.0, terms.limit_s * share)), tours, start=bool(self.start))
            self.progress("searching", number + 1, len(parts))
        borders = joining.borders(parts) if self.joined else []
        for number, (a, b) in enumerate(borders):
            self.progress("joining", number, len(borders))
            both = joining.along(self.problem, (parts[a], parts[b]), tours, at_most=self.at_most)
            share = joining.SHARE / len(borders)
            self._part(both, replace(terms, limit_s=max(1.0, terms.limit_s * share)), tours, start=True)
        return tours

    def _part(self, part: Problem, terms: Terms, tours: list[Tour], *, start: bool) -> None:
        """Plan part of the day; its tours take the place of those in the list."""
        net = self.net.relaxed(part)
        crews = [self.net.crew_index[shift.id] for shift in part.shifts]
        begun = [self._rehomed(self.net, tours[crew], net) for crew in crews] if start else []
        found = search_engine.solve(net, terms, start=begun, cancelled=self.cancelled)
        self.rounds += found.rounds
        for tour in found.tours:
            whole = self._rehomed(net, tour, self.net)
            tours[whole.crew] = whole

    def _rehomed(self, net: Network, tour: Tour, other: Network) -> Tour:
        """A tour of one network with the numbers of another; jobs that are not there are left out."""
        ids = [(net.job(node // 2).id, node % 2) for node in tour.nodes]
        nodes = [2 * other.job_index[job_id] + end for job_id, end in ids if job_id in other.job_index]
        return rested(other, other.crew_index[net.problem.shifts[tour.crew].id], nodes)

    def _improved(self, draft: Draft) -> Draft:
        better, rounds = improve(self.net, draft, until=self.until, stopped=self.cancelled)
        self.rounds += rounds
        if self.cancelled():
            raise PlanCancelled
        return better

    def _finished(self, draft: Draft, engine: str, *, explain: bool = True) -> Result:
        left = draft.left if explain else []
        return Result(
            routes=tuple(tour.planned() for tour in draft.tours if tour.nodes and tour.feasible),
            unplanned=tuple(why_unplanned(self.net, draft.tours, job) for job in left),
            metrics=self._metrics(draft),
            engine=engine,
            input_hash=input_hash(self.problem) if explain else "",
        )

    def _metrics(self, draft: Draft) -> Numbers:
        used = [tour for tour in draft.tours if tour.nodes and tour.feasible]
        routes = [tour.planned() for tour in used]
        metrics: Numbers = {
            "jobs": len(self.problem.jobs),
            "served": len(self.problem.jobs) - len(draft.left),
            "vehicles": len(used),
            "cost_pence": sum(tour.cost for tour in used) // COST_UNITS_PER_PENNY,
            "drive_s": sum(route.total_drive_s for route in routes),
            "wait_s": sum(route.total_wait_s for route in routes),
            "metres": sum(route.total_metres for route in routes),
            "engine_ms": round(self.engine_s * 1000),
            "total_ms": round((time.monotonic() - self.started) * 1000),
            "rounds": self.rounds,
            "travel": self.problem.matrix.quality if self.problem.matrix else "estimated",
        }
        return metrics | ({"note": ", ".join(self.notes)} if self.notes else {})


def _holds(tour: Tour) -> bool:
    """Whether an engine's route can be written down: each job once, picked up before it is delivered, all in time."""
    seen: set[int] = set()
    for node in tour.nodes:
        picked = node - 1 in seen or node // 2 in tour.net.aboard
        if node in seen or (node % 2 and not picked):
            return False
        seen.add(node)
    whole = all(node + 1 in seen for node in seen if node % 2 == 0)
    return whole and (not tour.nodes or tour.feasible)
