"""The publisher's own flat file (XLSX), read by factor id and never by label.

Layout of the UK Government's flat file: one sheet of factors by category, headers on row 6, one row for each factor and
gas, a last row that says END. Rows for all gases together ("kg CO2e") of materials, waste, vehicle kilometres and
electricity are taken. A blank value means that no factor is published; a zero is set aside as not credible.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Final
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from marketplace.impact.factors.kinds import Factor, FactorSetData, Kind, Rejected
from marketplace.impact.factors.reading import (
    DATA,
    UNIT_OF_KIND,
    FactorFileChanged,
    FactorFileRefused,
    read_factor_set,
    read_vehicles,
    sha256_of,
)
from marketplace.impact.parameters import GRID_FACTOR_ID
from marketplace.kernel.errors import DomainError, gettext_noop

SHEET: Final = "Factors by Category"
HEADER_ROW: Final = 6
HEADERS: Final = (
    "ID", "Scope", "Level 1", "Level 2", "Level 3", "Level 4", "Column Text", "UOM", "GHG/Unit",
)  # fmt: skip
VALUE_HEADER: Final = "GHG Conversion Factor {year}"
ALL_GASES: Final = "kg CO2e"
END: Final = "END"
MOST_BYTES: Final = 20 * 1024 * 1024
MOST_ROWS: Final = 40_000
SCHEME: Final = "UK Government GHG conversion factors (DESNZ)"
LICENCE: Final = "OGL v3.0"
DEFAULT: Final = "desnz-2025"  # whose own assumptions (a cargo bike) every set carries

_FACTOR_ID: Final = re.compile(r"\d+(_\d+){2,6}")
_KINDS: Final[Mapping[tuple[str, str], Kind]] = {
    ("material use", "tonnes"): Kind.MATERIAL,
    ("waste disposal", "tonnes"): Kind.WASTE,
    ("freighting goods", "km"): Kind.TRANSPORT,
    ("wtt- delivery vehs & freight", "km"): Kind.TRANSPORT,
    ("business travel- land", "km"): Kind.TRANSPORT,
    ("uk electricity", "kwh"): Kind.ENERGY,
}
"""By the publisher's category and unit. "Delivery vehicles" is left out: of electric vans it is zero (tailpipe)."""

_GWP: Final = {Kind.MATERIAL: "AR4"}  # all other categories use AR5 (methodology paper 2025, table 1)


class NotTheFlatFile(DomainError):
    """The file is something else, or its layout has changed."""

    code = "not_the_flat_file"
    message = gettext_noop("This is not the flat file as it is known here: {problem}")
    field = "file"


@dataclass(frozen=True, slots=True)
class OfficialFile:
    """What is known of one of the publisher's files before it is read."""

    year: int
    version: str
    published_on: date

    @property
    def name(self) -> str:
        """What the set is called here."""
        return f"desnz-{self.year}-{re.sub(r'[^0-9a-z]+', '-', self.version.lower()).strip('-')}-official"


@cache
def known_digests() -> Mapping[tuple[int, str], str]:
    """SHA-256 of the files whose digest is known, by year and version."""
    with (DATA / "official_files.csv").open(encoding="utf-8", newline="") as file:
        return {(int(row["year"]), row["version"]): row["sha256"] for row in csv.DictReader(file)}


def read_official(content: bytes, what: OfficialFile, *, expected_sha256: str = "") -> FactorSetData:
    """The factors of the publisher's flat file.

    :param expected_sha256: as somebody read it at the publisher's; for a file known here, that digest is expected
    :raises FactorFileChanged: it has another digest
    :raises NotTheFlatFile: another layout, another year, no end
    :raises FactorFileRefused: a row without an id, an id twice, text for a number, a number that cannot be
    """
    digest = sha256_of(content)
    expected = known_digests().get((what.year, what.version)) or expected_sha256.strip().lower()
    if expected and digest != expected:
        raise FactorFileChanged(file=f"{what.year} {what.version}", field="file")
    factors, rejected = _factors(_rows(content, what.year), digest)
    if not factors:
        raise NotTheFlatFile(problem="it holds no factor that is used here.")
    ours = {key: one for key, one in read_factor_set(DEFAULT).factors.items() if one.kind is Kind.OWN}
    missing = sorted(_needed() - set(factors) - set(ours))
    return FactorSetData(
        name=what.name,
        scheme=SCHEME,
        year=what.year,
        version=what.version,
        published_on=what.published_on,
        is_partial=bool(missing),
        source_url=f"https://www.gov.uk/government/publications/greenhouse-gas-reporting-conversion-factors-{what.year}",
        licence=LICENCE,
        sha256=digest,
        upstream_sha256=digest,
        note=f"official flat file; lacks {', '.join(missing)}" if missing else "official flat file, read by program",
        factors=factors | ours,
        rejected=tuple(rejected),
    )


def _needed() -> set[str]:
    """Without these a set cannot be counted with alone: electricity, and what vehicles emit on a kilometre."""
    return {GRID_FACTOR_ID} | {one for vehicle in read_vehicles().values() for one in vehicle.factor_ids}


def _rows(content: bytes, year: int) -> Iterator[tuple[int, tuple[object, ...]]]:
    """The rows below the headers with their numbers, up to the one that says END."""
    expected = (*HEADERS, VALUE_HEADER.format(year=year))
    for number, cells in enumerate(_sheet(content), start=1):
        row = tuple(cells[: len(expected)])
        if number == HEADER_ROW:
            _check_headers(row, expected)
        elif number > HEADER_ROW:
            if _text(row[0]) == END:
                return
            yield number, row
    raise NotTheFlatFile(problem="it has no last row that says END, so some of it may be missing.")


def _sheet(content: bytes) -> Iterator[tuple[object, ...]]:
    if len(content) > MOST_BYTES:
        raise NotTheFlatFile(problem="it is larger than 20 MB.")
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, ParseError, OSError) as error:
        raise NotTheFlatFile(problem="it is no XLSX workbook.") from error
    if SHEET not in book.sheetnames:
        raise NotTheFlatFile(problem=f"it has no sheet “{SHEET}”.")
    return islice(book[SHEET].iter_rows(values_only=True), MOST_ROWS)


def _check_headers(row: tuple[object, ...], expected: tuple[str, ...]) -> None:
    found = tuple(_text(cell) for cell in row)
    for place, header in enumerate(expected):
        said = found[place] if place < len(found) else ""
        if said != header:
            raise NotTheFlatFile(problem=f"column {place + 1} of row {HEADER_ROW} is “{said}”, not “{header}”.")


def _factors(rows: Iterable[tuple[int, tuple[object, ...]]], digest: str) -> tuple[dict[str, Factor], list[Rejected]]:
    factors: dict[str, Factor] = {}
    rejected: list[Rejected] = []
    seen: set[str] = set()
    for number, row in rows:
        factor_id = _text(row[0])
        if _text(row[8]) != ALL_GASES or not any(row):
            continue
        if not _FACTOR_ID.fullmatch(factor_id):
            raise FactorFileRefused(row=number, problem="the factor id is missing or no id", field="file")
        if factor_id in seen:
            raise FactorFileRefused(row=number, problem=f"the factor id {factor_id} comes twice", field="file")
        seen.add(factor_id)
        kind = _KINDS.get((_text(row[2]).lower(), _text(row[7]).lower()))
        value = _value(row[9], number)
        if kind is None:
            continue
        if not value:
            rejected.append(Rejected(factor_id, _why_not(value)))
            continue
        factors[factor_id] = _factor(factor_id, kind, value, row, digest)
    return factors, rejected


def _why_not(value: Decimal | None) -> str:
    if value is None:
        return "blank: no factor is published, which is not zero"
    return "zero: not a credible factor of this kind"


def _factor(factor_id: str, kind: Kind, value: Decimal, row: tuple[object, ...], digest: str) -> Factor:
    group, label, more, column = (_text(row[place]) for place in (3, 4, 5, 6))
    return Factor(
        factor_id=factor_id,
        kind=kind,
        unit=UNIT_OF_KIND[kind],
        kgco2e_per_unit=value,
        label=", ".join(part for part in (label, more) if part) or group,
        category=_text(row[2]),
        group=group,
        route=column,
        gwp_basis=_GWP.get(kind, "AR5"),
        source="DESNZ flat file",
        upstream_sha256=digest,
        licence=LICENCE,
        evidence="official_file",
        table_ref=f"flat file, {SHEET}",
    )


def _value(cell: object, number: int) -> Decimal | None:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        raise FactorFileRefused(row=number, problem=f"{str(cell)[:40]!r} is not a number", field="file")
    value = Decimal(repr(cell))  # the shortest decimal that the cell's binary number stands for
    if not value.is_finite() or value < 0:
        raise FactorFileRefused(row=number, problem=f"{value} cannot be a factor", field="file")
    return value


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()
