"""From a mail's link to an answer, and from results to a saved search: on a phone, and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from listings.actions.alerting import ring_due
from listings.models import Alert, Notice, SavedSearch
from listings.models.tokens import answer_token
from marketplace.organisations.models import Role, User
from tests import make
from tests.browser.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]
NoFindings = Callable[[Page], None]


@pytest.fixture
def notice() -> Notice:
    """A requester is told of oak desks."""
    make.category()
    group = make.organisation("charity", name="Homework Club")
    make.member(group, Role.REQUESTER)
    make.want(group)
    make.listing(title="Oak desks")
    ring_due(now=make.NOW)
    return Notice.objects.get()


def test_link_of_a_mail_is_answered_without_scripts_or_sign_in(nojs_page: Page, notice: Notice) -> None:
    nojs_page.goto(f"/alerts/{answer_token(notice.pk)}/?answer=not_for_us")
    nojs_page.get_by_label("Too far away").check()
    nojs_page.get_by_role("button", name="Not for us").click()
    expect(nojs_page.get_by_role("heading", name="Not for you")).to_be_visible()
    assert Alert.objects.get().reason == "too_far"


def test_search_is_saved_and_its_alerts_are_set_on_a_phone(
    visit: Visit, sign_in: SignIn, axe: NoFindings, notice: Notice
) -> None:
    page = visit(phone=True, dark=True)
    sign_in(page, notice.person)
    page.goto("/search/?q=desks&place=Leeds")
    page.get_by_role("link", name="Save this search").click()
    page.get_by_role("button", name="Save the search").click()
    expect(page.get_by_role("link", name="desks, Leeds")).to_be_visible()
    assert SavedSearch.objects.get().query == "q=desks&place=Leeds"
    axe(page)
    page.get_by_role("button", name="Interested").click()
    expect(page.get_by_role("link", name="Claim it")).to_be_visible()
    page.get_by_role("link", name="How often, and when").click()
    page.get_by_label("Once a day, in the morning").check()
    axe(page)
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("You get what fits once a day, in the morning.")).to_be_visible()
