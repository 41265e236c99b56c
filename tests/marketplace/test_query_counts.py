"""Pages that gather from several rooms cost the same for one and for three; each room counts for its own lists."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.organisations.models import OrganisationKind
from tests import make

pytestmark = pytest.mark.django_db


def _cost(browser: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


def _same_for_three(browser: Client, url: str, more: Callable[[], object]) -> None:
    more()
    one = _cost(browser, url)
    more()
    more()
    assert _cost(browser, url) == one


def test_yard_costs_the_same_for_one_and_three() -> None:
    giver, asker = make.organisation(), make.organisation(OrganisationKind.CHARITY)
    there, here = make.site(asker), make.site(giver)

    def more() -> None:
        make.claim(make.listing(giver, site=here), organisation=asker, site=there)
        make.accepted_claim(make.listing(asker, site=there), organisation=giver, site=here)
        make.draft(giver, site=here)

    _same_for_three(make.client(make.administrator(giver), giver), reverse("organisations:yard"), more)


def test_organisation_costs_the_same_for_one_and_three() -> None:
    shown = make.organisation()
    url = reverse("organisations:organisation", args=[shown.slug])
    _same_for_three(Client(), url, lambda: (make.site(shown), make.listing(shown, site=shown.sites.first())))


def test_listing_costs_its_giver_the_same_for_one_and_three_claims() -> None:
    giver = make.organisation()
    listing = make.listing(giver)
    browser = make.client(make.administrator(giver), giver)
    _same_for_three(browser, reverse("listings:listing", args=[listing.pk]), lambda: make.claim(listing))
