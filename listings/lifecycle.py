"""The lives of a listing and of a claim, as tables: from which state a step leads to which.

A step is taken by compare-and-swap (``filter(pk=pk, state=seen).update(state=to)``); these tables say which steps
there are. The words are those of the models' states, written out: this module knows no model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Table = Mapping[str, frozenset[str]]

LISTING: Final[Table] = {
    "draft": frozenset({"published"}),
    "published": frozenset({"withdrawn", "expired"}),
    "withdrawn": frozenset({"published"}),
    "expired": frozenset({"published", "withdrawn"}),
}

#: What was collected ends without a receipt only where all of it came back or was lost.
CLAIM: Final[Table] = {
    "asked": frozenset({"accepted", "declined", "cancelled", "lapsed"}),
    "waiting": frozenset({"offered", "accepted", "declined", "cancelled", "lapsed"}),
    "offered": frozenset({"asked", "accepted", "cancelled", "lapsed"}),
    "accepted": frozenset({"collected", "cancelled", "lapsed"}),
    "collected": frozenset({"received", "cancelled"}),
    "received": frozenset(),
    "declined": frozenset(),
    "cancelled": frozenset(),
    "lapsed": frozenset(),
}


def leads_to(table: Table, seen: str, to: str) -> bool:
    """Whether the table has a step from one state to the other."""
    return to in table.get(seen, frozenset())


def sources(table: Table, to: str) -> tuple[str, ...]:
    """The states from which a step leads there, in the order of the table."""
    return tuple(state for state, following in table.items() if to in following)
