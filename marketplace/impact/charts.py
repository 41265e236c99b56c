"""Charts as SVG text, made on the server: no script, no inline style, readable without seeing.

Colours come from the style sheet by class (``chart-bar``, ``chart-range``, ``chart-part-1`` to ``chart-part-5``) and
text follows ``currentColor``, so light, dark and print need no second drawing. Each chart has a title, a description
that says every figure in words, and belongs beside a table of the same figures. Lengths are pixels of the view box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape, quoteattr

ZERO: Final = Decimal(0)
WIDTH: Final = Decimal(640)
LABEL_WIDTH: Final = Decimal(250)
VALUE_WIDTH: Final = Decimal(120)
BAR_LEFT: Final = LABEL_WIDTH + 10
BAR_SPACE: Final = WIDTH - BAR_LEFT - VALUE_WIDTH
ROW_HEIGHT: Final = 32
BAR_HEIGHT: Final = 18
LEGEND_PITCH: Final = 30  # roomy enough for the larger letters of a phone
PARTS: Final = 5  # classes for parts in the style sheet; more parts start again with the first
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
        drawn.append(_rect("chart-bar", left, _top(index), right - left, BAR_HEIGHT))
        drawn.append(_value(bar.said, index))
    said = "; ".join(f"{bar.label}: {bar.said}" for bar in bars)
    return _svg(chart_id=chart_id, kind="bars", title=title, said=said, height=_height(len(bars)), drawn=drawn)


def range_chart(*, chart_id: str, title: str, ranges: Sequence[RangeBar]) -> str:
    """A bar from low to high for each figure, with a mark at the central one."""
    scale = _Scale.over([value for bar in ranges for value in (bar.low, bar.central, bar.high)])
    drawn = [_axis(scale, len(ranges))]
    for index, bar in enumerate(ranges):
        left, right = sorted((scale.at(bar.low), scale.at(bar.high)))
        top = _top(index)
        drawn.append(_label(bar.label, index))
        drawn.append(_rect("chart-range", left, top, right - left, BAR_HEIGHT))
        drawn.append(_line("chart-central", scale.at(bar.central), top - 3, top + BAR_HEIGHT + 3))
        drawn.append(_value(bar.said, index))
    said = "; ".join(f"{bar.label}: {bar.said}" for bar in ranges)
    return _svg(chart_id=chart_id, kind="ranges", title=title, said=said, height=_height(len(ranges)), drawn=drawn)


def composition_chart(*, chart_id: str, title: str, parts: Sequence[Bar]) -> str:
    """One bar divided in proportion, with a legend below; parts that are not above zero are left out."""
    shown = [part for part in parts if part.value > 0]
    whole = sum((part.value for part in shown), ZERO)
    drawn: list[str] = []
    left = ZERO
    for index, part in enumerate(shown):
        width = WIDTH * part.value / whole
        css = f"chart-part-{index % PARTS + 1}"
        top = 42 + index * LEGEND_PITCH
        drawn.append(_rect(css, left, 4, width, 24))
        drawn.append(_rect(css, ZERO, top, Decimal(14), 14))
        share = part.value / whole
        drawn.append(_text("chart-label", 22, top + 12, "start", f"{part.label}: {part.said} ({share:.0%})"))
        left += width
    said = "; ".join(f"{part.label}: {part.said}" for part in shown)
    height = 46 + LEGEND_PITCH * len(shown)
    return _svg(chart_id=chart_id, kind="composition", title=title, said=said, height=height, drawn=drawn)


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


def _pixels(value: Decimal | int) -> str:
    return f"{Decimal(value):.1f}"


def _svg(*, chart_id: str, kind: str, title: str, said: str, height: int, drawn: Sequence[str]) -> str:
    title_id, said_id = f"{chart_id}-title", f"{chart_id}-desc"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart-{kind}" role="img" '
        f'viewBox="0 0 {WIDTH} {height}" aria-labelledby={quoteattr(f"{title_id} {said_id}")}>'
        f"<title id={quoteattr(title_id)}>{escape(title)}</title>"
        f"<desc id={quoteattr(said_id)}>{escape(said or 'Nothing to show yet.')}</desc>"
        f"{''.join(drawn)}</svg>"
    )


def _rect(css: str, left: Decimal, top: int, width: Decimal, height: int) -> str:
    size = f'width="{_pixels(width)}" height="{_pixels(height)}"'
    return f'<rect class="{css}" x="{_pixels(left)}" y="{top}" {size} rx="2"/>'


def _line(css: str, at: Decimal, top: int, bottom: int) -> str:
    return f'<line class="{css}" x1="{_pixels(at)}" x2="{_pixels(at)}" y1="{top}" y2="{bottom}"/>'


def _axis(scale: _Scale, rows: int) -> str:
    return _line("chart-axis", scale.at(ZERO), 2, _height(rows) - 2)


def _text(css: str, left: Decimal | int, baseline: int, anchor: str, text: str) -> str:
    return (
        f'<text class="{css}" x="{_pixels(left)}" y="{baseline}" text-anchor="{anchor}" fill="currentColor">'
        f"{escape(text)}</text>"
    )


def _label(text: str, index: int) -> str:
    short = text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1].rstrip()}…"
    return _text("chart-label", LABEL_WIDTH, _top(index) + 14, "end", short)


def _value(text: str, index: int) -> str:
    return _text("chart-value", WIDTH - 2, _top(index) + 14, "end", text)
