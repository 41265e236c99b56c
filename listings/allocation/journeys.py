"""Groups of one rank in order on each line; between equals the shortest journeys.

What a group gets is fixed by the ranks. Who of a group of equals is served is open where there is not enough for all;
a taker comes once for all its lines, so that lines with a taker in common are decided together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from listings.allocation.lots import Amount, Pile, Wish, together
from listings.allocation.serving import in_order
from listings.allocation.solving import Rule, cheapest
from listings.allocation.terms import Ask, DoesNotHold, Key

_NOTHING: Final = Amount(0, 0)
#: So many asks are put in order at once: the first counts as much as all after it and one more.
_AT_ONCE: Final = 12


def metres(ask: Ask) -> int:
    """How far it is, in whole metres."""
    return round(ask.distance_km * 1000)


@dataclass(frozen=True, slots=True)
class Equals:
    """Asks of one line and one rank, in the order of their keys, and what they get together."""

    pile: Pile
    wishes: tuple[Wish, ...]
    total: Amount

    def amounts(self, served: Mapping[Key, bool] | None = None) -> dict[Key, Amount]:
        """What each gets: the earlier as much as can be. With `served`: something exactly where that says so."""
        kept = [wish for wish in self.wishes if served is None or served[wish.ask.key]]
        sums = [wish.open if served is None else wish.served for wish in kept]
        found = in_order(self.pile, sums, self.total)
        if found is None:
            raise DoesNotHold("those who are to be served cannot be")
        got = dict(zip((wish.ask.key for wish in kept), found, strict=True))
        return {wish.ask.key: got.get(wish.ask.key, _NOTHING) for wish in self.wishes}

    @property
    def is_open(self) -> bool:
        """Whether it is open who of them is served: not if nobody is, all are in full, or there is only one."""
        if len(self.wishes) == 1 or self.total == _NOTHING:
            return False
        whole = sum(ranges[-1][1] for wish in self.wishes if (ranges := wish.plain))
        return self.total.over > 0 or self.total.lots < whole


def choose_among_equals(questions: Sequence[tuple[Pile, Sequence[Wish]]]) -> dict[Key, Amount]:
    """What each ask gets; wishes come in the order of (rank, key)."""
    groups = [group for pile, wishes in questions for group in _groups(pile, wishes)]
    amounts: dict[Key, Amount] = {}
    come: dict[Key, int] = {}
    for group in groups:
        if not group.is_open:
            found = group.amounts()
            amounts |= found
            for wish in group.wishes:
                if any(found[wish.ask.key]):
                    come[wish.ask.taker] = max(come.get(wish.ask.taker, 0), metres(wish.ask))
    for part in _parts([group for group in groups if group.is_open]):
        served = _Question(part, come).served()
        for group in part:
            amounts |= group.amounts(served)
    return amounts


def _groups(pile: Pile, wishes: Sequence[Wish]) -> Iterator[Equals]:
    equals = [tuple(group) for _, group in groupby(wishes, key=lambda wish: wish.ask.rank)]
    totals = in_order(pile, [together((wish.open for wish in group), pile.lots) for group in equals])
    if totals is None:
        raise DoesNotHold(f"line {pile.key!r} has no split")
    for group, total in zip(equals, totals, strict=True):
        yield Equals(pile, group, total)


def _parts(groups: Iterable[Equals]) -> Iterator[list[Equals]]:
    """The groups that hang together by a taker in common, each set by itself, in order."""
    parts: list[tuple[set[Key], list[int]]] = []
    found = list(groups)
    for place, group in enumerate(found):
        takers, places = {wish.ask.taker for wish in group.wishes}, [place]
        apart = []
        for part in parts:
            if part[0].isdisjoint(takers):
                apart.append(part)
            else:
                takers |= part[0]
                places += part[1]
        parts = [*apart, (takers, places)]
    for _, places in sorted(parts, key=lambda part: min(part[1])):
        yield [found[place] for place in sorted(places)]


class _Question:
    """Who is served in some groups, as yes or no: each ask twice (with and without the remainder), and each stretch of
    a taker's way. Given who is served, whole amounts between the leasts and the mosts reach every sum in between, so
    that the amounts need no unknowns."""

    def __init__(self, groups: Sequence[Equals], come: Mapping[Key, int]) -> None:
        self.costs: list[int] = []
        self.rules: list[Rule] = []
        #: the unknowns that mean "this ask is served", in the order of (line, rank, key)
        self.asks: dict[Key, list[int]] = {}
        ways: defaultdict[Key, list[tuple[int, list[int]]]] = defaultdict(list)
        for group in groups:
            self._add(group)
            for wish in group.wishes:
                ways[wish.ask.taker].append((metres(wish.ask), self.asks[wish.ask.key]))
        for taker, asked in ways.items():
            self._add_way(come.get(taker, 0), asked)

    def _unknown(self, cost: int = 0) -> int:
        self.costs.append(cost)
        return len(self.costs) - 1

    def _add(self, group: Equals) -> None:
        """Together they take the total: the leasts are no more than it, and the mosts no less."""
        lows, highs, overs = {}, {}, []
        for wish in group.wishes:
            unknowns = []
            for ranges, over in ((wish.plain, 0), (wish.over, 1)):
                if ranges and over <= group.total.over:
                    unknown = self._unknown()
                    lows[unknown], highs[unknown] = ranges[0][0], min(ranges[0][1], group.total.lots)
                    unknowns.append(unknown)
                    overs += [unknown] * over
            self.asks[wish.ask.key] = unknowns
            self.rules.append(Rule(dict.fromkeys(unknowns, 1), high=1))
        self.rules.append(Rule(lows, high=group.total.lots))
        self.rules.append(Rule(highs, low=group.total.lots))
        self.rules.append(Rule(dict.fromkeys(overs, 1), low=group.total.over, high=group.total.over))

    def _add_way(self, already: int, asked: Sequence[tuple[int, list[int]]]) -> None:
        """Each stretch between two distances is paid for once somebody beyond it is served."""
        start = already
        for far in sorted({metres_there for metres_there, _ in asked if metres_there > already}):
            stretch = self._unknown(far - start)
            for metres_there, unknowns in asked:
                if metres_there >= far and unknowns:
                    self.rules.append(Rule({stretch: 1} | dict.fromkeys(unknowns, -1), low=0))
            start = far

    def served(self) -> dict[Key, bool]:
        """Who is served: over the shortest ways together, and then the earlier rather than the later."""
        best = cheapest(self.costs, self.rules)
        rules = [*self.rules, Rule(dict(enumerate(self.costs)), high=self._cost(best))]
        keys = [key for key, unknowns in self.asks.items() if unknowns]
        for first in range(0, len(keys), _AT_ONCE):
            batch = keys[first : first + _AT_ONCE]
            if not all(self._is_served(key, best) for key in batch):
                weights = [0] * len(self.costs)
                for place, key in enumerate(batch):
                    for unknown in self.asks[key]:
                        weights[unknown] = -(2 ** (_AT_ONCE - place))
                best = cheapest(weights, rules)
            for key in batch:
                kept = int(self._is_served(key, best))
                rules.append(Rule(dict.fromkeys(self.asks[key], 1), low=kept, high=kept))
        return {key: self._is_served(key, best) for key in self.asks}

    def _cost(self, answers: Sequence[int]) -> int:
        return sum(cost * answer for cost, answer in zip(self.costs, answers, strict=True))

    def _is_served(self, key: Key, answers: Sequence[int]) -> bool:
        return any(answers[unknown] for unknown in self.asks[key])
