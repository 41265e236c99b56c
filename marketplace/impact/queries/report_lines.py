"""The lines of a report behind one of its figures, and one of them with what was asked about it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import BigIntegerField, F, Q, QuerySet, Sum
from django.db.models.functions import Cast, Round
from django.utils.translation import gettext as _

from marketplace.impact.calculation import Scenarios, Term
from marketplace.impact.models import Report, ReportScope, ReportView, ReviewComment, RunLine
from marketplace.impact.models.runs import RunLineQuerySet
from marketplace.impact.queries.words import audit_kg, exact_kg, term_label
from marketplace.impact.rows import ROW_BY_CODE
from marketplace.kernel.mass import MassBasis
from marketplace.organisations.models import Organisation

#: Of these anybody's lines may stand in a report; who is no party to one is told no names.
WIDE: Final = frozenset({ReportScope.CIRCLE, ReportScope.AREA, ReportScope.PLATFORM})
GROUPS: Final = {
    "kept": [code for code, row in ROW_BY_CODE.items() if row.is_reuse],
    "prevention": [code for code, row in ROW_BY_CODE.items() if row.is_prevention],
    "306-3": [code for code, row in ROW_BY_CODE.items() if row.disclosure],
    "306-4": [code for code, row in ROW_BY_CODE.items() if row.is_diverted],
    "306-5": [code for code, row in ROW_BY_CODE.items() if row.is_disposed],
}
SHOWN: Final = {
    "unquantified": ~Q(unquantified_kg=0),
    "excluded": Q(is_quantified=False),
    "adjustments": Q(is_adjustment=True),
    "questioned": Q(),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of the list."""

    line: RunLine
    title: str
    other: str
    row: str
    basis: str
    mass_kg: str
    net: str
    is_open: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Together:
    """All lines behind the figure, added up: what it says."""

    count: int
    mass_kg: str
    net: str


@dataclass(frozen=True, slots=True)
class Step:
    """What one factor did to one term of a line."""

    term: str
    factor_id: str
    low: str
    central: str
    high: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A question with its answers."""

    question: ReviewComment
    answers: list[ReviewComment]


def lines_behind(report: Report, asked: dict[str, str]) -> RunLineQuerySet:
    """The lines of the report that make a figure.

    :param asked: `row` (a code or a group), `category`, `basis`, `site`, `month`, `method`, `factor`, `show`; what is
        not known of these finds nothing
    """
    lines = RunLine.objects.filter(run=report.run)
    given = report.run.view == ReportView.GIVEN
    for name, value in asked.items():
        lines = lines.filter(_condition(name, value, report, given=given)) if value else lines
    return lines


def _condition(name: str, value: str, report: Report, *, given: bool) -> Q:
    side = "donor" if given else "receiver"
    conditions = {
        "row": Q(row__in=GROUPS.get(value, [value])),
        "category": Q(category__slug=value),
        "basis": Q(basis=value),
        "site": Q(**{f"{side}_site__pk": value}) if value.isdecimal() and len(value) < 15 else Q(pk__in=[]),
        "month": Q(entered_on__startswith=value) if len(value) == 7 else Q(pk__in=[]),
        "method": Q(method=value),
        "factor": Q(factor_ids__contains=value),
        "show": SHOWN.get(value, Q(pk__in=[])),
    }
    if (name, value) == ("show", "questioned"):
        return Q(diversion__in=ReviewComment.objects.filter(report=report).values("diversion"))
    return conditions[name]


def together(lines: QuerySet[RunLine]) -> Together:
    """Their sums, exact on either database: whole grams and millionths, as SQLite would add decimals as fractions."""
    found = lines.aggregate(
        grams=Sum(Cast(Round(F("mass_kg") * 1000), BigIntegerField())),
        millionths=Sum(Cast(Round(F("n_central") * 1_000_000), BigIntegerField())),
    )
    mass, net = Decimal(found["grams"] or 0) / 1000, Decimal(found["millionths"] or 0) / 1_000_000
    return Together(lines.count(), exact_kg(mass), audit_kg(net))


def cells_of(report: Report, lines: list[RunLine], organisation: Organisation) -> list[Cell]:
    """The lines as the list prints them; names only of those that the reader is a party to."""
    numbers = [one.diversion_id for one in lines]
    questions = ReviewComment.objects.open().filter(report=report, diversion__in=numbers)
    waiting = set(questions.values_list("diversion_id", flat=True))
    return [_cell(report, line, organisation, is_open=line.diversion_id in waiting) for line in lines]


def _cell(report: Report, line: RunLine, organisation: Organisation, *, is_open: bool) -> Cell:
    own = organisation.pk in {line.donor_id, line.receiver_id}
    other = line.receiver.name if report.run.view == ReportView.GIVEN else line.donor.name
    listing = line.diversion.receipt.collection.claim.listing
    return Cell(
        line=line,
        title=listing.title if own else line.category.name,
        other=other if own else _("another member"),
        row=_(ROW_BY_CODE[line.row].label),
        basis=_(MassBasis(line.basis).label),
        mass_kg=exact_kg(line.mass_kg),
        net=audit_kg(line.n_central) if line.is_quantified else "",
        is_open=is_open,
        is_own=own,
    )


def steps_of(line: RunLine) -> list[Step]:
    """What each factor did, as the run wrote it down."""
    found = []
    for term, factor_id, low, central, high in line.effects:
        sign = 1 if term in (Term.A.value, Term.B.value) else -1
        cases = [audit_kg(sign * Decimal(value)) for value in (low, central, high)]
        found.append(Step(f"{term} · {term_label(Term(term))}", factor_id, *cases))
    n = Scenarios(line.n_low, line.n_central, line.n_high)
    total = Step(_("N, avoided by comparison"), "", audit_kg(n.low), audit_kg(n.central), audit_kg(n.high))
    return [*found, total] if line.is_quantified else []


def talks_about(report: Report, line: int | None = None) -> list[Talk]:
    """Questions about the report, or about one line of it, with their answers, oldest first."""
    comments = report.comments.in_order()
    if line is not None:
        comments = comments.filter(diversion=line)
    answers: dict[int, list[ReviewComment]] = {}
    questions = []
    for one in comments:
        if one.question_id is None:
            questions.append(one)
        else:
            answers.setdefault(one.question_id, []).append(one)
    return [Talk(one, answers.get(one.pk, [])) for one in questions]
