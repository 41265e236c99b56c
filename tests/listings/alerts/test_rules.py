"""Rings, the stop rule, quiet hours, digests and what refusals mean: as tables and laws, without a database."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.models import NoReason
from listings.refusals import Reason, Refusal, put_off
from listings.ringing import Candidate, Step, in_order, interest, size, step
from listings.telling import Habits, HowOften

RINGING: dict[str, Any] = {  # Any: arguments of `step`
    "waiting": 9,
    "is_open": True,
    "closed_for": timedelta(0),
    "available": Decimal(24),
    "interested": Decimal(0),
    "counted": True,
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Step.TELL),
        ({"waiting": 0}, Step.END),
        ({"interested": Decimal(47)}, Step.TELL),
        ({"interested": Decimal(48)}, Step.REST),
        ({"available": Decimal(0)}, Step.REST),
        ({"available": Decimal(0), "waiting": 0}, Step.END),
        ({"is_open": False, "closed_for": timedelta(days=29)}, Step.REST),
        ({"is_open": False, "closed_for": timedelta(days=30)}, Step.END),
        ({"is_open": True, "closed_for": timedelta(days=99)}, Step.TELL),
        ({"available": Decimal(1), "counted": False}, Step.TELL),
        ({"available": Decimal(1), "counted": False, "interested": Decimal(2)}, Step.REST),
    ],
)
def test_step_tells_until_enough_are_interested(changed: dict[str, Any], expected: Step) -> None:  # Any: as above
    assert step(**{**RINGING, **changed}) is expected


@pytest.mark.parametrize(
    ("needed", "available", "counts"), [(Decimal(5), 24, 5), (Decimal(500), 24, 24), (None, 24, 12), (Decimal(5), 0, 0)]
)
def test_interest_counts_what_is_needed_and_could_be_had(needed: Decimal | None, available: int, counts: int) -> None:
    assert interest(needed=needed, available=Decimal(available)) == counts


def test_rings_widen_and_then_stay_as_wide() -> None:
    assert [size(ring) for ring in range(1, 6)] == [8, 16, 32, 32, 32]


def test_best_come_first_and_an_organisation_comes_once_with_all_it_has() -> None:
    def one(want: int, organisation: int, score: int, far: float) -> Candidate:
        return Candidate(want=want, organisation=organisation, score=score, distance_km=far)

    candidates = [one(1, 10, 60, 1), one(2, 20, 90, 5), one(3, 30, 90, 4), one(4, 10, 95, 9), one(5, 40, 60, 1)]
    assert [candidate.want for candidate in in_order(candidates)] == [4, 1, 3, 2, 5]


LONDON = ZoneInfo("Europe/London")


def at(text: str, zone: str = "Europe/London") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("often", "found", "due"),
    [
        (HowOften.AT_ONCE, "2026-09-15 10:05", "2026-09-15 10:05"),
        (HowOften.AT_ONCE, "2026-09-15 20:59", "2026-09-15 20:59"),
        (HowOften.AT_ONCE, "2026-09-15 21:00", "2026-09-16 07:00"),
        (HowOften.AT_ONCE, "2026-09-16 06:59", "2026-09-16 07:00"),
        (HowOften.AT_ONCE, "2026-10-24 23:30", "2026-10-25 07:00"),  # the clocks go back in that night
        (HowOften.AT_ONCE, "2026-03-28 23:30", "2026-03-29 07:00"),  # ... and forward in this one
        (HowOften.DAILY, "2026-09-15 07:59", "2026-09-15 08:00"),
        (HowOften.DAILY, "2026-09-15 08:00", "2026-09-16 08:00"),
        (HowOften.WEEKLY, "2026-09-15 10:05", "2026-09-21 08:00"),  # a Tuesday; the next Monday
        (HowOften.WEEKLY, "2026-09-21 08:00", "2026-09-28 08:00"),
    ],
)
def test_due_is_at_once_or_in_a_morning_and_never_in_quiet_hours(often: HowOften, found: str, due: str) -> None:
    assert Habits(how_often=often).due_at(at(found)) == at(due).astimezone(UTC)


def test_off_is_never_due() -> None:
    assert Habits(how_often=HowOften.OFF).due_at(at("2026-09-15 10:05")) is None


def test_quiet_hours_are_local_to_their_time_zone() -> None:
    tokyo = Habits(zone="Asia/Tokyo")
    assert tokyo.due_at(at("2026-09-15 22:00", "Asia/Tokyo")) == at("2026-09-16 07:00", "Asia/Tokyo")
    assert Habits().due_at(at("2026-09-15 22:00", "Asia/Tokyo")) == at("2026-09-15 22:00", "Asia/Tokyo")


def test_hour_that_the_clocks_skip_or_repeat_still_ends_the_quiet() -> None:
    skipped = Habits(quiet_from=time(22), quiet_until=time(1, 30))
    assert skipped.due_at(at("2026-03-29 00:30")) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    repeated = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 01:10 for the second time
    assert skipped.due_at(repeated) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


times = st.times().map(lambda one: one.replace(second=0, microsecond=0))
START = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
zones = st.sampled_from(["Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"])


@given(times, times, zones, moments, st.sampled_from([HowOften.AT_ONCE, HowOften.DAILY, HowOften.WEEKLY]))
def test_what_is_due_is_later_but_soon_and_never_quiet(
    start: time, end: time, zone: str, now: datetime, often: HowOften
) -> None:
    habits = Habits(how_often=often, quiet_from=start, quiet_until=end, zone=zone)
    due = habits.due_at(now)
    assert due is not None
    assert now <= due <= now + timedelta(days=9)
    assert not habits.is_quiet_at(due)


FAR = Refusal("furniture/office/desks", Reason.TOO_FAR, 40)
WRONG = Refusal("furniture/office/desks", Reason.WRONG_THING, 5)


@pytest.mark.parametrize(
    ("said", "path", "km", "expected"),
    [
        ([], "furniture/office/desks", 50, None),
        ([FAR], "furniture/office/desks", 50, (0, True)),
        ([FAR], "furniture/office/desks", 36, (0, True)),
        ([FAR], "furniture/office/desks", 35, None),
        ([FAR], "furniture/office/chairs", 50, None),
        ([WRONG], "furniture/office/desks", 1, (15, False)),
        ([WRONG, WRONG], "furniture/office/desks", 1, (0, True)),
        ([Refusal("furniture/office/desks", Reason.CONDITION, 5)], "furniture/office/desks", 1, (5, False)),
        ([Refusal("furniture/office/desks", Reason.TOO_FEW, 5)] * 3, "furniture/office/desks", 1, None),
        ([Refusal("furniture/office/desks", Reason.OTHER, 5)] * 3, "furniture/office/desks", 1, None),
    ],
)
def test_reasons_speak_against_their_category_only(
    said: list[Refusal], path: str, km: float, expected: tuple[int, bool] | None
) -> None:
    held = put_off(said, category_path=path, distance_km=km)
    assert (held and (held.points, held.is_left_out)) == expected
    assert held is None or "{" not in held.sentence.format(**held.details)


def test_reasons_that_are_kept_are_those_that_are_understood() -> None:
    assert set(NoReason.values) == {reason.value for reason in Reason}
