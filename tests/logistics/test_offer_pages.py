"""The pages of journeys for volunteers, who reaches them, and the hours that volunteers gave."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from logistics.models import (
    Offer,
    OfferState,
    Route,
)
from logistics.queries.offers import offers_page
from logistics.queries.volunteering import by_volunteer, hours_given, hours_in_words, minutes_agreed
from marketplace.organisations.models import Role
from tests import make
from tests.logistics.volunteers import offered, taken_by, volunteer, waiting_load, wheels

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_tuesday")]


def test_hours_are_counted_as_agreed_and_as_driven() -> None:
    group = wheels()
    rosa, paid = volunteer(group, "Rosa Moto"), make.driver(group)
    route = taken_by(rosa, offered(waiting_load(group)))
    assert hours_given(group, None, first=make.DAY, last=make.DAY) == []
    begun = make.NOW
    Route.objects.filter(pk=route.pk).update(
        state="finished", started_at=begun, finished_at=begun + timedelta(minutes=95)
    )
    line = by_volunteer(hours_given(group, None, first=make.DAY, last=make.DAY))[0]
    route.refresh_from_db()
    assert (line.name, line.journeys, line.actual, line.agreed) == ("Rosa Moto", 1, 95, minutes_agreed(route))
    assert hours_in_words(95) == "1 h 35 min"
    assert hours_given(group, paid, first=make.DAY, last=make.DAY) == []
    assert hours_given(make.carrier(vans=0), None, first=make.DAY, last=make.DAY) == []
    file = make.client(rosa.user, group).get(reverse("logistics:hours-csv"))
    assert file.content.decode().splitlines()[1].split(",")[1] == "Rosa Moto"
    assert "1 h 35 min" in make.client(rosa.user, group).get(reverse("logistics:hours")).content.decode()


def _sent(browser: Client, name: str, pk: int, **values: object) -> int:
    return int(browser.post(reverse(f"logistics:{name}", args=[pk]), values).status_code)


def test_pages_from_offer_to_handing_back() -> None:
    group = wheels()
    rosa, load = volunteer(group, "Rosa Moto"), waiting_load(group)
    office = make.client(make.member(group, Role.COORDINATOR), group)
    assert office.get(reverse("logistics:offer-new", args=[load.claim_id])).status_code == 200
    said = {"widest_ring": 1, "how": "name", "expires": "2026-09-18", "note": "Ring the bell"}
    assert _sent(office, "offer-new", load.claim_id, **said) == 422
    assert _sent(office, "offer-new", load.claim_id, **said, asked=rosa.pk) == 302
    offer = Offer.objects.get()
    assert "Rosa Moto is asked until" in office.get(reverse("logistics:offers")).content.decode()
    phone = make.client(rosa.user, group)
    page = phone.get(reverse("logistics:offers")).content.decode()
    assert "You are asked" in page
    look = phone.get(reverse("logistics:offer-take", args=[offer.pk])).content.decode()
    assert "Ring the bell" in look
    assert load.claim.listing.site.street not in look
    journey: dict[str, object] = {"day": "2026-09-15", "starts": "11:00", "ends": "16:00", "crew": "2"}
    journey |= {"vehicle": group.vehicles.get().pk, "start_site": group.sites.get().pk}
    assert _sent(phone, "offer-take", offer.pk, **{**journey, "ends": "11:30"}) == 422
    assert _sent(phone, "offer-take", offer.pk, **journey) == 302
    assert "Yours" in phone.get(reverse("logistics:offers")).content.decode()
    assert phone.get(reverse("logistics:run", args=[Route.objects.get().pk])).status_code == 200
    assert _sent(phone, "offer-back", offer.pk, why="", how="back") == 422
    assert _sent(phone, "offer-back", offer.pk, why="Dentist", how="cover") == 302
    assert _sent(phone, "offer-back", offer.pk, why="Dentist", how="back") == 302
    assert _sent(office, "offer-withdraw", offer.pk) == 302
    assert _sent(office, "offer-withdraw", offer.pk) == 422


def test_another_driver_and_another_organisation_reach_no_offer() -> None:
    group, other = wheels(), wheels()
    rosa, load = volunteer(group), waiting_load(group)
    offer = offered(load)
    taken_by(rosa, offer)
    stranger, office = volunteer(other), make.client(make.administrator(other), other)
    for browser in (make.client(stranger.user, other), make.client(volunteer(group).user, group)):
        for name in ("offer-take", "offer-back"):
            assert browser.get(reverse(f"logistics:{name}", args=[offer.pk])).status_code == 404
            assert _sent(browser, name, offer.pk, why="x", how="back") == 404
        assert _sent(browser, "offer-no", offer.pk) == 404
    assert _sent(office, "offer-withdraw", offer.pk) == 404
    assert _sent(office, "offer-new", load.claim_id) == 404
    giver = load.claim.listing.organisation
    assert _sent(make.client(make.administrator(giver), giver), "offer-new", load.claim_id) == 403
    assert Offer.objects.get().state == OfferState.TAKEN


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_offers_has_a_fixed_number_of_queries(count: int, django_assert_num_queries: Any) -> None:
    group = wheels()
    rosa = volunteer(group)
    for _number in range(count):
        offered(waiting_load(group))
    with django_assert_num_queries(6):
        page = offers_page(group, rosa.user, drives=True, posts=True, now=make.NOW)
        assert (len(page.open), len(page.posted)) == (count, count)
