"""One decision over all claims, as an exact split.

What each ask gets is nothing, or an amount in whole lots (with the line's remainder rule) between its least useful
quantity and what it asked for; a line gives away no more than it has; who was refused gets nothing. Among all such
splits the best one is taken, in this order:

1. **Need met**: the sum over the lines of what is given to what is there, as high as can be. Lines share nothing, so
   that is as much as can be of each line.
2. **Fairness.** First come, donor's choice, ballot: on each line the lowest rank gets as much as (1) allows, then the
   next rank, and so on; equal ranks count together. Fair share: line by line as handed in, whoever has the lowest share
   (received lately, plus what this decision gave on the lines before, by weight) is served if (1) allows it, then the
   next; among those served the shares are as even as can be, the lowest raised first (leximin).
3. **Distance**: each taker who gets anything comes once, from the farthest of its lines; the sum is as low as can be.
   Under fair share, where a total would give everything to the neighbour, the shorter way added decides between equal
   shares on each line.
4. **Ties**: in the order of (line, rank, key) an earlier ask is served rather than a later one; with those served, an
   earlier ask gets more.

All of it is worked out in whole numbers and fractions and checked again afterwards; decision 0011 says why it is made
this way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from listings.allocation.checking import check, check_question
from listings.allocation.fairness import jain
from listings.allocation.journeys import choose_among_equals, metres
from listings.allocation.levelling import share_fairly
from listings.allocation.lots import Amount, Pile, Wish, pile_of, wish_of
from listings.allocation.terms import Ask, CannotSplit, Key, Line, Outcome, Policy, Remainder, sortable

__all__ = ["Ask", "CannotSplit", "Key", "Line", "Outcome", "Policy", "Remainder", "split"]

_SIX_PLACES: Final = Decimal("0.000001")
_FOUR_PLACES: Final = Decimal("0.0001")
_METRE: Final = Decimal("0.001")


def split(lines: Sequence[Line], asks: Sequence[Ask], policy: str) -> Outcome:
    """The best split of the lines among the asks.

    :param policy: one of `Policy`
    :raises CannotSplit: the question makes no sense; its message says why
    """
    rule = Policy(policy)
    check_question(lines, asks)
    piles = {line.key: pile_of(line) for line in lines}
    wishes: dict[Key, list[Wish]] = {line.key: [] for line in lines}
    for ask in sorted(asks, key=lambda ask: (ask.rank, sortable(ask.key))):
        if not ask.refused_because:
            wishes[ask.line].append(wish_of(ask, piles[ask.line]))
    questions = [(piles[line.key], wishes[line.key]) for line in lines]
    amounts = _fair(questions) if rule == Policy.FAIR_SHARE else choose_among_equals(questions)
    grants = {ask.key: _decimal(piles[ask.line].worth(amounts.get(ask.key, Amount(0, 0)))) for ask in asks}
    check(lines, asks, grants)
    return _told(lines, asks, grants)


def _fair(questions: Iterable[tuple[Pile, Sequence[Wish]]]) -> dict[Key, Amount]:
    """Line by line; what a taker gets on one counts as received on the next."""
    got: defaultdict[Key, Fraction] = defaultdict(Fraction)
    come: dict[Key, int] = {}
    amounts: dict[Key, Amount] = {}
    for pile, wishes in questions:
        lately = {wish.ask.taker: Fraction(wish.ask.received_lately_share) + got[wish.ask.taker] for wish in wishes}
        turns = sorted(wishes, key=lambda wish: _turn(wish.ask, lately[wish.ask.taker], come))
        for wish, amount in zip(turns, share_fairly(pile, turns, lately.__getitem__), strict=True):
            amounts[wish.ask.key] = amount
            if any(amount):
                got[wish.ask.taker] += pile.worth(amount) / Fraction(wish.ask.quantity)
                come[wish.ask.taker] = max(come.get(wish.ask.taker, 0), metres(wish.ask))
    return amounts


def _turn(ask: Ask, share: Fraction, come: Mapping[Key, int]) -> tuple[Fraction, int, int, tuple[int, int, str]]:
    """Who is served first: the lowest share, then the shortest way added, the rank, the key."""
    added = max(metres(ask) - come.get(ask.taker, 0), 0)
    return share / Fraction(ask.weight), added, ask.rank, sortable(ask.key)


def _decimal(quantity: Fraction) -> Decimal:
    """Exact: a sum of multiples of decimals is a decimal."""
    return Decimal(quantity.numerator) / Decimal(quantity.denominator)


def _told(lines: Sequence[Line], asks: Sequence[Ask], grants: Mapping[Key, Decimal]) -> Outcome:
    """The figures of a split."""
    offered = {line.key: Fraction(line.quantity) for line in lines}
    need = sum((Fraction(grants[ask.key]) / offered[ask.line] for ask in asks), Fraction(0))
    shares: defaultdict[Key, list[Fraction]] = defaultdict(list)
    ways: dict[Key, int] = {}
    for ask in asks:
        if not ask.refused_because:
            shares[ask.taker].append(Fraction(grants[ask.key]) / Fraction(ask.quantity))
        if grants[ask.key]:
            ways[ask.taker] = max(ways.get(ask.taker, 0), metres(ask))
    means = [sum(of_one, Fraction(0)) / len(of_one) for of_one in shares.values()]
    waiting = [ask for ask in asks if not ask.refused_because and not grants[ask.key]]
    return Outcome(
        grants=grants,
        need_met=_rounded(need, _SIX_PLACES),
        fairness=_rounded(jain(means), _FOUR_PLACES),
        total_km=(Decimal(sum(ways.values())) / 1000).quantize(_METRE),
        standby=tuple(ask.key for ask in sorted(waiting, key=lambda ask: (ask.rank, sortable(ask.key)))),
    )


def _rounded(figure: Fraction, places: Decimal) -> Decimal:
    return _decimal(Fraction(round(figure / Fraction(places)))) * places
