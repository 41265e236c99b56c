"""Cutting a day that is too large for one solve into parts that are solved one after the other.

Parts of about 100 jobs cost 9 % more vehicles and 14 % more money than one solve (500 pairs, VROOM), so they are cut no
finer than the limit asks, and the joined plan is repaired across the borders afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
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
    across = _longer_side([middle(job) for job in problem.jobs])
    near, far = _share_shifts(problem.shifts, across)
    tied = {told.job_id: told.shift_id for told in problem.told}
    tied |= {lock.job_id: lock.shift_id for lock in problem.locks}
    low_ids = {shift.id for shift in near}
    free = sorted((job for job in problem.jobs if job.id not in tied), key=lambda job: (across(middle(job)), job.id))
    low_jobs = {job.id for job in free[: len(free) // 2]} | {job for job, shift in tied.items() if shift in low_ids}
    return part_of(problem, near, low_jobs), part_of(problem, far, {job.id for job in problem.jobs} - low_jobs)


def part_of(problem: Problem, shifts: Sequence[Shift], job_ids: set[str]) -> Problem:
    """The problem with these shifts and jobs, and what locks and promises say about them."""
    shift_ids = {shift.id for shift in shifts}
    return replace(
        problem,
        jobs=tuple(job for job in problem.jobs if job.id in job_ids),
        shifts=tuple(shifts),
        locks=tuple(lock for lock in problem.locks if lock.job_id in job_ids),
        told=tuple(told for told in problem.told if told.job_id in job_ids and told.shift_id in shift_ids),
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


def middle(job: Job) -> Point:
    """Half way between the ends of a job."""
    a, b = job.pickup.point, job.delivery.point
    return Point((a.latitude + b.latitude) / 2, (a.longitude + b.longitude) / 2)
