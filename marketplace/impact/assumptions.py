"""Sets of assumptions as plain values: what ships, what a database holds, and a line under another set.

A set is rows of name, key and value, each with its source; `parameters_from` makes of them what the calculation takes.
Remaining life is unknown (and disclosed) where no row says it. Anything that a set leaves out otherwise is refused.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Final

from marketplace.impact.factors.kinds import Kind
from marketplace.impact.factors.reading import DATA
from marketplace.impact.lines import Line
from marketplace.impact.parameters import VERSION, Displacement
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.mass import MassBasis

EDITORIAL: Final = "editorial"  # the key of the uncertainty of an item default without a source
OTHER: Final = "other"  # the displacement group of everything without one of its own


class Name(StrEnum):
    """What a value is of."""

    DISPLACEMENT_LOW = "displacement_low"  # key: displacement group
    DISPLACEMENT_CENTRAL = "displacement_central"
    DISPLACEMENT_HIGH = "displacement_high"
    LIFE_SHARE = "life_share"  # key: displacement group
    COUNTERFACTUAL = "counterfactual"  # key: the waste factor that a category names; value: the one to count with
    LANDFILL = "landfill"  # the same, where the giver showed that it would have gone to landfill
    WEIGHT_SIGMA = "weight_sigma"  # key: a basis of mass, or "editorial"
    FACTOR_SIGMA = "factor_sigma"  # key: a kind of factor


ROUTES: Final = frozenset({Name.COUNTERFACTUAL, Name.LANDFILL})


class BadAssumption(DomainError):
    """A set of parameters that cannot be counted with."""

    code = "bad_assumption"
    message = gettext_noop("Parameter {name} for {key}: {problem}")


@dataclass(frozen=True, slots=True)
class Assumption:
    """One value with its source: a number, or for a route of end of life the publisher's factor id."""

    name: Name
    key: str
    source: str
    value: Decimal | None = None
    factor_id: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Parameters:
    """One version of the assumptions, as the calculation takes them."""

    version: str
    displacement: Mapping[str, Displacement]
    life_share: Mapping[str, Decimal]
    counterfactual: Mapping[str, str]
    landfill: Mapping[str, str]
    weight_sigma: Mapping[str, Decimal]
    factor_sigma: Mapping[Kind, Decimal]

    def displacement_for(self, group: str) -> Displacement:
        """The rates of a group of categories, or those of everything else."""
        return self.displacement.get(group) or self.displacement[OTHER]

    def end_of_life_for(self, usual: str, *, landfill_evidenced: bool) -> str:
        """The waste factor of the route that was spared, by the one that the category names."""
        if landfill_evidenced and usual in self.landfill:
            return self.landfill[usual]
        return self.counterfactual.get(usual, usual)

    def weight_sigma_for(self, basis: MassBasis, *, is_editorial: bool) -> Decimal:
        """One standard deviation of a weight, as a share of it."""
        return self.weight_sigma[EDITORIAL if is_editorial else basis.value]


def parameters_from(version: str, rows: Iterable[Assumption]) -> Parameters:
    """The set that the rows make.

    :raises BadAssumption: a value is missing, stands twice, has no source, or cannot be
    :raises BadDisplacement: rates out of order, or outside of 0 and 1
    """
    found: dict[Name, dict[str, Assumption]] = {name: {} for name in Name}
    for row in rows:
        _check(row)
        if row.key in found[row.name]:
            raise BadAssumption(name=row.name, key=row.key, problem="it stands twice.")
        found[row.name][row.key] = row
    numbers = {name: {key: _number(row) for key, row in found[name].items()} for name in Name if name not in ROUTES}
    groups = numbers[Name.DISPLACEMENT_CENTRAL]
    _complete(numbers, Name.DISPLACEMENT_CENTRAL, {OTHER})
    for name in (Name.DISPLACEMENT_LOW, Name.DISPLACEMENT_HIGH):
        _complete(numbers, name, groups)
    _complete(numbers, Name.WEIGHT_SIGMA, {EDITORIAL, *MassBasis})
    _complete(numbers, Name.FACTOR_SIGMA, set(Kind))
    return Parameters(
        version=version,
        displacement={
            group: Displacement(
                numbers[Name.DISPLACEMENT_LOW][group],
                central,
                numbers[Name.DISPLACEMENT_HIGH][group],
                found[Name.DISPLACEMENT_CENTRAL][group].source,
            )
            for group, central in groups.items()
        },
        life_share=numbers[Name.LIFE_SHARE],
        counterfactual={key: row.factor_id for key, row in found[Name.COUNTERFACTUAL].items()},
        landfill={key: row.factor_id for key, row in found[Name.LANDFILL].items()},
        weight_sigma=numbers[Name.WEIGHT_SIGMA],
        factor_sigma={Kind(key): value for key, value in numbers[Name.FACTOR_SIGMA].items()},
    )


def _check(row: Assumption) -> None:
    problems = (
        (not row.source.strip(), "it has no source."),
        ((row.name in ROUTES) != bool(row.factor_id), "it is either a number or a route."),
        (row.name in ROUTES and row.value is not None, "it is either a number or a route."),
        (row.value is not None and not (row.value.is_finite() and row.value >= 0), "it is at least zero."),
        (row.name is Name.LIFE_SHARE and row.value is not None and row.value > 1, "it is a share of 1."),
    )
    for wrong, problem in problems:
        if wrong:
            raise BadAssumption(name=row.name, key=row.key, problem=problem)


def _number(row: Assumption) -> Decimal:
    if row.value is None:
        raise BadAssumption(name=row.name, key=row.key, problem="it has no value.")
    return row.value


def _complete(numbers: Mapping[Name, Mapping[str, Decimal]], name: Name, keys: Iterable[str]) -> None:
    for key in sorted(set(keys) - set(numbers[name])):
        raise BadAssumption(name=name, key=key, problem="it is missing.")


def digest_of(rows: Iterable[Assumption]) -> str:
    """Over the values and their sources, in whatever order they come: two sets of the same digest are the same set."""
    lines = sorted(f"{row.name}|{row.key}|{_plain(row.value)}|{row.factor_id}|{row.source}" for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _plain(value: Decimal | None) -> str:
    if value is None:
        return ""
    return f"{value.normalize():f}" if value else "0"


@cache
def shipped_assumptions() -> tuple[Assumption, ...]:
    """The rows of `data/parameters-….csv` of the version that ships.

    :raises BadAssumption: a value is no number
    """
    with (DATA / f"parameters-{VERSION}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_assumption(row) for row in csv.DictReader(file))


def _assumption(row: Mapping[str, str]) -> Assumption:
    try:
        value = Decimal(row["value"]) if row["value"] else None
    except InvalidOperation:
        raise BadAssumption(name=row["name"], key=row["key"], problem=f"{row['value']!r} is not a number.") from None
    return Assumption(Name(row["name"]), row["key"], row["source"], value, row["factor_id"], row["evidence"])


@cache
def shipped_parameters() -> Parameters:
    """The set that ships."""
    return parameters_from(VERSION, shipped_assumptions())


def under(line: Line, parameters: Parameters) -> Line:
    """The same facts under these parameters: displacement, remaining life, spared routes and weight uncertainty.

    A remaining life that was stated for the line itself stands. A line from before groups were kept has none, and
    keeps the rates and routes that it was counted with.
    """
    if not line.group:
        return line
    return replace(
        line,
        displacement=parameters.displacement_for(line.group),
        life_share=line.stated_life_share
        if line.stated_life_share is not None
        else parameters.life_share.get(line.group),
        parts=tuple(
            replace(
                part,
                eol_factor_id=parameters.end_of_life_for(
                    part.usual_eol_factor_id, landfill_evidenced=line.landfill_evidenced
                ),
            )
            for part in line.parts
        ),
        weight_sigma=parameters.weight_sigma_for(line.basis, is_editorial=line.weight_is_editorial),
    )
