"""What is not known is reported as not known: never as zero, and never to anybody's credit."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from marketplace.impact import rows
from marketplace.impact.calculation import Method, Scenarios, Term, calculate
from marketplace.impact.factors.kinds import Factor, Kind, Unit
from marketplace.impact.lines import BadLine, LegShare, Line, Part, Refurbishment
from marketplace.impact.parameters import BadDisplacement, Displacement, displacement_for
from marketplace.impact.statement import make_statement
from marketplace.kernel.mass import MassBasis
from tests.impact.lines import HALF, WOOD, factors_2025

EOL: Final = "20_500_5255_15_1"
LINE: Final = Line(
    line_id="desks",
    mass_kg=Decimal(100),
    basis=MassBasis.WEIGHED,
    row=rows.PREVENTION,
    parts=(Part(WOOD, Decimal(100), EOL),),
    displacement=HALF,
    life_share=Decimal(1),
)


class Zeroed:
    """The published factors, but with one of them zero."""

    def __init__(self, factor_id: str) -> None:
        self.factor_id = factor_id

    def get(self, factor_id: str) -> Factor | None:
        found = factors_2025().get(factor_id)
        return replace(found, kgco2e_per_unit=Decimal(0)) if found and factor_id == self.factor_id else found


def test_unknown_material_claims_nothing_and_is_reported() -> None:
    line = replace(LINE, parts=(Part(WOOD, Decimal(60), EOL), Part("no such row", Decimal(30), EOL)))
    result = calculate(line, factors_2025())
    assert result.term(Term.A).central == Decimal("0.06") * Decimal("269.50416") * Decimal("0.5")
    assert (result.unquantified_kg, result.unquantified_eol_kg) == (Decimal(40), Decimal(10))
    assert [missing.what for missing in result.missing] == [
        "10 kg of unknown material",
        "no factor no such row",
    ]


def test_line_without_composition_is_unquantified_and_keeps_its_mass() -> None:
    statement = make_statement([replace(LINE, parts=())], factors_2025())
    assert statement.unquantified_kg == Decimal(100)
    assert statement.mass.prevented_kg == Decimal(100)
    assert statement.kg_by_method == {Method.NONE: Decimal(100)}
    assert [point.code for point in statement.warnings] == ["unquantified"]


def test_line_without_displacement_rate_is_unquantified() -> None:
    result = calculate(replace(LINE, displacement=None), factors_2025())
    assert (result.unquantified_kg, result.n) == (Decimal(100), Scenarios())
    assert [missing.what for missing in result.missing] == ["no displacement rate"]


def test_missing_end_of_life_leaves_the_rest() -> None:
    result = calculate(replace(LINE, parts=(Part(WOOD, Decimal(100)),)), factors_2025())
    assert result.term(Term.B) == Scenarios()
    assert result.term(Term.A).central > 0
    assert (result.unquantified_kg, result.unquantified_eol_kg) == (Decimal(0), Decimal(100))


@pytest.mark.parametrize(
    "leg",
    [
        LegShare("T", None, ("27_303_3102_4_1",), Decimal(100)),
        LegShare("T", Decimal(10), (), Decimal(100)),
        LegShare("T", Decimal(10), ("27_303_3102_4_1", "no such row"), Decimal(100)),
        LegShare("T", Decimal(10), (WOOD,), Decimal(100)),
    ],
    ids=["no distance", "no vehicle", "no factor", "factor of another kind"],
)
def test_unknown_cost_takes_the_whole_line_out_of_the_figures(leg: LegShare) -> None:
    statement = make_statement([replace(LINE, legs=(leg,))], factors_2025())
    assert statement.n == Scenarios()
    assert set(statement.terms.values()) == {Scenarios()}
    assert (statement.unquantified_kg, statement.e_new) == (Decimal(100), Decimal(0))
    assert statement.mass.prevented_kg == Decimal(100)


def test_unknown_repair_takes_the_whole_line_out_too() -> None:
    line = replace(LINE, refurbishment=Refurbishment(electricity_kwh=Decimal(5)))
    result = calculate(line, factors_2025())
    assert (result.is_excluded, result.n) == (True, Scenarios())


def test_a_zero_factor_is_missing_not_zero() -> None:
    result = calculate(LINE, Zeroed(WOOD))
    assert result.unquantified_kg == Decimal(100)
    assert [missing.what for missing in result.missing] == [f"factor {WOOD} is zero"]
    tailpipe = Factor("5_303_3108_4_1", Kind.TRANSPORT, Unit.KM, Decimal(0), "electric van, tailpipe only")

    class Tailpipe:
        def get(self, factor_id: str) -> Factor | None:
            return tailpipe if factor_id == tailpipe.factor_id else factors_2025().get(factor_id)

    leg = LegShare("T", Decimal(10), (tailpipe.factor_id,), Decimal(100))
    assert calculate(replace(LINE, legs=(leg,)), Tailpipe()).is_excluded


def test_a_cargo_bike_may_be_zero_because_we_say_so() -> None:
    leg = LegShare("T", Decimal(10), ("goodsyard_cargo_bike_km",), Decimal(100))
    result = calculate(replace(LINE, legs=(leg,)), factors_2025())
    assert not result.is_excluded
    assert (result.term(Term.C), result.missing) == (Scenarios(), ())


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"mass_kg": Decimal(0)}, "its mass must be more than nothing."),
        ({"parts": (Part(WOOD, Decimal(101)),)}, "its parts weigh more than the whole."),
        ({"parts": (Part(WOOD, Decimal(0)),)}, "a part must weigh more than nothing."),
        ({"legs": (LegShare("T", Decimal(1), (), Decimal(99)),)}, "a trip carried less than the line weighs."),
        ({"legs": (LegShare("T", Decimal(-1), (), Decimal(100)),)}, "a trip cannot be shorter than nothing."),
        ({"life_share": Decimal("1.1")}, "its remaining life is a share of 1."),
        ({"hop": 0}, "the first transfer is number 1."),
    ],
)
def test_impossible_lines_are_refused(change: dict[str, object], problem: str) -> None:
    with pytest.raises(BadLine) as refusal:
        replace(LINE, **change)  # type: ignore[arg-type]  # the changes are of several types, one to a case
    assert refusal.value.details == {"line": "desks", "problem": problem}


@pytest.mark.parametrize("figures", [("0.5", "0.4", "0.6"), ("-0.1", "0.4", "0.6"), ("0.1", "0.4", "1.01")])
def test_displacement_is_a_range_within_nothing_and_everything(figures: tuple[str, str, str]) -> None:
    low, central, high = (Decimal(figure) for figure in figures)
    with pytest.raises(BadDisplacement):
        Displacement(low, central, high)


def test_a_group_without_its_own_rate_has_the_general_one() -> None:
    assert displacement_for("pianos") == displacement_for("other")
