"""Shifts: who drives what and when; and calling one off."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from logistics.actions.telling import tell_failed
from logistics.models import (
    Collection,
    CollectionState,
    Driver,
    Route,
    RouteState,
    Shift,
    Stop,
    StopKind,
    StopState,
    Vehicle,
)
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Site, User

LONGEST: Final = timedelta(hours=15)
SHORTEST: Final = timedelta(minutes=15)
MOST_ON_BOARD: Final = 9


class EndsBeforeItBegins(DomainError):
    code = "shift_ends_before_it_begins"
    message = gettext_noop("The shift ends before it begins.")
    field = "ends"


class ShiftTooLong(DomainError):
    code = "shift_too_long"
    message = gettext_noop("A shift lasts from a quarter of an hour to 15 hours.")
    field = "ends"


class CrewOutOfBounds(DomainError):
    code = "crew_out_of_bounds"
    message = gettext_noop("Between 1 and {most} people are on board.")
    field = "crew"


class DriverBusy(DomainError):
    code = "driver_busy"
    message = gettext_noop("{driver} already drives from {start} to {end} that day.")
    field = "driver"


class VehicleBusy(DomainError):
    code = "vehicle_busy"
    message = gettext_noop("{vehicle} is already out from {start} to {end} that day.")
    field = "vehicle"


class NotOfThisFleet(DomainError):
    code = "not_of_this_fleet"
    message = gettext_noop("Vehicle, driver and site have to be your own and in use.")


class ShiftUnderWay(DomainError):
    code = "shift_under_way"
    message = gettext_noop("The driver has left. End the stops that are left first.")


class ShiftCalledOff(DomainError):
    code = "shift_called_off"
    message = gettext_noop("This shift was called off already.")


def add_shift(
    *,
    vehicle: Vehicle,
    driver: Driver,
    start_site: Site,
    starts_at: datetime,
    ends_at: datetime,
    crew: int,
    by: User,
    now: datetime,
) -> Shift:
    """A driver with a vehicle from then to then, leaving from the site and coming back to it.

    :raises EndsBeforeItBegins | ShiftTooLong | CrewOutOfBounds | NotOfThisFleet: it is not sound
    :raises DriverBusy | VehicleBusy: it overlaps another shift
    """
    if ends_at <= starts_at:
        raise EndsBeforeItBegins
    if not SHORTEST <= ends_at - starts_at <= LONGEST:
        raise ShiftTooLong
    if not 1 <= crew <= MOST_ON_BOARD:
        raise CrewOutOfBounds(most=MOST_ON_BOARD)
    _check_fleet(vehicle, driver, start_site)
    with transaction.atomic():
        # The guards: two who plan the same driver or vehicle at once wait for each other here.
        Vehicle.objects.filter(pk=vehicle.pk).update(name=F("name"))
        Driver.objects.filter(pk=driver.pk).update(phone=F("phone"))
        meanwhile = Shift.objects.overlapping(starts_at, ends_at).order_by("starts_at", "pk")
        drives = meanwhile.filter(driver__user=driver.user_id).first()
        if drives is not None:
            raise DriverBusy(driver=str(driver.user), **_times(drives))
        rolls = meanwhile.filter(vehicle=vehicle).first()
        if rolls is not None:
            raise VehicleBusy(vehicle=vehicle.name, **_times(rolls))
        return Shift.objects.create(
            vehicle=vehicle, driver=driver, start_site=start_site, starts_at=starts_at, ends_at=ends_at, crew=crew
        )


def cancel_shift(*, shift: Shift, by: User, now: datetime) -> int:
    """Call a shift off. What was planned on it waits to be planned again; how many collections that are.

    :raises ShiftUnderWay: its run was started and is not over
    :raises ShiftCalledOff: somebody did it already
    """
    with transaction.atomic():
        if not Shift.objects.filter(pk=shift.pk, cancelled_at=None).update(cancelled_at=now):
            raise ShiftCalledOff
        routes = Route.objects.live().filter(shift=shift)
        if routes.filter(state=RouteState.STARTED).exists():
            raise ShiftUnderWay
        waiting = list(Stop.objects.filter(route__in=routes.filter(state=RouteState.PUBLISHED)).to_do().for_run())
        reason = str(gettext_noop("The van's shift was called off."))
        for stop in waiting:
            Stop.objects.filter(pk=stop.pk).step(seen=stop.state, to=StopState.FAILED, failure=reason, done_at=now)
        back = [stop.collection for stop in waiting if stop.kind == StopKind.PICKUP]
        for collection in back:
            Collection.objects.filter(pk=collection.pk).step(
                seen=CollectionState.PLANNED, to=CollectionState.READY, last_failure=reason
            )
            tell_failed(collection=collection, kind=StopKind.PICKUP, reason=reason, by=by, now=now)
        for route in routes.filter(state=RouteState.PUBLISHED):
            Route.objects.filter(pk=route.pk).step(seen=RouteState.PUBLISHED, to=RouteState.FINISHED, finished_at=now)
    return len(back)


def _check_fleet(vehicle: Vehicle, driver: Driver, site: Site) -> None:
    own = {vehicle.organisation_id, driver.organisation_id, site.organisation_id}
    if len(own) != 1 or vehicle.retired_at or driver.left_at or site.closed_at:
        raise NotOfThisFleet


def _times(shift: Shift) -> dict[str, str]:
    return {
        "start": f"{timezone.localtime(shift.starts_at):%H:%M}",
        "end": f"{timezone.localtime(shift.ends_at):%H:%M}",
    }
