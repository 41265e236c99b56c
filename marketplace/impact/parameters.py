"""The assumptions of the method, each with its ground: displacement, uncertainty, thresholds.

These are parameters, not findings. A set of them has a version, a published report names it, and a change of any of
them is a new version and a line of its own in the restatement bridge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from marketplace.impact.factors.kinds import Kind
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.mass import MassBasis

VERSION: Final = "2026-1"
GRID_FACTOR_ID: Final = "7_400_4000_5_1"  # UK electricity generated, kgCO2e per kWh: what repairs draw
METHOD_VERSION: Final = "2026-2"
"""Of the calculation itself (decision 0006): a change of it is a line of its own in the restatement bridge."""


SHARED_DEFAULT_BASES: Final = frozenset({MassBasis.ITEM_DEFAULT, MassBasis.VOLUME_DENSITY})
"""Bases whose error is shared by every line that uses the same default; their mass counts as estimated."""

EDITORIAL_WEIGHT_SIGMA: Final = Decimal("0.50")
"""For an item default without a source, which is an editorial estimate; a sourced one has the basis's own sigma."""

FACTOR_SIGMA: Final[Mapping[Kind, Decimal]] = {
    Kind.MATERIAL: Decimal("0.30"),
    Kind.WASTE: Decimal("0.30"),
    Kind.TRANSPORT: Decimal("0.10"),
    Kind.ENERGY: Decimal("0.10"),
    Kind.OWN: Decimal(0),
}
"""Relative standard uncertainty of a factor by its kind (project assumption: the publisher states none per row)."""


class BadDisplacement(DomainError):
    """The three rates are not a range between nothing and everything."""

    code = "bad_displacement"
    message = gettext_noop("Displacement rates run from 0 to 1, low to high.")


@dataclass(frozen=True, slots=True)
class Displacement:
    """The share of reuse that replaces something new: three cases, with the ground for the central one.

    The dominant number of the whole method. Published evidence runs from 0.27 to 0.646 (0.82 for clothing repair); 1
    is not defensible. Handled as scenarios and never as a standard deviation.
    """

    low: Decimal
    central: Decimal
    high: Decimal
    ground: str = ""

    def __post_init__(self) -> None:
        """Refuse what is not an ordered range within 0 and 1."""
        if not Decimal(0) <= self.low <= self.central <= self.high <= Decimal(1):
            raise BadDisplacement


LOW_RATE: Final = Decimal("0.27")  # second-hand shopping, all venues, GB: WRAP 2013
HIGH_RATE: Final = Decimal("0.646")  # clothing resale online, UK: WRAP 2025

DISPLACEMENT: Final[Mapping[str, Displacement]] = {
    "clothing": Displacement(LOW_RATE, HIGH_RATE, HIGH_RATE, "clothing_resale_uk"),
    "it": Displacement(LOW_RATE, Decimal("0.50"), HIGH_RATE, "community_repair"),
    "furniture": Displacement(LOW_RATE, Decimal("0.50"), HIGH_RATE, "assumption: no UK rate for office furniture"),
    "other": Displacement(LOW_RATE, Decimal("0.50"), HIGH_RATE, "assumption: no measured rate"),
}
"""By group of categories; the ground names a row of ``data/displacement_rates.csv`` or says that it is assumed."""

FACTOR_SHARE_FLAG: Final = Decimal("0.20")  # a factor that makes more than this share of N is named
ESTIMATED_SHARE_WARNING: Final = Decimal("0.50")
UNIT_WEIGHT_BAND: Final = (Decimal("0.3"), Decimal(3))  # times the default weight of such an item
TRIP_DETOUR_BAND: Final = (Decimal("1.0"), Decimal(3))  # driven kilometres over straight-line kilometres
AVOIDED_PER_TONNE_BAND: Final = (Decimal("0.17"), Decimal("4.35"))
"""tCO2e avoided per tonne reused beyond which a statement asks to be looked at: a third of the lowest published figure
(0.51, Freegle) to three times the highest (1.45, sofas: WRAP 2011)."""

RESTATEMENT_THRESHOLD: Final = Decimal("0.05")


def displacement_for(group: str) -> Displacement:
    """The rates of a group of categories, or those of everything else."""
    return DISPLACEMENT.get(group, DISPLACEMENT["other"])
