"""In whose hands a lot was, and for how long: as bars of a picture. Server-made SVG, without scripts and inline styles.

Longer bars are longer times, by the square root: two hours on a van and two years in a school both stay visible.
Classes for the style sheet: ``spans`` (the whole), ``span-home`` and ``span-road`` (bars), ``span-number`` (their
numbers, which the list under the picture takes up), ``span-part`` (where a share went its own way), ``span-end``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Final

HEIGHT: Final = 64
_LEAST: Final = 7.0  # per cent of the width: room for a number
_BAR: Final = (18, 28)


@dataclass(frozen=True, slots=True)
class Span:
    """One holder's time with the lot. `until` None: still. `owns`: it is theirs, not only on its way with them."""

    holder: str
    place: str
    owns: bool
    since: datetime
    until: datetime | None
    #: moments at which a share of it went its own way.
    parts: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Touch:
    """A moment that changes hands (`role` home: theirs; road: on its way with them) or at which a part left (part)."""

    key: int
    holder: str
    place: str
    at: datetime
    role: str


def spans_of(touches: Sequence[Touch], *, ended_at: datetime | None) -> list[Span]:
    """The times that it was with somebody. What comes to be theirs while it is with them is theirs."""
    spans: list[Span] = []
    key = None
    for touch in touches:
        last = spans[-1] if spans else None
        if touch.role == "part":
            if last is not None:
                spans[-1] = replace(last, parts=(*last.parts, touch.at))
        elif last is not None and key == touch.key:
            spans[-1] = replace(last, owns=last.owns or touch.role == "home", place=touch.place or last.place)
        else:
            if last is not None:
                spans[-1] = replace(last, until=touch.at)
            spans.append(Span(touch.holder, touch.place, touch.role == "home", touch.at, None))
            key = touch.key
    if spans and ended_at is not None:
        spans[-1] = replace(spans[-1], until=ended_at)
    return spans


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a span stands in the picture, in per cent of its width."""

    left: float
    width: float


def bars_of(spans: Sequence[Span], now: datetime) -> list[Bar]:
    """Their places, in order and without a gap; together 100."""
    if not spans:
        return []
    roots = [math.sqrt(max(((span.until or now) - span.since).total_seconds(), 0)) for span in spans]
    least = min(_LEAST, 100 / len(spans))
    spare, total = 100 - least * len(spans), sum(roots)
    widths = [least + (spare * root / total if total else spare / len(spans)) for root in roots]
    return [Bar(sum(widths[:place]), width) for place, width in enumerate(widths)]


def spans_svg(spans: Sequence[Span], *, now: datetime, ended: bool, title: str) -> str:
    """The picture: one bar for each, numbered from 1; a notch where a share left; an arrow or an end.

    :returns: well-formed markup, all text escaped
    """
    top, height = _BAR
    drawn = [f'<svg class="spans" role="img" aria-label="{escape(title)}" width="100%" height="{HEIGHT}">']
    for number, (span, bar) in enumerate(zip(spans, bars_of(spans, now), strict=True), 1):
        kind = "home" if span.owns else "road"
        where = f'x="{bar.left:.2f}%" width="{bar.width:.2f}%"'
        drawn.append(f'<rect class="span-{kind}" {where} y="{top}" height="{height}"/>')
        middle = bar.left + bar.width / 2
        drawn.append(f'<text class="span-number" x="{middle:.2f}%" y="{top + 20}" text-anchor="middle">{number}</text>')
        drawn += [_notch(span, bar, at, now) for at in span.parts]
    if ended:
        drawn.append(f'<rect class="span-end" x="99%" width="1%" y="{top - 8}" height="{height + 16}"/>')
    return "".join([*drawn, "</svg>"])


def _notch(span: Span, bar: Bar, at: datetime, now: datetime) -> str:
    """Where in its bar a share left: a line down and out."""
    whole = ((span.until or now) - span.since).total_seconds()
    share = min(max((at - span.since).total_seconds() / whole, 0.05), 0.95) if whole > 0 else 0.5
    x, foot = bar.left + bar.width * share, _BAR[0] + _BAR[1]
    return f'<line class="span-part" x1="{x:.2f}%" x2="{x:.2f}%" y1="{foot - 8}" y2="{HEIGHT}"/>'
