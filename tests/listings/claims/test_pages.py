"""The pages of claims that wait, are offered or have a deadline; joining the line from a listing; the lists."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from listings.actions import claiming, holding
from listings.models import Allocation, Claim, ClaimState, Listing
from listings.models.promises import PromiseOutcome
from listings.queries import waiting_for
from listings.queries.deadlines import left_in_words
from marketplace.organisations.models import Organisation, Role
from tests import make
from tests.listings.claims.ground import asked, in_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing() -> Listing:
    return make.listing()


def browser_of(organisation: Organisation) -> Client:
    return make.client(make.administrator(organisation), organisation)


def url(name: str, pk: int) -> str:
    return reverse(f"listings:{name}", args=[pk])


def page_of(browser: Client, claim: Claim) -> str:
    return browser.get(url("claim", claim.pk)).content.decode()


def test_joining_the_line_from_the_listing_and_being_offered_what_comes_back(listing: Listing) -> None:
    now = timezone.now()
    held = asked(listing, 24, now=now)
    asker = make.organisation()
    site = make.site(asker)
    browser = browser_of(asker)
    shown = browser.get(url("listing", listing.pk))
    assert shown.context["page"].box == "line"
    assert "Nobody waits in line yet." in shown.content.decode()
    form = browser.get(url("claim-new", listing.pk)).context["form"]
    assert form["joins_line"].value() is True
    data = {"quantity": "6", "least_quantity": "2", "purpose": "A club", "site": site.pk, "carrier": ""}
    refused = browser.post(url("claim-new", listing.pk), data)
    assert refused.status_code == 422
    assert "Nothing is left" in refused.content.decode()
    browser.post(url("claim-new", listing.pk), {**data, "joins_line": "on"})
    claim = Claim.objects.get(organisation=asker)
    assert (claim.state, claim.least_quantity) == (ClaimState.WAITING, Decimal(2))
    assert "Number 1 of 1 in line" in page_of(browser, claim)
    assert "Number 1 of 1 in line." in browser.get(url("listing", listing.pk)).content.decode()
    giver = browser_of(listing.organisation)
    assert "you have nothing to do" in page_of(giver, claim)

    claiming.decline(claim=held, reason="No.", by=listing.created_by, now=now)
    page = page_of(browser, claim)
    assert "Take 6 items" in page
    assert "47 hours left" in page
    assert "Take 6 items" not in page_of(giver, claim)
    (line,) = browser.get(reverse("listings:claims"), {"side": "by"}).context["lines"]
    assert line.due.startswith("Confirm by")
    assert browser.post(url("claim-confirm", claim.pk)).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.quantity) == (ClaimState.ASKED, Decimal(6))
    again = browser.post(url("claim-confirm", claim.pk))
    assert again.status_code == 422
    assert "This claim is asked by now" in again.content.decode()


def test_in_the_running_until_the_decision(listing: Listing) -> None:
    closes = timezone.now() + timedelta(days=3)
    Allocation.objects.create(listing=listing, policy="donor_chooses", closes_at=closes, no_resale=True)
    asker = make.organisation()
    site = make.site(asker)
    browser = browser_of(asker)
    assert "Claims are taken until" in browser.get(url("listing", listing.pk)).content.decode()
    form = browser.get(url("claim-new", listing.pk)).context["form"]
    assert "joins_line" not in form.fields
    assert form["keeps_clauses"].help_text == "Not to be sold on"
    data = {"quantity": "30", "purpose": "A club", "site": site.pk, "carrier": "", "keeps_clauses": "on"}
    too_many = browser.post(url("claim-new", listing.pk), data)
    assert "The whole listing is 24 items" in too_many.content.decode()
    browser.post(url("claim-new", listing.pk), {**data, "quantity": "20"})
    claim = Claim.objects.get()
    assert (claim.state, claim.keeps_clauses) == (ClaimState.WAITING, True)
    assert "In the running" in page_of(browser, claim)
    Allocation.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    other = browser_of(make.organisation())
    assert other.get(url("listing", listing.pk)).context["page"].box == "deciding"


def test_more_or_less_is_asked_for_on_the_page(listing: Listing) -> None:
    claim = asked(listing, 10)
    browser = browser_of(claim.organisation)
    for said, sentence in (("0", "more than zero"), ("", "required"), ("30", "Only 14 items left."), ("x", "how many")):
        refused = browser.post(url("claim-quantity", claim.pk), {"new_quantity": said})
        assert refused.status_code == 422
        assert sentence in str(refused.context["quantity_form"].errors["new_quantity"])
    assert browser.post(url("claim-quantity", claim.pk), {"new_quantity": "12"}).status_code == 302
    claim.refresh_from_db()
    assert claim.quantity == 12


def test_more_time_is_asked_for_on_the_page_as_often_as_the_giver_allows(listing: Listing) -> None:
    claim = asked(listing, 10)
    claiming.accept(claim=claim, quantity=Decimal(10), by=listing.created_by, now=timezone.now())
    browser = browser_of(claim.organisation)
    assert "It is held 14 days longer. The giver is told. You can do this once." in page_of(browser, claim)
    assert browser.post(url("claim-extend", claim.pk)).status_code == 302
    assert "Take more time" not in page_of(browser, claim)
    refused = browser.post(url("claim-extend", claim.pk))
    assert refused.status_code == 422
    assert "as often as the giver allows" in refused.content.decode()


@pytest.mark.parametrize("side", ["gives", "takes"])
def test_either_side_says_who_was_not_there_once_the_time_has_passed(listing: Listing, side: str) -> None:
    claim = make.accepted_claim(listing)
    here, absent = listing.organisation, claim.organisation
    if side == "gives":
        here, absent = absent, here
    browser = browser_of(here)
    soon = timezone.now() + timedelta(hours=1)
    holding.keep(claim=claim, until=soon, by=claim.asked_by, now=timezone.now())
    assert "was not there" not in page_of(browser, claim)
    assert browser.post(url("claim-no-show", claim.pk), {"reason": "Nobody came."}).status_code == 422
    holding.keep(claim=claim, until=soon - timedelta(hours=3), by=claim.asked_by, now=timezone.now())
    assert f"{absent.name} was not there" in page_of(browser, claim)
    assert browser.post(url("claim-no-show", claim.pk), {"reason": " "}).status_code == 422
    assert browser.post(url("claim-no-show", claim.pk), {"reason": "Nobody came."}).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.reason, claim.held) == (ClaimState.CANCELLED, "Nobody came.", Decimal(0))
    noted = PromiseOutcome.objects.get()
    assert (noted.organisation, noted.outcome, noted.side) == (absent, "no_show", side)


def test_what_lapsed_says_which_deadline_passed(listing: Listing) -> None:
    claim = asked(listing, 10)
    holding.lapse_due(now=make.NOW + timedelta(days=7))
    page = page_of(browser_of(claim.organisation), claim)
    assert f"{listing.organisation} did not answer in time" in page


def test_the_yard_tells_of_what_is_offered(listing: Listing) -> None:
    held = asked(listing, 24)
    waiting = in_line(listing, 3)
    claiming.decline(claim=held, reason="No.", by=listing.created_by, now=make.NOW)
    lines = waiting_for(
        organisation=waiting.organisation, roles=frozenset({Role.REQUESTER}), user=waiting.asked_by, now=make.NOW
    )
    assert [(line.title, line.url) for line in lines] == [("1 offer to confirm", url("claim", waiting.pk))]


def test_the_page_of_a_waiting_claim_costs_the_same_for_one_and_three_in_line(listing: Listing) -> None:
    asked(listing, 24)
    claim = in_line(listing, 1)
    browser = browser_of(claim.organisation)
    counts = []
    for more in (0, 2):
        for _more in range(more):
            in_line(listing, 1)
        with CaptureQueriesContext(connection) as queries:
            assert f"Number 1 of {1 + more} in line" in page_of(browser, claim)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(0), "passed"),
        (timedelta(seconds=20), "1 minute left"),
        (timedelta(minutes=59), "59 minutes left"),
        (timedelta(hours=1), "1 hour left"),
        (timedelta(hours=47, minutes=59), "47 hours left"),
        (timedelta(days=2), "2 days left"),
    ],
)
def test_how_long_is_left_in_words(left: timedelta, words: str) -> None:
    assert left_in_words(make.NOW + left, make.NOW) == words
