"""Wishes for journeys: who is told of what is open to everybody verified, how often, and how it stops."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from logistics.actions.people.offering import RING, mind_offers
from logistics.actions.people.wishing import (
    NoSuchKind,
    WishOutOfReach,
    WishPlaceNotKnown,
    stop_wishing,
    tell_wishers,
    wish,
)
from logistics.models import Driver, Offer, OfferTold, OfferWish, Ring
from logistics.models.wish_links import wish_token
from logistics.queries.wishes import MOST_A_DAY
from marketplace.organisations.models import Organisation
from marketplace.web.models import Mail
from tests import make
from tests.logistics.volunteers import offered, volunteer, waiting_load, wheels

pytestmark = pytest.mark.django_db

SUBJECT = "A journey near you"


@pytest.fixture(autouse=True)
def _on_that_tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: make.NOW)


def _verified(name: str) -> Organisation:
    made = make.organisation(name=name)
    make.site(made)
    Organisation.objects.filter(pk=made.pk).update(verified_at=make.NOW)
    made.refresh_from_db()
    return made


def _wishes(driver: Driver, place: str = "LS1 4DL", radius_km: int = 30, kinds: tuple[str, ...] = ()) -> OfferWish:
    return wish(driver=driver, place=place, radius_km=radius_km, kinds=kinds, by=driver.user, now=make.NOW)


def _told() -> list[str]:
    return sorted(Mail.objects.filter(subject__startswith=SUBJECT).values_list("to", flat=True))


def test_everybody_who_wished_for_it_is_told_once_and_nobody_else() -> None:
    near, far = make.driver(_verified("Near")), make.driver(_verified("Far"))
    other_kind, silent = make.driver(_verified("Clothes only")), make.driver(_verified("Silent"))
    left, unverified = make.driver(_verified("Left")), make.driver(make.organisation(name="Unverified"))
    _wishes(near, kinds=("furniture",))
    _wishes(far, place="EH1 1RE")
    _wishes(other_kind, kinds=("learning-clothing",))
    _wishes(unverified)
    _wishes(left)
    Driver.objects.filter(pk=left.pk).update(left_at=make.NOW)
    group = wheels()
    own = volunteer(group)
    _wishes(own)  # told as a volunteer already, when the offer opened
    offer = offered(waiting_load(group), widest_ring=Ring.VERIFIED)
    assert _told() == []
    for step in (1, 2):
        mind_offers(now=make.NOW + step * RING)
    assert Offer.objects.get(pk=offer.pk).ring == Ring.VERIFIED
    assert _told() == [near.user.email]
    assert silent.user.email not in _told()
    assert tell_wishers(offer=Offer.objects.for_page().get(pk=offer.pk), now=make.NOW + 2 * RING) == 0
    assert _told() == [near.user.email]
    assert OfferTold.objects.get().driver == near


def test_nobody_gets_more_than_a_few_a_day() -> None:
    near = make.driver(_verified("Near"))
    _wishes(near)
    group = wheels()
    offers = [offered(waiting_load(group), widest_ring=Ring.VERIFIED) for _number in range(MOST_A_DAY + 1)]
    Offer.objects.update(ring=Ring.VERIFIED)
    told = [tell_wishers(offer=one, now=make.NOW) for one in Offer.objects.for_page()]
    assert told == [1] * MOST_A_DAY + [0]
    assert tell_wishers(offer=offers[-1], now=make.NOW + timedelta(days=1, minutes=1)) == 1


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"place": "nowhere"}, WishPlaceNotKnown),
        ({"radius_km": 101}, WishOutOfReach),
        ({"kinds": ("spaces",)}, NoSuchKind),
    ],
)
def test_wish_that_cannot_be_met_is_refused(said: dict[str, Any], refusal: type[Exception]) -> None:  # Any: values
    driver = make.driver(_verified("Near"))
    with pytest.raises(refusal):
        _wishes(driver, **said)
    assert not OfferWish.objects.exists()


def test_wish_keeps_no_house_and_a_second_takes_its_place() -> None:
    driver = make.driver(_verified("Near"))
    first = _wishes(driver)
    again = _wishes(driver, place="ls11 5td", radius_km=5)
    assert (first.pk, again.place, again.radius_km, OfferWish.objects.count()) == (again.pk, "LS11 5TD", 5, 1)
    stop_wishing(driver=driver, by=driver.user, now=make.NOW)
    assert not OfferWish.objects.exists()


def test_one_click_stops_it_and_opening_the_link_does_not(
    client: Client,
    django_capture_on_commit_callbacks: Callable[..., Any],  # Any: a fixture
) -> None:
    near = make.driver(_verified("Near"))
    _wishes(near)
    offer = offered(waiting_load(wheels()), widest_ring=Ring.VERIFIED)
    with django_capture_on_commit_callbacks(execute=True):
        tell_wishers(offer=offer, now=make.NOW)
    sent = next(one for one in mail.outbox if one.subject.startswith(SUBJECT))
    url = reverse("logistics:wish-stop", args=[wish_token(near.pk)])
    assert str(sent.extra_headers["List-Unsubscribe"]).rsplit("/", 3)[1] == "stop"
    assert "Stop mails about journeys" in client.get(url).content.decode()
    assert OfferWish.objects.exists()
    Client(enforce_csrf_checks=True).post(url, {"List-Unsubscribe": "One-Click"})
    assert not OfferWish.objects.exists()
    assert "No more mails" in client.get(url).content.decode()
    broken = client.get(url[:-3] + "/")
    assert (broken.status_code, "not complete" in broken.content.decode()) == (404, True)


def test_driver_says_it_on_their_own_page_and_reads_it_there() -> None:
    driver = make.driver(_verified("Near"))
    browser = make.client(driver.user, driver.organisation)
    url = reverse("logistics:driving-wish")
    wrong = browser.post(url, {"place": "LS1 4DL", "radius_km": "500"})
    assert (wrong.status_code, "LS1 4DL" in wrong.content.decode()) == (422, True)
    assert browser.post(url, {"place": "LS1 4DL", "radius_km": "20", "kinds": ["furniture"]}).status_code == 302
    page = browser.get(reverse("logistics:driving")).content.decode()
    assert "within 20 km of LS1 4DL" in page
    browser.post(reverse("logistics:driving-wish-stop"))
    assert not OfferWish.objects.exists()
