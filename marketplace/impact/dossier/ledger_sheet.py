"""The lines of a report as a sheet: exact figures, one row a line, nothing in it is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from marketplace.impact.calculation import Scenarios
from marketplace.impact.dossier.contents import DossierLine
from marketplace.web.spreadsheets import Value, csv_lines

CASES: Final = ("low", "central", "high")


def _in_cases(name: str) -> tuple[str, ...]:
    return tuple(f"{name} {case} kgCO2e" for case in CASES)


FACTS: Final = (
    "line", "entry", "entered on", "receipt", "row", "row in words", "GRI", "giver", "giver's site", "receiver",
    "receiver's site", "category", "goods", "quantity", "unit", "basis", "method", "adjusts an earlier period",
    "quantified", "mass kg", "unquantified kg",
)  # fmt: skip
FIGURES: Final = (
    "E_new kgCO2e", *_in_cases("A"), *_in_cases("B"), "C kgCO2e", "D kgCO2e", *_in_cases("U"), *_in_cases("N"),
)  # fmt: skip
PROOFS: Final = ("factors used", "facts SHA-256", "line SHA-256")
HEADERS: Final = (*FACTS, *FIGURES, *PROOFS)


def ledger_csv(lines: Iterable[DossierLine]) -> Iterator[str]:
    """The sheet as CSV, line by line."""
    return csv_lines(HEADERS, (cells(line) for line in lines))


def cells(line: DossierLine) -> tuple[Value, ...]:
    """The line under :data:`HEADERS`; emission cells of a line that is left out of the estimate are empty."""
    return (*facts(line), *figures(line), line.factor_ids, line.facts_sha256, line.sha256)


def facts(line: DossierLine) -> tuple[Value, ...]:
    """What the line is, under :data:`FACTS`."""
    return (
        line.line, line.entry, line.entered_on, line.receipt, line.row, line.row_label, line.gri, line.giver,
        line.giver_site, line.receiver, line.receiver_site, line.category, line.goods, line.quantity, line.unit,
        line.basis, line.method, line.is_adjustment, line.is_quantified, line.mass_kg, line.unquantified_kg,
    )  # fmt: skip


def figures(line: DossierLine) -> tuple[Decimal | None, ...]:
    """What it came to, under :data:`FIGURES`."""
    if not line.is_quantified:
        return (None,) * len(FIGURES)
    return (
        line.new_production, *cases(line.a), *cases(line.b), line.c, line.d, *cases(line.u), *cases(line.n),
    )  # fmt: skip


def cases(amount: Scenarios) -> tuple[Decimal, Decimal, Decimal]:
    """Low, central, high."""
    return amount.low, amount.central, amount.high
