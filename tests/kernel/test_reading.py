"""What people write for quantities, weights, prices and periods, and what is refused."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.errors import DomainError
from marketplace.kernel.mass import MassBasis, checked_kg, format_kg, parse_mass
from marketplace.kernel.money import Money, format_money, parse_money
from marketplace.kernel.periods import (
    Period,
    following,
    format_period,
    month_of,
    parse_period,
    previous,
    quarter,
    quarter_of,
    year_of,
)
from marketplace.kernel.quantities import checked_amount, format_quantity, parse_quantity
from marketplace.kernel.units import Unit, unit_named

anything = st.text(max_size=120) | st.text("0123456789.,-x kgtlboff£p½~e+", max_size=20)
MANY_ZEROS = "1" + "0" * 30


@pytest.mark.parametrize(
    ("text", "amount", "approximate", "unit", "words"),
    [
        ("3 off", "3", False, None, ""),
        ("2 x", "2", False, None, ""),
        ("x4", "4", False, None, ""),
        ("34 off", "34", False, None, ""),
        ("approx. 12", "12", True, None, ""),
        ("c.12", "12", True, None, ""),
        ("30ish", "30", True, None, ""),
        ("~40", "40", True, None, ""),
        ("1,200", "1200", False, None, ""),
        ("a dozen", "12", False, None, ""),
        ("2 dozen", "24", False, None, ""),
        ("half a dozen", "6", False, None, ""),
        ("10+", "10", True, None, ""),
        ("50 – 60 chairs", "50", True, None, "chairs"),
        ("two desks", "2", False, None, "desks"),
        ("12 sq m", "12", False, Unit.M2, ""),
        ("2½ m", "2.5", False, Unit.M, ""),
        ("a pair", "1", False, Unit.PAIR, ""),
        ("5 pcs", "5", False, Unit.ITEM, ""),
        ("1,200.50 kg", "1200.50", False, Unit.KG, ""),
        ("2 x tables", "2", False, None, "tables"),
    ],
)
def test_quantities_that_people_write(text: str, amount: str, approximate: bool, unit: Unit | None, words: str) -> None:
    assert parse_quantity(text) == (Decimal(amount), approximate, unit, words)
    assert parse_quantity(f"  {text.upper()} ") == (Decimal(amount), approximate, unit, words)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_quantity"),
        ("several", "not_a_quantity"),
        ("NaN", "not_a_quantity"),
        ("inf", "not_a_quantity"),
        ("-3", "not_a_quantity"),
        ("1e9", "not_a_quantity"),
        ("1,5", "not_a_quantity"),
        ("3 x 4", "not_a_quantity"),
        ("3 bags of 25", "not_a_quantity"),
        ("60-50", "not_a_quantity"),
        ("1" * 200, "not_a_quantity"),
        ("0", "quantity_out_of_bounds"),
        (MANY_ZEROS, "quantity_out_of_bounds"),
        ("1.2345", "quantity_too_fine"),
        ("½ pallet", "quantity_not_whole"),
    ],
)
def test_quantities_that_are_refused(text: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_quantity(text)
    assert (refusal.value.code, refusal.value.field) == (code, "quantity")
    assert refusal.value.message.endswith(".")


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+30", "0", "-1"])
def test_amounts_out_of_bounds_are_refused(amount: str) -> None:
    with pytest.raises(DomainError):
        checked_amount(Decimal(amount))
    with pytest.raises(DomainError):
        checked_kg(Decimal(amount))


@pytest.mark.parametrize(
    ("text", "kg", "approximate"),
    [
        ("approx 40 kg", "40", True),
        ("1.2t", "1200", False),
        ("400g", "0.4", False),
        ("20 lbs", "9.072", False),
        ("40-50 kg", "45", True),
        ("40kg to 50kg", "45", True),
        ("40", "40", False),
        ("1.5 ton", "1500", True),
        ("1,200 kg", "1200", False),
        ("40kg approx.", "40", True),
    ],
)
def test_weights_that_people_write(text: str, kg: str, approximate: bool) -> None:
    assert parse_mass(text) == (Decimal(kg), approximate)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_mass"),
        ("kg", "not_a_mass"),
        ("40 stone", "not_a_mass"),
        ("nan kg", "not_a_mass"),
        ("inf", "not_a_mass"),
        ("1e3 kg", "not_a_mass"),
        ("-4 kg", "not_a_mass"),
        ("1,5 kg", "not_a_mass"),
        ("50-40 kg", "not_a_mass"),
        ("0", "mass_out_of_bounds"),
        ("0.2 g", "mass_out_of_bounds"),
        (MANY_ZEROS + " kg", "mass_out_of_bounds"),
    ],
)
def test_weights_that_are_refused(text: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_mass(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("kg", "said"),
    [
        ("0", "0 kg"),
        ("0.0001", "under 1 g"),
        ("0.4", "400 g"),
        ("0.9999", "1 kg"),
        ("12.5", "12.5 kg"),
        ("140", "140 kg"),
        ("999.6", "1 t"),
        ("1234", "1.23 t"),
        ("12345", "12.3 t"),
        ("1234567", "1,235 t"),
        ("-40", "-40 kg"),
    ],
)
def test_weights_are_said_with_about_three_figures(kg: str, said: str) -> None:
    assert format_kg(Decimal(kg)) == said
    assert format_kg(Decimal(kg), approximate=True) in {f"about {said}", said}


def test_the_ladder_of_mass_runs_from_weighed_to_volume() -> None:
    assert [(basis.value, str(basis.sigma), basis.rung) for basis in MassBasis] == [
        ("weighed", "0.02", 1),
        ("specified", "0.05", 2),
        ("declared", "0.15", 3),
        ("item_default", "0.30", 4),
        ("volume_density", "0.50", 5),
    ]


def test_units_have_words_and_read_back() -> None:
    for unit in Unit:
        assert unit_named(unit.label) == unit_named(unit.plural) == unit_named(unit.value.upper()) == unit
    assert unit_named("bags") is None
    assert format_quantity(Decimal(1), Unit.BOX) == "1 box"
    assert format_quantity(Decimal("1200.00"), Unit.BOX, approximate=True) == "about 1,200 boxes"


@pytest.mark.parametrize(
    ("text", "pence", "currency", "said"),
    [
        ("£264", 26400, "GBP", "£264"),
        ("1,299.50", 129950, "GBP", "£1,299.50"),
        ("50p", 50, "GBP", "£0.50"),
        ("Free", 0, "GBP", "£0"),
        ("3.05 EUR", 305, "EUR", "€3.05"),
    ],
)
def test_prices_that_people_write(text: str, pence: int, currency: str, said: str) -> None:
    money = parse_money(text)
    assert money == Money(pence, currency)
    assert format_money(money) == str(money) == said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_money"),
        ("-£3", "not_money"),
        ("1,5", "not_money"),
        ("nan", "not_money"),
        ("12 CHF", "not_money"),
        ("£3 gbp", "not_money"),
        ("£1.999", "fraction_of_a_penny"),
        (MANY_ZEROS, "money_out_of_bounds"),
    ],
)
def test_prices_that_are_refused(text: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_money(text)
    assert refusal.value.code == code


@given(st.integers(0, 1_000_000_000), st.sampled_from(["GBP", "EUR", "USD"]))
def test_prices_read_back_as_they_are_said(pence: int, currency: str) -> None:
    assert parse_money(format_money(Money(pence, currency))) == Money(pence, currency)


@given(anything)
def test_no_text_does_more_than_refuse(text: str) -> None:
    for read in (parse_quantity, parse_mass, parse_money, parse_period, quarter):
        with contextlib.suppress(DomainError):
            read(text)


@pytest.mark.parametrize(
    ("code", "starts_on", "ends_on", "said"),
    [
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "July to September 2026"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026"),
        ("2026-07-01..2026-08-03", date(2026, 7, 1), date(2026, 8, 3), "1 July 2026 to 3 August 2026"),
        ("2025-11-01..2026-02-28", date(2025, 11, 1), date(2026, 2, 28), "November 2025 to February 2026"),
        ("2026-07-01..2026-07-01", date(2026, 7, 1), date(2026, 7, 1), "1 July 2026"),
    ],
)
def test_periods_are_read_and_said(code: str, starts_on: date, ends_on: date, said: str) -> None:
    period = parse_period(code)
    assert period == Period(starts_on, ends_on)
    assert (period.code, format_period(period)) == (code, said)
    assert starts_on in period
    assert ends_on in period
    assert period.day_after not in period


@pytest.mark.parametrize("text", ["", "2026-Q5", "2026-13", "26", "2026-02-01..2026-01-01", "1500", "9999", "٢٠٢٦"])
def test_periods_that_are_refused(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_period(text)
    assert refusal.value.code == "not_a_period"


def test_quarter_takes_only_quarters() -> None:
    assert quarter("2026-q3") == quarter_of(date(2026, 8, 15))
    for text in ("2026", "2026-07", "2026-07-01..2026-09-30"):
        with pytest.raises(DomainError):
            quarter(text)


@given(st.dates(date(1950, 1, 1), date(2900, 1, 1)), st.sampled_from([month_of, quarter_of, year_of]))
def test_neighbouring_periods_meet(day: date, whole: object) -> None:
    assert callable(whole)
    period: Period = whole(day)
    assert day in period
    assert following(period).starts_on == period.day_after
    assert previous(period).day_after == period.starts_on
    assert previous(following(period)) == period == parse_period(period.code)


@given(st.dates(date(1950, 1, 1), date(2900, 1, 1)), st.integers(0, 400))
def test_neighbours_of_any_period_meet(day: date, length: int) -> None:
    period = Period(day, date.fromordinal(day.toordinal() + length))
    assert following(period).starts_on == period.day_after
    assert previous(period).day_after == period.starts_on
    assert parse_period(period.code) == period
