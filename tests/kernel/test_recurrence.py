"""Rules of repetition: read, written back, reckoned, said in words; what loops, contradicts itself or never is: no."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.kernel.recurrence import (
    CODES,
    BadRule,
    EndsTooLate,
    Every,
    NeverHappens,
    NoEnd,
    Rule,
    TooManyTimes,
    days,
    parse_rule,
    refuse_unplannable,
)
from marketplace.kernel.recurrence_words import in_words

TUESDAY = date(2026, 12, 1)
FAR = date(2099, 1, 1)

_weekdays = st.sets(st.integers(0, 6), min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "every Tuesday"),
        ("rrule:freq=weekly;byday=th,mo;interval=2;until=20270303",
         "every second week on Monday and Thursday, until 3 March 2027"),
        ("FREQ=WEEKLY", "every Tuesday"),
        ("FREQ=WEEKLY;INTERVAL=3;COUNT=6", "every 3 weeks on Tuesday, 6 times"),
        ("FREQ=DAILY;COUNT=1", "every day, once"),
        ("FREQ=MONTHLY;BYDAY=1MO,-1FR", "every month on the first Monday and the last Friday"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1", "every month on the 15th and the last day"),
        ("FREQ=MONTHLY;INTERVAL=2", "every second month on the 1st"),
        ("FREQ=YEARLY", "every year on 1 December"),
        ("FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=-2", "every year in March and September on day 2 from the end"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20270303T235959Z", "every Monday, Wednesday and Friday, until 3 March 2027"),
    ],
)  # fmt: skip
def test_a_rule_is_read_said_and_written_back(text: str, says: str) -> None:
    rule = parse_rule(text)
    assert in_words(rule, TUESDAY) == says
    assert parse_rule(rule.text) == rule


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "every Tuesday", "FREQ=", "FREQ=FORTNIGHTLY", "BYDAY=MO", "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=HOURLY", "FREQ=MINUTELY;COUNT=2", "FREQ=SECONDLY", "FREQ=DAILY;BYHOUR=1,2,3", "FREQ=DAILY;BYSECOND=0",
        "FREQ=WEEKLY;BYEASTER=0", "FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYYEARDAY=100",
        "FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO",
        "FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;INTERVAL=-1", "FREQ=WEEKLY;INTERVAL=54", "FREQ=WEEKLY;INTERVAL=1.5",
        "FREQ=WEEKLY;INTERVAL=9999999999999", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=-5", "FREQ=DAILY;COUNT=x",
        "FREQ=DAILY;COUNT=3;UNTIL=20270101", "FREQ=DAILY;UNTIL=20270230", "FREQ=DAILY;UNTIL=2027-01-01",
        "FREQ=DAILY;UNTIL=00000101", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=MO", "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYDAY=1MO,TU", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=", "FREQ=WEEKLY;BYMONTHDAY=3",
        "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=1MO",
        "FREQ=DAILY;BYDAY=MO", "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1", "FREQ=YEARLY;BYMONTH=-1;BYMONTHDAY=1",
        "FREQ=YEARLY;BYMONTHDAY=1", "FREQ=WEEKLY;WKST=SU", "FREQ=WEEKLY;X-MINE=1", "FREQ=WEEKLY\nDTSTART:20260101",
        "FREQ=WEEKLY;BYDAY=MO\x00", "FREQ=MONTHLY;BYMONTHDAY=１",
        "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 200),
    ],
)  # fmt: skip
def test_what_is_not_followed_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadRule) as refusal:
        parse_rule(text)
    assert refusal.value.message.endswith(".")


@pytest.mark.parametrize("times", [501, 1_000_000, 999_999_999])
def test_a_million_fold_rule_is_refused(times: int) -> None:
    with pytest.raises(TooManyTimes):
        parse_rule(f"FREQ=DAILY;COUNT={times}")


@pytest.mark.parametrize("text", ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=YEARLY;BYMONTH=4,6,9;BYMONTHDAY=31,-31"])
def test_the_31st_of_february_is_refused(text: str) -> None:
    with pytest.raises(NeverHappens):
        parse_rule(text)


@pytest.mark.parametrize(
    ("text", "starts_on"),
    [
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", date(2026, 1, 1)),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", date(2026, 2, 1)),
        ("FREQ=MONTHLY;INTERVAL=24;BYDAY=5MO", date(2026, 2, 1)),
        ("FREQ=YEARLY;BYMONTH=2;BYDAY=5MO", date(2028, 3, 1)),
        ("FREQ=DAILY", date(2026, 2, 1)),
    ],
)
def test_no_rule_loops_for_long(text: str, starts_on: date) -> None:
    began = time.process_time()
    days(parse_rule(text), starts_on, FAR, most=5000)
    assert time.process_time() - began < 1


def test_days_of_every_second_week() -> None:
    rule = parse_rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU")
    found = days(rule, TUESDAY, date(2026, 12, 29))
    assert found == (TUESDAY, date(2026, 12, 14), date(2026, 12, 15), date(2026, 12, 28), date(2026, 12, 29))
    assert days(rule, TUESDAY, date(2026, 12, 29), since=date(2026, 12, 15)) == found[2:]


def test_a_day_that_a_month_does_not_have_is_left_out() -> None:
    found = days(parse_rule("FREQ=MONTHLY"), date(2027, 1, 31), date(2027, 5, 31))
    assert found == (date(2027, 1, 31), date(2027, 3, 31), date(2027, 5, 31))


def test_the_count_goes_on_from_the_first_day() -> None:
    rule = parse_rule("FREQ=DAILY;COUNT=3")
    assert days(rule, TUESDAY, FAR, since=date(2026, 12, 3)) == (date(2026, 12, 3),)
    assert days(rule, TUESDAY, FAR, since=date(2026, 12, 4)) == ()


def test_more_days_than_wanted_are_refused_not_cut_off() -> None:
    rule = parse_rule("FREQ=DAILY")
    assert len(days(rule, TUESDAY, TUESDAY + timedelta(days=9), most=10)) == 10
    with pytest.raises(TooManyTimes):
        days(rule, TUESDAY, TUESDAY + timedelta(days=10), most=10)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("FREQ=WEEKLY", NoEnd),
        ("FREQ=WEEKLY;UNTIL=20270602", EndsTooLate),
        ("FREQ=WEEKLY;COUNT=28", EndsTooLate),
        ("FREQ=DAILY;COUNT=40", TooManyTimes),
        ("FREQ=WEEKLY;UNTIL=20261130", NeverHappens),
    ],
)
def test_what_has_to_be_planned_whole_has_an_end_in_reach(text: str, refusal: type[BadRule]) -> None:
    with pytest.raises(refusal) as raised:
        refuse_unplannable(parse_rule(text), TUESDAY, last=date(2027, 6, 1), most=30)
    assert type(raised.value) is refusal


def test_what_can_be_planned_whole_gives_its_days() -> None:
    found = refuse_unplannable(parse_rule("FREQ=WEEKLY;COUNT=27"), TUESDAY, last=date(2027, 6, 1), most=30)
    assert (len(found), found[0], found[-1]) == (27, TUESDAY, date(2027, 6, 1))


@settings(max_examples=60)
@given(weekdays=_weekdays, step=st.integers(1, 4), ahead=st.integers(0, 200), start=st.integers(0, 800))
def test_weekly_days_are_those_that_counting_finds(weekdays: set[int], step: int, ahead: int, start: int) -> None:
    starts_on = date(2026, 1, 1) + timedelta(days=start)
    until = starts_on + timedelta(days=ahead)
    monday = starts_on - timedelta(days=starts_on.weekday())
    counted = [
        day
        for day in (starts_on + timedelta(days=number) for number in range(ahead + 1))
        if day.weekday() in weekdays and (day - monday).days // 7 % step == 0
    ]
    rule = Rule(Every.WEEKS, step, tuple((0, weekday) for weekday in sorted(weekdays)))
    assert list(days(rule, starts_on, until)) == counted
    assert parse_rule(rule.text) == rule


@settings(max_examples=40)
@given(nth=st.sampled_from([1, 2, 3, 4, 5, -1, -2]), weekday=st.integers(0, 6), start=st.integers(0, 800))
def test_monthly_days_are_those_that_counting_finds(nth: int, weekday: int, start: int) -> None:
    starts_on = date(2026, 1, 1) + timedelta(days=start)
    until = starts_on + timedelta(days=150)
    every = [starts_on + timedelta(days=number) for number in range(-31, 182)]
    counted = []
    for day in every[31:-31]:
        alike = [one for one in every if one.weekday() == weekday and (one.year, one.month) == (day.year, day.month)]
        position = nth - 1 if nth > 0 else nth
        if -len(alike) <= position < len(alike) and alike[position] == day:
            counted.append(day)
    rule = Rule(Every.MONTHS, weekdays=((nth, weekday),))
    assert list(days(rule, starts_on, until)) == counted


def test_codes_begin_on_monday() -> None:
    assert CODES[TUESDAY.weekday()] == "TU"
