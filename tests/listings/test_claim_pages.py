"""The pages of claims and enquiries, as their parties use them."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.models import Claim, ClaimState, Enquiry
from listings.queries import waiting_for
from marketplace.dialogue.models import Message
from marketplace.organisations.models import Organisation, OrganisationKind, Role
from tests import make

pytestmark = pytest.mark.django_db
GIVERS_STREET, ASKERS_STREET = "77 Canary Wharf Road", "8 Linnet Lane"


@pytest.fixture
def giver() -> Organisation:
    return make.organisation(name="Aire Offices")


@pytest.fixture
def asker() -> Organisation:
    return make.organisation(OrganisationKind.CHARITY, name="Homework Club")


@pytest.fixture
def lister(giver: Organisation) -> Client:
    return make.client(make.member(giver, Role.LISTER), giver)


@pytest.fixture
def requester(asker: Organisation) -> Client:
    return make.client(make.member(asker, Role.REQUESTER), asker)


@pytest.fixture
def claim(giver: Organisation, asker: Organisation) -> Claim:
    listing = make.listing(giver, site=make.site(giver, street=GIVERS_STREET))
    site = make.site(asker, street=ASKERS_STREET, town="Bradford", postcode="BD1 4SD", at=make.BRADFORD)
    return make.claim(listing, organisation=asker, site=site, quantity=10)


def _url(name: str, pk: int) -> str:
    return reverse(f"listings:{name}", args=[pk])


def test_asking_accepting_and_what_each_side_then_sees(
    lister: Client, requester: Client, giver: Organisation, asker: Organisation
) -> None:
    listing = make.listing(giver, site=make.site(giver, street=GIVERS_STREET))
    site = make.site(asker, street=ASKERS_STREET)
    page = requester.get(_url("claim-new", listing.pk), {"quantity": "12"})
    assert page.context["form"]["quantity"].value() == "12"
    data = {"quantity": "12", "purpose": "A homework club", "site": site.pk, "carrier": ""}
    answer = requester.post(_url("claim-new", listing.pk), data)
    claim = Claim.objects.get()
    assert answer["Location"] == _url("claim", claim.pk)
    for browser in (lister, requester):
        shown = browser.get(_url("claim", claim.pk)).content.decode()
        assert "12 items" in shown
        assert GIVERS_STREET not in shown
        assert ASKERS_STREET not in shown
    assert lister.post(_url("claim-accept", claim.pk), {"quantity": "8"}).status_code == 302
    for browser in (lister, requester):
        shown = browser.get(_url("claim", claim.pk)).content.decode()
        assert GIVERS_STREET in shown
        assert ASKERS_STREET in shown
        assert "0113 496 0000" in shown
    claim.refresh_from_db()
    assert (claim.state, claim.accepted_quantity) == (ClaimState.ACCEPTED, Decimal(8))


def test_the_carrier_sees_addresses_once_accepted_and_strangers_never(
    giver: Organisation, asker: Organisation, lister: Client
) -> None:
    carrier = make.organisation(carries_for_others=True)
    van = make.client(make.administrator(carrier), carrier)
    listing = make.listing(giver, site=make.site(giver, street=GIVERS_STREET))
    claim = make.claim(listing, organisation=asker, site=make.site(asker, street=ASKERS_STREET), carrier=carrier)
    assert van.get(_url("claim", claim.pk)).status_code == 404
    lister.post(_url("claim-accept", claim.pk), {"quantity": "4"})
    page = van.get(_url("claim", claim.pk))
    assert GIVERS_STREET in page.content.decode()
    assert "Cancel the claim" not in page.content.decode()
    assert van.post(_url("claim-cancel", claim.pk), {"reason": "x"}).status_code == 404
    assert len(van.get(reverse("listings:claims"), {"side": "carried"}).context["lines"]) == 1


def test_addresses_go_when_the_claim_ends(claim: Claim, lister: Client, requester: Client) -> None:
    lister.post(_url("claim-accept", claim.pk), {"quantity": "10"})
    assert requester.post(_url("claim-cancel", claim.pk), {"reason": "The club closed."}).status_code == 302
    page = requester.get(_url("claim", claim.pk)).content.decode()
    assert "The club closed." in page
    assert GIVERS_STREET not in page


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"quantity": "0"}, "quantity", "more than zero"),
        ({"quantity": "-2"}, "quantity", "more than zero"),
        ({"quantity": "1e30"}, "quantity", "does not say how many"),
        ({"quantity": "1" + "0" * 30}, "quantity", "at most 1,000,000"),
        ({"quantity": "lots"}, "quantity", "does not say how many"),
        ({"quantity": "15"}, "quantity", "Only 14 items left."),
        ({"quantity": "1.5"}, "quantity", "whole number"),
        ({"quantity": ""}, "quantity", "required"),
        ({"purpose": ""}, "purpose", "required"),
        ({"purpose": "a\x00b"}, "purpose", "cannot be shown or kept"),
        ({"purpose": "x" * 1001}, "purpose", "at most 1000"),
        ({"site": "0"}, "site", "valid choice"),
        ({"carrier": "999999"}, "carrier", "valid choice"),
    ],
)
def test_a_bad_claim_is_said_at_the_field(claim: Claim, said: dict[str, str], field: str, sentence: str) -> None:
    other = make.organisation()
    site = make.site(other)
    browser = make.client(make.administrator(other), other)
    data = {"quantity": "4", "purpose": "Kept as typed", "site": str(site.pk), "carrier": "", **said}
    answer = browser.post(_url("claim-new", claim.listing_id), data)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert sentence in str(errors[field])
    assert Claim.objects.count() == 1
    claim.listing.refresh_from_db()
    assert claim.listing.available == 14


def test_own_second_and_closed_are_said_in_a_sentence(claim: Claim, lister: Client, requester: Client) -> None:
    data = {"quantity": "1", "purpose": "Again", "site": claim.site_id, "carrier": ""}
    again = requester.post(_url("claim-new", claim.listing_id), data)
    assert again.status_code == 422
    assert b"You already have an open claim on this listing" in again.content
    giver = claim.listing.organisation
    both = make.client(make.administrator(giver), giver)
    own = both.post(_url("claim-new", claim.listing_id), {**data, "site": claim.listing.site_id})
    assert own.status_code == 422
    assert b"This is your own listing" in own.content
    requester.post(_url("claim-cancel", claim.pk), {"reason": "Changed plans"})
    lister.post(_url("listing-withdraw", claim.listing_id))
    closed = requester.post(_url("claim-new", claim.listing_id), data)
    assert closed.status_code == 422
    assert b"This listing is closed" in closed.content
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("claim-accept", {"quantity": "11"}, "They asked for 10 items"),
        ("claim-accept", {"quantity": "0"}, "more than zero"),
        ("claim-accept", {"quantity": ""}, "required"),
        ("claim-decline", {"reason": " "}, "required"),
        ("claim-decline", {"reason": "x\x00"}, "cannot be shown or kept"),
    ],
)
def test_a_bad_answer_changes_nothing(
    claim: Claim, lister: Client, name: str, data: dict[str, str], sentence: str
) -> None:
    answer = lister.post(_url(name, claim.pk), data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    claim.refresh_from_db()
    assert claim.state == ClaimState.ASKED


def test_declining_shows_the_reason_to_the_asker(claim: Claim, lister: Client, requester: Client) -> None:
    assert lister.post(_url("claim-decline", claim.pk), {"reason": "Promised elsewhere."}).status_code == 302
    assert "Promised elsewhere." in requester.get(_url("claim", claim.pk)).content.decode()
    late = lister.post(_url("claim-accept", claim.pk), {"quantity": "1"})
    assert late.status_code == 422
    assert b"This claim is declined by now" in late.content


def test_the_two_parties_talk_on_the_claims_page(claim: Claim, lister: Client, requester: Client) -> None:
    url = reverse("dialogue:message-new", args=[claim.thread_id])
    requester.post(url, {"body": "Is there a lift?", "next": _url("claim", claim.pk)})
    assert Message.objects.count() == 1
    assert "Is there a lift?" in lister.get(_url("claim", claim.pk)).content.decode()


def test_enquiries_reserve_nothing_and_have_a_thread(giver: Organisation, lister: Client, requester: Client) -> None:
    listing = make.listing(giver)
    answer = requester.post(_url("enquiry-new", listing.pk), {"question": "Are the drawers locked?"})
    enquiry = Enquiry.objects.get()
    assert answer["Location"] == _url("enquiry", enquiry.pk)
    assert "Are the drawers locked?" in lister.get(_url("enquiry", enquiry.pk)).content.decode()
    assert requester.get(_url("enquiry-new", listing.pk))["Location"] == _url("enquiry", enquiry.pk)
    assert requester.post(_url("enquiry-new", listing.pk), {"question": ""}).status_code == 302
    listing.refresh_from_db()
    assert listing.available == 24
    own = make.client(make.administrator(giver), giver).post(_url("enquiry-new", listing.pk), {"question": "Hm?"})
    assert own.status_code == 422


@pytest.mark.parametrize("address", ["claims/?side=of", "claims/?side=by", "enquiries/"])
def test_lists_cost_the_same_for_one_and_three(claim: Claim, lister: Client, requester: Client, address: str) -> None:
    browser = lister if address.endswith("of") else requester
    requester.post(_url("enquiry-new", claim.listing_id), {"question": "How high?"})
    counts = []
    for more in (0, 2):
        for _more in range(more):
            listing = make.listing(claim.listing.organisation)
            make.claim(listing, organisation=claim.organisation, site=claim.site)
            requester.post(_url("enquiry-new", listing.pk), {"question": "How high?"})
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(f"/{address}")
        assert len(page.context.get("lines") or page.context["enquiries"]) == 1 + more
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_yard_tells_what_waits(claim: Claim, giver: Organisation, asker: Organisation) -> None:
    def waits(organisation: Organisation, *roles: str) -> list[tuple[str, str]]:
        lines = waiting_for(
            organisation=organisation,
            roles=frozenset(roles),
            user=make.administrator(organisation),
            now=make.NOW,
        )
        return [(line.title, line.url) for line in lines]

    make.draft(giver)
    draft = giver.listings.get(state="draft")
    assert waits(giver, Role.LISTER) == [
        ("1 claim to answer", _url("claim", claim.pk)),
        ("1 draft to finish", _url("listing", draft.pk)),
    ]
    assert waits(giver, Role.REPORTER) == []
    assert waits(asker, Role.REQUESTER) == []
    make.accepted_claim(claim.listing, quantity=2)
    make.claim(claim.listing, quantity=2)
    assert waits(giver, Role.LISTER)[0] == ("2 claims to answer", f"{reverse('listings:claims')}?side=of")


def test_giver_may_sign_with_the_answer_and_is_refused_whole_without_a_name(lister: Client, claim: Claim) -> None:
    page = lister.get(_url("claim", claim.pk)).content.decode()
    assert "All seven statements hold" in page
    refused = lister.post(_url("claim-accept", claim.pk), {"quantity": "4", "holds": "on", "signer_name": " "})
    claim.refresh_from_db()
    assert (refused.status_code, claim.state, claim.attestations.count()) == (422, ClaimState.ASKED, 0)
    assert "Write your name" in refused.content.decode()
    said = {"quantity": "4", "holds": "on", "signer_name": "Priya Shah"}
    assert lister.post(_url("claim-accept", claim.pk), said).status_code == 302
    claim.refresh_from_db()
    signed = claim.attestations.get()
    assert (claim.state, signed.holder, signed.signer_name, len(signed.held)) == ("accepted", "giver", "Priya Shah", 7)


def test_what_is_waste_or_lent_is_not_signed_with_the_answer(lister: Client, giver: Organisation) -> None:
    listing = make.listing(giver, site=make.site(giver), is_waste=True, waste_code="200307")
    page = lister.get(_url("claim", make.claim(listing, quantity=1).pk)).content.decode()
    assert "All seven statements hold" not in page
