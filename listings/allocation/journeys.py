"""Groups in order on each line; between equals the shortest journeys."""

from __future__ import annotations

from collections.abc import Sequence

from listings.allocation.lots import Amount, Pile, Wish
from listings.allocation.serving import in_order
from listings.allocation.terms import Ask, Key


def metres(ask: Ask) -> int:
    """How far it is, in whole metres."""
    return round(ask.distance_km * 1000)


def choose_among_equals(questions: Sequence[tuple[Pile, Sequence[Wish]]]) -> dict[Key, Amount]:
    """What each ask gets; wishes come in the order of (rank, key)."""
    amounts: dict[Key, Amount] = {}
    for pile, wishes in questions:
        turns = sorted(wishes, key=lambda wish: (wish.ask.rank, metres(wish.ask)))
        found = in_order(pile, [wish.open for wish in turns]) or []
        amounts |= {wish.ask.key: amount for wish, amount in zip(turns, found, strict=True)}
    return amounts
