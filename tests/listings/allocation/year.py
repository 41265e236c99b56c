"""A year of giving among the same organisations, under each policy.

Every week some things are given; who asks, how much, how fast and from how far is drawn once and is the same under
every policy. Some organisations are always quick and some always slow, as people who sit at a desk all day are and
volunteers are not; donors like those near to them and those they like. Nothing here was fitted to a result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Final

from listings.allocation.ballot import draw
from listings.allocation.fairness import jain
from listings.allocation.split import Policy, split
from listings.allocation.terms import Ask, Key, Line

WEEKS: Final = 52
#: What counts as lately.
LATELY: Final = 26


@dataclass(frozen=True, slots=True)
class Taker:
    """An organisation: how slow it is to answer (hours), how far away, how much a donor likes it, how often it asks."""

    name: str
    slowness: float
    distance_km: float
    liked: float
    keenness: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """An ask as drawn, whatever the policy."""

    ask: Ask
    came_after: float
    liked: float


@dataclass(frozen=True, slots=True)
class Year:
    """What a year came to: each taker's share of what it asked for, and how much of what was offered was taken."""

    shares: tuple[Fraction, ...]
    given: Fraction

    @property
    def jain(self) -> float:
        """Jain's index over the takers' shares."""
        return float(jain(self.shares))

    @property
    def lowest(self) -> float:
        """The share of who received least."""
        return float(min(self.shares))


def takers(random: Random, count: int = 20) -> list[Taker]:
    """The organisations."""
    return [
        Taker(f"t{place}", random.uniform(1, 72), random.uniform(1, 40), random.random(), random.uniform(0.15, 0.6))
        for place in range(count)
    ]


def weeks(random: Random) -> list[list[tuple[Line, list[Wanted]]]]:
    """The same year for every policy: what is given in each week, and who asks for it."""
    everybody = takers(random)
    return [
        [_given(random, everybody, f"{week}/{place}") for place in range(random.randint(1, 4))] for week in range(WEEKS)
    ]


def _given(random: Random, everybody: Sequence[Taker], key: str) -> tuple[Line, list[Wanted]]:
    line = Line(key, Decimal(random.randint(5, 60)))
    wanted = []
    for taker in everybody:
        if random.random() < taker.keenness:
            quantity = Decimal(random.randint(2, 20))
            ask = Ask(
                key=f"{key}/{taker.name}",
                line=key,
                taker=taker.name,
                quantity=quantity,
                least=random.choice([None, None, quantity / 2]),
                distance_km=taker.distance_km,
            )
            came = taker.slowness * random.uniform(0.3, 1.7)
            wanted.append(Wanted(ask, came, taker.liked + random.uniform(0, 0.5) - taker.distance_km / 80))
    return line, wanted


def lived(seed: int, policy: Policy) -> Year:
    """The year of that seed under the policy."""
    history: defaultdict[Key, list[tuple[int, Fraction, Fraction]]] = defaultdict(list)
    offered = given = Fraction(0)
    for week, things in enumerate(weeks(Random(seed))):
        asks = [ask for line, wanted in things for ask in _ranked(seed, policy, line, wanted)]
        asks = [replace(ask, received_lately_share=_lately(history[ask.taker], week)) for ask in asks]
        grants = split([line for line, _ in things], asks, policy).grants
        offered += sum((Fraction(line.quantity) for line, _ in things), Fraction(0))
        for ask in asks:
            history[ask.taker].append((week, Fraction(grants[ask.key]), Fraction(ask.quantity)))
            given += Fraction(grants[ask.key])
    shares = (
        sum((got for _, got, _ in rows), Fraction(0)) / sum((asked for _, _, asked in rows), Fraction(0))
        for rows in history.values()
    )
    return Year(tuple(shares), given / offered)


def _lately(rows: Sequence[tuple[int, Fraction, Fraction]], week: int) -> Decimal:
    """What was received of what was asked for in the last half year, four places."""
    recent = [(got, asked) for when, got, asked in rows if week - when <= LATELY]
    asked = sum((asked for _, asked in recent), Fraction(0))
    share = sum((got for got, _ in recent), Fraction(0)) / asked if asked else Fraction(0)
    return Decimal(round(share * 10_000)) / 10_000


def _ranked(seed: int, policy: Policy, line: Line, wanted: Sequence[Wanted]) -> list[Ask]:
    """The asks with their ranks by the policy."""
    if policy == Policy.FAIR_SHARE:
        return [one.ask for one in wanted]
    order = {
        Policy.FIRST_COME: sorted(wanted, key=lambda one: one.came_after),
        Policy.DONOR_CHOOSES: sorted(wanted, key=lambda one: -one.liked),
    }.get(policy)
    if order is None:
        drawn = draw(f"{seed}:{line.key}", [str(one.ask.key) for one in wanted])
        order = sorted(wanted, key=lambda one: drawn.index(str(one.ask.key)))
    return [replace(one.ask, rank=rank) for rank, one in enumerate(order, start=1)]
