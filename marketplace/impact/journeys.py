"""What a journey is counted with: which factors a vehicle has, and what is assumed where the requester fetches.

A van's whole round (the way out, the way back and empty stretches) is shared by mass among everything that it carried.
Where the requester fetches with a vehicle of their own, nobody notes the distance, and a vehicle is assumed that is
more likely to overstate the journey than to understate it: an average diesel van, driving there and back for this
alone, over 1.36 kilometres of road for each kilometre of straight line (the planner's own law, fitted to routes over
OpenStreetMap; see ``marketplace.kernel.travel.TravelLaw``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from marketplace.impact.factors.reading import read_vehicles
from marketplace.impact.lines import LegShare

METRES_PER_KM: Final = Decimal(1000)
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


def driven(*, trip: str, metres: int, vehicle_type: str, carried_kg: Decimal, straight_line_km: Decimal) -> LegShare:
    """A round that a van made; a vehicle without factors leaves the line without a cost, and so unquantified.

    :param metres: of the whole round, empty stretches included
    :param carried_kg: everything that was on board, whatever became of it
    :param straight_line_km: the same round from place to place as the crow flies, to judge the distance by
    """
    vehicle = read_vehicles().get(VEHICLE_OF_TYPE.get(vehicle_type, ""))
    return LegShare(
        trip=trip,
        km=Decimal(metres) / METRES_PER_KM,
        factor_ids=vehicle.factor_ids if vehicle else (),
        carried_kg=carried_kg,
        straight_line_km=straight_line_km or None,
    )


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
