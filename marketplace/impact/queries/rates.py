"""What a run multiplies with: its factors and its parameters, read once."""

from dataclasses import dataclass, field
from datetime import date
from typing import Self

from marketplace.impact.assumptions import Parameters
from marketplace.impact.factors.kinds import Factor, Kind
from marketplace.impact.factors.rows import StoredFactors
from marketplace.impact.kept import digest_of
from marketplace.impact.models import CalculationRun, FactorSet, ParameterSet
from marketplace.impact.queries.calculating import parameters_of
from marketplace.impact.queries.factors import factor_set_for, stored_factors


def factors_of(factor_set: FactorSet) -> StoredFactors:
    """The factors of a set. One that is not complete answers for new materials only, as its other tables are in
    pieces; for the rest, and for what it lacks, the complete set of the same year or the latest before answers."""
    if factor_set.is_complete:
        return stored_factors(factor_set)
    whole = stored_factors(factor_set_for(date(factor_set.year, 12, 31)))
    newer = stored_factors(factor_set)
    found: dict[str, Factor] = {one.factor_id: one for one in whole.by_id.values()}
    found |= {one.factor_id: one for one in newer.by_id.values() if one.kind is Kind.MATERIAL}
    return StoredFactors(found)


@dataclass
class Rates:
    """The factors and parameters of a run; lines that adjust an earlier period keep the factors they had."""

    starts_on: date
    factors: StoredFactors
    parameters: Parameters
    digest: str
    others: dict[int, StoredFactors] = field(default_factory=dict)

    @classmethod
    def of(cls, run: CalculationRun) -> Self:
        """Those of the run."""
        return cls.under(run, run.factor_set, run.parameter_set)

    @classmethod
    def under(cls, run: CalculationRun, factor_set: FactorSet, parameter_set: ParameterSet) -> Self:
        """The run's with another set of factors or parameters."""
        factors = factors_of(factor_set)
        said = sorted((one.factor_id, f"{one.kgco2e_per_unit:f}", one.kind.value) for one in factors.by_id.values())
        return cls(
            starts_on=run.starts_on,
            factors=factors,
            parameters=parameters_of(parameter_set),
            digest=digest_of([said, parameter_set.rows_sha256]),
        )

    def factors_for(self, factor_set: int, *, adjusts: bool) -> StoredFactors:
        """The run's factors; for what adjusts an earlier period, those that it was counted with."""
        if not adjusts:
            return self.factors
        if factor_set not in self.others:
            self.others[factor_set] = factors_of(FactorSet.objects.get(pk=factor_set))
        return self.others[factor_set]
