"""Shifts: who drives what and when; and calling one off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.timezone import localtime

from logistics.actions.runs.telling import tell_failed
from logistics.models import (
    Collection,
    CollectionState,
    Driver,
    Route,
    RouteState,
    Shift,
    ShiftBreak,
    Stop,
    StopKind,
    StopState,
    Vehicle,
)
from logistics.queries.credentials import blocks_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Site, User

LONGEST: Final = timedelta(hours=15)
SHORTEST: Final = timedelta(minutes=15)
MOST_ON_BOARD: Final = 9
MOST_MINUTES_OF_REST: Final = 240
#: Minutes at the wheel; nobody may drive a van for more than ten hours a day.
LEAST_DRIVING: Final = 15
MOST_DRIVING: Final = 600


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


class NotCleared(DomainError):
    """`details` has the block itself, so that a page can offer its button."""

    code = "not_cleared_to_drive"
    message = gettext_noop("{sentence} {next_step}")


class NotTheirVehicle(DomainError):
    code = "not_their_vehicle"
    message = gettext_noop("{vehicle} is {keeper}’s own: only they drive it.")
    field = "vehicle"


class NoHome(DomainError):
    code = "driver_has_no_home_start"
    message = gettext_noop("{driver} has not said where they set out from. They do that on their page “My driving”.")
    field = "from_home"


class EndsAtTwoPlaces(DomainError):
    code = "shift_ends_at_two_places"
    message = gettext_noop("A shift ends at a site or at the last stop, not at both.")
    field = "end_site"


class BreakOutside(DomainError):
    code = "break_outside_of_shift"
    message = gettext_noop("The break has to lie within the shift.")
    field = "break_from"


class BreakOutOfBounds(DomainError):
    code = "break_out_of_bounds"
    message = gettext_noop("A break lasts from 5 minutes to 4 hours.")
    field = "break_minutes"


class DrivingOutOfBounds(DomainError):
    code = "driving_out_of_bounds"
    message = gettext_noop("Driving is limited to something between 15 minutes and 10 hours.")
    field = "most_driving_minutes"


class ShiftUnderWay(DomainError):
    code = "shift_under_way"
    message = gettext_noop("The driver has left. End the stops that are left first.")


class ShiftCalledOff(DomainError):
    code = "shift_called_off"
    message = gettext_noop("This shift was called off already.")


@dataclass(frozen=True, slots=True)
class Rest:
    """A break of so many minutes, begun between two moments."""

    earliest_at: datetime
    latest_at: datetime
    minutes: int


def add_shift(
    *,
    vehicle: Vehicle,
    driver: Driver,
    start_site: Site,
    starts_at: datetime,
    ends_at: datetime,
    crew: int,
    end_site: Site | None = None,
    has_open_end: bool = False,
    from_home: bool = False,
    rests: Sequence[Rest] = (),
    most_driving_minutes: int | None = None,
    by: User,
    now: datetime,
) -> Shift:
    """A driver with a vehicle from then to then, leaving from the site (or from home, reporting to it) and coming back
    to it, to another site, or ending at the last stop.

    :param rests: its breaks; none: those that a long shift has by rule
    :param most_driving_minutes: at most so long at the wheel; nothing: what the law allows
    :raises EndsBeforeItBegins | ShiftTooLong | CrewOutOfBounds | NotOfThisFleet: it is not sound
    :raises DrivingOutOfBounds: less or more driving than anybody could mean
    :raises EndsAtTwoPlaces | NoHome | BreakOutside | BreakOutOfBounds | NotTheirVehicle: likewise
    :raises NotCleared: a paper of the driver, vehicle or organisation is missing or runs out before that day
    :raises DriverBusy | VehicleBusy: it overlaps another shift
    """
    if ends_at <= starts_at:
        raise EndsBeforeItBegins
    if not SHORTEST <= ends_at - starts_at <= LONGEST:
        raise ShiftTooLong
    if not 1 <= crew <= MOST_ON_BOARD:
        raise CrewOutOfBounds(most=MOST_ON_BOARD)
    if most_driving_minutes is not None and not LEAST_DRIVING <= most_driving_minutes <= MOST_DRIVING:
        raise DrivingOutOfBounds
    _check_fleet(vehicle, driver, start_site)
    _check_ends(driver, end_site, has_open_end=has_open_end, from_home=from_home)
    _check_rests(rests, starts_at, ends_at)
    check_cleared(vehicle=vehicle, driver=driver, day=localtime(starts_at).date(), by=by, now=now)
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
        shift = Shift.objects.create(
            vehicle=vehicle,
            driver=driver,
            start_site=start_site,
            starts_at=starts_at,
            ends_at=ends_at,
            crew=crew,
            end_site=end_site,
            has_open_end=has_open_end,
            from_home=from_home,
            most_driving_minutes=most_driving_minutes,
        )
        ShiftBreak.objects.bulk_create(
            ShiftBreak(shift=shift, earliest_at=rest.earliest_at, latest_at=rest.latest_at, minutes=rest.minutes)
            for rest in rests
        )
        return shift


def check_cleared(*, vehicle: Vehicle, driver: Driver, day: date, by: User, now: datetime) -> None:
    """Let nobody drive whose papers are not in order on the day.

    :raises NotCleared: with the first thing that is missing and what to do
    """
    blocks = blocks_of(vehicle=vehicle, driver=driver, day=day)
    if blocks:
        raise NotCleared(sentence=blocks[0].sentence, next_step=blocks[0].next_step, block=blocks[0])


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
    if vehicle.keeper_id not in {None, driver.pk}:
        raise NotTheirVehicle(vehicle=vehicle.name, keeper=str(vehicle.keeper))


def _check_ends(driver: Driver, end_site: Site | None, *, has_open_end: bool, from_home: bool) -> None:
    if end_site is not None and has_open_end:
        raise EndsAtTwoPlaces
    if end_site is not None and (end_site.organisation_id != driver.organisation_id or end_site.closed_at):
        raise NotOfThisFleet
    if from_home and driver.home_latitude is None:
        raise NoHome(driver=str(driver.user))


def _check_rests(rests: Sequence[Rest], starts_at: datetime, ends_at: datetime) -> None:
    for rest in rests:
        if not 5 <= rest.minutes <= MOST_MINUTES_OF_REST:
            raise BreakOutOfBounds
        over = rest.latest_at + timedelta(minutes=rest.minutes)
        if not starts_at <= rest.earliest_at <= rest.latest_at or over > ends_at:
            raise BreakOutside


def _times(shift: Shift) -> dict[str, str]:
    return {
        "start": f"{timezone.localtime(shift.starts_at):%H:%M}",
        "end": f"{timezone.localtime(shift.ends_at):%H:%M}",
    }
