"""The lives of a collection, a route, a stop and a planning run, as tables: from which state a step leads to which.

The words are those of the models' states, written out: this module knows no model.
"""

from __future__ import annotations

from typing import Final

from listings.lifecycle import Table, leads_to

#: A collected load is aboard: it is delivered, goes back, or is lost. A failed pickup goes back to be planned anew.
#: What is fetched or brought is in the receiver's hands at once; what a hired carrier takes is planned and collected
#: without anybody of ours on the way.
COLLECTION: Final[Table] = {
    "ready": frozenset({"offered", "planned", "delivered", "cancelled"}),
    "offered": frozenset({"ready", "planned", "cancelled"}),
    "planned": frozenset({"ready", "offered", "planned", "en_route", "collected", "delivered", "cancelled"}),
    "en_route": frozenset({"ready", "collected", "cancelled"}),
    "collected": frozenset({"delivered", "returning", "lost"}),
    "returning": frozenset({"returned", "lost"}),
    "returned": frozenset(),
    "delivered": frozenset({"closed"}),
    "closed": frozenset(),
    "lost": frozenset(),
    "cancelled": frozenset(),
}

ROUTE: Final[Table] = {
    "draft": frozenset({"published"}),
    "published": frozenset({"started", "finished"}),
    "started": frozenset({"finished"}),
    "finished": frozenset(),
}

STOP: Final[Table] = {
    "pending": frozenset({"arrived", "done", "failed"}),
    "arrived": frozenset({"done", "failed"}),
    "done": frozenset(),
    "failed": frozenset(),
}

PLANNING_RUN: Final[Table] = {
    "queued": frozenset({"running", "failed", "cancelled"}),
    "running": frozenset({"done", "failed", "cancelled"}),
    "done": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
}

#: Handed back it is open again; taken over, it is taken by somebody else.
OFFER: Final[Table] = {
    "open": frozenset({"taken", "expired", "withdrawn"}),
    "taken": frozenset({"open", "taken", "withdrawn"}),
    "expired": frozenset(),
    "withdrawn": frozenset(),
}


class NoSuchStep(ValueError):
    """A mistake in the program: the table has no step like this."""


def must_lead_to(table: Table, seen: str, to: str) -> None:
    """Hold a step to its table.

    :raises NoSuchStep: it is not in it
    """
    if not leads_to(table, seen, to):
        raise NoSuchStep(f"no step from {seen} to {to}")
