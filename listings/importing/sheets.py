"""A file becomes rows of text: CSV in its many dialects, and XLSX, with caps and refusals in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from marketplace.kernel.errors import DomainError, gettext_noop

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 5_000  # characters


class SheetRefused(DomainError):
    """The file cannot be read as a list."""

    code = "sheet_refused"
    message = gettext_noop("“{name}” cannot be read as a spreadsheet.")
    field = "file"


class SheetEmpty(SheetRefused):
    """No bytes."""

    code = "sheet_empty"
    message = gettext_noop("“{name}” is empty. Choose the file again.")


class SheetTooHeavy(SheetRefused):
    """More bytes than we read, packed or unpacked."""

    code = "sheet_too_heavy"
    message = gettext_noop("“{name}” is larger than {most} MB. Save only the sheet with the list, without pictures.")


class WrongKindOfFile(SheetRefused):
    """Not a spreadsheet, whatever its name says."""

    code = "wrong_kind_of_file"
    message = gettext_noop(
        "“{name}” is {kind}, not a spreadsheet that we can read. Save it as XLSX or CSV and try again."
    )


class OldExcel(SheetRefused):
    """The XLS format of before 2007."""

    code = "old_excel"
    message = gettext_noop(
        "“{name}” is in the old Excel format (.xls). Open it and save it as an Excel workbook (.xlsx) or CSV."
    )


class LockedWorkbook(SheetRefused):
    """Encrypted with a password."""

    code = "locked_workbook"
    message = gettext_noop("“{name}” is locked with a password. Save a copy without one and try again.")


class BrokenWorkbook(SheetRefused):
    """An XLSX that does not hold together."""

    code = "broken_workbook"
    message = gettext_noop("“{name}” is damaged or was only partly sent. Open it, save it again and try once more.")


class NotText(SheetRefused):
    """Bytes that are no text in any encoding that we know, such as NUL."""

    code = "not_text"
    message = gettext_noop("“{name}” contains bytes that are not text (NUL characters). Save it again as CSV or XLSX.")


class NoSuchWorksheet(SheetRefused):
    """A worksheet was asked for that is not there."""

    code = "no_such_worksheet"
    message = gettext_noop("“{name}” has no worksheet called “{worksheet}”.")


class NoData(SheetRefused):
    """Nothing in any cell, or nothing below the headers."""

    code = "no_data"
    message = gettext_noop("There is nothing in “{name}”: we found no row with anything in it.")


class TooManyRows(SheetRefused):
    """Longer than one import may be."""

    code = "too_many_rows"
    message = gettext_noop("“{name}” goes on past row {most}. Split it into lists of at most that many rows.")


class TooManyColumns(SheetRefused):
    """Wider than any list of goods."""

    code = "too_many_columns"
    message = gettext_noop("“{name}” has something in column {column}, row {row}. The most we read is {most} columns.")


class CellTooLong(SheetRefused):
    """A cell that holds a document, or a quotation mark that swallowed the rest of the file."""

    code = "cell_too_long"
    message = gettext_noop(
        "A cell in row {row} of “{name}” holds more than {most} characters. Shorten it, or look for a stray “ mark."
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet as text. ``rows[i]`` is row ``i + 1`` of the file, blank rows included, all of one width."""

    name: str
    names: tuple[str, ...]  # every worksheet that holds something, this one among them; one for a CSV
    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)  # what we did to read it, in sentences


def column_letter(index: int) -> str:
    """The letter a spreadsheet program shows over column ``index``, from 0: A, B, ... Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def tidy_cell(text: str) -> str:
    """One cell's text without what cannot be kept: control signs and lone surrogates go, odd spaces become spaces."""
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = (" " if sign in "\t\u00a0\u2007\u202f" else sign for sign in text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(sign for sign in kept if sign == "\n" or _keepable(sign)).strip()


def _keepable(sign: str) -> bool:
    return not ("\ud800" <= sign <= "\udfff" or sign < " " or "\x7f" <= sign <= "\x9f" or sign in "\ufeff\u200b")


def tidy_rows(rows: Iterable[Iterable[str]], name: str) -> list[list[str]]:
    """The rows with clean cells, trailing blanks cut, all of the same width; caps applied while reading.

    :raises TooManyRows | TooManyColumns | CellTooLong | NoData:
    """
    tidied: list[list[str]] = []
    width = 0
    last = 0
    for number, row in enumerate(rows, 1):
        cells = [tidy_cell(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        _check_caps(cells, number, name)
        if number <= MOST_ROWS:
            tidied.append(cells)
        if cells:
            width, last = max(width, len(cells)), number
    if not width:
        raise NoData(name=name)
    return [cells + [""] * (width - len(cells)) for cells in tidied[:last]]


def _check_caps(cells: list[str], number: int, name: str) -> None:
    if cells and number > MOST_ROWS:
        raise TooManyRows(name=name, most=MOST_ROWS)
    if len(cells) > MOST_COLUMNS:
        raise TooManyColumns(name=name, column=column_letter(len(cells) - 1), row=number, most=MOST_COLUMNS)
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise CellTooLong(name=name, row=number, most=LONGEST_CELL)


_OTHERS: Final = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a word processor document"),
    (b"\xff\xd8\xff", "a photo"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"<html", "a web page"),
    (b"<!doctype", "a web page"),
    (b"<table", "a web page"),
    (b"<?xml", "an XML file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x1f\x8b", "a compressed file"),
)


def check_kind(data: bytes, name: str) -> None:
    """Refuse what is plainly some other kind of file, by its first bytes and never by its name.

    :raises SheetRefused: one of its kinds, in words
    """
    if not data.strip(b"\x00 \r\n\t"):
        raise SheetEmpty(name=name)
    if len(data) > MOST_BYTES:
        raise SheetTooHeavy(name=name, most=MOST_BYTES // 1024 // 1024)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        # An encrypted workbook wears the same container as the old format.
        raise LockedWorkbook(name=name) if "EncryptedPackage".encode("utf-16-le") in data else OldExcel(name=name)
    start = data[:64].lstrip().lower()
    for magic, kind in _OTHERS:
        if start.startswith(magic.lower()):
            raise WrongKindOfFile(name=name, kind=kind)


def file_label(filename: str) -> str:
    """The last part of a file name, printable and short enough for a sentence."""
    last = PurePath(filename.replace("\\", "/")).name
    plain = "".join(sign for sign in last if sign.isprintable()) or "the file"
    return plain if len(plain) <= 60 else f"{plain[:40]}…{plain[-15:]}"
