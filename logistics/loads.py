"""How much room and weight goods take on a van, and how long they take to load: arithmetic on what a listing says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final

from marketplace.kernel.mass import MassBasis
from marketplace.kernel.units import Unit

# Assumptions of our own, for a plan only and never for a report: used where neither listing nor category says.
UNKNOWN_KG: Final = Decimal(20)  # of one thing
UNKNOWN_KG_PER_LITRE: Final = Decimal("0.2")  # loosely packed furniture
UNKNOWN_LITRES_PER_KG: Final = Decimal(5)
PALLET_KG: Final = Decimal(1000)  # what a pallet place takes
PALLET_LITRES: Final = Decimal(1800)  # 1.2 m x 1.0 m x 1.5 m

FIXED_SERVICE_S: Final = 480  # parking, finding somebody, the handover itself
SERVICE_S_PER_KG: Final = 2
LONGEST_SERVICE_S: Final = 3600

#: What the columns hold; a load above it fits no vehicle anyway.
MOST: Final = 2_000_000_000
MOST_PALLETS: Final = 32_000

_LITRES_IN_ONE: Final = {Unit.LITRE: Decimal(1), Unit.M3: Decimal(1000)}


@dataclass(frozen=True, slots=True)
class Goods:
    """What is known of a quantity of something: by its listing, else by its category (for `default_unit` of it)."""

    quantity: Decimal
    unit: Unit
    unit_mass_kg: Decimal | None = None
    mass_basis: str = ""
    unit_volume_litres: int | None = None
    default_unit: str = ""
    default_mass_kg: Decimal | None = None
    default_volume_litres: int | None = None
    is_palletised: bool = False


@dataclass(frozen=True, slots=True)
class KnownMass:
    """Kilograms of one unit and how they are known."""

    kg: Decimal
    basis: MassBasis


@dataclass(frozen=True, slots=True)
class GoodsLoad:
    """Whole kilograms, litres and pallet places, rounded up: what is planned always fits."""

    kg: int
    litres: int
    pallets: int


def listed_mass(goods: Goods) -> KnownMass | None:
    """The mass of one by its listing, or because the unit is a mass itself."""
    if goods.unit_mass_kg is not None and goods.mass_basis:
        return KnownMass(goods.unit_mass_kg, MassBasis(goods.mass_basis))
    fixed = goods.unit.fixed_kg
    return None if fixed is None else KnownMass(fixed, MassBasis.DECLARED)


def typical_mass(goods: Goods) -> KnownMass | None:
    """The mass of one that is typical for its category, if that is said for the unit it is counted in."""
    if goods.default_mass_kg is None or goods.default_unit != goods.unit or goods.unit.fixed_kg is not None:
        return None
    return KnownMass(goods.default_mass_kg, MassBasis.ITEM_DEFAULT)


def known_mass(goods: Goods) -> KnownMass | None:
    """The best that is known of the mass of one."""
    return listed_mass(goods) or typical_mass(goods)


def load_of(goods: Goods) -> GoodsLoad:
    """The load to plan with: what is known, else what is assumed above."""
    litres = _known_litres(goods)
    known = known_mass(goods)
    if known is not None:
        kg = known.kg
    elif litres is not None:
        kg = litres * UNKNOWN_KG_PER_LITRE
    else:
        kg = UNKNOWN_KG
    volume = litres if litres is not None else kg * UNKNOWN_LITRES_PER_KG
    total_kg, total_litres = kg * goods.quantity, volume * goods.quantity
    return GoodsLoad(
        kg=_whole(total_kg, MOST), litres=_whole(total_litres, MOST), pallets=_pallets(goods, total_kg, total_litres)
    )


def shared(load: GoodsLoad, quantities: Sequence[Decimal]) -> list[GoodsLoad]:
    """A load divided in proportion: whole kilograms and litres that sum exactly to those of the whole, the first parts
    rounded up. Pallet places are the whole's for each: they do not divide."""
    whole, parts = sum(quantities, Decimal(0)), []
    kg = litres = 0
    gone = Decimal(0)
    for quantity in quantities:
        gone += quantity
        next_kg, next_litres = (
            int((total * gone / whole).to_integral_value(rounding=ROUND_CEILING)) for total in (load.kg, load.litres)
        )
        parts.append(GoodsLoad(next_kg - kg, next_litres - litres, load.pallets))
        kg, litres = next_kg, next_litres
    return parts


def _known_litres(goods: Goods) -> Decimal | None:
    """Of one."""
    if goods.unit_volume_litres is not None:
        return Decimal(goods.unit_volume_litres)
    if goods.unit in _LITRES_IN_ONE:
        return _LITRES_IN_ONE[goods.unit]
    if goods.default_volume_litres is not None and goods.default_unit == goods.unit:
        return Decimal(goods.default_volume_litres)
    return None


def _pallets(goods: Goods, kg: Decimal, litres: Decimal) -> int:
    if goods.unit == Unit.PALLET:
        return _whole(goods.quantity, MOST_PALLETS)
    return _whole(max(kg / PALLET_KG, litres / PALLET_LITRES), MOST_PALLETS) if goods.is_palletised else 0


def _whole(number: Decimal, most: int) -> int:
    return min(max(1, int(number.to_integral_value(rounding=ROUND_CEILING))), most)


def service_seconds(kg: int) -> int:
    """How long a stop with this load takes, loading or unloading, in whole minutes (an assumption of ours)."""
    raw = min(FIXED_SERVICE_S + SERVICE_S_PER_KG * kg, LONGEST_SERVICE_S)
    return -(-raw // 60) * 60
