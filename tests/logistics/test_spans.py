"""The picture of in whose hands a lot was. Pure."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.spans import Span, Touch, bars_of, spans_of, spans_svg

NOW = datetime(2026, 9, 15, 9, tzinfo=UTC)


def _touch(key: int, role: str, days: int, place: str = "Leeds") -> Touch:
    return Touch(key, f"Holder {key}", place, NOW + timedelta(days=days), role)


def test_spans_follow_the_hands() -> None:
    spans = spans_of(
        [
            _touch(1, "home", 0),
            _touch(2, "road", 3),
            _touch(3, "road", 4, ""),
            _touch(3, "home", 5, "York"),
            _touch(3, "part", 9),
        ],
        ended_at=None,
    )
    assert [(span.holder, span.place, span.owns, (span.since - NOW).days) for span in spans] == [
        ("Holder 1", "Leeds", True, 0),
        ("Holder 2", "Leeds", False, 3),
        ("Holder 3", "York", True, 4),
    ]
    assert [span.until and (span.until - NOW).days for span in spans] == [3, 4, None]
    assert [(at - NOW).days for at in spans[2].parts] == [9]
    assert spans_of([], ended_at=NOW) == []


@given(days=st.lists(st.integers(0, 4000), min_size=1, max_size=30))
def test_bars_fill_the_width_in_order_and_each_can_be_seen(days: list[int]) -> None:
    moments = sorted(NOW - timedelta(days=day) for day in days)
    spans = [Span("x", "", True, since, until) for since, until in zip(moments, [*moments[1:], None], strict=True)]
    bars = bars_of(spans, NOW)
    assert bars[0].left == 0
    assert sum(bar.width for bar in bars) == pytest.approx(100)
    assert min(bar.width for bar in bars) >= min(7, 100 / len(bars)) - 1e-9
    assert all(bar.left == pytest.approx(sum(one.width for one in bars[:place])) for place, bar in enumerate(bars))


def test_picture_is_well_formed_whatever_the_words() -> None:
    spans = [Span('<b>"&', "x", True, NOW, None, (NOW, NOW + timedelta(days=1)))]
    for now in (NOW, NOW + timedelta(days=2)):
        picture = ET.fromstring(spans_svg(spans, now=now, ended=True, title='<script>"&'))  # noqa: S314  # ours
        assert picture.attrib["aria-label"] == '<script>"&'
        assert [one.attrib["class"] for one in picture] == [
            "span-home", "span-number", "span-part", "span-part", "span-end",
        ]  # fmt: skip
