"""The report page: every figure with the way to its lines."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from logistics.models import Displaced
from marketplace.impact.calculation import Scenarios, Term
from marketplace.impact.charts import Bar, RangeBar, bar_chart, composition_chart, range_chart
from marketplace.impact.queries.ledger import LedgerLine, statement_of
from marketplace.impact.queries.words import emissions, emissions_in, in_tonnes, percent, table_kg, term_label, tonnes
from marketplace.impact.rows import Row
from marketplace.impact.statement import FactorShare, MassLedger, Statement
from marketplace.kernel.mass import MassBasis, format_kg

MOST_FACTORS: Final = 8  # bars that one can tell apart; the table has them all


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table of masses. `drill` is the query that leads to its lines; a total has `is_total`."""

    label: str
    note: str
    tonnes: str
    share: str
    drill: str
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class ThreeCases:
    """A row of a table of emissions."""

    label: str
    note: str
    low: str
    central: str
    high: str
    drill: str = ""
    share: str = ""
    is_flagged: bool = False
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know or to look at, with the lines that it concerns."""

    text: str
    drill: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What receivers would have done without it, by how many receipts said so and their mass."""

    label: str
    receipts: int
    tonnes: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything that the page prints."""

    kept_value: str
    kept_unit: str
    mass_uncertainty: str
    receipts: int
    weighed: str
    recirculated: str
    unquantified: str
    rows: list[TableRow]
    bases: list[TableRow]
    emissions_unit: str
    low: str
    central: str
    high: str
    emissions_uncertainty: str
    terms: list[ThreeCases]
    factors: list[ThreeCases]
    notes: list[Note]
    disclosures: list[str]
    answers: list[Answer]
    rows_chart: SafeString
    bases_chart: SafeString
    terms_chart: SafeString
    factors_chart: SafeString


def report_page(lines: list[LedgerLine]) -> ReportPage:
    """The figures of these lines, as the page says them."""
    statement = statement_of(lines)
    mass, n = statement.mass, statement.n
    kept_value, _space, kept_unit = format_kg(mass.kept_in_use_kg).rpartition(" ")
    unit_is_tonnes = in_tonnes(n)
    return ReportPage(
        kept_value=kept_value,
        kept_unit=kept_unit,
        mass_uncertainty=percent(mass.sigma_kg / _counted_kg(mass)) if _counted_kg(mass) > 0 else "",
        receipts=len({line.row.receipt_id for line in lines}),
        weighed=percent(mass.weighed_share),
        recirculated=format_kg(mass.recirculated_kg),
        unquantified=format_kg(statement.unquantified_kg),
        rows=list(_rows(mass)),
        bases=_bases(mass),
        emissions_unit=_("t CO₂e") if unit_is_tonnes else _("kg CO₂e"),
        low=emissions_in(n.low, in_tonnes=unit_is_tonnes),
        central=emissions_in(n.central, in_tonnes=unit_is_tonnes),
        high=emissions_in(n.high, in_tonnes=unit_is_tonnes),
        emissions_uncertainty=percent(statement.n_sigma / n.central) if n.central > 0 else "",
        terms=_terms(statement),
        factors=[_factor(share) for share in statement.by_factor],
        notes=list(_notes(lines, statement)),
        disclosures=[_(sentence) for sentence in statement.disclosures],
        answers=_answers(lines),
        rows_chart=_rows_chart(mass),
        bases_chart=_bases_chart(mass),
        terms_chart=_terms_chart(statement),
        factors_chart=_factors_chart(statement.by_factor),
    )


def _counted_kg(mass: MassLedger) -> Decimal:
    return sum(mass.by_basis.values(), Decimal(0))


def _query(**words: str) -> str:
    return urlencode(words)


def _rows(mass: MassLedger) -> Iterator[TableRow]:
    whole = mass.kept_out_of_disposal_kg + mass.disposed_kg
    groups = (
        (_("Waste prevention"), _("Outside GRI 306-4"), mass.prevented_kg, "prevention"),
        (_("Waste diverted from disposal"), "GRI 306-4", mass.diverted_kg, "306-4"),
        (_("Waste directed to disposal"), "GRI 306-5", mass.disposed_kg, "306-5"),
    )
    for label, note, kg, code in groups:
        for row, row_kg in mass.by_row.items():
            if _group_of(row) == code:
                yield _mass_row(row, row_kg, whole)
        yield TableRow(label, note, tonnes(kg), _share(kg, whole), _query(row=code), is_total=True)
    generated = mass.generated_kg
    yield TableRow(_("Waste generated"), "GRI 306-3", tonnes(generated), "–", _query(row="306-3"), is_total=True)
    for row, row_kg in mass.by_row.items():
        if not _group_of(row):
            yield _mass_row(row, row_kg, Decimal(0))


def _group_of(row: Row) -> str:
    return "prevention" if row.is_prevention else row.disclosure


def _mass_row(row: Row, kg: Decimal, whole: Decimal) -> TableRow:
    return TableRow(_(row.label), _(row.gri), tonnes(kg), _share(kg, whole), _query(row=row.code))


def _share(kg: Decimal, whole: Decimal) -> str:
    return percent(kg / whole) if whole > 0 else "–"


def _bases(mass: MassLedger) -> list[TableRow]:
    found = [
        TableRow(
            label=_(basis.label),
            note=_("± %(sigma)s each") % {"sigma": percent(basis.sigma)},
            tonnes=tonnes(kg),
            share=percent(mass.share_of(basis)),
            drill=_query(basis=basis.value),
        )
        for basis, kg in mass.by_basis.items()
    ]
    return [*found, TableRow(_("Together"), "", tonnes(_counted_kg(mass)), "100 %", "", is_total=True)]


def _terms(statement: Statement) -> list[ThreeCases]:
    shown = [
        _three(term_label(term), term.value, amount if term in (Term.A, Term.B) else -amount)
        for term, amount in statement.terms.items()
        if term is not Term.U or amount != Scenarios()
    ]
    total = _three(_("Avoided, by comparison"), "N = A + B − C − D − U", statement.n, is_total=True)
    return [*shown, total]


def _three(label: str, note: str, amount: Scenarios, *, is_total: bool = False) -> ThreeCases:
    return ThreeCases(
        label=label,
        note=note,
        low=table_kg(amount.low),
        central=table_kg(amount.central),
        high=table_kg(amount.high),
        drill=_query(show="emissions") if is_total else "",
        is_total=is_total,
    )


def _factor(share: FactorShare) -> ThreeCases:
    return ThreeCases(
        label=share.name,
        note=share.factor_id,
        low=table_kg(share.effect.low),
        central=table_kg(share.effect.central),
        high=table_kg(share.effect.high),
        share=percent(share.share),
        drill=_query(factor=share.factor_id),
        is_flagged=share.is_dominant,
    )


def _notes(lines: list[LedgerLine], statement: Statement) -> Iterator[Note]:
    excluded = [line for line in lines if line.result is not None and line.result.is_excluded]
    if excluded:
        kg = sum((line.row.mass_kg for line in excluded), Decimal(0))
        text = _("%(mass)s stand outside the CO₂e estimate, because a cost of theirs is not known (a journey, mostly).")
        yield Note(text % {"mass": format_kg(kg)}, _query(show="excluded"))
    if any(line.result is None for line in lines):
        yield Note(_("Some receipts state no mass, and so are in no figure."), _query(show="weightless"))
    provisional = {line.row.factor_set for line in lines if line.row.is_provisional}
    for factor_set in sorted(provisional, key=str):
        text = _("Provisional: counted with %(set)s, because the set of their own year is not complete.")
        yield Note(text % {"set": factor_set}, _query(show="provisional"))
    drills = {"unquantified": _query(show="unquantified")}
    for point in statement.warnings:
        yield Note(_(point.message), drills.get(point.code, ""))


def _answers(lines: list[LedgerLine]) -> list[Answer]:
    receipts: defaultdict[str, set[int]] = defaultdict(set)
    masses: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.report_row.is_reuse:
            answer = line.row.receipt.displaced
            receipts[answer].add(line.row.receipt_id)
            masses[answer] += line.row.mass_kg
    return [
        Answer(str(Displaced(answer).label), len(receipts[answer]), tonnes(masses[answer]))
        for answer in Displaced.values
        if answer in receipts
    ]


def _rows_chart(mass: MassLedger) -> SafeString:
    bars = [Bar(_(row.label), kg, format_kg(kg)) for row, kg in mass.by_row.items() if kg > 0]
    return SafeString(composition_chart(chart_id="by-row", title=_("Mass by row"), parts=bars))


def _bases_chart(mass: MassLedger) -> SafeString:
    bars = [Bar(_(basis.label), mass.by_basis.get(basis, Decimal(0)), "") for basis in MassBasis]
    said = [Bar(bar.label, bar.value, format_kg(bar.value)) for bar in bars if bar.value > 0]
    return SafeString(composition_chart(chart_id="by-basis", title=_("Mass by how it is known"), parts=said))


def _terms_chart(statement: Statement) -> SafeString:
    effects = [
        (term_label(term), amount if term in (Term.A, Term.B) else -amount)
        for term, amount in statement.terms.items()
        if amount != Scenarios()
    ]
    ranges = [
        RangeBar(label, amount.low, amount.central, amount.high, emissions(amount.central))
        for label, amount in (*effects, (_("Avoided, by comparison"), statement.n))
    ]
    ordered = [RangeBar(r.label, min(r.low, r.high), r.central, max(r.low, r.high), r.said) for r in ranges]
    return SafeString(range_chart(chart_id="by-term", title=_("From low to high displacement"), ranges=ordered))


def _factors_chart(shares: tuple[FactorShare, ...]) -> SafeString:
    bars = [Bar(share.name, share.effect.central, emissions(share.effect.central)) for share in shares[:MOST_FACTORS]]
    return SafeString(bar_chart(chart_id="by-factor", title=_("What each factor makes of it"), bars=bars))
