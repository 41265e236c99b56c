"""HiGHS, the one place: yes-or-no questions under linear rules in whole numbers.

Huangfu and Hall, "Parallelizing the dual revised simplex method", Mathematical Programming Computation 10 (2018);
https://highs.dev. One thread and one seed, so that the same question has the same answer; what it answers is rounded
and held to every rule in whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from highspy import Highs, HighsModelStatus, HighsVarType, kHighsInf

from listings.allocation.terms import DoesNotHold

#: Rules have whole numbers up to some millions: a yes that is off by so little moves no sum by one.
_TOLERANCE: Final = 1e-9
_OPTIONS: Final[Mapping[str, bool | int | float | str]] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "random_seed": 1,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.5,  # values are whole numbers: within a half it is the best
    "mip_feasibility_tolerance": _TOLERANCE,
    "primal_feasibility_tolerance": _TOLERANCE,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """`low` <= sum of factor times answer <= `high`; None: no bound."""

    factors: Mapping[int, int]
    low: int | None = None
    high: int | None = None

    def holds(self, answers: Sequence[int]) -> bool:
        """Whether these answers keep it, in whole numbers."""
        total = sum(factor * answers[place] for place, factor in self.factors.items())
        return (self.low is None or total >= self.low) and (self.high is None or total <= self.high)


def cheapest(costs: Sequence[int], rules: Sequence[Rule]) -> list[int]:
    """The yes (1) and no (0) that keep all rules at the lowest cost.

    :raises DoesNotHold: there is none, or what was found does not keep them
    """
    solver = Highs()  # type: ignore[no-untyped-call]  # highspy leaves its constructor untyped
    for name, value in _OPTIONS.items():
        solver.setOptionValue(name, value)
    for place, cost in enumerate(costs):
        solver.addCol(float(cost), 0.0, 1.0, 0, [], [])
        solver.changeColIntegrality(place, HighsVarType.kInteger)
    for rule in rules:
        low = -kHighsInf if rule.low is None else float(rule.low)
        high = kHighsInf if rule.high is None else float(rule.high)
        factors = [float(factor) for factor in rule.factors.values()]
        solver.addRow(low, high, len(factors), list(rule.factors), factors)
    solver.run()
    if solver.getModelStatus() != HighsModelStatus.kOptimal:
        raise DoesNotHold(f"the solver ended with {solver.getModelStatus()}")
    answers = [round(value) for value in solver.getSolution().col_value]
    if not all(rule.holds(answers) for rule in rules):
        raise DoesNotHold("the solver's answer does not hold in whole numbers")
    return answers
