"""What a ledger line keeps of how it was counted: its facts, and what each factor made of them, as plain JSON.

Numbers are strings, unrounded, so that a statement next year sums the very figures of this year whatever the code has
become. :func:`evidence_of` and :func:`result_of` are each other's inverse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from decimal import ROUND_HALF_EVEN, Decimal
from enum import Enum
from typing import Any, Final

from marketplace.impact.calculation import Contribution, LineResult, Method, Missing, Scenarios, Term
from marketplace.impact.lines import Entry, ItemFactor, LegShare, Line, Part, Refurbishment, UsePhase
from marketplace.impact.parameters import Displacement
from marketplace.impact.rows import ROW_BY_CODE
from marketplace.kernel.mass import MassBasis

Json = dict[str, Any]  # Any: what JSON can hold; every value is read back by name below

CASES: Final = ("low", "central", "high")
TERMS_IN_CASES: Final = {
    "displaced": Term.A,
    "end_of_life": Term.B,
    "use_phase": Term.U,
}
TERMS_ALIKE: Final = {"transport": Term.C, "refurbishment": Term.D}  # the same at every displacement rate
FIGURES: Final = (
    "new_production",
    *TERMS_ALIKE,
    *(f"{name}_{case}" for name in (*TERMS_IN_CASES, "net") for case in CASES),
)
"""The emission columns of a ledger line, in kgCO2e."""

KEPT_PLACES: Final = Decimal("0.000001")  # of kgCO2e in a column
GRAM: Final = Decimal("0.001")  # of a kilogram


def evidence_of(result: LineResult) -> Json:
    """The result as JSON can hold it."""
    facts = {name: _plain(value) for name, value in asdict(result.line).items() if name not in {"line_id", "row"}}
    return {
        "facts": facts | {"row": result.line.row.code},
        "method": result.method.value,
        "e_new": str(result.e_new),
        "contributions": [_plain(asdict(contribution)) for contribution in result.contributions],
        "missing": [{"term": missing.term.value, "what": missing.what} for missing in result.missing],
        "unquantified_kg": str(result.unquantified_kg),
        "unquantified_eol_kg": str(result.unquantified_eol_kg),
        "is_excluded": result.is_excluded,
    }


def columns_of(result: LineResult) -> Json:
    """The result as the columns of a ledger line: rounded figures, or none at all where the line is left out."""
    figures: dict[str, Decimal | None] = dict.fromkeys(FIGURES)
    if not result.is_excluded:
        amounts = {name: result.term(term) for name, term in TERMS_IN_CASES.items()} | {"net": result.n}
        exact = {"new_production": result.e_new}
        exact |= {name: result.term(term).central for name, term in TERMS_ALIKE.items()}
        exact |= {f"{name}_{case}": getattr(amount, case) for name, amount in amounts.items() for case in CASES}
        figures = {name: value.quantize(KEPT_PLACES, rounding=ROUND_HALF_EVEN) for name, value in exact.items()}
    return figures | {
        "evidence": evidence_of(result),
        "unquantified_kg": result.unquantified_kg.quantize(GRAM, rounding=ROUND_HALF_EVEN),
        "is_quantified": not result.is_excluded,
    }


def negated(result: LineResult) -> LineResult:
    """The very figures that were written down, with the other sign: whatever the method has become, they cancel."""
    entry = Entry.RETURN_CORRECTED if result.line.entry is Entry.RETURNED else Entry.CORRECTED
    return replace(
        result,
        line=replace(result.line, entry=entry),
        e_new=-result.e_new,
        contributions=tuple(replace(one, amount=-one.amount) for one in result.contributions),
        unquantified_kg=-result.unquantified_kg,
        unquantified_eol_kg=-result.unquantified_eol_kg,
    )


def _plain(value: Any) -> Any:  # Any: a field of a dataclass; JSON has fewer types
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    return value


def result_of(evidence: Json, *, line_id: str) -> LineResult:
    """The result that was written down, under the id that the ledger gave its line."""
    return LineResult(
        line=line_of(evidence["facts"], line_id=line_id),
        method=Method(evidence["method"]),
        e_new=Decimal(evidence["e_new"]),
        contributions=tuple(_contribution(one) for one in evidence["contributions"]),
        missing=tuple(Missing(line_id, Term(one["term"]), one["what"]) for one in evidence["missing"]),
        unquantified_kg=Decimal(evidence["unquantified_kg"]),
        unquantified_eol_kg=Decimal(evidence["unquantified_eol_kg"]),
        is_excluded=evidence["is_excluded"],
    )


def line_of(facts: Json, *, line_id: str) -> Line:
    """The facts that were written down."""
    return Line(
        line_id=line_id,
        mass_kg=Decimal(facts["mass_kg"]),
        basis=MassBasis(facts["basis"]),
        row=ROW_BY_CODE[facts["row"]],
        parts=tuple(_part(one) for one in facts["parts"]),
        displacement=_displacement(facts["displacement"]),
        life_share=_number(facts["life_share"]),
        hop=facts["hop"],
        became_waste=facts["became_waste"],
        legs=tuple(_leg(one) for one in facts["legs"]),
        refurbishment=_refurbishment(facts["refurbishment"]),
        use_phase=_use_phase(facts["use_phase"]),
        item_factor=_item_factor(facts["item_factor"]),
        weight_key=facts["weight_key"],
        weight_sigma=_number(facts["weight_sigma"]),
        entry=Entry(facts["entry"]),
        item_kg=_number(facts["item_kg"]),
        default_item_kg=_number(facts["default_item_kg"]),
        serials=tuple(facts["serials"]),
        giver=facts["giver"],
        receiver=facts["receiver"],
        group=facts.get("group", ""),
        stated_life_share=_number(facts.get("stated_life_share")),
        landfill_evidenced=facts.get("landfill_evidenced", False),
        weight_is_editorial=facts.get("weight_is_editorial", False),
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _contribution(one: Json) -> Contribution:
    return Contribution(
        term=Term(one["term"]),
        factor_id=one["factor_id"],
        amount=Scenarios(*(Decimal(one["amount"][case]) for case in CASES)),
        sigma=Decimal(one["sigma"]),
    )


def _part(one: Json) -> Part:
    route: str = one["eol_factor_id"]
    usual: str = one.get("usual_eol_factor_id", route)
    return Part(one["factor_id"], Decimal(one["mass_kg"]), route, usual)


def _displacement(one: Json | None) -> Displacement | None:
    if one is None:
        return None
    return Displacement(Decimal(one["low"]), Decimal(one["central"]), Decimal(one["high"]), one["ground"])


def _leg(one: Json) -> LegShare:
    return LegShare(
        trip=one["trip"],
        km=_number(one["km"]),
        factor_ids=tuple(one["factor_ids"]),
        carried_kg=Decimal(one["carried_kg"]),
        straight_line_km=_number(one["straight_line_km"]),
        round_km=_number(one.get("round_km")),
        round_kg=_number(one.get("round_kg")),
        empty=_number(one.get("empty")),
        basis=one.get("basis", ""),
    )


def _refurbishment(one: Json | None) -> Refurbishment | None:
    if one is None:
        return None
    return Refurbishment(Decimal(one["electricity_kwh"]), one["grid_factor_id"], Decimal(one["parts_kgco2e"]))


def _use_phase(one: Json | None) -> UsePhase | None:
    if one is None:
        return None
    return UsePhase(
        years=Decimal(one["years"]),
        kwh_old_per_year=Decimal(one["kwh_old_per_year"]),
        kwh_new_per_year=Decimal(one["kwh_new_per_year"]),
        grid_factor_id=one["grid_factor_id"],
    )


def _item_factor(one: Json | None) -> ItemFactor | None:
    if one is None:
        return None
    return ItemFactor(
        key=one["key"],
        kgco2e_each=Decimal(one["kgco2e_each"]),
        quantity=Decimal(one["quantity"]),
        source=one["source"],
        sigma=Decimal(one["sigma"]),
    )
