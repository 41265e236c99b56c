"""The signs that charts are drawn with, and the frame that says the whole chart in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape, quoteattr

ZERO: Final = Decimal(0)
WIDTH: Final = Decimal(640)
PARTS: Final = 8  # classes for parts in the style sheet; more parts start again with the first


def part_class(index: int) -> str:
    """The style class of the part with this number, from 0."""
    return f"chart-part-{index % PARTS + 1}"


def shortened(text: str, longest: int) -> str:
    """As much of the text as fits, with a sign that there was more; the description has the whole of it."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def pixels(value: Decimal | float) -> str:
    """A length or a place in the view box, to a tenth of a pixel."""
    return f"{value:.1f}"


def svg(*, chart_id: str, kind: str, title: str, said: str, height: Decimal | int, drawn: Sequence[str]) -> str:
    """The whole picture, with its name and every figure in words for those who do not see it.

    :param chart_id: unique in the page; the title's and description's ids are made from it
    """
    title_id, said_id = f"{chart_id}-title", f"{chart_id}-desc"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart-{kind}" role="img" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" aria-labelledby={quoteattr(f"{title_id} {said_id}")}>'
        f"<title id={quoteattr(title_id)}>{escape(title)}</title>"
        f"<desc id={quoteattr(said_id)}>{escape(said or 'Nothing to show yet.')}</desc>"
        f"{''.join(drawn)}</svg>"
    )


def rect(
    css: str,
    left: Decimal,
    top: Decimal | int,
    width: Decimal,
    height: Decimal | int,
    *,
    said: str = "",
    round_by: int = 2,
) -> str:
    """A box; `said` is what a pointer over it is told."""
    size = f'width="{pixels(width)}" height="{pixels(height)}"'
    top_text = pixels(top) if isinstance(top, Decimal) else str(top)
    return _closed(f'rect class="{css}" x="{pixels(left)}" y="{top_text}" {size} rx="{round_by}"', said)


def path(css: str, steps: str, *, said: str = "") -> str:
    """Any outline."""
    return _closed(f'path class="{css}" d="{steps}"', said)


def circle(css: str, x: float, y: float, radius: float) -> str:
    """A dot."""
    return f'<circle class="{css}" cx="{pixels(x)}" cy="{pixels(y)}" r="{pixels(radius)}"/>'


def _closed(opened: str, said: str) -> str:
    return f"<{opened}><title>{escape(said)}</title></{opened.split(' ', 1)[0]}>" if said else f"<{opened}/>"


def line(css: str, at: Decimal, top: Decimal | int, bottom: Decimal | int) -> str:
    """An upright line."""
    return f'<line class="{css}" x1="{pixels(at)}" x2="{pixels(at)}" y1="{top}" y2="{bottom}"/>'


def level(css: str, left: Decimal, right: Decimal, at: Decimal) -> str:
    """A line on the level."""
    return f'<line class="{css}" x1="{pixels(left)}" x2="{pixels(right)}" y1="{pixels(at)}" y2="{pixels(at)}"/>'


def text_at(css: str, left: Decimal | float, baseline: Decimal | float, anchor: str, text: str) -> str:
    """Words in the colour of the page's own."""
    base = str(baseline) if isinstance(baseline, int) else pixels(baseline)
    return (
        f'<text class="{css}" x="{pixels(left)}" y="{base}" text-anchor="{anchor}" fill="currentColor">'
        f"{escape(text)}</text>"
    )
