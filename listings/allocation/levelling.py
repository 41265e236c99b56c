"""Fair share of one line: who received least lately is served first, and what is given is levelled among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from listings.allocation.fairness import Vessel, fill
from listings.allocation.lots import Amount, Pile, Sums, Wish, suffixes, together
from listings.allocation.terms import DoesNotHold, Key


def share_fairly(pile: Pile, wishes: Sequence[Wish], before: Callable[[Key], Fraction]) -> list[Amount]:
    """What each wish gets of the pile.

    As much as can be is given away. With that, each in the order handed in is served (at least its least) if it can
    be. Among those the levels (share received before plus share received here, by weight) are as even as can be: the
    lowest as high as can be, then the next. Equal levels: the earlier one has more.

    :param before: the share a taker received before
    """
    everything = together((wish.open for wish in wishes), pile.lots).top()
    served = _who(pile, wishes, everything)
    best: tuple[list[Fraction], list[Fraction], list[Amount]] | None = None
    for holder in _holders(pile, wishes, served, everything):
        amounts = _levelled(pile=pile, wishes=wishes, served=served, holder=holder, lots=everything.lots, before=before)
        if amounts is not None:
            levels = sorted(_level(pile, wish, amount, before) for wish, amount in zip(wishes, amounts, strict=True))
            worth = [pile.worth(amount) for amount in amounts]
            if best is None or (levels, worth) > best[:2]:
                best = levels, worth, amounts
    if best is None:
        raise DoesNotHold("no way was found to give what can be given")
    return best[2]


def _who(pile: Pile, wishes: Sequence[Wish], everything: Amount) -> list[bool]:
    """Who is served: each in turn, if then everything can still be given away."""
    rest = suffixes([wish.open for wish in wishes], pile.lots)
    so_far, served = Sums(((0, 0),), ()), []
    for place, wish in enumerate(wishes):
        with_it = so_far.and_(wish.served, pile.lots)
        serve = with_it.top_leaving(rest[place + 1], everything) is not None
        served.append(serve)
        so_far = with_it if serve else so_far
    return served


def _holders(pile: Pile, wishes: Sequence[Wish], served: Sequence[bool], everything: Amount) -> list[int | None]:
    """Who may hold the remainder: each of the served that has room, or nobody if it is not given away."""
    if not everything.over:
        return [None]
    return [place for place, wish in enumerate(wishes) if served[place] and wish.over]


def _levelled(
    *,
    pile: Pile,
    wishes: Sequence[Wish],
    served: Sequence[bool],
    holder: int | None,
    lots: int,
    before: Callable[[Key], Fraction],
) -> list[Amount] | None:
    places = [place for place in range(len(wishes)) if served[place]]
    vessels = []
    for place in places:
        over = int(place == holder)
        ranges = wishes[place].over if over else wishes[place].plain
        if not ranges:
            return None
        vessels.append(_vessel(pile, wishes[place], over, ranges[0], before))
    filled = fill(vessels, lots)
    if filled is None:
        return None
    amounts = [Amount(0, 0)] * len(wishes)
    for place, amount in zip(places, filled, strict=True):
        amounts[place] = Amount(amount, int(place == holder))
    return amounts


def _vessel(pile: Pile, wish: Wish, over: int, between: tuple[int, int], before: Callable[[Key], Fraction]) -> Vessel:
    base = _level(pile, wish, Amount(0, over), before)
    return Vessel(base, _level(pile, wish, Amount(1, over), before) - base, *between)


def _level(pile: Pile, wish: Wish, amount: Amount, before: Callable[[Key], Fraction]) -> Fraction:
    """What the taker received before and receives here, as a share of what it asked for, by its weight."""
    share = pile.worth(amount) / Fraction(wish.ask.quantity)
    return (before(wish.ask.taker) + share) / Fraction(wish.ask.weight)
