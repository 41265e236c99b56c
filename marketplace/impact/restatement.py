"""From one run to another: what changed a figure, step by step, and whether earlier reports must be restated.

A published report is never altered. A restatement is a new run with a bridge from the old figure to the new:
corrections of activity, then factors, then parameters, then method, each measured with everything before it in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from marketplace.impact.parameters import RESTATEMENT_THRESHOLD
from marketplace.impact.rows import Row

ZERO: Final = Decimal(0)


class Cause(StrEnum):
    """Why a figure moved, in the order of the bridge."""

    ACTIVITY = "activity"
    FACTORS = "factors"
    PARAMETERS = "parameters"
    METHOD = "method"


@dataclass(frozen=True, slots=True)
class Bridge:
    """Opening, what each cause changed, closing; opening + changes = closing always."""

    opening: Decimal
    changes: Mapping[Cause, Decimal]
    closing: Decimal

    @property
    def change(self) -> Decimal:
        """Closing less opening."""
        return self.closing - self.opening

    @property
    def percent(self) -> Decimal | None:
        """The change in per cent of the opening figure; ``None`` where that was zero."""
        return self.change / abs(self.opening) * 100 if self.opening else None


def bridge(opening: Decimal, after: Mapping[Cause, Decimal]) -> Bridge:
    """The bridge from the figure as published to the figure after every cause, in :class:`Cause`'s order.

    :param after: the figure once the cause, and all before it, are in place; a cause left out changed nothing
    """
    changes: dict[Cause, Decimal] = {}
    figure = opening
    for cause in Cause:
        changed = after.get(cause, figure)
        changes[cause] = changed - figure
        figure = changed
    return Bridge(opening, changes, figure)


def must_restate(
    *,
    old_n: Decimal,
    new_n: Decimal,
    old_rows: Mapping[Row, Decimal],
    new_rows: Mapping[Row, Decimal],
    is_error: bool = False,
) -> bool:
    """Whether earlier reports are restated: any error, or 5 % of N or of any row of 306, up or down, taken together."""
    if is_error or _is_material(old_n, new_n):
        return True
    waste_rows = {row for row in (*old_rows, *new_rows) if row.disclosure}
    return any(_is_material(old_rows.get(row, ZERO), new_rows.get(row, ZERO)) for row in waste_rows)


def _is_material(old: Decimal, new: Decimal) -> bool:
    if not old:
        return bool(new)
    return abs((new - old) / old) >= RESTATEMENT_THRESHOLD
