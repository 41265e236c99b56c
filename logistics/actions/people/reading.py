"""Reading the dial: the kilometres of a vehicle before and after a run."""

from datetime import datetime

from django.db import transaction

from logistics.models import OdometerReading, Route, RouteState
from logistics.models.odometers import MOST_KM
from logistics.queries.odometers import doubts
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User


class NothingRead(DomainError):
    code = "odometer_nothing_read"
    message = gettext_noop("Enter what the dial says: before the run, after it, or both.")
    field = "start_km"


class NotOnADial(DomainError):
    code = "odometer_not_on_a_dial"
    message = gettext_noop("A dial says from 0 to {most} km.")


class TurnedBack(DomainError):
    code = "odometer_turned_back"
    message = gettext_noop("After the run the dial cannot say less than before it.")
    field = "end_km"


class NotDrivenYet(DomainError):
    code = "odometer_not_driven_yet"
    message = gettext_noop("The run has not ended: enter what the dial says afterwards once it has.")
    field = "end_km"


class Unlikely(DomainError):
    code = "odometer_unlikely"
    message = gettext_noop("{why} Look again; if it is right, tick “It is right”.")
    field = "is_sure"


def read_odometer(
    *, route: Route, start_km: int | None, end_km: int | None, is_sure: bool, by: User, now: datetime
) -> OdometerReading:
    """Keep what the dial said before and after a run; what was kept before is put right.

    :param is_sure: the person has looked again at what seemed unlikely
    :raises NothingRead | NotOnADial | TurnedBack | NotDrivenYet: it cannot be
    :raises Unlikely: far from the plan, or from earlier runs of the vehicle, and nobody was asked twice
    """
    _check(route, start_km, end_km)
    why = [] if is_sure else doubts(route, start_km, end_km)
    if why:
        raise Unlikely(why=" ".join(why))
    said = {"start_km": start_km, "end_km": end_km, "by": by, "at": now}
    with transaction.atomic():
        return OdometerReading.objects.update_or_create(route=route, defaults=said)[0]


def _check(route: Route, start_km: int | None, end_km: int | None) -> None:
    if start_km is None and end_km is None:
        raise NothingRead
    for field, km in (("start_km", start_km), ("end_km", end_km)):
        if km is not None and not 0 <= km <= MOST_KM:
            raise NotOnADial(field=field, most=f"{MOST_KM:,}")
    if start_km is not None and end_km is not None and end_km < start_km:
        raise TurnedBack
    if end_km is not None and route.state != RouteState.FINISHED:
        raise NotDrivenYet
