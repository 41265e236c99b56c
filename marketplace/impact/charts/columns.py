"""Columns over time, each made of parts; what was taken back in a period stands below the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from marketplace.impact.charts.drawing import WIDTH, ZERO, level, part_class, rect, svg, text_at

LEFT: Final = Decimal(70)
TOP: Final = Decimal(16)
TALL: Final = Decimal(230)
LEGEND_PITCH: Final = 30
LEGEND_FROM: Final = 62  # below the columns: room for two lines of words in the larger letters of a phone
STEPS: Final = tuple(Decimal(step) for step in ("1", "2", "2.5", "5", "10"))
LINES: Final = 4  # at most so many levels above zero
MOST_LABELS: Final = 12


@dataclass(frozen=True, slots=True)
class Series:
    """One part of every column: its value in each period, and as a person reads it there."""

    label: str
    values: Sequence[Decimal]
    said: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Scale:
    least: Decimal
    most: Decimal

    def at(self, value: Decimal) -> Decimal:
        return TOP + TALL * (self.most - value) / (self.most - self.least)


def column_chart(*, chart_id: str, title: str, unit: str, periods: Sequence[str], series: Sequence[Series]) -> str:
    """One column a period, its parts on each other in the order given.

    :param unit: what the levels count, such as "t"
    :param periods: what stands under each column
    """
    ups = [sum((max(one.values[at], ZERO) for one in series), ZERO) for at in range(len(periods))]
    downs = [sum((min(one.values[at], ZERO) for one in series), ZERO) for at in range(len(periods))]
    step = _step(max([*ups, ZERO]) - min([*downs, ZERO]))
    scale = _Scale(-_up(-min([*downs, ZERO]), step), max(_up(max([*ups, ZERO]), step), step))
    drawn = [*_levels(scale, step, unit), *_columns(scale, periods, series)]
    drawn.append(level("chart-axis", LEFT, WIDTH, scale.at(ZERO)))
    drawn += _labels(periods)
    drawn += _legend(series)
    height = TOP + TALL + LEGEND_FROM + LEGEND_PITCH * len(series)
    return svg(chart_id=chart_id, kind="columns", title=title, said=_said(periods, series), height=height, drawn=drawn)


def _step(span: Decimal) -> Decimal:
    """A round distance between levels, so that at most about `LINES` of them cover the span."""
    if span <= 0:
        return Decimal(1)
    rough = span / LINES
    magnitude = Decimal(10) ** rough.adjusted()
    return next(step * magnitude for step in STEPS if step * magnitude >= rough)


def _up(value: Decimal, step: Decimal) -> Decimal:
    """The first whole step that is not below the value."""
    whole = (value / step).to_integral_value()
    return step * (whole if whole * step >= value else whole + 1)


def _levels(scale: _Scale, step: Decimal, unit: str) -> list[str]:
    drawn = []
    value = scale.least
    while value <= scale.most:
        at = scale.at(value)
        drawn.append(level("chart-level", LEFT, WIDTH, at))
        drawn.append(text_at("chart-tick", LEFT - 8, at + 5, "end", f"{value.normalize():,f} {unit}".replace("-", "−")))
        value += step
    return drawn


def _columns(scale: _Scale, periods: Sequence[str], series: Sequence[Series]) -> list[str]:
    pitch = (WIDTH - LEFT) / max(len(periods), 1)
    wide = min(pitch * Decimal("0.68"), Decimal(56))
    drawn = []
    for at, period in enumerate(periods):
        left = LEFT + pitch * at + (pitch - wide) / 2
        above, below = ZERO, ZERO
        for number, one in enumerate(series):
            value = one.values[at]
            if not value:
                continue
            low, high = (above, above + value) if value > 0 else (below + value, below)
            above, below = (high, below) if value > 0 else (above, low)
            top = scale.at(high)
            said = f"{period}, {one.label}: {one.said[at]}"
            drawn.append(rect(part_class(number), left, top, wide, scale.at(low) - top, said=said, round_by=0))
    return drawn


def _labels(periods: Sequence[str]) -> list[str]:
    """What each column is; of many, every second or third is named."""
    pitch = (WIDTH - LEFT) / max(len(periods), 1)
    every = -(-len(periods) // MOST_LABELS) if periods else 1
    return [
        text_at("chart-tick", LEFT + pitch * at + pitch / 2, TOP + TALL + 24, "middle", period)
        for at, period in enumerate(periods)
        if at % every == 0
    ]


def _legend(series: Sequence[Series]) -> list[str]:
    drawn = []
    for number, one in enumerate(series):
        top = TOP + TALL + LEGEND_FROM - 18 + LEGEND_PITCH * number
        drawn.append(rect(part_class(number), ZERO, top, Decimal(14), 14))
        drawn.append(text_at("chart-label", 22, top + 12, "start", one.label))
    return drawn


def _said(periods: Sequence[str], series: Sequence[Series]) -> str:
    columns = []
    for at, period in enumerate(periods):
        parts = [f"{one.label} {one.said[at]}" for one in series if one.values[at]]
        columns.append(f"{period}: {', '.join(parts) or 'nothing'}")
    return "; ".join(columns)
