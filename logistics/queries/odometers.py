"""What odometers said: of a run, of a vehicle, and whether a reading is likely."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from logistics.models import OdometerReading, Route, Vehicle

#: A run of so many times what was planned, and as many kilometres more, is asked about.
TIMES: Final = 2
MORE_KM: Final = 30
#: Between two runs a van may be driven for other things; more than this is asked about.
BETWEEN_KM: Final = 2_000


@dataclass(frozen=True, slots=True)
class Driven:
    """A run of a vehicle by its dial; `km` None: one of the two is missing."""

    route: Route
    day: date
    start_km: int | None
    end_km: int | None
    km: int | None
    planned_km: int


def reading_of(route: Route) -> OdometerReading | None:
    """What was read on a run, if anything."""
    return OdometerReading.objects.filter(route=route).first()


def runs_by_dial(vehicle: Vehicle) -> Sequence[Driven]:
    """The last runs of a vehicle that say something of its dial. One query."""
    return [
        Driven(one.route, one.route.plan.day, one.start_km, one.end_km, one.driven_km, _planned_km(one.route))
        for one in OdometerReading.objects.of(vehicle)[:20]
    ]


def last_km(vehicle: Vehicle, before: Route) -> int | None:
    """The highest that its dial said on runs before this one."""
    earlier = Q(route__plan__day__lt=before.plan.day) | Q(
        route__plan__day=before.plan.day, route__starts_at__lt=before.starts_at
    )
    found = OdometerReading.objects.filter(earlier, route__shift__vehicle=vehicle).exclude(route=before)
    told = found.aggregate(start=Max("start_km"), end=Max("end_km"))
    readings = [one for one in (told["start"], told["end"]) if one is not None]
    return max(readings, default=None)


def doubts(route: Route, start_km: int | None, end_km: int | None) -> list[str]:
    """What is unlikely about readings of a run, in sentences; none: nothing. One query."""
    found: list[str] = []
    last = last_km(route.shift.vehicle, route)
    first = start_km if start_km is not None else end_km
    if last is not None and first is not None and first < last:
        found.append(_("On an earlier run its dial said %(last)s km already.") % {"last": f"{last:,}"})
    elif last is not None and first is not None and first - last > BETWEEN_KM:
        words = _("On its last run its dial said %(last)s km: that is %(more)s km ago.")
        found.append(words % {"last": f"{last:,}", "more": f"{first - last:,}"})
    planned = _planned_km(route)
    if start_km is not None and end_km is not None and end_km - start_km > TIMES * planned + MORE_KM:
        words = _("That makes %(km)s km, and %(planned)s km were planned.")
        found.append(words % {"km": f"{end_km - start_km:,}", "planned": planned})
    return found


def _planned_km(route: Route) -> int:
    return round(route.planned_metres / 1000)
