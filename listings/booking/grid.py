"""The week and the month of a space as tables: rows by its own clock, a cell for each day, each with what can be had.

Moments are counted in quarters: quarter-hours in UTC since 1970, as bookings keep them. What is laid out is elapsed
time; what is printed is the clock of the place. On the day when the clocks go back the hour that comes twice has two
rows; on the day when they go forward the hour that does not exist says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from marketplace.kernel.hours import DAY_MINUTES, Span

QUARTER_MINUTES: Final = 15
QUARTER_SECONDS: Final = QUARTER_MINUTES * 60
DAYS_A_WEEK: Final = 7
#: Rows are no lower than that: a finer slot is typed into the form.
LOWEST_ROW: Final = 30


class CellState(StrEnum):
    """What a stretch of a day is to whoever looks at it; the first that applies."""

    GAP = "gap"  # the clocks go forward: this hour does not exist
    CLOSED = "closed"
    OURS = "ours"
    TAKEN = "taken"
    PAST = "past"  # over, or sooner than can be asked for
    FAR = "far"  # beyond what can be booked yet
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Busy:
    """Who has a quarter: a booking that the reader may open (its key and its words), or nobody that they may know."""

    booking: int | None = None
    words: str = ""
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """What a table of days is laid out from.

    `openings` holds each day's spans in minutes of the place's own clock; `busy` the quarters that are taken, buffers
    and all. From the quarter `first` up to the quarter `last` (not included) can be asked for.
    """

    zone: ZoneInfo
    days: Sequence[date]
    openings: Mapping[date, Sequence[Span]]
    slot_minutes: int
    busy: Mapping[int, Busy]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot that can be begun: its moments in UTC, and whether somebody has any of it."""

    starts: datetime
    ends: datetime
    state: CellState
    busy: Busy | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One day within one row. `slot` is the first free slot where there is one, else the first that is not."""

    day: date
    state: CellState
    slot: Slot | None = None
    #: some of its slots are free and some are not
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of the clock: from the minute of the day; `again` for the hour that comes twice."""

    minute: int
    again: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class DayTold:
    """A day of the month in one look: how much of it is open and how much of that is free, in minutes."""

    day: date
    open_minutes: int
    free_minutes: int
    ours: bool = False

    @property
    def state(self) -> str:
        """`closed`, `full`, `some` or `free`: free where nothing is gone."""
        if not self.open_minutes:
            return "closed"
        if not self.free_minutes:
            return "full"
        return "free" if self.free_minutes == self.open_minutes else "some"


def quarter_of(moment: datetime) -> int:
    """The quarter that a moment lies in."""
    return int(moment.timestamp()) // QUARTER_SECONDS


def moment_of(quarter: int) -> datetime:
    """The moment at which a quarter begins."""
    return datetime.fromtimestamp(quarter * QUARTER_SECONDS, UTC)


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def week_from(monday: date) -> tuple[date, ...]:
    """The seven days from there."""
    return tuple(monday + timedelta(days=number) for number in range(DAYS_A_WEEK))


def month_days(year: int, month: int) -> tuple[tuple[date, ...], ...]:
    """The weeks that have a day of the month, each from Monday to Sunday."""
    first = date(year, month, 1)
    weeks = [week_from(monday_of(first))]
    while (following := weeks[-1][-1] + timedelta(days=1)).month == month and following.year == year:
        weeks.append(week_from(following))
    return tuple(weeks)


def bounds_of(zone: ZoneInfo, days: Sequence[date]) -> tuple[int, int]:
    """The quarters from the first midnight of the days to the last, the second not included."""
    return _quarter_at(zone, days[0], 0), _quarter_at(zone, days[-1], DAY_MINUTES)


def rows_of(week: Week) -> list[Row]:
    """The table: a row for each step of the clock within which something can begin on some day."""
    step = _row_minutes(week.slot_minutes)
    cells: dict[tuple[int, bool], dict[date, list[Slot]]] = {}
    for day in week.days:
        for slot in _slots_on(week, day):
            local = slot.starts.astimezone(week.zone)
            minute = local.hour * 60 + local.minute
            cells.setdefault((minute - minute % step, bool(local.fold)), {}).setdefault(day, []).append(slot)
    keys = _with_rows_between(cells, step)
    return [
        Row(
            minute, again, tuple(_cell(week, day, minute, cells.get((minute, again), {}).get(day)) for day in week.days)
        )
        for minute, again in keys
    ]


def days_told(week: Week) -> list[DayTold]:
    """Each day in one look: for the month."""
    told = []
    for day in week.days:
        slots = list(_slots_on(week, day))
        free = sum(slot.state is CellState.FREE for slot in slots)
        ours = any(slot.state is CellState.OURS for slot in slots)
        told.append(DayTold(day, len(slots) * week.slot_minutes, free * week.slot_minutes, ours))
    return told


def _row_minutes(slot_minutes: int) -> int:
    """The height of a row: the slot, or as many of them as make the lowest row."""
    return slot_minutes * -(-LOWEST_ROW // slot_minutes) if slot_minutes < LOWEST_ROW else slot_minutes


def _with_rows_between(cells: Mapping[tuple[int, bool], object], step: int) -> list[tuple[int, bool]]:
    """The rows in the order of the clock, with those between that no day has anything in (a lunch hour)."""
    if not cells:
        return []
    minutes = sorted({minute for minute, _again in cells})
    steps = set(range(minutes[0], minutes[-1] + 1, step)) | set(minutes)
    keys = {(minute, False) for minute in steps} | {key for key in cells if key[1]}
    return sorted(keys, key=lambda key: (key[0] // 60, key[1], key[0]))


def _cell(week: Week, day: date, minute: int, slots: Sequence[Slot] | None) -> Cell:
    if not slots:
        return Cell(day, CellState.GAP if _is_in_gap(week, day, minute) else CellState.CLOSED)
    free = [slot for slot in slots if slot.state is CellState.FREE]
    shown = (free or slots)[0]
    return Cell(day, shown.state, shown, is_part=bool(free) and len(free) < len(slots))


def _is_in_gap(week: Week, day: date, minute: int) -> bool:
    """Whether the space would be open at a minute that this day does not have."""
    if not any(span.start <= minute < span.end for span in week.openings.get(day, ())):
        return False
    wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=week.zone)
    return wall.astimezone(UTC).astimezone(week.zone).replace(tzinfo=None) != wall.replace(tzinfo=None)


def _slots_on(week: Week, day: date) -> Iterator[Slot]:
    """The whole slots of a day, from each opening on."""
    step = week.slot_minutes // QUARTER_MINUTES
    for span in week.openings.get(day, ()):
        start, end = _quarter_at(week.zone, day, span.start), _quarter_at(week.zone, day, span.end)
        for quarter in range(start, end - step + 1, step):
            state, busy = _state(week, range(quarter, quarter + step))
            yield Slot(moment_of(quarter), moment_of(quarter + step), state, busy)


def _state(week: Week, quarters: range) -> tuple[CellState, Busy | None]:
    busy = [week.busy[quarter] for quarter in quarters if quarter in week.busy]
    if busy:
        ours = next((one for one in busy if one.is_ours), None)
        known = ours or next((one for one in busy if one.booking is not None), busy[0])
        return (CellState.OURS if ours else CellState.TAKEN), known
    if quarters.start < week.first:
        return CellState.PAST, None
    return (CellState.FREE if quarters.stop <= week.last else CellState.FAR), None


def _quarter_at(zone: ZoneInfo, day: date, minute: int) -> int:
    """The quarter at a minute of a day's clock; a minute that does not exist is as long after the clocks went on."""
    later, within = divmod(minute, DAY_MINUTES)
    there = day + timedelta(days=later)
    wall = datetime(there.year, there.month, there.day, within // 60, within % 60, tzinfo=zone)
    return quarter_of(wall)
