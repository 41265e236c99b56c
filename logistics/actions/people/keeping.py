"""Keeping a fleet: vehicles and drivers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from logistics.actions.people.licensing import CredentialValues, record_credential
from logistics.models import Driver, DriverSkill, Shift, Vehicle, VehicleType
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.models import Membership, Organisation, Role, User

#: Above any vehicle on a road: a load of 100 t, 1,000 m³.
MOST_KG: Final = 100_000
MOST_LITRES: Final = 1_000_000
MOST_PALLETS: Final = 100
LEAST_CM: Final = 100
MOST_CM: Final = 500


@dataclass(frozen=True, slots=True)
class VehicleValues:
    """What is said of a vehicle."""

    name: str
    registration: str
    type: str
    capacity_kg: int
    capacity_litres: int
    capacity_pallets: int
    has_tail_lift: bool
    is_refrigerated: bool = False
    height_cm: int | None = None
    first_registered_on: date | None = None
    #: whose own it is: only they drive it.
    keeper: Driver | None = None


class HeightOutOfBounds(DomainError):
    code = "vehicle_height_out_of_bounds"
    message = gettext_noop("Vehicles are from 1 to 5 metres high: give it in centimetres.")
    field = "height_cm"


class RegisteredInFuture(DomainError):
    code = "vehicle_registered_in_future"
    message = gettext_noop("That day is still to come.")
    field = "first_registered_on"


class NoSuchSkill(DomainError):
    code = "no_such_skill"
    message = gettext_noop("Choose from the skills in the list.")
    field = "skills"


class NotADriverOfYours(DomainError):
    code = "not_a_driver_of_yours"
    message = gettext_noop("Only one of your own drivers can be the keeper.")
    field = "keeper"


class NameMissing(DomainError):
    code = "vehicle_name_missing"
    message = gettext_noop("Give the vehicle a name, as you call it.")
    field = "name"


class NameTaken(DomainError):
    code = "vehicle_name_taken"
    message = gettext_noop("You already have a vehicle with this name.")
    field = "name"


class NoSuchType(DomainError):
    code = "no_such_vehicle_type"
    message = gettext_noop("Choose one of the types of vehicle.")
    field = "type"


class CapacityOutOfBounds(DomainError):
    code = "capacity_out_of_bounds"
    message = gettext_noop("Give a whole number from {least} to {most}.")


class VehicleInUse(DomainError):
    code = "vehicle_in_use"
    message = gettext_noop("This vehicle still has shifts to come. Call those off first.")


class DriverInUse(DomainError):
    code = "driver_in_use"
    message = gettext_noop("This driver still has shifts to come. Call those off first.")


class NotADriver(DomainError):
    code = "not_a_driver"
    message = gettext_noop("This person does not have the role of a driver here. Give it to them first.")
    field = "user"


class DriverAlready(DomainError):
    code = "driver_already"
    message = gettext_noop("This person is a driver here already.")
    field = "user"


def add_vehicle(*, organisation: Organisation, values: VehicleValues, by: User, now: datetime) -> Vehicle:
    """A vehicle for the fleet.

    :raises NameMissing | NameTaken | NoSuchType | CapacityOutOfBounds: the values are not sound
    :raises HeightOutOfBounds | RegisteredInFuture | NotADriverOfYours: likewise
    """
    return _kept(Vehicle(organisation=organisation), values, now)


def change_vehicle(*, vehicle: Vehicle, values: VehicleValues, by: User, now: datetime) -> Vehicle:
    """Change what is said of a vehicle. Plans that were made stay as they are.

    :raises NameMissing | NameTaken | NoSuchType | CapacityOutOfBounds: the values are not sound
    """
    return _kept(vehicle, values, now)


def retire_vehicle(*, vehicle: Vehicle, by: User, now: datetime) -> None:
    """Take a vehicle out of the fleet; the routes that it drove keep it.

    :raises VehicleInUse: it has shifts to come
    """
    if Shift.objects.standing().filter(vehicle=vehicle, ends_at__gt=now).exists():
        raise VehicleInUse
    Vehicle.objects.filter(pk=vehicle.pk, retired_at=None).update(retired_at=now)


def add_driver(
    *,
    organisation: Organisation,
    user: User,
    phone: str,
    licence: CredentialValues | None = None,
    by: User,
    now: datetime,
) -> Driver:
    """Put a person with the driver's role (or the administrator's) on the list; one who left comes back.

    :param licence: their driving licence, if somebody has looked at it
    :raises NotADriver: they have not that role here
    :raises DriverAlready: they are on it
    :raises CategoriesMissing: the licence says nothing of what it covers
    """
    with transaction.atomic():
        driver = _listed(organisation, user, phone)
        if licence is not None:
            record_credential(
                organisation=organisation, values=licence, vehicle=None, driver=driver, file=None, by=by, now=now
            )
    return driver


def _listed(organisation: Organisation, user: User, phone: str) -> Driver:
    refuse_unsafe(phone, field="phone")
    roles = Membership.objects.of(user).in_organisation(organisation)
    if not roles.with_role(Role.DRIVER, Role.ADMINISTRATOR).exists():
        raise NotADriver
    back = Driver.objects.filter(organisation=organisation, user=user).exclude(left_at=None)
    if back.update(left_at=None, phone=phone.strip()[:30]):
        return Driver.objects.get(organisation=organisation, user=user)
    try:
        with transaction.atomic():
            return Driver.objects.create(organisation=organisation, user=user, phone=phone.strip()[:30])
    except IntegrityError:
        raise DriverAlready from None


def change_driver(
    *, driver: Driver, phone: str, is_volunteer: bool, skills: Sequence[str], by: User, now: datetime
) -> None:
    """Change what a coordinator says of a driver.

    :raises NoSuchSkill: one of the skills is not in the list
    """
    refuse_unsafe(phone, field="phone")
    if not set(skills) <= set(DriverSkill.values):
        raise NoSuchSkill
    Driver.objects.filter(pk=driver.pk).update(
        phone=phone.strip()[:30], is_volunteer=is_volunteer, skills=sorted(set(skills))
    )


def end_driver(*, driver: Driver, by: User, now: datetime) -> None:
    """Take a person off the list of drivers; the runs that they drove keep them.

    :raises DriverInUse: they have shifts to come
    """
    if Shift.objects.standing().filter(driver=driver, ends_at__gt=now).exists():
        raise DriverInUse
    Driver.objects.filter(pk=driver.pk, left_at=None).update(left_at=now)


def _describe(vehicle: Vehicle, values: VehicleValues, today: date) -> None:
    if values.height_cm is not None and not LEAST_CM <= values.height_cm <= MOST_CM:
        raise HeightOutOfBounds
    if values.first_registered_on is not None and values.first_registered_on > today:
        raise RegisteredInFuture
    keeper = values.keeper
    if keeper is not None and (keeper.organisation_id != vehicle.organisation_id or keeper.left_at is not None):
        raise NotADriverOfYours
    vehicle.keeper = keeper
    vehicle.height_cm, vehicle.first_registered_on = values.height_cm, values.first_registered_on


def _kept(vehicle: Vehicle, values: VehicleValues, now: datetime) -> Vehicle:
    name, registration = values.name.strip(), values.registration.strip().upper()
    refuse_unsafe(name, field="name")
    refuse_unsafe(registration, field="registration")
    if not name:
        raise NameMissing
    if values.type not in VehicleType.values:
        raise NoSuchType
    for field, least, most in (
        ("capacity_kg", 1, MOST_KG),
        ("capacity_litres", 1, MOST_LITRES),
        ("capacity_pallets", 0, MOST_PALLETS),
    ):
        value: int = getattr(values, field)
        if not least <= value <= most:
            raise CapacityOutOfBounds(field=field, least=f"{least:,}", most=f"{most:,}")
        setattr(vehicle, field, value)
    vehicle.name, vehicle.registration, vehicle.type = name[:80], registration[:12], values.type
    vehicle.has_tail_lift, vehicle.is_refrigerated = values.has_tail_lift, values.is_refrigerated
    _describe(vehicle, values, localtime(now).date())
    try:
        with transaction.atomic():
            vehicle.save()
    except IntegrityError:
        raise NameTaken from None
    return vehicle
