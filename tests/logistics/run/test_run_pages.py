"""The pages of the run: as heavy with many stops as with few, whatever phones send, and what makes them an app."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from logistics.models import Deed, Route, Stop
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_tuesday")]


def _run(claims: int) -> tuple[Route, Client]:
    """A run that is under way, and its driver's browser."""
    carrier = make.carrier()
    for _claim in range(claims):
        make.accepted_claim(carrier=carrier)
    route = make.run(carrier)
    return route, make.client(route.shift.driver.user, carrier)


def _queries(claims: int) -> int:
    route, browser = _run(claims)
    address = reverse("logistics:run", args=[route.pk])
    browser.get(address)
    with CaptureQueriesContext(connection) as seen:
        page = browser.get(address)
    assert page.content.decode().count('data-card="stop"') == 2 * claims
    return len(seen)


def test_run_page_asks_the_database_as_often_for_three_loads_as_for_one() -> None:
    assert _queries(3) == _queries(1)


def _body(at: Stop, **said: Any) -> dict[str, Any]:  # Any: what a phone sends, sound or not
    moment = int(make.NOW.timestamp() * 1000)
    sound = {"client_id": str(uuid4()), "kind": "arrive", "run": at.route_id, "stop": at.pk}
    return {**sound, "device_at": moment, "sent_at": moment + 1000, **said}


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "x"},
        {"kind": "fly"},
        {"stop": ""},
        {"device_at": ""},
        {"device_at": "99999999999999999999"},
        {"sent_at": "-1"},
        {"kind": "prove"},
        {"kind": "prove", "quantity": "\x00", "signer_name": "Sam"},
        {"kind": "fail", "reason": "other", "words": " "},
        {"kind": "fail", "reason": "no such reason"},
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(wrong: dict[str, Any]) -> None:
    route, browser = _run(1)
    stop = Stop.objects.filter(route=route).for_run()[0]
    answer = browser.post(reverse("logistics:deed-new"), _body(stop, **wrong))
    assert answer.status_code == 422
    assert json.loads(answer.content)["sentence"]
    assert Deed.objects.count() == 0


def test_phone_hears_what_became_of_a_deed() -> None:
    route, browser = _run(1)
    pickup, dropoff = Stop.objects.filter(route=route).for_run()
    address = reverse("logistics:deed-new")
    arrived = _body(pickup)
    for _time in range(2):
        assert browser.post(address, arrived).json()["state"] == "done"
    early = browser.post(address, _body(dropoff, kind="prove", quantity="4", signer_name="Sam", code="a b c"))
    assert (early.json()["state"], early.json()["code"]) == ("waiting", "not_collected_yet")
    assert browser.post(address, _body(pickup, run=10**18)).status_code == 404
    assert Client().get(reverse("logistics:deed-token")).status_code == 302
    assert browser.get(reverse("logistics:deed-token")).json()["person"] == route.shift.driver.user.pk


def test_run_can_be_installed_and_its_worker_keeps_what_there_is() -> None:
    said = Client().get(reverse("logistics:manifest")).json()
    assert (said["start_url"], said["display"]) == ("/runs/", "standalone")
    worker = Client().get("/sw.js")
    assert worker["Content-Type"] == "text/javascript"
    shell = json.loads(worker.content.decode().partition(" = ")[2].partition(";\n")[0])
    assert shell["offline"] == reverse("logistics:offline")
    assert "No net here" in Client().get(shell["offline"]).content.decode()
