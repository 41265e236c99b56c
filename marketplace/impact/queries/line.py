"""The page of one line: from the figure to the receipt and its evidence, and how the figure follows from it."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from listings.waste_codes import UnknownWasteCode, find
from logistics.models import Handover, Receipt
from marketplace.impact.calculation import Contribution, LineResult, Scenarios
from marketplace.impact.factors.kinds import Factor
from marketplace.impact.factors.reading import read_vehicles
from marketplace.impact.factors.rows import StoredFactors
from marketplace.impact.lines import LegShare
from marketplace.impact.models import Diversion
from marketplace.impact.queries.factors import stored_factors
from marketplace.impact.queries.ledger import ledger_line
from marketplace.impact.queries.words import audit_kg, exact_kg, exact_rate, percent, term_label
from marketplace.kernel.mass import MassBasis
from marketplace.kernel.units import Unit


@dataclass(frozen=True, slots=True)
class Step:
    """One factor's part in the sum."""

    term: str
    label: str
    factor_id: str
    factor: str
    low: str
    central: str
    high: str


@dataclass(frozen=True, slots=True)
class Journey:
    """One trip that carried the goods."""

    trip: str
    km: str
    vehicle: str
    carried_kg: str
    share: str
    round: str


@dataclass(frozen=True, slots=True)
class Material:
    """A part of the composition, with the route that it is assumed to have been spared."""

    label: str
    mass_kg: str
    end_of_life: str


@dataclass(frozen=True, slots=True)
class LinePage:
    """Everything that the page prints."""

    row: Diversion
    title: str
    row_label: str
    gri: str
    mass_kg: str
    basis: str
    basis_sigma: str
    waste: str
    displacement: str
    ground: str
    is_claiming: bool
    steps: list[Step]
    net: Step | None
    journeys: list[Journey]
    materials: list[Material]
    missing: list[str]
    handovers: list[Handover]
    receipt: Receipt
    corrections: list[Diversion]


def line_page(row: Diversion) -> LinePage:
    """The line with its sum, its composition, its journeys, and who proved what."""
    line = ledger_line(row)
    result = line.result
    factors = stored_factors(row.factor_set)
    displacement = result.line.displacement if result else None
    basis = MassBasis(row.mass_basis)
    sigma = result.line.relative_weight_sigma if result else basis.sigma
    return LinePage(
        row=row,
        title=_title(row),
        row_label=_(line.report_row.label),
        gri=_(line.report_row.gri),
        mass_kg=exact_kg(row.mass_kg),
        basis=_(basis.label),
        basis_sigma=percent(sigma),
        waste=_waste(row.waste_code),
        displacement=_rates(displacement.low, displacement.central, displacement.high) if displacement else "",
        ground=displacement.ground if displacement else "",
        is_claiming=result is not None and result.line.may_claim,
        steps=[_step(one, factors) for one in result.contributions] if result else [],
        net=_net(result) if result and not result.is_excluded else None,
        journeys=[_journey(leg, row.mass_kg) for leg in result.line.legs] if result else [],
        materials=_materials(result, factors) if result else [],
        missing=_missing(result),
        handovers=_handovers(row),
        receipt=row.receipt,
        corrections=list(row.corrections.select_related("corrected_by").order_by("pk")),
    )


def _title(row: Diversion) -> str:
    listing = row.receipt.collection.claim.listing
    amount = exact_kg(row.quantity)
    unit = Unit(listing.unit)
    return f"{amount} {unit.for_amount(abs(row.quantity))} · {listing.title}"


def _waste(code: str) -> str:
    if not code:
        return ""
    try:
        entry = find(code)
    except UnknownWasteCode:
        return code
    return f"{entry.display} {entry.description}"


def _rates(low: Decimal, central: Decimal, high: Decimal) -> str:
    return " · ".join(exact_rate(rate) for rate in (low, central, high))


def _step(one: Contribution, factors: StoredFactors) -> Step:
    effect = one.effect
    factor = factors.get(one.factor_id)
    return Step(
        term=one.term.value,
        label=term_label(one.term),
        factor_id=one.factor_id,
        factor=_factor_words(factor) if factor else one.factor_id,
        low=audit_kg(effect.low),
        central=audit_kg(effect.central),
        high=audit_kg(effect.high),
    )


def _factor_words(factor: Factor) -> str:
    return _("%(name)s: %(value)s kg CO₂e per %(unit)s") % {
        "name": factor.name,
        "value": f"{factor.kgco2e_per_unit:,f}",
        "unit": factor.unit.value,
    }


def _net(result: LineResult) -> Step:
    n: Scenarios = result.n
    return Step("N", _("Avoided, by comparison"), "", "", audit_kg(n.low), audit_kg(n.central), audit_kg(n.high))


def _journey(leg: LegShare, mass_kg: Decimal) -> Journey:
    vehicle = next((one.label for one in read_vehicles().values() if one.factor_ids == leg.factor_ids), "")
    return Journey(
        trip=leg.trip,
        km="" if leg.km is None else exact_kg(leg.km),
        vehicle=vehicle,
        carried_kg=exact_kg(leg.carried_kg),
        share=percent(abs(mass_kg) / leg.carried_kg) if leg.carried_kg else "–",
        round=_round(leg),
    )


def _round(leg: LegShare) -> str:
    """Of what round this load's kilometres are a part; nothing where the journey was for it alone."""
    if leg.round_km is None or leg.round_kg is None:
        return ""
    words = {"km": exact_kg(leg.round_km), "kg": exact_kg(leg.round_kg), "empty": percent(leg.empty or Decimal(0))}
    basis = {"planned": _("as planned"), "estimated": _("as driven, some legs estimated")}
    said = _("its part of a round of %(km)s km with %(kg)s kg, %(empty)s of it empty") % words
    return f"{said}, {basis.get(leg.basis, _('as driven'))}"


def _materials(result: LineResult, factors: StoredFactors) -> list[Material]:
    found = []
    for part in result.line.parts:
        material, route = factors.get(part.factor_id), factors.get(part.eol_factor_id)
        found.append(
            Material(
                label=material.label if material else part.factor_id,
                mass_kg=exact_kg(part.mass_kg),
                end_of_life=route.route or route.label if route else part.eol_factor_id,
            )
        )
    return found


def _missing(result: LineResult | None) -> list[str]:
    if result is None:
        return [_("The receipt states no mass, so the line is in no figure.")]
    return list(dict.fromkeys(f"{term_label(one.term)}: {one.what}." for one in result.missing))


def _handovers(row: Diversion) -> list[Handover]:
    collection = row.receipt.collection
    return list(collection.handovers.select_related("giver", "taker", "proof").order_by("at", "pk"))
