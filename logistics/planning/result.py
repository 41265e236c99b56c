"""What the planner answers: routes with a clock, what stays behind and why, and how the plan came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from logistics.planning.problem import Load

StopKind = Literal["pickup", "delivery", "break"]
Number = int | str
Numbers = dict[str, Number]


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """One place on a route, in order of driving. Work begins at ``arrival_s + wait_s`` and ends at ``departure_s``.

    A break is a stop without a job (``job_id`` empty). One in mid-drive has as ``leg_seconds`` what is driven before
    it; the stop after it has the rest, and the whole leg's metres.
    """

    job_id: str
    kind: StopKind
    arrival_s: int
    wait_s: int
    service_s: int
    departure_s: int
    load_after: Load
    leg_seconds: int
    leg_metres: int


@dataclass(frozen=True, slots=True)
class PlannedRoute:
    """A shift's day. Totals include the last leg.

    ``departure_s``: the latest moment to leave without being later anywhere. ``finish_s``: back at the end place, or
    done at the last stop when the shift has no end place.
    """

    shift_id: str
    departure_s: int
    stops: tuple[PlannedStop, ...]
    finish_s: int
    end_leg_seconds: int
    end_leg_metres: int
    total_drive_s: int
    total_wait_s: int
    total_service_s: int
    total_metres: int
    load_before: Load

    @property
    def job_ids(self) -> tuple[str, ...]:
        """The jobs of this route in order of delivery."""
        return tuple(stop.job_id for stop in self.stops if stop.kind == "delivery")


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something the coordinator can do about it. ``code`` names the button; ``sentence`` is English."""

    code: str
    numbers: Numbers
    sentence: str


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A job that stays behind, and why.

    ``sentence`` is English, made from ``reasons.SENTENCES[code]`` and ``numbers``; a page in another language
    translates the template and fills in the same numbers.
    """

    job_id: str
    code: str
    numbers: Numbers
    sentence: str
    next_steps: tuple[NextStep, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A plan. Routes in the order of the shifts asked about, only those that are used; unplanned in the order of jobs.

    ``metrics``: counts, seconds, metres and pence, and ``note`` when something did not go the usual way.
    ``engine``: who made the plan (``vroom``, ``own``), ``input_hash``: of the question (``record.input_hash``).
    """

    routes: tuple[PlannedRoute, ...]
    unplanned: tuple[Unplanned, ...]
    metrics: Numbers
    engine: str
    input_hash: str
