"""The days of the demonstration's vans: today's run on the way, tomorrow's draft with what it leaves out and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import uuid4

from django.utils.timezone import localtime

from listings.actions import claiming, offering
from listings.actions.listing import ListingValues
from listings.models import Category, Condition
from logistics.actions.days import planning
from logistics.actions.days.planning import NothingToPlan, NoVehicle
from logistics.actions.people.reading import read_odometer
from logistics.actions.people.shifting import DriverBusy, VehicleBusy, add_shift
from logistics.actions.runs import driving
from logistics.models import Driver, Plan, PlanState, Route, RouteState, Stop, StopKind, Vehicle
from marketplace.demo.evidence import show_what_is_asked
from marketplace.demo.moments import at
from marketplace.demo.papers import attest_both
from marketplace.demo.people import AIREDALE, ARMLEY, HOLBECK
from marketplace.demo.region import Region, Settled
from marketplace.organisations.models import Organisation, User


@dataclass(frozen=True, slots=True)
class _Job:
    """Something to be brought tomorrow: what, how many, to whom; and what is wrong with it, if anything."""

    title: str
    category: str
    amount: int
    to_school: bool = False
    each_kg: Decimal | None = None
    is_signed: bool = True


_TOMORROW: Final = (
    _Job("Meeting-room chairs, blue", "office-chairs", 12),
    _Job("Standing desks, second floor", "desks", 4),
    _Job("Screens on wheels", "screens", 3, to_school=True),
    _Job("Lockers from the changing room", "cupboards", 5),
    _Job("Reception sofa and two armchairs", "reception-seating", 3),
    _Job("Task chairs from the call centre", "office-chairs", 14, to_school=True),
    _Job("Drawer units, keys taped inside", "pedestals", 8),
    # what stays behind, each for a reason of its own
    _Job("Fireproof safe from the basement", "filing-cabinets", 1, each_kg=Decimal(1450)),
    _Job("Bench system for forty people", "desks", 40, each_kg=Decimal(55)),
    _Job("Meeting tables, not signed for yet", "meeting-tables", 2, is_signed=False),
)


def take_to_the_road(region: Region) -> Iterator[str]:
    """Today's first van leaves; then comes what waits for tomorrow, and the draft of its plan."""
    drive_first(now=region.now)
    yield "a run on the way"
    for number, job in enumerate(_TOMORROW):
        _asked(region, job, number)
        yield job.title
    _draft(region)
    _school_run(region)
    yield "a draft for tomorrow"


def drive_first(*, now: datetime) -> None:
    """The day's first van of Holbeck's leaves and does its first stops, as far as the day has come; one is always to
    come, so that somebody finds it on the way whenever they look."""
    routes = Route.objects.filter(
        plan__organisation__name=HOLBECK.name, plan__day=localtime(now).date(), plan__state=PlanState.PUBLISHED
    )
    route = (
        routes.filter(state=RouteState.PUBLISHED, plan__is_offer=False).for_runs().order_by("starts_at", "pk").first()
    )
    if route is None:
        return
    driver = route.shift.driver.user
    driving.start(route=route, by=driver, now=min(now, route.starts_at))
    stops = list(Stop.objects.filter(route=route).for_run())
    for stop in stops[:-1]:
        if stop.planned_departure_at > now:
            break
        do_stop(stop, driver)


def do_stop(stop: Stop, driver: User) -> None:
    """What the plan says, at the minute that it says."""
    collecting = stop.kind == StopKind.PICKUP
    collection = stop.collection
    driving.arrive(stop=stop, by=driver, now=stop.planned_arrival_at)
    driving.prove(
        stop=stop,
        client_id=uuid4(),
        signer_name="Reception" if collecting else "Stores",
        code=collection.pickup_code if collecting else collection.dropoff_code,
        photo=None,
        quantity=collection.quantity,
        note="",
        by=driver,
        now=stop.planned_departure_at,
    )


#: A whole day for each van; and half ones, one after the other, so that it takes all three to do a day's work.
WHOLE_DAYS: Final = (((8, 30), (17, 0)), ((9, 30), (17, 0)), ((10, 30), (17, 0)))
HALF_DAYS: Final = (((8, 30), (12, 30)), ((9, 30), (13, 30)), ((12, 30), (17, 0)))
Hours = tuple[tuple[tuple[int, int], tuple[int, int]], ...]


def shifts_of(organisation: Organisation, day: date, hours: Hours, by: User, now: datetime) -> None:
    """Every van goes out on the day with a driver of its own, unless it does already."""
    vehicles = list(Vehicle.objects.owned_by(organisation).for_choice())
    drivers = list(Driver.objects.owned_by(organisation).for_choice())
    site = organisation.sites.order_by("pk")[0]
    for vehicle, driver, (starts, ends) in zip(vehicles, drivers, hours, strict=False):
        try:
            add_shift(
                vehicle=vehicle,
                driver=driver,
                start_site=site,
                starts_at=at(day, *starts),
                ends_at=at(day, *ends),
                crew=2,
                by=by,
                now=now,
            )
        except (DriverBusy, VehicleBusy):
            continue


def read_dials(plan: Plan) -> None:
    """The drivers wrote down what the dials said: a little more than was planned."""
    for route in plan.routes.filter(state=RouteState.FINISHED).for_runs().order_by("pk"):
        start = 41_000 + 1_000 * (route.shift.vehicle_id % 7) + plan.day.toordinal() % 400 * 20
        driven = round(route.planned_metres / 1000) + 3
        by = route.shift.driver.user
        read_odometer(route=route, start_km=start, end_km=start + driven, is_sure=True, by=by, now=route.ends_at)


def _asked(region: Region, job: _Job, number: int) -> None:
    giver = region.settled[AIREDALE.name]
    taker = region.settled[ARMLEY.name if job.to_school else HOLBECK.name]
    when = region.now - timedelta(days=2, minutes=number)
    leaf = Category.objects.leaves().get(slug=job.category)
    listing = offering.offer(
        organisation=giver.organisation,
        site=giver.sites[number % 2],
        category=leaf,
        values=_values(job, leaf, number),
        photos=[],
        at_once=True,
        by=giver.speaker,
        now=when,
    )
    show_what_is_asked(listing=listing, by=giver.speaker, now=when)
    claim = claiming.claim(
        listing=listing,
        organisation=taker.organisation,
        site=taker.sites[0],
        quantity=Decimal(job.amount),
        purpose="Asked for at our last meeting; a classroom and two flats wait for it.",
        carrier=region.settled[HOLBECK.name].organisation,
        by=taker.speaker,
        now=when + timedelta(hours=2),
    )
    later = when + timedelta(hours=20)
    claiming.accept(claim=claim, quantity=Decimal(job.amount), by=giver.speaker, now=later)
    if job.is_signed:
        attest_both(claim, giver=giver, taker=taker, when=later + timedelta(hours=1))


def _values(job: _Job, leaf: Category, number: int) -> ListingValues:
    return ListingValues(
        title=job.title,
        quantity=Decimal(job.amount),
        description="From the floors that we give up at the end of the month.",
        condition=Condition.GOOD,
        reference=f"GYT-{number:03d}",
        unit_mass_kg=job.each_kg,
        mass_basis="declared" if job.each_kg else "",
        needs_two_people=leaf.needs_two_people,
    )


def _school_run(region: Region) -> None:
    """The school's minibus is out tomorrow after lunch."""
    school = region.settled[ARMLEY.name]
    tomorrow = localtime(region.now).date() + timedelta(days=1)
    add_shift(
        vehicle=Vehicle.objects.owned_by(school.organisation).get(keeper=None),
        driver=Driver.objects.owned_by(school.organisation).get(user=school.speaker),
        start_site=school.sites[0],
        starts_at=at(tomorrow, 13),
        ends_at=at(tomorrow, 16),
        crew=2,
        by=school.speaker,
        now=region.now,
    )


def _draft(region: Region) -> None:
    """Tomorrow's plan, made and not yet published: what does not ride has its reason."""
    holbeck: Settled = region.settled[HOLBECK.name]
    tomorrow = localtime(region.now).date() + timedelta(days=1)
    shifts_of(holbeck.organisation, tomorrow, HALF_DAYS, holbeck.speaker, region.now)
    try:
        planning.make_plan(organisation=holbeck.organisation, day=tomorrow, by=holbeck.speaker, now=region.now)
    except (NothingToPlan, NoVehicle):
        return
