"""The demonstration's fleet and its papers, its volunteers, and journeys that are laid before them."""

from datetime import date, timedelta

from django.utils.timezone import localtime

from listings.models import Claim, ClaimState
from logistics.actions.loads.arranging import open_collection
from logistics.actions.people.keeping import VehicleValues, add_driver, add_vehicle, change_driver
from logistics.actions.people.licensing import CredentialValues, record_credential
from logistics.actions.people.offering import post_offer
from logistics.models import Driver, Ring, Vehicle, VehicleType
from marketplace.demo.people import HOLBECK
from marketplace.demo.region import Region


def fleet(region: Region) -> None:
    """Holbeck's two vans and their drivers; Emmaus has one of its own."""
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
    )
    for values in vans:
        add_vehicle(organisation=holbeck.organisation, values=values, by=holbeck.speaker, now=since)
    for email, phone in (("dina@holbeck.example", "07700 900123"), ("mo@holbeck.example", "07700 900456")):
        add_driver(
            organisation=holbeck.organisation,
            user=region.people[email],
            phone=phone,
            licence=CredentialValues(
                kind="driving_licence",
                valid_from=since.date(),
                valid_until=since.date() + timedelta(days=1500),
                categories=["B", "BE", "C1"],
            ),
            by=holbeck.speaker,
            now=since,
        )


def papers(region: Region) -> None:
    """A fleet policy, a registration, and two MOTs of which one runs out in twelve days; Mo volunteers."""
    holbeck = region.settled[HOLBECK.name]
    today = localtime(region.now).date()
    since = today - timedelta(days=300)
    _record(region, CredentialValues("vehicle_insurance", since, since + timedelta(days=364), "GF-20418"), None)
    _record(region, CredentialValues("goods_in_transit_insurance", since, since + timedelta(days=364), "GT-7710"), None)
    _record(region, CredentialValues("waste_carrier_registration", since, _years(since, 3), "CBDL482915"), None)
    for number, vehicle in enumerate(Vehicle.objects.owned_by(holbeck.organisation).for_choice()):
        until = today + timedelta(days=12 if number == 0 else 100)
        _record(region, CredentialValues("mot", until - timedelta(days=364), until), vehicle)
    driver = Driver.objects.get(organisation=holbeck.organisation, user=region.people["mo@holbeck.example"])
    skills = ["manual_handling", "tail_lift"]
    change_driver(
        driver=driver, phone=driver.phone, is_volunteer=True, skills=skills, by=holbeck.speaker, now=region.now
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
