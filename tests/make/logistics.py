"""Fleets, plans, runs and deliveries, through the actions."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils.timezone import make_aware

from listings.models import Claim
from logistics.actions.days.planning import make_plan
from logistics.actions.days.publishing import publish as publish_plan
from logistics.actions.loads.fetching import hand_over
from logistics.actions.loads.receiving import confirm
from logistics.actions.people.keeping import VehicleValues, add_driver, add_vehicle
from logistics.actions.people.licensing import CredentialValues, PaperFile, record_credential
from logistics.actions.people.shifting import add_shift
from logistics.actions.runs.driving import prove as prove_stop
from logistics.actions.runs.driving import start as start_run
from logistics.models import (
    Collection,
    Credential,
    Driver,
    Handover,
    Plan,
    Receipt,
    Route,
    Shift,
    Stop,
    Vehicle,
)
from marketplace.organisations.models import Organisation, OrganisationKind, Role, Site
from tests.make.listings import accepted_claim, photo_file
from tests.make.organisations import NOW, administrator, member, serial
from tests.make.organisations import organisation as _organisation
from tests.make.organisations import site as _site

#: The day that collections are planned and driven on: that of NOW.
DAY = date(2026, 9, 15)


def carrier(*, name: str = "", vans: int = 1) -> Organisation:
    """A community group that carries for others, with a yard in Leeds and so many vans that drive from 10:30 to 17:00
    on DAY."""
    made = _organisation(OrganisationKind.COMMUNITY_GROUP, name=name, carries_for_others=True)
    yard = _site(made, name="Yard", street="5 Mill Lane")
    for _van in range(vans):
        shift(made, site=yard)
    return made


def vehicle(organisation: Organisation, **said: Any) -> Vehicle:  # Any: values of a vehicle, of several types
    """A large van with room for all that the tests move."""
    values = VehicleValues(
        **{
            "name": f"Luton {next(serial)}",
            "registration": "YK26 ABC",
            "type": "van_3_diesel",
            "capacity_kg": 1200,
            "capacity_litres": 18_000,
            "capacity_pallets": 2,
            "has_tail_lift": True,
            **said,
        }
    )
    return add_vehicle(organisation=organisation, values=values, by=administrator(organisation), now=NOW)


def driver(organisation: Organisation, *, name: str = "", licensed: bool = True) -> Driver:
    """Somebody new with the driver's role, and a licence for everything unless said otherwise."""
    person = member(organisation, Role.DRIVER, name=name or f"Driver {next(serial)}")
    made = add_driver(organisation=organisation, user=person, phone="", by=administrator(organisation), now=NOW)
    if licensed:
        licence(made)
    return made


def licence(driver: Driver, *, until: date = date(2036, 1, 1)) -> Credential:
    """A driving licence for vans and lorries that is good until long after the tests."""
    values = CredentialValues(
        kind="driving_licence", valid_from=date(2016, 1, 1), valid_until=until, categories=("B", "C1", "C")
    )
    return record_credential(
        organisation=driver.organisation,
        values=values,
        vehicle=None,
        driver=driver,
        file=None,
        by=administrator(driver.organisation),
        now=NOW,
    )


def scan(vehicle: Vehicle) -> None:
    """A paper of the vehicle with a picture of it."""
    values = CredentialValues(
        kind="tail_lift_examination", valid_from=date(2026, 1, 1), valid_until=date(2036, 1, 1), number="canary paper"
    )
    record_credential(
        organisation=vehicle.organisation,
        values=values,
        vehicle=vehicle,
        driver=None,
        file=PaperFile(photo_file().read(), "webp"),
        by=administrator(vehicle.organisation),
        now=NOW,
    )


def shift(
    organisation: Organisation,
    *,
    site: Site | None = None,
    vehicle: Vehicle | None = None,
    driver: Driver | None = None,
    day: date = DAY,
    hours: tuple[str, str] = ("10:30", "17:00"),
    crew: int = 2,
) -> Shift:
    """A shift on DAY with two people on board, leaving from the organisation's yard."""
    begins, ends = (make_aware(datetime.combine(day, time.fromisoformat(hour))) for hour in hours)
    return add_shift(
        vehicle=vehicle or _vehicle(organisation),
        driver=driver or _driver(organisation),
        start_site=site or _site(organisation),
        starts_at=begins,
        ends_at=ends,
        crew=crew,
        by=administrator(organisation),
        now=NOW,
    )


def plan(carrier: Organisation, *, day: date = DAY, published: bool = True) -> Plan:
    """The plan of what waits for the carrier's vans, in force unless said otherwise."""
    by = administrator(carrier)
    made = make_plan(organisation=carrier, day=day, by=by, now=NOW)
    if published:
        publish_plan(plan=made, by=by, now=NOW)
    return made


def run(carrier: Organisation) -> Route:
    """The first run of the carrier's published plan, with its driver on the way."""
    route = Route.objects.filter(plan=plan(carrier)).for_runs().order_by("starts_at", "pk").first()
    assert route is not None
    start_run(route=route, by=route.shift.driver.user, now=NOW)
    return route


def proved(stop: Stop, *, quantity: Decimal | int | None = None, photo: bytes | None = None) -> Handover:
    """A stop proved with its three words (or a photo)."""
    collection = stop.collection
    collection.refresh_from_db()
    words = collection.pickup_code if stop.kind == "pickup" else collection.dropoff_code
    count = collection.collected_quantity or collection.quantity
    return prove_stop(
        stop=stop,
        client_id=uuid4(),
        signer_name="Sam Dock",
        code="" if photo else words,
        photo=photo,
        quantity=count if quantity is None else Decimal(quantity),
        note="",
        by=stop.route.shift.driver.user,
        now=NOW,
    )


def delivered(claim: Claim | None = None, *, collected: Decimal | int | None = None) -> Collection:
    """A collection whose goods a van brought; nobody has confirmed them."""
    brought = claim or accepted_claim(carrier=carrier())
    assert brought.carrier is not None
    route = run(brought.carrier)
    for stop in Stop.objects.filter(route=route, collection__claim=brought).for_mails():
        proved(stop, quantity=collected if stop.kind == "pickup" else None)
    return Collection.objects.with_parties().get(claim=brought)


def fetched(claim: Claim | None = None) -> Collection:
    """Goods that the receiver fetched, with a photo of it; nobody has confirmed them. No van and no planner."""
    lot = claim or accepted_claim(quantity=6)
    hand_over(
        claim=lot,
        client_id=uuid4(),
        signer_name="Ada",
        code="",
        photo=photo_file().read(),
        quantity=lot.accepted_quantity or Decimal(1),
        note="",
        by=administrator(lot.listing.organisation),
        now=NOW,
    )
    return Collection.objects.with_parties().get(claim=lot)


def confirmed(collection: Collection | None = None, **said: Any) -> Receipt:  # Any: arguments of `confirm`
    """A delivery of which all was kept, weighed as it was listed, unless `said` otherwise."""
    brought = collection or delivered()
    values: dict[str, Any] = {  # Any: as above
        "kept_quantity": brought.collected_quantity,
        "condition": "good",
        "mass_basis": "declared",
        **said,
    }
    return confirm(collection=brought, by=administrator(brought.claim.organisation), now=NOW, **values)


_vehicle, _driver = vehicle, driver
