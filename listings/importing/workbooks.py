"""XLSX: the worksheet with the list is found, dates stay dates, numbers lose their float noise, bombs are refused."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from listings.importing.sheets import (
    MOST_COLUMNS,
    MOST_ROWS,
    BrokenWorkbook,
    NoData,
    NoSuchWorksheet,
    Sheet,
    SheetTooHeavy,
    WrongKindOfFile,
    column_letter,
    tidy_rows,
)

MOST_UNPACKED: Final = 120 * 1024 * 1024
MOST_PARTS: Final = 2_000
# openpyxl walks every row and column up to the last that holds something: a far corner must not cost that.
_FAR_ROW: Final = 20_000
_FAR_COLUMN: Final = 256
WORST_RATIO: Final = 150  # real workbooks pack about 5 to 40 times
_SMALL: Final = 2 * 1024 * 1024  # below this the ratio says nothing
_ERRORS: Final = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
# What openpyxl, zipfile and the XML parser raise on files that are not what they claim.
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, EOFError, OSError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
_OTHER_ZIPS: Final = (
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint file"),
    ("content.xml", "an OpenDocument file"),
)


def read_workbook(data: bytes, name: str, worksheet: str | None = None) -> Sheet:
    """Rows of one worksheet: the one asked for, else the visible one with most filled cells.

    :raises SheetRefused: not an XLSX, damaged, a bomb, past a cap, nothing in it
    """
    try:
        check_package(data, name)
        # openpyxl warns of what it leaves out (validations, styles); the cells are all that we want.
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        filled = {sheet.title: _filled_cells(sheet) for sheet in values.worksheets}
        hidden = {sheet.title for sheet in values.worksheets if sheet.sheet_state != "visible"}
        chosen = _chosen(filled, hidden, name, worksheet)
        rows = tidy_rows(_texts(values[chosen]), name)
        notes = _notes(filled, hidden, chosen)
        notes += _formula_notes(data, chosen, rows)
    except _DAMAGE as error:
        raise BrokenWorkbook(name=name) from error
    names = tuple(title for title, count in filled.items() if count)
    return Sheet(name=chosen, names=names, rows=[[_without_error(cell) for cell in row] for row in rows], notes=notes)


def check_package(data: bytes, name: str) -> None:
    """Refuse a ZIP that is not a workbook, or that unpacks to far more than it weighs.

    :raises WrongKindOfFile | SheetTooHeavy | BrokenWorkbook:
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        titles = {part.filename for part in parts}
        if "xl/workbook.xml" not in titles:
            kinds = (kind for start, kind in _OTHER_ZIPS if any(title.startswith(start) for title in titles))
            raise WrongKindOfFile(name=name, kind=next(kinds, "a ZIP archive"))
        unpacked = sum(part.file_size for part in parts)
        bomb = any(p.file_size > _SMALL and p.file_size > WORST_RATIO * max(p.compress_size, 1) for p in parts)
        if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS or bomb:
            raise SheetTooHeavy(name=name, most=MOST_UNPACKED // 1024 // 1024)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and _declares_entities(package, part):
                raise BrokenWorkbook(name=name)


def _declares_entities(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """No spreadsheet program writes a document type; it is there to blow up the parser."""
    with package.open(part) as stream:
        tail = b""
        while block := stream.read(1 << 20):
            if b"<!DOCTYPE" in tail + block or b"<!ENTITY" in tail + block:
                return True
            tail = block[-16:]
    return False


def _filled_cells(sheet: Any) -> int:  # Any: openpyxl publishes no types
    """How many cells hold something, counted no further than it takes to choose."""
    sheet.reset_dimensions()
    count = 0
    for row in sheet.iter_rows(values_only=True, max_row=_FAR_ROW, max_col=_FAR_COLUMN):
        count += sum(value is not None and value != "" for value in row)
        if count > 2_000:
            break
    return count


def _chosen(filled: dict[str, int], hidden: set[str], name: str, worksheet: str | None) -> str:
    if worksheet is not None:
        if worksheet not in filled:
            raise NoSuchWorksheet(name=name, worksheet=worksheet[:40])
        return worksheet
    choices = [title for title, count in filled.items() if count]
    if not choices:
        raise NoData(name=name)
    # The first of the visible ones with most in it: a cover page or a list of codes holds less than the list.
    return max(choices, key=lambda title: (title not in hidden, filled[title], -choices.index(title)))


def _notes(filled: dict[str, int], hidden: set[str], chosen: str) -> list[str]:
    others = [title for title, count in filled.items() if count and title != chosen]
    notes = []
    if others:
        listed = ", ".join(f"“{title}”{' (hidden)' if title in hidden else ''}" for title in others)
        notes.append(f"Read from the worksheet “{chosen}”. Others that hold something: {listed}.")
    if chosen in hidden:
        notes.append(f"The worksheet “{chosen}” is hidden in the file.")
    return notes


def _texts(sheet: Any) -> Iterator[list[str]]:  # Any: openpyxl publishes no types
    sheet.reset_dimensions()
    for row in sheet.iter_rows(values_only=True, max_row=_FAR_ROW, max_col=_FAR_COLUMN):
        yield [as_text(value) for value in row]


def as_text(value: object) -> str:
    """A cell's value as a person would read it: 12.0 is "12", 0.1+0.2 is "0.3", midnight is only a date."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _number(value: float) -> str:
    """The shortest decimal within the 15 digits that a spreadsheet keeps, never with an exponent."""
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - the definition of NaN
        return ""
    text = f"{Decimal(f'{value:.12g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _without_error(cell: str) -> str:
    return "" if cell in _ERRORS else cell


def _formula_notes(data: bytes, chosen: str, rows: list[list[str]]) -> list[str]:
    """Say which cells show nothing or an error because the file holds a formula without its result."""
    errors = [_cell(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell in _ERRORS]
    formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)[chosen]
    formulas.reset_dimensions()
    unknown = [
        _cell(r, c)
        for r, row in enumerate(formulas.iter_rows(values_only=True, max_row=MOST_ROWS, max_col=MOST_COLUMNS))
        for c, value in enumerate(row)
        if isinstance(value, str) and value.startswith("=") and not _at(rows, r, c)
    ]
    notes = []
    if errors:
        notes.append(f"Cells that show an error were read as empty: {_some(errors)}.")
    if unknown:
        notes.append(
            f"Formulas without a stored result were read as empty: {_some(unknown)}. "
            "Open the file in your spreadsheet program and save it to store the results."
        )
    return notes


def _at(rows: list[list[str]], row: int, column: int) -> str:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def _cell(row: int, column: int) -> str:
    return f"{column_letter(column)}{row + 1}"


def _some(cells: list[str]) -> str:
    return ", ".join(cells[:6]) + (f" and {len(cells) - 6} more" if len(cells) > 6 else "")
