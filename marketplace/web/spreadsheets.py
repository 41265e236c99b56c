"""Sheets that we hand out: nothing in them is ever a formula, whatever people typed into their listings.

A spreadsheet program runs a cell that starts with ``=``, ``+``, ``-`` or ``@`` (also in its full-width form, or after a
tab or line end). Such text gets an apostrophe in front. Real numbers stay numbers.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

Value = str | int | float | Decimal | date | datetime | bool | None

_ACTIVE: Final = frozenset("=+-@\t\r\n＝＋－＠")
_IGNORED: Final = " \u00a0\u200b\ufeff\u3000'\""  # what a program may skip before it looks
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
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
