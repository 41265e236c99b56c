"""Where a list's headers are, below its titles, and what each column seems to mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from listings.importing import sniffing
from listings.importing.fields import PHRASES, Field, label_words
from listings.importing.sheets import SheetRefused, column_letter
from marketplace.kernel.errors import gettext_noop

_LOOKED_AT: Final = 40  # rows in which the headers must be
_LONGEST_LABEL: Final = 60
_UNIT: Final = re.compile(
    r"(?:\(|\b|/)\s*(mm|cm|m|inches|in|ft|kgs?|g|t|tonnes?|lbs?|m2|m²|m3|m³)\s*\)?\s*$", re.IGNORECASE
)

_UNIT_IN_BRACKETS: Final = re.compile(r"\(\s*(?:in\s+)?(mm|cm|m|inches|ft|kgs?|g|t|tonnes?|lbs?)\s*\)", re.IGNORECASE)
_SHORTEST_PHRASE: Final = 3  # letters: "w" or "no" inside a longer label says nothing
_SUB_LABELS: Final = {
    *("w", "d", "h", "l", "x", "n", "mm", "cm", "m", "kg", "t", "tonnes", "gbp", "each", "ea", "total", "unit", "per"),
    *("item", "of", "ex", "inc", "vat", "from", "to", "new", "asking", "min", "max"),
}


class NoDataRows(SheetRefused):
    """Headers, and nothing below."""

    code = "no_data_rows"
    message = gettext_noop("We found the headers in row {row}, but no row with anything in it below them.")


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """A column, what it is called in the sheet, what we take it for and how sure we are (0 to 1)."""

    index: int
    label: str
    field: Field
    confidence: float
    samples: tuple[str, ...]
    unit: str = ""  # a unit named in the label: "mm", "kg"

    @property
    def letter(self) -> str:
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class TitleNote:
    """A line above the headers, which people use for titles and remarks such as where to collect."""

    number: int  # row of the file, from 1
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is laid out. Row indices count from 0; ``header_row`` is none in a sheet without headers."""

    header_row: int | None
    header_rows: int
    first_data_row: int
    columns: tuple[ColumnGuess, ...]
    notes: tuple[TitleNote, ...]

    @property
    def mapping(self) -> dict[int, Field]:
        """The guesses, as :func:`listings.importing.rows.parse` takes them."""
        return {column.index: column.field for column in self.columns}

    @property
    def labels(self) -> list[str]:
        return [column.label for column in self.columns]

    @property
    def units(self) -> dict[int, str]:
        return {column.index: column.unit for column in self.columns if column.unit}


def guess_layout(rows: list[list[str]]) -> Layout:
    """Find the headers and guess the columns.

    :param rows: all of one width, as :class:`listings.importing.sheets.Sheet` holds them
    :raises NoDataRows: nothing below the headers
    """
    at = find_header(rows)
    if at is None:
        first = next(i for i, row in enumerate(rows) if any(row))
        labels = [f"Column {column_letter(i)}" for i in range(len(rows[0]))]
        data = [row for row in rows[first:] if any(row)]
        return Layout(None, 0, first, _columns([""] * len(labels), labels, data), ())
    deep = 2 if _is_second_header(rows, at) else 1
    labels = _joined(rows[at], rows[at + 1]) if deep == 2 else [" ".join(cell.split()) for cell in rows[at]]
    data = [row for row in rows[at + deep :] if any(row)]
    if not data:
        raise NoDataRows(row=at + 1)
    notes = tuple(TitleNote(i + 1, " ".join(filter(None, rows[i]))) for i in range(at) if any(rows[i]))
    shown = [label or f"Column {column_letter(i)}" for i, label in enumerate(labels)]
    return Layout(at, deep, at + deep, _columns(labels, shown, data), notes)


def find_header(rows: list[list[str]]) -> int | None:
    """The row that reads most like headers: most labels that we know, fewest figures; the first of equals."""
    best, best_score = None, 0.0
    for index, row in enumerate(rows[:_LOOKED_AT]):
        filled = [cell for cell in row if cell]
        known = sum(label_field(cell)[1] >= 0.6 for cell in filled)
        figures = sum(any(sign.isdigit() for sign in cell) and label_field(cell)[1] < 0.9 for cell in filled)
        enough = known >= 2 or (known == 1 and len(filled) == 1 and len(row) == 1)
        score = known + known / len(filled) - figures if filled else 0
        if enough and score > best_score:
            best, best_score = index, score
    return best


def label_field(label: str) -> tuple[Field, float]:
    """What a label means by its words, and how surely: 0.95 where it is one that we know, 0.6 where it contains one."""
    if not label or len(label) > _LONGEST_LABEL:
        return Field.DESCRIPTION, 0.0
    bare = re.sub(r"\(.*?\)|\[.*?\]", " ", label)
    plain = label_words(bare)
    for words in (label_words(label), plain, label_words(_UNIT.sub("", bare)), plain.removesuffix("s")):
        if words in PHRASES:
            return PHRASES[words], 0.95
    padded = f" {plain} "
    inside = [phrase for phrase in PHRASES if len(phrase) >= _SHORTEST_PHRASE and f" {phrase} " in padded]
    if inside:
        return PHRASES[max(inside, key=lambda phrase: (len(phrase), -padded.index(phrase)))], 0.6
    return Field.DESCRIPTION, 0.0


def _is_second_header(rows: list[list[str]], at: int) -> bool:
    """Whether the next row only goes on with the labels: "each | total" below "Weight (kg)"."""
    if at + 1 >= len(rows):
        return False
    cells = [(i, cell) for i, cell in enumerate(rows[at + 1]) if cell]
    if not cells or any(any(sign.isdigit() for sign in cell) or len(cell) > 20 for _, cell in cells):
        return False
    ours = [set(label_words(cell).split()) <= _SUB_LABELS or label_field(cell)[1] > 0.9 for _, cell in cells]
    short = sum(set(label_words(cell).split()) <= _SUB_LABELS for _, cell in cells)
    return all(ours) and short >= 1


def _joined(above: list[str], below: list[str]) -> list[str]:
    """Two rows of labels as one; a label above covers the columns to its right that have only one below."""
    joined, group = [], ""
    for top, bottom in zip(above, below, strict=True):
        group = top or (group if bottom else "")
        joined.append(" ".join(f"{group} {bottom}".split()))
    return joined


def _columns(labels: list[str], shown: list[str], data: list[list[str]]) -> tuple[ColumnGuess, ...]:
    guesses: dict[int, tuple[Field, float]] = {}
    for index, label in enumerate(labels):
        cells = [row[index] for row in data if row[index]]
        guesses[index] = _guess(label, cells, headerless=not any(labels))
    _settle(guesses)
    _ensure_title(guesses, labels, data)
    return tuple(
        ColumnGuess(
            index=index,
            label=shown[index],
            field=field,
            confidence=confidence,
            samples=tuple(dict.fromkeys(row[index] for row in data if row[index]))[:3],
            unit=_unit_in(labels[index]),
        )
        for index, (field, confidence) in guesses.items()
    )


def _unit_in(label: str) -> str:
    match = _UNIT.search(label) or _UNIT_IN_BRACKETS.search(label)
    return match[1].lower() if match else ""


def _guess(label: str, cells: list[str], *, headerless: bool) -> tuple[Field, float]:
    field, confidence = label_field(label)
    if not cells:
        return (field, confidence) if confidence else (Field.IGNORE, 1.0)
    if confidence:
        return sniffing.corrected(field, confidence, label_words(label), cells)
    return sniffing.by_content(cells, label_words(label), headerless=headerless)


def _settle(guesses: dict[int, tuple[Field, float]]) -> None:
    """Each meaning once: the surest, then the leftmost column keeps it; others go to the description."""
    for field in Field:
        holders = [index for index, (held, _) in guesses.items() if held is field]
        if field.repeatable or len(holders) < 2:
            continue
        keeper = max(holders, key=lambda index: (guesses[index][1], -index))
        for index in holders:
            if index != keeper:
                guesses[index] = (Field.DESCRIPTION, 0.3)


_TITLE_RANK: Final[Mapping[str, int]] = {"description": 3, "details": 2, "specification": 2, "type": 1, "detail": 2}


def _ensure_title(guesses: dict[int, tuple[Field, float]], labels: list[str], data: list[list[str]]) -> None:
    """A list needs a column that says what the things are: a description, a type or the wordiest column will do."""
    held = {field for field, _ in guesses.values()}
    if Field.TITLE in held or (Field.MODEL in held and held & {Field.CATEGORY, Field.MAKE}):
        return  # make, model and type together make a title
    able = [index for index, (field, _) in guesses.items() if field in {Field.DESCRIPTION, Field.CATEGORY, Field.MODEL}]
    worth = {index: _title_worth(labels[index], [row[index] for row in data]) for index in able}
    if worth and max(worth.values()) > (0, 0.0):
        guesses[max(worth, key=lambda index: (worth[index], -index))] = (Field.TITLE, 0.6)


def _title_worth(label: str, cells: list[str]) -> tuple[int, float]:
    filled = [cell for cell in cells if cell]
    if len(filled) * 2 < len(cells):
        return 0, 0.0
    return _TITLE_RANK.get(label_words(label), 0), sniffing.title_likeness(filled)
