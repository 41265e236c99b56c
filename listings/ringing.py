"""Who is told of a listing first, who next, and when enough are interested: rings, the stop rule and the budget.

Plain values in, plain values out. The sizes are our own judgement: one giver who gets 88 replies gives up, and eight
organisations that hear first, the best fits, usually find somebody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

#: How many organisations each ring tells; every later one tells as many as the last that is named.
SIZES: Final = (8, 16, 32)
#: How long a ring has to answer before the next is told; a ringing that rests looks again after it too.
WAIT: Final = timedelta(hours=4)
#: So many times what is left have to be interested: not everybody who is, claims.
ENOUGH: Final = Decimal(2)
#: What an interest counts that does not say how much, as a share of what is left: four of them are enough.
UNSAID_SHARE: Final = Decimal("0.5")
#: A listing that closed this long ago is not offered again as if nothing had been.
OVER_AFTER: Final = timedelta(days=30)

#: Alert mails to one organisation in a day and in a week (from Monday). What comes at once leaves room for digests.
AT_ONCE_BUDGET: Final = (5, 15)
DIGEST_BUDGET: Final = (8, 25)


class Step(StrEnum):
    """What a ringing does when its moment has come."""

    TELL = "tell"
    REST = "rest"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A want that waits to be told: its id, whose it is, how well it fits (0 to 100) and from how far."""

    want: int
    organisation: int
    score: int
    distance_km: float


def step(
    *, waiting: int, is_open: bool, closed_for: timedelta, available: Decimal, interested: Decimal, counted: bool
) -> Step:
    """What to do now. `interested` is how much of it those who answered could use; what is not counted (a space) is
    there as long as it is open. `closed_for`: since it was closed or, where nothing is left of it, since it was
    published.

    It ends where nobody waits or the listing has been closed for long. It rests while the listing is closed, nothing
    is left or enough are interested: should a claim fall through, the next ring is told after all.
    """
    if not waiting or (not is_open and closed_for >= OVER_AFTER):
        return Step.END
    if not is_open or (counted and available <= 0) or interested >= available * ENOUGH:
        return Step.REST
    return Step.TELL


def interest(*, needed: Decimal | None, available: Decimal) -> Decimal:
    """What somebody interested counts for: what they need, at most what is left; half of that where nobody said."""
    return available * UNSAID_SHARE if needed is None else min(needed, available)


def size(ring: int) -> int:
    """How many organisations the ring of this number (from 1) tells."""
    return SIZES[min(ring, len(SIZES)) - 1]


def in_order(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best fits first, of equals the nearest; an organisation that has several stands where its best one does,
    with all of them: it is told once."""
    ranked = sorted(candidates, key=lambda one: (-one.score, one.distance_km, one.want))
    place = {one.organisation: number for number, one in reversed(list(enumerate(ranked)))}
    return sorted(ranked, key=lambda one: place[one.organisation])
