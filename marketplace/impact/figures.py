"""The figures of a report, whole: what its pages and exports print from, and what is frozen.

Everything is exact: masses in kilograms to the gram, emissions in kgCO2e to six places, money in whole pence. Emissions
are rounded once, on each line, half to even; every sum is of those figures, so that anybody who adds up the ledger's
sheet finds the very figure of the page, over any partition. `figures_of` and `plain` are each other's inverse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, Final, get_args, get_origin, get_type_hints

from marketplace.impact.calculation import Scenarios

ZERO: Final = Decimal(0)
#: of the shape below: a frozen report of an older shape is still read, as fields that it lacks have a default.
SHAPE: Final = 1
NOTHING: Final = Scenarios()


@dataclass(frozen=True, slots=True)
class Sums:
    """What some lines come to. Corrections are negative, so each figure may be.

    `mass_kg` is of every line; `counted_kg` leaves out what is in no total (passed on again, returned, not confirmed);
    `kept_kg` was put to use again; `waste_kg` had become waste (GRI 306-3). N = A + B - C - D - U, in kgCO2e.
    """

    lines: int = 0
    mass_kg: Decimal = ZERO
    counted_kg: Decimal = ZERO
    kept_kg: Decimal = ZERO
    waste_kg: Decimal = ZERO
    unquantified_kg: Decimal = ZERO
    new_production: Decimal = ZERO
    a: Scenarios = NOTHING
    b: Scenarios = NOTHING
    c: Decimal = ZERO
    d: Decimal = ZERO
    u: Scenarios = NOTHING
    n: Scenarios = NOTHING


@dataclass(frozen=True, slots=True)
class Group:
    """The lines that share something: a row's code, a category's key, a basis, a site, a month ("2026-07")."""

    key: str
    label: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Cell:
    """A mass at a crossing: month and row, or where from and where to. Kilograms of counted mass."""

    left: str
    right: str
    kg: Decimal


@dataclass(frozen=True, slots=True)
class FactorPart:
    """What one factor does to N. `share` of N is nothing where N is not above zero; `is_flagged` above 20 % of it."""

    factor_id: str
    name: str
    value: str
    unit: str
    source: str
    effect: Scenarios
    share: Decimal | None
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class Transport:
    """The journeys themselves: actual emissions, of the operator's own inventory, and no part of the comparison.

    `unknown_lines` rest on journeys of which nobody noted the distance or the vehicle.
    """

    km: Decimal = ZERO
    kgco2e: Decimal = ZERO
    unknown_lines: int = 0


@dataclass(frozen=True, slots=True)
class PenceCases:
    """Whole pence at the low, central and high displacement rate."""

    low: int
    central: int
    high: int


@dataclass(frozen=True, slots=True)
class Money:
    """Four figures that stand side by side; there is no sum of them. None: nobody stated what it would follow from.

    `replacement_value_pence` is what new things would have cost, and no saving. The sources are those of the preparer.
    """

    replacement_value_pence: int | None = None
    purchase_saving_pence: PenceCases | None = None
    charges_paid_pence: int = 0
    disposal_avoided_pence: int | None = None
    disposal_source: str = ""
    platform_cost_pence: int | None = None
    platform_cost_source: str = ""
    priced_kg: Decimal = ZERO
    disposal_rated_kg: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Measure:
    """One social measure in its own unit. Different measures are never added."""

    measure: str
    unit: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Quality:
    """How well the mass is known. Shares are of counted mass, nothing where there is none."""

    weighed_share: Decimal | None = None
    estimated_share: Decimal | None = None
    by_item_kg: Decimal = ZERO
    by_mass_kg: Decimal = ZERO
    unquantified_kg: Decimal = ZERO
    weightless_lines: int = 0
    excluded_lines: int = 0
    provisional_lines: int = 0
    unknown_life_lines: int = 0
    unconfirmed_kg: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same a year before: of the report that was prepared for it, named with its digest where it is frozen."""

    period: str
    report: int
    digest: str
    by_row: tuple[Group, ...]
    total: Sums


@dataclass(frozen=True, slots=True)
class Basis:
    """What the figures rest on. `scope` is a value of `ReportScope`; `label` says it in words."""

    scope: str
    label: str
    organisation: str
    view: str
    starts_on: date
    ends_on: date
    factor_set: str
    parameters_version: str
    method_version: str
    code_version: str
    ledger_cutoff: int
    input_digest: str
    shape: int = SHAPE


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """A report's figures. Each partition (`by_row` to `by_receiver_kind`) holds every line exactly once."""

    basis: Basis
    receipts: int
    total: Sums
    mass_sigma_kg: Decimal
    n_sigma: Decimal
    by_row: tuple[Group, ...]
    by_category: tuple[Group, ...]
    by_basis: tuple[Group, ...]
    by_site: tuple[Group, ...]
    by_month: tuple[Group, ...]
    by_method: tuple[Group, ...]
    by_receiver_kind: tuple[Group, ...]
    months_by_row: tuple[Cell, ...]
    category_to_kind: tuple[Cell, ...]
    town_to_town: tuple[Cell, ...]
    factors: tuple[FactorPart, ...]
    transport: Transport
    money: Money
    measures: tuple[Measure, ...]
    quality: Quality
    adjustments: Sums
    earlier: Earlier | None = None
    notes: tuple[str, ...] = field(default=())

    def group(self, groups: tuple[Group, ...], key: str) -> Sums:
        """The sums of one group; of one that has no lines, zeros."""
        return next((one.sums for one in groups if one.key == key), Sums())


def plain(value: object) -> Any:  # Any: what JSON can hold
    """Anything above as JSON can hold it; decimals as they are written."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    return value


def figures_of(said: Mapping[str, Any]) -> ReportFigures:  # Any: what JSON holds; each field is read by its type
    """The figures that :func:`plain` wrote down; what an older shape lacks has its default."""
    read: ReportFigures = _read(ReportFigures, said)
    return read


@cache
def _types_of(kind: type) -> Mapping[str, Any]:  # Any: a type as Python writes it
    return get_type_hints(kind)


def _read(kind: Any, said: Any) -> Any:  # Any: a type, and JSON of that type
    """:raises KeyError: a field without a default is not there"""
    if said is None:
        return None
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        return tuple(_read(inner, one) for one in said)
    options = [one for one in get_args(kind) if one is not NoneType]
    if options:
        return _read(options[0], said)
    if kind is Decimal:
        return Decimal(said)
    if kind is date:
        return date.fromisoformat(said)
    if is_dataclass(kind) and isinstance(kind, type):
        types = _types_of(kind)
        return kind(**{name: _read(types[name], value) for name, value in said.items() if name in types})
    return said
