"""Dock hours as the planner's windows, and the hour in which somebody is promised a van."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from logistics.planning.problem import Window

#: A promise is an hour wide and begins on a half hour, a quarter of an hour or more before the planned arrival.
PROMISE: Final = timedelta(hours=1)
_STEP_S: Final = 1800
_EARLY_S: Final = 900


def windows_of(spans: Sequence[Sequence[str]]) -> tuple[Window, ...]:
    """The hours of one day (["09:00", "12:30"], ...) as windows in order, those that touch joined; none: closed.

    An end at or before its start runs to midnight.
    """
    windows: list[Window] = []
    for opens, closes in sorted((_seconds(start), _seconds(end)) for start, end in spans):
        shuts = closes if closes > opens else 86_400
        if windows and opens <= windows[-1].end_s:
            last = windows.pop()
            windows.append(Window(last.start_s, max(last.end_s, shuts)))
        else:
            windows.append(Window(opens, shuts))
    return tuple(windows)


def _seconds(text: str) -> int:
    hours, minutes = text.split(":")[:2]
    return int(hours) * 3600 + int(minutes) * 60


def is_open(windows: Sequence[Window], moment_s: int) -> bool:
    """Whether the dock is open at that second of the day, the last moment included."""
    return any(window.start_s <= moment_s <= window.end_s for window in windows)


def promised(arrival: datetime) -> tuple[datetime, datetime]:
    """Between when and when people may expect a van that is planned to arrive then: 10:24 gives 10:00 to 11:00."""
    early = arrival - timedelta(seconds=_EARLY_S)
    past = (early.hour * 3600 + early.minute * 60 + early.second) % _STEP_S
    start = early - timedelta(seconds=past, microseconds=early.microsecond)
    return start, start + PROMISE
