"""A line's result as it is kept: rounded once, so that sums of kept lines are exact over any partition.

What each factor did to a term is rounded to six places of kgCO2e, half to even; a term is the sum of those, N the sum
of the terms. So the columns add up to the line, lines to totals, and factors to N, to the last digit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from marketplace.impact.calculation import LineResult, Method, Scenarios, Term
from marketplace.impact.lines import Line
from marketplace.impact.statement import OUTSIDE

ZERO: Final = Decimal(0)
PLACES: Final = Decimal("0.000001")
GRAM: Final = Decimal("0.001")
#: The columns of a run's line that are figures, in the order in which they are hashed and summed.
COLUMNS: Final = (
    "new_production", "a_low", "a_central", "a_high", "b_low", "b_central", "b_high", "c", "d",
    "u_low", "u_central", "u_high", "n_low", "n_central", "n_high",
)  # fmt: skip
_FIRST: Final = {Term.A: 1, Term.B: 4, Term.U: 9}
_SINGLE: Final = {Term.C: 7, Term.D: 8}
_ADDS: Final = frozenset({Term.A, Term.B})


@dataclass(frozen=True, slots=True)
class Effect:
    """What one factor (or an input of its own) did to one term of a line, in kgCO2e; sigma is relative."""

    term: Term
    factor_id: str
    amount: Scenarios
    sigma: Decimal

    @property
    def on_n(self) -> Scenarios:
        """As it enters N: costs with a minus."""
        return self.amount if self.term in _ADDS else -self.amount


@dataclass(frozen=True, slots=True)
class KeptLine:
    """The figures of one line. `figures` are :data:`COLUMNS`. A line without a mass has no `line`."""

    line: Line | None
    row: str
    mass_kg: Decimal
    counted_kg: Decimal
    kept_kg: Decimal
    waste_kg: Decimal
    method: Method
    is_quantified: bool
    unquantified_kg: Decimal
    figures: tuple[Decimal, ...]
    effects: tuple[Effect, ...]

    @property
    def vector(self) -> tuple[Decimal, ...]:
        """Everything that is summed: masses, then :data:`COLUMNS`."""
        masses = (self.mass_kg, self.counted_kg, self.kept_kg, self.waste_kg, self.unquantified_kg)
        return (*masses, *self.figures)


NO_FIGURES: Final = (ZERO,) * len(COLUMNS)


def kept(result: LineResult, *, mass_kg: Decimal) -> KeptLine:
    """The result, rounded where it is kept.

    :param mass_kg: with the sign that the line has in the ledger
    """
    line, row = result.line, result.line.row
    mass = mass_kg.quantize(GRAM, rounding=ROUND_HALF_EVEN)
    effects = () if result.is_excluded else _effects(result)
    figures = NO_FIGURES if result.is_excluded else _figures(_rounded(result.e_new), effects)
    return KeptLine(
        line=line,
        row=row.code,
        mass_kg=mass,
        counted_kg=ZERO if row in OUTSIDE else mass,
        kept_kg=mass if row.is_reuse else ZERO,
        waste_kg=mass if row.disclosure else ZERO,
        method=result.method,
        is_quantified=not result.is_excluded,
        unquantified_kg=result.unquantified_kg.quantize(GRAM, rounding=ROUND_HALF_EVEN),
        figures=figures,
        effects=effects,
    )


def without_mass(row: str) -> KeptLine:
    """A line whose receipt states no mass: in no figure."""
    return KeptLine(None, row, ZERO, ZERO, ZERO, ZERO, Method.NONE, False, ZERO, NO_FIGURES, ())


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(PLACES, rounding=ROUND_HALF_EVEN)


def _effects(result: LineResult) -> tuple[Effect, ...]:
    found: dict[tuple[Term, str], Effect] = {}
    for one in result.contributions:
        key = (one.term, one.factor_id)
        amount = Scenarios(_rounded(one.amount.low), _rounded(one.amount.central), _rounded(one.amount.high))
        before = found.get(key)
        found[key] = Effect(one.term, one.factor_id, before.amount + amount if before else amount, one.sigma)
    return tuple(found.values())


def _figures(e_new: Decimal, effects: Sequence[Effect]) -> tuple[Decimal, ...]:
    columns = [ZERO] * len(COLUMNS)
    columns[0] = e_new
    for one in effects:
        amount, sign = one.amount, 1 if one.term in _ADDS else -1
        cases = (amount.low, amount.central, amount.high)
        if one.term in _SINGLE:
            columns[_SINGLE[one.term]] += amount.central
        else:
            first = _FIRST[one.term]
            for place, value in enumerate(cases):
                columns[first + place] += value
        for place, value in enumerate(cases):
            columns[12 + place] += sign * value
    return tuple(columns)


def effects_json(effects: Sequence[Effect]) -> list[list[str]]:
    """The effects as a run's line keeps them: term, factor, low, central, high."""
    return [[one.term.value, one.factor_id, *(format(value, "f") for value in _cases(one.amount))] for one in effects]


def _cases(amount: Scenarios) -> tuple[Decimal, Decimal, Decimal]:
    return amount.low, amount.central, amount.high


def digest_of(value: object) -> str:
    """SHA-256 of something as canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def canonical(value: object) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8: the same bytes for the same content, always."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def figures_text(values: Mapping[str, Any]) -> str:  # Any: columns of a row; each is written by its type
    """The columns of a run's line as they are hashed, whatever database they come from."""
    masses = (Decimal(values[name]).quantize(GRAM) for name in ("mass_kg", "unquantified_kg"))
    figures = (Decimal(values[name]).quantize(PLACES) for name in COLUMNS)
    facts = (values["row"], values["basis"], values["method"], str(values["entered_on"]))
    flags = (bool(values["is_quantified"]), bool(values["is_adjustment"]))
    keys = (values[name] for name in ("diversion_id", "category_id", "donor_id", "receiver_id", "donor_site_id"))
    parts = (*facts, *flags, *keys, values["receiver_site_id"], *(f"{one:f}" for one in (*masses, *figures)))
    return "|".join(str(part) for part in parts)


def line_digest(values: Mapping[str, Any]) -> str:  # Any: as above
    """SHA-256 of a run's line: its columns, what each factor did, and what the ledger said."""
    text = f"{figures_text(values)}|{values['effects']}|{values['facts_sha256']}"
    return hashlib.sha256(text.encode()).hexdigest()
