"""When a van that is under way comes to its next stops: the plan carried on from what has really happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

#: How wide the answer is: a travel time by the law over the straight line is off by 10 % at the median and 30 % at the
#: 90th percentile (LOGISTICS.md, section 3), and nobody is told a time to the minute.
LEAST_SLACK: Final = timedelta(minutes=10)
EARLY_SHARE: Final = 0.1
LATE_SHARE: Final = 0.3
_STEP_S: Final = 300


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop as it was planned, and what has come of it. `work_begins` is later than the arrival where an opening
    is waited for; `done_at` is when it was done or given up."""

    planned_arrival: datetime
    work_begins: datetime
    planned_departure: datetime
    leg_s: int
    arrived_at: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """When work begins there, and between when and when that is told."""

    at: datetime
    earliest: datetime
    latest: datetime


def expected(
    visits: Sequence[Visit], *, left_at: datetime, now: datetime, ahead_s: int | None = None
) -> list[Expected | None]:
    """For each visit in the order of the run when it is reached; None: it is over.

    :param left_at: when the run was started (or will be)
    :param ahead_s: driving seconds from where the van is known to be to its next stop, where that is known
    """
    clock, found = left_at, list[Expected | None]()
    for visit in visits:
        if visit.done_at is not None:
            clock = max(clock, visit.done_at)
            found.append(None)
            continue
        takes = max(visit.planned_departure - visit.work_begins, timedelta(0))
        if visit.arrived_at is not None:
            found.append(Expected(visit.arrived_at, visit.arrived_at, visit.arrived_at))
            clock = max(visit.arrived_at + takes, now)
            continue
        reached = clock + timedelta(seconds=visit.leg_s)
        if ahead_s is not None:
            reached, ahead_s = now + timedelta(seconds=ahead_s), None
        begins = max(reached, now, _opening(visit))
        found.append(_told(begins, now))
        clock = begins + takes
    return found


def _opening(visit: Visit) -> datetime:
    """The moment that is waited for there; where nothing is, one that never holds anybody up."""
    waits = visit.work_begins - visit.planned_arrival > timedelta(minutes=1)
    return visit.work_begins if waits else visit.planned_arrival - timedelta(days=1)


def _told(begins: datetime, now: datetime) -> Expected:
    lead = begins - now
    early, late = max(LEAST_SLACK / 2, lead * EARLY_SHARE), max(LEAST_SLACK, lead * LATE_SHARE)
    return Expected(
        begins, max(_rounded(begins - early, up=False), _rounded(now, up=False)), _rounded(begins + late, up=True)
    )


def _rounded(moment: datetime, *, up: bool) -> datetime:
    """To five minutes."""
    past = timedelta(seconds=moment.timestamp() % _STEP_S)
    if not past:
        return moment
    return moment - past + (timedelta(seconds=_STEP_S) if up else timedelta(0))
