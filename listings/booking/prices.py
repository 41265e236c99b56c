"""What a time in a space costs: which price is somebody's, and the pence for so many minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_ORDER: Final = ("own", "circle", "kind", "everyone")


@dataclass(frozen=True, slots=True)
class PriceFor:
    """The price of an hour for a group: "own", "circle" (with its key), "kind" (its word in `kind`), "everyone"."""

    group: str
    pence_an_hour: int
    circle: int | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Payer:
    """Who books: whether it is the owner itself, its type, the circles that it shares with the owner."""

    is_owner: bool
    kind: str
    circles: frozenset[int]


def price_of(prices: Iterable[PriceFor], payer: Payer) -> PriceFor | None:
    """The price that is theirs: the first group that they belong to, of several circles the cheapest; none is stated
    for them: None."""
    theirs = [price for price in prices if _is_for(price, payer)]
    return min(theirs, key=lambda price: (_ORDER.index(price.group), price.pence_an_hour), default=None)


def _is_for(price: PriceFor, payer: Payer) -> bool:
    match price.group:
        case "own":
            return payer.is_owner
        case "circle":
            return price.circle in payer.circles
        case "kind":
            return price.kind == payer.kind
        case _:
            return True


def total(pence_an_hour: int, minutes: int) -> int:
    """Whole pence for so many minutes, half a penny rounded up."""
    return (pence_an_hour * minutes * 2 + 60) // 120
