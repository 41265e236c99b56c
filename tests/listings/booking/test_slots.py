"""Zones, openings, slots and what is free: held against a clock that is read minute by minute."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from listings.booking import slots, zones
from listings.booking.free import Room, is_free, times_on
from listings.booking.slots import Lengths, OpeningRules, Stretch
from listings.booking.zones import Which
from marketplace.kernel.hours import Span

LONDON = ZoneInfo("Europe/London")
MINUTE = timedelta(minutes=1)
#: Half an hour's change, an hour's, and one over midnight; offsets of 15 and 45 minutes.
ZONES = ["Europe/London", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu", "America/New_York", "UTC"]
#: The days around changes of these zones, and some others.
DAYS = [
    date(2027, 3, 28),
    date(2026, 10, 25),
    date(2026, 10, 4),
    date(2027, 4, 4),
    date(2027, 4, 30),
    date(2026, 11, 1),
]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("text", ["2027-03-28 01:00", "2027-03-28 01:30", "2027-03-28 01:59"])
def test_a_time_that_clocks_leave_out_is_refused(text: str) -> None:
    with pytest.raises(zones.NoSuchTime, match="clocks go forward from 01:00 to 02:00"):
        zones.moment_of(local(text), LONDON)


def test_a_time_that_comes_twice_is_asked_about() -> None:
    with pytest.raises(zones.TimeComesTwice):
        zones.moment_of(local("2026-10-25 01:30"), LONDON)
    told = [zones.moment_of(local("2026-10-25 01:30"), LONDON, which) for which in Which]
    assert told == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]


@pytest.mark.parametrize("name", ["", "London", "Europe/Londn", "../etc/passwd", "posix/Europe/London\0"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(zones.NoSuchZone):
        zones.zone_of(name)


@given(st.sampled_from(ZONES), st.sampled_from(DAYS), st.integers(-600, 2040))
@settings(max_examples=150, deadline=None)
def test_a_moment_is_read_back_as_the_time_that_was_typed(name: str, day: date, minute: int) -> None:
    zone, wanted = ZoneInfo(name), datetime.combine(day, time()) + minute * MINUTE
    moments = _moments_of(wanted, zone)
    try:
        found = [zones.moment_of(wanted, zone)]
    except zones.NoSuchTime:
        found = []
    except zones.TimeComesTwice:
        found = [zones.moment_of(wanted, zone, which) for which in Which]
    assert found == moments


def _moments_of(wanted: datetime, zone: ZoneInfo) -> list[datetime]:
    """Every moment at which the zone's clock reads that: looked for at every offset there is."""
    offsets = [timedelta(minutes=15 * number) for number in range(-13 * 4, 15 * 4)]
    moments = sorted(wanted.replace(tzinfo=UTC) - offset for offset in offsets)
    return [moment for moment in moments if moment.astimezone(zone).replace(tzinfo=None) == wanted]


# --- openings and slots, minute by minute ---------------------------------------------------------------------------
@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """One day's hours: up to two stretches, to the minute, that do not touch."""
    cuts = sorted(draw(st.lists(st.integers(0, 96), min_size=0, max_size=4, unique=True)))
    by = draw(st.sampled_from([15, 15, 7]))
    pairs = [(cuts[number] * 15, cuts[number + 1] * 15) for number in range(0, len(cuts) - 1, 2)]
    return tuple(Span(start + (by if by == 7 and start else 0), end) for start, end in pairs)


@st.composite
def rules(draw: st.DrawFn) -> OpeningRules:
    """The same hours each day, but for some weekdays and one day of its own; often open past midnight."""
    usual = draw(st.one_of(spans(), st.just((Span(0, 1440),)), st.just((Span(0, 120), Span(1200, 1440)))))
    other = draw(spans())
    weekly = {day: other if day == draw(st.integers(0, 6)) else usual for day in range(7)}
    return OpeningRules(weekly=weekly, days={draw(st.sampled_from(DAYS)): draw(spans())})


def _minutes(within: Stretch) -> Iterator[datetime]:
    at = within.begins
    while at < within.ends:
        yield at
        at += MINUTE


def _is_open(opening: OpeningRules, zone: ZoneInfo, moment: datetime) -> bool:
    """What the clock on the wall says, and whether the hours of its day have that."""
    clock = moment.astimezone(zone)
    minute = clock.hour * 60 + clock.minute
    return any(span.start <= minute < span.end for span in opening.on(clock.date()))


@given(rules(), st.sampled_from(ZONES), st.sampled_from(DAYS))
@settings(max_examples=40, deadline=None)
def test_a_space_is_open_in_the_minutes_that_the_clock_on_its_wall_says(
    opening: OpeningRules, name: str, day: date
) -> None:
    zone = ZoneInfo(name)
    within = slots.day_of(day, zone)
    found = slots.openings(opening.on, zone, within)
    by_clock = [moment for moment in _minutes(within) if _is_open(opening, zone, moment)]
    assert [moment for one in found for moment in _minutes(one)] == by_clock
    assert {moment.astimezone(zone).date() for moment in _minutes(within)} == {day}


LOCAL_DAYS = st.tuples(st.sampled_from(ZONES), st.sampled_from(DAYS))
SLOTS = st.tuples(st.sampled_from([15, 45, 60]), st.integers(1, 3))


@given(rules(), LOCAL_DAYS, SLOTS, st.integers(0, 22 * 60))
@settings(max_examples=40, deadline=None)
def test_what_can_be_booked_is_what_a_search_over_minutes_finds(
    opening: OpeningRules, local_day: tuple[str, date], length: tuple[int, int], minute: int
) -> None:
    (name, day), (slot, many) = local_day, length
    zone = ZoneInfo(name)
    room = Room(opening.on, zone, Lengths(slot, slot, 3 * slot), before=15, after=30)
    offered = list(times_on(room, day, day, many * slot))
    assert offered == _searched(opening, zone, day, slot, many)
    for one in offered:
        slots.check(one, room.lengths, opening.on, zone)
    start = slots.day_of(day, zone).begins + minute * MINUTE
    wanted = Stretch(start, start + many * slot * MINUTE)
    if wanted not in offered:
        with pytest.raises((slots.ClosedThen, slots.NotAWholeSlot)):
            slots.check(wanted, room.lengths, opening.on, zone)


def _searched(opening: OpeningRules, zone: ZoneInfo, day: date, slot: int, many: int) -> list[Stretch]:
    """Each minute of the day: it is a start where so many minutes from there are open, and the minutes since its
    opening (the clock's own day, rounded up to a quarter) are whole slots."""
    found, opened = [], None
    for moment in _minutes(slots.day_of(day, zone)):
        if not _is_open(opening, zone, moment):
            opened = None
            continue
        opened = opened or moment
        first = zones.moment_at(-(-int(opened.timestamp()) // 900))
        wanted = Stretch(moment, moment + many * slot * MINUTE)
        whole = moment >= first and (moment - first) % timedelta(minutes=slot) == timedelta()
        if whole and all(_is_open(opening, zone, each) for each in _minutes(wanted)):
            found.append(wanted)
    return found


@given(
    st.integers(0, 200), st.integers(1, 16), st.integers(0, 200), st.integers(1, 16), st.sampled_from([0, 15, 30, 45])
)
@example(0, 4, 4, 4, 0)
@example(0, 4, 4, 4, 15)
def test_two_bookings_exclude_each_other_where_a_minute_is_shared(
    first: int, length: int, second: int, other: int, buffer: int
) -> None:
    epoch = datetime(2026, 10, 24, 20, tzinfo=UTC)
    one = Stretch(epoch + first * zones.QUARTER, epoch + (first + length) * zones.QUARTER)
    two = Stretch(epoch + second * zones.QUARTER, epoch + (second + other) * zones.QUARTER)
    room = Room(lambda _day: (), LONDON, Lengths(15, 15, 240), before=0, after=buffer)
    taken = set(slots.quarters(one, 0, buffer))
    late = timedelta(minutes=buffer)
    shared = one.begins < two.ends + late and two.begins < one.ends + late
    assert is_free(room, two, taken) is not shared


@given(rules(), LOCAL_DAYS, SLOTS)
@settings(max_examples=30, deadline=None)
def test_two_days_can_be_booked_as_each_of_them(
    opening: OpeningRules, local_day: tuple[str, date], length: tuple[int, int]
) -> None:
    (name, day), (slot, many) = local_day, length
    room = Room(opening.on, ZoneInfo(name), Lengths(slot, slot, 3 * slot), before=0, after=0)
    following = day + timedelta(days=1)
    alone = [one for on in (day, following) for one in times_on(room, on, on, many * slot)]
    assert list(times_on(room, day, following, many * slot)) == alone


def test_each_day_counts_its_slots_from_its_own_opening_on_quarters_of_an_hour() -> None:
    """Open through the night from 18:07: the evening's slots begin at 18:15, those after midnight at 00:00."""
    night = OpeningRules(weekly={day: (Span(0, 2 * 60), Span(18 * 60 + 7, 1440)) for day in range(7)}, days={})
    room = Room(night.on, LONDON, Lengths(60, 60, 180), before=0, after=0)
    starts = [one.begins.astimezone(LONDON) for one in times_on(room, date(2026, 9, 22), date(2026, 9, 23), 60)]
    evening = ["18:15", "19:15", "20:15", "21:15", "22:15", "23:15"]
    assert [f"{start:%H:%M}" for start in starts] == ["00:00", "01:00", *evening] * 2


# --- the two days on which clocks change, by hand -------------------------------------------------------------------
NIGHT = OpeningRules(weekly={day: (Span(0, 6 * 60), Span(22 * 60, 1440)) for day in range(7)}, days={})
LENGTHS = Lengths(60, 60, 8 * 60)


def _stretch(begins: str, ends: str) -> Stretch:
    return Stretch(zones.moment_of(local(begins), LONDON), zones.moment_of(local(ends), LONDON, Which.SECOND))


@pytest.mark.parametrize(
    ("begins", "ends", "minutes"),
    [
        ("2027-03-27 23:00", "2027-03-28 03:00", 180),
        ("2026-10-24 23:00", "2026-10-25 03:00", 300),
        ("2026-09-22 23:00", "2026-09-23 03:00", 240),
    ],
)
def test_a_booking_over_a_change_is_as_long_as_it_really_is(begins: str, ends: str, minutes: int) -> None:
    wanted = _stretch(begins, ends)
    slots.check(wanted, LENGTHS, NIGHT.on, LONDON)
    assert wanted.minutes == minutes
    assert len(slots.quarters(wanted, 0, 0)) == minutes // 15


@pytest.mark.parametrize(
    ("begins", "ends", "refusal"),
    [
        ("2026-09-22 23:00", "2026-09-22 23:00", slots.EndsBeforeItStarts),
        ("2026-09-22 23:00", "2026-09-22 22:00", slots.EndsBeforeItStarts),
        ("2026-09-22 22:00", "2026-09-22 22:30", slots.LengthNotASlot),
        ("2026-09-22 22:00", "2026-09-22 23:01", slots.LengthNotASlot),
        ("2026-09-22 22:30", "2026-09-22 23:30", slots.NotAWholeSlot),
        ("2026-09-22 22:01", "2026-09-22 23:01", slots.NotAWholeSlot),
        ("2026-09-22 22:00", "2026-09-23 07:00", slots.TooLong),
        ("2026-09-22 21:00", "2026-09-22 23:00", slots.ClosedThen),
        ("2026-09-23 05:00", "2026-09-23 07:00", slots.ClosedThen),
    ],
)
def test_what_the_rules_do_not_allow_is_refused(begins: str, ends: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        slots.check(_stretch(begins, ends), LENGTHS, NIGHT.on, LONDON)


def test_past_midnight_only_where_the_next_day_is_open_from_its_first_minute() -> None:
    closed = OpeningRules(weekly=NIGHT.weekly, days={date(2026, 9, 23): ()})
    with pytest.raises(slots.ClosedThen):
        slots.check(_stretch("2026-09-22 23:00", "2026-09-23 01:00"), LENGTHS, closed.on, LONDON)
    slots.check(_stretch("2026-09-22 23:00", "2026-09-23 00:00"), LENGTHS, closed.on, LONDON)
