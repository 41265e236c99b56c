"""The best split by looking at every one: the objective as the module states it, nothing of how it is worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product

from listings.allocation.terms import Ask, Key, Line, Remainder, sortable


def options(line: Line, ask: Ask) -> list[Fraction]:
    """Every amount that one ask may get."""
    if ask.refused_because:
        return [Fraction(0)]
    lot = Fraction(line.lot) or Fraction(line.least_step)
    over = Fraction(line.quantity) % lot if line.remainder == Remainder.GOES_ALONG else Fraction(0)
    whole = [lot * count for count in range(int(Fraction(line.quantity) / lot) + 1)]
    amounts = {amount + more for amount in whole for more in (Fraction(0), over)}
    least = Fraction(ask.least or 0)
    return sorted(amount for amount in amounts if amount == 0 or least <= amount <= Fraction(ask.quantity))


def splits_of(line: Line, asks: Sequence[Ask]) -> Iterator[dict[Key, Fraction]]:
    """Every split of one line."""
    lot = Fraction(line.lot) or Fraction(line.least_step)
    for amounts in product(*(options(line, ask) for ask in asks)):
        if sum(amounts) <= Fraction(line.quantity) and sum(1 for amount in amounts if amount % lot) <= 1:
            yield {ask.key: amount for ask, amount in zip(asks, amounts, strict=True)}


def in_turn(asks: Sequence[Ask]) -> list[Ask]:
    """By rank, then key."""
    return sorted(asks, key=lambda ask: (ask.rank, sortable(ask.key)))


def metres(ask: Ask) -> int:
    """Whole metres."""
    return round(ask.distance_km * 1000)


def way(asks: Sequence[Ask], grants: Mapping[Key, Fraction]) -> int:
    """Each taker once, from the farthest."""
    ways: dict[Key, int] = {}
    for ask in asks:
        if grants[ask.key]:
            ways[ask.taker] = max(ways.get(ask.taker, 0), metres(ask))
    return sum(ways.values())


def by_rank(lines: Sequence[Line], asks: Sequence[Ask]) -> dict[Key, Fraction]:
    """First come, donor's choice, ballot: need, ranks, way, ties, over all lines at once."""
    best: tuple[object, dict[Key, Fraction]] | None = None
    of = {line.key: in_turn([ask for ask in asks if ask.line == line.key]) for line in lines}
    for parts in product(*(list(_best_by_rank(line, of[line.key])) for line in lines)):
        grants = {key: amount for part in parts for key, amount in part.items()}
        order = [ask.key for line in lines for ask in of[line.key]]
        value = (-way(asks, grants), [grants[key] > 0 for key in order], [grants[key] for key in order])
        if best is None or value > best[0]:  # type: ignore[operator]  # tuples of one shape
            best = value, grants
    assert best is not None
    return best[1]


def _best_by_rank(line: Line, asks: Sequence[Ask]) -> list[dict[Key, Fraction]]:
    """All splits of the line with the best need and the best amounts by rank: neither has to do with other lines."""
    ranks = sorted({ask.rank for ask in asks})
    valued = []
    for grants in splits_of(line, asks):
        groups = [sum(grants[ask.key] for ask in asks if ask.rank == rank) for rank in ranks]
        valued.append(([sum(groups), *groups], grants))
    top = max(value for value, _ in valued)
    return [grants for value, grants in valued if value == top]


def by_share(lines: Sequence[Line], asks: Sequence[Ask]) -> dict[Key, Fraction]:
    """Fair share: line by line; need, who is served in the order of shares, levels, ties."""
    grants: dict[Key, Fraction] = {}
    got: defaultdict[Key, Fraction] = defaultdict(Fraction)
    ways: defaultdict[Key, int] = defaultdict(int)
    for line in lines:
        mine = [ask for ask in asks if ask.line == line.key]
        before = {ask.key: Fraction(ask.received_lately_share) + got[ask.taker] for ask in mine}
        turns = sorted(
            mine,
            key=lambda ask: (
                before[ask.key] / Fraction(ask.weight),
                max(metres(ask) - ways[ask.taker], 0),
                ask.rank,
                sortable(ask.key),
            ),
        )
        best = max(splits_of(line, mine), key=lambda found: _value(turns, before, found))
        grants |= best
        for ask in mine:
            if best[ask.key]:
                got[ask.taker] += best[ask.key] / Fraction(ask.quantity)
                ways[ask.taker] = max(ways[ask.taker], metres(ask))
    return grants


def _value(turns: Sequence[Ask], before: Mapping[Key, Fraction], grants: Mapping[Key, Fraction]) -> tuple[object, ...]:
    levels = sorted(
        (before[ask.key] + grants[ask.key] / Fraction(ask.quantity)) / Fraction(ask.weight) for ask in turns
    )
    return (
        sum(grants.values()),
        [grants[ask.key] > 0 for ask in turns],
        levels,
        [grants[ask.key] for ask in turns],
    )


def decimals(grants: Mapping[Key, Fraction]) -> dict[Key, Decimal]:
    """As the split says it."""
    return {key: Decimal(amount.numerator) / Decimal(amount.denominator) for key, amount in grants.items()}
