"""The pages of a decision: change, look, send; the result for each party; what a taker says of itself."""

import re
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from listings.actions.allotting import AllocationValues, allot
from listings.models import Allocation, Claim, ClaimState, Decision, Listing, TakingPolicy
from tests import make
from tests.listings.deciding.ground import ask, send

pytestmark = pytest.mark.django_db


def open_listing(*asks: int, policy: str = "donor_chooses", quantity: int = 10) -> tuple[Listing, list[Claim]]:
    """In the running without a closing time, so that today's clock can decide it."""
    listing = make.listing(quantity=Decimal(quantity))
    values = AllocationValues(policy=policy)
    allot(listing=listing, values=values, by=listing.created_by, now=make.NOW)
    return listing, [ask(listing, amount) for amount in asks]


def giver_of(listing: Listing) -> Client:
    return make.client(make.administrator(listing.organisation), listing.organisation)


def page_of(*listings: Listing) -> str:
    return reverse("listings:decision-new") + "?" + "&".join(f"listing={listing.pk}" for listing in listings)


def typed(html: str) -> dict[str, str]:
    """The boxes of the page, hidden ones included, as a browser would send them; a tick is sent where it is set."""
    boxes = {}
    for tag in re.findall(r"<input[^>]*>", html):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if "name" in said and (said.get("type") != "checkbox" or " checked" in tag):
            boxes[said["name"]] = said.get("value", "on" if said.get("type") == "checkbox" else "")
    return boxes


def test_a_decision_is_changed_looked_at_and_sent() -> None:
    listing, (first, second) = open_listing(10, 10)
    giver = giver_of(listing)
    page = giver.get(page_of(listing))
    boxes = typed(page.content.decode())
    assert {boxes[f"granted_{first.pk}"], boxes[f"granted_{second.pk}"]} == {"10", "0"}
    boxes |= {f"granted_{first.pk}": "4", f"granted_{second.pk}": "6"}
    refused = giver.post(page_of(listing), {**boxes, "then": "look"})
    assert refused.status_code == 422
    assert "gets something else than suggested" in refused.content.decode()
    boxes |= {f"reason_{first.pk}": "Their van is small.", f"reason_{second.pk}": "They open in May."}
    look = giver.post(page_of(listing), {**boxes, "then": "look"})
    assert look.status_code == 200
    assert not Decision.objects.exists()
    back = giver.post(page_of(listing), {**typed(look.content.decode()), "then": "change"})
    assert typed(back.content.decode())[f"granted_{first.pk}"] == "4"
    sent = giver.post(page_of(listing), {**typed(look.content.decode()), "then": "send"})
    decision = Decision.objects.get()
    assert sent.headers["Location"] == reverse("listings:decision", args=[decision.pk])
    granted = dict(Claim.objects.values_list("pk", "accepted_quantity"))
    assert granted == {first.pk: 4, second.pk: 6}


def test_a_second_tab_and_a_claim_meanwhile_are_told() -> None:
    listing, claims = open_listing(4)
    giver = giver_of(listing)
    boxes = typed(
        giver.post(page_of(listing), {**typed(giver.get(page_of(listing)).content.decode())}).content.decode()
    )
    ask(listing, 3)
    stale = giver.post(page_of(listing), {**boxes, "then": "send"})
    assert stale.status_code == 422
    assert "Something changed since you looked" in stale.content.decode()
    assert not Decision.objects.exists()
    fresh = typed(giver.post(page_of(listing), typed(stale.content.decode())).content.decode())
    assert giver.post(page_of(listing), {**fresh, "then": "send"}).status_code == 302
    again = giver.post(page_of(listing), {**fresh, "then": "send"})
    assert again.status_code == 409
    assert "decided already" in again.content.decode()
    assert Claim.objects.get(pk=claims[0].pk).state == ClaimState.ACCEPTED


def test_a_broken_amount_is_refused_with_what_was_typed() -> None:
    listing, (claim,) = open_listing(4)
    giver = giver_of(listing)
    boxes = typed(giver.get(page_of(listing)).content.decode())
    refused = giver.post(page_of(listing), {**boxes, f"granted_{claim.pk}": "a few"})
    assert refused.status_code == 422
    assert typed(refused.content.decode())[f"granted_{claim.pk}"] == "a few"


def test_other_peoples_listings_are_not_there() -> None:
    mine, _claims = open_listing(2)
    other, _others = open_listing(2)
    assert giver_of(mine).get(page_of(mine, other)).status_code == 404
    assert giver_of(mine).get(reverse("listings:decision-new") + "?listing=x").status_code == 404


def test_claimants_see_tickets_and_can_run_the_ballot_again() -> None:
    listing = make.listing(quantity=Decimal(2))
    closes = make.NOW + timedelta(days=1)
    values = AllocationValues(policy="ballot", closes_at=closes)
    allot(listing=listing, values=values, by=listing.created_by, now=make.NOW)
    claims = [ask(listing, 2) for _ in range(3)]
    page_before = make.client(claims[0].asked_by, claims[0].organisation).get(
        reverse("listings:listing", args=[listing.pk])
    )
    kept = Allocation.objects.get(listing=listing)
    assert kept.ballot_seed not in page_before.content.decode()
    decision = send(listing, now=closes)
    html = ""
    for claim in claims:
        client = make.client(claim.asked_by, claim.organisation)
        html = client.get(reverse("listings:decision", args=[decision.pk])).content.decode()
        assert claim.organisation.name in html
        assert not [one for one in claims if one != claim and one.organisation.name in html]
        assert kept.ballot_seed in html
    program = re.search(r"<pre[^>]*><code>(from hashlib.*?)</code>", html, re.DOTALL)
    assert program is not None
    plain = program[1].replace("&quot;", '"').replace("&#x27;", "'")
    printed = subprocess.run([sys.executable, "-c", plain], capture_output=True, text=True, check=True).stdout
    order = [str(line.claim_id) for line in decision.lines.order_by("rank")]
    assert printed.strip() == str(order)
    shell = re.search(r"<pre[^>]*><code>(for ticket.*?)</code>", html, re.DOTALL)
    assert shell is not None
    lines = subprocess.run(
        ["sh", "-c", shell[1].replace("&quot;", '"')], capture_output=True, text=True, check=True
    ).stdout
    assert [line.split()[-1] for line in lines.splitlines()] == order


def cost(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_pages_ask_the_database_as_often_for_one_as_for_three() -> None:
    one, _claim = open_listing(2)
    three, _claims = open_listing(2, 2, 2)
    assert cost(giver_of(one), page_of(one)) == cost(giver_of(three), page_of(three))
    urls = [reverse("listings:decision", args=[send(each, now=timezone.now()).pk]) for each in (one, three)]
    assert cost(giver_of(one), urls[0]) == cost(giver_of(three), urls[1])


def test_what_a_taker_says_is_kept() -> None:
    charity = make.organisation("charity")
    client = make.client(make.administrator(charity), charity)
    assert typed(client.get(reverse("listings:taking")).content.decode())["is_end_user"] == "on"
    assert client.post(reverse("listings:taking"), {"resells": "on"}).status_code == 302
    kept = TakingPolicy.objects.get(organisation=charity)
    assert (kept.is_end_user, kept.removes_branding, kept.resells) == (False, False, True)


def test_the_page_of_a_claim_says_what_was_decided_and_what_else_is_near() -> None:
    listing, claims = open_listing(10, 10)
    other = make.listing(title="Beech desks around the corner")
    decision = send(listing, now=timezone.now())
    url = reverse("listings:decision", args=[decision.pk])
    for claim in Claim.objects.filter(pk__in=[one.pk for one in claims]).select_related("asked_by", "organisation"):
        client = make.client(claim.asked_by, claim.organisation)
        page = client.get(reverse("listings:claim", args=[claim.pk])).content.decode()
        assert url in page
        assert (other.title in page) == (claim.state == ClaimState.WAITING)
