"""The demonstration's fleets and their papers, volunteers with what they wish for, and journeys laid before them."""

from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from listings.models import Claim, ClaimState
from logistics.actions.loads.arranging import open_collection
from logistics.actions.people.enrolling import say_when_free
from logistics.actions.people.keeping import VehicleValues, add_driver, add_vehicle, change_driver
from logistics.actions.people.licensing import CredentialValues, record_credential
from logistics.actions.people.offering import post_offer
from logistics.actions.people.wishing import wish
from logistics.models import Driver, Ring, Vehicle, VehicleType
from marketplace.demo.people import AIREDALE, ARMLEY, HOLBECK
from marketplace.demo.region import Region, Settled
from marketplace.organisations.models import Organisation, User


def fleet(region: Region) -> None:
    """Holbeck's three vans and their drivers; the school has a minibus, a parent helps with a car."""
    holbeck = region.settled[HOLBECK.name]
    since = region.now - timedelta(days=200)
    vans = (
        VehicleValues(
            name="Big Bertha",
            registration="YK22 GDY",
            type=VehicleType.VAN_LARGE_DIESEL,
            capacity_kg=1100,
            capacity_litres=15_000,
            capacity_pallets=3,
            has_tail_lift=True,
        ),
        VehicleValues(
            name="Sparky",
            registration="YD73 EVN",
            type=VehicleType.VAN_ELECTRIC,
            capacity_kg=850,
            capacity_litres=9_000,
            capacity_pallets=2,
            has_tail_lift=False,
        ),
        VehicleValues(
            name="Tilly",
            registration="YJ21 TLY",
            type=VehicleType.VAN_MEDIUM_DIESEL,
            capacity_kg=700,
            capacity_litres=6_000,
            capacity_pallets=1,
            has_tail_lift=False,
        ),
    )
    for values in vans:
        add_vehicle(organisation=holbeck.organisation, values=values, by=holbeck.speaker, now=since)
    for email, phone in (
        ("dina@holbeck.example", "07700 900123"),
        ("mo@holbeck.example", "07700 900456"),
        ("tom@holbeck.example", "07700 900789"),
    ):
        _driver(holbeck, region.people[email], phone, since)
    _school(region, since)
    for one in (AIREDALE, HOLBECK, ARMLEY):
        Organisation.objects.filter(pk=region.settled[one.name].organisation.pk).update(verified_at=since)


def _driver(side: Settled, person: User, phone: str, since: datetime) -> Driver:
    return add_driver(
        organisation=side.organisation,
        user=person,
        phone=phone,
        licence=CredentialValues(
            kind="driving_licence",
            valid_from=since.date(),
            valid_until=since.date() + timedelta(days=1500),
            categories=["B", "BE", "C1"],
        ),
        by=side.speaker,
        now=since,
    )


def _school(region: Region, since: datetime) -> None:
    """A small fleet: whoever looks after it is no dispatcher."""
    school = region.settled[ARMLEY.name]
    hana = _driver(school, region.people["hana@armley.example"], "07700 900321", since)
    _driver(school, school.speaker, "", since)
    minibus = VehicleValues("School minibus", "YB19 ARM", VehicleType.VAN_SMALL_DIESEL, 500, 3_500, 0, False)
    own = VehicleValues(
        "Hana’s estate car", "YE20 HML", VehicleType.VAN_SMALL_DIESEL, 350, 1_600, 0, False, keeper=hana
    )
    for values in (minibus, own):
        add_vehicle(organisation=school.organisation, values=values, by=school.speaker, now=since)
    change_driver(
        driver=hana, phone=hana.phone, is_volunteer=True, skills=["manual_handling"], by=school.speaker, now=since
    )
    say_when_free(
        driver=hana, hours={"wed": [["13:00", "17:00"]], "sat": [["09:00", "14:00"]]}, by=hana.user, now=since
    )


def wishes(region: Region) -> None:
    """Two drivers want to hear of journeys of others."""
    for email, place, kinds in (
        ("hana@armley.example", "LS12 3ZZ", ("furniture", "learning-clothing")),
        ("tom@holbeck.example", "LS11 9ZZ", ()),
    ):
        driver = Driver.objects.get(user=region.people[email])
        wish(driver=driver, place=place, radius_km=12, kinds=kinds, by=driver.user, now=region.now)


def papers(region: Region) -> None:
    """A fleet policy, a registration, MOTs of which one runs out in twelve days; other papers do within the month.
    Mo and Tom volunteer."""
    holbeck = region.settled[HOLBECK.name]
    today = localtime(region.now).date()
    since = today - timedelta(days=300)
    _record(region, CredentialValues("vehicle_insurance", since, since + timedelta(days=364), "GF-20418"), None)
    _record(region, CredentialValues("goods_in_transit_insurance", since, today + timedelta(days=24), "GT-7710"), None)
    _record(region, CredentialValues("waste_carrier_registration", since, _years(since, 3), "CBDL482915"), None)
    for number, vehicle in enumerate(Vehicle.objects.owned_by(holbeck.organisation).for_choice()):
        until = today + timedelta(days=12 if number == 0 else 100)
        _record(region, CredentialValues("mot", until - timedelta(days=364), until), vehicle)
    mo, tom = (
        Driver.objects.get(organisation=holbeck.organisation, user=region.people[email])
        for email in ("mo@holbeck.example", "tom@holbeck.example")
    )
    for driver in (mo, tom):
        skills = ["manual_handling", "tail_lift"]
        change_driver(
            driver=driver, phone=driver.phone, is_volunteer=True, skills=skills, by=holbeck.speaker, now=region.now
        )
    training = CredentialValues("manual_handling", since, today + timedelta(days=18))
    record_credential(
        organisation=holbeck.organisation,
        values=training,
        vehicle=None,
        driver=tom,
        file=None,
        by=holbeck.speaker,
        now=region.now - timedelta(days=30),
    )


def offers(region: Region) -> None:
    """Two journeys that wait for Holbeck are laid before volunteers: one for whoever comes first, one in turn."""
    holbeck = region.settled[HOLBECK.name]
    waiting = Claim.objects.filter(carrier=holbeck.organisation, state=ClaimState.ACCEPTED, collections=None)
    for number, claim in enumerate(waiting.select_related("listing").order_by("pk")[:2]):
        post_offer(
            collection=open_collection(claim=claim, now=region.now),
            organisation=holbeck.organisation,
            note="A small van is enough. There is tea at the warehouse." if number == 0 else "",
            widest_ring=Ring.CIRCLE,
            in_turn=number == 1,
            asked=None,
            expires_at=region.now + timedelta(days=4),
            by=holbeck.speaker,
            now=region.now,
        )


def _record(region: Region, values: CredentialValues, vehicle: Vehicle | None) -> None:
    holbeck = region.settled[HOLBECK.name]
    record_credential(
        organisation=holbeck.organisation,
        values=values,
        vehicle=vehicle,
        driver=None,
        file=None,
        by=holbeck.speaker,
        now=region.now - timedelta(days=30),
    )


def _years(day: date, years: int) -> date:
    return day + timedelta(days=365 * years)
