"""Files become rows of text, or are refused in a sentence; never a crash, whatever the bytes."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listings.importing import sheets
from listings.importing.reading import read_sheet
from tests.listings.importing.lists import SEMICOLON_1252, workbook


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def altered(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with its parts rewritten."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return zipped({name: change(name, package.read(name)) for name in package.namelist()})


MORNING = datetime(2026, 8, 31, 9, 30)  # noqa: DTZ001 - a cell has no zone
SMALL = workbook({"List": [["Item", "Qty"], ["Desk", 2]]})


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("Item,Qty\r\nCafé table,2\r\n", e) for e in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")],
)
def test_read_sheet_detects_the_encoding(text: str, encoding: str) -> None:
    assert read_sheet(text.encode(encoding), "list.csv").rows == [["Item", "Qty"], ["Café table", "2"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_read_sheet_detects_the_delimiter(delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (["Item", "Qty", "Notes"], ["Desk", "2", "a; b"], ["Bin", "3", ""]))
    quoted = text.replace("a; b", '"a; b, c"')
    assert read_sheet(quoted.encode(), "x").rows == [
        ["Item", "Qty", "Notes"],
        ["Desk", "2", "a; b, c"],
        ["Bin", "3", ""],
    ]


def test_read_sheet_heeds_excels_own_delimiter_line() -> None:
    assert read_sheet(b"sep=;\nItem;Qty\nDesk;2\n", "x").rows == [["", ""], ["Item", "Qty"], ["Desk", "2"]]


def test_read_sheet_keeps_line_ends_inside_cells_and_counts_rows_as_records() -> None:
    assert read_sheet(b'Item,Notes\nDesk,"two\nlines"\n', "x").rows[1] == ["Desk", "two\nlines"]


def test_read_sheet_says_when_a_quotation_mark_never_closes() -> None:
    sheet = read_sheet(b'Item,Size,Qty\n"Desk 30 inch,x,1\nBin,y,2\nChair,z,3\n', "x")
    assert [row[-1] for row in sheet.rows] == ["Qty", "1", "2", "3"]
    assert "never closed" in sheet.notes[0]


def test_read_workbook_types_dates_and_loses_float_noise() -> None:
    data = workbook({"L": [["a"] * 7, [date(2026, 8, 31), MORNING, 12.0, 0.1 + 0.2, True, 1e30, " x "]]})
    expected = ["2026-08-31", "2026-08-31 09:30", "12", "0.3", "Yes", "1000000000000000000000000000000", "x"]
    assert read_sheet(data, "x.xlsx").rows[1] == expected


def test_read_workbook_chooses_the_worksheet_with_the_list_and_offers_others() -> None:
    data = workbook({"Cover": [["Hello"]], "Stock": [["Item", "Qty"], ["Desk", 2]], "Empty": []})
    sheet = read_sheet(data, "x.xlsx")
    assert (sheet.name, sheet.names) == ("Stock", ("Cover", "Stock"))
    assert "“Cover”" in sheet.notes[0]
    assert read_sheet(data, "x.xlsx", worksheet="Cover").rows == [["Hello"]]
    with pytest.raises(sheets.NoSuchWorksheet):
        read_sheet(data, "x.xlsx", worksheet="Nope")


def test_read_workbook_prefers_visible_worksheets() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook({"Old": [["a", "b"]] * 9, "New": [["a", "b"]] * 2})))
    book["Old"].sheet_state = "hidden"
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    sheet = read_sheet(out.getvalue(), "x.xlsx")
    assert sheet.name == "New"
    assert "“Old” (hidden)" in sheet.notes[0]


def test_read_workbook_says_which_formulas_have_no_result() -> None:
    sheet = read_sheet(workbook({"L": [["Item", "Qty"], ["Desk", "=1+1"]]}), "x.xlsx")
    assert sheet.rows == [["Item", "Qty"], ["Desk", ""]]
    assert "B2" in sheet.notes[0]


def test_read_workbook_reads_error_cells_as_empty_and_says_so() -> None:
    sheet = read_sheet(workbook({"L": [["Item", "Qty"], ["Desk", "#N/A"]]}), "x.xlsx")
    assert sheet.rows[1] == ["Desk", ""]
    assert "B2" in sheet.notes[0]


def bomb() -> bytes:
    return altered(SMALL, lambda name, part: part + b" " * 60_000_000 if name.endswith("sheet1.xml") else part)


def entities() -> bytes:
    return altered(SMALL, lambda name, part: b'<!DOCTYPE x [<!ENTITY a "b">]>' + part if "sheet1" in name else part)


@pytest.mark.parametrize(
    ("data", "refusal", "words"),
    [
        (b"", sheets.SheetEmpty, "is empty"),
        (b"\n \r\n\t", sheets.SheetEmpty, "is empty"),
        (b",,,\n,,\n", sheets.NoData, "There is nothing in"),
        (b"%PDF-1.7\n", sheets.WrongKindOfFile, "is a PDF, not a spreadsheet"),
        (b"<html><table>", sheets.WrongKindOfFile, "a web page"),
        (b"\xff\xd8\xff\xe0", sheets.WrongKindOfFile, "a photo"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, sheets.OldExcel, "(.xls)"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), sheets.LockedWorkbook, "password"),
        (b"Item,Qty\nDe\x00sk,2\n", sheets.NotText, "NUL"),
        (b"Item\n\x81\x8d\n", sheets.NotText, "not text"),
        (b"PK\x03\x04 and then nothing", sheets.BrokenWorkbook, "damaged"),
        (SMALL[:900], sheets.BrokenWorkbook, "damaged"),
        (zipped({"word/document.xml": b"<a/>"}), sheets.WrongKindOfFile, "a Word document"),
        (zipped({"content.xml": b"<a/>"}), sheets.WrongKindOfFile, "an OpenDocument file"),
        (zipped({"readme.txt": b"hello"}), sheets.WrongKindOfFile, "a ZIP archive"),
        (zipped({"xl/workbook.xml": b"<a/>"}), sheets.BrokenWorkbook, "damaged"),
        (bomb(), sheets.SheetTooHeavy, "larger than"),
        (entities(), sheets.BrokenWorkbook, "damaged"),
        (workbook({"A": []}), sheets.NoData, "nothing in"),
        (b"a" * (sheets.MOST_BYTES + 1), sheets.SheetTooHeavy, "larger than 10 MB"),
        (b"Item\n" + b"Desk\n" * 5_000, sheets.TooManyRows, "past row 5000"),
        (b",".join([b"a"] * 61), sheets.TooManyColumns, "column BI, row 1"),
        (b"Item\n" + b"x" * 5_001, sheets.CellTooLong, "row 2"),
        (b"Item\n" + b"x" * 200_000, sheets.SheetRefused, "more than"),
    ],
)
def test_read_sheet_refuses_in_words(data: bytes, refusal: type[sheets.SheetRefused], words: str) -> None:
    with pytest.raises(refusal) as refused:
        read_sheet(data, "C:\\lists\\surplus.csv")
    assert "surplus.csv" in refused.value.message
    assert words in refused.value.message
    assert refused.value.field == "file"


def test_rows_at_the_cap_are_read() -> None:
    assert len(read_sheet(b"Item\n" + b"Desk\n" * 4_999, "x").rows) == 5_000


def test_cells_lose_control_signs_and_odd_spaces() -> None:
    assert sheets.tidy_cell("\u00a0a\u200bb\x07c\ud800\td\r\ne ") == "abc d\ne"


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(sheets.SheetRefused):
        assert read_sheet(data, "x").rows


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(sheets.SheetRefused):
        read_sheet(bytes(content), "x.xlsx")


def test_windows_1252_is_said() -> None:
    sheet = read_sheet(SEMICOLON_1252, "x.csv")
    assert sheet.rows[1][1] == "Café tables – beech"
    assert sheet.rows[1][6] == "£15"
    assert len(sheet.notes) == 2
