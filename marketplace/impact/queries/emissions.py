"""What a kilometre of each type of the fleet's vehicles emits, for pages of other rooms (settings.EMISSIONS)."""

from datetime import date
from decimal import Decimal

from marketplace.impact.journeys import VEHICLE_OF_TYPE, factors_of
from marketplace.impact.queries.factors import NoFactorSet, factor_set_for, stored_factors


def kg_per_km(day: date) -> dict[str, Decimal]:
    """Kilograms of CO₂e by vehicle type, driving and well to tank, by the factors of the day's year. Types with
    a factor missing are left out; while no factors are loaded, all are."""
    ids = {kind: factors_of(kind) for kind in VEHICLE_OF_TYPE}
    try:
        factors = stored_factors(factor_set_for(day), only={one for some in ids.values() for one in some})
    except NoFactorSet:
        return {}
    found: dict[str, Decimal] = {}
    for kind, some in ids.items():
        known = [factors.get(one) for one in some]
        rates = [one.kgco2e_per_unit for one in known if one is not None]
        if some and len(rates) == len(some):
            found[kind] = sum(rates, Decimal(0))
    return found
