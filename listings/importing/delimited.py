"""CSV, as it comes: any common encoding, any common delimiter, quotation marks that never close."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Final

from listings.importing.sheets import MOST_ROWS, NotText, Sheet, SheetRefused, tidy_rows
from marketplace.kernel.errors import gettext_noop

DELIMITERS: Final = (",", ";", "\t", "|")
_NAMES: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_LOOKED_AT: Final = 200  # rows that decide on the delimiter


def read_delimited(data: bytes, name: str) -> Sheet:
    """Rows of a CSV, TSV or similar.

    :raises SheetRefused: not text, nothing in it, past a cap
    """
    text, notes = decoded(data, name)
    text, told = _told_delimiter(text)
    try:
        delimiter = told or sniffed_delimiter(text)
        rows, closed = _records(text, delimiter)
    except csv.Error as error:
        raise SheetRefused(
            gettext_noop("“{name}” cannot be read as a list: one of its cells holds more than {most} characters."),
            name=name,
            most=csv.field_size_limit(),
        ) from error
    if delimiter != ",":
        notes.append(f"The columns are separated by {_NAMES.get(delimiter, repr(delimiter))}.")
    if not closed:
        notes.append("A quotation mark is opened and never closed, so quotation marks were read as plain text.")
    return Sheet(name="", names=("",), rows=tidy_rows(rows, name), notes=notes)


def decoded(data: bytes, name: str) -> tuple[str, list[str]]:
    """The text and how it was read: UTF-8, UTF-16 (with or without its mark), else Windows-1252.

    :raises NotText: NUL in the text, or bytes that Windows-1252 does not know
    """
    encoding = _encoding(data)
    try:
        text, notes = data.decode(encoding), [] if encoding == "utf-8-sig" else ["The file was read as UTF-16."]
    except UnicodeDecodeError:
        try:
            text, notes = data.decode("cp1252"), ["The file was read as Windows-1252, the older Windows alphabet."]
        except UnicodeDecodeError as error:
            raise NotText(name=name) from error
    if "\x00" in text:
        raise NotText(name=name)
    return text.removeprefix("\ufeff"), notes


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:2000]
    if len(head) >= 4 and head.count(0) > len(head) * 0.3:  # Latin text in UTF-16 has a NUL in every pair
        return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    return "utf-8-sig"


def _told_delimiter(text: str) -> tuple[str, str]:
    """Excel's own first line "sep=;" says the delimiter; it becomes a blank row so that numbers still agree."""
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"').lower()
    if told.startswith("sep=") and len(told) == 5:
        return "\n" + rest, told[4]
    return text, ""


def sniffed_delimiter(text: str) -> str:
    """The delimiter under which most rows have the same number of cells, more than one; a comma where none does."""
    sample = "\n".join(text.splitlines()[:_LOOKED_AT])
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if any(map(str.strip, row))]
        shared = Counter(width for width in widths if width > 1).most_common(1)
        if shared:
            width, rows = shared[0]
            score = rows / len(widths) * min(width, 12) ** 0.5
            if score > best_score:
                best, best_score = delimiter, score
    return best


def _records(text: str, delimiter: str) -> tuple[list[list[str]], bool]:
    """The records, and whether every quotation mark was closed; one that is not would swallow all that follows."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if not _swallowed(rows, delimiter):
        return rows, True
    return list(csv.reader(text.splitlines(), delimiter=delimiter, quoting=csv.QUOTE_NONE)), False


def _swallowed(rows: list[list[str]], delimiter: str) -> bool:
    """Whether the last record ends in a cell that holds several whole lines with delimiters of their own."""
    if not rows or not rows[-1] or len(rows) > MOST_ROWS:
        return False
    lines = rows[-1][-1].rstrip("\r\n").split("\n")
    return len(lines) > 2 and sum(delimiter in line for line in lines[1:]) >= 2
