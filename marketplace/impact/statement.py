"""A statement: the figures of many lines together, with what a reader needs to judge them.

Lines are added by id and once only, whoever's report they stand in; the same line may appear in the giver's, the
taker's and the platform's statement, which must never be added to each other. Every sum is of unrounded figures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from marketplace.impact import rows as report_rows
from marketplace.impact.calculation import LineResult, Method, Missing, Scenarios, Term, calculate, total
from marketplace.impact.factors.kinds import FactorLookup
from marketplace.impact.lines import Line
from marketplace.impact.parameters import FACTOR_SHARE_FLAG, SHARED_DEFAULT_BASES
from marketplace.impact.plausibility import ReviewPoint, check_lines, check_totals
from marketplace.impact.rows import Row
from marketplace.impact.uncertainty import emissions_sigma, mass_sigma_kg
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.mass import MassBasis

ZERO: Final = Decimal(0)

OUTSIDE: Final = frozenset({report_rows.RECIRCULATED, report_rows.RETURNED, report_rows.UNKNOWN})
"""Rows whose mass is in no total: counted before, nothing counted, or not confirmed."""

DISCLOSURES: Final = (
    gettext_noop("A comparative estimate of avoided emissions. It is not a reduction in any party's Scope 1, 2 or 3."),
    gettext_noop(
        "Low, central and high are displacement rates: the share of reuse that replaces something new. They are not a "
        "confidence interval."
    ),
    gettext_noop("Material factors use AR4 warming potentials; waste, freight and electricity use AR5."),
    gettext_noop("Biogenic carbon dioxide and the use phase are left out of the material factors."),
    gettext_noop("UK Government factors are not published for comparing waste options; this comparison is our own."),
)


class SameLineTwice(DomainError):
    """A line would be counted twice."""

    code = "line_counted_twice"
    message = gettext_noop("Line {line} stands twice in the statement.")


@dataclass(frozen=True, slots=True)
class FactorShare:
    """What one factor makes of N at the central rate. ``share`` is ``None`` where N is not above zero."""

    factor_id: str
    name: str
    effect: Scenarios
    share: Decimal | None

    @property
    def is_dominant(self) -> bool:
        """Makes more than a fifth of N: the figure stands or falls with it."""
        return self.share is not None and self.share > FACTOR_SHARE_FLAG


@dataclass(frozen=True, slots=True)
class MassLedger:
    """Kilograms, by row and by how they are known. Only confirmed receipts make mass."""

    by_row: Mapping[Row, Decimal]
    by_basis: Mapping[MassBasis, Decimal]
    sigma_kg: Decimal
    change_in_stock_kg: Decimal = ZERO

    @property
    def prevented_kg(self) -> Decimal:
        """Reuse of what never became waste."""
        return report_rows.prevented_kg(self.by_row)

    @property
    def diverted_kg(self) -> Decimal:
        """GRI 306-4."""
        return report_rows.diverted_kg(self.by_row)

    @property
    def disposed_kg(self) -> Decimal:
        """GRI 306-5."""
        return report_rows.disposed_kg(self.by_row)

    @property
    def generated_kg(self) -> Decimal:
        """GRI 306-3."""
        return report_rows.waste_generated_kg(self.by_row, change_in_stock_kg=self.change_in_stock_kg)

    @property
    def kept_out_of_disposal_kg(self) -> Decimal:
        """Prevention and diverted waste together. A figure of interest, not a row of any standard."""
        return self.prevented_kg + self.diverted_kg

    @property
    def kept_in_use_kg(self) -> Decimal:
        """Used again, whether it had become waste before or not: prevention, and preparation for reuse."""
        return report_rows.sum_of(self.by_row, (row for row in report_rows.ROWS if row.is_reuse))

    @property
    def recirculated_kg(self) -> Decimal:
        """Passed on again; counted once already and in no other figure."""
        return self.by_row.get(report_rows.RECIRCULATED, ZERO)

    @property
    def unknown_kg(self) -> Decimal:
        """Fate not confirmed; in no other figure."""
        return self.by_row.get(report_rows.UNKNOWN, ZERO)

    def share_of(self, *bases: MassBasis) -> Decimal | None:
        """The share of the mass whose weight is known in one of these ways; ``None`` where there is no mass."""
        whole = sum(self.by_basis.values(), ZERO)
        return sum((self.by_basis.get(basis, ZERO) for basis in bases), ZERO) / whole if whole else None

    @property
    def weighed_share(self) -> Decimal | None:
        """The share that stood on a scale."""
        return self.share_of(MassBasis.WEIGHED)

    @property
    def estimated_share(self) -> Decimal | None:
        """The share that rests on defaults."""
        return self.share_of(*SHARED_DEFAULT_BASES)


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything a report prints from the two ledgers; money stands in its own (:mod:`marketplace.impact.money`)."""

    results: tuple[LineResult, ...]
    mass: MassLedger
    e_new: Decimal
    terms: Mapping[Term, Scenarios]
    n: Scenarios
    n_sigma: Decimal
    by_factor: tuple[FactorShare, ...]
    kg_by_method: Mapping[Method, Decimal]
    unquantified_kg: Decimal
    unquantified_eol_kg: Decimal
    missing: tuple[Missing, ...]
    warnings: tuple[ReviewPoint, ...]
    disclosures: tuple[str, ...] = DISCLOSURES

    @property
    def dominant_factors(self) -> tuple[FactorShare, ...]:
        """Those above a fifth of N, largest first."""
        return tuple(share for share in self.by_factor if share.is_dominant)


def make_statement(lines: Iterable[Line], factors: FactorLookup, *, change_in_stock_kg: Decimal = ZERO) -> Statement:
    """The statement of the lines.

    Second hops stand among the lines with their own row; they add their journeys and nothing else.

    :raises DomainError: as :func:`state_results`
    """
    return state_results((calculate(line, factors) for line in lines), factors, change_in_stock_kg=change_in_stock_kg)


def state_results(
    results: Iterable[LineResult], factors: FactorLookup, *, change_in_stock_kg: Decimal = ZERO
) -> Statement:
    """The statement of lines that were worked out before, as the ledger keeps them.

    :param factors: for the names of factors only; every figure comes from the results
    :param change_in_stock_kg: waste still held at the end of the period, less that at its beginning
    :raises SameLineTwice: a line id comes twice
    :raises marketplace.impact.rows.UnbalancedWaste: the waste rows do not account for all waste
    """
    results = tuple(results)
    lines = tuple(result.line for result in results)
    for line_id, times in Counter(line.line_id for line in lines).items():
        if times > 1:
            raise SameLineTwice(line=line_id)
    mass = _mass_ledger(lines, change_in_stock_kg)
    n = total(result.n for result in results)
    by_factor = _by_factor(results, factors, n)
    unquantified_kg = sum((result.unquantified_kg for result in results), ZERO)
    claiming = [result for result in results if result.line.may_claim]
    quantified_kg = sum((result.line.counted_kg - result.unquantified_kg for result in claiming), ZERO)
    return Statement(
        results=results,
        mass=mass,
        e_new=sum((result.e_new for result in results if not result.is_excluded), ZERO),
        terms={term: total(result.term(term) for result in results) for term in Term},
        n=n,
        n_sigma=emissions_sigma(results),
        by_factor=by_factor,
        kg_by_method=_kg_by_method(results),
        unquantified_kg=unquantified_kg,
        unquantified_eol_kg=sum((result.unquantified_eol_kg for result in results), ZERO),
        missing=tuple(missing for result in results for missing in result.missing),
        warnings=(
            *check_lines(lines),
            *check_totals(
                n_kgco2e=n.central,
                quantified_kg=quantified_kg,
                estimated_share=mass.estimated_share,
                unquantified_kg=unquantified_kg,
                dominant=tuple(share.name for share in by_factor if share.is_dominant),
                unknown_life=tuple(r.line.line_id for r in claiming if r.line.life_share is None),
            ),
        ),
    )


def _mass_ledger(lines: tuple[Line, ...], change_in_stock_kg: Decimal) -> MassLedger:
    by_row: defaultdict[Row, Decimal] = defaultdict(lambda: ZERO)
    by_basis: defaultdict[MassBasis, Decimal] = defaultdict(lambda: ZERO)
    counted = [line for line in lines if line.row not in OUTSIDE]
    for line in lines:
        by_row[line.row] += line.counted_kg
    for line in counted:
        by_basis[line.basis] += line.counted_kg
    generated = sum((line.counted_kg for line in counted if line.became_waste), ZERO)
    report_rows.check_waste_balance(
        by_row, generated_kg=generated + change_in_stock_kg, change_in_stock_kg=change_in_stock_kg
    )
    return MassLedger(
        by_row={row: by_row[row] for row in report_rows.ROWS if row in by_row},
        by_basis={basis: by_basis[basis] for basis in MassBasis if basis in by_basis},
        sigma_kg=mass_sigma_kg(counted),
        change_in_stock_kg=change_in_stock_kg,
    )


def _by_factor(results: tuple[LineResult, ...], factors: FactorLookup, n: Scenarios) -> tuple[FactorShare, ...]:
    effects: defaultdict[str, Scenarios] = defaultdict(Scenarios)
    for result in results:
        for contribution in result.contributions:
            effects[contribution.factor_id] += contribution.effect
    shares = []
    for factor_id, effect in effects.items():
        factor = factors.get(factor_id)
        share = effect.central / n.central if n.central > 0 else None
        shares.append(FactorShare(factor_id, factor.name if factor else factor_id, effect, share))
    return tuple(sorted(shares, key=lambda share: (-share.effect.central, share.factor_id)))


def _kg_by_method(results: tuple[LineResult, ...]) -> Mapping[Method, Decimal]:
    found: defaultdict[Method, Decimal] = defaultdict(lambda: ZERO)
    for result in results:
        if result.line.may_claim:
            found[result.method] += result.line.counted_kg
    return {method: found[method] for method in Method if method in found}
