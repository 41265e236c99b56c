"""Letting a shift work longer, where that lets one more job ride."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from logistics.actions.people.shifting import LONGEST, DriverBusy, ShiftTooLong, VehicleBusy
from logistics.models import Driver, Shift, Vehicle
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

MOST_MINUTES = 240


class NoSuchExtension(DomainError):
    code = "no_such_extension"
    message = gettext_noop("A shift is made longer by 1 to {most} minutes.")


def lengthen_shift(*, shift: Shift, minutes: int, by: User, now: datetime) -> None:
    """So many minutes more at its end. The driver hears of it with the next plan that is published.

    :raises NoSuchExtension: not so many
    :raises ShiftTooLong: it would be longer than anybody may work
    :raises DriverBusy | VehicleBusy: the next shift begins before that
    """
    if not 1 <= minutes <= MOST_MINUTES:
        raise NoSuchExtension(most=MOST_MINUTES)
    until = shift.ends_at + timedelta(minutes=minutes)
    if until - shift.starts_at > LONGEST:
        raise ShiftTooLong
    with transaction.atomic():
        # The guards of `shifting`: two who plan the same driver or vehicle at once wait for each other here.
        Vehicle.objects.filter(pk=shift.vehicle_id).update(name=F("name"))
        Driver.objects.filter(pk=shift.driver_id).update(phone=F("phone"))
        _check_free(shift, until)
        Shift.objects.filter(pk=shift.pk, ends_at=shift.ends_at).update(ends_at=until)
    shift.refresh_from_db()


def _check_free(shift: Shift, until: datetime) -> None:
    meanwhile = Shift.objects.overlapping(shift.ends_at, until).exclude(pk=shift.pk).order_by("starts_at", "pk")
    drives = meanwhile.filter(driver__user=shift.driver.user_id).first()
    if drives is not None:
        raise DriverBusy(driver=str(shift.driver.user), **_times(drives))
    rolls = meanwhile.filter(vehicle=shift.vehicle_id).first()
    if rolls is not None:
        raise VehicleBusy(vehicle=shift.vehicle.name, **_times(rolls))


def _times(shift: Shift) -> dict[str, str]:
    return {"start": f"{localtime(shift.starts_at):%H:%M}", "end": f"{localtime(shift.ends_at):%H:%M}"}
