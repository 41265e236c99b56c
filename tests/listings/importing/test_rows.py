"""Whole lists, from bytes to items: every row ends as an item, a note or an error, and comes out the same twice."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listings import taxonomy
from listings.importing.fields import Field
from listings.importing.headers import NoDataRows, guess_layout
from listings.importing.parsed import Context, ParsedRow, as_json, from_json
from listings.importing.reading import read_sheet
from listings.importing.row_kinds import RowKind
from listings.importing.rows import ParsedSheet, parse
from listings.importing.sheets import SheetRefused
from tests.listings.importing import lists

CONTEXT = Context(today=date(2026, 11, 23), default_site="wharf", sites={"Depot": "depot", "Town Hall": "hall"})


def read(data: bytes, context: Context = CONTEXT) -> ParsedSheet:
    rows = read_sheet(data, "list").rows
    layout = guess_layout(rows)
    return parse(rows, layout, layout.mapping, context)


def table(*rows: str) -> bytes:
    """A CSV with bars between its cells, so that commas may be typed."""
    out = io.StringIO()
    csv.writer(out).writerows([cell.strip() for cell in row.split("|")] for row in rows)
    return out.getvalue().encode()


def only(*rows: str, context: Context = CONTEXT) -> ParsedRow:
    (item,) = read(table(*rows), context).items
    return item


def messages(item: ParsedRow) -> list[tuple[str, str]]:
    return [(problem.column, problem.message) for problem in item.errors]


@pytest.mark.parametrize("name", lists.ALL)
def test_no_row_is_ever_lost(name: str) -> None:
    rows = read_sheet(lists.ALL[name], name).rows
    layout = guess_layout(rows)
    parsed = parse(rows, layout, layout.mapping, CONTEXT)
    numbers = sorted([item.number for item in parsed.items] + [note.number for note in parsed.notes])
    assert numbers == list(range(layout.first_data_row + 1, len(rows) + 1))


@pytest.mark.parametrize("name", lists.ALL)
def test_the_same_list_gives_the_same_references_again(name: str) -> None:
    first, second = read(lists.ALL[name]), read(lists.ALL[name])
    assert [item.values for item in first.items] == [item.values for item in second.items]
    assert all(item.values.reference for item in first.items)
    ready = [item.values.reference for item in first.ready]
    assert len(ready) == len(set(ready))


@pytest.mark.parametrize("name", lists.ALL)
def test_values_survive_json(name: str) -> None:
    for item in read(lists.ALL[name]).items:
        assert from_json(as_json(item.values)) == item.values


def test_semicolons_in_windows_1252() -> None:
    first, second, third = (item.values for item in read(lists.SEMICOLON_1252).ready)
    assert (first.reference, first.title, first.quantity, first.unit_mass_kg) == (
        "CF-1",
        "Café tables – beech",
        Decimal(4),
        Decimal("12.500"),
    )
    assert (first.condition, first.available_from, first.price_pence) == ("good", date(2026, 8, 31), 1500)
    assert (second.quantity, second.mass_approximate, second.condition, second.price_pence) == (
        Decimal(6),
        True,
        "fair",
        750,
    )
    assert (third.price_pence, third.unit_mass_kg, third.mass_basis) == (0, None, None)


def test_merged_title_and_two_rows_of_headers() -> None:
    desk, seat, tambour = (item.values for item in read(lists.MERGED_TWO_HEADERS).ready)
    assert (desk.width_mm, desk.depth_mm, desk.height_mm, desk.volume_litres) == (1600, 800, 730, Decimal("934.4"))
    assert (desk.category, seat.category, tambour.category) == ("desks", "office-chairs", "cupboards")
    assert desk.must_be_gone_by == date(2026, 12, 18)


def test_sections_totals_and_repeated_headers_become_notes() -> None:
    parsed = read(lists.SECTIONS)
    assert [(note.number, note.kind) for note in parsed.notes] == [
        (4, RowKind.SECTION),
        (7, RowKind.TOTAL),
        (8, RowKind.SECTION),
        (10, RowKind.TOTAL),
        (11, RowKind.HEADER),
        (12, RowKind.SECTION),
        (14, RowKind.TOTAL),
        (15, RowKind.TOTAL),
    ]
    assert [item.values.category for item in parsed.ready] == ["meeting-tables", "pedestals", "lighting", "fridges"]


def test_a_section_heading_helps_to_tell_the_kind_of_thing() -> None:
    parsed = read(b"Item,Qty,Notes\nLIGHTING,,\nRecessed units,4,\nTrack heads,2,\n")
    assert [item.values.category for item in parsed.items] == ["lighting", "lighting"]


def test_a_councils_register() -> None:
    parsed = read(lists.COUNCIL)
    mower, chairs, steel, committee = parsed.items
    assert parsed.date_order == "dmy"
    assert (mower.values.site, chairs.values.site, steel.values.site) == ("depot", "hall", "wharf")
    assert mower.values.replacement_value_pence == 420000
    assert mower.values.price_pence is None
    assert mower.values.condition == "needs_repair"
    assert mower.values.available_from == date(2026, 12, 3)
    assert (chairs.values.quantity, chairs.values.title) == (Decimal(120), "Polypropylene chairs")
    assert "Location: Leisure Centre" in steel.values.description
    assert messages(committee) == [("Disposal by", "“31/02/2027” is not in the calendar: there is no such day.")]


def test_a_site_that_is_not_ours_is_an_error_where_no_site_is_given() -> None:
    parsed = read(lists.COUNCIL, replace(CONTEXT, default_site=None))
    assert [column for column, _ in messages(parsed.items[2])] == ["Location"]


def test_a_schools_kit_list() -> None:
    parsed = read(lists.SCHOOL_IT)
    laptop = parsed.items[0].values
    assert (laptop.title, laptop.make, laptop.model, laptop.serial) == (
        "Lenovo ThinkPad L480 Laptop",
        "Lenovo",
        "ThinkPad L480",
        "PF1A2B3C",
    )
    assert laptop.serial not in laptop.description
    assert [item.values.condition for item in parsed.items] == ["good", "fair", "needs_repair", "as_new"]
    assert messages(parsed.items[3]) == [("", "Row 4 has the reference “SCH0003” too. Each needs its own.")]


def test_a_merchants_surplus() -> None:
    brick, tile, stones, board, _, paint = (item.values for item in read(lists.MERCHANT).ready)
    assert (brick.unit_mass_kg, brick.price_pence, brick.replacement_value_pence) == (Decimal("2.267"), 45, 95)
    assert (tile.quantity, tile.unit, tile.unit_mass_kg) == (Decimal("86.4"), "m2", Decimal("21.991"))
    assert (stones.unit, stones.unit_mass_kg, stones.mass_basis) == ("tonne", Decimal(1000), "declared")
    assert (board.unit, board.price_pence) == ("pallet", 12000)
    assert (paint.quantity, paint.unit, paint.description) == (Decimal(30), "item", "Quantity: 30 tins")


def test_a_list_from_an_email_without_headers() -> None:
    items = read(lists.EMAIL_TABS).ready
    assert [(item.values.quantity, item.values.title) for item in items] == [
        (Decimal(3), "Whiteboards 1800 x 1200"),
        (Decimal(12), "Meeting chairs"),
        (Decimal(2), "Flip chart easels"),
        (Decimal(5), "Coat stands"),
    ]
    assert items[0].values.description == "one has a loose corner"


def test_totals_without_a_word_and_remarks_at_the_foot() -> None:
    parsed = read(lists.TRAILING_TOTALS)
    assert [(note.number, note.kind) for note in parsed.notes] == [(6, RowKind.TOTAL), (7, RowKind.REMARK)]
    assert [item.ok for item in parsed.items] == [True, True, True, False]
    assert messages(parsed.items[3])[0][0] == "Qty"


def test_counts_in_titles_where_no_column_has_them() -> None:
    values = [item.values for item in read(lists.COUNTS_IN_TITLES).ready]
    assert [(v.quantity, v.title) for v in values] == [
        (Decimal(6), "office desks"),
        (Decimal(24), "Task chairs"),
        (Decimal(1), "4 drawer filing cabinet"),
    ]
    assert [v.available_from for v in values] == [date(2026, 10, 30), date(2026, 11, 2), date(2026, 11, 16)]


def test_ambiguous_dates_follow_the_answer_of_the_mapping_page() -> None:
    rows = ("Item|Qty|Collect by", "Desk|1|03/04/2027", "Chair|2|05/06/2027")
    asked = read(table(*rows))
    assert asked.date_order == "unsettled"
    assert asked.items[0].values.must_be_gone_by == date(2027, 4, 3)
    assert asked.items[0].warnings[0].column == "Collect by"
    answered = read(table(*rows), replace(CONTEXT, date_order="mdy"))
    assert answered.items[0].values.must_be_gone_by == date(2027, 3, 4)
    assert answered.items[0].warnings == []


def test_dates_that_end_before_they_begin_are_an_error() -> None:
    item = only("Item|Qty|Available from|Gone by", "Desk|1|31/12/2026|01/12/2026")
    assert [column for column, _ in messages(item)] == ["Gone by"]


def test_a_last_day_that_has_passed_is_dropped_with_a_warning() -> None:
    item = only("Item|Qty|Gone by", "Desk|1|31/12/2012")
    assert item.ok
    assert item.values.must_be_gone_by is None
    assert "has passed" in item.warnings[0].message


@pytest.mark.parametrize("quantity", ["0", "-3", "1e30", "lots", "2.5", "10000000"])
def test_bad_quantities_are_errors_at_their_column(quantity: str) -> None:
    assert [column for column, _ in messages(only("Item|Qty|Notes", f"Desk|{quantity}|a"))] == ["Qty"]


def test_a_missing_quantity_counts_as_one_and_says_so() -> None:
    item = only("Item|Qty|Notes", "Desk||white top")
    assert (item.ok, item.values.quantity, item.warnings[0].column) == (True, Decimal(1), "Qty")


def test_a_row_without_a_title_is_an_error() -> None:
    assert messages(only("Item|Qty|Notes", "|4|white"))[0][0] == "Item"


def test_the_default_category_takes_what_nobody_could_tell() -> None:
    rows = ("Item|Qty", "Xyzzy plugh|4")
    assert "Choose a category" in messages(only(*rows))[0][1]
    item = only(*rows, context=replace(CONTEXT, default_category="desks", default_condition="good"))
    assert (item.ok, item.values.category, item.values.condition) == (True, "desks", "good")


def test_a_category_that_is_named_outright_wins() -> None:
    item = only("Item|Qty|Category", "Oak table|4|Dining and coffee tables")
    assert (item.values.category, item.values.category_guessed) == ("dining-tables", False)


def test_a_long_title_is_cut_at_a_word_and_kept_in_the_description() -> None:
    title = "Desk " + "with a very long story " * 10
    item = only("Item|Qty|Notes", f"{title}|1|white")
    assert len(item.values.title) <= 120
    assert item.values.title.endswith("…")
    assert " ".join(title.split()) in item.values.description


def test_a_price_when_new_is_never_an_asking_price() -> None:
    item = only("Item|Qty|New price|Link", "Desk|2|£264|example.org/desk")
    assert (item.values.price_pence, item.values.replacement_value_pence) == (None, 26400)
    assert "More about it: example.org/desk" in item.values.description


def test_an_asking_price_that_nobody_can_read_is_an_error_and_a_value_only_a_warning() -> None:
    assert [column for column, _ in messages(only("Item|Qty|Price|Notes", "Desk|2|POA|x"))] == ["Price"]
    item = only("Item|Qty|RRP|Notes", "Desk|2|ask Jo|x")
    assert item.ok
    assert "RRP: ask Jo" in item.values.description


def test_prices_for_the_lot_are_shared_out() -> None:
    assert only("Item|Qty|Price|Notes", "Desk|4|£100 the lot|x").values.price_pence == 2500


def test_weights_of_all_are_shared_out_and_disagreement_is_said() -> None:
    item = only("Item|Qty|Weight each|Total weight", "Desk|4|20 kg|100 kg")
    assert item.values.unit_mass_kg == Decimal("20.000")
    assert item.warnings[0].column == "Total weight"
    assert only("Item|Qty|Weight (kg)", "Desk|4|1.2 t total").values.unit_mass_kg == Decimal("300.000")


def test_references_change_with_what_makes_a_thing_and_repeats_are_numbered() -> None:
    parsed = read(table("Item|Qty|Size", "Desk|1|1600x800x730mm", "Desk|2|1600x800x730mm", "Desk|1|1200x800x730mm"))
    references = [item.values.reference for item in parsed.items]
    assert len(set(references)) == 3
    assert all(reference.startswith("GY-") for reference in references)
    more = read(table("Item|Qty|Size", "Chair|1|", "DESK |9|800 x 1600 x 730 mm", "Desk|2|1600x800x730mm"))
    assert [item.values.reference for item in more.items][1:] == references[:2]
    assert any("again updates them" in remark for remark in parsed.remarks)


def test_naughty_text_stays_text() -> None:
    item = only("Item|Qty|Notes", 'Desk <script>alert(1)</script>|1|=HYPERLINK("http://x")')
    assert item.values.title == "Desk <script>alert(1)</script>"
    assert item.values.description == '=HYPERLINK("http://x")'


def test_columns_left_out_of_the_mapping_leave_no_trace() -> None:
    rows = read_sheet(b"Item,Qty,Notes\nDesk,2,secret\n", "x").rows
    layout = guess_layout(rows)
    parsed = parse(rows, layout, {0: Field.TITLE, 1: Field.QUANTITY, 2: Field.IGNORE, 9: Field.SITE}, CONTEXT)
    assert parsed.items[0].values.description == ""
    assert parsed.items[0].ok


cells = st.text(max_size=30) | st.sampled_from(
    ["3 off", "Desk", "TOTAL", "£5", "31/12/2026", "40kg", "good", "1", "Item", "Qty"]
)


@settings(max_examples=150)
@given(st.lists(st.lists(cells, min_size=1, max_size=6), min_size=1, max_size=12))
def test_any_list_is_read_or_refused_and_loses_no_row(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    try:
        sheet = read_sheet(out.getvalue().encode("utf-8", "ignore"), "x").rows
        layout = guess_layout(sheet)
    except (SheetRefused, NoDataRows):
        return
    parsed = parse(sheet, layout, layout.mapping, CONTEXT)
    numbers = sorted([item.number for item in parsed.items] + [note.number for note in parsed.notes])
    assert numbers == list(range(layout.first_data_row + 1, len(sheet) + 1))
    for item in parsed.ready:
        assert 0 < len(item.values.title) <= 120
        assert item.values.category in taxonomy.by_slug()
        assert item.values.quantity is not None
        assert item.values.reference
