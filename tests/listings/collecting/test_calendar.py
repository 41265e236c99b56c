"""The calendar of three: docks and vans, across the change of the clocks, and why there is no time."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listings.collecting import (
    Calendar,
    Obstacle,
    Stretch,
    VanLimits,
    VanShift,
    Weight,
    calendar,
    can_carry,
    days_of,
    moments_of,
)
from marketplace.kernel.hours import DAY_MINUTES, WEEKDAYS, Span

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 9, 14)
NOW = datetime(2026, 9, 14, 5, tzinfo=UTC)
VAN = VanLimits(kg=500, litres=4000, has_tail_lift=False)
LIFT = VanLimits(kg=1000, litres=None, has_tail_lift=True)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of September 2026, by the clock of London."""
    return datetime(2026, 9, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def _ask(**said: Any) -> Calendar:  # Any: arguments of several types
    asked: dict[str, Any] = {
        "donor": {"mon": [["09:00", "12:00"]], "tue": [["09:00", "17:00"]]},
        "receiver": {"mon": [["11:00", "17:00"]], "tue": [["13:00", "14:00"]]},
        "vans": (),
        "shifts": (),
        "thing": Weight(Decimal(20)),
        "days": [MONDAY, MONDAY + timedelta(days=1)],
        "zone": LONDON,
        "now": NOW,
    }
    return calendar(**asked | said)


def test_docks_meet_without_a_van_being_asked_for() -> None:
    common = (Stretch(_at(14, 11), _at(14, 12)), Stretch(_at(15, 13), _at(15, 14)))
    assert _ask() == Calendar(common, None)


def test_donors_hours_alone_where_nobody_is_known_to_take_it() -> None:
    assert _ask(receiver=None).stretches == (Stretch(_at(14, 9), _at(14, 12)), Stretch(_at(15, 9), _at(15, 17)))


def test_van_narrows_what_the_docks_have_in_common() -> None:
    shifts = [VanShift(_at(14, 8), _at(14, 11, 45), VAN, "Luton"), VanShift(_at(15, 8), _at(15, 13, 20), VAN, "Luton")]
    assert _ask(vans=[VAN], shifts=shifts) == Calendar((Stretch(_at(14, 11), _at(14, 11, 45), "Luton"),), None)


def test_time_that_has_passed_is_no_time() -> None:
    assert _ask(now=_at(14, 11, 40)).stretches == (Stretch(_at(15, 13), _at(15, 14)),)


@pytest.mark.parametrize(
    ("said", "obstacle"),
    [
        ({"days": []}, Obstacle.GONE),
        ({"donor": {}}, Obstacle.DONOR_CLOSED),
        ({"receiver": {}}, Obstacle.RECEIVER_CLOSED),
        ({"receiver": {"mon": [["12:00", "17:00"]]}}, Obstacle.HOURS_APART),
        ({"receiver": {"wed": [["09:00", "17:00"]]}, "donor": {"wed": [["09:00", "17:00"]]}}, Obstacle.DATES_TOO_SHORT),
        ({"vans": [VAN], "thing": Weight(Decimal("500.5"))}, Obstacle.VANS_TOO_SMALL),
        ({"vans": [VAN], "thing": Weight(Decimal(20), Decimal(4001))}, Obstacle.VANS_TOO_SMALL),
        ({"vans": [VAN], "thing": Weight(Decimal(20), needs_tail_lift=True)}, Obstacle.NO_TAIL_LIFT),
        ({"vans": [VAN]}, Obstacle.NO_SHIFT),
        ({"vans": [VAN, LIFT], "thing": Weight(Decimal(900)),
          "shifts": [VanShift(_at(14, 8), _at(14, 18), VAN)]}, Obstacle.NO_SHIFT),
        ({"vans": [VAN], "shifts": [VanShift(_at(14, 13), _at(14, 18), VAN)]}, Obstacle.SHIFTS_APART),
    ],
)  # fmt: skip
def test_obstacle_is_the_first_that_stands_in_the_way(said: dict[str, Any], obstacle: Obstacle) -> None:
    assert _ask(**said) == Calendar((), obstacle)


def test_what_is_not_known_of_a_thing_does_not_speak_against_a_van() -> None:
    assert can_carry(VAN, Weight(None))
    assert can_carry(LIFT, Weight(Decimal(1000), Decimal(999_999), needs_tail_lift=True))
    assert not can_carry(VAN, Weight(None, needs_tail_lift=True))


def test_nine_is_nine_on_both_sides_of_a_change_of_the_clocks() -> None:
    span = Span(540, 600)
    saturday, sunday = date(2026, 3, 28), date(2026, 3, 29)
    assert [moments_of(day, span, LONDON)[0].hour for day in (saturday, sunday)] == [9, 8]


def test_hours_over_the_change_of_the_clocks_are_as_long_as_they_are() -> None:
    night = Span(0, 300)
    lengths = [
        (end - start).total_seconds() / 3600
        for start, end in (moments_of(day, night, LONDON) for day in (date(2026, 3, 29), date(2026, 10, 25)))
    ]
    assert lengths == [4, 6]
    gap = moments_of(date(2026, 3, 29), Span(60, 90), LONDON)
    assert gap == (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC))
    twice = moments_of(date(2026, 10, 25), Span(60, 90), LONDON)
    assert twice == (datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))


def test_midnight_ends_the_day() -> None:
    assert moments_of(MONDAY, Span(1380, DAY_MINUTES), LONDON)[1] == _at(15, 0)


@pytest.mark.parametrize(
    ("available_from", "gone_by", "first", "count"),
    [
        (None, None, MONDAY, 28),
        (date(2026, 9, 1), date(2026, 9, 16), MONDAY, 3),
        (date(2026, 10, 1), None, date(2026, 10, 1), 28),
        (None, MONDAY, MONDAY, 1),
    ],
)
def test_days_are_those_of_the_listing_that_are_left(
    available_from: date | None, gone_by: date | None, first: date, count: int
) -> None:
    days = days_of(available_from=available_from, must_be_gone_by=gone_by, today=MONDAY)
    assert (days[0], len(days)) == (first, count)


def test_no_day_is_left_of_what_had_to_be_gone() -> None:
    assert days_of(available_from=None, must_be_gone_by=date(2026, 9, 13), today=MONDAY) == []


_clock = st.tuples(st.integers(0, 23), st.sampled_from((0, 30))).map(lambda at: f"{at[0]:02}:{at[1]:02}")
_week = st.dictionaries(st.sampled_from(WEEKDAYS[:2]), st.lists(st.tuples(_clock, _clock), max_size=2))
_shift = st.tuples(st.integers(0, 47), st.integers(1, 12)).map(
    lambda at: VanShift(_at(14, 0) + timedelta(hours=at[0]), _at(14, 0) + timedelta(hours=sum(at)), VAN)
)


@settings(max_examples=60)
@given(donor=_week, receiver=_week, shifts=st.lists(_shift, max_size=3))
def test_stretches_lie_within_all_three(
    donor: dict[str, list[tuple[str, str]]], receiver: dict[str, list[tuple[str, str]]], shifts: list[VanShift]
) -> None:
    found = _ask(donor=donor, receiver=receiver, vans=[VAN], shifts=shifts)
    assert bool(found.stretches) != bool(found.obstacle)
    for stretch in found.stretches:
        assert timedelta(minutes=30) <= stretch.ends_at - stretch.starts_at
        assert any(one.starts_at <= stretch.starts_at and stretch.ends_at <= one.ends_at for one in shifts)
        for week in (donor, receiver):
            alone = _ask(donor=week, receiver=None).stretches
            assert any(one.starts_at <= stretch.starts_at and stretch.ends_at <= one.ends_at for one in alone)
