"""Money and social value: shown beside each other, and never added together.

Replacement value is what new things would have cost and is **not** a saving. The purchase saving carries the
displacement rate. Disposal cost comes from the giver's own invoice or stays blank. There is deliberately no function
that sums these, nor one that sums measures of social value: they are different things.

Amounts are whole pence; sums are made unrounded and rounded once, half up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from marketplace.impact.calculation import Scenarios, total
from marketplace.impact.lines import Entry, Line
from marketplace.impact.parameters import Displacement

KG_PER_TONNE: Final = Decimal(1000)
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class NewPrice:
    """What one new item would cost, from where and when."""

    pence_each: int
    quantity: Decimal
    source: str
    seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class LineMoney:
    """The money facts of one line. ``disposal_pence_per_tonne`` is the giver's own rate; ``None`` leaves it blank."""

    line: Line
    new_price: NewPrice | None = None
    charges_paid_pence: int = 0
    disposal_pence_per_tonne: int | None = None


@dataclass(frozen=True, slots=True)
class PenceRange:
    """Whole pence at the low, central and high displacement rate."""

    low: int
    central: int
    high: int


@dataclass(frozen=True, slots=True)
class MoneyStatement:
    """Three figures that stand side by side. ``None`` means that nobody stated what it would follow from."""

    replacement_value_pence: int | None
    purchase_saving_pence: PenceRange | None
    disposal_avoided_pence: int | None
    priced_kg: Decimal
    disposal_rated_kg: Decimal


@dataclass(frozen=True, slots=True)
class SocialValue:
    """One entry of a measure in its own unit. A proxy value is the organisation's own, with year and licence note."""

    measure: str
    unit: str
    quantity: Decimal
    proxy_pence_each: int | None = None
    proxy_source: str = ""


def money_statement(facts: Iterable[LineMoney]) -> MoneyStatement:
    """The money of a statement, each figure from the lines that state what it needs."""
    facts = tuple(facts)
    priced = [fact for fact in facts if fact.new_price is not None and fact.line.may_claim]
    rated = [fact for fact in facts if fact.disposal_pence_per_tonne is not None and fact.line.may_claim]
    value = sum((_value_pence(fact) for fact in priced), ZERO)
    saving = total(_saving(fact) for fact in priced)
    avoided = sum((_disposal_pence(fact) for fact in rated), ZERO)
    return MoneyStatement(
        replacement_value_pence=whole_pence(value) if priced else None,
        purchase_saving_pence=_range(saving) if priced else None,
        disposal_avoided_pence=whole_pence(avoided) if rated else None,
        priced_kg=sum((fact.line.counted_kg for fact in priced), ZERO),
        disposal_rated_kg=sum((fact.line.counted_kg for fact in rated), ZERO),
    )


def whole_pence(value: Decimal) -> int:
    """Rounded half up, as invoices are."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def social_value(entries: Iterable[SocialValue]) -> Mapping[tuple[str, str], Decimal]:
    """Quantities by (measure, unit), in the order they first appear. Different measures are never added."""
    found: defaultdict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        found[entry.measure, entry.unit] += entry.quantity
    return dict(found)


def _sign(fact: LineMoney) -> int:
    return 1 if fact.line.entry is Entry.RECORDED else -1


def _value_pence(fact: LineMoney) -> Decimal:
    price = fact.new_price
    return ZERO if price is None else _sign(fact) * price.pence_each * price.quantity


def _saving(fact: LineMoney) -> Scenarios:
    rate = fact.line.displacement or Displacement(ZERO, ZERO, ZERO)
    charges = Scenarios.constant(Decimal(_sign(fact) * fact.charges_paid_pence))
    return Scenarios.displaced(rate, _value_pence(fact)) - charges


def _disposal_pence(fact: LineMoney) -> Decimal:
    return fact.line.counted_kg / KG_PER_TONNE * (fact.disposal_pence_per_tonne or 0)


def _range(amount: Scenarios) -> PenceRange:
    return PenceRange(whole_pence(amount.low), whole_pence(amount.central), whole_pence(amount.high))
