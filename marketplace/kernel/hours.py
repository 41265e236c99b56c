"""Weekly hours: when a dock is open or a room can be used, as one day's pairs of times for each weekday.

They are times of the place's own clock: 09:00 is 09:00 in summer and in winter. Which moments they are on a certain day
is reckoned where the time zone is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from marketplace.kernel.errors import DomainError, gettext_noop

#: weekday -> pairs of "HH:MM", local time; a weekday left out, or without pairs, is closed.
WeeklyHours = Mapping[str, Sequence[Sequence[str]]]

#: Monday first, as `date.weekday()` counts them.
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES: Final = 24 * 60

_MIDNIGHT: Final = "00:00"
_CLOCK: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


class BadHours(DomainError):
    """They are not times of a day in order."""

    code = "bad_hours"
    message = gettext_noop("Hours are pairs of times like 09:00 and 17:00, each opening before it closes.")


class Span(NamedTuple):
    """From one minute of the day to another; the end is at most 1440 (midnight) and above the start."""

    start: int
    end: int


def minutes_of(clock: str) -> int:
    """The minute of the day: "09:30" is 570. Seconds are passed over."""
    hours, minutes = clock.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def clock_of(minutes: int) -> str:
    """570 is "09:30"; the end of the day is "24:00"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def spans_of(pairs: Sequence[Sequence[str]]) -> tuple[Span, ...]:
    """One day's pairs in order, those that touch or overlap joined; none: closed.

    An end at or before its start runs to midnight.
    """
    spans: list[Span] = []
    for start, end in sorted((minutes_of(opens), minutes_of(shuts)) for opens, shuts in pairs):
        shut = end if end > start else DAY_MINUTES
        if spans and start <= spans[-1].end:
            last = spans.pop()
            spans.append(Span(last.start, max(last.end, shut)))
        else:
            spans.append(Span(start, shut))
    return tuple(spans)


def spans_on(hours: WeeklyHours, weekday: int) -> tuple[Span, ...]:
    """The spans of a weekday, 0 for Monday."""
    return spans_of(hours.get(WEEKDAYS[weekday]) or ())


def common_spans(first: Sequence[Span], second: Sequence[Span]) -> tuple[Span, ...]:
    """What two days' spans have in common, in order; both have to be in order and apart, as `spans_of` gives them."""
    shared = (Span(max(one.start, other.start), min(one.end, other.end)) for one in first for other in second)
    return tuple(span for span in shared if span.start < span.end)


def shared_minutes(first: WeeklyHours, second: WeeklyHours) -> int:
    """How many minutes of a week both are open; 0: never at the same time."""
    return sum(
        span.end - span.start
        for weekday in range(len(WEEKDAYS))
        for span in common_spans(spans_on(first, weekday), spans_on(second, weekday))
    )


def tidied_hours(hours: WeeklyHours) -> dict[str, list[list[str]]]:
    """The hours as they are kept: known weekdays in order, days without a pair left out. An end at "00:00" is midnight.

    :raises BadHours: another weekday, a pair that is not two times or ends before it begins, pairs out of order
    """
    if set(hours) - set(WEEKDAYS):
        raise BadHours
    kept: dict[str, list[list[str]]] = {}
    for day in WEEKDAYS:
        pairs = [list(pair) for pair in hours.get(day, ())]
        for pair in pairs:
            if len(pair) != 2 or not all(_CLOCK.fullmatch(time) for time in pair):
                raise BadHours
            if pair[0] >= (pair[1] if pair[1] != _MIDNIGHT else "24:00"):
                raise BadHours
        if any(earlier[1] == _MIDNIGHT or later[0] < earlier[1] for earlier, later in pairwise(pairs)):
            raise BadHours
        if pairs:
            kept[day] = pairs
    return kept


def alike_days(hours: WeeklyHours) -> list[tuple[tuple[int, ...], tuple[tuple[str, str], ...]]]:
    """The open days, those that follow each other with the same pairs in one: for "Mon-Fri 09:00-17:00"."""
    pairs = [tuple((pair[0], pair[1]) for pair in hours.get(day) or ()) for day in WEEKDAYS]
    days = groupby(range(len(WEEKDAYS)), key=lambda day: pairs[day])
    return [(tuple(run), same) for same, run in days if same]
