"""The worked example's lines, built from ``golden.json``; and a plain line for everything else."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from marketplace.impact.factors.kinds import FactorLookup, Kind, Layered
from marketplace.impact.factors.reading import read_counterfactuals, read_factor_set, read_vehicles
from marketplace.impact.lines import LegShare, Line, Refurbishment, parts_of
from marketplace.impact.parameters import Displacement, displacement_for
from marketplace.impact.rows import RECIRCULATED, ROW_BY_CODE, Row
from marketplace.kernel.mass import MassBasis

# Any: the shape of a JSON file is checked by the tests that read it.
GOLDEN: Final[dict[str, Any]] = json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))

# The example says "estimated" for what the ladder calls the item's default.
BASES: Final = {
    "weighed": MassBasis.WEIGHED,
    "declared": MassBasis.DECLARED,
    "estimated": MassBasis.ITEM_DEFAULT,
}
GROUPS: Final = {"L1": "furniture", "L2": "it", "L3": "furniture", "L4": "clothing", "L5": "furniture"}
VEHICLES: Final = {"T1": "van_diesel", "T2": "van_electric"}
WASTE_LINES: Final = ("L3", "L5")
GRID: Final = "7_400_4000_5_1"


def factors_2025() -> FactorLookup:
    return read_factor_set("desnz-2025")


def factors_restated() -> FactorLookup:
    """2025, with the material rows of 2026."""
    newer, older = read_factor_set("desnz-2026-partial"), read_factor_set("desnz-2025")
    return Layered(first=newer, then=older, only=frozenset({Kind.MATERIAL}))


def golden_row(name: str) -> Row:
    return ROW_BY_CODE[name.replace(" ", "/")]


def golden_legs(line_id: str) -> tuple[LegShare, ...]:
    lines = GOLDEN["lines"]
    return tuple(
        LegShare(
            trip=trip,
            km=Decimal(facts["km"]),
            factor_ids=read_vehicles()[VEHICLES[trip]].factor_ids,
            carried_kg=sum((Decimal(lines[other]["mass_kg"]) for other in facts["loads"]), Decimal(0)),
        )
        for trip, facts in GOLDEN["trips"].items()
        if line_id in facts["loads"]
    )


def golden_line(line_id: str) -> Line:
    facts = GOLDEN["lines"][line_id]
    composition = {factor_id: Decimal(kg) for factor_id, kg in facts["composition"].items()}
    return Line(
        line_id=line_id,
        mass_kg=Decimal(facts["mass_kg"]),
        basis=BASES[facts["weight_basis"]],
        row=golden_row(facts["report_row"]),
        parts=parts_of(composition, read_counterfactuals()),
        displacement=displacement_for(GROUPS[line_id]),
        became_waste=line_id in WASTE_LINES,
        legs=golden_legs(line_id),
        refurbishment=Refurbishment(Decimal(5), GRID, Decimal("2.0")) if line_id == "L5" else None,
        weight_key=line_id,
    )


def golden_lines() -> tuple[Line, ...]:
    return tuple(golden_line(line_id) for line_id in GOLDEN["lines"])


def second_hop() -> Line:
    """Two of the ten desks, passed on in the same period."""
    mass_kg = Decimal(GOLDEN["second_hop"]["recirculated_kg"])
    desks = golden_line("L1")
    parts = tuple(type(part)(part.factor_id, part.mass_kg / 5, part.eol_factor_id) for part in desks.parts)
    return Line(
        line_id="L1/2",
        mass_kg=mass_kg,
        basis=MassBasis.WEIGHED,
        row=RECIRCULATED,
        parts=parts,
        displacement=desks.displacement,
        hop=2,
    )


HALF: Final = Displacement(Decimal("0.27"), Decimal("0.5"), Decimal("0.646"))
WOOD: Final = "19_500_5048_15_1"
