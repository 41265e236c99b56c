"""One line of a confirmed transfer, as the calculation takes it: facts only, no figures yet.

All masses are kilograms, all emissions kgCO2e, all distances kilometres; every number is a ``Decimal``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from marketplace.impact.factors.reading import Counterfactual
from marketplace.impact.parameters import SHARED_DEFAULT_BASES, Displacement
from marketplace.impact.rows import Row
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.mass import MassBasis

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)


class Entry(StrEnum):
    """Why the line stands in the ledger. A past line is never edited; a later one takes it back."""

    RECORDED = "recorded"
    RETURNED = "returned"  # came back: mass and avoided emissions are undone, the journeys really happened
    CORRECTED = "corrected"  # never was so: everything is undone, journeys too
    RETURN_CORRECTED = "return_corrected"  # did not come back after all: the return and its journey are undone

    @property
    def sign(self) -> int:
        """Of mass and of what was avoided."""
        return 1 if self in (Entry.RECORDED, Entry.RETURN_CORRECTED) else -1

    @property
    def cost_sign(self) -> int:
        """Of journeys and repairs: those of a return happened too."""
        return 1 if self in (Entry.RECORDED, Entry.RETURNED) else -1


class BadLine(DomainError):
    """The facts of a line cannot be."""

    code = "bad_impact_line"
    message = gettext_noop("Line {line}: {problem}")


@dataclass(frozen=True, slots=True)
class Part:
    """What some of the line is made of, and the route that it is assumed to have been spared.

    ``usual_eol_factor_id`` is the route that the category names; parameters or the giver's evidence may say another.
    """

    factor_id: str
    mass_kg: Decimal
    eol_factor_id: str = ""
    usual_eol_factor_id: str = ""


@dataclass(frozen=True, slots=True)
class LegShare:
    """A trip that carried the line. ``carried_kg`` is all that was on it, rejected items included.

    ``km`` holds the empty running too and is ``None`` where nobody noted it. ``factor_ids`` are the vehicle's factors
    per kilometre (driving, and well to tank), added up.

    Of a round with several loads, ``km`` is what this load stands for and ``carried_kg`` what it weighs; ``round_km``
    and ``round_kg`` are the whole, ``empty`` the part of it driven without goods, ``basis`` how its length is known.
    """

    trip: str
    km: Decimal | None
    factor_ids: tuple[str, ...]
    carried_kg: Decimal
    straight_line_km: Decimal | None = None
    round_km: Decimal | None = None
    round_kg: Decimal | None = None
    empty: Decimal | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Refurbishment:
    """What putting it right took: electricity and parts."""

    electricity_kwh: Decimal = ZERO
    grid_factor_id: str = ""
    parts_kgco2e: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class UsePhase:
    """An old appliance that draws more than the new one it replaces; asked for cooling and washing above ten years."""

    years: Decimal
    kwh_old_per_year: Decimal
    kwh_new_per_year: Decimal
    grid_factor_id: str


@dataclass(frozen=True, slots=True)
class ItemFactor:
    """An approved footprint of one whole new item (method I), used in place of mass times material (method M)."""

    key: str
    kgco2e_each: Decimal
    quantity: Decimal
    source: str
    sigma: Decimal = Decimal("0.30")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transfer, with everything its figures follow from.

    ``weight_key`` names what the weight came from (a default such as ``desk``, a ticket): lines that share it share its
    error. ``weight_sigma`` replaces the basis's own relative uncertainty, as an editorial default needs.
    ``life_share`` is the rest of its life over a new one's; ``None`` where unknown, which counts as 1 and is disclosed.

    ``group`` (of displacement), ``stated_life_share``, ``landfill_evidenced`` and ``weight_is_editorial`` are what
    another set of parameters is applied by (:func:`marketplace.impact.assumptions.under`).
    """

    line_id: str
    mass_kg: Decimal
    basis: MassBasis
    row: Row
    parts: tuple[Part, ...] = ()
    displacement: Displacement | None = None
    life_share: Decimal | None = None
    hop: int = 1
    became_waste: bool = False
    legs: tuple[LegShare, ...] = ()
    refurbishment: Refurbishment | None = None
    use_phase: UsePhase | None = None
    item_factor: ItemFactor | None = None
    weight_key: str = ""
    weight_sigma: Decimal | None = None
    entry: Entry = Entry.RECORDED
    item_kg: Decimal | None = None
    default_item_kg: Decimal | None = None
    serials: tuple[str, ...] = field(default=())
    giver: str = ""
    receiver: str = ""
    group: str = ""
    stated_life_share: Decimal | None = None
    landfill_evidenced: bool = False
    weight_is_editorial: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for problem in self._problems():
            raise BadLine(line=self.line_id, problem=problem)

    def _problems(self) -> list[str]:
        checks = (
            (self.mass_kg <= 0, "its mass must be more than nothing."),
            (sum((p.mass_kg for p in self.parts), ZERO) > self.mass_kg, "its parts weigh more than the whole."),
            (any(p.mass_kg <= 0 for p in self.parts), "a part must weigh more than nothing."),
            (any(leg.carried_kg < self.mass_kg for leg in self.legs), "a trip carried less than the line weighs."),
            (any(leg.km is not None and leg.km < 0 for leg in self.legs), "a trip cannot be shorter than nothing."),
            (self.life_share is not None and not 0 <= self.life_share <= 1, "its remaining life is a share of 1."),
            (self.hop < 1, "the first transfer is number 1."),
        )
        return [sentence for wrong, sentence in checks if wrong]

    @property
    def counted_kg(self) -> Decimal:
        """The mass with its sign: a line that takes another back is negative."""
        return self.entry.sign * self.mass_kg

    @property
    def may_claim(self) -> bool:
        """Whether this line may show avoided emissions: reused, and for the first time."""
        return self.row.is_reuse and self.hop == 1

    @property
    def relative_weight_sigma(self) -> Decimal:
        """One standard deviation of the weight, as a share of it."""
        return self.basis.sigma if self.weight_sigma is None else self.weight_sigma

    @property
    def weight_group(self) -> str:
        """Lines of one group are wrong together: they share a default or one ticket. Other lines stand alone."""
        if self.weight_key or self.basis in SHARED_DEFAULT_BASES:
            return f"{self.basis}:{self.weight_key}"
        return f"line:{self.line_id}"


def parts_of(
    composition: Mapping[str, Decimal],
    counterfactuals: Mapping[str, Counterfactual],
    *,
    landfill_evidenced: bool = False,
) -> tuple[Part, ...]:
    """The parts of a line from ``{material factor id: kg}``, each with its counterfactual route.

    :param landfill_evidenced: the giver showed that it would have gone to landfill; otherwise the conservative route
    """
    parts = []
    for factor_id, mass_kg in composition.items():
        known = counterfactuals.get(factor_id)
        eol = ""
        if known is not None:
            eol = known.landfill_factor_id if landfill_evidenced else known.eol_factor_id
        parts.append(Part(factor_id, mass_kg, eol))
    return tuple(parts)
