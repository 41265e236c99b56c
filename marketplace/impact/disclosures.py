"""The tables of the standards: GRI 306-3, 306-4 and 306-5 (2020), and ESRS E5-5 by rows that a file configures.

Both are about waste only: reuse of what never became waste stands outside (306-1 and 306-2). Sources: GRI 306: Waste
2020; ESRS E5-5 paragraph 37 (Delegated Regulation (EU) 2023/2772). `data/esrs_e5_5.csv` says which data points are
printed and which measure each one is, so that a changed standard is a changed file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from marketplace.impact.factors.reading import DATA
from marketplace.impact.figures import Group, ReportFigures
from marketplace.impact.rows import DISPOSING, DIVERTING, OPERATION_LABELS, ROW_BY_CODE, Operation, Row

ZERO: Final = Decimal(0)
SHARE: Final = Decimal("0.0001")
#: ESRS knows three ways of disposal; GRI's incineration comes with and without energy recovery.
ESRS_DISPOSAL: Final[Mapping[str, tuple[Operation, ...]]] = {
    "incineration": (Operation.ENERGY_RECOVERY, Operation.INCINERATION),
    "landfill": (Operation.LANDFILL,),
    "other": (Operation.OTHER_DISPOSAL,),
}


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """One row of GRI 306-4 or 306-5, in kg: hazardous and not, on the giver's own site and off it."""

    code: str
    label: str
    hazardous_onsite_kg: Decimal
    hazardous_offsite_kg: Decimal
    other_onsite_kg: Decimal
    other_offsite_kg: Decimal

    @property
    def total_kg(self) -> Decimal:
        return self.hazardous_onsite_kg + self.hazardous_offsite_kg + self.other_onsite_kg + self.other_offsite_kg


@dataclass(frozen=True, slots=True)
class DataPoint:
    """One row of ESRS E5-5: kilograms, or a share of one, nothing where there is no waste."""

    code: str
    label: str
    value: Decimal | None
    is_share: bool


def kg_by_row(figures: ReportFigures) -> dict[Row, Decimal]:
    """The mass of each row that has lines."""
    return {ROW_BY_CODE[one.key]: one.sums.mass_kg for one in figures.by_row}


def gri_306_3(figures: ReportFigures) -> tuple[Group, ...]:
    """Waste generated, by composition: the categories that hold waste. Their `waste_kg` adds up to 306-4 and 306-5."""
    return tuple(one for one in figures.by_category if one.sums.waste_kg)


def gri_306_4(figures: ReportFigures) -> tuple[DisclosureRow, ...]:
    """Waste diverted from disposal, by operation."""
    return tuple(_row(figures, "306-4", operation) for operation in DIVERTING)


def gri_306_5(figures: ReportFigures) -> tuple[DisclosureRow, ...]:
    """Waste directed to disposal, by operation."""
    return tuple(_row(figures, "306-5", operation) for operation in DISPOSING)


def _row(figures: ReportFigures, disclosure: str, operation: Operation) -> DisclosureRow:
    masses = kg_by_row(figures)

    def of(*, hazardous: bool, onsite: bool) -> Decimal:
        return _sum(masses, (operation,), hazardous=hazardous, onsite=onsite)

    return DisclosureRow(
        code=f"{disclosure}/{operation.value}",
        label=OPERATION_LABELS[operation],
        hazardous_onsite_kg=of(hazardous=True, onsite=True),
        hazardous_offsite_kg=of(hazardous=True, onsite=False),
        other_onsite_kg=of(hazardous=False, onsite=True),
        other_offsite_kg=of(hazardous=False, onsite=False),
    )


def _sum(
    masses: Mapping[Row, Decimal],
    operations: Iterable[Operation],
    *,
    hazardous: bool | None = None,
    onsite: bool | None = None,
) -> Decimal:
    wanted = set(operations)
    return sum(
        (
            kg
            for row, kg in masses.items()
            if row.operation in wanted and hazardous in {None, row.hazardous} and onsite in {None, row.onsite}
        ),
        ZERO,
    )


@cache
def esrs_layout() -> tuple[tuple[str, str, str], ...]:
    """Data point, label and measure of each row, as the file says."""
    with (DATA / "esrs_e5_5.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["datapoint"], row["label"], row["measure"]) for row in csv.DictReader(file))


def esrs_e5_5(figures: ReportFigures) -> tuple[DataPoint, ...]:
    """The rows of ESRS E5-5 that the file asks for.

    :raises KeyError: the file names a measure that there is not
    """
    masses = kg_by_row(figures)
    return tuple(
        DataPoint(code, label, _measure(masses, measure), measure == "non_recycled_share")
        for code, label, measure in esrs_layout()
    )


def _measure(masses: Mapping[Row, Decimal], measure: str) -> Decimal | None:
    every = (*DIVERTING, *DISPOSING)
    generated = _sum(masses, every)
    non_recycled = generated - _sum(masses, (Operation.RECYCLING, Operation.PREPARATION_FOR_REUSE))
    simple: dict[str, Decimal | None] = {
        "generated": generated,
        "diverted": _sum(masses, DIVERTING),
        "disposed": _sum(masses, DISPOSING),
        "hazardous": _sum(masses, every, hazardous=True),
        "non_recycled": non_recycled,
        "non_recycled_share": (non_recycled / generated).quantize(SHARE) if generated else None,
    }
    if measure in simple:
        return simple[measure]
    way, operation, danger = measure.split("/")
    operations = ESRS_DISPOSAL[operation] if way == "disposed" else (Operation(operation),)
    return _sum(masses, operations, hazardous=danger == "hazardous")
