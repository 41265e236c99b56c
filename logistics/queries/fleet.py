"""The fleet page, and who and what can be chosen for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from logistics.blocks import Block
from logistics.models import Driver, Shift, Vehicle
from logistics.queries.credentials import blocks_each
from logistics.queries.papers_held import PaperLine, papers_page
from marketplace.organisations.models import Organisation, Role, Site, User


@dataclass(frozen=True, slots=True)
class Fleet:
    """What the fleet page shows."""

    vehicles: Sequence[Vehicle]
    drivers: Sequence[Driver]
    shifts: Sequence[Shift]
    #: keys of those that may not be driven as things stand.
    blocked: dict[int, list[Block]]
    pressing: Sequence[PaperLine]


def fleet_of(organisation: Organisation, *, now: datetime) -> Fleet:
    """Vehicles, drivers, and the shifts that are not over, soonest first."""
    standing = Shift.objects.owned_by(organisation).standing().filter(ends_at__gt=now)
    shifts = list(standing.for_planning()[:200])
    return Fleet(
        vehicles=list(vehicles_for_choice(organisation)),
        drivers=list(drivers_for_choice(organisation)),
        shifts=shifts,
        blocked=blocks_each(shifts),
        pressing=papers_page(organisation, localtime(now).date()).pressing,
    )


def vehicles_for_choice(organisation: Organisation) -> QuerySet[Vehicle]:
    """Those in use, by name."""
    return Vehicle.objects.owned_by(organisation).for_choice()


def vehicles_of_driver(driver: Driver) -> QuerySet[Vehicle]:
    """Those that this driver may take: the fleet's, and their own."""
    fleet = Vehicle.objects.owned_by(driver.organisation)
    return fleet.filter(Q(keeper=None) | Q(keeper=driver)).for_choice()


def drivers_for_choice(organisation: Organisation) -> QuerySet[Driver]:
    """Those who have not left, by name."""
    return Driver.objects.owned_by(organisation).for_choice()


def sites_for_choice(organisation: Organisation) -> QuerySet[Site]:
    """Where a shift can start: sites in use, by name."""
    return Site.objects.owned_by(organisation).in_use().for_choice()


def people_who_may_drive(organisation: Organisation) -> QuerySet[User]:
    """Members with the driver's role (or the administrator's) who are not on the list of drivers yet."""
    roles = (Role.DRIVER, Role.ADMINISTRATOR)
    members = User.objects.filter(memberships__organisation=organisation, memberships__role__in=roles)
    there = Driver.objects.owned_by(organisation).values("user")
    return members.exclude(pk__in=there).distinct().order_by("name", "email", "pk")
