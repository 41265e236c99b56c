"""The exchange's own displacement rates: intervals, groups, and sets of parameters that stay proposals."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.impact.assumptions import (
    Assumption,
    BadAssumption,
    Name,
    digest_of,
    parameters_from,
    shipped_assumptions,
    shipped_parameters,
)
from marketplace.impact.displacing import Said, largest_share, rates, wilson
from marketplace.impact.parameters import BadDisplacement


@pytest.mark.parametrize(
    ("yes", "of", "low", "high"),
    [
        (0, 10, "0.0000", "0.2775"),  # Newcombe, Statistics in Medicine 17 (1998), table I, and Brown et al. (2001)
        (10, 10, "0.7225", "1.0000"),
        (15, 148, "0.0624", "0.1605"),  # Newcombe 1998: 0.0624 to 0.1605
        (81, 263, "0.2553", "0.3662"),  # Newcombe 1998: 0.2553 to 0.3662
    ],
)
def test_interval_is_that_of_the_literature(yes: int, of: int, low: str, high: str) -> None:
    assert wilson(yes, of) == (Decimal(low), Decimal(high))


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_the_rate(said: tuple[int, int]) -> None:
    low, high = wilson(*said)
    rate = Decimal(said[0]) / said[1]
    assert 0 <= low <= rate + Decimal("0.0001")
    assert rate - Decimal("0.0001") <= high <= 1


def test_rates_are_by_group_and_tell_how_far_one_organisation_makes_them() -> None:
    said = [Said("it", 1, displaced_new=True)] * 3 + [
        Said("it", 2, displaced_new=False),
        Said("other", 3, displaced_new=False),
    ]
    it, other = rates(said)
    assert (it.group, it.answers, it.displacing, it.organisations, it.rate) == ("it", 4, 3, 2, Decimal("0.7500"))
    assert (other.group, other.rate, other.is_enough) == ("other", Decimal("0.0000"), False)
    assert largest_share(said) == {"it": Decimal("0.7500"), "other": Decimal("1.0000")}


def test_shipped_set_is_whole_and_every_value_has_a_source() -> None:
    rows = shipped_assumptions()
    assert all(row.source for row in rows)
    found = shipped_parameters()
    assert found.displacement_for("clothing").central == Decimal("0.646")
    assert found.displacement_for("nothing of ours") == found.displacement_for("other")
    assert found.end_of_life_for("20_500_5255_15_1", landfill_evidenced=False) == "20_500_5255_15_1"
    assert found.end_of_life_for("20_500_5255_15_1", landfill_evidenced=True) == "20_500_5257_15_1"
    assert digest_of(rows) == digest_of(tuple(reversed(rows)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: [row for row in rows if row.key != "weighed"], "it is missing"),
        (lambda rows: [*rows, rows[0]], "it stands twice"),
        (lambda rows: [*rows, Assumption(Name.LIFE_SHARE, "it", "", Decimal("0.5"))], "it has no source"),
        (lambda rows: [*rows, Assumption(Name.LIFE_SHARE, "it", "x", Decimal("1.5"))], "share of 1"),
        (lambda rows: [*rows, Assumption(Name.LIFE_SHARE, "it", "x", None, "20_1")], "either a number or a route"),
    ],
)
def test_set_that_cannot_be_counted_with_is_refused(
    change: Callable[[list[Assumption]], list[Assumption]], words: str
) -> None:
    with pytest.raises(BadAssumption) as refused:
        parameters_from("x", change(list(shipped_assumptions())))
    assert words in str(refused.value)


def test_rates_out_of_order_are_refused() -> None:
    rows = [
        Assumption(row.name, row.key, row.source, Decimal("0.9"))
        if (row.name, row.key) == (Name.DISPLACEMENT_LOW, "it")
        else row
        for row in shipped_assumptions()
    ]
    with pytest.raises(BadDisplacement):
        parameters_from("x", rows)
