"""What a split is made of: lines that are given, asks that want a part of them, and what came out.

Plain values without a database. Quantities are exact decimals in the line's own unit; a key is whatever the caller
knows the thing by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Key: TypeAlias = int | str


class Policy(StrEnum):
    """By what rule those who ask are served."""

    FIRST_COME = "first_come"
    DONOR_CHOOSES = "donor_chooses"
    BALLOT = "ballot"
    FAIR_SHARE = "fair_share"


class Remainder(StrEnum):
    """What becomes of what does not fill a whole lot."""

    STAYS = "stays"  #: with the giver
    GOES_ALONG = "goes_along"  #: in one piece, with one claim that has room for it


class CannotSplit(ValueError):
    """The question makes no sense: a quantity below nothing, an ask of a line that is not there, two of one key."""


class DoesNotHold(AssertionError):
    """An answer breaks a rule of the question: a mistake in the program, not in what was asked."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is given.

    :ivar quantity: how much of it, above nothing
    :ivar lot: amounts are whole multiples of it; 0 if it does not come in lots
    :ivar least_step: where there is no lot, the smallest step between two amounts: 1 for pieces, 0.001 for tonnes
    :ivar remainder: what becomes of what does not fill a lot
    """

    key: Key
    quantity: Decimal
    lot: Decimal = Decimal(0)
    least_step: Decimal = Decimal(1)
    remainder: Remainder = Remainder.STAYS


@dataclass(frozen=True, slots=True)
class Ask:
    """What one taker asks of one line.

    :ivar taker: who asks; one taker makes one journey, however many lines it comes for
    :ivar least: less than that is of no use to it; None: any amount is
    :ivar rank: its place in the order, the lowest served first; equal ranks are equal
    :ivar weight: of two equal claims under fair share, the one of weight 2 is to get twice the share
    :ivar received_lately_share: what the taker received lately of what it asked for, 0 to 1
    :ivar refused_because: not empty: it gets nothing, for that reason
    """

    key: Key
    line: Key
    taker: Key
    quantity: Decimal
    least: Decimal | None = None
    rank: int = 0
    weight: Decimal = Decimal(1)
    received_lately_share: Decimal = Decimal(0)
    distance_km: float = 0.0
    refused_because: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who gets what.

    :ivar grants: for each ask what it gets, nothing included
    :ivar need_met: the sum over the lines of what is given to what is there, six places
    :ivar fairness: Jain's index over the takers' mean share of what they asked for, four places
    :ivar total_km: each taker who gets anything comes once, from the farthest of its lines; three places
    :ivar standby: the asks that get nothing and were not refused, in the order in which they would be next
    """

    grants: Mapping[Key, Decimal]
    need_met: Decimal
    fairness: Decimal
    total_km: Decimal
    standby: tuple[Key, ...] = field(default=())


def sortable(key: Key) -> tuple[int, int, str]:
    """Keys in a stated order: numbers before words."""
    return (0, key, "") if isinstance(key, int) else (1, 0, key)
