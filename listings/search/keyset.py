"""Where a list goes on: the last row's place in the order, small enough for an address.

A page that goes on after a row costs what the first page cost, and neither skips nor repeats a row when others come
and go meanwhile.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from marketplace.kernel.errors import DomainError, gettext_noop

#: Sorts what has no last day after all that has.
NO_LAST_DAY: Final = date.max
_LARGEST_ID: Final = 2**63 - 1


class Sort(StrEnum):
    """The orders in which results can be read; every one ends in the row's id."""

    DISTANCE = "distance"
    NEWEST = "newest"
    CLOSING = "closing"
    BEST = "best"


class BrokenLink(DomainError):
    """The place to go on from cannot be read."""

    code = "broken_link"
    message = gettext_noop("This link to more results is broken. Search again from the start.")
    field = "after"


@dataclass(frozen=True, slots=True)
class After:
    """The last row that was shown: what it was sorted by (square kilometres, a moment, or a day) and its id."""

    value: float | datetime | date
    pk: int


def written(after: After) -> str:
    """For the address: "12.25~77", exact to the last bit."""
    value = after.value.isoformat() if isinstance(after.value, date) else repr(after.value)
    return f"{value}~{after.pk}"


def read_after(text: str, sort: Sort) -> After:
    """The other way round, for a list in that order.

    :raises BrokenLink: somebody edited the address, or it belongs to another order
    """
    value, _, pk = text.partition("~")
    try:
        if not 0 <= int(pk) <= _LARGEST_ID:
            raise BrokenLink
        return After(_read_value(value, sort), int(pk))
    except ValueError as error:
        raise BrokenLink from error


def _read_value(text: str, sort: Sort) -> float | datetime | date:
    """:raises ValueError: not a value of that order"""
    if sort in {Sort.DISTANCE, Sort.BEST}:
        number = float(text)
        if not (math.isfinite(number) and number >= 0):
            raise ValueError(text)
        return number
    if sort is Sort.NEWEST:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(text)
        return moment.astimezone(UTC)
    return date.fromisoformat(text)
