"""What must hold for any ledger, not only for the example."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.impact import rows
from marketplace.impact.calculation import Scenarios, Term, calculate, stated
from marketplace.impact.factors.reading import read_counterfactuals, read_vehicles
from marketplace.impact.lines import Entry, LegShare, Line, Part, UsePhase, parts_of
from marketplace.impact.parameters import Displacement
from marketplace.impact.rows import Operation, Outcome, WasteStatus, row_for
from marketplace.impact.statement import SameLineTwice, Statement, make_statement
from marketplace.impact.uncertainty import Component, combined, emissions_sigma
from marketplace.kernel.mass import MassBasis
from tests.impact.lines import GRID, factors_2025

CLOSE: Final = Decimal("1e-15")  # of a kilogram: division ends somewhere
MATERIALS: Final = sorted(key for key, known in read_counterfactuals().items() if known.eol_factor_id)

masses = st.decimals("0.001", "100000", places=3)
rates = st.lists(st.decimals("0", "1", places=3), min_size=3, max_size=3).map(
    lambda found: Displacement(min(found), sorted(found)[1], max(found))
)


@st.composite
def fates(draw: st.DrawFn) -> rows.Row:
    operation = draw(st.sampled_from(Operation))
    reusing = operation in rows.REUSING
    return row_for(
        waste_status=draw(st.sampled_from(WasteStatus)),
        outcome=draw(st.sampled_from([Outcome.ACCEPTED, Outcome.UNCONFIRMED] if reusing else list(Outcome))),
        operation=operation,
        hazardous=draw(st.booleans()),
        same_organisation=draw(st.booleans()),
        onsite=draw(st.booleans()),
        hop=draw(st.integers(1, 3)),
    )


@st.composite
def lines(draw: st.DrawFn, line_id: str = "line") -> Line:
    mass_kg = draw(masses)
    first, second = draw(st.lists(st.sampled_from(MATERIALS), min_size=2, max_size=2, unique=True))
    first_kg = draw(st.decimals("0.1", "0.9", places=2)) * mass_kg
    row = draw(fates())
    vehicle = draw(st.sampled_from(sorted(read_vehicles())))
    leg = LegShare(
        trip=line_id,
        km=draw(st.decimals("0", "500", places=1)),
        factor_ids=read_vehicles()[vehicle].factor_ids,
        carried_kg=mass_kg + draw(st.decimals("0", "1000", places=3)),
    )
    return Line(
        line_id=line_id,
        mass_kg=mass_kg,
        basis=draw(st.sampled_from(MassBasis)),
        row=row,
        parts=parts_of({first: first_kg, second: mass_kg - first_kg}, read_counterfactuals()),
        displacement=draw(rates),
        life_share=draw(st.none() | st.decimals("0", "1", places=2)),
        hop=2 if row is rows.RECIRCULATED else 1,
        became_waste=bool(row.disclosure),
        legs=(leg,),
        entry=draw(st.sampled_from(Entry)),
    )


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[Line, ...]:
    return tuple(draw(lines(line_id=f"line {number}")) for number in range(draw(st.integers(0, 6))))


def same(first: Decimal, second: Decimal) -> bool:
    return abs(first - second) <= CLOSE * max(Decimal(1), abs(first))


def figures(statement: Statement) -> list[Decimal]:
    found = [*statement.terms.values(), statement.n]
    return [value for each in found for value in (each.low, each.central, each.high)]


@given(ledgers())
def test_mass_is_conserved_over_rows_and_waste_balances(ledger: tuple[Line, ...]) -> None:
    mass = make_statement(ledger, factors_2025()).mass
    assert sum(mass.by_row.values(), Decimal(0)) == sum((line.counted_kg for line in ledger), Decimal(0))
    assert mass.generated_kg == mass.diverted_kg + mass.disposed_kg
    outside = mass.recirculated_kg + mass.unknown_kg + mass.by_row.get(rows.RETURNED, Decimal(0))
    inside = mass.prevented_kg + mass.diverted_kg + mass.disposed_kg
    assert sum(mass.by_row.values(), Decimal(0)) == inside + outside
    assert sum(mass.by_basis.values(), Decimal(0)) == inside


@given(fates())
def test_a_line_falls_in_exactly_one_row(row: rows.Row) -> None:
    assert rows.ROWS.count(row) == 1
    kinds = [row.is_prevention, row.is_diverted, row.is_disposed]
    outside = row in (rows.RECIRCULATED, rows.RETURNED, rows.UNKNOWN)
    assert sum(kinds) + outside == 1


@given(lines(), st.decimals("0.01", "0.99", places=2))
def test_splitting_a_line_changes_no_total(line: Line, share: Decimal) -> None:
    def piece(of: Decimal, suffix: str) -> Line:
        parts = tuple(Part(p.factor_id, p.mass_kg * of, p.eol_factor_id) for p in line.parts)
        return replace(line, line_id=line.line_id + suffix, mass_kg=line.mass_kg * of, parts=parts)

    whole = make_statement([line], factors_2025())
    split = make_statement([piece(share, "a"), piece(1 - share, "b")], factors_2025())
    assert split.mass.by_row == whole.mass.by_row
    assert split.mass.by_basis == whole.mass.by_basis
    assert all(same(a, b) for a, b in zip(figures(whole), figures(split), strict=True))


@given(lines())
def test_low_central_high_stand_in_order(line: Line) -> None:
    result = calculate(replace(line, entry=Entry.RECORDED), factors_2025())
    avoided = result.term(Term.A) + result.term(Term.B)
    assert 0 <= avoided.low <= avoided.central <= avoided.high
    assert result.n.low <= result.n.central <= result.n.high


@given(lines())
def test_what_is_not_reused_for_the_first_time_claims_nothing_and_keeps_its_journey(line: Line) -> None:
    result = calculate(line, factors_2025())
    if not line.may_claim:
        assert result.term(Term.A) == result.term(Term.B) == Scenarios()
    expected = result.term(Term.A) + result.term(Term.B) - result.term(Term.C)
    assert same(result.n.low, expected.low)
    assert same(result.n.central, expected.central)
    assert same(result.n.high, expected.high)


@given(lines(), st.sampled_from([Entry.RETURNED, Entry.CORRECTED]))
def test_taking_a_line_back_undoes_its_mass_and_what_it_avoided(line: Line, entry: Entry) -> None:
    there = replace(line, entry=Entry.RECORDED)
    back = replace(line, line_id="back", entry=entry)
    statement = make_statement([there, back], factors_2025())
    assert set(statement.mass.by_row.values()) == {Decimal(0)}
    assert statement.terms[Term.A] == statement.terms[Term.B] == Scenarios()
    journeys = calculate(there, factors_2025()).term(Term.C)
    expected = journeys + journeys if entry is Entry.RETURNED else Scenarios()
    assert statement.terms[Term.C] == expected


@given(lines())
def test_lambda_scales_the_avoided_part(line: Line) -> None:
    full = calculate(replace(line, life_share=Decimal(1)), factors_2025())
    half = calculate(replace(line, life_share=Decimal("0.5")), factors_2025())
    for term in (Term.A, Term.B):
        assert same(full.term(term).central, half.term(term).central * 2)
    assert full.term(Term.C) == half.term(Term.C)


@given(lines())
def test_an_older_appliance_costs_its_extra_electricity(line: Line) -> None:
    use = UsePhase(Decimal(4), Decimal(400), Decimal(150), GRID)
    result = calculate(replace(line, use_phase=use, entry=Entry.RECORDED), factors_2025())
    rate = line.displacement or Displacement(Decimal(0), Decimal(0), Decimal(0))
    expected = rate.central * 4 * 250 * Decimal("0.177") if line.may_claim else Decimal(0)
    assert result.term(Term.U).central == expected


@given(st.lists(st.tuples(masses, st.decimals("0", "1", places=2)), min_size=1, max_size=8))
def test_shared_errors_add_up_and_separate_ones_partly_cancel(found: list[tuple[Decimal, Decimal]]) -> None:
    together = combined(Component("one", amount, sigma) for amount, sigma in found)
    apart = combined(Component(str(number), *each) for number, each in enumerate(found))
    linear = sum((amount * sigma for amount, sigma in found), Decimal(0))
    assert same(together, linear)
    assert apart <= together + CLOSE * max(Decimal(1), together)
    assert apart >= max(amount * sigma for amount, sigma in found) * (1 - CLOSE)


def test_uncertainty_of_one_part_is_the_root_of_both_squares() -> None:
    line = Line(
        line_id="one",
        mass_kg=Decimal(100),
        basis=MassBasis.DECLARED,
        row=rows.PREVENTION,
        parts=(Part("19_500_5048_15_1", Decimal(100), "none published"),),
        displacement=Displacement(Decimal(0), Decimal(1), Decimal(1)),
    )
    result = calculate(line, factors_2025())
    expected = (Decimal("0.15") ** 2 + Decimal("0.30") ** 2).sqrt() * result.n.central
    assert same(emissions_sigma([result]), expected)


def test_a_line_is_counted_once() -> None:
    line = Line("same", Decimal(1), MassBasis.WEIGHED, rows.UNKNOWN)
    with pytest.raises(SameLineTwice) as refusal:
        make_statement([line, line], factors_2025())
    assert refusal.value.details == {"line": "same"}


def test_sums_are_rounded_once() -> None:
    assert stated(Decimal("0.000004") + Decimal("0.000004")) == Decimal("0.00001")
