"""A report on paper: what stands on it as plain values, and the PDF (PDF/UA-1, charts as vectors, page x of y)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from marketplace.kernel.typesetting import typeset

_TEMPLATE: Final = Path(__file__).with_name("report.typ")
_STYLE: Final = Path(__file__).with_name("chart_print.css")
_FONTS: Final = ("fontpkg_hanken_grotesk", "fontpkg_bricolage_grotesque")
_OPENED: Final = re.compile(r"<svg [^>]*>")


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the large figures on the first page."""

    label: str
    value: str
    unit: str
    note: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what it is."""

    term: str
    value: str


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with their relative widths and sides ("l" or "r"); `totals` are the numbers of rows that sum up.

    A dense table is the smaller print of an annex.
    """

    caption: str
    heads: Sequence[str]
    widths: Sequence[float]
    sides: str
    rows: Sequence[Sequence[str]]
    totals: Sequence[int] = ()
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with what it shows in words. `svg` is as the page shows it; the colours of print are put in here."""

    svg: str
    words: str
    wide: int = 100  # per cent of the measure


@dataclass(frozen=True, slots=True)
class Section:
    """A part under a heading: words, pictures, facts, tables. `breaks` begins a new page."""

    title: str
    words: Sequence[str] = ()
    facts: Sequence[Fact] = ()
    pictures: Sequence[Picture] = ()
    tables: Sequence[Table] = ()
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Who signs, and when they did; without a moment it is a line that waits."""

    role: str
    name: str
    at: str


@dataclass(frozen=True, slots=True)
class Printed:
    """All that stands on the paper."""

    title: str
    subtitle: str
    organisation: str
    stamp: str
    lead: str
    figures: Sequence[Figure]
    sections: Sequence[Section]
    signatures: Sequence[SignatureLine]
    footer: str


def write_pdf(printed: Printed) -> bytes:
    """The paper. The same report makes the same bytes."""
    told = asdict(printed)
    for section in told["sections"]:
        for picture in section["pictures"]:
            picture["svg"] = inked(picture["svg"])
    return typeset(_TEMPLATE.read_bytes(), told, fonts=_folders())


def inked(svg: str) -> str:
    """The chart with the colours of print; no font of ours has a lowered two, and a picture takes one font."""
    style = _STYLE.read_text(encoding="utf-8")
    opened = _OPENED.sub(lambda found: f"{found[0]}<style>{style}</style>", svg, count=1)
    return opened.replace("₂", "2").replace('fill="currentColor"', "")


def _folders() -> list[Path]:
    """Where the letters of the site lie; without them the typesetter's own are taken."""
    specs = [find_spec(name) for name in _FONTS]
    return [Path(spec.origin).parent / "files" for spec in specs if spec is not None and spec.origin]
