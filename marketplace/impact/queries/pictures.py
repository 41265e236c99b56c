"""The charts of a report, each with the table of the same figures that stands under it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marketplace.impact.calculation import Scenarios, Term
from marketplace.impact.charts import (
    Bar,
    Flow,
    Journey,
    RangeBar,
    Series,
    bar_chart,
    column_chart,
    composition_chart,
    flow_chart,
    flow_map,
    range_chart,
)
from marketplace.impact.figures import Cell, ReportFigures
from marketplace.impact.queries.words import emissions, percent, table_kg, term_label, tonnes
from marketplace.impact.rows import ROWS
from marketplace.kernel.geo import Point
from marketplace.kernel.mass import MassBasis, format_kg
from marketplace.organisations.places.lookup import resolve

ZERO: Final = Decimal(0)
KG_PER_TONNE: Final = Decimal(1000)
MOST_SERIES: Final = 7  # of rows in a column; the rest are one
MOST_SOURCES: Final = 8  # of categories in the flow; the rest are one
MOST_BARS: Final = 8
MOST_WAYS: Final = 40  # on the map


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The figures of a chart. `sides` has "l" or "r" for each column; a row of `totals` sums others up."""

    heads: Sequence[str]
    sides: str
    rows: Sequence[Sequence[str]]
    totals: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class ChartPicture:
    """A chart, a sentence about how to read it, and its table. `key` is unique in a page."""

    key: str
    title: str
    words: str
    svg: str
    table: ChartTable

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Each head, and whether its column holds numbers."""
        return [(head, side == "r") for head, side in zip(self.table.heads, self.table.sides, strict=True)]

    @property
    def rows(self) -> list[tuple[bool, list[tuple[str, bool]]]]:
        """Each row: whether it sums up, and its cells with whether they are numbers."""
        sides = [side == "r" for side in self.table.sides]
        return [
            (number in self.table.totals, list(zip(row, sides, strict=True)))
            for number, row in enumerate(self.table.rows)
        ]


def pictures_of(figures: ReportFigures) -> list[ChartPicture]:
    """Every chart of a report that has something to show."""
    makers: tuple[Callable[[ReportFigures], ChartPicture | None], ...] = (_months, _flows, _map, _terms, _factors)
    return [picture for make in makers if (picture := make(figures)) is not None]


def month_words(key: str) -> str:
    """A month's key, "2026-07", as "Jul 2026"."""
    year, month = key.split("-")
    return date_format(date(int(year), int(month), 1), "M Y")


def composition_pictures(figures: ReportFigures) -> tuple[str, str]:
    """Mass by row and by how it is known, as one bar each."""
    rows = [
        Bar(_(row.label), kg, format_kg(kg))
        for row in ROWS
        if (kg := figures.group(figures.by_row, row.code).mass_kg) > 0
    ]
    bases = [
        Bar(_(basis.label), kg, format_kg(kg))
        for basis in MassBasis
        if (kg := figures.group(figures.by_basis, basis.value).counted_kg) > 0
    ]
    return (
        composition_chart(chart_id="by-row", title=_("Mass by row"), parts=rows),
        composition_chart(chart_id="by-basis", title=_("Mass by how it is known"), parts=bases),
    )


def _months(figures: ReportFigures) -> ChartPicture | None:
    cells: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for cell in figures.months_by_row:
        cells[cell.right][cell.left] += cell.kg
    months = _every_month(sorted({cell.left for cell in figures.months_by_row}))
    rows = [(_(row.label), cells[row.code]) for row in ROWS if row.code in cells]
    if not rows:
        return None
    shown = [*rows[:MOST_SERIES]]
    if len(rows) > MOST_SERIES:
        rest = {month: sum((kg[month] for _label, kg in rows[MOST_SERIES:]), ZERO) for month in months}
        shown.append((_("All other rows"), defaultdict(lambda: ZERO, rest)))
    series = [
        Series(label, [kg[month] / KG_PER_TONNE for month in months], [format_kg(kg[month]) for month in months])
        for label, kg in shown
    ]
    title = _("Tonnes over time, by row")
    svg = column_chart(
        chart_id="over-time", title=title, unit="t", periods=[month_words(month) for month in months], series=series
    )
    sums = {month: sum((kg[month] for _label, kg in rows), ZERO) for month in months}
    table = ChartTable(
        heads=[_("Row (tonnes)"), *(month_words(month) for month in months), _("Together")],
        sides="l" + "r" * (len(months) + 1),
        rows=[
            *([label, *(tonnes(kg[month]) for month in months), tonnes(sum(kg.values(), ZERO))] for label, kg in rows),
            [_("Together"), *(tonnes(sums[month]) for month in months), tonnes(sum(sums.values(), ZERO))],
        ],
        totals=(len(rows),),
    )
    words = _("What was taken back in a month stands below the line.")
    return ChartPicture("over-time", title, words, svg, table)


def _every_month(keys: Sequence[str]) -> list[str]:
    """All months from the first to the last, those without a line too."""
    if not keys:
        return []
    numbers = [int(key[:4]) * 12 + int(key[5:]) - 1 for key in (keys[0], keys[-1])]
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(numbers[0], numbers[1] + 1)]


def _flows(figures: ReportFigures) -> ChartPicture | None:
    above = [cell for cell in figures.category_to_kind if cell.kg > 0]
    if not above:
        return None
    sources = _sums(above, lambda cell: cell.left)
    largest = sorted(sources, key=lambda name: (-sources[name], name))[:MOST_SOURCES]
    merged: defaultdict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for cell in above:
        merged[cell.left if cell.left in largest else _("Everything else"), cell.right] += cell.kg
    flows = [Flow(left, right, kg, format_kg(kg)) for (left, right), kg in sorted(merged.items())]
    totals = {name: format_kg(sum((f.value for f in flows if f.source == name), ZERO)) for name, _right in merged}
    totals |= {name: format_kg(sum((f.value for f in flows if f.target == name), ZERO)) for _left, name in merged}
    title = _("What went to whom")
    svg = flow_chart(chart_id="to-whom", title=title, flows=flows, totals=totals)
    table = _crossing_table(above, _("Category"), _("Kind of receiver"))
    return ChartPicture("to-whom", title, _("Each band is as wide as the mass that went that way."), svg, table)


def _sums(cells: Sequence[Cell], key: Callable[[Cell], str]) -> dict[str, Decimal]:
    found: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for cell in cells:
        found[key(cell)] += cell.kg
    return dict(found)


def _crossing_table(cells: Sequence[Cell], left: str, right: str) -> ChartTable:
    ordered = sorted(cells, key=lambda cell: (-cell.kg, cell.left, cell.right))
    rows = [[cell.left, cell.right, tonnes(cell.kg)] for cell in ordered]
    whole = sum((cell.kg for cell in cells), ZERO)
    return ChartTable([left, right, _("Tonnes")], "llr", [*rows, [_("Together"), "", tonnes(whole)]], (len(rows),))


def _map(figures: ReportFigures) -> ChartPicture | None:
    above = sorted((cell for cell in figures.town_to_town if cell.kg > 0), key=lambda cell: (-cell.kg, cell.left))
    points = {name: _point(name) for cell in above for name in (cell.left, cell.right)}
    journeys = [
        Journey(cell.left, start, cell.right, end, cell.kg, format_kg(cell.kg))
        for cell in above[:MOST_WAYS]
        if (start := points[cell.left]) is not None and (end := points[cell.right]) is not None
    ]
    if not journeys:
        return None
    title = _("From town to town")
    words = _("Each way grows wider towards where the goods went. A ring is what stayed in its town.")
    svg = flow_map(chart_id="town-to-town", title=title, journeys=journeys)
    table = _crossing_table(above, _("From"), _("To"))
    return ChartPicture("town-to-town", title, words, svg, table)


def _point(town: str) -> Point | None:
    place = resolve(town)
    return place.point if place is not None else None


def _terms(figures: ReportFigures) -> ChartPicture | None:
    total = figures.total
    if not total.lines:
        return None
    amounts = [
        (term_label(Term.A), total.a),
        (term_label(Term.B), total.b),
        (term_label(Term.C), Scenarios.constant(-total.c)),
        (term_label(Term.D), Scenarios.constant(-total.d)),
        (term_label(Term.U), -total.u),
    ]
    shown = [(label, amount) for label, amount in amounts if amount != Scenarios()]
    shown.append((_("Avoided, by comparison"), total.n))
    ranges = [
        RangeBar(label, min(a.low, a.high), a.central, max(a.low, a.high), emissions(a.central)) for label, a in shown
    ]
    title = _("What reuse avoided, from low to high displacement")
    table = ChartTable(
        heads=[_("Term (kg CO₂e)"), _("low"), _("central"), _("high")],
        sides="lrrr",
        rows=[[label, table_kg(a.low), table_kg(a.central), table_kg(a.high)] for label, a in shown],
        totals=(len(shown) - 1,),
    )
    words = _("A bar runs from the low to the high displacement rate; the mark is the central one.")
    svg = range_chart(chart_id="by-term", title=title, ranges=ranges)
    return ChartPicture("by-term", title, words, svg, table)


def _factors(figures: ReportFigures) -> ChartPicture | None:
    if not figures.factors:
        return None
    parts = sorted(figures.factors, key=lambda part: (-abs(part.effect.central), part.factor_id))
    bars = [Bar(part.name, part.effect.central, emissions(part.effect.central)) for part in parts[:MOST_BARS]]
    title = _("What each factor makes of it")
    rows = [
        [
            f"{part.name} ▲" if part.is_flagged else part.name,
            part.factor_id,
            f"{part.value} {part.unit}".strip(),
            table_kg(part.effect.central),
            percent(part.share),
        ]
        for part in parts
    ]
    heads = [_("Factor"), _("Publisher’s id"), _("Value"), _("kg CO₂e, central"), _("Share of N")]
    words = _("A factor above a fifth of the result is marked ▲: the figure stands or falls with it.")
    svg = bar_chart(chart_id="by-factor", title=title, bars=bars)
    return ChartPicture("by-factor", title, words, svg, ChartTable(heads, "lllrr", rows))
