"""The rows of a report: where one line of mass is counted, and only there.

Two ledgers are kept apart. *Prevention* holds what never became waste; GRI 306-4 and 306-5 hold only what has become
waste. Reported together they are the commonest overclaim in this field, so a line falls into exactly one row and the
row follows from facts stated at receipt, never from what would look best.

Source of the 306 rows: GRI 306: Waste (2020), disclosures 306-3, 306-4 and 306-5. There, burning with energy recovery
is *disposal*, although UK and EU codes call it recovery (R1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from marketplace.kernel.errors import DomainError, gettext_noop

ZERO: Final = Decimal(0)


class WasteStatus(StrEnum):
    """What the giver and the taker stated at the moment of transfer (a claim with evidence, not a legal conclusion)."""

    NOT_WASTE = "not_waste"
    WASTE = "waste"


class Outcome(StrEnum):
    """What the receipt said."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNCONFIRMED = "unconfirmed"


class Operation(StrEnum):
    """What happened to the mass in fact; our own list, as the R and D codes hold none for preparing for reuse."""

    REUSE = "reuse"
    PREPARATION_FOR_REUSE = "preparation_for_reuse"
    RECYCLING = "recycling"
    OTHER_RECOVERY = "other_recovery"
    ENERGY_RECOVERY = "energy_recovery"
    INCINERATION = "incineration"
    LANDFILL = "landfill"
    OTHER_DISPOSAL = "other_disposal"
    RETURNED = "returned"
    UNKNOWN = "unknown"


REUSING: Final = (Operation.REUSE, Operation.PREPARATION_FOR_REUSE)
DIVERTING: Final = (Operation.PREPARATION_FOR_REUSE, Operation.RECYCLING, Operation.OTHER_RECOVERY)
DISPOSING: Final = (
    Operation.ENERGY_RECOVERY,
    Operation.INCINERATION,
    Operation.LANDFILL,
    Operation.OTHER_DISPOSAL,
)

OPERATION_LABELS: Final[Mapping[Operation, str]] = {
    Operation.REUSE: gettext_noop("Reuse"),
    Operation.PREPARATION_FOR_REUSE: gettext_noop("Preparation for reuse"),
    Operation.RECYCLING: gettext_noop("Recycling"),
    Operation.OTHER_RECOVERY: gettext_noop("Other recovery operations"),
    Operation.ENERGY_RECOVERY: gettext_noop("Incineration (with energy recovery)"),
    Operation.INCINERATION: gettext_noop("Incineration (without energy recovery)"),
    Operation.LANDFILL: gettext_noop("Landfilling"),
    Operation.OTHER_DISPOSAL: gettext_noop("Other disposal operations"),
    Operation.RETURNED: gettext_noop("Returned to the giver"),
    Operation.UNKNOWN: gettext_noop("Not confirmed"),
}


class ContradictoryFate(DomainError):
    """The facts of a line exclude each other."""

    code = "contradictory_fate"
    message = gettext_noop("A rejected item cannot be counted as reused. Say what became of it instead.")


class UnbalancedWaste(DomainError):
    """Waste generated is not what was diverted, disposed of or put in store."""

    code = "unbalanced_waste"
    message = gettext_noop(
        "The waste does not balance: {generated} kg came up, but {accounted} kg were diverted, disposed of or stored."
    )


class UnbalancedSplit(DomainError):
    """The parts of a divided line weigh more than the whole."""

    code = "unbalanced_split"
    message = gettext_noop("The parts weigh {parts} kg together, more than the {whole} kg they came from.")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the report. ``code`` is stable and stored; the labels are for people."""

    code: str
    label: str
    gri: str
    disclosure: str = ""  # "306-4", "306-5", or "" outside the waste disclosures
    operation: Operation | None = None
    hazardous: bool = False
    onsite: bool = False

    @property
    def is_diverted(self) -> bool:
        """Waste kept out of disposal (GRI 306-4)."""
        return self.disclosure == "306-4"

    @property
    def is_disposed(self) -> bool:
        """Waste directed to disposal (GRI 306-5)."""
        return self.disclosure == "306-5"

    @property
    def is_prevention(self) -> bool:
        """Reuse of what never became waste, at another organisation or one's own."""
        return self.code in {PREVENTION.code, INTERNAL.code}

    @property
    def is_reuse(self) -> bool:
        """Whether an avoided-emissions estimate may be made for lines of this row."""
        return self.is_prevention or self.operation is Operation.PREPARATION_FOR_REUSE

    @property
    def is_sent_to_treatment(self) -> bool:
        """Recycled, otherwise recovered or disposed of: somebody still paid a gate fee."""
        return bool(self.disclosure) and not self.is_reuse


_PREVENTION_GRI: Final = gettext_noop("GRI 306-1 and 306-2 (waste prevention, outside 306-4)")

PREVENTION: Final = Row("prevention_nonwaste_reuse", gettext_noop("Reuse before it became waste"), _PREVENTION_GRI)
INTERNAL: Final = Row(
    "prevention_internal", gettext_noop("Put to use again inside the same organisation"), _PREVENTION_GRI
)
RECIRCULATED: Final = Row(
    "recirculated",
    gettext_noop("Passed on again (mass already counted once)"),
    gettext_noop("Outside GRI 306: counted at the first transfer"),
)
RETURNED: Final = Row(
    "returned", gettext_noop("Returned to the giver (nothing counted)"), gettext_noop("Outside GRI 306")
)
UNKNOWN: Final = Row(
    "unknown",
    gettext_noop("Fate not confirmed (never counted as diverted)"),
    gettext_noop("Outside GRI 306 until confirmed"),
)


def _waste_row(operation: Operation, *, hazardous: bool, onsite: bool) -> Row:
    disclosure = "306-4" if operation in DIVERTING else "306-5"
    danger = "hazardous" if hazardous else "non-hazardous"
    place = "onsite" if onsite else "offsite"
    verb = "diverted from disposal" if disclosure == "306-4" else "directed to disposal"
    label = f"{OPERATION_LABELS[operation]}, {danger}, {place}"
    return Row(
        code=f"{disclosure}/{operation.value}/{danger}/{place}",
        label=label,
        gri=f"GRI {disclosure} waste {verb}: {label[0].lower()}{label[1:]}",
        disclosure=disclosure,
        operation=operation,
        hazardous=hazardous,
        onsite=onsite,
    )


WASTE_ROWS: Final = tuple(
    _waste_row(operation, hazardous=hazardous, onsite=onsite)
    for operation in (*DIVERTING, *DISPOSING)
    for hazardous in (False, True)
    for onsite in (True, False)
)

ROWS: Final = (PREVENTION, INTERNAL, *WASTE_ROWS, RECIRCULATED, RETURNED, UNKNOWN)
"""Every row, in the order a report prints them."""

ROW_BY_CODE: Final[Mapping[str, Row]] = {row.code: row for row in ROWS}


def row_for(
    *,
    waste_status: WasteStatus,
    outcome: Outcome,
    operation: Operation,
    hazardous: bool,
    same_organisation: bool,
    onsite: bool = False,
    hop: int = 1,
) -> Row:
    """The one row that a line falls in.

    * nothing is counted before the receipt says so: an unconfirmed outcome or fate is :data:`UNKNOWN`;
    * recycling, recovery and disposal make the mass waste, whatever was stated when it left;
    * waste that is used again was *prepared for reuse* (306-4); what never was waste is prevention, repaired or not;
    * a later hop that is reused again is :data:`RECIRCULATED`, as its mass counted at the first.

    :param hop: 1 for the first time the mass leaves a surplus holder, 2 and more afterwards
    :raises ContradictoryFate: rejected, and yet said to be reused
    """
    if outcome is Outcome.UNCONFIRMED or operation is Operation.UNKNOWN:
        return UNKNOWN
    if operation is Operation.RETURNED:
        return RETURNED
    if operation not in REUSING:
        return _known_waste_row(operation, hazardous=hazardous, onsite=onsite)
    if outcome is Outcome.REJECTED:
        raise ContradictoryFate(field="operation")
    if hop > 1:
        return RECIRCULATED
    if waste_status is WasteStatus.WASTE:
        return _known_waste_row(Operation.PREPARATION_FOR_REUSE, hazardous=hazardous, onsite=onsite)
    return INTERNAL if same_organisation else PREVENTION


def _known_waste_row(operation: Operation, *, hazardous: bool, onsite: bool) -> Row:
    return ROW_BY_CODE[_waste_row(operation, hazardous=hazardous, onsite=onsite).code]


def sum_of(kg_by_row: Mapping[Row, Decimal], rows: Iterable[Row]) -> Decimal:
    """Kilograms in the given rows together."""
    return sum((kg_by_row.get(row, ZERO) for row in rows), ZERO)


def diverted_kg(kg_by_row: Mapping[Row, Decimal]) -> Decimal:
    """GRI 306-4: waste diverted from disposal, all operations."""
    return sum_of(kg_by_row, (row for row in ROWS if row.is_diverted))


def disposed_kg(kg_by_row: Mapping[Row, Decimal]) -> Decimal:
    """GRI 306-5: waste directed to disposal, all operations."""
    return sum_of(kg_by_row, (row for row in ROWS if row.is_disposed))


def prevented_kg(kg_by_row: Mapping[Row, Decimal]) -> Decimal:
    """Reuse of what never became waste; never part of 306-4."""
    return sum_of(kg_by_row, (row for row in ROWS if row.is_prevention))


def waste_generated_kg(kg_by_row: Mapping[Row, Decimal], *, change_in_stock_kg: Decimal = ZERO) -> Decimal:
    """GRI 306-3: waste generated = 306-4 + 306-5 + the change in waste held in store."""
    return diverted_kg(kg_by_row) + disposed_kg(kg_by_row) + change_in_stock_kg


def check_waste_balance(
    kg_by_row: Mapping[Row, Decimal], *, generated_kg: Decimal, change_in_stock_kg: Decimal = ZERO
) -> None:
    """Refuse a statement whose waste does not add up (306-3 = 306-4 + 306-5 + change in stock).

    :param generated_kg: counted independently, from the lines that were waste
    :raises UnbalancedWaste: when the two differ at all
    """
    accounted = waste_generated_kg(kg_by_row, change_in_stock_kg=change_in_stock_kg)
    if accounted != generated_kg:
        raise UnbalancedWaste(generated=generated_kg, accounted=accounted)


def check_split(*, whole_kg: Decimal, parts_kg: Iterable[Decimal]) -> None:
    """Refuse a split whose parts weigh more than the whole (less is allowed: something may be lost).

    :raises UnbalancedSplit: when they do
    """
    total = sum(parts_kg, ZERO)
    if total > whole_kg:
        raise UnbalancedSplit(parts=total, whole=whole_kg)
