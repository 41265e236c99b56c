"""A week of a space laid out: rows by its own clock, across both days on which the clocks change."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listings.booking.grid import (
    Busy,
    CellState,
    Row,
    Rules,
    Week,
    bounds_of,
    days_told,
    monday_of,
    month_days,
    rows_of,
    week_from,
)
from listings.booking.zones import quarter_of
from marketplace.kernel.hours import Span

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 9, 14)
OFFICE = (Span(9 * 60, 12 * 60),)


def week(
    monday: date = MONDAY,
    *,
    spans: tuple[Span, ...] = OFFICE,
    busy: dict[int, Busy] | None = None,
    first: datetime | None = None,
    last: datetime | None = None,
    **rules: int,
) -> Week:
    """Open from nine to twelve on every day of a week in London, an hour at a time, unless said otherwise."""
    days = week_from(monday)
    said = {"slot": 60, "shortest": rules.get("slot", 60), **rules}
    by = Rules(LONDON, lambda day: spans, **said)
    within = bounds_of(by, days)
    return Week(by, days, busy or {}, first or within.begins, last or within.ends)


def at(*clock: int) -> datetime:
    return datetime(*clock, tzinfo=LONDON).astimezone(UTC)  # type: ignore[arg-type,misc]  # year, month, day, hour, minute


def told(rows: list[Row]) -> list[tuple[str, list[str]]]:
    return [
        (
            f"{row.minute // 60:02}:{row.minute % 60:02}{' again' if row.again else ''}",
            [cell.state.value for cell in row.cells],
        )
        for row in rows
    ]


def test_week_has_a_row_for_each_hour_and_a_cell_for_each_day() -> None:
    taken = {quarter_of(at(2026, 9, 15, 10)) + n: Busy() for n in range(4)}
    ours = {quarter_of(at(2026, 9, 17, 11)): Busy(7, "Choir", is_ours=True)}
    assert told(rows_of(week(busy=taken | ours))) == [
        ("09:00", ["free"] * 7),
        ("10:00", ["free", "taken", *["free"] * 5]),
        ("11:00", ["free"] * 3 + ["ours"] + ["free"] * 3),
    ]


def test_what_can_be_asked_for_has_a_first_and_a_last_moment() -> None:
    laid = week(first=at(2026, 9, 14, 9, 15), last=at(2026, 9, 20, 10, 45))
    assert told(rows_of(laid)) == [
        ("09:00", ["past", *["free"] * 6]),
        ("10:00", ["free"] * 7),
        ("11:00", [*["free"] * 6, "far"]),
    ]


def test_lunch_hour_is_a_row_of_its_own_and_a_part_of_a_slot_is_none() -> None:
    spans = (Span(9 * 60, 10 * 60 + 30), Span(12 * 60, 13 * 60))
    assert told(rows_of(week(spans=spans))) == [
        ("09:00", ["free"] * 7),
        ("10:00", ["closed"] * 7),
        ("11:00", ["closed"] * 7),
        ("12:00", ["free"] * 7),
    ]


def test_fine_slots_share_a_row_which_says_that_a_part_is_free() -> None:
    laid = rows_of(week(slot=15, busy={quarter_of(at(2026, 9, 14, 9)): Busy()}))
    assert [row.minute for row in laid] == [540, 570, 600, 630, 660, 690]
    cell = laid[0].cells[0]
    assert (cell.state, cell.is_part) == (CellState.FREE, True)
    assert cell.slot is not None
    assert cell.slot.starts == at(2026, 9, 14, 9, 15)


def test_what_is_kept_free_around_bookings_leaves_too_little() -> None:
    taken = {quarter_of(at(2026, 9, 14, 11)): Busy()}
    assert [row.cells[0].state.value for row in rows_of(week(busy=taken, after=30))] == ["free", "short", "taken"]
    assert [row.cells[0].state.value for row in rows_of(week(busy=taken, shortest=180))] == ["short", "short", "taken"]
    assert [row.cells[0].state.value for row in rows_of(week(busy=taken, shortest=120))] == ["free", "free", "taken"]


def test_slot_goes_on_past_midnight_where_the_next_day_opens_with_it() -> None:
    late, round_the_clock = (Span(22 * 60 + 30, 24 * 60),), (Span(0, 24 * 60),)
    assert [name for name, _cells in told(rows_of(week(spans=late)))] == ["22:00"]
    assert len(rows_of(week(spans=round_the_clock, slot=90))) == 16


def test_hour_that_does_not_exist_is_a_gap() -> None:
    night = (Span(0, 4 * 60),)
    rows = rows_of(week(date(2027, 3, 22), spans=night))
    assert [row.cells[6].state.value for row in rows] == ["free", "gap", "free", "free"]
    starts = [row.cells[6].slot.starts for row in rows if row.cells[6].slot]
    assert starts == [at(2027, 3, 28, 0), at(2027, 3, 28, 2), at(2027, 3, 28, 3)]
    assert [later - earlier for earlier, later in pairwise(starts)] == [timedelta(hours=1)] * 2


def test_hour_that_comes_twice_has_two_rows() -> None:
    rows = rows_of(week(date(2026, 10, 19), spans=(Span(0, 3 * 60),), slot=30))
    assert [name for name, _cells in told(rows)] == [
        "00:00", "00:30", "01:00", "01:30", "01:00 again", "01:30 again", "02:00", "02:30",
    ]  # fmt: skip
    sunday = [row.cells[6].slot.starts for row in rows if row.cells[6].slot]
    assert sunday == [at(2026, 10, 25, 0) + n * timedelta(minutes=30) for n in range(8)]
    assert [row.cells[5].state.value for row in rows if row.again] == ["closed", "closed"]


def test_days_of_a_month_are_told_in_one_look() -> None:
    busy = {quarter_of(at(2026, 9, 15, 9)) + n: Busy() for n in range(12)}
    busy |= {quarter_of(at(2026, 9, 16, 9)): Busy(3, is_ours=True)}
    laid = days_told(week(busy=busy))
    assert [(one.state, one.open_minutes, one.free_minutes, one.ours) for one in laid[:3]] == [
        ("free", 180, 180, False),
        ("full", 180, 0, False),
        ("some", 180, 120, True),
    ]
    assert {one.state for one in days_told(week(spans=()))} == {"closed"}


@pytest.mark.parametrize(("year", "month", "weeks"), [(2026, 2, 5), (2027, 2, 4), (2026, 8, 6), (2026, 12, 5)])
def test_month_is_whole_weeks_around_it(year: int, month: int, weeks: int) -> None:
    laid = month_days(year, month)
    assert len(laid) == weeks
    inside = [day for one in laid for day in one if (day.year, day.month) == (year, month)]
    assert inside[0].day == 1
    assert (inside[-1] + timedelta(days=1)).day == 1
    assert all(monday_of(day) == one[0] for one in laid for day in one)


@settings(max_examples=40, deadline=None)
@given(
    monday=st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(monday_of),
    start=st.integers(0, 80),
    length=st.integers(1, 16),
    slot=st.sampled_from([15, 30, 45, 60, 90]),
    zone=st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]),
)
def test_every_slot_stands_in_the_row_of_its_own_clock(
    monday: date, start: int, length: int, slot: int, zone: str
) -> None:
    span = Span(start * 15, min(24 * 60, (start + length) * 15))
    days, place = week_from(monday), ZoneInfo(zone)
    rules = Rules(place, lambda day: (span,), slot, slot)
    within = bounds_of(rules, days)
    laid = Week(rules, days, {}, within.begins, within.ends)
    seen = []
    for row in rows_of(laid):
        for cell in row.cells:
            if cell.slot is not None:
                local = cell.slot.starts.astimezone(place)
                assert local.date() == cell.day
                assert row.minute <= local.hour * 60 + local.minute < row.minute + max(slot, 30)
                assert bool(local.fold) == row.again
                seen.append(cell.slot.starts)
    assert len(seen) == len(set(seen))
    assert sum(one.open_minutes for one in days_told(laid)) % slot == 0
