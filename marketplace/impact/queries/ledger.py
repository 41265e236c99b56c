"""Lines of the ledger for somebody's report: which ones, and the statement that they make together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from django.db.models import BigIntegerField, F, Sum
from django.db.models.functions import Cast, Round

from marketplace.impact.calculation import Contribution, LineResult
from marketplace.impact.evidence import result_of
from marketplace.impact.models import Diversion, DiversionQuerySet
from marketplace.impact.queries.factors import stored_factors
from marketplace.impact.rows import ROW_BY_CODE, Row
from marketplace.impact.statement import OUTSIDE, Statement, state_results
from marketplace.kernel.periods import Period, following, quarter_of
from marketplace.organisations.models import Organisation, Site

View = Literal["given", "received"]
VIEWS: Final[tuple[View, View]] = ("given", "received")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about. What was given and what was received are two reports and are never added up."""

    organisation: Organisation
    period: Period
    site: Site | None
    view: View


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A row with its result; without one where the receipt stated no mass."""

    row: Diversion
    result: LineResult | None

    @property
    def report_row(self) -> Row:
        return ROW_BY_CODE[self.row.row]

    @property
    def unquantified_kg(self) -> Decimal:
        return self.result.unquantified_kg if self.result else Decimal(0)

    def factor_effect(self, factor_id: str) -> Decimal | None:
        """What one factor does to the central figure of this line; nothing where it is not used."""
        effects = [c.effect.central for c in self.contributions if c.factor_id == factor_id]
        return sum(effects, Decimal(0)) if effects else None

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        return self.result.contributions if self.result else ()


@dataclass(frozen=True, slots=True)
class Drill:
    """Which lines of a report somebody opened a figure for: empty words take all."""

    row: str = ""  # a row's code, or one of GROUPS
    basis: str = ""
    factor: str = ""
    show: str = ""  # one of SHOWN

    def takes(self, line: LedgerLine) -> bool:
        return all((self._row(line), self._basis(line), self._factor(line), self._show(line)))

    def _row(self, line: LedgerLine) -> bool:
        row = line.report_row
        groups = {
            "kept": row.is_reuse,
            "prevention": row.is_prevention,
            "306-3": bool(row.disclosure),
            "306-4": row.is_diverted,
            "306-5": row.is_disposed,
        }
        return not self.row or groups.get(self.row, row.code == self.row)

    def _basis(self, line: LedgerLine) -> bool:
        return not self.basis or (line.row.mass_basis == self.basis and line.report_row not in OUTSIDE)

    def _factor(self, line: LedgerLine) -> bool:
        return not self.factor or line.factor_effect(self.factor) is not None

    def _show(self, line: LedgerLine) -> bool:
        shown = {
            "emissions": bool(line.contributions),
            "unquantified": line.unquantified_kg != 0,
            "excluded": line.result is not None and line.result.is_excluded,
            "weightless": line.result is None,
            "provisional": line.row.is_provisional,
        }
        return not self.show or shown[self.show]


GROUPS: Final = ("kept", "prevention", "306-3", "306-4", "306-5")
SHOWN: Final = ("emissions", "unquantified", "excluded", "weightless", "provisional")


def lines_in(scope: Scope) -> list[LedgerLine]:
    """The lines of the report, oldest first."""
    return [ledger_line(row) for row in _rows_in(scope).for_report()]


def count_of(scope: Scope) -> int:
    """How many lines the report has."""
    return _rows_in(scope).count()


def _rows_in(scope: Scope) -> DiversionQuerySet:
    rows = Diversion.objects.within(scope.period.starts_on, scope.period.ends_on)
    if scope.view == "given":
        rows = rows.given_by(scope.organisation)
        return rows.filter(donor_site=scope.site) if scope.site else rows
    rows = rows.received_by(scope.organisation)
    return rows.filter(receiver_site=scope.site) if scope.site else rows


def ledger_line(row: Diversion) -> LedgerLine:
    """The row with what its evidence says."""
    return LedgerLine(row, result_of(row.evidence, line_id=str(row.pk)) if row.evidence else None)


def statement_of(lines: Iterable[LedgerLine]) -> Statement:
    """The lines together; those without a mass are in no figure."""
    lines = tuple(lines)
    results = tuple(line.result for line in lines if line.result is not None)
    sets = {line.row.factor_set_id: line.row.factor_set for line in lines}
    used = {contribution.factor_id for result in results for contribution in result.contributions}
    names = stored_factors(*(sets[pk] for pk in sorted(sets, reverse=True)), only=used)
    return state_results(results, names)


def quarters_of(organisation: Organisation, *, today: date) -> list[Period]:
    """Every quarter from the organisation's first line to today's, newest first; today's alone where there is none."""
    first = Diversion.objects.visible_to(organisation).order_by("entered_on").values_list("entered_on", flat=True)
    last = quarter_of(today)
    quarters = [min(quarter_of(first[0]) if first else last, last)]
    while quarters[-1] < last:
        quarters.append(following(quarters[-1]))
    return quarters[::-1]


def quarter_to_show(organisation: Organisation, *, today: date) -> Period:
    """The quarter that a report opens with: the newest in which anything was counted; today's where nothing was."""
    dates = Diversion.objects.visible_to(organisation).order_by("-entered_on").values_list("entered_on", flat=True)
    newest = dates.first()
    return quarter_of(newest or today)


def has_lines(organisation: Organisation, period: Period) -> bool:
    """Whether anything that the organisation gave or received stands in the ledger for the period."""
    return Diversion.objects.visible_to(organisation).within(period.starts_on, period.ends_on).exists()


def view_of(organisation: Organisation, period: Period) -> View:
    """What to show first: what it gave, unless it only received."""
    rows = Diversion.objects.within(period.starts_on, period.ends_on)
    if rows.given_by(organisation).exists() or not rows.received_by(organisation).exists():
        return "given"
    return "received"


def kept_in_use_kg() -> Decimal:
    """Everything on this platform that a receipt confirmed to be in use again, each kilogram once."""
    reused = [code for code, row in ROW_BY_CODE.items() if row.is_reuse]
    # In whole grams: SQLite would add decimals up as binary fractions.
    grams = Sum(Cast(Round(F("mass_kg") * 1000), BigIntegerField()))
    return Decimal(Diversion.objects.filter(row__in=reused).aggregate(grams=grams)["grams"] or 0) / 1000
