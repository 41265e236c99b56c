"""What an area kept in use, month by month and district by district, for public bodies: no organisation is named, and
what would tell about one is withheld (`marketplace.impact.suppression`).

A district is the outward part of a giver's postcode ("LS1"), an area the letters in front of it ("LS"). There is one
table for an area and a year, of months that are over: a second one over other days or places would be a difference.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import BigIntegerField, Count, F, Sum
from django.db.models.functions import Cast, ExtractMonth, Round
from django.utils.translation import gettext as _

from marketplace.impact.models import Diversion
from marketplace.impact.queries.pictures import month_words
from marketplace.impact.queries.words import table_kg, tonnes
from marketplace.impact.rows import ROWS
from marketplace.impact.suppression import Figure, Part, Table, table_of
from marketplace.organisations.models import Organisation, Site
from marketplace.organisations.places.postcodes import find_postcode
from marketplace.web.spreadsheets import Value

KEPT: Final = tuple(row.code for row in ROWS if row.is_reuse)
CASES: Final = ("low", "central", "high")
GRAMS: Final = 1000
MICRO: Final = 1_000_000  # of a kilogram CO2e, the places of a line
_AREA: Final = re.compile(r"[A-Z]{1,2}")
_DISTRICT: Final = re.compile(r"([A-Z]{1,2})[0-9][0-9A-Z]?")
HEADERS: Final = (
    "district", "month", "withheld", "receipts", "kept in use kg", *(f"avoided {case} kgCO2e" for case in CASES),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AreaScope:
    """An area ("LS") and a year, up to the last month that is over."""

    area: str
    year: int
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A district as the page prints it: tonnes by month, then together, then what was avoided."""

    label: str
    cells: Sequence[str]
    co2e: str
    is_total: bool


@dataclass(frozen=True, slots=True)
class AreaPage:
    """The table of an area."""

    scope: AreaScope
    months: Sequence[str]
    rows: Sequence[AreaRow]
    withheld: int
    is_empty: bool


def area_of(organisation: Organisation) -> str:
    """The area of the organisation's first site in use with a British postcode; nothing where it has none."""
    sites = Site.objects.owned_by(organisation).in_use().order_by("pk").values_list("postcode", flat=True)
    return next((found[1] for code in sites if (found := _DISTRICT.match(code.upper()))), "")


def is_area(text: str) -> bool:
    """Whether the text may be the letters of an area."""
    return _AREA.fullmatch(text) is not None


def years_of(today: date) -> list[int]:
    """Years with a line of the ledger and a month that is over, newest first; the running one where there is none."""
    first = Diversion.objects.order_by("entered_on").values_list("entered_on", flat=True).first()
    newest = today.year if today.month > 1 else today.year - 1
    return list(range(newest, min(first.year if first else newest, newest) - 1, -1))


def scope_of(area: str, year: int, today: date) -> AreaScope:
    """The months of the year that are over."""
    months = tuple(f"{year:04d}-{month:02d}" for month in range(1, 13) if (year, month) < (today.year, today.month))
    return AreaScope(area, year, months)


def table_for(scope: AreaScope) -> Table:
    """The area's table, with everything withheld that has to be."""
    parts = list(_parts(scope))
    rows = sorted({part.row for part in parts}, key=_district_order)
    return table_of(parts, rows=rows, columns=scope.months)


def _district_order(code: str) -> tuple[str, int, str]:
    found = re.match(r"([A-Z]+)([0-9]+)(.*)", code)
    return (found[1], int(found[2]), found[3]) if found else (code, 0, "")


def _parts(scope: AreaScope) -> Iterator[Part]:
    """What each giver gave each receiver, added up by the database in whole grams and micrograms: SQLite would add
    decimals up as binary fractions."""
    if not scope.months:
        return
    sites = _sites(scope.area)
    lines = Diversion.objects.filter(
        donor_site__in=list(sites),
        row__in=KEPT,
        entered_on__year=scope.year,
        entered_on__month__lte=int(scope.months[-1][5:]),
    )
    found = (
        lines.order_by()
        .annotate(month=ExtractMonth("entered_on"))
        .values("donor_site_id", "month", "donor_id", "receiver_id")
        .annotate(
            receipts=Count("receipt", distinct=True),
            grams=_whole("mass_kg", GRAMS),
            **{f"micro_{case}": _whole(f"net_{case}", MICRO) for case in CASES},
        )
    )
    for row in found:
        yield Part(
            row=sites[row["donor_site_id"]],
            column=f"{scope.year:04d}-{row['month']:02d}",
            giver=row["donor_id"],
            receiver=row["receiver_id"],
            receipts=row["receipts"],
            kg=Decimal(row["grams"] or 0) / GRAMS,
            kgco2e=(_kgco2e(row, "low"), _kgco2e(row, "central"), _kgco2e(row, "high")),
        )


def _kgco2e(row: Mapping[str, Any], case: str) -> Decimal:  # Any: a row of values
    return Decimal(row[f"micro_{case}"] or 0) / MICRO


def _whole(field: str, times: int) -> Sum:
    return Sum(Cast(Round(F(field) * times), BigIntegerField()))


def _sites(area: str) -> dict[int, str]:
    """The sites of an area by their district; those without a whole postcode are in none."""
    found = Site.objects.filter(postcode__istartswith=area).order_by("pk").values_list("pk", "postcode")
    districts = ((pk, code.upper().split(" ", maxsplit=1)[0]) for pk, code in found if " " in code)
    return {pk: district for pk, district in districts if (match := _DISTRICT.fullmatch(district)) and match[1] == area}


def area_page(scope: AreaScope) -> AreaPage:
    """The table as its page prints it."""
    table = table_for(scope)
    return AreaPage(
        scope=scope,
        months=[month_words(month) for month in scope.months],
        rows=[_row(table, row) for row in table.rows],
        withheld=table.withheld,
        is_empty=len(table.rows) < 2,
    )


def _row(table: Table, row: str) -> AreaRow:
    figures = [table.cells[row, column] for column in table.columns]
    whole = figures[-1]
    said = " · ".join(table_kg(value) for value in whole.kgco2e) if whole else ""
    return AreaRow(row or _("The whole area"), [_tonnes(one) for one in figures], said, not row)


def _tonnes(figure: Figure | None) -> str:
    """An empty word says that the figure is withheld."""
    if figure is None:
        return ""
    return tonnes(figure.kg) if figure.receipts else "–"


def sheet_rows(table: Table) -> Iterator[tuple[Value, ...]]:
    """The table under :data:`HEADERS`, one row a cell; of one that is withheld nothing but that."""
    for row in table.rows:
        for column in table.columns:
            figure = table.cells[row, column]
            head = (row or "all", column or "all")
            if figure is None:
                yield (*head, True, None, None, None, None, None)
            else:
                yield (*head, False, figure.receipts, figure.kg, *figure.kgco2e)


def features(scope: AreaScope) -> dict[str, Any]:  # Any: GeoJSON
    """The districts at the points that stand for them, each with its months; what is withheld is null."""
    table = table_for(scope)
    return {
        "type": "FeatureCollection",
        "area": scope.area,
        "year": scope.year,
        "features": [_feature(table, row) for row in table.rows if row],
    }


def _feature(table: Table, row: str) -> dict[str, Any]:  # Any: as above
    place = find_postcode(row)
    point = place.point if place else None
    months = {column or "all": _said(table.cells[row, column]) for column in table.columns}
    coordinates = None if point is None else [round(point.longitude, 3), round(point.latitude, 3)]
    return {
        "type": "Feature",
        "geometry": None if coordinates is None else {"type": "Point", "coordinates": coordinates},
        "properties": {"district": row, "months": months},
    }


def _said(figure: Figure | None) -> dict[str, Any] | None:  # Any: as above
    if figure is None:
        return None
    said = {f"avoided_{case}_kgco2e": f"{value:f}" for case, value in zip(CASES, figure.kgco2e, strict=True)}
    return {"receipts": figure.receipts, "kept_in_use_kg": f"{figure.kg:f}", **said}
