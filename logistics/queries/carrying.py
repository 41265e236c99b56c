"""What an organisation's vans can carry and when they are out, for rooms below that ask by settings' leave."""

from datetime import datetime

from listings.collecting import VanLimits, VanShift
from logistics.models import Shift, Vehicle
from marketplace.organisations.models import Organisation


def vans_of(organisation: Organisation) -> tuple[VanLimits, ...]:
    """The limits of the vehicles in use, by name."""
    return tuple(limits_of(vehicle) for vehicle in Vehicle.objects.owned_by(organisation).for_choice())


def shifts_of(organisation: Organisation, *, start: datetime, end: datetime) -> tuple[VanShift, ...]:
    """The shifts that stand and share time with this stretch, soonest first, each with its vehicle's limits."""
    out = Shift.objects.owned_by(organisation).overlapping(start, end).filter(vehicle__retired_at=None)
    return tuple(
        VanShift(shift.starts_at, shift.ends_at, limits_of(shift.vehicle), shift.vehicle.name)
        for shift in out.select_related("vehicle").order_by("starts_at", "pk")
    )


def limits_of(vehicle: Vehicle) -> VanLimits:
    """What a vehicle takes at most."""
    return VanLimits(vehicle.capacity_kg, vehicle.capacity_litres, vehicle.has_tail_lift)
