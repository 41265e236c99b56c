"""Cutting a day that is too large for one solve into parts that are solved one after the other.

Parts of about 100 jobs cost 9 % more vehicles and 14 % more money than one solve (500 pairs, VROOM), so they are cut no
finer than the limit asks, and the joined plan is repaired across the borders afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Final

from logistics.planning.problem import Job, Problem, Shift
from marketplace.kernel.geo import Point

JOBS_AT_MOST: Final = 300


def parts_of(problem: Problem, *, at_most: int = JOBS_AT_MOST) -> list[Problem]:
    """The problem in halves of halves until none has more jobs than that; every job and every shift in exactly one.

    Each cut goes across the longer side of the area, at the middle job. Shifts go with the jobs in equal shares, kind
    by kind (skills, capacity, hours), the nearer ones first; jobs tied to a shift go where it goes.
    """
    if len(problem.jobs) <= at_most or len(problem.shifts) < 2:
        return [problem]
    return [part for half in _halves(problem) for part in parts_of(half, at_most=at_most)]


def _halves(problem: Problem) -> tuple[Problem, Problem]:
    across = _longer_side([_middle(job) for job in problem.jobs])
    near, far = _share_shifts(problem.shifts, across)
    tied = {lock.job_id: lock.shift_id for lock in problem.locks}
    low_ids = {shift.id for shift in near}
    free = sorted((job for job in problem.jobs if job.id not in tied), key=lambda job: (across(_middle(job)), job.id))
    low_jobs = {job.id for job in free[: len(free) // 2]} | {job for job, shift in tied.items() if shift in low_ids}
    return _part(problem, near, low_jobs), _part(problem, far, {job.id for job in problem.jobs} - low_jobs)


def _part(problem: Problem, shifts: list[Shift], job_ids: set[str]) -> Problem:
    return replace(
        problem,
        jobs=tuple(job for job in problem.jobs if job.id in job_ids),
        shifts=tuple(shifts),
        locks=tuple(lock for lock in problem.locks if lock.job_id in job_ids),
    )


def _share_shifts(shifts: tuple[Shift, ...], across: _Side) -> tuple[list[Shift], list[Shift]]:
    """Half of each kind to each side; of kinds with odd numbers the extra one goes to the sides in turn."""
    kinds: dict[tuple[object, ...], list[Shift]] = defaultdict(list)
    for shift in shifts:
        kinds[tuple(sorted(shift.skills)), shift.capacity, shift.window].append(shift)
    near: list[Shift] = []
    far: list[Shift] = []
    for group in kinds.values():
        group.sort(key=lambda shift: (across(shift.start), shift.id))
        cut = (len(group) + (len(near) <= len(far))) // 2
        near += group[:cut]
        far += group[cut:]
    return near, far


class _Side:
    """Where a point lies across the longer side of an area."""

    def __init__(self, *, by_latitude: bool) -> None:
        self.by_latitude = by_latitude

    def __call__(self, point: Point) -> float:
        return point.latitude if self.by_latitude else point.longitude


def _longer_side(points: list[Point]) -> _Side:
    tall = max(p.latitude for p in points) - min(p.latitude for p in points)
    wide = max(p.longitude for p in points) - min(p.longitude for p in points)
    # A degree of longitude is about 0.6 of a degree of latitude where most of this is used (50 to 55 degrees north).
    return _Side(by_latitude=tall > 0.6 * wide)


def _middle(job: Job) -> Point:
    a, b = job.pickup.point, job.delivery.point
    return Point((a.latitude + b.latitude) / 2, (a.longitude + b.longitude) / 2)
