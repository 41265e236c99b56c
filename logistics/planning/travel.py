"""From places to a matrix of driving seconds and road metres when no routing engine is at hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from logistics.planning.problem import Job, Matrix, Problem, Shift
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.travel import TravelLaw, drive_seconds, road_metres


def places_of(jobs: Iterable[Job], shifts: Iterable[Shift]) -> tuple[Point, ...]:
    """Every place of the question once, in order of first appearance."""
    seen: dict[Point, None] = {}
    for shift in shifts:
        seen[shift.start] = None
        if shift.end is not None:
            seen[shift.end] = None
    for job in jobs:
        seen[job.pickup.point] = None
        seen[job.delivery.point] = None
    return tuple(seen)


def straight_line_matrix(points: tuple[Point, ...], law: TravelLaw) -> Matrix:
    """The law between all of these places. Symmetric; n places cost n²/2 distances (600 places: about 0.3 s)."""
    size = len(points)
    seconds = [[0] * size for _ in range(size)]
    metres = [[0] * size for _ in range(size)]
    for a in range(size):
        for b in range(a):
            km = distance_km(points[a], points[b])
            seconds[a][b] = seconds[b][a] = drive_seconds(law, km)
            metres[a][b] = metres[b][a] = road_metres(law, km)
    return Matrix(
        points=points,
        seconds=tuple(tuple(row) for row in seconds),
        metres=tuple(tuple(row) for row in metres),
        quality="estimated",
    )


def joined(problem: Problem, job: Job) -> Problem:
    """The same day with one job more, in place of one with the same id. A road matrix may lack its places."""
    return replace(problem, jobs=(*(one for one in problem.jobs if one.id != job.id), job))


def matrix_for(problem: Problem) -> Matrix:
    """The problem's own matrix, or the straight-line one."""
    if problem.matrix is not None:
        return problem.matrix
    return straight_line_matrix(places_of(problem.jobs, problem.shifts), problem.law)
