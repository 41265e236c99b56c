"""The pages of papers as both sides walk them: sign, declare, take, issue, export; refusals keep what was typed."""

import json
from datetime import timedelta

import jsonschema
import pytest
from django.test import Client
from django.urls import reverse

from listings.models import Claim
from logistics.actions.paperwork import papering
from logistics.models import Attestation, Collection, Paper, Route
from logistics.papers.statements import KEYS, WastePath
from logistics.queries.papers import path_of
from marketplace.organisations.models import Organisation
from tests import make
from tests.logistics.papers.ground import fetched, waste_claim
from tests.logistics.papers.test_notes import text_of
from tests.logistics.papers.test_tracking_shape import SCHEMA

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_tuesday")]

DECLARED = {
    "codes": "20 03 07",
    "description": "Desks with scratched tops",
    "origin": "Office clearance",
    "sic_code": "82990",
    "mass_kg": "96",
    "is_estimate": "on",
    "physical_form": "Solid",
    "container_type": "LOO",
    "container_count": "1",
    "hierarchy_applied": "on",
    "signer_name": "Sam Giver",
}
TAKEN = {"authorisation": "EPR/AB1234CD", "carrier_registration": "cbdu123456", "signer_name": "Amara Taker"}


def _browser(organisation: Organisation) -> Client:
    return make.client(make.administrator(organisation), organisation)


def _url(name: str, *args: object) -> str:
    return reverse(f"logistics:{name}", args=args)


def _unsigned() -> tuple[Claim, Client, Client]:
    claim = make.accepted_claim()
    Attestation.objects.all().delete()
    return claim, _browser(claim.listing.organisation), _browser(claim.organisation)


def test_both_sign_with_one_tick_and_the_note_is_ready() -> None:
    claim, giver, receiver = _unsigned()
    page = giver.get(_url("collection-of-claim", claim.pk)).content.decode()
    assert "Sign before it may leave" in page
    assert _url("papers", claim.pk) in page
    for browser in (giver, receiver):
        answer = browser.post(_url("attest", claim.pk), {"answer": "all", "signer_name": "Sam"})
        assert answer.status_code == 302
    assert path_of(claim) == WastePath.GOODS
    assert "Both sides have signed" in giver.get(_url("papers", claim.pk)).content.decode()
    load = fetched(claim)
    draft = receiver.get(_url("paper-draft", load.pk, "ownership"))
    assert "Draft: not issued yet." in text_of(draft.content)
    assert receiver.post(_url("papers-issue", load.pk)).status_code == 302
    paper = Paper.objects.get()
    issued = giver.get(_url("paper", paper.pk))
    assert issued["Content-Type"] == "application/pdf"
    assert paper.number in text_of(issued.content)
    assert "Draft" not in text_of(issued.content)
    assert paper.hash in giver.get(_url("papers", claim.pk)).content.decode()


def test_a_no_needs_its_reason_and_is_kept_as_typed() -> None:
    claim, giver, _receiver = _unsigned()
    said = {"answer": "not_all", "fails": ["use_is_lawful"], "detail": "", "signer_name": "Sam Giver"}
    refused = giver.post(_url("attest", claim.pk), said)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Say in a few words what does not hold" in text
    assert 'value="Sam Giver"' in text
    for wrong in ({**said, "fails": []}, {**said, "answer": "all"}, {**said, "answer": ""}):
        assert giver.post(_url("attest", claim.pk), wrong).status_code == 422
    assert Attestation.objects.count() == 0
    assert giver.post(_url("attest", claim.pk), {**said, "detail": "No fire label"}).status_code == 302
    assert Attestation.objects.get().held == frozenset(KEYS) - {"use_is_lawful"}
    assert "Declare the waste" in giver.get(_url("papers", claim.pk)).content.decode()


def test_waste_is_declared_taken_handed_over_and_reported() -> None:
    claim = waste_claim()
    giver, receiver = _browser(claim.listing.organisation), _browser(claim.organisation)
    assert 'value="200307"' in giver.get(_url("waste-declare", claim.pk)).content.decode()
    refused = giver.post(_url("waste-declare", claim.pk), {**DECLARED, "codes": "20 01 38"})
    assert refused.status_code == 422
    assert "somebody has to assess it" in refused.content.decode()
    assert 'value="Office clearance"' in refused.content.decode()
    assert receiver.post(_url("waste-take", claim.pk), TAKEN).status_code == 422
    assert giver.post(_url("waste-declare", claim.pk), DECLARED).status_code == 302
    assert "Desks with scratched tops" in receiver.get(_url("waste-take", claim.pk)).content.decode()
    assert receiver.post(_url("waste-take", claim.pk), {**TAKEN, "authorisation": ""}).status_code == 422
    assert receiver.post(_url("waste-take", claim.pk), TAKEN).status_code == 302
    load = fetched(claim)
    note = text_of(giver.get(_url("paper-draft", load.pk, "waste")).content)
    for words in ("CBDU123456", "EPR/AB1234CD", "82990", "Sam Giver", "Amara Taker", "20 03 07"):
        assert words in note
    movement = json.loads(receiver.get(_url("tracking-export", load.pk)).content)
    jsonschema.validate(movement, SCHEMA)
    assert movement["receiver"]["authorisationNumber"] == "EPR/AB1234CD"
    assert receiver.post(_url("tracking-note", load.pk), {"tracking_id": ""}).status_code == 422
    assert receiver.post(_url("tracking-note", load.pk), {"tracking_id": "26WT0001"}).status_code == 302
    assert "26WT0001" in giver.get(_url("papers", claim.pk)).content.decode()


def test_note_whose_time_is_over_is_gone_but_its_fingerprint_stays() -> None:
    claim = make.accepted_claim()
    papering.issue(collection=fetched(claim), by=None, now=make.NOW)
    papering.remove_old(now=make.NOW + timedelta(days=800))
    paper = Paper.objects.get()
    answer = _browser(claim.organisation).get(_url("paper", paper.pk))
    assert answer.status_code == 410
    assert paper.hash in answer.content.decode()


def test_others_find_nothing_and_no_kind_is_made_up() -> None:
    claim = make.accepted_claim()
    load = fetched(claim)
    [paper] = papering.issue(collection=load, by=None, now=make.NOW)
    stranger, giver = _browser(make.organisation()), _browser(claim.listing.organisation)
    for url in (_url("papers", claim.pk), _url("paper", paper.pk), _url("paper-draft", load.pk, "ownership")):
        assert stranger.get(url).status_code == 404
        assert Client().get(url).status_code == 302
    assert giver.get(_url("paper-draft", load.pk, "waste")).status_code == 404
    assert giver.get(_url("paper-draft", load.pk, "nothing")).status_code == 404
    assert giver.get(_url("tracking-export", load.pk)).status_code == 403
    assert giver.get(_url("paper", 10**30)).status_code == 404


def test_run_has_a_manifest_and_a_sheet_on_paper() -> None:
    carrier = make.carrier(name="Holbeck Hub")
    claim = make.accepted_claim(carrier=carrier)
    make.plan(carrier)
    route = Route.objects.for_runs().get()
    driver = make.client(route.shift.driver.user, carrier)
    manifest = text_of(driver.get(_url("run-manifest", route.pk)).content)
    load = Collection.objects.get()
    for words in (claim.listing.title, "Holbeck Hub", f"GY-TO-{load.pk:06d}", claim.site.address, "Goods"):
        assert words in manifest
    sheet = text_of(driver.get(_url("run-sheet", route.pk)).content)
    for words in ("Collect 4 items", "Deliver 4 items", claim.listing.site.address, str(route.shift.driver.user)):
        assert words in sheet
    assert driver.get(_url("run-sheet", route.pk)).content == driver.get(_url("run-sheet", route.pk)).content
