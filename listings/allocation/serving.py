"""Amounts for groups that are served in order, out of one pile."""

from __future__ import annotations

from collections.abc import Sequence

from listings.allocation.lots import Amount, Pile, Sums, suffixes


def in_order(pile: Pile, groups: Sequence[Sums], total: Amount | None = None) -> list[Amount] | None:
    """What each group gets: together the total, the first as much as that allows, then the second, and so on.

    :param total: what is given away; None: as much as can be
    :returns: None if the total cannot be reached
    """
    rest = suffixes(groups, pile.lots)
    left = total or rest[0].top()
    amounts = []
    for place, group in enumerate(groups):
        amount = group.top_leaving(rest[place + 1], left)
        if amount is None:
            return None
        amounts.append(amount)
        left = Amount(left.lots - amount.lots, left.over - amount.over)
    return amounts if left == Amount(0, 0) else None
