"""What a waste claim lacks, in order; notes that are issued once and stay; what is kept and what goes."""

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta

import jsonschema
import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from listings.models import Claim
from logistics.actions.loads.arranging import open_collection
from logistics.actions.paperwork import declaring, papering, tracking
from logistics.models import Collection, Credential
from logistics.models.papers import Paper
from logistics.models.waste import TrackedMovement, WasteDeclaration
from logistics.papers.keeping import keep_until
from logistics.papers.statements import WastePath
from logistics.queries.paper_facts import load_for_papers
from logistics.queries.paper_pages import papers_page
from logistics.queries.papers import missing_for, path_of
from logistics.queries.tracked import movement_of
from marketplace.kernel.errors import DomainError
from tests import make
from tests.logistics.papers.ground import BULKY, LEADED, declared, fetched, taken, waste_claim
from tests.logistics.papers.test_notes import text_of
from tests.logistics.papers.test_tracking_shape import SCHEMA

pytestmark = pytest.mark.django_db


def _missing(claim: Claim) -> list[str]:
    collection = open_collection(claim=claim, now=make.NOW)
    whole = Collection.objects.with_parties().get(pk=collection.pk)
    return [block.code for block in missing_for([whole], make.DAY)[whole.pk]]


def test_waste_waits_for_its_note_step_by_step() -> None:
    claim = waste_claim()
    assert path_of(claim) == WastePath.WASTE
    assert _missing(claim) == ["waste_not_declared"]
    first = declared(claim)
    assert _missing(claim) == ["waste_not_taken"]
    taken(first)
    assert _missing(claim) == []
    declared(claim, replace(BULKY, contains_pops=True))
    assert _missing(claim) == ["pops_may_not_be_reused"]
    assert WasteDeclaration.objects.count() == 2
    with pytest.raises(declaring.NotDeclared):
        taken(first)


def test_registration_that_has_ended_blocks_again() -> None:
    claim = waste_claim()
    taken(declared(claim))
    carrier = claim.organisation
    paper = {"organisation": carrier, "kind": "waste_carrier_registration", "number": "CBDU123456"}
    by = make.administrator(carrier)
    day = make.DAY - timedelta(days=1)
    Credential.objects.create(**paper, valid_from=date(2025, 1, 1), valid_until=day, by=by, at=make.NOW)
    assert _missing(claim) == ["carrier_registration_ended"]
    Credential.objects.create(**paper, valid_from=day, valid_until=None, by=by, at=make.NOW)
    assert _missing(claim) == []


def test_goods_that_are_no_waste_have_no_transfer_note() -> None:
    with pytest.raises(declaring.NotWaste):
        declared(make.accepted_claim())


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"authorisation": " "}, "authorisation_missing"),
        ({"treatment": "R99"}, "waste_refused"),
        ({"carrier_registration": "X"}, "waste_refused"),
        ({"signer_name": ""}, "signature_missing"),
        ({"authorisation": "x" * 121}, "words_too_long"),
    ],
)
def test_receiver_says_all_that_is_needed(said: dict[str, str], code: str) -> None:
    declaration = declared(waste_claim())
    with pytest.raises(DomainError) as refusal:
        taken(declaration, **said)
    assert refusal.value.code == code
    assert not hasattr(WasteDeclaration.objects.get(), "acceptance")


def test_note_is_issued_once_and_stays_as_it_is() -> None:
    claim = make.accepted_claim()
    collection = open_collection(claim=claim, now=make.NOW)
    by = make.administrator(claim.organisation)
    with pytest.raises(papering.NotIssuedYet):
        papering.issue(collection=collection, by=by, now=make.NOW)
    arrived = fetched(claim)
    assert papering.issue_all(now=make.NOW) == 1
    paper = Paper.objects.get()
    with storages["private"].open(paper.file) as file:
        pdf = file.read()
    assert (paper.number, paper.kind) == (f"GY-TO-{arrived.pk:06d}", "ownership")
    assert paper.hash == hashlib.sha256(pdf).hexdigest()
    assert claim.listing.title in text_of(pdf)
    claim.listing.title = "Renamed"
    claim.listing.save()
    assert papering.issue(collection=arrived, by=by, now=make.NOW + timedelta(days=1)) == [paper]
    assert papering.issue_all(now=make.NOW) == 0
    assert Paper.objects.get().hash == paper.hash


def test_hazardous_waste_has_two_notes_and_is_kept_a_year_longer() -> None:
    claim = waste_claim()
    taken(declared(claim, LEADED), treatment="R3")
    arrived = fetched(claim)
    papers = papering.issue(collection=arrived, by=None, now=make.NOW)
    assert [(one.kind, one.keep_until) for one in papers] == [
        ("waste", date(2028, 9, 15)),
        ("consignment", date(2029, 9, 15)),
    ]
    movement = movement_of(load_for_papers(arrived))
    assert movement is not None
    jsonschema.validate(json.loads(json.dumps(movement)), SCHEMA)
    assert movement["hazardousWasteConsignmentCode"] == "CJ123E/A0001"


def test_what_need_not_be_kept_goes_and_nothing_else() -> None:
    claim = waste_claim()
    taken(declared(claim, LEADED))
    papers = papering.issue(collection=fetched(claim), by=None, now=make.NOW)
    files = [paper.file for paper in papers]
    assert papering.remove_old(now=make.NOW + timedelta(days=731)) == 0
    assert papering.remove_old(now=make.NOW + timedelta(days=733)) == 1
    gone, kept = Paper.objects.order_by("pk")
    assert (gone.kind, gone.file, gone.document, gone.hash) == ("waste", "", {}, papers[0].hash)
    assert (kept.kind, kept.file) == ("consignment", files[1])
    assert [storages["private"].exists(name) for name in files] == [False, True]


def test_settings_cannot_undercut_the_law() -> None:
    assert keep_until("waste", date(2028, 2, 29), 1) == date(2030, 2, 28)
    assert keep_until("consignment", date(2026, 9, 15), 0) == date(2029, 9, 15)
    assert keep_until("ownership", date(2026, 9, 15), 7) == date(2033, 9, 15)


def test_tracking_number_is_kept_and_a_wrong_one_replaced() -> None:
    claim = waste_claim()
    taken(declared(claim))
    load, by = fetched(claim), make.administrator(claim.organisation)
    tracking.note_tracking(collection=load, tracking_id="26ABC123", by=by, now=make.NOW)
    tracking.note_tracking(collection=load, tracking_id="26ABC124", by=by, now=make.NOW)
    assert list(TrackedMovement.objects.standing().values_list("tracking_id", flat=True)) == ["26ABC124"]
    assert TrackedMovement.objects.count() == 2
    goods = fetched(make.accepted_claim())
    with pytest.raises(tracking.NothingToTrack):
        tracking.note_tracking(collection=goods, tracking_id="1", by=by, now=make.NOW)


def test_page_takes_as_many_queries_for_three_loads_as_for_one() -> None:
    claim = make.accepted_claim()
    first = fetched(claim)
    with CaptureQueriesContext(connection) as one:
        papers_page(claim, claim.organisation, make.DAY)
    for part in (2, 3):
        first.pk, first.part = None, part
        first._state.adding = True
        first.save()
    with CaptureQueriesContext(connection) as three:
        page = papers_page(claim, claim.organisation, make.DAY)
    assert len(page.loads) == 3
    assert len(one) == len(three)
