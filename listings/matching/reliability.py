"""How a donor has dealt with claims, as one sentence in three grades. Never a number: few claims say little.

A claim counts for half as much every half year. Before any there are four made-up ones at the neutral share, so that
one mishap decides nothing (a beta prior: Laplace's rule of succession, with our own neutral in place of a half).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from listings.matching.reasons import NEUTRAL, Part, Reason
from listings.matching.sides import Record
from marketplace.kernel.errors import gettext_noop

HALF_LIFE_DAYS: Final = 182
#: Nobody is late before this.
DAYS_TO_ANSWER: Final = 7
PRIOR_CLAIMS: Final = 4
GOOD_FROM: Final = 0.75
POOR_BELOW: Final = 0.45


@dataclass(frozen=True, slots=True)
class Dealt:
    """Claims of one donor that are `days` old: answered (None: still in time) and, once promised, kept (None: open)."""

    days: float
    claims: int
    is_answered: bool | None
    is_kept: bool | None


def record_of(history: Iterable[Dealt]) -> Record:
    """The history of a donor's claims, weighed by age."""
    answered = asked = kept = promised = 0.0
    for dealt in history:
        weight = dealt.claims * 0.5 ** (max(dealt.days, 0.0) / HALF_LIFE_DAYS)
        if dealt.is_answered is not None:
            asked += weight
            answered += weight * dealt.is_answered
        if dealt.is_kept is not None:
            promised += weight
            kept += weight * dealt.is_kept
    return Record(answered, asked, kept, promised)


def reliability(record: Record) -> Reason:
    """One of three grades, so that the part says no more than its sentence does."""
    answers = (record.answered + PRIOR_CLAIMS * NEUTRAL) / (record.asked + PRIOR_CLAIMS)
    keeps = (record.kept + PRIOR_CLAIMS * NEUTRAL) / (record.promised + PRIOR_CLAIMS)
    worse = min(answers, keeps)
    if worse < POOR_BELOW:
        return Reason(
            Part.RELIABILITY,
            0.2,
            gettext_noop("Answers have been slow to come or plans have changed lately: ask early."),
            gettext_noop("Claims on your listings waited long or were given up lately."),
            {},
        )
    if answers >= GOOD_FROM and (keeps >= GOOD_FROM or not record.promised):
        return Reason(
            Part.RELIABILITY,
            1.0,
            gettext_noop("They usually answer, and keep what they promise."),
            gettext_noop("You usually answer, and keep what you promise."),
            {},
        )
    return Reason(
        Part.RELIABILITY,
        NEUTRAL,
        gettext_noop("Too few claims lately to say how they answer."),
        gettext_noop("Too few claims lately to say how you answer."),
        {},
        is_known=False,
    )
