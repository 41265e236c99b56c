"""The list of lines behind a figure, and its sum."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.impact.calculation import Scenarios
from marketplace.impact.queries.ledger import Drill, LedgerLine, Scope, statement_of
from marketplace.impact.queries.words import audit_kg, exact_kg, tonnes
from marketplace.impact.rows import ROW_BY_CODE
from marketplace.kernel.mass import MassBasis
from marketplace.kernel.units import Unit


@dataclass(frozen=True, slots=True)
class LineCells:
    """One line as the list prints it."""

    pk: int
    title: str
    entered_on: date
    other: str
    site: str
    row: str
    mass_kg: str
    basis: str
    net: str
    of_factor: str
    receipt_pk: int
    is_correction: bool
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class LinesSum:
    """All lines together: what the figure said that led here. Emissions in kgCO2e to five places."""

    count: int
    mass_kg: str
    tonnes: str
    low: str
    central: str
    high: str
    unquantified_kg: str
    of_factor: str
    factor_name: str


def sum_of(lines: list[LedgerLine], drill: Drill) -> LinesSum:
    """The sum of the lines, worked out as the report works out its own."""
    statement = statement_of(lines)
    n: Scenarios = statement.n
    mass_kg = sum((line.row.mass_kg for line in lines), Decimal(0))
    share = next((one for one in statement.by_factor if one.factor_id == drill.factor), None)
    return LinesSum(
        count=len(lines),
        mass_kg=exact_kg(mass_kg),
        tonnes=tonnes(mass_kg),
        low=audit_kg(n.low),
        central=audit_kg(n.central),
        high=audit_kg(n.high),
        unquantified_kg=exact_kg(statement.unquantified_kg),
        of_factor=audit_kg(share.effect.central) if share else "",
        factor_name=share.name if share else "",
    )


def line_cells(line: LedgerLine, scope: Scope, drill: Drill) -> LineCells:
    """A line as somebody on this side of it reads it."""
    row = line.row
    listing = row.receipt.collection.claim.listing
    unit = Unit(listing.unit)
    given = scope.view == "given"
    effect = line.factor_effect(drill.factor) if drill.factor else None
    return LineCells(
        pk=row.pk,
        title=f"{exact_kg(row.quantity)} {unit.for_amount(abs(row.quantity))} · {listing.title}",
        entered_on=row.entered_on,
        other=row.receiver.name if given else row.donor.name,
        site=row.donor_site.name if given else row.receiver_site.name,
        row=_(line.report_row.label),
        mass_kg=exact_kg(row.mass_kg),
        basis=_(MassBasis(row.mass_basis).label),
        net=audit_kg(line.result.n.central) if line.result and not line.result.is_excluded else "",
        of_factor="" if effect is None else audit_kg(effect),
        receipt_pk=row.receipt_id,
        is_correction=row.corrects_id is not None,
        is_provisional=row.is_provisional,
    )


def drill_words(drill: Drill, factor_name: str) -> str:
    """Which figure somebody came from, in words."""
    groups = {
        "kept": _("Kept in use"),
        "prevention": _("Waste prevention"),
        "306-3": _("Waste generated (GRI 306-3)"),
        "306-4": _("Waste diverted from disposal (GRI 306-4)"),
        "306-5": _("Waste directed to disposal (GRI 306-5)"),
    }
    shown = {
        "emissions": _("In the CO₂e estimate"),
        "unquantified": _("Mass without a figure for avoided emissions"),
        "excluded": _("Outside the CO₂e estimate"),
        "weightless": _("Without a mass"),
        "provisional": _("Counted with another year’s factors"),
    }
    said = []
    if drill.row:
        said.append(groups.get(drill.row) or _(ROW_BY_CODE[drill.row].label))
    if drill.basis:
        said.append(_(MassBasis(drill.basis).label))
    if drill.factor:
        said.append(factor_name or drill.factor)
    if drill.show:
        said.append(shown[drill.show])
    return " · ".join(said) or _("All lines")
