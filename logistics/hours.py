"""Dock hours as the planner's windows, and the hour in which somebody is promised a van."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from logistics.planning.problem import Window
from marketplace.kernel.hours import spans_of

#: A promise is an hour wide and begins on a half hour, a quarter of an hour or more before the planned arrival.
PROMISE: Final = timedelta(hours=1)
_STEP_S: Final = 1800
_EARLY_S: Final = 900


def windows_of(pairs: Sequence[Sequence[str]]) -> tuple[Window, ...]:
    """The hours of one day (["09:00", "12:30"], ...) as windows in order, those that touch joined; none: closed."""
    return tuple(Window(span.start * 60, span.end * 60) for span in spans_of(pairs))


def is_open(windows: Sequence[Window], moment_s: int) -> bool:
    """Whether the dock is open at that second of the day, the last moment included."""
    return any(window.start_s <= moment_s <= window.end_s for window in windows)


def promised(arrival: datetime) -> tuple[datetime, datetime]:
    """Between when and when people may expect a van that is planned to arrive then: 10:24 gives 10:00 to 11:00."""
    early = arrival - timedelta(seconds=_EARLY_S)
    past = (early.hour * 3600 + early.minute * 60 + early.second) % _STEP_S
    start = early - timedelta(seconds=past, microseconds=early.microsecond)
    return start, start + PROMISE
