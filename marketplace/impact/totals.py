"""Adding lines up: every partition of a report at once, in one pass, with nothing kept of a line but its sums."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from marketplace.impact.calculation import Method, Scenarios, Term
from marketplace.impact.figures import Cell, Group, Money, PenceCases, Quality, Sums, Transport
from marketplace.impact.kept import COLUMNS, Effect, KeptLine
from marketplace.impact.money import whole_pence
from marketplace.impact.parameters import SHARED_DEFAULT_BASES
from marketplace.kernel.mass import MassBasis

ZERO: Final = Decimal(0)
MASSES: Final = 5  # counts of `KeptLine.vector` that come before the columns
_A: Final = frozenset({Term.A, Term.B})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands in the partitions: a key and a label in each. Towns are of giver and receiver."""

    category: tuple[str, str]
    site: tuple[str, str]
    month: str
    receiver_kind: tuple[str, str]
    towns: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Priced:
    """What a line is worth: the price of as many new ones, and what was paid for it; pence, with the line's sign."""

    new_pence: Decimal | None = None
    charges_pence: Decimal = ZERO


@dataclass(slots=True)
class _Bag:
    lines: int = 0
    sums: list[Decimal] = field(default_factory=lambda: [ZERO] * (MASSES + len(COLUMNS)))

    def add(self, vector: tuple[Decimal, ...]) -> None:
        self.lines += 1
        sums = self.sums
        for place, value in enumerate(vector):
            if value:
                sums[place] += value

    def said(self) -> Sums:
        s = self.sums
        return Sums(
            lines=self.lines, mass_kg=s[0], counted_kg=s[1], kept_kg=s[2], waste_kg=s[3], unquantified_kg=s[4],
            new_production=s[5], a=Scenarios(*s[6:9]), b=Scenarios(*s[9:12]), c=s[12], d=s[13],
            u=Scenarios(*s[14:17]), n=Scenarios(*s[17:20]),
        )  # fmt: skip


class _Partition:
    def __init__(self) -> None:
        self.bags: defaultdict[str, _Bag] = defaultdict(_Bag)
        self.labels: dict[str, str] = {}

    def add(self, key: str, label: str, vector: tuple[Decimal, ...]) -> None:
        self.bags[key].add(vector)
        self.labels.setdefault(key, label)

    def said(self) -> tuple[Group, ...]:
        return tuple(Group(key, self.labels[key], self.bags[key].said()) for key in sorted(self.bags))


class Totals:
    """Takes lines one by one; the order in which they come changes nothing."""

    def __init__(self) -> None:
        self.whole, self.adjusted = _Bag(), _Bag()
        self.partitions: defaultdict[str, _Partition] = defaultdict(_Partition)
        self.cells: defaultdict[str, defaultdict[tuple[str, str], Decimal]] = defaultdict(
            lambda: defaultdict(lambda: ZERO)
        )
        self.factors: defaultdict[str, Scenarios] = defaultdict(Scenarios)
        self.errors = _Errors()
        self.basis_kg: defaultdict[MassBasis, Decimal] = defaultdict(lambda: ZERO)
        self.method_kg: defaultdict[Method, Decimal] = defaultdict(lambda: ZERO)
        self.counts: defaultdict[str, int] = defaultdict(int)
        self.unconfirmed_kg = ZERO
        self.money = _MoneyBag()

    def add(self, one: KeptLine, place: Place, priced: Priced, *, basis: MassBasis, is_adjustment: bool) -> None:
        """Count a line in."""
        vector = one.vector
        self.whole.add(vector)
        if is_adjustment:
            self.adjusted.add(vector)
        keys = {
            "row": (one.row, one.row), "category": place.category, "basis": (basis.value, basis.label),
            "site": place.site, "month": (place.month, place.month), "method": (one.method.value, one.method.name),
            "receiver_kind": place.receiver_kind,
        }  # fmt: skip
        for name, (key, label) in keys.items():
            self.partitions[name].add(key, label, vector)
        self._cells(one, place)
        self._quality(one, basis)
        for effect in one.effects:
            self.factors[effect.factor_id] += effect.on_n
        self.errors.add(one)
        self.money.add(one, priced)

    def _cells(self, one: KeptLine, place: Place) -> None:
        if one.mass_kg:
            self.cells["month_row"][place.month, one.row] += one.mass_kg
        if one.kept_kg:
            self.cells["category_kind"][place.category[1], place.receiver_kind[1]] += one.kept_kg
            self.cells["towns"][place.towns] += one.kept_kg

    def _quality(self, one: KeptLine, basis: MassBasis) -> None:
        self.basis_kg[basis] += one.counted_kg
        if one.line is None:
            self.counts["weightless"] += 1
            return
        self.counts["excluded"] += not one.is_quantified
        if one.line.may_claim:
            self.method_kg[one.method] += one.mass_kg
            self.counts["unknown_life"] += one.line.life_share is None
        if one.row == "unknown":
            self.unconfirmed_kg += one.mass_kg

    def groups(self, name: str) -> tuple[Group, ...]:
        """One partition, in the order of its keys."""
        return self.partitions[name].said()

    def crossings(self, name: str) -> tuple[Cell, ...]:
        """Masses at crossings that are not empty."""
        return tuple(Cell(left, right, kg) for (left, right), kg in sorted(self.cells[name].items()) if kg)

    def quality(self, *, provisional: int) -> Quality:
        """How well the mass is known."""
        whole = sum(self.basis_kg.values(), ZERO)
        estimated = sum((self.basis_kg[basis] for basis in SHARED_DEFAULT_BASES), ZERO)
        return Quality(
            weighed_share=(self.basis_kg[MassBasis.WEIGHED] / whole).quantize(Decimal("0.0001")) if whole else None,
            estimated_share=(estimated / whole).quantize(Decimal("0.0001")) if whole else None,
            by_item_kg=self.method_kg[Method.ITEM],
            by_mass_kg=self.method_kg[Method.MASS],
            unquantified_kg=self.whole.sums[4],
            weightless_lines=self.counts["weightless"],
            excluded_lines=self.counts["excluded"],
            provisional_lines=provisional,
            unknown_life_lines=self.counts["unknown_life"],
            unconfirmed_kg=self.unconfirmed_kg,
        )


class _Errors:
    """Errors that lines share add up linearly, others as squares (`marketplace.impact.uncertainty`)."""

    def __init__(self) -> None:
        self.mass: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
        self.emissions: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
        self.own_mass, self.own_emissions = ZERO, ZERO

    def add(self, one: KeptLine) -> None:
        line = one.line
        if line is None:
            return
        sigma, group = line.relative_weight_sigma, line.weight_group
        weight = self._factors(one.effects) * sigma
        mass = one.counted_kg * sigma
        if group.startswith("line:"):
            self.own_mass += mass * mass
            self.own_emissions += weight * weight
        else:
            self.mass[group] += mass
            self.emissions[f"weight:{group}"] += weight

    def _factors(self, effects: tuple[Effect, ...]) -> Decimal:
        """Takes the factors' errors in; returns what follows from the weight."""
        weight = ZERO
        for effect in effects:
            central = effect.on_n.central
            if effect.sigma:
                self.emissions[f"factor:{effect.factor_id}"] += central * effect.sigma
            if effect.term in _A and not effect.factor_id.startswith("item:"):
                weight += central
        return weight

    @property
    def mass_sigma(self) -> Decimal:
        return _root(self.mass, self.own_mass)

    @property
    def n_sigma(self) -> Decimal:
        return _root(self.emissions, self.own_emissions)


def _root(groups: dict[str, Decimal], own: Decimal) -> Decimal:
    shared = sum((value * value for value in groups.values()), ZERO)
    return (shared + own).sqrt().quantize(Decimal("0.001"))


@dataclass(slots=True)
class _MoneyBag:
    """Replacement value, purchase saving and charges, unrounded until the end."""

    value: Decimal = ZERO
    saving: Scenarios = field(default_factory=Scenarios)
    charges: Decimal = ZERO
    priced_kg: Decimal = ZERO
    untreated_kg: Decimal = ZERO
    priced: int = 0

    def add(self, one: KeptLine, priced: Priced) -> None:
        self.charges += priced.charges_pence
        if one.line is None or not one.line.may_claim:
            return
        self.untreated_kg += one.mass_kg
        if priced.new_pence is None:
            return
        self.priced += 1
        self.priced_kg += one.mass_kg
        self.value += priced.new_pence
        rate = one.line.displacement
        if rate is not None:
            self.saving += Scenarios.displaced(rate, priced.new_pence)
        self.saving += Scenarios.constant(-priced.charges_pence)


def money_of(bag: _MoneyBag, transport: Transport, inputs: dict[str, str]) -> Money:
    """The money figures, each from the lines that state what it needs, beside each other.

    :param inputs: `disposal_pence_per_tonne`, `cost_pence_per_km` and their sources, as the preparer stated them
    """
    rate, per_km = inputs.get("disposal_pence_per_tonne"), inputs.get("cost_pence_per_km")
    saving = bag.saving
    return Money(
        replacement_value_pence=whole_pence(bag.value) if bag.priced else None,
        purchase_saving_pence=PenceCases(whole_pence(saving.low), whole_pence(saving.central), whole_pence(saving.high))
        if bag.priced
        else None,
        charges_paid_pence=whole_pence(bag.charges),
        disposal_avoided_pence=whole_pence(bag.untreated_kg / 1000 * Decimal(rate)) if rate else None,
        disposal_source=inputs.get("disposal_source", "") if rate else "",
        platform_cost_pence=whole_pence(transport.km * Decimal(per_km)) if per_km else None,
        platform_cost_source=inputs.get("cost_source", "") if per_km else "",
        priced_kg=bag.priced_kg,
        disposal_rated_kg=bag.untreated_kg if rate else ZERO,
    )
