"""Counting: what a confirmed receipt stands for in the mass ledger, once."""

import logging
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction

from listings.models import Category, Listing
from listings.waste_codes import is_hazardous
from logistics.models import Receipt, RejectedFate
from logistics.papers.statements import WastePath
from logistics.queries.papers import path_of
from marketplace.impact.actions.loading import load_factor_sets
from marketplace.impact.calculation import calculate
from marketplace.impact.evidence import KEPT_PLACES, columns_of
from marketplace.impact.factors.kinds import FactorLookup
from marketplace.impact.lines import Line, Part
from marketplace.impact.models import Diversion, FactorSet, LedgerPart
from marketplace.impact.parameters import EDITORIAL_WEIGHT_SIGMA, METHOD_VERSION, VERSION, displacement_for
from marketplace.impact.queries.factors import factor_set_for, stored_factors
from marketplace.impact.queries.receipts import day_of, hop_of, legs_of, still_on_the_way, uncounted
from marketplace.impact.rows import Operation, Outcome, Row, WasteStatus, row_for
from marketplace.kernel.errors import DomainError
from marketplace.kernel.mass import MassBasis

log = logging.getLogger(__name__)

WITHOUT_MASS: Final = {"is_quantified": False, "unquantified_kg": Decimal(0)}
EDITORIAL: Final = "editorial"  # how the taxonomy marks a default mass that cites no source

OPERATION_OF_FATE: Final = {
    RejectedFate.RETURNED: Operation.RETURNED,
    RejectedFate.PASSED_ON: Operation.UNKNOWN,
    RejectedFate.RECYCLED: Operation.RECYCLING,
    RejectedFate.DISPOSED: Operation.OTHER_DISPOSAL,
    RejectedFate.UNKNOWN: Operation.UNKNOWN,
}
"""What became of what was turned away. "Disposed of" names no operation, and stands with the other disposal; what is
offered on is counted when its next receiver has it."""


def count_receipts(*, now: datetime) -> int:
    """Count every receipt that no line stands for yet, each in a transaction of its own; returns how many were.

    Running it again changes nothing, and two workers may run it at once: the ledger takes a receipt once. A receipt
    whose facts cannot be is left uncounted, with a line in the log, and does not hold up the others.
    """
    load_factor_sets(now=now)
    counted = 0
    factors: dict[int, FactorLookup] = {}
    for receipt in list(uncounted().exclude(collection__in=still_on_the_way(now))):
        try:
            counted += _count(receipt, factors, now)
        except DomainError:
            log.exception("Receipt %s cannot be counted.", receipt.pk)
    return counted


def _count(receipt: Receipt, known: dict[int, FactorLookup], now: datetime) -> bool:
    factor_set = factor_set_for(day_of(receipt))
    if factor_set.pk not in known:
        known[factor_set.pk] = stored_factors(factor_set)
    rows = [_line(receipt, part, factor_set, known[factor_set.pk], now) for part in _parts(receipt)]
    try:
        with transaction.atomic():
            Diversion.objects.bulk_create(rows)
    except IntegrityError:
        if not Diversion.objects.filter(receipt=receipt).exists():
            raise
        return False  # another worker counted it at the same moment
    return True


def _parts(receipt: Receipt) -> list[LedgerPart]:
    quantities = {LedgerPart.KEPT: receipt.kept_quantity, LedgerPart.REJECTED: receipt.rejected_quantity}
    return [part for part, quantity in quantities.items() if quantity > 0]


def _line(receipt: Receipt, part: LedgerPart, factor_set: FactorSet, factors: FactorLookup, now: datetime) -> Diversion:
    claim = receipt.collection.claim
    kept = part is LedgerPart.KEPT
    mass_kg = receipt.kept_mass_kg if kept else receipt.rejected_mass_kg
    hop = hop_of(receipt)
    row = _row(receipt, part, hop)
    day = day_of(receipt)
    line = Diversion(
        receipt=receipt,
        part=part,
        donor=claim.listing.organisation,
        receiver=claim.organisation,
        donor_site=claim.listing.site,
        receiver_site=claim.site,
        category=claim.listing.category,
        entered_on=day,
        hop=hop,
        row=row.code,
        quantity=receipt.kept_quantity if kept else receipt.rejected_quantity,
        mass_kg=mass_kg,
        mass_basis=receipt.mass_basis,
        waste_code=claim.listing.waste_code,
        factor_set=factor_set,
        is_provisional=factor_set.year != day.year,
        parameters_version=VERSION,
        method_version=METHOD_VERSION,
        counted_at=now,
    )
    columns = columns_of(calculate(_facts(receipt, line, row), factors)) if mass_kg > 0 else WITHOUT_MASS
    for field, value in columns.items():
        setattr(line, field, value)
    return line


def _row(receipt: Receipt, part: LedgerPart, hop: int) -> Row:
    claim = receipt.collection.claim
    listing = claim.listing
    kept = part is LedgerPart.KEPT
    return row_for(
        waste_status=WasteStatus.NOT_WASTE if path_of(claim) == WastePath.GOODS else WasteStatus.WASTE,
        outcome=Outcome.ACCEPTED if kept else Outcome.REJECTED,
        operation=Operation.REUSE if kept else OPERATION_OF_FATE[RejectedFate(receipt.rejected_fate)],
        hazardous=_is_hazardous(listing),
        same_organisation=listing.organisation_id == claim.organisation_id,
        hop=hop,
    )


def _is_hazardous(listing: Listing) -> bool:
    """By the stated code; for goods that were no waste when they left, by the code usual for such things."""
    code = listing.waste_code or listing.category.waste_code
    return bool(code) and is_hazardous(code)


def _facts(receipt: Receipt, line: Diversion, row: Row) -> Line:
    claim = receipt.collection.claim
    listing, category = claim.listing, claim.listing.category
    basis = MassBasis(receipt.mass_basis)
    is_default = basis is MassBasis.ITEM_DEFAULT
    return Line(
        line_id=f"{receipt.pk}/{line.part}",
        mass_kg=line.mass_kg,
        basis=basis,
        row=row,
        parts=_composition(category, line.mass_kg),
        displacement=displacement_for(category.displacement_group),
        hop=line.hop,
        became_waste=bool(row.disclosure),
        legs=legs_of(receipt),
        weight_key=category.slug if basis in {MassBasis.ITEM_DEFAULT, MassBasis.VOLUME_DENSITY} else "",
        weight_sigma=EDITORIAL_WEIGHT_SIGMA if is_default and _is_editorial(category) else None,
        item_kg=(line.mass_kg / line.quantity).quantize(KEPT_PLACES),
        default_item_kg=category.default_mass_kg if listing.unit == category.default_unit else None,
        serials=(listing.serial_number,) if listing.serial_number else (),
        giver=str(line.donor_id),
        receiver=str(line.receiver_id),
    )


def _is_editorial(category: Category) -> bool:
    return not category.default_mass_source or category.default_mass_source.startswith(EDITORIAL)


def _composition(category: Category, mass_kg: Decimal) -> tuple[Part, ...]:
    """What the mass is made of by the category's split, with the route each material is spared."""
    return tuple(
        Part(one["factor"], mass_kg * Decimal(one["share"]), one["end_of_life"]) for one in category.material_split
    )
