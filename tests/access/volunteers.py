"""Loads that the world lays before volunteers: the first stays open, the second is taken."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from listings.models import Claim
from logistics.actions.loads.arranging import open_collection
from logistics.actions.people.offering import post_offer
from logistics.actions.people.storing import set_room
from logistics.actions.people.taking import JourneyValues, take_offer
from logistics.models import Collection, Driver, Offer, Ring, Vehicle
from logistics.models.storage import StoredLoad


def lay_before(claim: Claim, driver: Driver, vehicle: Vehicle, now: datetime) -> None:
    """Offer the goods of the claim to the driver's organisation; from the second on the driver takes them."""
    before = Offer.objects.count()
    offer = post_offer(
        collection=open_collection(claim=claim, now=now),
        organisation=driver.organisation,
        note="",
        widest_ring=Ring.OWN,
        in_turn=False,
        asked=None,
        expires_at=now + timedelta(days=30),
        by=driver.user,
        now=now,
    )
    if before:
        day = timezone.localtime(now).date() + timedelta(days=7)
        while day.weekday() > 4:
            day += timedelta(days=1)
        starts, ends = (timezone.make_aware(datetime.combine(day, time(hour))) for hour in (9, 16))
        values = JourneyValues(vehicle, driver.organisation.sites.order_by("pk")[0], starts, ends, crew=2)
        take_offer(offer=offer, driver=driver, values=values, by=driver.user, now=now)
        _store(offer.collection, now, driver)


def _store(load: Collection, now: datetime, driver: Driver) -> None:
    """A load in storage at the carrier's site."""
    site = driver.organisation.sites.order_by("pk")[0]
    storage = set_room(site=site, kg=9000, litres=90_000, pallets=9, by=driver.user, now=now)
    StoredLoad.objects.create(
        storage=storage, collection=load, kg=1, litres=1, pallets=0, put_down_at=now, put_down_by=driver.user
    )
