"""The forecast: week by week, breaks counted in, what is over is free; drawn with every figure in words."""

from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from listings.forecasts import WEEKS, Row, Share, chart, forecast

MONDAY = date(2026, 9, 14)
TUESDAYS = [MONDAY + timedelta(days=1, weeks=number) for number in range(WEEKS)]


def test_each_week_has_what_comes_in_it() -> None:
    shares = [
        Share("Stoves", Decimal(3), ((TUESDAYS[1], TUESDAYS[2]),)),
        Share("Others", Decimal("0.5")),
        Share("Others", Decimal("0.25")),
    ]
    weeks = forecast(TUESDAYS[:4], Decimal(4), shares, MONDAY + timedelta(days=3))
    assert [week.starts_on for week in weeks] == [MONDAY + timedelta(weeks=number) for number in range(WEEKS)]
    assert [week.total for week in weeks] == [Decimal(4)] * 4 + [Decimal(0)] * 8
    assert [week.shares["Stoves"] for week in weeks[:4]] == [3, 0, 0, 3]
    assert [week.shares["Others"] for week in weeks[:5]] == [Decimal("0.75")] * 4 + [0]
    assert [week.free for week in weeks[:5]] == [Decimal("0.25"), Decimal("3.25"), Decimal("3.25"), Decimal("0.25"), 0]


@settings(max_examples=40)
@given(
    days=st.sets(st.integers(0, 100)),
    quantity=st.decimals(1, 50, places=2),
    shares=st.lists(st.tuples(st.sampled_from("abc"), st.decimals(0, 5, places=2), st.integers(0, 90)), max_size=4),
)
def test_nothing_is_lost_or_given_twice(
    days: set[int], quantity: Decimal, shares: list[tuple[str, Decimal, int]]
) -> None:
    coming = sorted(MONDAY + timedelta(days=day) for day in days)
    given_to = [
        Share(who, amount, ((MONDAY + timedelta(days=first), MONDAY + timedelta(days=first + 9)),))
        for who, amount, first in shares
    ]
    weeks = forecast(coming, quantity, given_to, MONDAY)
    inside = [day for day in coming if day < MONDAY + timedelta(weeks=WEEKS)]
    assert sum(week.total for week in weeks) == quantity * len(inside)
    assert sum(week.times for week in weeks) == len(inside)
    promised = sum(sum(week.shares.values()) for week in weeks)
    assert promised == sum(share.on(day) for day in inside for share in given_to)
    for week in weeks:
        assert week.free == max(week.total - sum(week.shares.values()), Decimal(0))


def test_the_drawing_says_every_figure_and_escapes_every_name() -> None:
    rows = [Row("14 Sep", (Decimal(3), Decimal(1)), "4 t"), Row("21 <b>", (Decimal(0), Decimal(0)), "none")]
    svg = ET.fromstring(chart(chart_id="f", title="To & fro", legend=["<i>Stoves</i>", "Free"], rows=rows))  # noqa: S314 - our own
    space = "{http://www.w3.org/2000/svg}"
    assert [text.text for text in svg.iter(f"{space}text")] == [
        "14 Sep", "4 t", "21 <b>", "none", "<i>Stoves</i>", "Free",
    ]  # fmt: skip
    assert (svg.findtext(f"{space}title"), svg.findtext(f"{space}desc")) == ("To & fro", "14 Sep: 4 t; 21 <b>: none")
    bars = [rect for rect in svg.iter(f"{space}rect") if rect.get("height") == "18"]
    assert [bar.get("class") for bar in bars] == ["chart-part-1", "chart-part-5"]
    wide, narrow = (Decimal(bar.get("width") or 0) for bar in bars)
    assert abs(wide - 3 * narrow) < Decimal("0.2")
