"""What a row below the headers is: an item, or one of the other things that people put into lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from listings.importing.fields import Field, label_words

_TOTAL: Final = re.compile(
    r"(?:(?:grand|sub|overall|running|sheet|page)?[\s-]*totals?"
    r"(?: (?:items?|qty|quantity|weight|value|kg|units|pieces|number|ex vat|inc vat|cost|price|no|assets))*|sum)"
    r"\s*[:.=]?",
    re.IGNORECASE,
)
_LONGEST_SECTION: Final = 60  # characters; longer is a remark
_SENTENCE: Final = re.compile(
    r"[.!?]$|\b(?:please|must be|collect|contact|call|e-?mail|note|all items|subject to|viewing|vat)\b|@|\d{5}",
    re.IGNORECASE,
)


class RowKind(StrEnum):
    """What became of a row."""

    ITEM = "item"
    BLANK = "blank"
    SECTION = "section"
    TOTAL = "total"
    HEADER = "header"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class RowNote:
    """A row that is no item, and what we did with it; ``number`` is the row of the file, from 1."""

    number: int
    kind: RowKind
    message: str


def classify(cells: list[str], mapping: Mapping[int, Field], labels: list[str]) -> RowKind:
    """What a row is, by itself. :func:`is_sum` finds totals without a word, which takes the rows above."""
    filled = [index for index, cell in enumerate(cells) if cell]
    if not filled:
        return RowKind.BLANK
    if _is_total(cells, filled, mapping):
        return RowKind.TOTAL
    if _repeats(cells, filled, labels):
        return RowKind.HEADER
    if len(filled) == 1:
        return _lone(cells[filled[0]], filled[0], mapping)
    return RowKind.ITEM


def _is_total(cells: list[str], filled: list[int], mapping: Mapping[int, Field]) -> bool:
    """ "TOTAL" in its own cell, and otherwise only figures."""
    words = [cells[index] for index in filled if not _figure(cells[index])]
    return bool(words) and all(_TOTAL.fullmatch(word) for word in words)


_BARE_FIGURE: Final = re.compile(r"[£€$]?\s*-?[\d,.]*\d[\d,.]*\s*(?:kgs?|t|tonnes?)?")


def _figure(cell: str) -> bool:
    return _BARE_FIGURE.fullmatch(cell) is not None


def _repeats(cells: list[str], filled: list[int], labels: list[str]) -> bool:
    """The header row once more, as on every printed page."""
    same = sum(label_words(cells[index]) == label_words(labels[index]) for index in filled)
    return len(filled) >= 2 and same >= max(2, len(filled) * 0.6)


def _lone(cell: str, index: int, mapping: Mapping[int, Field]) -> RowKind:
    """One cell in an otherwise empty row: a heading for what follows, or a remark. An item in a list of titles."""
    used = [field for field in mapping.values() if field is not Field.IGNORE]
    if len(used) <= 1:
        return RowKind.ITEM
    if len(cell) > _LONGEST_SECTION or _SENTENCE.search(cell) or _figure(cell):
        return RowKind.REMARK
    return RowKind.SECTION if mapping.get(index) not in {Field.QUANTITY, Field.PRICE, Field.LINK} else RowKind.REMARK


def is_sum(cells: list[str], above: list[list[str]]) -> bool:
    """Whether a row holds only figures, and one of them is what its column adds up to: a total without the word."""
    filled = [index for index, cell in enumerate(cells) if cell]
    if not all(_figure(cells[index]) for index in filled):
        return False
    return any(_number(cells[index]) == _added([row[index] for row in above]) for index in filled)


def _added(cells: list[str]) -> Decimal:
    return sum((_number(cell) or Decimal(0) for cell in cells), Decimal(0))


def _number(cell: str) -> Decimal | None:
    found = re.search(r"\d[\d,]*(?:\.\d+)?", cell)
    try:
        return Decimal(found[0].replace(",", "")) if found else None
    except InvalidOperation:
        return None


def note(number: int, kind: RowKind, cells: list[str]) -> RowNote:
    """The sentence that the preview shows for a row that is no item."""
    said = " | ".join(cell for cell in cells if cell)
    said = said if len(said) <= 120 else said[:119] + "…"
    messages = {
        RowKind.BLANK: "Blank row.",
        RowKind.SECTION: f"“{said}” was read as a heading for the rows below it.",
        RowKind.TOTAL: f"“{said}” was read as a total and left out.",
        RowKind.HEADER: "The headers are repeated here.",
        RowKind.REMARK: f"“{said}” was read as a remark, not as an item.",
    }
    return RowNote(number, kind, messages[kind])
