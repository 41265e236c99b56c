"""The publisher's flat file: what is read of it, what is refused, and what differs from another set."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

import openpyxl
import pytest

from marketplace.impact.factors import official
from marketplace.impact.factors.differences import differences
from marketplace.impact.factors.official import (
    HEADERS,
    NotTheFlatFile,
    OfficialFile,
    known_digests,
    read_official,
)
from marketplace.impact.factors.reading import FactorFileChanged, FactorFileRefused, read_factor_set, sha256_of
from marketplace.kernel.errors import DomainError

WHAT: Final = OfficialFile(2027, "v1", date(2027, 6, 10))
Rows = list[list[Any]]  # Any: cells of a sheet

UNITS: Final = {"tonne": "tonnes", "km": "km", "kWh": "kWh"}


def _rows() -> Rows:
    """Every factor of the default set as the publisher lays it out, one for another gas, and the end."""
    rows: Rows = [
        [one.factor_id, "Scope 3", one.category, one.group, one.label, None, one.route, UNITS[one.unit.value],
         "kg CO2e", float(one.kgco2e_per_unit)]
        for one in read_factor_set("desnz-2025").factors.values()
        if one.kind.value != "own"
    ]  # fmt: skip
    rows.append(["19_500_5048_15_9", "Scope 3", "Material use", "x", "Wood", None, "x", "tonnes", "kg CH4", "n/a"])
    rows.append(["END", *[None] * 9])
    return rows


def _file(rows: Rows | None = None, *, sheet: str = official.SHEET, year: int = 2027, header_row: int = 6) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for number in range(1, header_row):
        page.cell(number, 1, f"UK Government GHG Conversion Factors, line {number}")
    for place, header in enumerate([*HEADERS, f"GHG Conversion Factor {year}"], start=1):
        page.cell(header_row, place, header)
    for number, row in enumerate(_rows() if rows is None else rows, start=header_row + 1):
        for place, cell in enumerate(row, start=1):
            page.cell(number, place, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_file_gives_the_factors_by_id_to_the_last_digit() -> None:
    content = _file()
    read = read_official(content, WHAT)
    default = read_factor_set("desnz-2025").factors
    assert {key: one.kgco2e_per_unit for key, one in read.factors.items()} == {
        key: one.kgco2e_per_unit for key, one in default.items()
    }
    assert {key: (one.kind, one.unit) for key, one in read.factors.items()} == {
        key: (one.kind, one.unit) for key, one in default.items()
    }
    assert (read.sha256, read.is_partial, read.rejected, read.name) == (
        sha256_of(content), False, (), "desnz-2027-v1-official",
    )  # fmt: skip
    found = differences(default, read.factors)
    assert (found.same, found.changed, found.added, found.gone) == (len(default), (), (), ())


def test_blank_is_no_factor_and_zero_is_set_aside_with_the_reason() -> None:
    rows = _rows()
    blank, zero = rows[0], rows[1]
    blank[9], zero[9] = None, 0
    read = read_official(_file(rows), WHAT)
    assert {one.factor_id: one.reason.split(":")[0] for one in read.rejected} == {blank[0]: "blank", zero[0]: "zero"}
    assert read.get(blank[0]) is None
    assert read.get(zero[0]) is None


def test_set_without_what_vehicles_need_is_partial() -> None:
    rows = [row for row in _rows() if row[0] != "27_303_3102_4_1"]
    read = read_official(_file(rows), WHAT)
    assert read.is_partial
    assert "27_303_3102_4_1" in read.note


def _change(place: int, value: object) -> Callable[[Rows], Rows]:
    def changed(rows: Rows) -> Rows:
        rows[3][place] = value
        return rows

    return changed


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (
            _change(9, "1.2 (note)"),
            FactorFileRefused,
            "Row 10 of the factor file: '1.2 (note)' is not a number",
        ),
        (_change(9, -1), FactorFileRefused, "Row 10 of the factor file: -1 cannot be a factor"),
        (_change(0, "19_500_5000_15_1"), FactorFileRefused, "the factor id 19_500_5000_15_1 comes twice"),
        (_change(0, None), FactorFileRefused, "the factor id is missing or no id"),
        (lambda rows: rows[:-1], NotTheFlatFile, "no last row that says END"),
        (lambda rows: rows[-2:], NotTheFlatFile, "no factor that is used here"),
    ],
)
def test_rows_that_cannot_be_are_refused(change: Callable[[Rows], Rows], error: type[DomainError], words: str) -> None:
    with pytest.raises(error) as refused:
        read_official(_file(change(_rows())), WHAT)
    assert words in str(refused.value)
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: _file(sheet="Factors"), "no sheet"),
        (lambda: _file(year=2026), "“GHG Conversion Factor 2026”, not “GHG Conversion Factor 2027”"),
        (lambda: _file(header_row=5), "column 1 of row 6"),
        (lambda: b"ID,Scope\n", "no XLSX workbook"),
        (lambda: b"PK\x03\x04 broken", "no XLSX workbook"),
    ],
)
def test_other_layout_is_refused(content: Callable[[], bytes], words: str) -> None:
    with pytest.raises(NotTheFlatFile) as refused:
        read_official(content(), WHAT)
    assert words in str(refused.value)


def test_changed_checksum_is_refused() -> None:
    assert (2025, "v1") in known_digests()
    with pytest.raises(FactorFileChanged):
        read_official(_file(year=2025), OfficialFile(2025, "v1", date(2025, 6, 10)))
    with pytest.raises(FactorFileChanged):
        read_official(_file(), WHAT, expected_sha256="0" * 64)
    content = _file()
    assert read_official(content, WHAT, expected_sha256=sha256_of(content).upper()).sha256 == sha256_of(content)


def test_differences_are_by_id_and_name_what_was_renamed() -> None:
    older, newer = read_factor_set("desnz-2024-partial").factors, read_factor_set("desnz-2025").factors
    found = differences(older, newer)
    wood = next(one for one in found.renamed if one.factor_id == "20_500_5255_15_1")
    assert (wood.old, wood.new) == ("Wood, Combustion", "Wood, Incineration with Energy Recovery")
    recovery = next(one for one in found.changed if one.factor_id == "20_500_5255_15_1")
    assert (recovery.old, recovery.new, recovery.is_large) == (Decimal("6.41061"), Decimal("4.68568"), True)
    assert not found.gone
    assert len(older) == 204
