"""Bridging: what leads from a frozen report's figures to those of a run that is measured against it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Self

from marketplace.impact.figures import ReportFigures, figures_of, plain
from marketplace.impact.kept import COLUMNS, KeptLine
from marketplace.impact.lines import Line
from marketplace.impact.models import CalculationRun, RunLine
from marketplace.impact.queries.rates import Rates
from marketplace.impact.queries.results import kept_under
from marketplace.impact.queries.run_lines import LedgerRow
from marketplace.impact.restatement import Cause, bridge, must_restate
from marketplace.impact.rows import ROW_BY_CODE, Row
from marketplace.kernel.errors import DomainError, gettext_noop

ZERO: Final = Decimal(0)
CASES: Final = ("low", "central", "high")
_N: Final = tuple(COLUMNS.index(f"n_{case}") for case in CASES)


class NothingChanged(DomainError):
    code = "nothing_changed"
    message = gettext_noop("No figure would change, so there is nothing to restate. The frozen report stands.")


class NoBridge:
    """Of a run that restates nothing."""

    def learn(self, chunk: Sequence[LedgerRow]) -> None:
        """Nothing to learn."""

    def add(self, diversion: LedgerRow, line: Line | None, new: KeptLine) -> None:
        """Nothing to measure."""

    def said(self, figures: ReportFigures) -> Mapping[str, object]:
        """No bridge."""
        return {}


class BridgeBuilder:
    """Measures each line under the old rates, the new factors, and the new parameters, as it comes by.

    Activity is what lines that the old run did not hold come to under the old rates. Method is the difference between
    the old run's own lines as its code and as today's code works them out, with the same facts and rates.
    """

    def __init__(self, old: CalculationRun, before: Rates, between: Rates) -> None:
        self.old, self.before, self.between = old, before, between
        self.held: set[int] = set()
        self.sums: defaultdict[str, list[Decimal]] = defaultdict(lambda: [ZERO] * len(CASES))

    @classmethod
    def of(cls, run: CalculationRun) -> "Self | NoBridge":
        """One for the run, if it restates another."""
        if run.restates is None:
            return NoBridge()
        old = run.restates
        before = Rates.under(run, old.factor_set, old.parameter_set)
        return cls(old, before, Rates.under(run, run.factor_set, old.parameter_set))

    def learn(self, chunk: Sequence[LedgerRow]) -> None:
        """Read which of the lines the old run held."""
        numbers = [one.id for one in chunk]
        held = RunLine.objects.filter(run=self.old, diversion__in=numbers)
        self.held = set(held.values_list("diversion_id", flat=True))

    def add(self, diversion: LedgerRow, line: Line | None, new: KeptLine) -> None:
        """Measure a line."""
        before = _n(kept_under(diversion, line, self.before))
        self._count("old" if diversion.id in self.held else "activity", before)
        between = _n(kept_under(diversion, line, self.between))
        self._count("factors", [one - other for one, other in zip(between, before, strict=True)])
        self._count("parameters", [one - other for one, other in zip(_n(new), between, strict=True)])

    def _count(self, name: str, amounts: list[Decimal]) -> None:
        self.sums[name] = [one + more for one, more in zip(self.sums[name], amounts, strict=True)]

    def said(self, figures: ReportFigures) -> Mapping[str, object]:
        """The bridge as JSON: of N in each case, of what was kept in use and of waste; and whether the policy asks for
        a restatement.

        :raises NothingChanged: no figure did
        """
        opening = figures_of(self.old.figures)
        if _alike(opening, figures):
            raise NothingChanged
        emissions = {
            case: self._steps(place, getattr(opening.total.n, case), getattr(figures.total.n, case))
            for place, case in enumerate(CASES)
        }
        masses = {
            name: _said({Cause.ACTIVITY: getattr(figures.total, name)}, getattr(opening.total, name))
            for name in ("kept_kg", "waste_kg")
        }
        return {
            "n": emissions,
            **masses,
            "is_material": must_restate(
                old_n=opening.total.n.central,
                new_n=figures.total.n.central,
                old_rows=_rows(opening),
                new_rows=_rows(figures),
            ),
        }

    def _steps(self, place: int, opening: Decimal, closing: Decimal) -> dict[str, Any]:  # Any: JSON
        after, figure = {}, opening
        for cause, name in ((Cause.ACTIVITY, "activity"), (Cause.FACTORS, "factors"), (Cause.PARAMETERS, "parameters")):
            figure += self.sums[name][place]
            after[cause] = figure
        return _said(after | {Cause.METHOD: closing}, opening)


def _said(after: Mapping[Cause, Decimal], opening: Decimal) -> dict[str, Any]:  # Any: JSON
    steps = bridge(opening, after)
    return {
        "opening": plain(steps.opening),
        "changes": {cause.value: plain(change) for cause, change in steps.changes.items()},
        "closing": plain(steps.closing),
        "percent": None if steps.percent is None else plain(steps.percent.quantize(Decimal("0.0001"))),
    }


def _n(one: KeptLine) -> list[Decimal]:
    return [one.figures[place] for place in _N]


def _rows(figures: ReportFigures) -> dict[Row, Decimal]:
    return {ROW_BY_CODE[one.key]: one.sums.mass_kg for one in figures.by_row}


def _alike(old: ReportFigures, new: ReportFigures) -> bool:
    return old.total == new.total and old.by_row == new.by_row and old.factors == new.factors
