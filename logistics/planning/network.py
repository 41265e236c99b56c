"""A problem with numbers in place of names: what the search works on. Nothing here decides anything.

Job ``i`` of the problem has the nodes ``2i`` (pickup) and ``2i + 1`` (delivery); a place is a row of the matrix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from logistics.planning.capabilities import Capabilities
from logistics.planning.problem import Job, Problem, Shift, Visit
from logistics.planning.tables import Tables
from logistics.planning.travel import matrix_for, places_of
from marketplace.kernel.geo import Point

Span = tuple[int, int]
Parts = tuple[int, int, int]
Rest = tuple[int, int, int]  # first and last moment it may begin, seconds it takes

NOWHERE: Final = -1  # the end place of a shift that ends at its last stop
UNLIMITED: Final = 1 << 40  # seconds of driving of a crew that its shift alone limits

# Costs are whole numbers of 1/36000 penny: then pence per hour times seconds, and per km times metres, never round.
COST_UNITS_PER_PENNY: Final = 36_000


@dataclass(frozen=True, slots=True)
class Crew:
    """A shift, as the search sees it. ``kind`` is equal for shifts that can stand in for each other while empty.

    ``most_drive``: seconds it may drive, or UNLIMITED where its hours do not allow more anyway.
    """

    start: int
    end: int
    opens: int
    closes: int
    room: Parts
    most_drive: int
    rests: tuple[Rest, ...]
    aboard: Parts
    kind: tuple[object, ...]


def add(a: Parts, b: Parts) -> Parts:
    """Both loads together."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def fits(load: Parts, room: Parts) -> bool:
    """Whether no dimension is above the room."""
    return load[0] <= room[0] and load[1] <= room[1] and load[2] <= room[2]


class Network:
    """The indexed form of a problem.

    :param tables: of a problem with the same weights, to save computing them again, for these ``places``
    """

    def __init__(
        self, problem: Problem, *, places: Mapping[Point, int] | None = None, tables: Tables | None = None
    ) -> None:
        self.problem = problem
        if places is None or tables is None:
            matrix = matrix_for(problem)
            places, tables = matrix.places(), Tables.of(matrix, problem.weights)
        self.places, self.tables = places, tables
        self.use_cost = problem.weights.per_vehicle_pence * COST_UNITS_PER_PENNY
        self.job_index = {job.id: index for index, job in enumerate(problem.jobs)}
        self.crew_index = {shift.id: index for index, shift in enumerate(problem.shifts)}
        self.locked = {self.job_index[lock.job_id]: self.crew_index[lock.shift_id] for lock in problem.locks}
        self.aboard = {self.job_index[lock.job_id] for lock in problem.locks if lock.aboard}
        self.can = Capabilities(problem)
        visits = [visit for job in problem.jobs for visit in (job.pickup, job.delivery)]
        self.place = [places[visit.point] for visit in visits]
        self.service = [visit.service_s for visit in visits]
        self.windows = [_spans(visit) for visit in visits]
        self.load = [job.load.parts for job in problem.jobs]
        self.most_aboard = {
            index: job.most_aboard_s
            for index, job in enumerate(problem.jobs)
            if job.most_aboard_s is not None and index not in self.aboard
        }
        self.crews = [self._crew(index, shift, places) for index, shift in enumerate(problem.shifts)]

    @classmethod
    def sparse(cls, problem: Problem) -> Network:
        """A network that works out travel only where it is looked at. The problem's matrix may lack places: travel to
        and from them follows the law."""
        known = problem.matrix.points if problem.matrix else ()
        points = tuple(dict.fromkeys((*known, *places_of(problem.jobs, problem.shifts))))
        tables = Tables.sparse(problem, points)
        return cls(problem, places={point: row for row, point in enumerate(points)}, tables=tables)

    def relaxed(self, problem: Problem) -> Network:
        """The network of a problem over the same places: other windows, capacities or hours."""
        return Network(problem, places=self.places, tables=self.tables)

    def job(self, index: int) -> Job:
        """The job behind a number."""
        return self.problem.jobs[index]

    def may_ride(self, job: int, crew: int) -> bool:
        """Whether skills, heights, size and locks let the job ride there at all."""
        return (
            self.locked.get(job, crew) == crew
            and self.can.suffice(job, crew)
            and fits(self.load[job], self.crews[crew].room)
        )

    def begin(self, node: int, arrival: int) -> int:
        """When work at the node begins for an arrival: at once, when the next window opens, or -1: never."""
        windows = self.windows[node]
        if not windows:
            return arrival
        for opens, closes in windows:
            if arrival <= closes:
                return max(arrival, opens)
        return -1

    def begin_by(self, node: int, latest: int) -> int:
        """The latest begin of work that is not after ``latest``, or -1."""
        windows = self.windows[node]
        if not windows:
            return max(latest, -1)
        for opens, closes in reversed(windows):
            if opens <= latest:
                return min(latest, closes)
        return -1

    def _crew(self, index: int, shift: Shift, places: Mapping[Point, int]) -> Crew:
        aboard: Parts = (0, 0, 0)
        for job in sorted(self.aboard):
            if self.locked[job] == index:
                aboard = add(aboard, self.load[job])
        locked = index in self.locked.values()
        return Crew(
            start=places[shift.start],
            end=NOWHERE if shift.end is None else places[shift.end],
            opens=shift.window.start_s,
            closes=shift.window.end_s,
            room=shift.capacity.parts,
            most_drive=_most_drive(shift),
            rests=_rests(shift),
            aboard=aboard,
            kind=(
                (index,)
                if locked
                else (
                    *(shift.start, shift.end, shift.window, shift.capacity, shift.breaks, shift.driving),
                    self.can.offers[index],
                )
            ),
        )


def _most_drive(shift: Shift) -> int:
    most, span = shift.driving.most_s, shift.window.end_s - shift.window.start_s
    return UNLIMITED if most is None or most >= span else most


def _rests(shift: Shift) -> tuple[Rest, ...]:
    within = (rest for rest in shift.breaks if rest.window.overlaps(shift.window))
    return tuple(sorted((rest.window.start_s, rest.window.end_s, rest.seconds) for rest in within))


def _spans(visit: Visit) -> tuple[Span, ...]:
    return tuple((window.start_s, window.end_s) for window in visit.windows)
