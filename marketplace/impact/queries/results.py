"""What a line of the ledger comes to under given rates."""

from dataclasses import replace
from datetime import date

from marketplace.impact.assumptions import under
from marketplace.impact.calculation import LineResult, calculate
from marketplace.impact.evidence import negated
from marketplace.impact.kept import KeptLine, kept, without_mass
from marketplace.impact.lines import Entry, Line
from marketplace.impact.queries.rates import Rates
from marketplace.impact.queries.run_lines import LedgerRow, undoes_a_return


def is_adjustment(diversion: LedgerRow, starts_on: date) -> bool:
    """Whether a line is of an earlier period that was closed when it was found."""
    return diversion.is_prior_period and diversion.adjusts_on is not None and diversion.adjusts_on < starts_on


def kept_under(diversion: LedgerRow, line: Line | None, rates: Rates) -> KeptLine:
    """The line by the rates; what adjusts an earlier period, by those it was counted with."""
    if line is None:
        return without_mass(diversion.row)
    return kept(_result(diversion, line, rates), mass_kg=diversion.mass_kg)


def _result(diversion: LedgerRow, line: Line, rates: Rates) -> LineResult:
    adjusts = is_adjustment(diversion, rates.starts_on)
    said = line if adjusts else under(line, rates.parameters)
    factors = rates.factors_for(diversion.factor_set_id, adjusts=adjusts)
    sigma = rates.parameters.factor_sigma
    if undoes_a_return(diversion):
        return negated(calculate(replace(said, entry=Entry.RETURNED), factors, factor_sigma=sigma))
    return calculate(said, factors, factor_sigma=sigma)
