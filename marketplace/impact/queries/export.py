"""The ledger as a sheet: one row a line, exact figures, everything an auditor needs to find the receipt again."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from marketplace.impact.calculation import Method, Scenarios, Term
from marketplace.impact.queries.ledger import LedgerLine
from marketplace.kernel.units import Unit
from marketplace.web.spreadsheets import Value

_PLACES: Final = Decimal("0.000001")
_CASES: Final = ("low", "central", "high")
_IN_CASES: Final = (("A displaced production", Term.A), ("B end of life", Term.B), ("U use phase", Term.U))

HEADERS: Final = (
    "line", "entry", "corrects line", "entered on", "receipt", "receipt confirmed on", "part", "row", "row in words",
    "GRI", "giver", "giver's site", "receiver", "receiver's site", "category", "listing", "quantity", "unit", "mass kg",
    "mass basis", "waste code", "hop", "factor set", "provisional", "parameters", "method version", "method",
    "quantified", "unquantified kg", "E_new kgCO2e",
    *(f"{name} {case} kgCO2e" for name, _term in _IN_CASES for case in _CASES),
    "C journeys kgCO2e", "D repair kgCO2e",
    *(f"N {case} kgCO2e" for case in _CASES),
    "journeys", "factors used", "what is missing", "reason of correction",
)  # fmt: skip


def sheet_rows(lines: Iterable[LedgerLine]) -> Iterator[tuple[Value, ...]]:
    """The lines under :data:`HEADERS`; emission cells of a line that is left out of the estimate are empty."""
    for line in lines:
        yield (*_facts(line), *_figures(line), *_evidence(line))


def _facts(line: LedgerLine) -> tuple[Value, ...]:
    row, report_row = line.row, line.report_row
    listing = row.receipt.collection.claim.listing
    return (
        row.pk, row.entry, row.corrects_id, row.entered_on, row.receipt_id, row.receipt.at.date(), row.part, row.row,
        report_row.label, report_row.gri, row.donor.name, row.donor_site.name, row.receiver.name,
        row.receiver_site.name, row.category.name, listing.title, row.quantity, Unit(listing.unit).label, row.mass_kg,
        row.mass_basis, row.waste_code, row.hop, str(row.factor_set), row.is_provisional, row.parameters_version,
        row.method_version, line.result.method.value if line.result else Method.NONE.value, row.is_quantified,
        row.unquantified_kg,
    )  # fmt: skip


def _figures(line: LedgerLine) -> tuple[Value, ...]:
    result = line.result
    if result is None or result.is_excluded:
        return (None,) * (1 + 3 * len(_IN_CASES) + 2 + 3)
    return (
        result.e_new.quantize(_PLACES),
        *(value for _name, term in _IN_CASES for value in _three(result.term(term))),
        result.term(Term.C).central.quantize(_PLACES),
        result.term(Term.D).central.quantize(_PLACES),
        *_three(result.n),
    )


def _three(amount: Scenarios) -> tuple[Decimal, Decimal, Decimal]:
    return amount.low.quantize(_PLACES), amount.central.quantize(_PLACES), amount.high.quantize(_PLACES)


def _evidence(line: LedgerLine) -> tuple[Value, ...]:
    result = line.result
    legs = result.line.legs if result else ()
    factors = sorted({one.factor_id for one in line.contributions if one.factor_id})
    missing = result.missing if result else ()
    return (
        "; ".join(f"{leg.trip}: {'unknown' if leg.km is None else leg.km} km, {leg.carried_kg} kg" for leg in legs),
        " ".join(factors),
        "; ".join(one.what for one in missing) if result else "no mass",
        line.row.correction_reason,
    )
