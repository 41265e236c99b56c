"""Hard requirements as bits: what a job needs and what a crew with its vehicle offers, each as one whole number.

A bit stands for a skill, or for getting under one of the height limits of the day. Whatever a vehicle has to have or a
person has to be able to do is one bit more: the search itself never hears of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from logistics.planning.problem import Job, Problem, Shift, Visit


def limits_of(job: Job, *, aboard: bool) -> frozenset[int]:
    """The height limits at the places that are still to be visited for it."""
    visits: tuple[Visit, ...] = (job.delivery,) if aboard else (job.pickup, job.delivery)
    return frozenset(visit.height_limit_cm for visit in visits if visit.height_limit_cm is not None)


def passes(shift: Shift, limits: Iterable[int]) -> bool:
    """Whether its vehicle is known to be low enough for all of them."""
    return all(shift.height_cm is not None and shift.height_cm <= limit for limit in limits)


class Capabilities:
    """``needs[j]`` of each job, ``offers[c]`` of each shift, in the problem's order; ``count`` of bits in use."""

    __slots__ = ("count", "needs", "offers")

    def __init__(self, problem: Problem) -> None:
        aboard = {lock.job_id for lock in problem.locks if lock.aboard}
        limits = [limits_of(job, aboard=job.id in aboard) for job in problem.jobs]
        skills = sorted({skill for job in problem.jobs for skill in job.skills})
        heights = sorted({limit for one in limits for limit in one})
        named: list[str | int] = [*skills, *heights]
        bits = {what: 1 << bit for bit, what in enumerate(named)}
        self.count = len(bits)
        self.needs: list[int] = []
        for job, heights_of in zip(problem.jobs, limits, strict=True):
            wanted: list[str | int] = [*job.skills, *heights_of]
            self.needs.append(sum(bits[what] for what in wanted))
        self.offers = [
            sum(bits[skill] for skill in skills if skill in shift.skills)
            + sum(bits[limit] for limit in heights if passes(shift, (limit,)))
            for shift in problem.shifts
        ]

    def suffice(self, job: int, crew: int) -> bool:
        """Whether the crew has everything that the job needs."""
        return not self.needs[job] & ~self.offers[crew]

    def bits(self, mask: int) -> list[int]:
        """The numbers of the bits that are set."""
        return [bit for bit in range(self.count) if mask >> bit & 1]
