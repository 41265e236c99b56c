"""How a load goes: chosen, brought by the giver, or by a carrier that is asked by mail and needs no account."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from logistics.actions.carriers.quoting import (
    AskedBefore,
    Offer,
    PickupInThePast,
    QuoteExpired,
    QuoteMovedOn,
    ask_quote,
    hire,
    price,
    refuse,
)
from logistics.actions.loads.arranging import open_collection
from logistics.actions.loads.choosing import NoSuchWay, choose_way
from logistics.actions.loads.fetching import OutsideHours, agree_time, hand_over, note_arrival
from logistics.models import CarrierQuote, Collection, CollectionState, QuoteState
from marketplace.organisations.models import Role, User
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db

TOMORROW = make.NOW + timedelta(days=1)


def _load() -> Collection:
    return open_collection(claim=make.accepted_claim(quantity=6), now=make.NOW)


def _by(load: Collection) -> User:
    return make.administrator(load.claim.organisation)


def _asked(load: Collection, email: str = "van@haulier.example") -> CarrierQuote:
    return ask_quote(collection=load, company="Hill Haulage", email=email, by=_by(load), now=make.NOW)


def _offer(pence: int = 8500) -> Offer:
    return Offer(pence, TOMORROW, TOMORROW + timedelta(hours=2))


def _hired() -> Collection:
    load = _load()
    quote = _asked(load)
    price(quote=quote, offer=_offer(), now=make.NOW)
    return hire(quote=quote, by=_by(load), now=make.NOW)


def test_a_carrier_is_asked_answers_and_is_hired_and_the_others_hear() -> None:
    load = _load()
    quotes = [_asked(load, f"{name}@haulier.example") for name in ("dear", "cheap", "silent")]
    price(quote=quotes[0], offer=_offer(9000), now=make.NOW)
    price(quote=quotes[1], offer=_offer(), now=make.NOW)
    with pytest.raises(AskedBefore):
        _asked(load, "dear@haulier.example")
    with pytest.raises(QuoteMovedOn):
        hire(quote=quotes[2], by=_by(load), now=make.NOW)
    hired = hire(quote=quotes[1], by=_by(load), now=make.NOW)
    assert (hired.mode, hired.state, hired.fetch_at) == ("carrier", "planned", TOMORROW)
    states = {one.email[:5]: one.state for one in CarrierQuote.objects.of(load)}
    assert states == {"dear@": "not_chosen", "cheap": "accepted", "silen": "not_chosen"}
    mail = Mail.objects.get(to="cheap@haulier.example", subject__startswith="Yes please")
    assert hired.pickup_code in mail.text
    assert load.claim.site.street in mail.text
    with pytest.raises(QuoteMovedOn):
        price(quote=quotes[0], offer=_offer(), now=make.NOW)


def test_what_a_carrier_answers_is_checked_and_has_its_time() -> None:
    quote = _asked(_load())
    with pytest.raises(PickupInThePast):
        price(quote=quote, offer=Offer(100, make.NOW, TOMORROW), now=make.NOW)
    with pytest.raises(QuoteExpired):
        refuse(quote=quote, now=make.NOW + timedelta(days=6))
    refuse(quote=quote, now=make.NOW)
    quote.refresh_from_db()
    assert quote.state == QuoteState.DECLINED


def test_a_hired_carrier_collects_by_its_words_and_the_receiver_notes_that_it_came() -> None:
    load = _hired()
    said: dict[str, Any] = {
        "signer_name": "Pat",
        "photo": None,
        "note": "",
        "client_id": uuid4(),
    }  # Any: arguments of `hand_over`
    giver = make.administrator(load.claim.listing.organisation)
    hand_over(
        claim=load.claim, collection=load, code=load.pickup_code, quantity=Decimal(5), by=giver, now=make.NOW, **said
    )
    load.refresh_from_db()
    assert (load.state, load.aboard) == (CollectionState.COLLECTED, Decimal(5))
    note_arrival(collection=load, by=_by(load), now=make.NOW)
    assert (load.state, load.delivered_quantity) == (CollectionState.DELIVERED, Decimal(5))
    make.confirmed(Collection.objects.with_parties().get(pk=load.pk))


def test_another_way_lets_the_hired_carrier_go() -> None:
    load = _hired()
    choose_way(collection=load, mode="fetch", by=_by(load), now=make.NOW)
    load.refresh_from_db()
    assert (load.mode, load.state) == ("fetch", "ready")
    assert CarrierQuote.objects.get().state == QuoteState.WITHDRAWN


def test_a_giver_brings_it_within_the_receivers_hours() -> None:
    load = _load()
    by = make.administrator(load.claim.listing.organisation)
    with pytest.raises(NoSuchWay):
        choose_way(collection=load, mode="van", by=by, now=make.NOW)
    choose_way(collection=load, mode="bring", by=by, now=make.NOW)
    site = load.claim.site
    site.dock_hours = {"wed": [["14:00", "15:00"]]}
    site.save()
    fresh = Collection.objects.with_parties().get(pk=load.pk)
    with pytest.raises(OutsideHours, match=load.claim.organisation.name):
        agree_time(claim=fresh.claim, at=TOMORROW, by=by, now=make.NOW, collection=fresh)
    at = timezone.localtime(TOMORROW).replace(hour=14, minute=30)
    agreed = agree_time(claim=fresh.claim, at=at, by=by, now=make.NOW, collection=fresh)
    assert (agreed.mode, agreed.state) == ("bring", "planned")


@pytest.mark.usefixtures("that_tuesday")
def test_the_link_of_a_mail_needs_no_account_and_a_changed_one_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    quote = _asked(_load())
    url = reverse("logistics:quote-answer", args=[quote.token])
    assert url in Mail.objects.get(to=quote.email).text
    nobody = Client()
    page = nobody.get(url).content.decode()
    assert quote.collection.claim.listing.title in page
    assert quote.collection.claim.site.street not in page
    assert CarrierQuote.objects.get().state == QuoteState.ASKED
    answer = {"price_pence": "85", "pickup_from": "2026-09-16T10:00", "pickup_until": "2026-09-16T09:00"}
    refused = nobody.post(url, answer)
    assert refused.status_code == 422
    assert 'value="85"' in refused.content.decode() or "85" in refused.content.decode()
    assert nobody.post(url, {**answer, "pickup_until": "2026-09-16T12:00"}).status_code == 302
    assert CarrierQuote.objects.get().price_pence == 8500
    assert nobody.post(url, {"answer": "no"}).status_code == 302
    assert CarrierQuote.objects.get().state == QuoteState.DECLINED
    assert nobody.post(url, {"answer": "no"}).status_code == 422
    assert nobody.get(reverse("logistics:quote-answer", args=[quote.token[:-1] + "x"])).status_code == 404
    late = _asked(_load(), "late@haulier.example")
    monkeypatch.setattr(timezone, "now", lambda: make.NOW + timedelta(days=6))
    assert nobody.get(reverse("logistics:quote-answer", args=[late.token])).status_code == 410


@pytest.mark.usefixtures("that_tuesday")
def test_the_pages_of_who_asks() -> None:
    load = _load()
    taker = load.claim.organisation
    browser = make.client(make.member(taker, Role.REQUESTER), taker)
    url = reverse("logistics:load-quotes", args=[load.claim_id, 1])
    assert url in browser.get(reverse("logistics:load", args=[load.claim_id, 1])).content.decode()
    assert browser.post(url, {"company": "Hill", "email": "no address"}).status_code == 422
    assert browser.post(url, {"company": "Hill", "email": "hill@haulier.example"}).status_code == 302
    quote = CarrierQuote.objects.get()
    assert browser.post(reverse("logistics:quote-hire", args=[quote.pk])).status_code == 422
    price(quote=quote, offer=_offer(), now=make.NOW)
    assert "£85" in browser.get(url).content.decode()
    stranger = make.organisation()
    other = make.client(make.member(stranger, Role.REQUESTER), stranger)
    assert other.post(reverse("logistics:quote-hire", args=[quote.pk])).status_code == 404
    for shown, status in (({}, 422), ({"price_pence": 8400}, 422), ({"price_pence": 8500}, 302)):
        assert browser.post(reverse("logistics:quote-hire", args=[quote.pk]), shown).status_code == status
    page = browser.get(reverse("logistics:load", args=[load.claim_id, 1])).content.decode()
    assert "Hill" in page
    way = reverse("logistics:load-way", args=[load.claim_id, 1])
    assert browser.post(way, {"mode": "van"}).status_code == 422
    assert browser.post(way, {"mode": "bring"}).status_code == 302
    assert CarrierQuote.objects.get().state == QuoteState.WITHDRAWN
