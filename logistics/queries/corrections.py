"""Corrections: how a receipt or a handover stands now, whatever was written into it first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from logistics.models import Handover, HandoverCorrection, Receipt, ReceiptCorrection


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How a receipt stands: quantities in the listing's unit, masses in kg, and how they are known."""

    kept_quantity: Decimal
    rejected_quantity: Decimal
    kept_mass_kg: Decimal
    rejected_mass_kg: Decimal
    mass_basis: str
    condition: str
    rejected_fate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How a handover stands."""

    quantity: Decimal
    condition: str


def figures_of(receipt: Receipt) -> Figures:
    """As its newest correction says, else as it was written."""
    return as_it_stands(receipt, list(ReceiptCorrection.objects.of(receipt)))


def as_it_stands(receipt: Receipt, corrections: Sequence[ReceiptCorrection]) -> Figures:
    """The same where its corrections are loaded, in their order. No query."""
    return _figures(corrections[-1] if corrections else receipt)


def figures_by_receipt(receipts: Iterable[Receipt]) -> dict[int, Figures]:
    """The same for many, by key. One query."""
    rows = list(receipts)
    standing = {row.pk: _figures(row) for row in rows}
    corrected = ReceiptCorrection.objects.filter(receipt__in=rows).order_by("receipt", "number", "pk")
    return standing | {row.receipt_id: _figures(row) for row in corrected}


def counts_of(handovers: list[Handover]) -> dict[int, Count]:
    """How each of them stands, by key: as its newest correction says, else as it was written. Reads their proofs; one
    query."""
    standing = {row.pk: Count(quantity=row.quantity, condition=row.proof.condition) for row in handovers}
    corrected = HandoverCorrection.objects.of(handovers)
    return standing | {row.handover_id: Count(quantity=row.quantity, condition=row.condition) for row in corrected}


def _figures(row: Receipt | ReceiptCorrection) -> Figures:
    return Figures(
        kept_quantity=row.kept_quantity,
        rejected_quantity=row.rejected_quantity,
        kept_mass_kg=row.kept_mass_kg,
        rejected_mass_kg=row.rejected_mass_kg,
        mass_basis=row.mass_basis,
        condition=row.condition,
        rejected_fate=row.rejected_fate,
    )
