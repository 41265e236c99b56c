"""What "not for us" means for the next time: the reasons that an organisation gave, category by category.

Only two reasons say something of other listings: the wrong thing, and too far. Too few, its condition and its timing
are about the one listing (condition a little about others); nothing follows from "other".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from marketplace.kernel.errors import gettext_noop

#: What was said longer ago says nothing any more.
REMEMBERED_FOR: Final = timedelta(days=180)
#: Said once it may be about the one thing; said twice it is about the category.
WRONG_TIMES: Final = 2
#: What is nearly as far as what was too far is too far as well.
NEARLY: Final = 0.9
_POINTS: Final = {"wrong_thing": 15, "condition": 5}
_MOST_POINTS: Final = 20


class Reason(StrEnum):
    """Why something is not for us."""

    TOO_FAR = "too_far"
    WRONG_THING = "wrong_thing"
    TOO_FEW = "too_few"
    CONDITION = "condition"
    TIMING = "timing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One "not for us": of which category, why, and how far away it was."""

    category_path: str
    reason: Reason
    distance_km: float


@dataclass(frozen=True, slots=True)
class PutOff:
    """What follows for a listing: points taken off its score, or not told of at all, and why in a sentence."""

    points: int
    is_left_out: bool
    sentence: str
    details: dict[str, object]


def put_off(refusals: Sequence[Refusal], *, category_path: str, distance_km: float) -> PutOff | None:
    """What earlier answers mean for a listing of that category at that distance; None: nothing."""
    said = [refusal for refusal in refusals if refusal.category_path == category_path]
    far = min((one.distance_km for one in said if one.reason is Reason.TOO_FAR), default=None)
    if far is not None and distance_km >= far * NEARLY:
        sentence = gettext_noop("You said that {km} km is too far for such a thing.")
        return PutOff(0, True, sentence, {"km": max(1, round(far))})
    wrong = sum(one.reason is Reason.WRONG_THING for one in said)
    if wrong >= WRONG_TIMES:
        sentence = gettext_noop("You said {times} times that such things are not what you look for.")
        return PutOff(0, True, sentence, {"times": wrong})
    points = min(_MOST_POINTS, sum(_POINTS.get(one.reason.value, 0) for one in said))
    if not points:
        return None
    return PutOff(points, False, gettext_noop("You turned down something like it before."), {})
