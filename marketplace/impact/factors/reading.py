"""Reading factor sets: the ones that ship with Goodsyard, and any file of the same shape.

A blank value means that no factor is published, which is not zero. A published zero for a material is a known mistake
of one copy (wood, closed loop, 2026) and is set aside with its reason rather than multiplied. The files' digests are
stated in ``data/manifest.csv`` and checked each time, so a figure can name the very bytes it came from.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Final

from marketplace.impact.factors.kinds import Factor, FactorSetData, Kind, Rejected, Unit
from marketplace.kernel.errors import DomainError, gettext_noop

DATA: Final = Path(__file__).resolve().parent.parent / "data"

UNIT_OF_KIND: Final[Mapping[Kind, Unit]] = {
    Kind.MATERIAL: Unit.TONNE,
    Kind.WASTE: Unit.TONNE,
    Kind.TRANSPORT: Unit.KM,
    Kind.ENERGY: Unit.KWH,
    Kind.OWN: Unit.KM,
}


class UnknownFactorSet(DomainError):
    """No set of that name ships."""

    code = "unknown_factor_set"
    message = gettext_noop("There is no factor set called {name}.")


class FactorFileChanged(DomainError):
    """The file's bytes are not the ones that the manifest states."""

    code = "factor_file_changed"
    message = gettext_noop("The file {file} is not the one that was published with this factor set.")


class FactorFileRefused(DomainError):
    """A row cannot be what it says it is."""

    code = "factor_file_refused"
    message = gettext_noop("Row {row} of the factor file: {problem}")


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What would have become of a material otherwise, by factor ids; empty where nothing is published."""

    material_factor_id: str
    eol_factor_id: str
    landfill_factor_id: str
    note: str


@dataclass(frozen=True, slots=True)
class VehicleFactors:
    """The factors of one kind of vehicle: per kilometre, and well to tank."""

    code: str
    label: str
    factor_ids: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class DisplacementEvidence:
    """One published displacement rate, with what it was measured on."""

    key: str
    scope: str
    rate: Decimal
    year: str
    sample: str
    source: str
    evidence: str


def factor_set_names() -> tuple[str, ...]:
    """The names of the sets that ship, oldest first."""
    return tuple(row["name"] for row in _rows_of(DATA / "manifest.csv"))


@cache
def read_factor_set(name: str) -> FactorSetData:
    """A set that ships with Goodsyard.

    :raises UnknownFactorSet: no such set
    :raises FactorFileChanged: the file was altered after its digest was stated
    """
    for row in _rows_of(DATA / "manifest.csv"):
        if row["name"] == name:
            return _read_listed(row)
    raise UnknownFactorSet(name=name)


def _read_listed(row: Mapping[str, str]) -> FactorSetData:
    content = (DATA / row["file"]).read_bytes()
    digest = sha256_of(content)
    if digest != row["sha256"]:
        raise FactorFileChanged(file=row["file"])
    factors, rejected = parse_factors(content.decode("utf-8"))
    return FactorSetData(
        name=row["name"],
        scheme=row["scheme"],
        year=int(row["year"]),
        version=row["version"],
        published_on=date.fromisoformat(row["published_on"]),
        is_partial=row["status"] == "partial",
        source_url=row["source_url"],
        licence=row["licence"],
        sha256=digest,
        upstream_sha256=row["upstream_sha256"],
        note=row["note"],
        factors=factors,
        rejected=rejected,
    )


def sha256_of(content: bytes) -> str:
    """The digest by which a file of factors is named."""
    return hashlib.sha256(content).hexdigest()


def parse_factors(text: str) -> tuple[dict[str, Factor], tuple[Rejected, ...]]:
    """The factors of a CSV text, by id, and the rows that were set aside.

    :raises FactorFileRefused: an id is missing or comes twice, or a kind, unit or number cannot be read
    """
    factors: dict[str, Factor] = {}
    rejected: list[Rejected] = []
    seen: set[str] = set()
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        factor_id = (row.get("factor_id") or "").strip()
        if not factor_id:
            raise FactorFileRefused(row=number, problem="the factor id is missing")
        if factor_id in seen:
            raise FactorFileRefused(row=number, problem=f"the factor id {factor_id} comes twice")
        seen.add(factor_id)
        value = _value_of(row.get("kgco2e_per_unit") or "", row=number)
        if value is None:
            rejected.append(Rejected(factor_id, "blank: no factor is published, which is not zero"))
            continue
        factor = _factor_of(row, factor_id=factor_id, value=value, number=number)
        if value == 0 and factor.kind is not Kind.OWN:
            rejected.append(Rejected(factor_id, "zero: not a credible factor of this kind"))
            continue
        factors[factor_id] = factor
    return factors, tuple(rejected)


def _value_of(text: str, *, row: int) -> Decimal | None:
    if not text.strip():
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise FactorFileRefused(row=row, problem=f"{text!r} is not a number") from None
    if not value.is_finite() or value < 0:
        raise FactorFileRefused(row=row, problem=f"{text!r} cannot be a factor")
    return value


def _factor_of(row: Mapping[str, str], *, factor_id: str, value: Decimal, number: int) -> Factor:
    try:
        kind, unit = Kind(row["kind"]), Unit(row["unit"])
    except (KeyError, ValueError):
        raise FactorFileRefused(row=number, problem="the kind or the unit is not one that is known") from None
    if UNIT_OF_KIND[kind] is not unit:
        raise FactorFileRefused(row=number, problem=f"a factor for {kind} is per {UNIT_OF_KIND[kind]}, not per {unit}")
    return Factor(
        factor_id=factor_id,
        kind=kind,
        unit=unit,
        kgco2e_per_unit=value,
        label=row.get("label") or factor_id,
        category=row.get("category") or "",
        group=row.get("group") or "",
        route=row.get("route") or "",
        gwp_basis=row.get("gwp_basis") or "",
        source=row.get("source") or "",
        upstream_sha256=row.get("upstream_sha256") or "",
        licence=row.get("licence") or "",
        evidence=row.get("evidence") or "",
        table_ref=row.get("table_ref") or "",
        note=row.get("note") or "",
    )


@cache
def read_counterfactuals() -> Mapping[str, Counterfactual]:
    """By the id of a material's factor: the route that is assumed to have been avoided.

    The default is energy recovery, whose DESNZ factor covers transport only (4.69 kgCO2e/t in 2025) and so claims
    least. Landfill is used only where the giver has evidence for it.
    """
    return {
        row["material_factor_id"]: Counterfactual(
            material_factor_id=row["material_factor_id"],
            eol_factor_id=row["eol_factor_id"],
            landfill_factor_id=row["landfill_factor_id"],
            note=row["note"],
        )
        for row in _rows_of(DATA / "counterfactuals.csv")
    }


@cache
def read_vehicles() -> Mapping[str, VehicleFactors]:
    """By our own vehicle code: the factors of a kilometre, with the well-to-tank part where one is published.

    Battery-electric vans use the *freighting goods* row (which holds the electricity), not the tailpipe row (zero).
    """
    return {
        row["code"]: VehicleFactors(
            code=row["code"],
            label=row["label"],
            factor_ids=tuple(i for i in (row["km_factor_id"], row["wtt_factor_id"]) if i),
            note=row["note"],
        )
        for row in _rows_of(DATA / "vehicles.csv")
    }


@cache
def read_displacement_evidence() -> Mapping[str, DisplacementEvidence]:
    """Every displacement rate that was found in print, by our own key."""
    return {
        row["key"]: DisplacementEvidence(
            key=row["key"],
            scope=row["scope"],
            rate=Decimal(row["rate"]),
            year=row["year"],
            sample=row["sample_or_basis"],
            source=row["source"],
            evidence=row["evidence"],
        )
        for row in _rows_of(DATA / "displacement_rates.csv")
    }


def _rows_of(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
