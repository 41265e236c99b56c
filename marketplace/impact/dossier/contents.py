"""What the files of a report are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from marketplace.impact.auditing import Check
from marketplace.impact.calculation import Scenarios
from marketplace.impact.figures import ReportFigures


@dataclass(frozen=True, slots=True)
class Effect:
    """What one factor did to one term of one line, in kgCO2e; costs are positive here and taken away in N."""

    term: str
    factor_id: str
    amount: Scenarios


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One line of the report's calculation, masses in kg, emissions in kgCO2e to six places.

    `facts_sha256` names what the ledger said of it and `sha256` what was made of that. Where a line is not quantified
    its emissions are nothing, not zero.
    """

    line: int
    receipt: int
    entry: str
    entered_on: date
    row: str
    row_label: str
    gri: str
    giver: str
    giver_site: str
    receiver: str
    receiver_site: str
    category: str
    goods: str
    quantity: Decimal
    unit: str
    mass_kg: Decimal
    basis: str
    method: str
    is_adjustment: bool
    is_quantified: bool
    unquantified_kg: Decimal
    new_production: Decimal
    a: Scenarios
    b: Scenarios
    c: Decimal
    d: Decimal
    u: Scenarios
    n: Scenarios
    factor_ids: str
    effects: Sequence[Effect]
    facts_sha256: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FactorUsed:
    """A factor as it was published, with where from."""

    factor_id: str
    label: str
    kind: str
    value: Decimal
    unit: str
    gwp_basis: str
    factor_set: str
    source: str
    licence: str
    source_sha256: str


@dataclass(frozen=True, slots=True)
class ParameterUsed:
    """One assumption of the set, with its source."""

    name: str
    key: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Signed:
    """Who did what about the report, and when; without a moment it is still to be done."""

    role: str
    name: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Remark:
    """A question of the reviewer about a line, or its answer."""

    line: int
    by: str
    at: datetime
    text: str
    is_resolved: bool


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One file that shows something: which lines it stands behind, where it lies, and the hash noted when it came."""

    name: str
    what: str
    lines: tuple[int, ...]
    stored_as: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A whole report. `state` is a value of `ReportState`; digests are empty until it is frozen."""

    number: int
    title: str
    organisation: str
    period: str
    state: str
    digest: str
    previous_digest: str
    figures: ReportFigures
    lines: Sequence[DossierLine]
    factors: Sequence[FactorUsed]
    parameters: Sequence[ParameterUsed]
    signed: Sequence[Signed]
    remarks: Sequence[Remark]
    checks: Sequence[Check]
    evidence: Sequence[EvidenceFile] = ()
