"""Sheets that we hand out: nothing in them is ever a formula, whatever people typed into their listings.

A spreadsheet program runs a cell that starts with ``=``, ``+``, ``-`` or ``@`` (also in its full-width form, or after a
tab or line end). Such text gets an apostrophe in front in CSV; in XLSX it is typed as text. Real numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import xlsxwriter

Value = str | int | float | Decimal | date | datetime | bool | None

_ACTIVE: Final = frozenset("=+-@\t\r\n＝＋－＠")
_IGNORED: Final = " \u00a0\u200b\ufeff\u3000'\""  # what a program may skip before it looks
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL: Final = 32_767  # characters that XLSX allows
_BOM: Final = "\ufeff"  # so that Excel reads UTF-8 as such


def csv_safe(value: Value) -> str:
    """The text of one CSV cell, with an apostrophe in front where a program would take it for a formula.

    A plain negative number ("-3.5") is a number and stays one.
    """
    text = _text(value)
    if not isinstance(value, str) or _NUMBER.fullmatch(text):
        return text
    bare = text.lstrip(_IGNORED)
    return f"'{text}" if bare[:1] in _ACTIVE or text[:1] in _ACTIVE else text


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else _NOT_XML.sub("", str(value))


class _Line:
    """A file for csv.writer that hands back what it was given."""

    def write(self, text: str) -> str:
        return text


def csv_lines(headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """A CSV line by line, for a streaming response: UTF-8 with its mark, commas, CRLF."""
    writer = csv.writer(_Line())
    yield _BOM + writer.writerow([csv_safe(header) for header in headers])
    for row in rows:
        yield writer.writerow([csv_safe(value) for value in row])


def xlsx_bytes(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Value]]]]) -> bytes:
    """A workbook of (name, headers, rows): text as text, numbers as numbers, days as days; the header row stays put.

    The rows of a sheet are read once, in turn, and not kept.
    """
    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for name, headers, rows in sheets:
            sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31] or None)
            sheet.freeze_panes(1, 0)
            for column, header in enumerate(headers):
                sheet.set_column(column, column, max(10, min(len(header) + 2, 40)))
                sheet.write_string(0, column, _NOT_XML.sub("", header), bold)
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    _write(sheet, number, column, value, moment)
    return out.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Value, moment: object) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, moment)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value)
    else:
        sheet.write_string(row, column, _NOT_XML.sub("", value)[:_LONGEST_CELL])
