"""The lines that a receipt should have as it stands now, before any of them is written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from listings.models import Category, Listing
from listings.waste_codes import is_hazardous
from logistics.models import Receipt
from logistics.papers.statements import WastePath
from logistics.queries.papers import path_of
from marketplace.impact import journeys
from marketplace.impact.assumptions import Parameters, under
from marketplace.impact.evidence import KEPT_PLACES
from marketplace.impact.lines import Entry, LegShare, Line, Part, Refurbishment
from marketplace.impact.models import Diversion
from marketplace.impact.parameters import GRID_FACTOR_ID
from marketplace.impact.queries.calculating import line_of
from marketplace.impact.queries.receipts import hop_of, legs_of
from marketplace.impact.queries.references import item_factor_of, reference_mass_kg
from marketplace.impact.queries.standing import RepairWork, portions, repair_of, struck
from marketplace.impact.rows import RECIRCULATED, Outcome, Row, WasteStatus, row_for
from marketplace.impact.standing import Portion, PortionKind
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.geo import distance_km
from marketplace.kernel.mass import MassBasis

EDITORIAL: Final = "editorial"  # how the taxonomy marks a default mass that cites no source
RETURNED_OF: Final = PortionKind.KEPT


class BadComposition(DomainError):
    """What a category is said to be made of is not the whole of it."""

    code = "bad_composition"
    message = gettext_noop("The materials of “{category}” make {total} of it, not 1.")


@dataclass(frozen=True, slots=True)
class DueLine:
    """A line as it should stand. ``line`` is nothing where the receipt states no mass."""

    portion: Portion
    row: Row
    line: Line | None

    @property
    def part(self) -> str:
        """Which portion of the receipt its row is of: a return is of what was kept."""
        return RETURNED_OF if self.portion.kind is PortionKind.RETURNED else self.portion.kind

    @property
    def place(self) -> tuple[str, int | None]:
        """Where it stands: one line for each portion, and one for each return."""
        return (self.part, self.portion.return_key)

    @property
    def signature(self) -> tuple[object, ...]:
        """What makes it the same as a row that stands already; factors, parameters and journeys are no part of it."""
        sign = -1 if self.portion.kind is PortionKind.RETURNED else 1
        return (
            sign * self.portion.quantity,
            sign * self.portion.kg,
            self.portion.basis.value,
            self.row.code,
            _facts_signature(self.line),
        )


def signature_of(row: Diversion) -> tuple[object, ...]:
    """The same of a row of the ledger."""
    facts = row.evidence.get("facts") if row.evidence else None
    return (row.quantity, row.mass_kg, row.mass_basis, row.row, _json_signature(facts))


def _facts_signature(line: Line | None) -> tuple[object, ...]:
    if line is None:
        return ()
    work = line.refurbishment or Refurbishment()
    return (work.electricity_kwh, work.parts_kgco2e, *(leg.carried_kg for leg in line.legs))


def _json_signature(facts: dict[str, Any] | None) -> tuple[object, ...]:  # Any: as the evidence keeps them
    if facts is None:
        return ()
    work = facts["refurbishment"] or {"electricity_kwh": "0", "parts_kgco2e": "0"}
    carried = (Decimal(leg["carried_kg"]) for leg in facts["legs"])
    return (Decimal(work["electricity_kwh"]), Decimal(work["parts_kgco2e"]), *carried)


def due_lines(receipt: Receipt, parameters: Parameters, standing: Iterable[Diversion]) -> list[DueLine]:
    """Every line of the receipt by what is known of it now.

    :param standing: its rows that stand already: their journeys happened, and keep the kilometres that were counted
    :raises BadComposition: the category's materials do not make the whole
    """
    gone = struck(receipt)
    found = [one for one in portions(receipt) if _part_of(one) not in gone]
    ground = _Ground(
        receipt=receipt,
        hop=hop_of(receipt) if found else 1,
        legs=_legs(receipt, standing) if any(one.kg for one in found) else (),
        repair=repair_of(receipt),
        parameters=parameters,
    )
    return [_due(ground, one) for one in found]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What all lines of a receipt share."""

    receipt: Receipt
    hop: int
    legs: tuple[LegShare, ...]
    repair: RepairWork | None
    parameters: Parameters


def _part_of(portion: Portion) -> str:
    return RETURNED_OF if portion.kind is PortionKind.RETURNED else portion.kind


def _legs(receipt: Receipt, standing: Iterable[Diversion]) -> tuple[LegShare, ...]:
    """The journeys as they were first counted, of whatever rows they stand in; else as they are worked out now."""
    counted = [row for row in standing if row.evidence and row.goods_return_id is None]
    if not counted:
        return legs_of(receipt)
    return line_of(min(counted, key=lambda row: row.pk)).legs


def _due(ground: _Ground, portion: Portion) -> DueLine:
    row = _row(ground.receipt, portion, ground.hop)
    if portion.kg <= 0:
        return DueLine(portion, row, None)
    line = _line(ground, portion, row)
    if portion.kind is PortionKind.RETURNED:
        line = replace(line, entry=Entry.RETURNED, legs=(_way_back(ground.receipt, portion),))
    else:
        line = replace(line, legs=tuple(replace(leg, carried_kg=portion.all_kg) for leg in ground.legs))
        if portion.kind is not PortionKind.REJECTED and ground.repair is not None:
            line = replace(line, refurbishment=_work(ground.repair, portion))
    return DueLine(portion, row, under(line, ground.parameters))


def _way_back(receipt: Receipt, portion: Portion) -> LegShare:
    """A return is taken to be a journey of its own, as where the receiver fetches: nobody notes more of it."""
    claim = receipt.collection.claim
    straight = journeys.km_of(distance_km(claim.listing.site.point, claim.site.point))
    return journeys.fetched(trip=f"return {portion.return_key}", straight_line_km=straight, mass_kg=portion.kg)


def _work(repair: RepairWork, portion: Portion) -> Refurbishment:
    """This portion's share of it, by mass."""
    share = portion.kg / portion.kept_kg
    return Refurbishment(repair.electricity_kwh * share, GRID_FACTOR_ID, repair.parts_kgco2e * share)


def _row(receipt: Receipt, portion: Portion, hop: int) -> Row:
    claim = receipt.collection.claim
    listing = claim.listing
    if hop > 1 and portion.kind in (PortionKind.RECYCLED, PortionKind.DISPOSED):
        return RECIRCULATED  # its mass stands in the row of the first hop
    return row_for(
        waste_status=WasteStatus.NOT_WASTE if path_of(claim) == WastePath.GOODS else WasteStatus.WASTE,
        outcome=Outcome.REJECTED if portion.kind is PortionKind.REJECTED else Outcome.ACCEPTED,
        operation=portion.operation,
        hazardous=_is_hazardous(listing),
        same_organisation=listing.organisation_id == claim.organisation_id,
        hop=hop,
    )


def _is_hazardous(listing: Listing) -> bool:
    """By the stated code; for goods that were no waste when they left, by the code usual for such things."""
    code = listing.waste_code or listing.category.waste_code
    return bool(code) and is_hazardous(code)


def _line(ground: _Ground, portion: Portion, row: Row) -> Line:
    receipt, hop = ground.receipt, ground.hop
    claim = receipt.collection.claim
    listing, category = claim.listing, claim.listing.category
    by_default = portion.basis in {MassBasis.ITEM_DEFAULT, MassBasis.VOLUME_DENSITY}
    return Line(
        line_id=f"{receipt.pk}/{portion.kind}",
        mass_kg=portion.kg,
        basis=portion.basis,
        row=row,
        parts=_composition(category, portion.kg),
        hop=hop,
        became_waste=bool(row.disclosure),
        item_factor=item_factor_of(listing, portion.quantity) if row.is_reuse and hop == 1 else None,
        weight_key=category.slug if by_default else "",
        item_kg=(portion.kg / portion.quantity).quantize(KEPT_PLACES),
        default_item_kg=reference_mass_kg(listing),
        serials=(listing.serial_number,) if listing.serial_number else (),
        giver=str(listing.organisation_id),
        receiver=str(claim.organisation_id),
        group=category.displacement_group or "other",
        weight_is_editorial=portion.basis is MassBasis.ITEM_DEFAULT and is_editorial(category),
    )


def is_editorial(category: Category) -> bool:
    """Whether its default mass cites no source."""
    return not category.default_mass_source or category.default_mass_source.startswith(EDITORIAL)


def _composition(category: Category, mass_kg: Decimal) -> tuple[Part, ...]:
    """What the mass is made of by the category's split, with the route each material is spared.

    :raises BadComposition: the shares do not add up to one
    """
    shares = [Decimal(one["share"]) for one in category.material_split]
    if shares and sum(shares) != 1:
        raise BadComposition(category=category, total=sum(shares))
    return tuple(
        Part(one["factor"], mass_kg * share, one["end_of_life"], one["end_of_life"])
        for one, share in zip(category.material_split, shares, strict=True)
        if share
    )
