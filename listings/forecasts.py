"""What recurring material will bring: week by week, for whom, drawn as bars. Plain figures in, plain figures out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape, quoteattr

#: How far the forecast looks.
WEEKS: Final = 12
ZERO: Final = Decimal(0)

_WIDTH: Final = 640
_LEFT: Final = 130
_VALUE: Final = 110
_ROW: Final = 32
_BAR: Final = 18
_LEGEND: Final = 30
#: Classes for parts in the style sheet; the last is what nobody has yet, the one before it whoever else there is.
_FREE: Final = "chart-part-5"
_DRAWN: Final = 4


@dataclass(frozen=True, slots=True)
class Share:
    """So much of each time for somebody, except in breaks (both days included)."""

    who: str
    quantity: Decimal
    breaks: tuple[tuple[date, date], ...] = ()

    def on(self, day: date) -> Decimal:
        """What is for them on that day."""
        return ZERO if any(first <= day <= last for first, last in self.breaks) else self.quantity


@dataclass(frozen=True, slots=True)
class Week:
    """From a Monday on: how often it comes, how much, for whom, and what nobody has yet."""

    starts_on: date
    times: int
    total: Decimal
    shares: Mapping[str, Decimal]
    free: Decimal


def forecast(days: Sequence[date], quantity: Decimal, shares: Sequence[Share], from_on: date) -> list[Week]:
    """Twelve weeks from the one that `from_on` is in: so much on each of the days, for those who have a share of it.

    Shares of the same name are one. What is over on a day is free, never less than nothing.
    """
    monday = from_on - timedelta(days=from_on.weekday())
    return [_week(days, quantity, shares, monday + timedelta(weeks=number)) for number in range(WEEKS)]


def _week(days: Sequence[date], quantity: Decimal, shares: Sequence[Share], monday: date) -> Week:
    inside = [day for day in days if monday <= day < monday + timedelta(weeks=1)]
    given: dict[str, Decimal] = {share.who: ZERO for share in shares}
    for share in shares:
        given[share.who] += sum((share.on(day) for day in inside), ZERO)
    total = quantity * len(inside)
    return Week(monday, len(inside), total, given, max(total - sum(given.values(), ZERO), ZERO))


@dataclass(frozen=True, slots=True)
class Row:
    """One bar as a person reads it: its name, its parts in the order of the legend, and the figure beside it."""

    label: str
    parts: tuple[Decimal, ...]
    said: str


def chart(*, chart_id: str, title: str, legend: Sequence[str], rows: Sequence[Row]) -> str:
    """Horizontal bars in parts, one a row, with a legend below, as SVG text; the last part is what is free.

    Colours come from the style sheet by class, text follows ``currentColor``. More than four takers are drawn alike;
    the table beside the chart has each.

    :param chart_id: unique in the page; the title's and description's ids are made from it
    """
    most = max((sum(row.parts, ZERO) for row in rows), default=ZERO) or Decimal(1)
    space = Decimal(_WIDTH - _LEFT - 10 - _VALUE)
    drawn = [line for index, row in enumerate(rows) for line in _row(row, index, space / most)]
    below = len(rows) * _ROW + 16
    drawn += [
        line for index, name in enumerate(legend) for line in _entry(name, _colour(index, len(legend)), below, index)
    ]
    said = "; ".join(f"{row.label}: {row.said}" for row in rows)
    height = below + len(legend) * _LEGEND
    title_id, said_id = f"{chart_id}-title", f"{chart_id}-desc"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart-bars" role="img" viewBox="0 0 {_WIDTH} {height}" '
        f"aria-labelledby={quoteattr(f'{title_id} {said_id}')}><title id={quoteattr(title_id)}>{escape(title)}</title>"
        f"<desc id={quoteattr(said_id)}>{escape(said)}</desc>{''.join(drawn)}</svg>"
    )


def _row(row: Row, index: int, scale: Decimal) -> list[str]:
    top = index * _ROW + 8
    drawn, left = [_text("chart-label", _LEFT, top + 14, "end", row.label)], Decimal(_LEFT + 10)
    for part, amount in enumerate(row.parts):
        if amount > 0:
            drawn.append(_rect(_colour(part, len(row.parts)), left, top, amount * scale, _BAR))
            left += amount * scale
    return [*drawn, _text("chart-value", _WIDTH - 2, top + 14, "end", row.said)]


def _entry(name: str, css: str, below: int, index: int) -> list[str]:
    top = below + index * _LEGEND
    return [
        _rect(css, Decimal(_LEFT + 10), top, Decimal(14), 14),
        _text("chart-label", _LEFT + 34, top + 12, "start", name),
    ]


def _colour(part: int, parts: int) -> str:
    return _FREE if part == parts - 1 else f"chart-part-{min(part, _DRAWN - 1) + 1}"


def _rect(css: str, left: Decimal, top: int, width: Decimal, height: int) -> str:
    return f'<rect class="{css}" x="{left:.1f}" y="{top}" width="{width:.1f}" height="{height}" rx="2"/>'


def _text(css: str, left: int, baseline: int, anchor: str, text: str) -> str:
    place = f'x="{left}" y="{baseline}" text-anchor="{anchor}" fill="currentColor"'
    return f'<text class="{css}" {place}>{escape(text)}</text>'
