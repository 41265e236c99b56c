"""An invitation is taken up in a browser: what a page says of referrers must leave its own form its origin."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from marketplace.organisations.actions.inviting import invite
from marketplace.organisations.models import Membership, Role, User
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_invitation_is_taken_up(page: Page, sign_in: Callable[[Page, User], None]) -> None:
    organisation, person = make.organisation(), make.user()
    by = make.administrator(organisation)
    _row, token = invite(organisation=organisation, email=person.email, role=Role.REQUESTER, by=by, now=timezone.now())
    sign_in(page, person)
    page.goto(reverse("organisations:invitation", args=[token]))
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name=f"Join {organisation.name}").click()
    expect(page.get_by_text("This invitation is no longer valid")).to_have_count(0)
    assert sent.value.all_headers()["origin"] != "null", "Django takes a form without an origin for forged"
    assert Membership.objects.filter(user=person, organisation=organisation).with_role(Role.REQUESTER).exists()
