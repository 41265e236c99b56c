"""Who is asked first: a fair order of volunteers, by plain values.

Those with the fewest hours in the time looked at come first; among equals those who drove longest ago (never, first of
all), then those asked least often, then those asked longest ago. The last word has their number, so that the same
question has the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

#: So many days back hours are counted: a season.
LOOKED_AT_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class Turn:
    """A volunteer, with what they did in the time looked at. `last_on`: the day of their last journey, ever."""

    driver: int
    minutes: int = 0
    last_on: date | None = None
    times_asked: int = 0
    last_asked_at: datetime | None = None
    is_free: bool = True


def fair_order(turns: Iterable[Turn]) -> list[int]:
    """The volunteers in the order in which they are asked; who said they are not free then comes last."""
    return [turn.driver for turn in sorted(turns, key=_key)]


def _key(turn: Turn) -> tuple[bool, int, date, int, float, int]:
    asked = turn.last_asked_at.timestamp() if turn.last_asked_at is not None else 0.0
    return not turn.is_free, turn.minutes, turn.last_on or date.min, turn.times_asked, asked, turn.driver


def next_asked(turns: Sequence[Turn], already: Iterable[int]) -> int | None:
    """Whose turn it is now: the first in the order who was not asked for this journey yet; None: all were."""
    asked = set(already)
    return next((driver for driver in fair_order(turns) if driver not in asked), None)
