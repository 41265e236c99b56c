"""Joining the parts of a day that was cut: what lies along a border is planned again as one, from the routes there are.

Jobs near a border were tied to their side of it; the vehicles that pass there are set free to swap them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot
from typing import Final

from logistics.planning.network import Network
from logistics.planning.problem import Job, Problem
from logistics.planning.splitting import middle, part_of
from logistics.planning.tour import Tour

SHARE: Final = 0.35  # of the time, for all borders together
NEIGHBOURS: Final = 2  # of each part

_Spot = tuple[float, float]


def borders(parts: Sequence[Problem]) -> list[tuple[int, int]]:
    """Pairs of parts that lie side by side: each with its nearest two, in order of their numbers."""
    spots = [_centre(part.jobs) for part in parts]
    pairs = set()
    for one, spot in enumerate(spots):
        others = sorted((other for other in range(len(parts)) if other != one), key=lambda n: (_far(spot, spots[n]), n))
        pairs |= {(min(one, other), max(one, other)) for other in others[:NEIGHBOURS]}
    return sorted(pairs)


def along(problem: Problem, pair: tuple[Problem, Problem], tours: Sequence[Tour], *, at_most: int) -> Problem:
    """The day between two neighbours: their routes nearest the border, as many as have no more jobs than that, all
    their unused shifts, and the jobs that neither has planned."""
    net = tours[0].net
    sides = tuple(_centre(part.jobs) for part in pair)
    shifts = [shift for part in pair for shift in part.shifts]
    planned = {net.job(job).id for tour in tours for job in tour.jobs}
    jobs = {job.id for part in pair for job in part.jobs if job.id not in planned}
    chosen = {shift.id for shift in shifts if not tours[net.crew_index[shift.id]].nodes}
    used = [tours[net.crew_index[shift.id]] for shift in shifts if shift.id not in chosen]
    for tour in sorted(used, key=lambda one: (_off(net, one, sides), one.crew)):
        ids = {net.job(job).id for job in tour.jobs}
        if len(jobs) + len(ids) > at_most:
            break
        jobs |= ids
        chosen.add(net.problem.shifts[tour.crew].id)
    tied = {lock.job_id for lock in problem.locks if lock.shift_id not in chosen}
    return part_of(problem, [shift for shift in problem.shifts if shift.id in chosen], jobs - tied)


def _off(net: Network, tour: Tour, sides: tuple[_Spot, ...]) -> float:
    """How much nearer a route is to one side than to the other."""
    spot = _centre([net.job(job) for job in tour.jobs])
    return abs(_far(spot, sides[0]) - _far(spot, sides[1]))


def _centre(jobs: Sequence[Job]) -> _Spot:
    spots = [middle(job) for job in jobs]
    count = max(1, len(spots))
    return sum(spot.latitude for spot in spots) / count, sum(spot.longitude for spot in spots) / count


def _far(a: _Spot, b: _Spot) -> float:
    # A degree of longitude is about 0.6 of a degree of latitude where most of this is used (50 to 55 degrees north).
    return hypot(a[0] - b[0], 0.6 * (a[1] - b[1]))
