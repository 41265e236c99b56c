"""Random questions: small ones to look at every answer of, and large ones to be timed on."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from listings.allocation.terms import Ask, Line, Remainder


def small(random: Random) -> tuple[list[Line], list[Ask]]:
    """One to three lines and up to six asks: lots, decimals, remainders, leasts, equal ranks, refusals."""
    lines = [_line(random, f"line {place}") for place in range(random.randint(1, 3))]
    takers = {name: (Decimal(random.randint(0, 4)) / 4, Decimal(random.choice([1, 1, 2]))) for name in "abcd"}
    asks = []
    for key in range(random.randint(1, 6)):
        line = random.choice(lines)
        taker = random.choice("abcd")
        quantity = _amount(random, line)
        share, weight = takers[taker]
        asks.append(
            Ask(
                key=key,
                line=line.key,
                taker=taker,
                quantity=quantity,
                least=random.choice([None, None, quantity, quantity / 2]),
                rank=random.choice([1, 1, 2]),
                weight=weight,
                received_lately_share=share,
                distance_km=random.choice([1.0, 2.0, 2.5, 4.0]),
                refused_because="not to be sold on" if random.random() < 0.1 else "",
            )
        )
    return lines, asks


def _line(random: Random, key: str) -> Line:
    step = random.choice([Decimal(1), Decimal(1), Decimal("0.5"), Decimal("2.5")])
    lot = random.choice([Decimal(0), Decimal(0), step, step * 3])
    return Line(
        key=key,
        quantity=step * random.randint(1, 7) + random.choice([Decimal(0), Decimal("0.25")]),
        lot=lot,
        least_step=step,
        remainder=random.choice(list(Remainder)),
    )


def _amount(random: Random, line: Line) -> Decimal:
    return (line.lot or line.least_step) * random.randint(1, 6) / random.choice([1, 1, 2])


def large(random: Random, *, lines: int, asks: int, takers: int, ranks: int, lots: int) -> tuple[list[Line], list[Ask]]:
    """So many asks on so many lines of about so many lots, half of them with a least useful quantity."""
    found = [
        Line(place, Decimal(random.randint(lots // 2, lots)), remainder=random.choice(list(Remainder)))
        for place in range(lines)
    ]
    of = [(Decimal(random.randint(0, 100)) / 100, random.uniform(1, 60)) for _ in range(takers)]
    pairs = random.sample([(line, taker) for line in range(lines) for taker in range(takers)], asks)
    wanted = []
    for key, (line, taker) in enumerate(pairs):
        quantity = Decimal(max(1, int(found[line].quantity * Decimal(random.randint(10, 90)) / 100)))
        share, far = of[taker]
        wanted.append(
            Ask(
                key=key,
                line=line,
                taker=taker,
                quantity=quantity,
                least=random.choice([None, quantity * Decimal(random.randint(10, 100)) / 100]),
                rank=random.randint(1, ranks),
                received_lately_share=share,
                distance_km=far + random.choice([0.0, 0.0, 5.0]),
            )
        )
    return found, wanted
