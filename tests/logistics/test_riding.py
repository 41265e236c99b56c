"""Can it ride? Asked of the plans that stand, at once, before and after a claim is accepted."""

from datetime import timedelta

import pytest
from django.urls import reverse

from listings.models import Claim
from logistics.queries.riding import rides_of_claim
from marketplace.organisations.models import Organisation, Role
from tests import make

pytestmark = pytest.mark.django_db


def _asked(carrier: Organisation, quantity: int = 2) -> Claim:
    return make.claim(carrier=carrier, quantity=quantity)


def test_a_published_plan_is_asked_for_one_more_stop() -> None:
    carrier = make.carrier()
    make.accepted_claim(carrier=carrier)
    make.plan(carrier)
    rides = rides_of_claim(_asked(carrier), now=make.NOW)
    assert rides is not None
    assert [(ride.day, ride.is_sure) for ride in rides.days] == [(make.DAY, True)]
    assert "minutes of driving more" in rides.days[0].sentence


def test_a_day_with_a_van_and_no_plan_is_open_and_one_that_is_too_small_is_not() -> None:
    carrier = make.carrier(vans=0)
    site = make.site(carrier)
    claim = _asked(carrier)
    none = rides_of_claim(claim, now=make.NOW)
    assert none is not None
    assert none.reason.startswith("No van")
    bike = make.vehicle(carrier, capacity_kg=5, capacity_litres=20, capacity_pallets=0)
    make.shift(carrier, site=site, vehicle=bike, day=make.DAY + timedelta(days=1))
    small = rides_of_claim(claim, now=make.NOW)
    assert small is not None
    assert (small.days, small.reason) == ((), "No van that is out can carry it.")
    make.shift(carrier, site=site, day=make.DAY + timedelta(days=1))
    rides = rides_of_claim(claim, now=make.NOW)
    assert rides is not None
    assert [(ride.day, ride.is_sure) for ride in rides.days] == [(make.DAY + timedelta(days=1), False)]


def test_what_is_fetched_or_over_is_not_asked_about() -> None:
    assert rides_of_claim(make.claim(), now=make.NOW) is None


@pytest.mark.usefixtures("that_tuesday")
def test_the_giver_reads_it_where_they_answer() -> None:
    carrier = make.carrier()
    claim = _asked(carrier)
    giver = claim.listing.organisation
    browser = make.client(make.member(giver, Role.LISTER), giver)
    page = browser.get(reverse("listings:claim", args=[claim.pk])).content.decode()
    assert f"Can it ride with {carrier.name}?" in page
    assert "not planned yet" in page
