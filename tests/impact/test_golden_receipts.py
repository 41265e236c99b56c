"""The worked example again, entered by people: listed, claimed, accepted, driven, handed over, received, counted.

Nothing is written past an action: rounds are planned and driven, their kilometres are read off the vehicle's dial, the
repair is stated by the receiver. Sums are those of the ledger's own lines.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from listings.models import Claim
from logistics.actions.people.licensing import CredentialValues, record_credential
from logistics.actions.people.reading import read_odometer
from logistics.models import Collection, Receipt, Route, Stop
from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.actions.stating import state_repair
from marketplace.impact.calculation import Term, stated
from marketplace.impact.models import Diversion
from marketplace.impact.queries.ledger import Scope, lines_in, statement_of
from marketplace.impact.statement import Statement
from marketplace.kernel.mass import MassBasis
from marketplace.kernel.periods import quarter_of
from marketplace.organisations.models import Organisation, Site
from tests import make
from tests.impact.lines import BASES, GOLDEN, golden_row
from tests.logistics.papers.ground import declared, taken

pytestmark = pytest.mark.django_db

EXPECTED: Final = GOLDEN["expected"]
TERMS: Final = (Term.A, Term.B, Term.C, Term.D)


@dataclass(frozen=True)
class Told:
    """One line of the example as people enter it."""

    slug: str
    quantity: int
    listing: dict[str, Any]  # Any: values of a listing
    receipt: dict[str, Any]  # Any: arguments of `confirm`


def _kept(quantity: int, kg: str, basis: str) -> dict[str, Any]:  # Any: as above
    return {"kept_quantity": Decimal(quantity), "mass_kg": Decimal(kg), "mass_basis": basis}


TOLD: Final = {
    "L1": Told("desks", 10, {}, _kept(10, "270.0", "weighed")),
    "L2": Told("laptops", 8, {}, _kept(8, "13.2", "item_default")),
    "L3": Told(
        "fridges",
        1,
        {"unit_mass_kg": Decimal(38), "mass_basis": "weighed"},
        {
            "kept_quantity": Decimal(0),
            "mass_basis": "weighed",
            "rejected_quantity": Decimal(1),
            "rejected_reason": "It does not cool.",
            "rejected_fate": "recycled",
        },
    ),
    "L4": Told("fabric", 25, {"unit": "kg"}, _kept(25, "25.0", "declared")),
    "L5": Told("dining-tables", 12, {"is_waste": True, "waste_code": "200138"}, _kept(12, "84.0", "item_default")),
}


@dataclass(frozen=True)
class World:
    giver: Organisation
    site: Site
    taker: Organisation
    place: Site


def _world() -> World:
    giver, taker = make.organisation(), make.organisation("charity")
    return World(giver, make.site(giver), taker, make.site(taker, at=make.BRADFORD))


def _claim(world: World, told: Told, carrier: Organisation) -> Claim:
    listing = make.listing(
        world.giver,
        site=world.site,
        slug=told.slug,
        quantity=Decimal(told.quantity),
        **{"unit": "item", **told.listing},
    )
    claim = make.accepted_claim(
        listing, organisation=world.taker, site=world.place, quantity=told.quantity, carrier=carrier
    )
    if listing.is_waste:
        taken(declared(claim))
    return claim


def _may_carry_waste(carrier: Organisation) -> None:
    values = CredentialValues(
        kind="waste_carrier_registration",
        valid_from=date(2026, 1, 1),
        valid_until=date(2029, 1, 1),
        number="CBDU123456",
    )
    record_credential(
        organisation=carrier,
        values=values,
        vehicle=None,
        driver=None,
        file=None,
        by=make.administrator(carrier),
        now=make.NOW,
    )


def _driven(world: World, names: tuple[str, ...], vehicle_type: str, km: int) -> dict[str, Receipt]:
    """All of these on one round of so many kilometres by the dial, each confirmed as the example says."""
    carrier = make.carrier(vans=0)
    _may_carry_waste(carrier)
    van = make.vehicle(carrier, type=vehicle_type, capacity_litres=90_000)
    make.shift(carrier, site=make.site(carrier), vehicle=van)
    claims = {name: _claim(world, TOLD[name], carrier) for name in names}
    route = make.run(carrier)
    for stop in Stop.objects.filter(route=route).for_mails():
        make.proved(stop)
    route = Route.objects.for_runs().get(pk=route.pk)
    read_odometer(
        route=route, start_km=5_000, end_km=5_000 + km, is_sure=True, by=route.shift.driver.user, now=make.NOW
    )
    received = {}
    for name, claim in claims.items():
        brought = Collection.objects.with_parties().get(claim=claim)
        received[name] = make.confirmed(brought, **TOLD[name].receipt)
    return received


def _entered() -> tuple[World, dict[str, Diversion]]:
    world = _world()
    receipts = _driven(world, ("L1", "L2", "L3", "L4"), "van_diesel", 24) | _driven(world, ("L5",), "van_electric", 10)
    state_repair(
        receipt=receipts["L5"],
        organisation=world.taker,
        electricity_kwh=Decimal(5),
        parts_kgco2e=Decimal("2.0"),
        source="Meter and invoice",
        by=make.administrator(world.taker),
        now=make.NOW,
    )
    assert count_receipts(now=make.NOW) == 5
    lines = {row.receipt_id: row for row in Diversion.objects.order_by("pk")}
    return world, {name: lines[receipt.pk] for name, receipt in receipts.items()}


def _statement(world: World) -> Statement:
    return statement_of(lines_in(Scope(world.giver, quarter_of(make.NOW.date()), None, "given")))


def test_receipts_of_the_example_give_its_figures_to_every_digit() -> None:
    world, rows = _entered()
    statement = _statement(world)
    results = {
        name: result for name, row in rows.items() for result in statement.results if result.line.line_id == str(row.pk)
    }
    for name, facts in GOLDEN["lines"].items():
        result = results[name]
        found = {term.value: str(stated(result.term(term).central)) for term in TERMS}
        found |= {"E_new": str(stated(result.e_new)), "N": str(stated(result.n.central))}
        assert found == {key: facts[key] for key in found}, name
        assert rows[name].mass_kg == Decimal(facts["mass_kg"])
        assert rows[name].row == golden_row(facts["report_row"]).code
        assert MassBasis(rows[name].mass_basis) is BASES[facts["weight_basis"]]
    _check_totals(statement)
    _check_masses(statement)


def _check_totals(statement: Statement) -> None:
    found = {term.value: str(stated(statement.terms[term].central)) for term in TERMS}
    assert found | {"N": str(stated(statement.n.central))} == EXPECTED["central"]
    assert str(stated(statement.n.low)) == EXPECTED["low_N"]
    assert str(stated(statement.n.high)) == EXPECTED["high_N"]
    assert not statement.missing
    assert statement.unquantified_kg == 0


def _check_masses(statement: Statement) -> None:
    mass = statement.mass
    assert mass.prevented_kg == Decimal(EXPECTED["prevention_nonwaste_reuse_kg"])
    assert mass.generated_kg == Decimal(EXPECTED["gri_306_3_waste_generated_kg"])
    assert mass.disposed_kg == Decimal(EXPECTED["gri_306_5_kg"])
    assert mass.kept_out_of_disposal_kg == Decimal(EXPECTED["total_kept_out_of_disposal_kg"])
    assert mass.by_basis == {BASES[name]: Decimal(kg) for name, kg in EXPECTED["mass_by_basis_kg"].items()}
