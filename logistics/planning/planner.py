"""From a question to a plan that may be saved: engine, check, repair, check; and our own plan when the engine fails."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from logistics.planning import vroom_engine
from logistics.planning.checker import Violation, violations
from logistics.planning.network import COST_UNITS_PER_PENNY, Network
from logistics.planning.problem import Problem
from logistics.planning.reasons import why_unplanned
from logistics.planning.record import input_hash
from logistics.planning.repair import Draft, construct, improve, insert_all
from logistics.planning.result import Numbers, Result
from logistics.planning.splitting import JOBS_AT_MOST, parts_of
from logistics.planning.tour import Tour
from logistics.planning.vroom_engine import EngineFailed, PlanCancelled, never

logger = logging.getLogger(__name__)

# Of the time limit, what the engine may use; our own search has the rest (and what the engine leaves).
ENGINE_SHARE: Final = 0.7

# In this order; "joining" only for days that were cut.
STAGES: Final = ("preparing", "searching", "joining", "explaining", "checking")


class NoValidPlan(Exception):
    """Not even our own plan passed the check: a mistake in the program. ``found`` says what was wrong."""

    def __init__(self, found: list[Violation]) -> None:
        super().__init__("; ".join(violation.sentence for violation in found[:5]))
        self.found = found


def nothing(stage: str, done: int, of: int) -> None:
    """Tell nobody how far the work is."""


def plan(
    problem: Problem,
    *,
    cancelled: Callable[[], bool] = never,
    progress: Callable[[str, int, int], None] = nothing,
    keep: Result | None = None,
    at_most: int = JOBS_AT_MOST,
) -> Result:
    """Plan a day. The result has passed the independent check; every job is on a route or explained.

    Takes about ``problem.limit_s`` at most (small days far less), plus the engine's start and, for jobs left out, a
    moment each for the reasons. ``result.metrics["note"]`` is there when something went another way than usual:
    ``cut`` (solved in parts), the code of an engine's failure, or ``engine_plan_refused`` or
    ``repaired_plan_refused`` (the check failed, so the plan is our own).

    :param cancelled: asked often; True ends the work
    :param progress: told about once a second which of ``STAGES`` it is in, and how much of it is done
    :param keep: an earlier plan to start from. What was told to people (``problem.told``) is changed only where that
        saves more than ``problem.weights`` says it costs
    :param at_most: jobs a solve; larger days are cut
    :raises PlanCancelled: ``cancelled()`` said so
    :raises NoValidPlan: a mistake in the program; nothing may be saved
    """
    progress("preparing", 0, 1)
    result = _Work(problem, cancelled, at_most).result()
    progress("checking", 1, 1)
    return result


class _Work:
    def __init__(self, problem: Problem, cancelled: Callable[[], bool], at_most: int) -> None:
        self.problem, self.cancelled, self.at_most = problem, cancelled, at_most
        self.started = time.monotonic()
        self.until = self.started + problem.limit_s
        self.net = Network(problem)
        self.notes: list[str] = []
        self.rounds = 0
        self.engine_s = 0.0

    def result(self) -> Result:
        draft = self._by_engine()
        if draft is not None:
            result = self._finished(draft, "vroom")
            found = violations(self.problem, result)
            if not found:
                return result
            self._refused("repaired", [violation.sentence for violation in found])
        result = self._finished(self._improved(construct(self.net)), "own")
        found = violations(self.problem, result)
        if found:
            raise NoValidPlan(found)
        return result

    def _refused(self, whose: str, why: list[str]) -> None:
        self.notes.append(f"{whose}_plan_refused")
        logger.error("%s plan refused: %s", whose, "; ".join(why[:5]))

    def _by_engine(self) -> Draft | None:
        """The engine's plan, repaired; None when it has none or its own plan already fails."""
        began = time.monotonic()
        try:
            draft = self._engine_draft()
        except EngineFailed as failure:
            self.notes.append(failure.code)
            logger.warning("routing engine gave no plan (%s): %s", failure.code, failure)
            return None
        self.engine_s = time.monotonic() - began
        raw = self._finished(draft, "vroom", explain=False)
        found = [v for v in violations(self.problem, raw) if v.code != "job_missing"]
        broken = [self.problem.shifts[tour.crew].label for tour in draft.tours if tour.nodes and not tour.feasible]
        if found or broken:
            self._refused("engine", [*(violation.sentence for violation in found), *broken])
            return None
        return self._improved(insert_all(self.net, draft))

    def _engine_draft(self) -> Draft:
        """The engine's plans of all parts, joined. Crews are numbered as in the whole."""
        parts = parts_of(self.problem, at_most=self.at_most)
        if len(parts) > 1:
            self.notes.append("cut")
        tours = {}
        for part in parts:
            net = self.net.relaxed(part) if len(parts) > 1 else self.net
            share = max(1.0, self.problem.limit_s * ENGINE_SHARE * len(part.jobs) / max(1, len(self.problem.jobs)))
            for tour in vroom_engine.solve(net, share, cancelled=self.cancelled):
                tours[part.shifts[tour.crew].id] = (net, tour)
        return Draft.of(self.net, [self._rehomed(*tours[shift.id]) for shift in self.problem.shifts])

    def _rehomed(self, net: Network, tour: Tour) -> Tour:
        """A tour of a part with the numbers of the whole."""
        ids = [(net.job(node // 2).id, node % 2) for node in tour.nodes]
        nodes = [2 * self.net.job_index[job_id] + end for job_id, end in ids]
        crew = self.net.crew_index[net.problem.shifts[tour.crew].id]
        return Tour(self.net, crew, nodes, tour.rests)

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
            "travel": self.net.matrix.quality,
        }
        return metrics | ({"note": ", ".join(self.notes)} if self.notes else {})
