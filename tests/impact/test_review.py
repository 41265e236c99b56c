"""What a reviewer is told, how money and social value stay apart, restatement, and the charts."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Final

import pytest

from marketplace.impact import rows
from marketplace.impact.charts import Bar, RangeBar, bar_chart, composition_chart, range_chart
from marketplace.impact.lines import LegShare, Line, Part
from marketplace.impact.money import LineMoney, NewPrice, SocialValue, money_statement, social_value
from marketplace.impact.restatement import Cause, bridge, must_restate
from marketplace.impact.statement import make_statement
from marketplace.impact.uncertainty import two_figures
from marketplace.kernel.mass import MassBasis
from tests.impact.lines import HALF, WOOD, factors_2025, golden_line, golden_lines

VAN: Final = ("27_303_3102_4_1", "28_906_3102_4_1")
LINE: Final = Line(
    line_id="desks",
    mass_kg=Decimal(100),
    basis=MassBasis.WEIGHED,
    row=rows.PREVENTION,
    parts=(Part("19_504_5112_15_1", Decimal(30), "20_504_5367_15_1"), Part(WOOD, Decimal(70), "20_500_5255_15_1")),
    displacement=HALF,
    life_share=Decimal(1),
)


def codes(*lines: Line) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (point.code, point.lines)
        for point in make_statement(lines, factors_2025()).warnings
        if point.code != "dominant_factor"
    ]


def test_a_plain_line_gives_nothing_to_review() -> None:
    assert codes(LINE) == []


def test_odd_weights_parties_serials_and_trips_are_named() -> None:
    leg = LegShare("T1", Decimal(9), VAN, Decimal(150), straight_line_km=Decimal(10))
    first = replace(LINE, legs=(leg,), item_kg=Decimal(100), default_item_kg=Decimal(30), serials=("S1",))
    second = replace(LINE, line_id="more", legs=(leg,), giver="a", receiver="a", serials=("S1", "S2"))
    assert codes(first, second) == [
        ("odd_item_weight", ("desks",)),
        ("giver_is_receiver", ("more",)),
        ("same_serial", ("desks", "more")),
        ("trip_overcounted", ("desks", "more")),
        ("odd_trip_length", ("desks", "more")),
    ]


def test_inside_one_organisation_giver_and_receiver_may_be_the_same() -> None:
    assert codes(replace(LINE, row=rows.INTERNAL, giver="a", receiver="a")) == []


def test_mostly_estimated_and_unknown_life_and_improbable_totals_are_named() -> None:
    line = replace(LINE, basis=MassBasis.ITEM_DEFAULT, life_share=None)
    assert codes(line) == [("mostly_estimated", ()), ("unknown_life", ("desks",))]
    laptops = replace(golden_line("L2"), basis=MassBasis.WEIGHED, life_share=Decimal(1))
    assert codes(laptops) == [("avoided_per_tonne", ())]


def test_statement_of_nothing_is_zero_without_warnings() -> None:
    empty = make_statement((), factors_2025())
    assert empty.n.central == empty.n_sigma == 0
    assert empty.mass.weighed_share is None
    assert not empty.warnings


def test_an_editorial_weight_is_less_certain_than_a_reference() -> None:
    reference = replace(LINE, basis=MassBasis.ITEM_DEFAULT, weight_key="desk")
    editorial = replace(reference, weight_sigma=Decimal("0.50"))
    assert make_statement([reference], factors_2025()).mass.sigma_kg == Decimal(30)
    assert make_statement([editorial], factors_2025()).mass.sigma_kg == Decimal(50)


def test_lines_with_one_default_are_wrong_together() -> None:
    first = replace(LINE, basis=MassBasis.ITEM_DEFAULT, weight_key="desk")
    second = replace(first, line_id="more")
    other = replace(first, line_id="other", weight_key="chair")
    assert make_statement([first, second], factors_2025()).mass.sigma_kg == Decimal(60)
    assert round(make_statement([first, other], factors_2025()).mass.sigma_kg, 4) == Decimal("42.4264")


@pytest.mark.parametrize(
    ("exact", "said"),
    [("648.19059", "650"), ("0.0347", "0.035"), ("-9.96", "-10"), ("0", "0"), ("12345", "12000"), ("99.9", "100")],
)
def test_prose_states_two_figures(exact: str, said: str) -> None:
    assert str(two_figures(Decimal(exact))) == said


def test_money_that_nobody_stated_stays_blank() -> None:
    money = money_statement([LineMoney(LINE)])
    assert (money.replacement_value_pence, money.purchase_saving_pence, money.disposal_avoided_pence) == (
        None,
        None,
        None,
    )


def test_charges_reduce_the_saving_and_may_turn_it_negative() -> None:
    money = money_statement([LineMoney(LINE, NewPrice(10_00, Decimal(2), "catalogue"), charges_paid_pence=9_00)])
    assert money.replacement_value_pence == 20_00
    assert money.purchase_saving_pence is not None
    saving = money.purchase_saving_pence
    assert (saving.low, saving.central, saving.high) == (-3_60, 1_00, 3_92)


def test_measures_of_social_value_are_never_added_to_each_other() -> None:
    entries = [
        SocialValue("NT17", "hours", Decimal(3)),
        SocialValue("NT16", "GBP", Decimal(100)),
        SocialValue("NT17", "hours", Decimal(4)),
    ]
    assert social_value(entries) == {("NT17", "hours"): Decimal(7), ("NT16", "GBP"): Decimal(100)}


def test_bridge_runs_from_opening_to_closing_by_cause() -> None:
    steps = bridge(Decimal(100), {Cause.ACTIVITY: Decimal(90), Cause.METHOD: Decimal(97)})
    assert steps.changes == {
        Cause.ACTIVITY: Decimal(-10),
        Cause.FACTORS: Decimal(0),
        Cause.PARAMETERS: Decimal(0),
        Cause.METHOD: Decimal(7),
    }
    assert (steps.closing, steps.change, steps.percent) == (Decimal(97), Decimal(-3), Decimal(-3))
    assert bridge(Decimal(0), {}).percent is None


def test_five_per_cent_or_any_error_restates() -> None:
    recycled = rows.ROW_BY_CODE["306-4/recycling/non-hazardous/offsite"]
    same = {recycled: Decimal(100)}
    nearly = partial(must_restate, old_n=Decimal(100), new_n=Decimal("104.99"))
    assert not nearly(old_rows=same, new_rows=same)
    assert must_restate(old_n=Decimal(100), new_n=Decimal(95), old_rows=same, new_rows=same)
    assert nearly(old_rows=same, new_rows={recycled: Decimal(105)})
    assert nearly(old_rows=same, new_rows={})
    assert nearly(old_rows=same, new_rows=same, is_error=True)
    assert not nearly(old_rows={rows.PREVENTION: Decimal(1)}, new_rows={rows.PREVENTION: Decimal(2)})


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own text


SVG: Final = "{http://www.w3.org/2000/svg}"


def charts() -> list[str]:
    mass = make_statement(golden_lines(), factors_2025()).mass
    bars = [Bar(row.label, kg, f"{kg} kg") for row, kg in mass.by_row.items()]
    bars.append(Bar('<script>"Less" & more', Decimal(-5), "-5 kg"))
    n = RangeBar("N", Decimal("300.8"), Decimal("648.2"), Decimal("735.5"), "300 to 740 kgCO2e, central 650")
    return [
        bar_chart(chart_id="rows", title="By row", bars=bars),
        range_chart(chart_id="range", title="Avoided", ranges=[n]),
        composition_chart(chart_id="basis", title="How the mass is known", parts=bars),
        bar_chart(chart_id="none", title="Nothing", bars=[]),
    ]


@pytest.mark.parametrize("svg", charts(), ids=["bars", "ranges", "composition", "empty"])
def test_charts_say_everything_in_words_and_carry_no_style(svg: str) -> None:
    root = parsed(svg)
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert desc.text
    assert not re.search(r"style=|<style|<script|on[a-z]+=|#[0-9a-f]{3,6}\b", svg)


def test_bars_have_lengths_in_proportion_from_one_zero() -> None:
    bars = [Bar("a", Decimal(100), "100"), Bar("b", Decimal(50), "50"), Bar("c", Decimal(-50), "-50")]
    root = parsed(bar_chart(chart_id="x", title="x", bars=bars))
    found = [(float(rect.get("x", "")), float(rect.get("width", ""))) for rect in root.iter(f"{SVG}rect")]
    (a_left, a_width), (b_left, b_width), (c_left, c_width) = found
    assert a_left == b_left == pytest.approx(c_left + c_width, abs=0.11)
    assert a_width == pytest.approx(b_width * 2, abs=0.21)
    assert b_width == pytest.approx(c_width, abs=0.11)


def test_range_marks_the_central_case_between_low_and_high() -> None:
    bar = RangeBar("N", Decimal(-10), Decimal(20), Decimal(30), "-10 to 30")
    root = parsed(range_chart(chart_id="x", title="x", ranges=[bar]))
    rect = next(root.iter(f"{SVG}rect"))
    mark = next(line for line in root.iter(f"{SVG}line") if line.get("class") == "chart-central")
    left, width = float(rect.get("x", "")), float(rect.get("width", ""))
    assert (float(mark.get("x1", "")) - left) / width == pytest.approx(0.75, abs=0.01)


def test_composition_leaves_out_what_is_not_there_and_fills_the_bar() -> None:
    parts = [Bar("a", Decimal(75), "75 kg"), Bar("b", Decimal(25), "25 kg"), Bar("c", Decimal(0), "0 kg")]
    root = parsed(composition_chart(chart_id="x", title="x", parts=parts))
    widths = [float(rect.get("width", "")) for rect in root.iter(f"{SVG}rect")]
    assert widths == [480.0, 14.0, 160.0, 14.0]
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts == ["a: 75 kg (75%)", "b: 25 kg (25%)"]
