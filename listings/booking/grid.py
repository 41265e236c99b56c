"""The week and the month of a space as tables: rows by its own clock, a cell for each day, each with what can be had.

What is laid out is real time in the slots of `listings.booking.slots`; what is printed is the clock of the place. On
the day when clocks go back the hour that comes twice has two rows; on the day when they go forward the hour that is on
no clock says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from listings.booking.slots import OpenOn, Stretch, day_of, joined, openings, quarters, slot_starts
from listings.booking.zones import NoSuchTime, Which, moment_of

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
    SHORT = "short"  # free, and too short for a booking with what is kept free around it
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Busy:
    """Who has a quarter: a booking that the reader may open (its key and its words), or nobody that they may know."""

    booking: int | None = None
    words: str = ""
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """By which rules a space is booked, as far as a table shows them; in minutes."""

    zone: ZoneInfo
    open_on: OpenOn
    slot: int
    shortest: int
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """What a table of days is laid out from.

    `busy` holds the quarters of an hour that are taken, with what is kept free around other bookings. A booking can
    start from `first` until `last`.
    """

    rules: Rules
    days: Sequence[date]
    busy: Mapping[int, Busy]
    first: datetime
    last: datetime


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


def bounds_of(rules: Rules, days: Sequence[date]) -> Stretch:
    """From the first moment of the days to the last, with what is kept free around bookings."""
    first, last = day_of(days[0], rules.zone).begins, day_of(days[-1], rules.zone).ends
    # A slot of the last day may go on past midnight.
    return Stretch(first - timedelta(minutes=rules.before), last + timedelta(minutes=rules.slot + rules.after))


def rows_of(week: Week) -> list[Row]:
    """The table: a row for each step of the clock within which something can begin on some day."""
    zone, step = week.rules.zone, _row_minutes(week.rules.slot)
    cells: dict[tuple[int, bool], dict[date, list[Slot]]] = {}
    for day, slots in _slots(week).items():
        for slot in slots:
            local = slot.starts.astimezone(zone)
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
    for day, slots in _slots(week).items():
        free = sum(slot.state is CellState.FREE for slot in slots)
        ours = any(slot.state is CellState.OURS for slot in slots)
        told.append(DayTold(day, len(slots) * week.rules.slot, free * week.rules.slot, ours))
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
        return Cell(day, CellState.GAP if _is_in_gap(week.rules, day, minute) else CellState.CLOSED)
    free = [slot for slot in slots if slot.state is CellState.FREE]
    shown = (free or slots)[0]
    return Cell(day, shown.state, shown, is_part=bool(free) and len(free) < len(slots))


def _is_in_gap(rules: Rules, day: date, minute: int) -> bool:
    """Whether the space would be open at a minute that is on no clock on this day."""
    if not any(span.start <= minute < span.end for span in rules.open_on(day)):
        return False
    try:
        moment_of(datetime.combine(day, time(minute // 60, minute % 60)), rules.zone, Which.FIRST)
    except NoSuchTime:
        return True
    return False


def _slots(week: Week) -> dict[date, list[Slot]]:
    """The whole slots of each day, by the day on which they begin."""
    rules = week.rules
    first, last = day_of(week.days[0], rules.zone).begins, day_of(week.days[-1], rules.zone).ends
    opened = openings(rules.open_on, rules.zone, Stretch(first, last + timedelta(days=1)))
    whole = joined(opened)
    found: dict[date, list[Slot]] = {day: [] for day in week.days}
    for opening in opened:
        day = opening.begins.astimezone(rules.zone).date()
        if day in found:
            until = next(one.ends for one in whole if one.holds(opening))
            found[day] += _long_enough(rules, list(_slots_in(week, opening, until)))
    return found


def _slots_in(week: Week, opening: Stretch, until: datetime) -> Iterator[Slot]:
    length = timedelta(minutes=week.rules.slot)
    for start in slot_starts(opening, week.rules.slot):
        if start + length <= until:
            state, busy = _state(week, Stretch(start, start + length))
            yield Slot(start, start + length, state, busy)


def _long_enough(rules: Rules, slots: list[Slot]) -> list[Slot]:
    """The same slots; those free in a row that is shorter than any booking are too short."""
    told: list[Slot] = []
    for state, run in groupby(slots, key=lambda slot: slot.state):
        same = list(run)
        if state is CellState.FREE and len(same) * rules.slot < rules.shortest:
            same = [replace(slot, state=CellState.SHORT) for slot in same]
        told += same
    return told


def _state(week: Week, slot: Stretch) -> tuple[CellState, Busy | None]:
    rules = week.rules
    known = _whose(week.busy, quarters(slot, 0, 0))
    if known:
        return (CellState.OURS if known.is_ours else CellState.TAKEN), known
    if slot.begins < week.first:
        return CellState.PAST, None
    if slot.begins > week.last:
        return CellState.FAR, None
    around = _whose(week.busy, quarters(slot, rules.before, rules.after))
    return (CellState.SHORT if around else CellState.FREE), None


def _whose(busy: Mapping[int, Busy], taken: range) -> Busy | None:
    """Who has any of these quarters: the reader first, then somebody whom they may know."""
    found = [busy[quarter] for quarter in taken if quarter in busy]
    ours = next((one for one in found if one.is_ours), None)
    return ours or next((one for one in found if one.booking is not None), found[0] if found else None)
