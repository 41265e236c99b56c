"""Factors and their sets between the files that ship and the rows of a database, field by field."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypedDict

from marketplace.impact.factors.kinds import Factor, FactorSetData

PUBLISHER: Final = "Department for Energy Security and Net Zero"


class FactorSetRow(TypedDict):
    """The fields of a set."""

    name: str
    scheme: str
    version: str
    year: int
    published_on: date
    publisher: str
    source: str
    source_sha256: str
    data_sha256: str
    licence: str
    gwp_note: str
    note: str
    is_complete: bool


class FactorRow(TypedDict):
    """The fields of a factor."""

    factor_id: str
    kind: str
    group: str
    label: str
    route: str
    unit: str
    kgco2e: Decimal
    gwp_basis: str
    evidence: str
    note: str


def factor_set_row(read: FactorSetData) -> FactorSetRow:
    """A set as the database keeps it."""
    return {
        "name": read.name,
        "scheme": read.scheme,
        "version": read.version,
        "year": read.year,
        "published_on": read.published_on,
        "publisher": PUBLISHER,
        "source": read.source_url,
        "source_sha256": read.upstream_sha256,
        "data_sha256": read.sha256,
        "licence": read.licence,
        "gwp_note": ", ".join(read.gwp_bases),
        "note": read.note,
        "is_complete": not read.is_partial,
    }


def factor_row(factor: Factor) -> FactorRow:
    """A factor as the database keeps it."""
    return {
        "factor_id": factor.factor_id,
        "kind": factor.kind.value,
        "group": factor.group,
        "label": factor.label,
        "route": factor.route,
        "unit": factor.unit.value,
        "kgco2e": factor.kgco2e_per_unit,
        "gwp_basis": factor.gwp_basis,
        "evidence": factor.evidence,
        "note": factor.note,
    }


def digest_of(rows: Iterable[tuple[str, str, str, Decimal]]) -> str:
    """Over factors as (id, kind, unit, kgCO2e), in whatever order they come. Tells when a stored row was altered."""
    lines = sorted(f"{key}|{kind}|{unit}|{value.normalize():f}" for key, kind, unit, value in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredFactors:
    """Factors read from a database, by id: a lookup for the calculation."""

    by_id: Mapping[str, Factor]

    def get(self, factor_id: str) -> Factor | None:
        """The factor, or ``None`` where there is none."""
        return self.by_id.get(factor_id)
