"""The passport's page and what its owner does from it: what each owner discloses, the next owner, the book for
machines, labels."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.actions.publishing import publish
from listings.models import Listing
from logistics.actions.custody.disclosing import disclose
from logistics.actions.custody.noting import note
from logistics.models import CustodyEvent, Passport, Receipt
from logistics.models.lots import Disclosure
from logistics.queries.verifying import all_findings
from marketplace.impact.queries.receipts import hop_of
from marketplace.organisations.models import Organisation, Role
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_tuesday")]
LATER = make.NOW + timedelta(days=40)


@pytest.fixture
def lot() -> Passport:
    """Six desks that a charity has from a business."""
    giver, taker = make.organisation(name="Giver Ltd"), make.organisation("charity", name="Taker Trust")
    there = make.site(taker, at=make.BRADFORD, town="Bradford", postcode="BD1 4SD")
    listing = make.listing(giver, site=make.site(giver), title="Canary desks")
    make.confirmed(make.fetched(make.accepted_claim(listing, quantity=6, organisation=taker, site=there)))
    return Passport.objects.for_page().get()


def _owner(lot: Passport) -> Organisation:
    assert lot.owner is not None
    return lot.owner


def _as(organisation: Organisation, *roles: str) -> Client:
    person = make.member(organisation, *roles) if roles else make.administrator(organisation)
    return make.client(person, organisation)


def _get(browser: Client, name: str, *args: object) -> tuple[int, str]:
    answer = browser.get(reverse(f"logistics:{name}", args=args))
    return answer.status_code, answer.content.decode()


def test_page_says_what_each_owner_discloses_and_no_more(lot: Passport) -> None:
    giver, taker = lot.listing.organisation, _owner(lot)
    page = _get(Client(), "passport", lot.code)[1]
    assert "Giver Ltd, Leeds LS2" in page
    assert "Taker Trust, Bradford BD1" in page
    for organisation, told in ((giver, {"tells_name": False}), (taker, {"tells_town": False})):
        disclose(
            organisation=organisation,
            passport=lot if organisation == taker else None,
            **{"tells_name": True, "tells_town": True, "shows_photos": False, **told},
            by=make.administrator(organisation),
            now=make.NOW,
        )
    for name in ("passport", "passport-events"):
        said = _get(Client(), name, lot.code)[1]
        assert (name, "Giver Ltd" in said, giver.slug in said, "Bradford" in said) == (name, False, False, False)
        assert "Leeds LS2" in said
    assert "Taker Trust" in _get(Client(), "passport", lot.code)[1]
    assert taker.slug in _get(Client(), "passport-events", lot.code)[1]


def test_disclosure_of_a_lot_stands_before_that_of_all(lot: Passport) -> None:
    taker = _owner(lot)
    browser = _as(taker, Role.REQUESTER)
    address = reverse("logistics:lot-disclose", args=[lot.code])
    assert browser.post(address, {"tells_town": "on", "all_others": "on"}).status_code == 302
    assert browser.post(address, {"tells_name": "on"}).status_code == 302
    chosen = Disclosure.objects.order_by("pk").values_list("passport", "tells_name", "tells_town", "shows_photos")
    assert list(chosen) == [(lot.pk, True, False, False), (None, False, True, False)]
    page = _get(Client(), "passport", lot.code)[1]
    assert ("Taker Trust" in page, "Bradford" in page) == (True, False)
    assert re.search(r'name="tells_name"[^>]*checked', browser.get(address).content.decode())


def test_owner_alone_finds_what_to_do(lot: Passport) -> None:
    deed = reverse("logistics:lot-relist", args=[lot.code])
    assert deed in _get(_as(_owner(lot)), "passport", lot.code)[1]
    assert deed not in _get(_as(_owner(lot), Role.REQUESTER), "passport", lot.code)[1]
    assert deed not in _get(_as(lot.listing.organisation), "passport", lot.code)[1]
    assert deed not in _get(Client(), "passport", lot.code)[1]
    for name in ("lot-relist", "lot-part", "lot-join", "lot-note"):
        assert (name, _get(_as(lot.listing.organisation), name, lot.code)[0]) == (name, 403)
        assert (name, _get(_as(make.organisation()), name, lot.code)[0]) == (name, 404)


def _relisted(lot: Passport, quantity: int) -> Listing:
    owner = _owner(lot)
    site = owner.sites.order_by("pk")[0]
    values = {"quantity": str(quantity), "site": site.pk}
    answer = _as(owner, Role.LISTER).post(reverse("logistics:lot-relist", args=[lot.code]), values)
    listing = Listing.objects.get(organisation=owner)
    assert (answer.status_code, answer["Location"]) == (302, reverse("listings:listing-edit", args=[listing.pk]))
    publish(listing=listing, by=make.administrator(owner), now=make.NOW)
    return Listing.objects.get(pk=listing.pk)


def _received_again(listing: Listing, quantity: int) -> Receipt:
    taker = make.organisation("school", name="Third School")
    there = make.site(taker, at=make.YORK, town="York", postcode="YO1 7AA")
    claim = make.accepted_claim(listing, quantity=quantity, organisation=taker, site=there)
    receipt = make.confirmed(make.fetched(claim))
    receipt.at = LATER  # as it would be; here all happens at one moment
    return receipt


def test_later_owner_lists_again_and_a_share_goes_on_in_a_book_of_its_own(lot: Passport) -> None:
    listing = _relisted(lot, 4)
    assert (listing.title, listing.quantity, listing.condition, listing.unit_mass_kg) == (
        "Canary desks", Decimal(4), "good", Decimal(24),
    )  # fmt: skip
    receipt = _received_again(listing, 2)
    lot.refresh_from_db()
    child = Passport.objects.exclude(pk=lot.pk).get()
    assert (lot.remaining, lot.mass_kg, child.remaining, child.mass_kg) == (
        Decimal(4),
        Decimal(96),
        Decimal(2),
        Decimal(48),
    )
    assert [event.kind for event in CustodyEvent.objects.filter(passport=child).order_by("number")] == [
        "came_out", "collected", "received",
    ]  # fmt: skip
    assert child.owner == receipt.collection.claim.organisation
    assert hop_of(receipt) == 2
    assert list(all_findings()) == []
    page = _get(Client(), "passport", child.code)[1]
    assert lot.code in page
    assert "Third School, York YO1" in page
    assert child.code in _get(Client(), "passport", lot.code)[1]


def test_whole_lot_goes_on_in_the_same_book(lot: Passport) -> None:
    receipt = _received_again(_relisted(lot, 6), 6)
    assert Passport.objects.get().owner == receipt.collection.claim.organisation
    assert [event.kind for event in CustodyEvent.objects.filter(passport=lot).order_by("number")] == [
        "listed", "collected", "received", "relisted", "collected", "received",
    ]  # fmt: skip
    assert hop_of(receipt) == 2


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("lot-relist", {"quantity": "7"}, "6 items are left"),
        ("lot-relist", {"quantity": "lots"}, "lots"),
        ("lot-part", {"quantity": "6"}, "needs no second passport"),
        ("lot-part", {"quantity": "0.5"}, "0.5"),
        ("lot-note", {"kind": "disposed", "quantity": "7"}, "6 items are left"),
        ("lot-note", {"kind": "lost", "quantity": "1"}, "valid choice"),
        ("lot-note", {"kind": "repaired", "quantity": "1", "note": "x" * 301}, "at most 300"),
        ("lot-join", {"others": "999999"}, "valid choice"),
    ],
)
def test_refusals_keep_what_was_typed(lot: Passport, name: str, values: dict[str, str], words: str) -> None:
    owner = _owner(lot)
    said = {"site": owner.sites.order_by("pk")[0].pk, **values}
    answer = _as(owner, Role.LISTER).post(reverse(f"logistics:{name}", args=[lot.code]), said)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    lot.refresh_from_db()
    assert (lot.length, Passport.objects.count(), Listing.objects.count()) == (3, 1, 1)


def test_note_is_corrected_by_another_one(lot: Passport) -> None:
    owner = _owner(lot)
    browser = _as(owner, Role.REQUESTER)
    said = {"kind": "disposed", "quantity": "6", "note": "Water damage"}
    assert browser.post(reverse("logistics:lot-note", args=[lot.code]), said).status_code == 302
    lot.refresh_from_db()
    assert (lot.remaining, lot.state) == (Decimal(0), "ended")
    assert reverse("logistics:lot-correct", args=[lot.code, 4]) in _get(browser, "passport", lot.code)[1]
    address = reverse("logistics:lot-correct", args=[lot.code, 4])
    assert browser.post(address, {"reason": "incorrect_data", "quantity": "2"}).status_code == 302
    lot.refresh_from_db()
    assert (lot.remaining, lot.state, lot.mass_kg) == (Decimal(4), "live", Decimal(96))
    assert browser.post(address, {"reason": "did_not_occur"}).status_code == 422
    again = reverse("logistics:lot-correct", args=[lot.code, 5])
    assert browser.post(again, {"reason": "did_not_occur", "note": "All dried out"}).status_code == 302
    lot.refresh_from_db()
    assert (lot.remaining, lot.state, lot.mass_kg, lot.length) == (Decimal(6), "live", Decimal(144), 6)
    assert list(all_findings()) == []
    assert _get(browser, "lot-correct", lot.code, 3)[0] == 200
    refused = browser.post(reverse("logistics:lot-correct", args=[lot.code, 3]), {"reason": "did_not_occur"})
    assert (refused.status_code, "corrected by its parties" in refused.content.decode()) == (422, True)
    assert _get(browser, "lot-correct", lot.code, 1)[0] == 403
    assert _get(browser, "lot-correct", lot.code, 10**20)[0] == 404


def test_lots_are_joined_and_their_labels_lead_on(lot: Passport) -> None:
    owner = _owner(lot)
    site = owner.sites.order_by("pk")[0]
    browser = _as(owner, Role.LISTER)
    parted = browser.post(reverse("logistics:lot-part", args=[lot.code]), {"quantity": "2", "site": site.pk})
    child = Passport.objects.exclude(pk=lot.pk).get()
    assert parted["Location"] == reverse("logistics:passport", args=[child.code])
    values = {"others": child.pk, "site": site.pk}
    assert browser.post(reverse("logistics:lot-join", args=[lot.code]), values).status_code == 302
    whole = Passport.objects.get(length=1)
    assert (whole.remaining, whole.mass_kg) == (Decimal(6), Decimal(144))
    for old in (lot, child):
        page = _get(Client(), "passport", old.code)[1]
        assert "became part of a larger lot" in page
        assert reverse("logistics:passport", args=[whole.code]) in page
    assert _get(browser, "lots")[1].count("Canary desks") >= 1


def test_book_for_machines_is_json_ld(lot: Passport) -> None:
    answer = Client().get(reverse("logistics:passport-events", args=[lot.code.lower()]))
    assert answer["Content-Type"] == "application/ld+json"
    said = json.loads(answer.content)
    events = said["epcisBody"]["eventList"]
    assert [event["bizStep"] for event in events] == ["commissioning", "collecting", "accepting"]
    assert events[2]["destinationList"][0]["destination"].endswith(f"/organisations/{_owner(lot).slug}/")
    assert [event["goodsyard:hash"] for event in events][-1] == lot.head


def test_check_names_what_does_not_hold(lot: Passport) -> None:
    assert "The book holds" in _get(Client(), "passport-check", lot.code)[1]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE logistics_custodyevent SET quantity = 5 WHERE number = 2")
    page = _get(Client(), "passport-check", lot.code)[1]
    assert "The book does not hold" in page
    assert f"{lot.code} 2: was changed after it was written" in page


def test_labels_come_as_pdf_for_those_who_had_it(lot: Passport) -> None:
    address = reverse("logistics:label", args=[lot.code])
    for organisation in (lot.listing.organisation, _owner(lot)):
        answer = _as(organisation).get(address, {"sheet": "a4-24", "count": "6", "skip": ""})
        assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    refused = _as(_owner(lot)).get(address, {"sheet": "a4-24", "count": "1000"})
    assert (refused.status_code, 'value="1000"' in refused.content.decode()) == (422, True)
    assert _as(make.organisation()).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_pages_cost_the_same_for_one_event_and_many(lot: Passport) -> None:
    owner = _owner(lot)
    browser = _as(owner)
    costs = []
    for _round in range(2):
        counts = []
        for name, args in (("passport", [lot.code]), ("passport-events", [lot.code]), ("lots", [])):
            with CaptureQueriesContext(connection) as caught:
                assert _get(browser, name, *args)[0] == 200
            counts.append(len(caught))
        costs.append(counts)
        for number in range(3):
            by = make.administrator(owner)
            note(passport=lot, kind="repaired", quantity=Decimal(1), note=str(number), by=by, now=make.NOW)
        make.confirmed(make.fetched(make.accepted_claim(organisation=owner)))
    assert costs[0] == costs[1]
