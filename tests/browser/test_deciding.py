"""A decision over thirty claims in a real browser, with and without JavaScript: chosen otherwise with reasons, looked
at, sent; and what somebody who got nothing then reads."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from listings.actions.allotting import AllocationValues, allot
from listings.models import Claim, ClaimState, DecisionLine, Listing, Standing
from marketplace.organisations.models import OrganisationKind, Role, User
from tests import make
from tests.browser import steps
from tests.browser.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]
CLAIMS = 30


def _asked_for() -> Listing:
    """Forty desks; thirty organisations ask for two to five each, which is more than there is."""
    listing = make.listing(make.organisation(name="Aire Offices"), title="Oak desks", quantity=Decimal(40))
    values = AllocationValues(policy="donor_chooses")
    allot(listing=listing, values=values, by=listing.created_by, now=make.NOW)
    for number in range(CLAIMS):
        asker = make.organisation(OrganisationKind.CHARITY, name=f"Club {number:02}")
        make.claim(listing, organisation=asker, quantity=2 + number % 4)
    return listing


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_thirty_claims_are_decided_and_told(visit: Visit, sign_in: SignIn, javascript: bool) -> None:
    listing = _asked_for()
    giver = visit(javascript=javascript)
    sign_in(giver, make.member(listing.organisation, Role.LISTER, name="Priya Shah"))
    giver.goto(reverse("listings:listing", args=[listing.pk]))
    giver.get_by_role("link", name="Decide about 30 claims").click()
    steps.headed(giver, "Oak desks")
    boxes = giver.locator("input[name^=granted_]")
    expect(boxes).to_have_count(CLAIMS)
    first, last = boxes.nth(0), boxes.nth(CLAIMS - 1)
    expect(last).to_have_value("0")
    amount = first.input_value()
    first.fill("0")
    last.fill("2")
    steps.press(giver, "Look at the whole")
    expect(giver.get_by_role("alert")).to_contain_text("gets something else than suggested")
    expect(last).to_have_value("2")
    for box in (first, last):
        reason = giver.locator(f"input[name={(box.get_attribute('name') or '').replace('granted', 'reason')}]")
        if not reason.is_visible():
            reason.locator("xpath=ancestor::details/summary").click()
        reason.fill("They have a van on Monday.")
    steps.press(giver, "Look at the whole")
    steps.headed(giver, "Look at it before it is sent")
    expect(giver.get_by_text("They have a van on Monday.")).to_have_count(2)
    expect(giver.locator("tbody tr")).to_have_count(CLAIMS)
    assert not DecisionLine.objects.exists()
    steps.press(giver, "Send it to everybody")
    steps.headed(giver, "How it was decided")
    steps.told(giver, "Everybody who asked has been told.")

    lines = DecisionLine.objects.all()
    given = sum(line.granted for line in lines)
    assert (lines.count(), Listing.objects.get(pk=listing.pk).available) == (CLAIMS, 40 - given)
    assert 40 - int(amount) <= given <= 40
    loser = lines.filter(standing=Standing.STANDBY).select_related("claim__organisation")[0].claim
    assert Claim.objects.get(pk=loser.pk).state == ClaimState.WAITING
    taker = visit(phone=True, javascript=javascript)
    sign_in(taker, make.member(loser.organisation, Role.REQUESTER, name="Amara Obi"))
    taker.goto(reverse("listings:decision", args=[lines[0].decision_id]))
    expect(taker.get_by_text(loser.organisation.name).first).to_be_visible()
    expect(taker.locator("main").get_by_text("Club ")).to_have_count(1)
