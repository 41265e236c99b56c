"""How far off a figure may be.

Relative standard uncertainty of one line is the root of (weight squared + factor squared). Over many lines, errors
with one cause do not cancel: lines that share a default weight, or a factor, are wrong together and add up linearly
inside their group; groups are independent and combine as the root of the sum of squares. Displacement is no part of
this: it is shown as low, central and high.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from marketplace.impact.calculation import LineResult, Term
from marketplace.impact.lines import Line

ZERO: Final = Decimal(0)
SIGNIFICANT_DIGITS: Final = 2  # in prose; the audit files keep the exact figures


@dataclass(frozen=True, slots=True)
class Component:
    """One source of error: an amount (in the figure's own unit), its relative sigma, and what it shares it with."""

    group: str
    amount: Decimal
    sigma: Decimal


def combined(components: Iterable[Component]) -> Decimal:
    """The absolute standard uncertainty: linear inside a group, root-sum-square across groups."""
    groups: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for component in components:
        groups[component.group] += component.amount * component.sigma
    return sum((value * value for value in groups.values()), ZERO).sqrt()


def mass_sigma_kg(lines: Iterable[Line]) -> Decimal:
    """The standard uncertainty of the mass of the lines together, in kg."""
    return combined(Component(line.weight_group, line.counted_kg, line.relative_weight_sigma) for line in lines)


def emissions_sigma(results: Iterable[LineResult]) -> Decimal:
    """The standard uncertainty of N at the central displacement rate, in kgCO2e.

    The weight's error reaches A and B only: a trip emits what it emits, however its mass is shared. Item-level
    footprints (method I) do not follow from the weight either.
    """
    return combined(component for result in results for component in _components(result))


def _components(result: LineResult) -> Iterable[Component]:
    sigma = result.line.relative_weight_sigma
    for contribution in result.contributions:
        effect = contribution.effect.central
        if contribution.sigma:
            yield Component(f"factor:{contribution.factor_id}", effect, contribution.sigma)
        if contribution.term in (Term.A, Term.B) and not contribution.factor_id.startswith("item:"):
            yield Component(f"weight:{result.line.weight_group}", effect, sigma)


def two_figures(value: Decimal) -> Decimal:
    """To two significant figures, as prose states estimates: 648.19 is 650, 0.0347 is 0.035."""
    if not value:
        return ZERO
    rounded = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_EVEN).plus(value)
    return Decimal(format(rounded, "f"))
