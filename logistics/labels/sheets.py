"""Sheets of labels as PDF: two A4 grids and a roll, the same labels always the same bytes.

Sizes are those of common label sheets, in millimetres: 24 and 8 on A4 as Avery L7159 and L7165 (their published
dimensions), and 89 x 36 on a roll as Dymo 99012. What people wrote goes to the typesetter as data (`label.typ`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import segno

from marketplace.kernel.typesetting import typeset

_TEMPLATE: Final = Path(__file__).with_name("label.typ")
#: A sheet too many costs somebody paper; a thousand cost the server a minute.
MOST_LABELS: Final = 240


@dataclass(frozen=True, slots=True)
class Sheet:
    """One way to print: a page of `columns` x `rows` labels, all in millimetres."""

    key: str
    page_width: float
    page_height: float
    label_width: float
    label_height: float
    columns: int = 1
    rows: int = 1
    left: float = 0
    top: float = 0
    gap: float = 0
    #: signs of a title that fit on its lines.
    title_signs: int = 48

    @property
    def places(self) -> int:
        return self.columns * self.rows


SHEETS: Final = {
    sheet.key: sheet
    for sheet in (
        Sheet("a4-24", 210, 297, 63.5, 33.9, columns=3, rows=8, left=7.21, top=12.9, gap=2.54, title_signs=32),
        Sheet("a4-8", 210, 297, 99.1, 67.7, columns=2, rows=4, left=4.63, top=13.1, gap=2.54, title_signs=44),
        Sheet("roll", 89, 36, 89, 36),
    )
}


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on one. `address` is what its QR code says."""

    title: str
    code: str
    address: str
    lines: Sequence[str] = ()


def write_labels(labels: Sequence[Label], sheet: Sheet, *, title: str, skip: int = 0) -> bytes:
    """The PDF. PDF/UA-1: each code has its address as its text.

    :param skip: places at the top of the first sheet that are used already
    :raises ValueError: no label, or more than `MOST_LABELS`
    """
    return typeset(_TEMPLATE.read_bytes(), told_of(labels, sheet, title=title, skip=skip))


def told_of(labels: Sequence[Label], sheet: Sheet, *, title: str, skip: int = 0) -> dict[str, object]:
    """What the template is told."""
    if not 1 <= len(labels) <= MOST_LABELS:
        raise ValueError(len(labels))
    codes = {label.address: _qr(label.address) for label in labels}
    return {
        "title": title,
        "sheet": asdict(sheet),
        "skip": skip % sheet.places,
        "labels": [
            {
                **asdict(label),
                "title": _cut(label.title, sheet.title_signs),
                "code": grouped(label.code),
                "short": label.address.split("://")[-1],
            }
            for label in labels
        ],
        "codes": codes,
    }


def grouped(code: str) -> str:
    """A code in groups of five, to read out and to type."""
    return " ".join(code[place : place + 5] for place in range(0, len(code), 5))


def _cut(title: str, most: int) -> str:
    """As many whole words as fit."""
    if len(title) <= most:
        return title
    head = title[: most - 1]
    return f"{head.rsplit(' ', maxsplit=1)[0] if ' ' in head else head}…"


def _qr(address: str) -> str:
    """An SVG without a quiet zone: the label leaves more than the four modules that a reader wants."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="svg", border=0, xmldecl=False, nl=False)
    return out.getvalue().decode()
