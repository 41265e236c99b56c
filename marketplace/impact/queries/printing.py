"""A report as it stands on paper, in words: the first page, the figures with their charts, the annexes."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.impact.dossier.contents import Dossier, DossierLine
from marketplace.impact.dossier.printed import Fact, Figure, Picture, Printed, Section, SignatureLine, Table
from marketplace.impact.figures import Group, ReportFigures
from marketplace.impact.models import ReportState
from marketplace.impact.queries.pictures import ChartPicture, composition_pictures, pictures_of
from marketplace.impact.queries.report_tabs import result_words
from marketplace.impact.queries.words import emissions, exact_kg, percent, table_kg, tonnes
from marketplace.impact.rows import ROWS
from marketplace.impact.statement import DISCLOSURES
from marketplace.kernel.mass import MassBasis, format_kg

ZERO: Final = Decimal(0)
#: Lines that the paper prints; the sheet has them all.
MOST_LINES: Final = 2000
MOST_COLUMNS: Final = 8  # months that fit beside each other
DISCLOSED: Final = (("306-4", "is_diverted"), ("306-5", "is_disposed"))


def printed(dossier: Dossier) -> Printed:
    """The paper of a report."""
    figures = dossier.figures
    return Printed(
        title=dossier.title,
        subtitle=dossier.period,
        organisation=dossier.organisation,
        stamp="" if dossier.state == ReportState.FROZEN else _("Not frozen yet: figures may still change."),
        lead=_(DISCLOSURES[0]) + " " + _(DISCLOSURES[1]),
        figures=_key_figures(figures),
        sections=[
            _mass(figures),
            *_charts(figures),
            _standards(figures),
            _money(figures),
            _quality(figures),
            _checks(dossier),
            _remarks(dossier),
            _method(dossier),
            _factors(dossier),
            _parameters(dossier),
            _lines(dossier),
        ],
        signatures=[SignatureLine(one.role, one.name, _moment(one.at)) for one in dossier.signed],
        footer=_footer(dossier),
    )


def _moment(at: datetime | None) -> str:
    return "" if at is None else date_format(localtime(at), "j F Y, H:i")


def _footer(dossier: Dossier) -> str:
    basis = dossier.figures.basis
    named = dossier.digest or basis.input_digest
    what = _("Report") if dossier.digest else _("Calculation")
    return f"Goodsyard · {basis.factor_set} · {basis.method_version} · {what} {named[:16]}"


def _key_figures(figures: ReportFigures) -> list[Figure]:
    value, _space, unit = format_kg(figures.total.kept_kg).rpartition(" ")
    n = figures.total.n
    return [
        Figure(
            _("Kept in use"),
            value,
            unit,
            ngettext("from %(count)s confirmed receipt", "from %(count)s confirmed receipts", figures.receipts)
            % {"count": figures.receipts},
        ),
        Figure(
            _("Avoided, by comparison"),
            *_split(emissions(n.central)),
            _("%(low)s to %(high)s, by displacement") % {"low": emissions(n.low), "high": emissions(n.high)},
        ),
        Figure(_("Stood on a scale"), percent(figures.quality.weighed_share), "", _("of the counted mass")),
        Figure(
            _("Without a CO₂e figure"),
            *_split(format_kg(figures.total.unquantified_kg)),
            _("a factor or a cost lacks; never taken as zero"),
        ),
    ]


def _split(said: str) -> tuple[str, str]:
    value, _space, unit = said.partition(" ")
    return value, unit


def _mass(figures: ReportFigures) -> Section:
    by_row, by_basis = composition_pictures(figures)
    rows = [
        [_(row.label), _(row.gri), tonnes(kg)]
        for row in ROWS
        if (kg := figures.group(figures.by_row, row.code).mass_kg) != 0
    ]
    bases = [
        [_(basis.label), percent(basis.sigma), tonnes(kg)]
        for basis in MassBasis
        if (kg := figures.group(figures.by_basis, basis.value).counted_kg) != 0
    ]
    return Section(
        title=_("Mass"),
        words=[
            _("Two ledgers: what never became waste, and GRI 306 for what did. Each line stands in exactly one row.")
        ],
        pictures=[Picture(by_row, _("Mass by row")), Picture(by_basis, _("Mass by how it is known"))],
        tables=[
            Table(_("Tonnes by row"), [_("Row"), _("Standard"), _("Tonnes")], (5, 5, 1.4), "llr", rows),
            Table(_("Tonnes by weight basis"), [_("Basis"), _("± each"), _("Tonnes")], (5, 2, 1.4), "lrr", bases),
            _groups(_("Tonnes by category"), _("Category"), figures.by_category),
            _groups(_("Tonnes by site"), _("Site"), figures.by_site),
        ],
        breaks=True,
    )


def _groups(caption: str, head: str, groups: tuple[Group, ...]) -> Table:
    """The largest first, with what each avoided; the last row sums them up."""
    ordered = sorted(groups, key=lambda group: (-group.sums.mass_kg, group.key))
    rows = [
        [g.label, str(g.sums.lines), tonnes(g.sums.mass_kg), tonnes(g.sums.kept_kg), table_kg(g.sums.n.central)]
        for g in ordered
    ]
    sums = [g.sums for g in groups]
    rows.append(
        [
            _("Together"),
            str(sum(one.lines for one in sums)),
            tonnes(sum((one.mass_kg for one in sums), ZERO)),
            tonnes(sum((one.kept_kg for one in sums), ZERO)),
            table_kg(sum((one.n.central for one in sums), ZERO)),
        ]
    )
    heads = [head, _("Lines"), _("Tonnes"), _("Kept in use"), _("kg CO₂e, central")]
    return Table(caption, heads, (5, 1.2, 1.6, 1.6, 2), "lrrrr", rows, (len(rows) - 1,))


def _charts(figures: ReportFigures) -> list[Section]:
    return [_chart(picture) for picture in pictures_of(figures)]


def _chart(picture: ChartPicture) -> Section:
    """A chart on paper. A table too wide for it is turned: what stood across stands down."""
    table = picture.table
    heads, rows = list(table.heads), [list(row) for row in table.rows]
    totals = table.totals
    if len(heads) > MOST_COLUMNS:
        turned = [list(column) for column in zip(*[heads, *rows], strict=True)]
        heads, rows, totals = turned[0], turned[1:], (len(turned) - 2,)
    widths = [3.0 if side == "l" else 1.4 for side in picture.table.sides][: len(heads)]
    sides = picture.table.sides[: len(heads)]
    if len(heads) != len(table.heads):
        widths, sides = [1.4, *([1.4] * (len(heads) - 1))], "l" + "r" * (len(heads) - 1)
    return Section(
        title=picture.title,
        words=[picture.words],
        pictures=[Picture(picture.svg, picture.title, 78 if picture.key == "town-to-town" else 100)],
        tables=[Table(_("The same in figures"), heads, widths, sides, rows, totals)],
    )


def _standards(figures: ReportFigures) -> Section:
    """GRI 306 and ESRS E5-5 from the same rows."""
    rows, totals = [], []
    for code, trait in DISCLOSED:
        chosen = [row for row in ROWS if getattr(row, trait)]
        kg = {row.code: figures.group(figures.by_row, row.code).mass_kg for row in chosen}
        rows += [[_(row.label), f"GRI {code} · ESRS E5-5", tonnes(kg[row.code])] for row in chosen if kg[row.code]]
        totals.append(len(rows))
        words = _("Diverted from disposal") if code == "306-4" else _("Directed to disposal")
        rows.append([words, f"GRI {code} · ESRS E5-5", tonnes(sum(kg.values(), ZERO))])
    totals.append(len(rows))
    rows.append([_("Waste generated"), "GRI 306-3 · ESRS E5-5 (37a)", tonnes(figures.total.waste_kg)])
    table = Table(_("Tonnes"), [_("Row"), _("Disclosure"), _("Tonnes")], (5, 4, 1.4), "llr", rows, totals)
    transport = figures.transport
    return Section(
        title=_("Waste by the standards"),
        words=[
            _("Reuse of what never became waste is prevention (GRI 306-1 and 306-2) and stands in none of these rows."),
            _("The journeys themselves emitted %(co2e)s over %(km)s km: actual emissions, for an inventory of its own.")
            % {"co2e": emissions(transport.kgco2e), "km": exact_kg(transport.km)},
        ],
        tables=[table],
    )


def _pounds(pence: int | None) -> str:
    return "–" if pence is None else f"£{Decimal(pence) / 100:,.2f}"


def _money(figures: ReportFigures) -> Section:
    money = figures.money
    saving = money.purchase_saving_pence
    saved = f"{_pounds(saving.low)} · {_pounds(saving.central)} · {_pounds(saving.high)}" if saving else "–"
    facts = [
        Fact(_("Replacement value (not a saving)"), _pounds(money.replacement_value_pence)),
        Fact(_("Estimated purchase saving: low · central · high"), saved),
        Fact(_("Disposal cost avoided, at the giver’s own rate"), _pounds(money.disposal_avoided_pence)),
        Fact(_("Cost of the exchange itself"), _pounds(money.platform_cost_pence)),
        *(Fact(one.measure, f"{exact_kg(one.quantity)} {one.unit}") for one in figures.measures),
    ]
    return Section(_("Money and social value"), [_("These stand side by side and are never added up.")], facts)


def _quality(figures: ReportFigures) -> Section:
    quality = figures.quality
    counted = figures.total.counted_kg
    sigma = percent(figures.mass_sigma_kg / counted) if counted > 0 else "–"
    central = figures.total.n.central
    return Section(
        _("How good the figures are"),
        facts=[
            Fact(_("Stood on a scale"), percent(quality.weighed_share)),
            Fact(_("Rests on defaults"), percent(quality.estimated_share)),
            Fact(_("Uncertainty of the mass"), f"± {sigma}"),
            Fact(
                _("Uncertainty of the central figure (weights and factors)"),
                f"± {percent(figures.n_sigma / central)}" if central > 0 else "–",
            ),
            Fact(_("Mass by item footprints"), format_kg(quality.by_item_kg)),
            Fact(_("Mass by material factors"), format_kg(quality.by_mass_kg)),
            Fact(_("Without a CO₂e figure"), format_kg(quality.unquantified_kg)),
            Fact(_("Lines outside the estimate, a cost being unknown"), str(quality.excluded_lines)),
            Fact(_("Lines without a mass"), str(quality.weightless_lines)),
            Fact(_("Lines counted with another year’s factors"), str(quality.provisional_lines)),
            Fact(_("Lines whose remaining life is unknown"), str(quality.unknown_life_lines)),
            Fact(_("Fate not confirmed"), format_kg(quality.unconfirmed_kg)),
        ],
    )


def _checks(dossier: Dossier) -> Section:
    rows = [[_(check.question.text), result_words(check.result), check.finding] for check in dossier.checks]
    table = Table(_("Every check"), [_("Question"), _("Answer"), _("Finding")], (5, 1.4, 5), "lll", rows)
    return Section(_("What an auditor would ask"), tables=[table])


def _remarks(dossier: Dossier) -> Section:
    if not dossier.remarks:
        return Section(_("Questions of the review"), [_("The reviewer had none.")])
    rows = [
        [str(one.line), one.by, _moment(one.at), one.text, _("resolved") if one.is_resolved else ""]
        for one in dossier.remarks
    ]
    heads = [_("Line"), _("By"), _("At"), _("Text"), ""]
    return Section(_("Questions of the review"), tables=[Table("", heads, (1, 2, 2, 6, 1.3), "lllll", rows)])


def _method(dossier: Dossier) -> Section:
    basis = dossier.figures.basis
    return Section(
        title=_("Annex 1: the method"),
        words=[
            _("N = A + B − C − D − U, in kg CO₂e: new production displaced, one end of life fewer, journeys, repair and"
              " what older appliances draw more. A, B and U carry the displacement rate; the three cases differ in it"
              " alone. A missing factor is never taken as zero: avoided parts without one are unquantified mass, and a"
              " line whose cost is unknown is left out of every emissions total."),
            _("Mass counts once, at the first hand-over out of surplus. Later ones are recirculated: they earn nothing,"
              " and their journeys count. Nothing counts before its receiver has confirmed it."),
            *(_(sentence) for sentence in DISCLOSURES),
        ],
        facts=[
            Fact(_("Factor set"), basis.factor_set),
            Fact(_("Parameters"), basis.parameters_version),
            Fact(_("Method"), basis.method_version),
            Fact(_("Code"), basis.code_version),
            Fact(_("What went in (SHA-256)"), basis.input_digest),
            Fact(_("Frozen report (SHA-256)"), dossier.digest or "–"),
            Fact(_("The report frozen before it (SHA-256)"), dossier.previous_digest or "–"),
            Fact(_("Newest ledger line taken in"), str(basis.ledger_cutoff)),
        ],
        breaks=True,
    )  # fmt: skip


def _factors(dossier: Dossier) -> Section:
    rows = [
        [one.factor_id, one.label, f"{one.value:f}", one.unit, one.gwp_basis, one.factor_set] for one in dossier.factors
    ]
    heads = [_("Publisher’s id"), _("Factor"), _("Value"), _("Unit"), "GWP", _("Set")]
    sources = sorted({f"{one.factor_set}: {one.source} ({one.licence})" for one in dossier.factors})
    table = Table(_("Factors used"), heads, (3, 4, 1.8, 2, 1, 3), "llrlll", rows, dense=True)
    return Section(_("Annex 2: factors"), sources, tables=[table])


def _parameters(dossier: Dossier) -> Section:
    rows = [[one.name, one.key, one.value, one.source] for one in dossier.parameters]
    heads = [_("Parameter"), _("Of"), _("Value"), _("Source")]
    table = Table(_("Parameters used"), heads, (3, 2.4, 1.8, 6), "llll", rows, dense=True)
    return Section(_("Annex 3: parameters"), tables=[table])


def _lines(dossier: Dossier) -> Section:
    shown = dossier.lines[:MOST_LINES]
    words = [_("Every line with its receipt. Exact figures, factors and hashes are in the sheet.")]
    if len(dossier.lines) > len(shown):
        words = [
            _("The first %(shown)s of %(count)s lines; the sheet has them all.")
            % {"shown": len(shown), "count": len(dossier.lines)}
        ]
    heads = [_("Line"), _("Day"), _("Receipt"), _("Goods"), _("From"), _("To"), _("Row"), "kg", _("Basis"),
             _("kg CO₂e")]  # fmt: skip
    table = Table(
        _("Lines"), heads, (0.9, 1.4, 1.1, 4.2, 2.7, 2.7, 2.6, 1.3, 1.2, 1.4), "lllllllrlr",
        [_line_cells(line) for line in shown], dense=True,
    )  # fmt: skip
    return Section(_("Annex 4: lines"), words, tables=[table], breaks=True)


def _short_row(code: str) -> str:
    """A row's code as it fits a narrow column: "306-4 recycling", "prevention"."""
    disclosure, _slash, rest = code.partition("/")
    words = rest.split("/", maxsplit=1)[0] if rest else disclosure.split("_", maxsplit=1)[0]
    return f"{disclosure} {words}".replace("_", " ") if rest else words


def _line_cells(line: DossierLine) -> list[str]:
    return [
        str(line.line), line.entered_on.isoformat(), str(line.receipt), line.goods, line.giver, line.receiver,
        _short_row(line.row), exact_kg(line.mass_kg), line.basis.split("_", maxsplit=1)[0],
        table_kg(line.n.central) if line.is_quantified else "–",
    ]  # fmt: skip
