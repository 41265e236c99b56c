"""Cells as people fill them: quantities, masses, prices, dates, sizes and conditions."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.importing.cells import read_mass, read_price, read_quantity, read_unit
from listings.importing.conditions import GRADES, condition_in_prose, parse_condition
from listings.importing.dates import NoSuchDay, NotADate, Order, column_order, parse_date
from listings.importing.dimensions import parse_dimensions
from marketplace.kernel.errors import DomainError
from marketplace.kernel.units import Unit

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("3 off", "3", None),
        ("2 x", "2", None),
        ("34 off", "34", None),
        ("12.0", "12", None),
        ("1,200", "1200", None),
        ("approx 40 kg", "40", Unit.KG),
        ("4 pallets (approx 480)", "4", Unit.PALLET),
        ("10 (ten)", "10", None),
        ("job lot", "1", Unit.SET),
        ("86.4 m2", "86.4", Unit.M2),
    ],
)
def test_read_quantity_takes_what_lists_say(text: str, amount: str, unit: Unit | None) -> None:
    read = read_quantity(text)
    assert (str(read.amount), read.unit) == (amount, unit)


@pytest.mark.parametrize("text", ["0", "-3", "1e30", "10^30", "lots", "1,5", "NaN", "٣"])
def test_read_quantity_refuses_in_words(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_quantity(text)
    assert len(refused.value.message) > 20


@pytest.mark.parametrize(
    ("text", "hint", "kg", "total"),
    [
        ("approx 40 kg", "", "40.000", None),
        ("40kg each", "", "40.000", False),
        ("1.2 t total", "", "1200.000", True),
        ("total 300kg", "", "300.000", True),
        ("c 40 kgs ea.", "", "40.000", False),
        ("12kg (each)", "", "12.000", False),
        ("40", "", "40.000", None),
        ("1.2", "t", "1200.000", None),
        ("400 g", "kg", "0.400", None),
    ],
)
def test_read_mass_knows_one_from_all(text: str, hint: str, kg: str, total: bool | None) -> None:
    read = read_mass(text, hint)
    assert (str(read.kg), read.total) == (kg, total)


@pytest.mark.parametrize(
    ("text", "pence", "total"),
    [
        ("£264", 26400, False),
        ("£1,200.00 ex VAT", 120000, False),
        ("£5 each", 500, False),
        ("£100 the lot ono", 10000, True),
        ("free", 0, False),
        ("45p", 45, False),
        ("20", 2000, False),
    ],
)
def test_read_price_gives_pence(text: str, pence: int, total: bool) -> None:
    read = read_price(text)
    assert (read.pence, read.total) == (pence, total)


@pytest.mark.parametrize("text", ["€5", "$20", "POA", "lots", "-5"])
def test_read_price_refuses_other_currencies_and_words(text: str) -> None:
    with pytest.raises(DomainError):
        read_price(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/08/2026", date(2026, 8, 31)),
        ("2026-08-31", date(2026, 8, 31)),
        ("2026-08-31 14:30", date(2026, 8, 31)),
        ("31 Aug 26", date(2026, 8, 31)),
        ("31st August 2026", date(2026, 8, 31)),
        ("Aug 31, 2026", date(2026, 8, 31)),
        ("31.8.26", date(2026, 8, 31)),
        ("08/31/2026", date(2026, 8, 31)),
        ("w/c 31/08/2026", date(2026, 8, 31)),
        ("Monday 31 August 2026", date(2026, 8, 31)),
        ("46265", date(2026, 8, 31)),
        ("12 January", date(2027, 1, 12)),
        ("TBC", None),
        ("-", None),
    ],
)
def test_parse_date_reads_many_styles(text: str, day: date | None) -> None:
    assert parse_date(text, order=None, today=TODAY).day == day


def test_parse_date_of_a_month_opens_or_closes() -> None:
    assert parse_date("Aug-26", order=None, today=TODAY).day == date(2026, 8, 1)
    assert parse_date("Aug-26", order=None, today=TODAY, end=True).day == date(2026, 8, 31)
    assert "names no day" in parse_date("Aug-26", order=None, today=TODAY).warning


@pytest.mark.parametrize(("order", "month", "warns"), [("dmy", 4, False), ("mdy", 3, False), (None, 4, True)])
def test_parse_date_in_figures_follows_the_column(order: Order | None, month: int, warns: bool) -> None:
    read = parse_date("03/04/2026", order=order, today=TODAY)
    assert read.day is not None
    assert (read.day.month, bool(read.warning)) == (month, warns)


@pytest.mark.parametrize("text", ["31/02/2026", "31 Feb 2026", "99/99/9999", "2026-13-01"])
def test_parse_date_says_when_there_is_no_such_day(text: str) -> None:
    with pytest.raises(NoSuchDay):
        parse_date(text, order=None, today=TODAY)


@pytest.mark.parametrize("text", ["next week", "Q3 2026", "soon", "1", "31/08"])
def test_parse_date_refuses_what_is_no_date(text: str) -> None:
    with pytest.raises(NotADate):
        parse_date(text, order=None, today=TODAY)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2026", "31/12/2026"], "dmy"),
        (["03/04/2026", "12/31/2026"], "mdy"),
        (["03/04/2026", "05/06/2026"], "unsettled"),
        (["31/12/2026", "12/31/2026"], "unsettled"),
        (["04/04/2026"], None),
        (["31 Aug 26", "2026-08-31"], None),
    ],
)
def test_column_order_is_settled_by_a_day_above_twelve(cells: list[str], order: str | None) -> None:
    assert column_order(cells) == order


@pytest.mark.parametrize(
    ("text", "hint", "sides"),
    [
        ("1806h x 914w x 457d mm", "", (914, 457, 1806)),
        ("132h x 47.5w x 62.5d (cm)", "", (475, 625, 1320)),
        ("W1200 D600 H750", "", (1200, 600, 750)),
        ("H: 720mm W: 1200mm", "", (1200, None, 720)),
        ("1600mm (w) x 800mm (d) x 730mm (h)", "", (1600, 800, 730)),
        ("6ft x 2ft 6in", "", (1829, 762, None)),
        ('72" x 30" x 29"', "", (1829, 762, 737)),
        ("L1800 x W900 x H740", "", (1800, 900, 740)),
        ("800 dia x 720h", "mm", (800, 800, 720)),
        ("2.4m x 1.2m", "", (2400, 1200, None)),
        ("60 x 60", "cm", (600, 600, None)),
    ],
)
def test_parse_dimensions_in_any_order_and_unit(text: str, hint: str, sides: tuple[int | None, ...]) -> None:
    read = parse_dimensions(text, hint)
    assert read is not None
    assert (read.width_mm, read.depth_mm, read.height_mm) == sides


def test_parse_dimensions_gives_litres_where_all_sides_are_known() -> None:
    read = parse_dimensions("1000 x 500 x 200 mm")
    assert read is not None
    assert read.volume_litres == Decimal("100.0")


@pytest.mark.parametrize(
    "text", ["A4", "King size", "1200mm", "size 10", "0 x 0", "31/01/2027", "2 drawers", "", "1e9 x 2"]
)
def test_parse_dimensions_leaves_what_is_no_size(text: str) -> None:
    assert parse_dimensions(text) is None


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Good", "good"),
        ("Used - good", "good"),
        ("good/fair", "fair"),
        ("New (boxed)", "new"),
        ("A", "as_new"),
        ("Not working", "needs_repair"),
        ("Spares or repair", "for_parts"),
        ("Very good, minor marks", "good"),
        ("Brand new but box damaged", "needs_repair"),
    ],
)
def test_parse_condition_takes_the_worst_that_is_said(text: str, grade: str) -> None:
    found = parse_condition(text)
    assert found is not None
    assert found[0] == grade
    assert grade in GRADES


@pytest.mark.parametrize("text", ["", "blue", "5", "n/a", "see photo"])
def test_parse_condition_knows_when_none_is_said(text: str) -> None:
    assert parse_condition(text) is None


def test_condition_in_prose_only_hears_plain_words() -> None:
    assert condition_in_prose("Brand new desks") == "new"
    assert condition_in_prose("for spares, unused") == "for_parts"
    assert condition_in_prose("good quality new style oak") is None


@pytest.mark.parametrize(
    ("text", "unit"), [("each", Unit.ITEM), ("sq m", Unit.M2), ("per pallet", Unit.PALLET), ("odd", None)]
)
def test_read_unit(text: str, unit: Unit | None) -> None:
    assert read_unit(text) == unit


@given(st.text(max_size=60))
def test_no_cell_makes_a_parser_stumble(text: str) -> None:
    parse_dimensions(text)
    parse_condition(text)
    column_order([text])
    read_unit(text)
    for read in (read_quantity, read_mass, read_price, lambda cell: parse_date(cell, order=None, today=TODAY)):
        with contextlib.suppress(DomainError):
            read(text)
