"""The whole way by the API alone: list, find, claim, accept, agree a time, hand over, receive."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from listings.models import Claim, Listing
from logistics.models import Receipt
from marketplace.impact.models import Diversion
from marketplace.organisations.models import Organisation, OrganisationKind
from tests import make
from tests.make.api import Program, program
from tests.make.listings import category

pytestmark = pytest.mark.django_db

DESKS = {
    "kind": "equipment", "title": "Desk pedestals", "category": "pedestals", "quantity": 12, "unit": "item",
    "condition": "good", "unit_mass_kg": "31.5", "mass_basis": "weighed", "description": "From our second floor.",
    "publish": True,
}  # fmt: skip


def told(answer: HttpResponse, status: int = 200) -> dict[str, Any]:  # Any: JSON
    assert answer.status_code == status, answer.content.decode()
    said: dict[str, Any] = json.loads(answer.content)  # Any: as above
    return said


def _two() -> tuple[Organisation, Program, Organisation, Program]:
    giver, receiver = make.organisation(), make.organisation(OrganisationKind.CHARITY)
    return giver, program(giver), receiver, program(receiver)


def _working_day(hour: int) -> str:
    day = timezone.localtime() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0).isoformat()


def test_desks_are_listed_claimed_and_received_by_programs_alone() -> None:
    giver, lister, receiver, asker = _two()
    category("pedestals")
    here, there = make.site(giver), make.site(receiver, at=make.BRADFORD, town="Bradford", postcode="BD1 4SD")

    made = told(lister.post("listings", {**DESKS, "site": here.pk}), 201)
    assert (made["state"], made["available"], made["unit_mass_kg"]) == ("published", "12", "31.5")

    found = told(asker.get("listings?lat=53.79&lon=-1.75&radius_km=25&q=pedestals"))
    (one,) = found["items"]
    assert (one["id"], one["place"]) == (made["id"], "Leeds LS2")
    assert 5 < one["distance_km"] < 20

    body = {"quantity": "10", "purpose": "Homework club", "site": there.pk}
    claim = told(asker.post(f"listings/{made['id']}/claims", body), 201)
    assert (claim["state"], claim["side"], claim["from_address"]) == ("asked", "by", None)

    asked = told(lister.get("claims?side=of&state=asked"))
    assert [row["id"] for row in asked["items"]] == [claim["id"]]
    accepted = told(lister.post(f"claims/{claim['id']}/accept", {"quantity": "8"}))
    assert (accepted["state"], accepted["accepted_quantity"]) == ("accepted", "8")
    assert told(asker.get(f"claims/{claim['id']}"))["from_address"]["address"] == here.address

    load = told(asker.post(f"claims/{claim['id']}/fetch-time", {"at": _working_day(11)}))
    assert (load["state"], load["mode"]) == ("planned", "fetch")
    for program_of, name in ((lister, "Grace"), (asker, "Ada")):
        signed = told(program_of.post(f"claims/{claim['id']}/statements", {"signer_name": name, "fails": []}), 201)
        assert len(signed["held"]) == 7
    words = Claim.objects.get(pk=claim["id"]).collections.get().dropoff_code
    proof = {"quantity": "8", "code": words, "signer_name": "Ada"}
    handed = told(lister.post(f"claims/{claim['id']}/handover", proof), 201)
    assert (handed["kind"], handed["code_matched"]) == ("fetch", True)

    counted = {"kept_quantity": "7", "rejected_quantity": "1", "rejected_reason": "A leg is broken",
               "rejected_fate": "recycled", "mass_basis": "listed", "displaced": "bought_new"}  # fmt: skip
    receipt = told(asker.post(f"claims/{claim['id']}/receipt", counted), 201)
    assert (receipt["kept_mass_kg"], receipt["mass_basis"]) == ("220.5", "weighed")
    assert told(lister.get("receipts"))["items"] == [receipt]
    assert Receipt.objects.get().kept_quantity == Decimal(7)
    assert Listing.objects.get().available == Decimal(4)
    assert told(asker.get("passports"))["items"][0]["is_ours"] is True
    assert told(asker.get(f"claims/{claim['id']}"))["state"] == "received"
    assert Diversion.objects.count() <= 1  # counted by the clock's task, not by the request
