"""Bars: one figure a row, a figure with its range, and one bar divided in proportion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from marketplace.impact.charts.drawing import WIDTH, ZERO, line, part_class, rect, shortened, svg, text_at

LABEL_WIDTH: Final = Decimal(250)
VALUE_WIDTH: Final = Decimal(120)
BAR_LEFT: Final = LABEL_WIDTH + 10
BAR_SPACE: Final = WIDTH - BAR_LEFT - VALUE_WIDTH
ROW_HEIGHT: Final = 32
BAR_HEIGHT: Final = 18
LEGEND_PITCH: Final = 30  # roomy enough for the larger letters of a phone
LONGEST_LABEL: Final = 36  # characters that fit beside the bars; the description has the whole label


@dataclass(frozen=True, slots=True)
class Bar:
    """One named figure; ``said`` is the figure as a person reads it, with its unit."""

    label: str
    value: Decimal
    said: str


@dataclass(frozen=True, slots=True)
class RangeBar:
    """One named figure at its low, central and high."""

    label: str
    low: Decimal
    central: Decimal
    high: Decimal
    said: str


def bar_chart(*, chart_id: str, title: str, bars: Sequence[Bar]) -> str:
    """Horizontal bars, one a row, from a common zero; a negative figure reaches left of it.

    :param chart_id: unique in the page; the title's and description's ids are made from it
    """
    scale = _Scale.over([bar.value for bar in bars])
    drawn = [_axis(scale, len(bars))]
    for index, bar in enumerate(bars):
        left, right = sorted((scale.at(ZERO), scale.at(bar.value)))
        drawn.append(_label(bar.label, index))
        drawn.append(rect("chart-bar", left, _top(index), right - left, BAR_HEIGHT))
        drawn.append(_value(bar.said, index))
    said = "; ".join(f"{bar.label}: {bar.said}" for bar in bars)
    return svg(chart_id=chart_id, kind="bars", title=title, said=said, height=_height(len(bars)), drawn=drawn)


def range_chart(*, chart_id: str, title: str, ranges: Sequence[RangeBar]) -> str:
    """A bar from low to high for each figure, with a mark at the central one."""
    scale = _Scale.over([value for bar in ranges for value in (bar.low, bar.central, bar.high)])
    drawn = [_axis(scale, len(ranges))]
    for index, bar in enumerate(ranges):
        left, right = sorted((scale.at(bar.low), scale.at(bar.high)))
        top = _top(index)
        drawn.append(_label(bar.label, index))
        drawn.append(rect("chart-range", left, top, right - left, BAR_HEIGHT))
        drawn.append(line("chart-central", scale.at(bar.central), top - 3, top + BAR_HEIGHT + 3))
        drawn.append(_value(bar.said, index))
    said = "; ".join(f"{bar.label}: {bar.said}" for bar in ranges)
    return svg(chart_id=chart_id, kind="ranges", title=title, said=said, height=_height(len(ranges)), drawn=drawn)


def composition_chart(*, chart_id: str, title: str, parts: Sequence[Bar]) -> str:
    """One bar divided in proportion, with a legend below; parts that are not above zero are left out."""
    shown = [part for part in parts if part.value > 0]
    whole = sum((part.value for part in shown), ZERO)
    drawn: list[str] = []
    left = ZERO
    for index, part in enumerate(shown):
        width = WIDTH * part.value / whole
        css = part_class(index)
        top = 42 + index * LEGEND_PITCH
        drawn.append(rect(css, left, 4, width, 24))
        drawn.append(rect(css, ZERO, top, Decimal(14), 14))
        share = part.value / whole
        drawn.append(text_at("chart-label", 22, top + 12, "start", f"{part.label}: {part.said} ({share:.0%})"))
        left += width
    said = "; ".join(f"{part.label}: {part.said}" for part in shown)
    height = 46 + LEGEND_PITCH * len(shown)
    return svg(chart_id=chart_id, kind="composition", title=title, said=said, height=height, drawn=drawn)


@dataclass(frozen=True, slots=True)
class _Scale:
    """From figures to pixels; always holds zero."""

    least: Decimal
    most: Decimal

    @classmethod
    def over(cls, values: Sequence[Decimal]) -> _Scale:
        least, most = min([ZERO, *values]), max([ZERO, *values])
        return cls(least, most if most > least else least + 1)

    def at(self, value: Decimal) -> Decimal:
        return BAR_LEFT + BAR_SPACE * (value - self.least) / (self.most - self.least)


def _top(index: int) -> int:
    return index * ROW_HEIGHT + 8


def _height(rows: int) -> int:
    return max(rows, 1) * ROW_HEIGHT + 8


def _axis(scale: _Scale, rows: int) -> str:
    return line("chart-axis", scale.at(ZERO), 2, _height(rows) - 2)


def _label(text: str, index: int) -> str:
    return text_at("chart-label", LABEL_WIDTH, _top(index) + 14, "end", shortened(text, LONGEST_LABEL))


def _value(text: str, index: int) -> str:
    return text_at("chart-value", WIDTH - 2, _top(index) + 14, "end", text)
