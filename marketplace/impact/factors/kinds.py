"""What one factor is, what a set of them is, and how a calculation asks for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What a factor multiplies; a factor of one kind is never used for another."""

    MATERIAL = "material"  # kgCO2e per tonne of new material, cradle to point of sale
    WASTE = "waste"  # kgCO2e per tonne sent to a waste route
    TRANSPORT = "transport"  # kgCO2e per vehicle kilometre
    ENERGY = "energy"  # kgCO2e per kilowatt hour
    OWN = "own"  # our own stated assumption; the only kind that may be zero


class Unit(StrEnum):
    """What a factor is per."""

    TONNE = "tonne"
    KM = "km"
    KWH = "kWh"


@dataclass(frozen=True, slots=True)
class Factor:
    """One published factor, in kgCO2e per unit, with what a reviewer needs to find it again.

    ``factor_id`` is the key across years: the publisher renames rows (one id was "Combustion" in 2024, "Incineration
    with Energy Recovery" in 2025, "Combustion" again in 2026), so nothing is ever joined by label.
    """

    factor_id: str
    kind: Kind
    unit: Unit
    kgco2e_per_unit: Decimal
    label: str
    category: str = ""
    group: str = ""
    route: str = ""
    gwp_basis: str = ""
    source: str = ""
    upstream_sha256: str = ""
    licence: str = ""
    evidence: str = ""
    table_ref: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """For a table: what it is of, and which route; of a vehicle also whether it is the fuel's supply (WTT)."""
        label = f"{self.group}: {self.label}" if self.kind is Kind.TRANSPORT and self.group else self.label
        return f"{label}, {self.route}" if self.route else label


class FactorLookup(Protocol):
    """Anything that can answer for a factor id; ``None`` means *no factor*, which is not zero."""

    def get(self, factor_id: str) -> Factor | None:
        """The factor, or ``None`` where the set holds none."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was read and not taken, with the reason; shown to whoever loads the set."""

    factor_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class FactorSetData:
    """One published set of factors as read from a file; never changed once read."""

    name: str
    scheme: str
    year: int
    version: str
    published_on: date
    is_partial: bool
    source_url: str
    licence: str
    sha256: str
    upstream_sha256: str
    note: str
    factors: Mapping[str, Factor]
    rejected: tuple[Rejected, ...] = ()

    def get(self, factor_id: str) -> Factor | None:
        """The factor with the publisher's id, or ``None``."""
        return self.factors.get(factor_id)

    @property
    def gwp_bases(self) -> tuple[str, ...]:
        """Every global-warming-potential basis in the set; more than one must be disclosed."""
        return tuple(sorted({f.gwp_basis for f in self.factors.values() if f.gwp_basis.startswith("AR")}))


@dataclass(frozen=True, slots=True)
class Layered:
    """One set read first and another where it is silent, as a partial set must be.

    A run that uses this is provisional: :meth:`source_of` says which set answered for each factor.
    """

    first: FactorSetData
    then: FactorSetData
    only: frozenset[Kind] = frozenset(Kind)  # the kinds that the first set may answer for

    def get(self, factor_id: str) -> Factor | None:
        """The factor from the first set that may and does hold it, or ``None``."""
        found = self.first.get(factor_id)
        if found is not None and found.kind in self.only:
            return found
        return self.then.get(factor_id)

    def source_of(self, factor_id: str) -> str | None:
        """The name of the set that answers for the factor."""
        found = self.first.get(factor_id)
        if found is not None and found.kind in self.only:
            return self.first.name
        return self.then.name if self.then.get(factor_id) is not None else None
