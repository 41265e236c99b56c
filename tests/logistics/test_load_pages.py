"""The pages of one load: what each side may do with it, what is refused, and who may not look."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.models import Claim
from logistics.actions.loads.arranging import open_collection
from logistics.models import Collection, Stop
from marketplace.organisations.models import Organisation, Role
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_tuesday")]

DEEDS = ("load-split", "load-call-off", "load-turn-back", "load-brought-back", "load-lost")


def _browser(organisation: Organisation, role: Role) -> Client:
    return make.client(make.member(organisation, role), organisation)


def _url(name: str, load: Collection) -> str:
    return reverse(f"logistics:{name}", args=[load.claim_id, load.part])


def _load() -> Collection:
    claim = make.accepted_claim(carrier=make.carrier(), quantity=6)
    return open_collection(claim=claim, now=make.NOW)


def _aboard(load: Collection) -> Collection:
    assert load.claim.carrier is not None
    route = make.run(load.claim.carrier)
    make.proved(Stop.objects.for_mails().get(route=route, collection=load, kind="pickup"))
    return Collection.objects.with_parties().get(pk=load.pk)


def test_a_coordinator_divides_a_load_and_sees_each_part() -> None:
    load = _load()
    assert load.claim.carrier is not None
    browser = _browser(load.claim.carrier, Role.COORDINATOR)
    page = browser.get(_url("load", load)).content.decode()
    assert _url("load-split", load) in page
    refused = browser.post(_url("load-split", load), {"quantities": "4 + 1"})
    assert refused.status_code == 422
    assert "4 + 1" in refused.content.decode()
    assert browser.post(_url("load-split", load), {"quantities": "a few"}).status_code == 422
    assert browser.post(_url("load-split", load), {"quantities": "4 + 2"}).status_code == 302
    page = browser.get(_url("load", load)).content.decode()
    assert "Load 2 of 2" in page
    listed = browser.get(reverse("logistics:collections")).content.decode()
    assert "Load 1 of 2" in listed
    assert "Load 2 of 2" in listed


def test_what_cannot_be_delivered_goes_back_and_is_counted_by_its_giver() -> None:
    load = _aboard(_load())
    assert load.claim.carrier is not None
    coordinator = _browser(load.claim.carrier, Role.COORDINATOR)
    assert coordinator.post(_url("load-turn-back", load), {"reason": ""}).status_code == 422
    assert coordinator.post(_url("load-turn-back", load), {"reason": "Closed for good."}).status_code == 302
    giver = _browser(load.claim.listing.organisation, Role.LISTER)
    assert _url("load-brought-back", load) in giver.get(_url("load", load)).content.decode()
    assert "1 load to count back in" in giver.get(reverse("organisations:yard")).content.decode()
    assert giver.post(_url("load-brought-back", load), {"quantity": "7"}).status_code == 422
    assert giver.post(_url("load-brought-back", load), {"quantity": "5"}).status_code == 302
    page = giver.get(_url("load", load)).content.decode()
    assert "Back with" in page
    assert "were missing" in page


def test_a_requester_calls_a_load_off_and_a_driver_says_what_is_lost() -> None:
    load = _load()
    requester = _browser(load.claim.organisation, Role.REQUESTER)
    assert requester.post(_url("load-call-off", load), {"reason": "We moved."}).status_code == 302
    assert Claim.objects.get(pk=load.claim_id).state == "cancelled"
    assert requester.get(_url("load", load)).status_code == 404  # nothing of it ever left: its claim says so
    other = _aboard(_load())
    assert other.claim.carrier is not None
    coordinator = _browser(other.claim.carrier, Role.COORDINATOR)
    assert coordinator.post(_url("load-lost", other), {"quantity": "2", "reason": ""}).status_code == 422
    assert coordinator.post(_url("load-lost", other), {"quantity": "2", "reason": "Wet."}).status_code == 302
    other.refresh_from_db()
    assert other.lost_quantity == 2


@pytest.mark.parametrize("name", DEEDS)
def test_strangers_and_wrong_roles_get_nowhere(name: str) -> None:
    load = _load()
    stranger = _browser(make.organisation(), Role.LISTER)
    assert stranger.get(_url(name, load)).status_code == 404
    reporter = _browser(load.claim.organisation, Role.REPORTER)
    assert reporter.get(_url(name, load)).status_code == 403
    assert Client().get(_url(name, load)).status_code == 302
    requester = _browser(load.claim.organisation, Role.REQUESTER)
    missing = reverse(f"logistics:{name}", args=[load.claim_id, 99])
    assert requester.get(missing).status_code in {403, 404}
    assert requester.get(reverse("logistics:load", args=[load.claim_id, 10**30])).status_code == 404


def test_the_page_of_a_claim_with_many_loads_asks_no_more_questions() -> None:
    load = _load()
    assert load.claim.carrier is not None
    browser = _browser(load.claim.carrier, Role.COORDINATOR)
    counts = []
    for quantities in ("3 + 3", "1 + 1 + 1"):
        assert browser.post(_url("load-split", load), {"quantities": quantities}).status_code == 302
        browser.get(_url("load", load))
        with CaptureQueriesContext(connection) as caught:
            browser.get(_url("load", load))
        counts.append(len(caught))
    assert counts[0] == counts[1]
