"""Promises: what became of them, what counts as late, and how what lies long ago counts for less.

Reliability is told as sentences with their reasons, to the organisation itself and to whoever has a claim or a booking
with it. It is never a number, and nobody else is told. The words are those of the model's outcomes, written out: this
module knows no model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from marketplace.kernel.errors import gettext_noop

#: Who cancels a claim less than this before it was to be collected leaves the other side no time to find somebody.
NOTICE_HOURS: Final = 48
#: What happened counts for half as much after half a year, and is not told any more after two.
HALF_LIFE_DAYS: Final = 182
TOLD_FOR: Final = timedelta(days=4 * HALF_LIFE_DAYS)
#: How much of a promise each outcome broke. An excused one counts for nothing, neither way.
BROKEN: Final[Mapping[str, float]] = {
    "kept": 0.0,
    "early_cancel": 0.1,
    "late_cancel": 0.6,
    "late_return": 0.6,
    "unanswered": 0.7,
    "no_show": 1.0,
}
#: Two made-up promises at this share come before any, so that one mishap decides nothing (after Laplace).
PRIOR: Final = 2.0
PRIOR_BROKEN: Final = 0.3
#: So much has to be known, in promises of today, before anything is said about somebody's habit.
KNOWN_FROM: Final = 1.5
STEADY_BELOW: Final = 0.25
SHAKY_FROM: Final = 0.45

Grade = Literal["unknown", "steady", "mixed", "shaky"]

_SENTENCES: Final[Mapping[Grade, tuple[str, str]]] = {
    "unknown": (
        gettext_noop("Too few promises lately to say how they keep them."),
        gettext_noop("Too few promises lately to say how you keep them."),
    ),
    "steady": (
        gettext_noop("They usually keep what they promise."),
        gettext_noop("You usually keep what you promise."),
    ),
    "mixed": (
        gettext_noop("They keep most of what they promise; plans changed now and then."),
        gettext_noop("You keep most of what you promise; plans changed now and then."),
    ),
    "shaky": (
        gettext_noop("Plans with them have often changed late or come to nothing lately: agree the time twice."),
        gettext_noop(
            "Your plans have often changed late or come to nothing lately. Cancelling early does next to no harm."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """What became of one promise, so many days ago; `is_excused` also by whoever heard the appeal."""

    outcome: str
    days: float
    is_excused: bool = False


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody keeps promises, in words. `counts` are of what is still told, excused ones under "excused"."""

    grade: Grade
    of_them: str
    of_you: str
    counts: Mapping[str, int]


def outcome_of_cancelling(*, due_at: datetime | None, now: datetime, notice_hours: int = NOTICE_HOURS) -> str:
    """ "early_cancel" or "late_cancel": late is inside the notice hours of what was agreed, and after it.

    :param due_at: when it was to be collected or to begin; nothing was agreed yet: never late
    :param notice_hours: a space has its own cancellation rule
    """
    is_late = due_at is not None and now > due_at - timedelta(hours=notice_hours)
    return "late_cancel" if is_late else "early_cancel"


def weight(days: float) -> float:
    """How much something counts that lies so many days back: 1 today, a half after half a year."""
    return float(0.5 ** (max(days, 0.0) / HALF_LIFE_DAYS))


def habit(history: Iterable[Happened]) -> Habit:
    """The history in one sentence of four, with how often what happened."""
    told = [one for one in history if one.days <= TOLD_FOR.days]
    counted = [(weight(one.days), BROKEN[one.outcome]) for one in told if not _is_excused(one)]
    known = sum(much for much, _broken in counted)
    broken = sum(much * share for much, share in counted)
    share = (broken + PRIOR * PRIOR_BROKEN) / (known + PRIOR)
    of_them, of_you = _SENTENCES[grade := _grade(known, share)]
    return Habit(grade, of_them, of_you, Counter("excused" if _is_excused(one) else one.outcome for one in told))


def _is_excused(one: Happened) -> bool:
    return one.is_excused or one.outcome == "excused"


def _grade(known: float, share: float) -> Grade:
    if known < KNOWN_FROM:
        return "unknown"
    if share >= SHAKY_FROM:
        return "shaky"
    return "steady" if share < STEADY_BELOW else "mixed"
