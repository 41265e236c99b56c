"""The door: bytes and a file name in, a sheet out."""

from __future__ import annotations

from listings.importing.delimited import read_delimited
from listings.importing.sheets import Sheet, check_kind, file_label
from listings.importing.workbooks import read_workbook


def read_sheet(data: bytes, filename: str, *, worksheet: str | None = None) -> Sheet:
    """The rows of a CSV or XLSX file. What the file is, its content decides; the name only serves the sentences.

    :param worksheet: the name of a worksheet to read instead of the one that holds most
    :raises SheetRefused: in words, whatever is wrong with the file
    """
    name = file_label(filename)
    check_kind(data, name)
    return read_workbook(data, name, worksheet) if data.startswith(b"PK") else read_delimited(data, name)
