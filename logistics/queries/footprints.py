"""What the rounds of vans emit: kilograms of CO₂e, kilometres, and how much of them is driven without goods.

Whoever keeps emission factors tells what a kilometre of each type of vehicle emits, its fuel's way to the tank included
(`settings.EMISSIONS`); without them the kilometres stand alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.utils.module_loading import import_string

from logistics.models import Route
from logistics.queries.legs import Basis, round_of, with_legs
from logistics.queries.roads import area_for
from logistics.roads.sharing import empty_share, total_km
from marketplace.kernel.travel import USUAL

Rates = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Footprint:
    """A round's emissions. `kg` None: no factor is known for the vehicle."""

    kg: Decimal | None
    km: Decimal
    empty_percent: int
    basis: Basis

    @property
    def kg_shown(self) -> str:
        """To two figures below ten, whole above: the factors say no more."""
        if self.kg is None:
            return ""
        return str(self.kg.quantize(Decimal("0.1") if self.kg < 10 else Decimal(1), ROUND_HALF_UP))

    @property
    def km_shown(self) -> str:
        return str(self.km.quantize(Decimal("0.1") if self.km < 10 else Decimal(1), ROUND_HALF_UP))


def footprints_of(routes: Iterable[Route]) -> dict[int, Footprint]:
    """By route. Those without a stop have none."""
    rows = list(with_legs(Route.objects.filter(pk__in=[route.pk for route in routes])).order_by("pk"))
    if not rows:
        return {}
    area = area_for(rows[0].plan.organisation)
    law = area.law if area else USUAL
    ask: Callable[[date], Rates] = import_string(settings.EMISSIONS)
    rates = ask(max(route.plan.day for route in rows))
    found: dict[int, Footprint] = {}
    for route in rows:
        told = round_of(route, law)
        if told.stops:
            km, rate = total_km(told.legs), rates.get(route.shift.vehicle.type)
            empty = int((100 * empty_share(told.legs)).to_integral_value(ROUND_HALF_UP))
            found[route.pk] = Footprint(None if rate is None else km * rate, km, empty, told.basis)
    return found
