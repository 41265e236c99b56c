"""The worked example, to every digit that it states.

Factors are real (DESNZ 2025 v1, and the 2026 material rows for the restatement); activity data are illustrative. The
example gives the totals of its money but not the prices, so prices are chosen here that make those totals; the
arithmetic under test is the same.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from marketplace.impact import rows
from marketplace.impact.calculation import Scenarios, Term, calculate, stated
from marketplace.impact.lines import ItemFactor
from marketplace.impact.money import LineMoney, NewPrice, money_statement
from marketplace.impact.parameters import DISPLACEMENT
from marketplace.impact.restatement import Cause, bridge, must_restate
from marketplace.impact.statement import Statement, make_statement
from marketplace.kernel.mass import MassBasis
from tests.impact.lines import (
    BASES,
    GOLDEN,
    factors_2025,
    factors_restated,
    golden_line,
    golden_lines,
    golden_row,
    second_hop,
)

EXPECTED = GOLDEN["expected"]


@pytest.fixture(scope="module")
def statement() -> Statement:
    return make_statement(golden_lines(), factors_2025())


@pytest.mark.parametrize("factor_id", GOLDEN["factors"])
def test_factor_is_the_published_one(factor_id: str) -> None:
    factor = factors_2025().get(factor_id)
    assert factor is not None
    assert str(factor.kgco2e_per_unit) == GOLDEN["factors"][factor_id]


def test_displacement_rates_are_those_of_the_example() -> None:
    central = GOLDEN["parameters"]["DR_central"]
    assert {name: DISPLACEMENT[name].central for name in central} == {k: Decimal(v) for k, v in central.items()}
    assert {(rate.low, rate.high) for rate in DISPLACEMENT.values()} == {(Decimal("0.27"), Decimal("0.646"))}


@pytest.mark.parametrize("trip", GOLDEN["trips"])
def test_trip_emits_what_the_example_says(trip: str) -> None:
    facts = GOLDEN["trips"][trip]
    results = [calculate(golden_line(line_id), factors_2025()) for line_id in facts["loads"]]
    assert stated(sum((result.term(Term.C).central for result in results), Decimal(0))) == Decimal(
        facts["total_kgco2e"]
    )
    leg = results[0].line.legs[0]
    factors = [factors_2025().get(factor_id) for factor_id in leg.factor_ids]
    assert sum((f.kgco2e_per_unit for f in factors if f is not None), Decimal(0)) == Decimal(facts["ef"])


@pytest.mark.parametrize("line_id", GOLDEN["lines"])
def test_line_has_every_figure_of_the_example(line_id: str) -> None:
    facts = GOLDEN["lines"][line_id]
    result = calculate(golden_line(line_id), factors_2025())
    found = {term.value: str(stated(result.term(term).central)) for term in (Term.A, Term.B, Term.C, Term.D)}
    found |= {"E_new": str(stated(result.e_new)), "N": str(stated(result.n.central))}
    assert found == {name: facts[name] for name in found}
    assert not result.missing
    assert result.unquantified_kg == 0


def test_totals_at_the_central_rate(statement: Statement) -> None:
    found = {term.value: str(stated(statement.terms[term].central)) for term in (Term.A, Term.B, Term.C, Term.D)}
    assert found | {"N": str(stated(statement.n.central))} == EXPECTED["central"]
    assert statement.terms[Term.U] == Scenarios()


def test_low_and_high_are_the_low_and_high_rates(statement: Statement) -> None:
    assert str(stated(statement.n.low)) == EXPECTED["low_N"]
    assert str(stated(statement.n.high)) == EXPECTED["high_N"]


def test_mass_by_row(statement: Statement) -> None:
    mass = statement.mass
    assert {row.code: kg for row, kg in mass.by_row.items()} == {
        rows.PREVENTION.code: Decimal(EXPECTED["prevention_nonwaste_reuse_kg"]),
        "306-4/preparation_for_reuse/non-hazardous/offsite": Decimal(
            EXPECTED["gri_306_4_preparation_for_reuse_nonhaz_offsite_kg"]
        ),
        "306-4/recycling/hazardous/offsite": Decimal(EXPECTED["gri_306_4_recycling_haz_offsite_kg"]),
    }
    assert mass.disposed_kg == Decimal(EXPECTED["gri_306_5_kg"])
    assert mass.generated_kg == Decimal(EXPECTED["gri_306_3_waste_generated_kg"])
    assert mass.kept_out_of_disposal_kg == Decimal(EXPECTED["total_kept_out_of_disposal_kg"])


def test_mass_by_basis(statement: Statement) -> None:
    expected = {BASES[name]: Decimal(kg) for name, kg in EXPECTED["mass_by_basis_kg"].items()}
    assert statement.mass.by_basis == expected
    whole = Decimal(EXPECTED["total_kept_out_of_disposal_kg"])
    assert statement.mass.weighed_share == expected[MassBasis.WEIGHED] / whole


def test_second_hop_is_recirculated_and_adds_nothing_else(statement: Statement) -> None:
    with_hop = make_statement((*golden_lines(), second_hop()), factors_2025())
    assert str(with_hop.mass.recirculated_kg) == EXPECTED["recirculated_kg"]
    added_kg = with_hop.mass.kept_out_of_disposal_kg - statement.mass.kept_out_of_disposal_kg
    assert added_kg == Decimal(GOLDEN["second_hop"]["adds_to_diverted_kg"])
    assert with_hop.n.central - statement.n.central == Decimal(GOLDEN["second_hop"]["adds_to_avoided_kgco2e"])
    assert with_hop.mass.generated_kg == statement.mass.generated_kg
    assert with_hop.mass.by_basis == statement.mass.by_basis


def test_restated_with_the_materials_of_2026(statement: Statement) -> None:
    newer = make_statement(golden_lines(), factors_restated())
    assert str(stated(newer.n.central)) == EXPECTED["restated_2026_materials_N"]
    steps = bridge(statement.n.central, {Cause.FACTORS: newer.n.central})
    assert str(stated(steps.change)) == EXPECTED["restatement_delta"]
    assert steps.percent is not None
    assert str(round(steps.percent, 4)) == EXPECTED["restatement_pct"]
    assert not must_restate(
        old_n=statement.n.central,
        new_n=newer.n.central,
        old_rows=statement.mass.by_row,
        new_rows=newer.mass.by_row,
    )


def test_laptops_by_item_come_out_six_times_higher() -> None:
    expected = EXPECTED["laptops_item_level_alternative"]
    by_mass = golden_line("L2")
    item = ItemFactor("laptop", Decimal("235.87"), Decimal(8), "Boavizta median, manufacturing")
    by_item = replace(by_mass, item_factor=item)
    assert str(round(calculate(by_item, factors_2025()).term(Term.A).central, 3)) == expected["A_kgco2e"]
    assert str(round(calculate(by_mass, factors_2025()).term(Term.A).central, 3)) == expected["vs_mass_based"]


def test_money_stands_side_by_side() -> None:
    pence_and_quantity = {
        "L1": (12_000, 10),
        "L2": (36_000, 8),
        "L3": (25_000, 1),
        "L4": (1_000, 25),
        "L5": (5_000, 12),
    }
    gate_fee = int(Decimal(GOLDEN["parameters"]["gate_fee_gbp_per_t"]) * 100)
    facts = [
        LineMoney(
            line=line,
            new_price=NewPrice(pence, Decimal(quantity), "catalogue"),
            disposal_pence_per_tonne=gate_fee,
        )
        for line in golden_lines()
        for pence, quantity in [pence_and_quantity[line.line_id]]
    ]
    money = money_statement(facts)
    assert money.replacement_value_pence == int(Decimal(EXPECTED["replacement_value_gross_gbp"]) * 100)
    assert money.purchase_saving_pence is not None
    assert money.purchase_saving_pence.central == int(Decimal(EXPECTED["estimated_purchase_saving_gbp"]) * 100)
    assert money.disposal_avoided_pence == int(Decimal(EXPECTED["disposal_cost_avoided_gbp"]) * 100)
    assert money.disposal_rated_kg == Decimal("392.2")


def test_two_generic_factors_dominate_and_are_named(statement: Statement) -> None:
    assert [share.factor_id for share in statement.dominant_factors] == ["19_501_5060_15_1", "19_503_5084_15_1"]
    shares = {r.line.line_id: round(r.n.central / statement.n.central * 100, 1) for r in statement.results}
    assert (shares["L4"], shares["L2"], shares["L1"]) == (Decimal("55.5"), Decimal("25.3"), Decimal("18.1"))
    assert sum((share.effect.central for share in statement.by_factor), Decimal(0)) == pytest.approx(
        statement.n.central, abs=Decimal("1e-20")
    )


def test_golden_rows_are_rows_of_ours() -> None:
    for facts in GOLDEN["lines"].values():
        assert golden_row(facts["report_row"]) in rows.ROWS
