"""How a receipt stands, once everything that was said about it is taken together: what was kept, turned away, returned,
recycled or thrown away, and what each weighs.

Statements are taken by the moments at which they were made, never by the order in which they are read, so no order of
events changes a result. Quantities are in the listing's unit, masses in kg to the gram. The masses of the portions of
what was kept add up to its mass exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

from marketplace.impact.rows import Operation
from marketplace.kernel.mass import GRAM, MassBasis

ZERO: Final = Decimal(0)


class PortionKind(StrEnum):
    """What became of a portion of a receipt."""

    KEPT = "kept"
    REJECTED = "rejected"
    RECYCLED = "recycled"  # kept at first, and recycled within a year
    DISPOSED = "disposed"  # kept at first, and thrown away within a year
    RETURNED = "returned"  # taken off again from what was kept


@dataclass(frozen=True, slots=True)
class Count:
    """A receipt, or a correction of it: every figure of it."""

    at: datetime
    kept_quantity: Decimal
    rejected_quantity: Decimal
    kept_kg: Decimal
    rejected_kg: Decimal
    basis: MassBasis
    rejected_as: Operation | None = None

    @property
    def each_kg(self) -> Decimal | None:
        """The mass of one that was kept."""
        return self.kept_kg / self.kept_quantity if self.kept_quantity else None


@dataclass(frozen=True, slots=True)
class Weighing:
    """What the kept goods weigh, stated anew, of so many."""

    at: datetime
    quantity: Decimal
    kg: Decimal
    basis: MassBasis


@dataclass(frozen=True, slots=True)
class GoodsBack:
    """So many came back to the giver."""

    key: int
    at: datetime
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Fate:
    """So many of what was kept (``None``: all that is left) were recycled or thrown away within a year."""

    key: int
    at: datetime
    kind: PortionKind
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of a receipt that makes one line. ``kept_kg`` is the mass of all that was kept; a return has its key."""

    kind: PortionKind
    quantity: Decimal
    kg: Decimal
    basis: MassBasis
    operation: Operation
    all_kg: Decimal
    kept_kg: Decimal
    return_key: int | None = None


def portions_of(
    counts: Sequence[Count],
    *,
    weighings: Sequence[Weighing] = (),
    returns: Sequence[GoodsBack] = (),
    fates: Sequence[Fate] = (),
) -> tuple[Portion, ...]:
    """The portions of a receipt as it stands, each kind at most once, and each return by itself.

    :param counts: the receipt first, then its corrections as they were made; the last one says how it stands
    """
    count = counts[-1]
    kept_kg, basis = _weight(counts, weighings)
    all_kg = kept_kg + count.rejected_kg
    back = _cut(returns, count.kept_quantity)
    gone = _gone(fates, count.kept_quantity - sum((quantity for _key, quantity in back), ZERO))
    found = [
        Portion(kind, quantity, _share(kept_kg, quantity, count.kept_quantity), basis, operation, all_kg, kept_kg)
        for kind, operation in _OPERATION_OF_FATE.items()
        if (quantity := gone[kind])
    ]
    left = count.kept_quantity - sum((one.quantity for one in found), ZERO)
    if left:
        left_kg = kept_kg - sum((one.kg for one in found), ZERO)
        found.insert(0, Portion(PortionKind.KEPT, left, left_kg, basis, Operation.REUSE, all_kg, kept_kg))
        found += [
            Portion(
                PortionKind.RETURNED, quantity, _share(left_kg, quantity, left), basis, Operation.REUSE,
                all_kg, kept_kg, key,
            )
            for key, quantity in back
        ]  # fmt: skip
    if count.rejected_quantity and count.rejected_as is not None:
        found.append(
            Portion(
                PortionKind.REJECTED, count.rejected_quantity, count.rejected_kg, count.basis, count.rejected_as,
                all_kg, kept_kg,
            )
        )  # fmt: skip
    return tuple(found)


_OPERATION_OF_FATE: Final = {
    PortionKind.RECYCLED: Operation.RECYCLING,
    PortionKind.DISPOSED: Operation.OTHER_DISPOSAL,  # "thrown away" names no operation
}


def _weight(counts: Sequence[Count], weighings: Sequence[Weighing]) -> tuple[Decimal, MassBasis]:
    """The newest statement of the mass apiece: a weighing, unless a later correction says another mass apiece."""
    count = counts[-1]
    newest = max(weighings, key=lambda one: one.at, default=None)
    if newest is None or not count.kept_quantity or _weighed_anew_since(counts, newest.at):
        return count.kept_kg, count.basis
    if newest.quantity == count.kept_quantity:
        return newest.kg, newest.basis
    return _share(newest.kg, count.kept_quantity, newest.quantity), newest.basis


def _weighed_anew_since(counts: Sequence[Count], moment: datetime) -> bool:
    return any(
        after.at > moment and (after.each_kg, after.basis) != (before.each_kg, before.basis)
        for before, after in pairwise(counts)
    )


def _cut(returns: Sequence[GoodsBack], most: Decimal) -> list[tuple[int, Decimal]]:
    """No more can come back than was kept: of a count that was corrected down, the latest returns give way."""
    found, left = [], most
    for one in sorted(returns, key=lambda one: (one.at, one.key)):
        quantity = min(one.quantity, left)
        if quantity > 0:
            found.append((one.key, quantity))
        left -= quantity
    return found


def _gone(fates: Sequence[Fate], most: Decimal) -> dict[PortionKind, Decimal]:
    """What was recycled and what thrown away: stated quantities first, as they were stated, then who said "all"."""
    gone = dict.fromkeys(_OPERATION_OF_FATE, ZERO)
    left = most
    for one in sorted(fates, key=lambda one: (one.quantity is None, one.at, one.key)):
        quantity = left if one.quantity is None else min(one.quantity, left)
        gone[one.kind] += quantity
        left -= quantity
    return gone


def _share(kg: Decimal, quantity: Decimal, of: Decimal) -> Decimal:
    return (kg * quantity / of).quantize(GRAM, rounding=ROUND_HALF_EVEN)
