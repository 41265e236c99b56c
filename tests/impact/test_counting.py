"""From a confirmed receipt to its lines in the mass ledger."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import pytest

from listings.models import Category, Listing
from logistics.models import CustodyEvent, CustodyKind, Passport, Receipt, VehicleType
from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.calculation import Term, calculate, stated
from marketplace.impact.evidence import FIGURES, result_of
from marketplace.impact.factors.reading import read_vehicles
from marketplace.impact.journeys import VEHICLE_OF_TYPE
from marketplace.impact.models import Diversion, FactorSet
from marketplace.impact.parameters import EDITORIAL_WEIGHT_SIGMA
from marketplace.impact.queries import kept_in_use_kg
from marketplace.impact.queries.factors import stored_factors
from marketplace.impact.queries.ledger import ledger_line, statement_of
from marketplace.impact.queries.receipts import uncounted
from marketplace.organisations.models import Organisation
from tests import make
from tests.impact.lines import GOLDEN

pytestmark = pytest.mark.django_db

DIESEL: Final = Decimal("0.25561") + Decimal("0.06128")


def counted(receipt: Receipt, part: str = "kept") -> Diversion:
    count_receipts(now=make.NOW)
    return Diversion.objects.for_report().get(receipt=receipt, part=part)


def net(line: Diversion) -> Decimal:
    assert line.net_central is not None
    return line.net_central


def test_receipt_becomes_one_line_with_its_facts() -> None:
    receipt = make.receipt(kept=4, kept_kg="96.5", displaced="bought_new")
    line = counted(receipt)
    claim = receipt.collection.claim
    assert (line.row, line.mass_kg, line.mass_basis, line.quantity) == (
        "prevention_nonwaste_reuse",
        Decimal("96.5"),
        "weighed",
        Decimal(4),
    )
    assert (line.donor, line.receiver) == (claim.listing.organisation, claim.organisation)
    assert (line.donor_site, line.receiver_site) == (claim.listing.site, claim.site)
    assert (line.hop, line.entry, line.corrects) == (1, "recorded", None)
    assert line.is_quantified
    assert line.unquantified_kg == 0


def test_counting_again_changes_nothing() -> None:
    make.receipt(rejected=1, rejected_kg="24")
    assert count_receipts(now=make.NOW) == 1
    before = list(Diversion.objects.order_by("pk").values())
    assert count_receipts(now=make.NOW) == 0
    assert list(Diversion.objects.order_by("pk").values()) == before
    assert len(before) == 2
    assert not uncounted().exists()


@pytest.mark.parametrize(
    ("fate", "row"),
    [
        ("returned", "returned"),
        ("recycled", "306-4/recycling/non-hazardous/offsite"),
        ("disposed", "306-5/other_disposal/non-hazardous/offsite"),
        ("unknown", "unknown"),
    ],
)
def test_what_was_turned_away_stands_in_the_row_of_its_fate(fate: str, row: str) -> None:
    receipt = make.receipt(kept=3, kept_kg="72", rejected=1, rejected_kg="24", fate=fate)
    line = counted(receipt, "rejected")
    assert (line.row, line.mass_kg) == (row, Decimal(24))
    assert line.displaced_central == 0
    assert line.transport is not None
    assert line.transport > 0
    assert net(line) == -line.transport


def test_waste_that_is_used_again_was_prepared_for_reuse() -> None:
    listing = make.listing(is_waste=True, waste_code="200307")
    line = counted(make.receipt(listing))
    assert (line.row, line.waste_code) == ("306-4/preparation_for_reuse/non-hazardous/offsite", "200307")
    assert net(line) > 0


def test_hazardous_goods_that_are_turned_away_stand_in_the_hazardous_row() -> None:
    listing = make.listing(slug="fridges", unit_mass_kg=Decimal(38))
    receipt = make.receipt(listing, kept=0, kept_kg="0", rejected=1, rejected_kg="38", fate="recycled")
    line = counted(receipt, "rejected")
    assert line.row == "306-4/recycling/hazardous/offsite"
    assert Diversion.objects.filter(receipt=receipt).count() == 1


def test_same_organisation_is_internal_reuse() -> None:
    receipt = make.receipt()
    claim = receipt.collection.claim
    Listing.objects.filter(pk=claim.listing_id).update(organisation=claim.organisation)
    assert counted(receipt).row == "prevention_internal"


def test_fetching_is_assumed_as_a_diesel_van_there_and_back() -> None:
    line = counted(make.receipt())
    leg = result_of(line.evidence, line_id="x").line.legs[0]
    assert leg.km is not None
    assert Decimal("37.4") < leg.km < Decimal("37.6")  # Leeds to Bradford is 13.8 km, times 1.36, twice
    assert line.transport == (leg.km * DIESEL).quantize(Decimal("0.000001"))


def test_round_is_shared_by_mass_and_by_everything_that_it_carried() -> None:
    listing = make.listing(quantity=Decimal(20))
    first = make.receipt(listing, kept=3, kept_kg="60", rejected=1, rejected_kg="20", mode="van")
    second = make.receipt(listing, kept=4, kept_kg="120", mode="van")
    make.driven_route(first.collection, second.collection, metres=24_000)
    whole = Decimal(24) * DIESEL
    count_receipts(now=make.NOW)
    shares = {
        (line.receipt_id, line.part): line.transport for line in Diversion.objects.filter(receipt__in=[first, second])
    }
    assert shares == {
        (first.pk, "kept"): whole * 60 / 200,
        (first.pk, "rejected"): whole * 20 / 200,
        (second.pk, "kept"): whole * 120 / 200,
    }


def test_load_that_nobody_confirmed_yet_shares_the_round_by_its_planned_weight() -> None:
    listing = make.listing(quantity=Decimal(20))
    first = make.receipt(listing, kept_kg="100", mode="van")
    second = make.receipt(listing, kept_kg="1", mode="van", load_kg=300)
    make.driven_route(first.collection, second.collection, metres=10_000)
    second.delete()
    line = counted(first)
    assert line.transport == (10 * DIESEL / 4).quantize(Decimal("0.000001"))


def test_line_whose_journey_is_not_known_has_no_figures_at_all() -> None:
    line = counted(make.receipt(mode="van"))
    assert not line.is_quantified
    assert {getattr(line, field) for field in FIGURES} == {None}
    assert line.unquantified_kg == line.mass_kg == 96
    statement = statement_of([ledger_line(line)])
    assert statement.mass.kept_in_use_kg == 96
    assert statement.n.central == 0
    assert statement.unquantified_kg == 96


def test_receipt_without_a_mass_stands_in_the_ledger_and_in_no_figure() -> None:
    line = counted(make.receipt(kept_kg="0"))
    assert (line.mass_kg, line.is_quantified, line.evidence) == (Decimal(0), False, {})
    assert statement_of([ledger_line(line)]).mass.by_row == {}


def test_every_type_of_vehicle_has_its_factors() -> None:
    assert set(VEHICLE_OF_TYPE) == set(VehicleType.values)
    assert set(VEHICLE_OF_TYPE.values()) <= set(read_vehicles())


def _pass_on(passport: Passport, holder: Organisation, at: datetime) -> None:
    kind, number = CustodyKind.RECEIVED, CustodyEvent.objects.filter(passport=passport).count() + 1
    CustodyEvent.objects.create(passport=passport, number=number, kind=kind, holder=holder, quantity=Decimal(4), at=at)


def test_lot_that_its_giver_had_received_before_is_recirculated() -> None:
    first = make.receipt(at=datetime(2026, 9, 1, 9, tzinfo=UTC))
    middle = first.collection.claim.organisation
    second = make.receipt(make.listing(middle))
    passport = Passport.objects.create(
        code="AAAAAAAAAA", listing=first.collection.claim.listing, quantity=Decimal(4), created_at=first.at
    )
    _pass_on(passport, middle, first.at)
    other = Passport.objects.create(
        code="BBBBBBBBBB", listing=second.collection.claim.listing, quantity=Decimal(4), created_at=first.at
    )
    _pass_on(other, middle, first.at)
    _pass_on(other, second.collection.claim.organisation, second.at)
    once, again = counted(first), counted(second)
    assert (once.hop, once.row) == (1, "prevention_nonwaste_reuse")
    assert (again.hop, again.row) == (2, "recirculated")
    assert again.displaced_central == 0
    assert net(again) < 0  # its journey really happened
    assert kept_in_use_kg() == once.mass_kg


def test_claims_side_by_side_on_one_listing_are_all_first_hops() -> None:
    listing = make.listing(quantity=Decimal(20))
    receipts = [make.receipt(listing), make.receipt(listing)]
    passport = Passport.objects.create(code="AAAAAAAAAA", listing=listing, quantity=Decimal(4), created_at=make.NOW)
    _pass_on(passport, receipts[0].collection.claim.organisation, datetime(2026, 9, 1, tzinfo=UTC))
    assert [counted(receipt).hop for receipt in receipts] == [1, 1]


def test_factors_are_of_the_year_of_the_receipt_or_provisional() -> None:
    this_year, last_year = make.receipt(), make.receipt(at=datetime(2025, 12, 31, 12, tzinfo=UTC))
    assert (counted(this_year).factor_set.year, counted(this_year).is_provisional) == (2025, True)
    assert (counted(last_year).factor_set.year, counted(last_year).is_provisional) == (2025, False)
    assert not FactorSet.objects.get(name="desnz-2026-partial").is_complete


def test_day_of_a_receipt_is_the_day_by_the_clock_of_the_place() -> None:
    line = counted(make.receipt(at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC)))
    assert line.entered_on.isoformat() == "2026-07-01"


def test_typical_weight_without_a_source_is_an_editorial_estimate() -> None:
    line = counted(make.receipt(basis="item_default"))
    facts = result_of(line.evidence, line_id="x").line
    assert facts.relative_weight_sigma == EDITORIAL_WEIGHT_SIGMA
    assert facts.weight_group == "item_default:desks"
    sourced = counted(make.receipt(make.listing(slug="laptops"), basis="item_default", kept_kg="6.6"))
    assert result_of(sourced.evidence, line_id="x").line.relative_weight_sigma == Decimal("0.30")


def test_receipt_whose_facts_cannot_be_does_not_hold_up_the_others(caplog: pytest.LogCaptureFixture) -> None:
    bad = make.receipt(make.listing(slug="laptops"), kept_kg="6")
    good = make.receipt()
    split = [{"factor": "19_503_5084_15_1", "end_of_life": "", "share": "1.5"}]
    Category.objects.filter(slug="laptops").update(material_split=split)
    assert count_receipts(now=make.NOW) == 1
    assert [receipt.pk for receipt in uncounted()] == [bad.pk]
    assert Diversion.objects.filter(receipt=good).exists()
    assert f"Receipt {bad.pk} cannot be counted." in caplog.text


GOLDEN_CATEGORIES: Final = {"L1": "desks", "L2": "laptops", "L3": "fridges", "L4": "fabric"}
GOLDEN_BASES: Final = {"weighed": "weighed", "estimated": "item_default", "declared": "declared"}


def _golden_receipt(line_id: str) -> Receipt:
    facts = GOLDEN["lines"][line_id]
    slug = GOLDEN_CATEGORIES[line_id]
    mass_kg = Decimal(facts["mass_kg"])
    ends = {"19_500_5048_15_1": "20_500_5255_15_1", "19_504_5112_15_1": "20_504_5367_15_1"}
    ends |= {"19_503_5084_15_1": "20_503_5339_15_1", "19_501_5060_15_1": "20_501_5276_15_1"}
    listing = make.listing(slug=slug, quantity=Decimal(1), unit="item")
    if facts["composition"]:
        split = [
            {"factor": key, "end_of_life": ends[key], "share": str(Decimal(kg) / mass_kg)}
            for key, kg in facts["composition"].items()
        ]
        Category.objects.filter(slug=slug).update(material_split=split)
    basis = GOLDEN_BASES[facts["weight_basis"]]
    if line_id == "L3":
        return make.receipt(
            listing, kept=0, kept_kg="0", rejected=1, rejected_kg="38", fate="recycled", basis=basis, mode="van"
        )
    return make.receipt(listing, kept=1, kept_kg=facts["mass_kg"], basis=basis, mode="van")


def test_worked_example_comes_out_of_the_ledger_to_every_digit() -> None:
    """The four loads of the first trip, as receipts; the fifth line's repair is nothing that a receipt tells of."""
    receipts = {line_id: _golden_receipt(line_id) for line_id in GOLDEN_CATEGORIES}
    make.driven_route(*(receipt.collection for receipt in receipts.values()), metres=24_000)
    count_receipts(now=make.NOW)
    for line_id, receipt in receipts.items():
        line = ledger_line(Diversion.objects.for_report().get(receipt=receipt))
        facts = GOLDEN["lines"][line_id]
        assert line.result is not None
        found = {term.value: str(stated(line.result.term(term).central)) for term in (Term.A, Term.B, Term.C)}
        found |= {"E_new": str(stated(line.result.e_new)), "N": str(stated(line.result.n.central))}
        assert found == {name: facts[name] for name in found}
        assert line.row.row == "/".join(facts["report_row"].split(" "))


def test_what_was_written_down_is_what_the_facts_give() -> None:
    line = counted(make.receipt(rejected=2, rejected_kg="48", fate="recycled"))
    written = result_of(line.evidence, line_id=str(line.pk))
    assert calculate(written.line, stored_factors(line.factor_set)) == written
