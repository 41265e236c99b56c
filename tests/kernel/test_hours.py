"""Weekly hours: what two have in common, against counting minute by minute; and what is kept of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.hours import (
    DAY_MINUTES,
    WEEKDAYS,
    BadHours,
    Span,
    alike_days,
    clock_of,
    common_spans,
    minutes_of,
    shared_minutes,
    spans_of,
    spans_on,
    tidied_hours,
)

NINE_TO_FIVE = {day: [["09:00", "17:00"]] for day in WEEKDAYS[:5]}

_clocks = st.integers(0, DAY_MINUTES - 1).map(clock_of)
_pairs = st.lists(st.tuples(_clocks, _clocks), max_size=3)
_weeks = st.dictionaries(st.sampled_from(WEEKDAYS), _pairs)


def _open_minutes(week: dict[str, list[tuple[str, str]]]) -> set[tuple[str, int]]:
    """Each open minute by itself: the slow way."""
    found = set()
    for day, pairs in week.items():
        for opens, shuts in pairs:
            end = minutes_of(shuts) if minutes_of(shuts) > minutes_of(opens) else DAY_MINUTES
            found |= {(day, minute) for minute in range(minutes_of(opens), end)}
    return found


@given(first=_weeks, second=_weeks)
def test_shared_minutes_are_those_in_which_both_are_open(
    first: dict[str, list[tuple[str, str]]], second: dict[str, list[tuple[str, str]]]
) -> None:
    counted = len(_open_minutes(first) & _open_minutes(second))
    assert shared_minutes(first, second) == shared_minutes(second, first) == counted


@pytest.mark.parametrize(
    ("other", "minutes"),
    [
        (NINE_TO_FIVE, 5 * 480),
        ({"mon": [["08:00", "10:00"], ["16:30", "18:00"]], "sat": [["09:00", "12:00"]]}, 90),
        ({"mon": [["17:00", "18:00"]]}, 0),
        ({"sat": [["09:00", "17:00"]]}, 0),
        ({}, 0),
    ],
)
def test_shared_minutes_with_working_days(other: dict[str, list[list[str]]], minutes: int) -> None:
    assert shared_minutes(NINE_TO_FIVE, other) == minutes


def test_spans_are_in_order_and_apart() -> None:
    pairs = [["13:00", "17:00"], ["09:00", "12:00"], ["12:00", "12:30"], ["22:00", "00:00"]]
    assert spans_of(pairs) == (Span(540, 750), Span(780, 1020), Span(1320, 1440))
    assert spans_on({"tue": [["09:00", "10:00"]]}, 1) == (Span(540, 600),)
    assert spans_on({"tue": [["09:00", "10:00"]]}, 0) == ()


def test_spans_that_only_touch_have_nothing_in_common() -> None:
    assert common_spans([Span(540, 600)], [Span(600, 660)]) == ()
    assert common_spans([Span(540, 720)], [Span(600, 660), Span(700, 800)]) == (Span(600, 660), Span(700, 720))


def test_hours_are_kept_in_the_order_of_the_week() -> None:
    hours = {"tue": [["10:00", "12:00"], ["12:00", "16:00"]], "mon": [["09:00", "17:00"]], "sun": []}
    assert list(tidied_hours(hours).items()) == [
        ("mon", [["09:00", "17:00"]]),
        ("tue", [["10:00", "12:00"], ["12:00", "16:00"]]),
    ]


@pytest.mark.parametrize(
    "hours",
    [
        {"someday": [["09:00", "17:00"]]},
        {"mon": [["17:00", "09:00"]]},
        {"mon": [["09:00", "09:00"]]},
        {"mon": [["9:00", "17:00"]]},
        {"mon": [["09:00", "24:00"]]},
        {"mon": [["09:00"]]},
        {"mon": [["09:00", "12:00"], ["11:00", "13:00"]]},
    ],
)
def test_hours_that_make_no_sense_are_refused(hours: dict[str, list[list[str]]]) -> None:
    with pytest.raises(BadHours):
        tidied_hours(hours)


def test_days_that_are_alike_go_together() -> None:
    hours = {**NINE_TO_FIVE, "wed": [["09:00", "12:00"]], "sun": []}
    assert [days for days, _pairs in alike_days(hours)] == [(0, 1), (2,), (3, 4)]
