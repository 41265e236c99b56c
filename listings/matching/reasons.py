"""A part of a score with its reason, and what the parts weigh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from listings.matching.sides import Side


class Part(StrEnum):
    """What is looked at."""

    WORDS = "words"
    DISTANCE = "distance"
    QUANTITY = "quantity"
    DATES = "dates"
    HANDLING = "handling"
    HOURS = "hours"
    RELIABILITY = "reliability"


#: Points of a hundred. Our own judgement (decision record 0008): what it is decides, then where, then how much.
WEIGHTS: Final[dict[Part, int]] = {
    Part.WORDS: 40,
    Part.DISTANCE: 17,
    Part.QUANTITY: 15,
    Part.DATES: 10,
    Part.HANDLING: 6,
    Part.HOURS: 6,
    Part.RELIABILITY: 6,
}
#: Where nobody said: neither praise nor blame.
NEUTRAL: Final = 0.6


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of the score, from 0 to 1, and its sentence for either side with what fills its gaps.

    `is_known` is false where nobody said, so that the share is only the neutral one.
    """

    part: Part
    share: float
    for_want: str
    for_listing: str
    details: dict[str, object]
    is_known: bool = True

    @property
    def points(self) -> float:
        """How much of the hundred it brings."""
        return self.share * WEIGHTS[self.part]

    def template(self, side: Side) -> str:
        """The sentence for whoever reads it: who wants, or who lists."""
        return self.for_want if side == "want" else self.for_listing


@dataclass(frozen=True, slots=True)
class Fit:
    """A pair that fits: score from 0 to 100, the distance in kilometres, and the reasons, the weightiest part first."""

    score: int
    distance_km: float
    reasons: tuple[Reason, ...]


def total(reasons: tuple[Reason, ...]) -> int:
    """The score: the points of the parts that were looked at, of a hundred."""
    return score_of([(reason.part, reason.share) for reason in reasons])


def score_of(shares: Sequence[tuple[Part, float]]) -> int:
    """The score of parts by their shares alone."""
    weight = sum(WEIGHTS[part] for part, _share in shares)
    return round(100 * sum(share * WEIGHTS[part] for part, share in shares) / weight) if weight else 0
