"""A cascade in the browser: own sites first, then a circle, then everyone, as the clock moves; also without scripts."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from listings.actions.staging import open_due
from listings.models import Claim, Listing
from marketplace.organisations.models import Organisation, Role, User
from tests import make
from tests.browser.conftest import Visit
from tests.browser.steps import press, told
from tests.make.circles import circle

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]
TITLE = "Oak desks of the cascade"
SEARCH = "/search/?q=oak+desks&place=Leeds"


class Clock:
    """The clock of the site, which a test moves; people's sessions last longer than that."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = timezone.now()
        monkeypatch.setattr("django.utils.timezone.now", self.tell)

    def tell(self) -> datetime:
        return self.now

    def go_on(self, days: int) -> None:
        """So many days later; the worker does what is due."""
        self.now += timedelta(days=days)
        open_due(now=self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def _finds(page: Page, *, finds: bool) -> None:
    """Whether a search on that page shows it, and its own page opens."""
    listing = Listing.objects.get()
    page.goto(SEARCH)
    expect(page.get_by_role("link", name=TITLE)).to_have_count(1 if finds else 0)
    answer = page.goto(f"/listings/{listing.pk}/")
    assert answer is not None
    assert answer.status == (200 if finds else 404)


def _staged_in_the_browser(page: Page, listing: Listing, clock: Clock) -> None:
    """The lister says who sees it when, in the listing's own form, and publishes it."""
    page.goto(f"/listings/{listing.pk}/edit/")
    page.get_by_label("In stages, from these days").check()
    if not page.locator("[name=own_from]").is_visible():
        page.locator("summary", has_text="Days for stages").click()
    today = timezone.localdate(clock.now)
    page.locator("[name=own_from]").fill(today.isoformat())
    page.locator("[name^=circle_][name$=_from]").fill((today + timedelta(days=4)).isoformat())
    page.locator("[name=everyone_from]").fill((today + timedelta(days=9)).isoformat())
    press(page, re.compile("Save"))
    page.goto(f"/listings/{listing.pk}/")
    press(page, "Publish")
    expect(page.get_by_text("those named below can find it")).to_be_visible()


def _member(organisation: Organisation, role: str) -> User:
    return make.member(organisation, role)


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_own_sites_see_it_first_then_the_circle_then_everyone(
    visit: Visit, sign_in: SignIn, clock: Clock, javascript: bool
) -> None:
    make.category()
    owner, partner, stranger = make.organisation(), make.organisation("charity"), make.organisation("charity")
    circle(owner, partner, ends_on=clock.now.date() + timedelta(days=100))
    listing = make.draft(owner, title=TITLE)
    make.site(partner)
    pages = {name: visit(javascript=javascript) for name in ("lister", "colleague", "partner", "stranger", "anybody")}
    sign_in(pages["lister"], _member(owner, Role.LISTER))
    sign_in(pages["colleague"], _member(owner, Role.REQUESTER))
    sign_in(pages["partner"], _member(partner, Role.REQUESTER))
    sign_in(pages["stranger"], _member(stranger, Role.REQUESTER))

    _staged_in_the_browser(pages["lister"], listing, clock)
    for name, finds in (("colleague", True), ("partner", False), ("stranger", False), ("anybody", False)):
        _finds(pages[name], finds=finds)

    clock.go_on(4)
    for name, finds in (("colleague", True), ("partner", True), ("stranger", False), ("anybody", False)):
        _finds(pages[name], finds=finds)
    page = pages["partner"]
    page.goto(f"/listings/{listing.pk}/claim/")
    page.get_by_label("How many do you ask for?").fill("10")
    page.get_by_label("What is it for?").fill("Desks for our homework club.")
    press(page, "Ask for it")
    told(page, "Asked.")
    claim = Claim.objects.get()
    assert (claim.organisation, claim.quantity) == (partner, Decimal(10))

    clock.go_on(5)
    for name in ("colleague", "partner", "stranger", "anybody"):
        _finds(pages[name], finds=True)
    expect(pages["anybody"].get_by_text("14 of 24")).to_be_visible()
    pages["lister"].goto(f"/listings/{listing.pk}/")
    pages["lister"].get_by_text("Who could see it, since when").click()
    expect(pages["lister"].locator("details[open] li")).to_have_count(3)
