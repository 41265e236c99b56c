"""What a lot's events add up to: whose it is, who has it in hands, how much of it is left, what that weighs.

A passport is a book of events in order. Each event only adds; what one of them got wrong, a later one puts right
(`CORRECTED`, the errorDeclaration of EPCIS 2.0). Nothing in here knows a database.

Conservation: what a lot began with = what is left of it + what was parted off + what joined another lot + what was
turned away, given back, lost, recycled or thrown away. Masses are shared out so that they add up to the gram.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

LISTED: Final = "listed"
COLLECTED: Final = "collected"
DELIVERED: Final = "delivered"
RECEIVED: Final = "received"
REJECTED: Final = "rejected"
RETURNED: Final = "returned"
LOST: Final = "lost"
RELISTED: Final = "relisted"
PARTED: Final = "parted"
CAME_OUT: Final = "came_out"
JOINED: Final = "joined"
CAME_FROM: Final = "came_from"
INSPECTED: Final = "inspected"
REPAIRED: Final = "repaired"
IN_USE: Final = "in_use"
RECYCLED: Final = "recycled"
DISPOSED: Final = "disposed"
CORRECTED: Final = "corrected"

#: A passport opens with one of these.
OPENS: Final = frozenset({LISTED, CAME_OUT, CAME_FROM})
#: These take a quantity off the lot for good.
TAKES: Final = frozenset({PARTED, JOINED, LOST, RECYCLED, DISPOSED})
#: What an organisation writes of its own accord; the rest follows from handovers, receipts and partings.
SAID: Final = frozenset({INSPECTED, REPAIRED, IN_USE, RECYCLED, DISPOSED, RELISTED})

DID_NOT_OCCUR: Final = "did_not_occur"
INCORRECT_DATA: Final = "incorrect_data"

LIVE: Final = "live"
DIVIDED: Final = "divided"
JOINED_UP: Final = "joined"
ENDED: Final = "ended"
_STATE_WHEN_NOTHING_IS_LEFT: Final = {PARTED: DIVIDED, JOINED: JOINED_UP}

GRAM: Final = Decimal("0.001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event. Organisations by their keys; quantities in the lot's unit; masses in kg, None where not known."""

    number: int
    kind: str
    holder: int
    quantity: Decimal
    mass_kg: Decimal | None = None
    corrects: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a lot stands after some events: its owner, who has it in hands, what is left and what that weighs."""

    owner: int
    holder: int
    quantity: Decimal
    mass_kg: Decimal | None
    state: str = LIVE


class Impossible(ValueError):
    """These events cannot have happened in this order: more was taken than there was, or the lot had no beginning."""


def stand(entries: Sequence[Entry]) -> Standing:
    """How the lot stands after all of them, in order, corrections applied.

    :raises Impossible: they cannot be
    """
    standing = None
    for entry in corrected(entries):
        standing = after(standing, entry)
    if standing is None:
        raise Impossible("nothing begins it")
    return standing


def after(standing: Standing | None, entry: Entry) -> Standing:
    """How the lot stands after one more event, which is no correction (`stand` applies those).

    :raises Impossible: it cannot follow
    """
    if (standing is None) != (entry.kind in OPENS):
        raise Impossible(f"{entry.kind} at number {entry.number}")
    if standing is None:
        return Standing(entry.holder, entry.holder, entry.quantity, entry.mass_kg)
    if entry.kind in TAKES:
        return _less(standing, entry)
    if entry.kind == RECEIVED:
        return _received(standing, entry)
    if entry.kind == REJECTED:
        # Beside a kept share the rest is simply no part of the lot any more; nothing kept: it stays its giver's.
        if standing.owner == entry.holder:
            return standing
        return replace(standing, holder=entry.holder, quantity=min(entry.quantity, standing.quantity))
    if entry.kind in {COLLECTED, DELIVERED, RETURNED}:
        return _moved(standing, entry)
    return standing


def corrected(entries: Sequence[Entry]) -> list[Entry]:
    """The events as they are to be read: what did not occur is left out, what was wrong stands as it was put right.

    A correction of a correction corrects what that one corrected.
    """
    by_number = {entry.number: entry for entry in entries}
    read = {entry.number: entry for entry in entries if entry.kind != CORRECTED}
    for entry in entries:
        if entry.kind != CORRECTED:
            continue
        meant = _meant(entry, by_number)
        if meant not in by_number or by_number[meant].kind == CORRECTED:
            raise Impossible(f"number {entry.number} corrects nothing")
        if entry.reason == DID_NOT_OCCUR:
            read.pop(meant, None)
        else:
            read[meant] = replace(by_number[meant], quantity=entry.quantity, mass_kg=entry.mass_kg)
    return [read[number] for number in sorted(read)]


def share_of(mass_kg: Decimal | None, quantity: Decimal, whole: Decimal) -> Decimal | None:
    """The mass of a part, to the gram; all of it where the part is the whole. The rest is what is left: no gram is
    made or lost."""
    if mass_kg is None:
        return None
    if quantity >= whole:
        return mass_kg
    return (mass_kg * quantity / whole).quantize(GRAM, rounding=ROUND_HALF_EVEN)


def _meant(entry: Entry, by_number: dict[int, Entry]) -> int:
    """The number of what a correction is about in the end. Each points back, so this comes to an end."""
    number = entry.corrects or 0
    while number in by_number and by_number[number].kind == CORRECTED:
        before = by_number[number].corrects or 0
        if before >= number:
            break
        number = before
    return number


def _less(standing: Standing, entry: Entry) -> Standing:
    left = standing.quantity - entry.quantity
    if left < 0:
        raise Impossible(f"{entry.quantity} of {standing.quantity} at number {entry.number}")
    gone = entry.mass_kg if entry.mass_kg is not None else share_of(standing.mass_kg, entry.quantity, standing.quantity)
    mass = None if standing.mass_kg is None or gone is None else standing.mass_kg - gone
    if mass is not None and mass < 0:
        raise Impossible(f"{gone} kg of {standing.mass_kg} kg at number {entry.number}")
    state = standing.state if left else _STATE_WHEN_NOTHING_IS_LEFT.get(entry.kind, ENDED)
    return replace(standing, quantity=left, mass_kg=mass, state=state)


def _received(standing: Standing, entry: Entry) -> Standing:
    if entry.quantity > standing.quantity:
        raise Impossible(f"{entry.quantity} of {standing.quantity} at number {entry.number}")
    known = entry.mass_kg if entry.mass_kg is not None else standing.mass_kg
    return replace(standing, owner=entry.holder, holder=entry.holder, quantity=entry.quantity, mass_kg=known)


def _moved(standing: Standing, entry: Entry) -> Standing:
    """In other hands; fewer than there were have come along (a count along the way), never more."""
    quantity = min(entry.quantity, standing.quantity)
    mass = share_of(standing.mass_kg, quantity, standing.quantity)
    return replace(standing, holder=entry.holder, quantity=quantity, mass_kg=mass)
