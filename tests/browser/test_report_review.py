"""A sustainability lead and a reviewer in a real browser: a quarter, a receipt, a question, the seal, a restatement."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from marketplace.impact.models import Report
from marketplace.organisations.models import User
from tests import make
from tests.browser.conftest import Visit
from tests.impact.reporting import counted, office

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]
NoFindings = Callable[[Page], None]


@pytest.mark.parametrize("look", [{}, {"phone": True, "dark": True, "javascript": False}], ids=["wide", "no scripts"])
def test_report_from_the_quarter_to_the_seal(
    visit: Visit, sign_in: SignIn, axe: NoFindings, look: dict[str, bool]
) -> None:
    receipt = make.receipt(kept=3, kept_kg="72", rejected=1, rejected_kg="24", fate="recycled")
    counted(receipt)
    desk = office(receipt.collection.claim.listing.organisation)
    lead, reviewer = visit(**look), visit(**look)
    sign_in(lead, desk.preparer)
    sign_in(reviewer, desk.reviewer)

    def sound(page: Page) -> None:
        expect(page.locator("h1")).to_have_count(1)
        assert not page.locator("html").evaluate("page => page.scrollWidth > window.innerWidth")
        if look.get("javascript", True):
            axe(page)

    lead.goto(reverse("impact:report"))
    lead.get_by_role("link", name="Prepared reports").click()
    lead.get_by_role("link", name="Prepare a report").first.click()
    sound(lead)
    lead.locator("#id_starts_on").fill("2026-09-01")
    lead.locator("#id_ends_on").fill("2026-09-30")
    lead.get_by_role("button", name="Prepare the report").click()
    report = Report.objects.get()
    own = reverse("impact:prepared", args=[report.pk])
    sound(lead)
    lead.get_by_role("link", name="72 kg").click()
    sound(lead)
    lead.locator("tbody a").first.click()
    sound(lead)
    expect(lead.get_by_role("link", name="Open the receipt")).to_be_visible()

    reviewer.goto(lead.url)
    reviewer.get_by_label("Your question").fill("Which scale was it?")
    reviewer.get_by_role("button", name="Ask about this line").click()
    expect(reviewer.get_by_text("Which scale was it?")).to_be_visible()
    lead.reload()
    lead.get_by_label("Your answer").fill("Ticket 12")
    lead.get_by_role("button", name="Answer", exact=True).click()
    sound(lead)
    lead.goto(own)
    lead.get_by_role("button", name="Give it to review").click()
    reviewer.get_by_role("button", name="Resolve it").click()
    reviewer.goto(own)
    reviewer.get_by_role("button", name="Lock it").click()
    reviewer.get_by_role("button", name="Freeze it").click()
    expect(reviewer.get_by_text("It holds", exact=True)).to_be_visible()
    sound(reviewer)
    reviewer.get_by_role("button", name="Make an address for anybody").click()
    address = reviewer.locator("main a").first.get_attribute("href")
    visitor = visit(**look)
    visitor.goto(str(address))
    expect(visitor.get_by_text("It holds", exact=True)).to_be_visible()
    sound(visitor)
    reviewer.goto(own)
    reviewer.get_by_role("link", name="Restate it").click()
    sound(reviewer)
    reviewer.get_by_label("Why it is restated").fill("Once more")
    reviewer.get_by_role("button", name="Work the restatement out").click()
    expect(reviewer.get_by_text("Nothing has changed since").first).to_be_visible()
