"""The page of a prepared report: every figure with the way to its lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from marketplace.impact.calculation import Scenarios
from marketplace.impact.disclosures import DisclosureRow, esrs_e5_5, gri_306_3, gri_306_4, gri_306_5
from marketplace.impact.figures import FactorPart, Group, ReportFigures
from marketplace.impact.parameters import RESTATEMENT_THRESHOLD
from marketplace.impact.queries.words import emissions_in, exact_kg, in_tonnes, percent, table_kg, tonnes
from marketplace.kernel.mass import format_kg

KG_OF: Final = ("kept_kg", "waste_kg", "counted_kg")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its cells, and the query of its lines."""

    label: str
    cells: list[str]
    note: str = ""
    drill: str = ""
    is_flagged: bool = False
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; `drilled` is the place of the cell that leads to the lines."""

    caption: str
    heads: list[str]
    rows: list[TableRow]


@dataclass(frozen=True, slots=True)
class Section:
    """Tables under one heading, with what is to be known first."""

    anchor: str
    title: str
    lead: str
    tables: list[Table] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """Everything that the page prints of the figures."""

    kept: str
    weighed: str
    recirculated: str
    unquantified: str
    receipts: int
    low: str
    central: str
    high: str
    unit: str
    sigma: str
    sections: list[Section]
    notes: list[str]
    basis: list[tuple[str, str]]


def prepared_page(figures: ReportFigures, bridge: dict[str, Any]) -> PreparedPage:  # Any: JSON
    """The figures as the page says them.

    :param bridge: of a restatement, else empty
    """
    n, total = figures.total.n, figures.total
    big = in_tonnes(n)
    return PreparedPage(
        kept=format_kg(total.kept_kg),
        weighed=percent(figures.quality.weighed_share),
        recirculated=format_kg(figures.group(figures.by_row, "recirculated").mass_kg),
        unquantified=format_kg(total.unquantified_kg),
        receipts=figures.receipts,
        low=emissions_in(n.low, in_tonnes=big),
        central=emissions_in(n.central, in_tonnes=big),
        high=emissions_in(n.high, in_tonnes=big),
        unit=_("t CO₂e") if big else _("kg CO₂e"),
        sigma=percent(figures.n_sigma / n.central) if n.central > 0 else "",
        sections=[*_bridge_section(bridge), *_sections(figures)],
        notes=[_(one) for one in figures.notes],
        basis=_basis(figures),
    )


def _sections(figures: ReportFigures) -> Iterator[Section]:
    yield Section(
        "rows", _("Mass by row"),
        _("Two ledgers: what never became waste, and GRI 306 for what did. Each line stands in exactly one row."),
        [_masses(_("Tonnes by row"), figures.by_row, "row")],
    )  # fmt: skip
    yield Section("gri", _("GRI 306 and ESRS E5-5"), _("Waste only, in tonnes."), list(_standards(figures)))
    yield Section(
        "estimate", _("What reuse avoided: a comparison"), _(figures.notes[0]) if figures.notes else "",
        [_terms(figures), _factors(figures.factors)],
    )  # fmt: skip
    yield Section(
        "journeys", _("Journeys, as they happened"),
        _("Actual emissions, for the inventory of whoever drove. They are no part of any reduction."),
        [_transport(figures)],
    )  # fmt: skip
    yield Section(
        "money", _("Money and social measures"),
        _("Different things, side by side: nothing here is added to anything else."), list(_money(figures)),
    )  # fmt: skip
    yield Section(
        "parts", _("The same, by what and when"), _("Every partition holds each line once, so each adds up."),
        [
            _masses(_("Tonnes by category"), figures.by_category, "category"),
            _masses(_("Tonnes by site"), figures.by_site, "site"),
            _masses(_("Tonnes by month"), figures.by_month, "month"),
            _masses(_("Tonnes by weight basis"), figures.by_basis, "basis"),
        ],
    )  # fmt: skip
    yield Section("quality", _("How good the data are"), "", [_quality(figures)])
    if figures.earlier is not None:
        yield Section(
            "earlier", _("Against the year before"),
            _("Report %(number)s, %(period)s.") % {"number": figures.earlier.report, "period": figures.earlier.period},
            [_year_on_year(figures)],
        )  # fmt: skip


def _masses(caption: str, groups: Iterable[Group], name: str) -> Table:
    rows = [
        TableRow(
            label=_(one.label),
            cells=[tonnes(one.sums.mass_kg), table_kg(one.sums.n.central), str(one.sums.lines)],
            drill=urlencode({name: one.key}),
        )
        for one in groups
    ]
    return Table(caption, [_("Tonnes"), _("kg CO₂e avoided, by comparison"), _("Lines")], rows)


def _standards(figures: ReportFigures) -> Iterator[Table]:
    composition = [
        TableRow(one.label, [tonnes(one.sums.waste_kg)], drill=urlencode({"row": "306-3", "category": one.key}))
        for one in gri_306_3(figures)
    ]
    total = TableRow(_("Waste generated"), [tonnes(figures.total.waste_kg)], drill="row=306-3", is_total=True)
    yield Table(_("GRI 306-3: waste generated, by composition"), [_("Tonnes")], [*composition, total])
    heads = [_("Hazardous, on site"), _("Hazardous, off site"), _("Other, on site"), _("Other, off site"), _("Total")]
    yield Table(_("GRI 306-4: waste diverted from disposal"), heads, _disclosed(gri_306_4(figures), "306-4"))
    yield Table(_("GRI 306-5: waste directed to disposal"), heads, _disclosed(gri_306_5(figures), "306-5"))
    points = [
        TableRow(_(one.label), [percent(one.value) if one.is_share else tonnes(one.value or Decimal(0))], note=one.code)
        for one in esrs_e5_5(figures)
    ]
    yield Table(_("ESRS E5-5: resource outflows, waste"), [_("Tonnes or share")], points)


def _disclosed(rows: tuple[DisclosureRow, ...], code: str) -> list[TableRow]:
    def cells(*amounts: Decimal) -> list[str]:
        return [tonnes(kg) for kg in amounts]

    said = [
        TableRow(
            _(one.label),
            cells(
                one.hazardous_onsite_kg, one.hazardous_offsite_kg, one.other_onsite_kg, one.other_offsite_kg,
                one.total_kg,
            ),
        )
        for one in rows
    ]  # fmt: skip
    columns = ("hazardous_onsite_kg", "hazardous_offsite_kg", "other_onsite_kg", "other_offsite_kg", "total_kg")
    sums = [sum((getattr(one, name) for one in rows), Decimal(0)) for name in columns]
    return [*said, TableRow(_("Together"), cells(*sums), drill=urlencode({"row": code}), is_total=True)]


def _terms(figures: ReportFigures) -> Table:
    total = figures.total
    known = (
        (_("A: new production displaced"), total.a),
        (_("B: one end of life fewer"), total.b),
        (_("C: journeys"), Scenarios.constant(-total.c)),
        (_("D: repair"), Scenarios.constant(-total.d)),
        (_("U: older appliances drawing more"), -total.u),
    )
    rows = [TableRow(label, _cases(amount)) for label, amount in known]
    rows.append(TableRow(_("N, avoided by comparison"), _cases(total.n), is_total=True))
    return Table(_("kg CO₂e by term, from low to high displacement"), _heads(), rows)


def _heads() -> list[str]:
    return [_("Low"), _("Central"), _("High")]


def _cases(amount: Scenarios) -> list[str]:
    return [table_kg(amount.low), table_kg(amount.central), table_kg(amount.high)]


def _factors(parts: tuple[FactorPart, ...]) -> Table:
    rows = [
        TableRow(
            one.name, [*_cases(one.effect), percent(one.share)],
            note=f"{one.factor_id} · {one.value} / {one.unit}" if one.value else one.factor_id,
            drill=urlencode({"factor": one.factor_id}), is_flagged=one.is_flagged,
        )
        for one in parts
    ]  # fmt: skip
    return Table(_("What each factor makes of it"), [*_heads(), _("Share")], rows)


def _transport(figures: ReportFigures) -> Table:
    found = figures.transport
    rows = [
        TableRow(_("Kilometres driven for these goods"), [exact_kg(found.km)]),
        TableRow(_("Emissions of these journeys, kg CO₂e"), [table_kg(found.kgco2e)]),
        TableRow(_("Lines whose journey is not known"), [str(found.unknown_lines)]),
    ]
    return Table(_("Actual transport"), [_("Amount")], rows)


def pounds(pence: int | None) -> str:
    """Money for a table; what nobody stated is said so."""
    return _("not stated") if pence is None else f"£{pence / 100:,.2f}".replace("£-", "−£")


def _money(figures: ReportFigures) -> Iterator[Table]:
    money = figures.money
    saving = money.purchase_saving_pence
    said = [pounds(saving.low), pounds(saving.central), pounds(saving.high)] if saving else [_("not stated")] * 3
    yield Table(
        _("Money"), [_("Low"), _("Central"), _("High")],
        [
            TableRow(_("What new ones would have cost (no saving)"), [pounds(money.replacement_value_pence)] * 3),
            TableRow(_("Purchases estimated to be saved"), said),
            TableRow(
                _("Disposal costs avoided"), [pounds(money.disposal_avoided_pence)] * 3, note=money.disposal_source
            ),
            TableRow(
                _("What moving it cost"), [pounds(money.platform_cost_pence)] * 3, note=money.platform_cost_source
            ),
        ],
    )  # fmt: skip
    if figures.measures:
        rows = [TableRow(_(one.measure), [exact_kg(one.quantity), one.unit]) for one in figures.measures]
        yield Table(_("Social measures"), [_("Amount"), _("Unit")], rows)


def _quality(figures: ReportFigures) -> Table:
    found, total = figures.quality, figures.total
    rows = [
        TableRow(_("Stood on a scale"), [percent(found.weighed_share)], drill="basis=weighed"),
        TableRow(_("Estimated by a default"), [percent(found.estimated_share)]),
        TableRow(_("Worked out by item (I)"), [format_kg(found.by_item_kg)], drill="method=I"),
        TableRow(_("Worked out by mass (M)"), [format_kg(found.by_mass_kg)], drill="method=M"),
        TableRow(_("No figure, as a factor lacks"), [format_kg(found.unquantified_kg)], drill="show=unquantified"),
        TableRow(_("Lines outside the estimate, as a cost lacks"), [str(found.excluded_lines)], drill="show=excluded"),
        TableRow(_("Lines whose receipt states no mass"), [str(found.weightless_lines)]),
        TableRow(_("Lines of unknown remaining life, taken as new"), [str(found.unknown_life_lines)]),
        TableRow(_("Counted with another year’s factors"), [str(found.provisional_lines)]),
        TableRow(_("Fate not confirmed"), [format_kg(found.unconfirmed_kg)], drill="row=unknown"),
        TableRow(
            _("Adjustments of earlier, locked periods"), [format_kg(figures.adjustments.mass_kg)],
            note=_("%(count)s lines") % {"count": figures.adjustments.lines}, drill="show=adjustments",
        ),
        TableRow(_("Uncertainty of the mass"), [f"± {format_kg(figures.mass_sigma_kg)}"]),
        TableRow(_("Mass in all lines"), [exact_kg(total.mass_kg) + " kg"], is_total=True),
    ]  # fmt: skip
    return Table(_("Data quality"), [_("Amount")], rows)


def _year_on_year(figures: ReportFigures) -> Table:
    earlier = figures.earlier
    before = earlier.total if earlier else figures.total
    now = figures.total
    rows = [
        _compared(_("Kept in use, tonnes"), before.kept_kg, now.kept_kg, tonnes),
        _compared(_("Waste generated, tonnes"), before.waste_kg, now.waste_kg, tonnes),
        _compared(_("Avoided by comparison, kg CO₂e"), before.n.central, now.n.central, table_kg),
    ]
    return Table(_("Year on year"), [_("Before"), _("Now"), _("Change")], rows)


def _compared(label: str, before: Decimal, now: Decimal, said: Any) -> TableRow:  # Any: a function of words
    change = percent((now - before) / abs(before)) if before else "–"
    return TableRow(label, [said(before), said(now), change])


def _bridge_section(bridge: dict[str, Any]) -> Iterator[Section]:  # Any: JSON
    if not bridge:
        return
    words = {
        "activity": _("Corrections and late receipts"), "factors": _("Factors"), "parameters": _("Parameters"),
        "method": _("Method"),
    }  # fmt: skip
    cases = [bridge["n"][case] for case in ("low", "central", "high")]
    rows = [TableRow(_("As frozen"), [table_kg(Decimal(case["opening"])) for case in cases])]
    for name, label in words.items():
        rows.append(TableRow(label, [table_kg(Decimal(case["changes"][name])) for case in cases]))
    rows.append(TableRow(_("Restated"), [table_kg(Decimal(case["closing"])) for case in cases], is_total=True))
    policy = (
        _("N or a row of GRI 306 changes by %(threshold)s or more: the policy asks for a restatement.")
        if bridge["is_material"]
        else _("Every change stays under %(threshold)s: the policy does not ask for a restatement.")
    )
    yield Section(
        "bridge", _("From the frozen report to this one"), policy % {"threshold": percent(RESTATEMENT_THRESHOLD)},
        [Table(_("kg CO₂e, from low to high displacement"), _heads(), rows)],
    )  # fmt: skip


def _basis(figures: ReportFigures) -> list[tuple[str, str]]:
    basis = figures.basis
    return [
        (_("Factors"), basis.factor_set),
        (_("Parameters"), basis.parameters_version),
        (_("Method"), basis.method_version),
        (_("Code"), basis.code_version),
        (_("Newest ledger line"), str(basis.ledger_cutoff)),
    ]
