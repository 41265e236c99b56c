"""What a journey is counted with: which factors a vehicle has, and what is assumed where the requester fetches.

Of a van's round each leg is shared by mass among what was aboard on it; the way out, the way back and empty stretches
are shared among everything that it carried, by mass and distance (GLEC Framework v3 and ISO 14083 count them so too).
Where the requester fetches with a vehicle of their own, nobody notes the distance, and a vehicle is assumed that is
more likely to overstate the journey than to understate it: an average diesel van, driving there and back for this
alone, over 1.36 kilometres of road for each kilometre of straight line (the planner's own law, fitted to routes over
OpenStreetMap; see ``marketplace.kernel.travel.TravelLaw``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from logistics.roads.sharing import Leg, empty_share, shares_km, total_km
from marketplace.impact.factors.reading import read_vehicles
from marketplace.impact.lines import ZERO, LegShare

METRES_PER_KM: Final = Decimal(1000)
EMPTY_PLACES: Final = Decimal("0.0001")
FETCH_VEHICLE: Final = "van_diesel"
FETCH_ROAD_PER_STRAIGHT: Final = Decimal("1.36")
FETCH_WAYS: Final = 2  # there and back

VEHICLE_OF_TYPE: Final[Mapping[str, str]] = {
    "van_1_diesel": "van_diesel_class_1",
    "van_2_diesel": "van_diesel_class_2",
    "van_3_diesel": "van_diesel_class_3",
    "van_diesel": "van_diesel",
    "van_petrol": "van_petrol",
    "van_electric": "van_electric",
    "rigid_7_5t": "hgv_7t5",
    "rigid_17t": "hgv_17t",
    "cargo_bike": "cargo_bike",
}
"""From the fleet's types to the codes of ``data/vehicles.csv``."""


def km_of(straight_line_km: float) -> Decimal:
    """A measured distance as an exact number of whole metres."""
    return Decimal(round(straight_line_km * 1000)) / METRES_PER_KM


@dataclass(frozen=True, slots=True)
class Round:
    """A vehicle's whole way and what it carried: kilograms by load.

    :param legs: each with the loads aboard on it; those without are empty running
    :param straight_line_km: the same way from place to place as the crow flies, to judge the distance by
    :param settled_km: what loads that were counted before were given of it
    :param basis: how the lengths are known: planned, driven or estimated
    """

    name: str
    legs: tuple[Leg[int], ...]
    masses_kg: Mapping[int, Decimal]
    vehicle_type: str
    straight_line_km: Decimal
    settled_km: Mapping[int, Decimal]
    basis: str


def driven(round_: Round, load: int, *, mass_kg: Decimal) -> LegShare:
    """What a load stands for of a round; a vehicle without factors leaves it without a cost, and so unquantified.

    Legs with goods are shared by mass among what is aboard on them, empty ones among all loads by mass and distance
    (`logistics.roads.sharing`). The shares of all loads add up to the round, exactly.

    :param mass_kg: of the load as its receiver confirmed it
    """
    whole_km = total_km(round_.legs)
    km = shares_km(round_.legs, round_.masses_kg, round_.settled_km)[load]
    straight = round_.straight_line_km * km / whole_km if whole_km else ZERO
    return LegShare(
        trip=f"{round_.name}, load {load}",
        km=km,
        factor_ids=factors_of(round_.vehicle_type),
        carried_kg=mass_kg,
        straight_line_km=straight or None,
        round_km=whole_km,
        round_kg=sum(round_.masses_kg.values(), ZERO),
        empty=empty_share(round_.legs).quantize(EMPTY_PLACES),
        basis=round_.basis,
    )


def factors_of(vehicle_type: str) -> tuple[str, ...]:
    """The factors per kilometre of a type of the fleet: driving, and well to tank. None are known of others."""
    vehicle = read_vehicles().get(VEHICLE_OF_TYPE.get(vehicle_type, ""))
    return vehicle.factor_ids if vehicle else ()


def fetched(*, trip: str, straight_line_km: Decimal, mass_kg: Decimal) -> LegShare:
    """The requester's own journey there and back, all of it for these goods."""
    return LegShare(
        trip=trip,
        km=straight_line_km * FETCH_ROAD_PER_STRAIGHT * FETCH_WAYS,
        factor_ids=read_vehicles()[FETCH_VEHICLE].factor_ids,
        carried_kg=mass_kg,
        straight_line_km=straight_line_km * FETCH_WAYS or None,
    )


def unknown(*, trip: str, mass_kg: Decimal) -> LegShare:
    """A journey that nobody noted: its cost is missing, not zero."""
    return LegShare(trip=trip, km=None, factor_ids=(), carried_kg=mass_kg)
