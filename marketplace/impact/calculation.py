"""The comparative estimate of one line: what reuse avoided, and what it cost.

    E_new  item factor x quantity (method I), or the sum of part mass / 1000 x primary factor (method M)
    A = DR x lambda x E_new                           new production that was displaced
    B = DR x lambda x sum of part mass / 1000 x EF    one end of life fewer
    C = sum over trips of km x EF x share of the mass journeys, empty running and rejected items included
    D = electricity x EF + parts                      repair
    U = DR x years x (kWh old - kWh new) x EF         an older appliance draws more
    N = A + B - C - D - U                             may be negative and is never raised to zero

B carries DR because reuse that displaces nothing only puts disposal off. Low, central and high are the low, central
and high displacement rate; nothing else varies between them.

**Never more than is known.** A missing factor is not zero. Where an avoided part has none, its mass is reported as
unquantified and claims nothing. Where a *cost* cannot be worked out, the whole line is left out of every total: costs
without benefits may be shown, benefits without costs never.

This is not an inventory figure and reduces nobody's Scope 1, 2 or 3 (see ``decisions/0006-impact-method.md``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Final

from marketplace.impact.factors.kinds import Factor, FactorLookup, Kind
from marketplace.impact.lines import ONE, ZERO, Entry, Line
from marketplace.impact.parameters import FACTOR_SIGMA, Displacement

KG_PER_TONNE: Final = Decimal(1000)
STATED: Final = Decimal("0.00001")  # five places, as the audit files state them
NOTHING_DISPLACED: Final = Displacement(ZERO, ZERO, ZERO)


class Method(StrEnum):
    """How new production was estimated."""

    ITEM = "I"
    MASS = "M"
    NONE = "-"  # no avoided emissions are claimed for the line


class Term(StrEnum):
    """The terms of the sum; A and B add, the others take away."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    U = "U"


@dataclass(frozen=True, slots=True)
class Scenarios:
    """One quantity at the low, central and high displacement rate, in kgCO2e."""

    low: Decimal = ZERO
    central: Decimal = ZERO
    high: Decimal = ZERO

    def __add__(self, other: Scenarios) -> Scenarios:
        """Case by case."""
        return Scenarios(self.low + other.low, self.central + other.central, self.high + other.high)

    def __neg__(self) -> Scenarios:
        """Each case with the other sign."""
        return Scenarios(-self.low, -self.central, -self.high)

    def __sub__(self, other: Scenarios) -> Scenarios:
        """Case by case."""
        return self + -other

    @classmethod
    def constant(cls, value: Decimal) -> Scenarios:
        """The same in every case."""
        return cls(value, value, value)

    @classmethod
    def displaced(cls, rate: Displacement, value: Decimal) -> Scenarios:
        """The value times each rate."""
        return cls(rate.low * value, rate.central * value, rate.high * value)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one factor (or a plain input, with an empty id) did to one term of one line."""

    term: Term
    factor_id: str
    amount: Scenarios
    sigma: Decimal

    @property
    def effect(self) -> Scenarios:
        """On N: avoided terms as they are, costs with a minus."""
        return self.amount if self.term in (Term.A, Term.B) else -self.amount


@dataclass(frozen=True, slots=True)
class Missing:
    """Something without which a figure could not be made, in words."""

    line_id: str
    term: Term
    what: str


@dataclass(frozen=True, slots=True)
class LineResult:
    """The figures of one line, each with the line's sign (negative where it takes another back).

    ``is_excluded`` lines have contributions nowhere; their mass is unquantified.
    """

    line: Line
    method: Method
    e_new: Decimal
    contributions: tuple[Contribution, ...]
    missing: tuple[Missing, ...]
    unquantified_kg: Decimal
    unquantified_eol_kg: Decimal
    is_excluded: bool

    def term(self, term: Term) -> Scenarios:
        """One of A, B, C, D, U."""
        return total(c.amount for c in self.contributions if c.term is term)

    @property
    def n(self) -> Scenarios:
        """A + B - C - D - U, unrounded."""
        return total(c.effect for c in self.contributions)


def total(amounts: Iterable[Scenarios]) -> Scenarios:
    """The sum, case by case."""
    return sum(amounts, Scenarios())


def stated(value: Decimal) -> Decimal:
    """A figure to the five places that audit files state. Sums are made of unrounded figures and rounded once."""
    return value.quantize(STATED, rounding=ROUND_HALF_EVEN)


@dataclass(slots=True)
class _Working:
    """The figures of a line while they are being put together."""

    line: Line
    factors: FactorLookup
    factor_sigma: Mapping[Kind, Decimal]
    contributions: list[Contribution] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    e_new: Decimal = ZERO
    unquantified_kg: Decimal = ZERO
    unquantified_eol_kg: Decimal = ZERO

    def factor(self, factor_id: str, *kinds: Kind, term: Term) -> Factor | None:
        """The factor where it is there, of the right kind and not a zero that should not be; else it is missing."""
        found = self.factors.get(factor_id) if factor_id else None
        if found is None:
            self.lacks(term, f"no factor {factor_id}" if factor_id else "no factor is named")
        elif found.kind not in kinds:
            self.lacks(term, f"factor {factor_id} is for {found.kind}")
        elif found.kgco2e_per_unit == 0 and found.kind is not Kind.OWN:
            self.lacks(term, f"factor {factor_id} is zero")
        else:
            return found
        return None

    def lacks(self, term: Term, what: str) -> None:
        """Note that something is missing."""
        self.missing.append(Missing(self.line.line_id, term, what))

    def adds(
        self, term: Term, factor: Factor | None, amount: Scenarios, *, key: str = "", sigma: Decimal = ZERO
    ) -> None:
        """Note what a factor, or an input that has its own key, contributes."""
        if factor is not None:
            key, sigma = factor.factor_id, self.factor_sigma[factor.kind]
        self.contributions.append(Contribution(term, key, amount, sigma))

    @property
    def rate(self) -> Displacement:
        """The displacement rates times the share of life that is left."""
        rate = self.line.displacement or NOTHING_DISPLACED
        life = ONE if self.line.life_share is None else self.line.life_share
        return Displacement(rate.low * life, rate.central * life, rate.high * life)


def calculate(line: Line, factors: FactorLookup, *, factor_sigma: Mapping[Kind, Decimal] = FACTOR_SIGMA) -> LineResult:
    """Every figure of one line, unrounded.

    :param factors: answers by factor id; ``None`` from it makes mass unquantified, never zero
    :param factor_sigma: relative uncertainty of a factor by its kind, of the set of parameters
    """
    working = _Working(line, factors, factor_sigma)
    method = _avoided(working) if line.may_claim else Method.NONE
    avoided_missing = len(working.missing)
    _journeys(working)
    _repair(working)
    if line.may_claim:
        _use_phase(working)
    is_excluded = len(working.missing) > avoided_missing
    if is_excluded:
        working.contributions.clear()
        working.unquantified_kg = line.mass_kg
    sign = line.entry.sign
    return LineResult(
        line=line,
        method=Method.NONE if is_excluded else method,
        e_new=sign * working.e_new,
        contributions=tuple(_signed(c, line.entry) for c in working.contributions),
        missing=tuple(working.missing),
        unquantified_kg=sign * working.unquantified_kg,
        unquantified_eol_kg=sign * working.unquantified_eol_kg,
        is_excluded=is_excluded,
    )


def _signed(contribution: Contribution, entry: Entry) -> Contribution:
    """What a line that takes another back undoes: always what was avoided; journeys only if they never were."""
    sign = entry.cost_sign if contribution.term in (Term.C, Term.D) else entry.sign
    if sign == 1:
        return contribution
    return Contribution(contribution.term, contribution.factor_id, -contribution.amount, contribution.sigma)


def _avoided(working: _Working) -> Method:
    """A and B of a line that may claim them."""
    if working.line.displacement is None:
        working.lacks(Term.A, "no displacement rate")
        working.unquantified_kg = working.unquantified_eol_kg = working.line.mass_kg
        return Method.NONE
    method = _new_production_by_item(working) or _new_production_by_mass(working)
    _end_of_life(working)
    return method


def _new_production_by_item(working: _Working) -> Method | None:
    item = working.line.item_factor
    if item is None:
        return None
    working.e_new = item.kgco2e_each * item.quantity
    working.adds(
        Term.A, None, Scenarios.displaced(working.rate, working.e_new), key=f"item:{item.key}", sigma=item.sigma
    )
    return Method.ITEM


def _new_production_by_mass(working: _Working) -> Method:
    line = working.line
    unknown_kg = line.mass_kg - sum((part.mass_kg for part in line.parts), ZERO)
    if unknown_kg:
        working.lacks(Term.A, f"{unknown_kg.normalize():f} kg of unknown material")
    for part in line.parts:
        factor = working.factor(part.factor_id, Kind.MATERIAL, term=Term.A)
        if factor is None:
            unknown_kg += part.mass_kg
            continue
        e_new = part.mass_kg / KG_PER_TONNE * factor.kgco2e_per_unit
        working.e_new += e_new
        working.adds(Term.A, factor, Scenarios.displaced(working.rate, e_new))
    working.unquantified_kg = unknown_kg
    return Method.MASS if unknown_kg < line.mass_kg else Method.NONE


def _end_of_life(working: _Working) -> None:
    line = working.line
    unknown_kg = line.mass_kg - sum((part.mass_kg for part in line.parts), ZERO)
    for part in line.parts:
        factor = working.factor(part.eol_factor_id, Kind.WASTE, term=Term.B)
        if factor is None:
            unknown_kg += part.mass_kg
            continue
        amount = part.mass_kg / KG_PER_TONNE * factor.kgco2e_per_unit
        working.adds(Term.B, factor, Scenarios.displaced(working.rate, amount))
    working.unquantified_eol_kg = unknown_kg


def _journeys(working: _Working) -> None:
    """C: each trip's emissions, shared by mass among all that it carried."""
    line = working.line
    for leg in line.legs:
        if leg.km is None:
            working.lacks(Term.C, f"trip {leg.trip} has no distance")
            continue
        if not leg.factor_ids:
            working.lacks(Term.C, f"trip {leg.trip} has no vehicle")
        for factor_id in leg.factor_ids:
            factor = working.factor(factor_id, Kind.TRANSPORT, Kind.OWN, term=Term.C)
            if factor is not None:
                amount = leg.km * factor.kgco2e_per_unit * line.mass_kg / leg.carried_kg
                working.adds(Term.C, factor, Scenarios.constant(amount))


def _repair(working: _Working) -> None:
    """D: electricity and parts."""
    work = working.line.refurbishment
    if work is None:
        return
    if work.parts_kgco2e:
        working.adds(Term.D, None, Scenarios.constant(work.parts_kgco2e), key="repair parts")
    if work.electricity_kwh:
        factor = working.factor(work.grid_factor_id, Kind.ENERGY, term=Term.D)
        if factor is not None:
            working.adds(Term.D, factor, Scenarios.constant(work.electricity_kwh * factor.kgco2e_per_unit))


def _use_phase(working: _Working) -> None:
    """U: what the older appliance draws more, where something new was displaced; life share does not enter."""
    use = working.line.use_phase
    rate = working.line.displacement
    if use is None or rate is None:
        return
    factor = working.factor(use.grid_factor_id, Kind.ENERGY, term=Term.U)
    if factor is not None:
        more_kwh = use.years * (use.kwh_old_per_year - use.kwh_new_per_year)
        working.adds(Term.U, factor, Scenarios.displaced(rate, more_kwh * factor.kgco2e_per_unit))
