"""Volunteers, loads that wait for them, offers and journeys, for the tests of those."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import make_aware

from logistics.actions.loads.arranging import open_collection
from logistics.actions.people.keeping import change_driver
from logistics.actions.people.offering import post_offer
from logistics.actions.people.taking import JourneyValues, take_offer
from logistics.models import Collection, Driver, Offer, Ring, Route
from marketplace.organisations.models import Organisation
from tests import make


def volunteer(organisation: Organisation, name: str = "") -> Driver:
    driver = make.driver(organisation, name=name)
    by = make.administrator(organisation)
    change_driver(driver=driver, phone="", is_volunteer=True, skills=[], by=by, now=make.NOW)
    driver.refresh_from_db()
    return driver


def wheels() -> Organisation:
    """A carrier with a van and nobody on a shift."""
    carrier = make.carrier(vans=0)
    make.vehicle(carrier)
    return carrier


def waiting_load(carrier: Organisation) -> Collection:
    return open_collection(claim=make.accepted_claim(carrier=carrier), now=make.NOW)


def offered(load: Collection, **said: Any) -> Offer:  # Any: arguments of `post_offer`
    carrier = load.claim.carrier or load.claim.organisation
    values = {
        "note": "",
        "widest_ring": Ring.OWN,
        "in_turn": False,
        "asked": None,
        "expires_at": make.NOW + timedelta(days=4),
        **said,
    }
    by = make.administrator(carrier)
    return post_offer(collection=load, organisation=carrier, by=by, now=make.NOW, **values)


def journey(driver: Driver, *, day: date = make.DAY, hours: tuple[int, int] = (11, 16), **said: Any) -> JourneyValues:
    starts, ends = (make_aware(datetime.combine(day, time(hour))) for hour in hours)
    vehicle = driver.organisation.vehicles.get()
    return JourneyValues(vehicle, driver.organisation.sites.get(), starts, ends, **{"crew": 2, **said})


def taken_by(driver: Driver, offer: Offer, **said: Any) -> Route:  # Any: values of the journey
    return take_offer(offer=offer, driver=driver, values=journey(driver, **said), by=driver.user, now=make.NOW)
