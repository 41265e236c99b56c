"""Deleting an organisation changes nothing that another sees of what it was never shown."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from listings.actions.publishing import publish
from listings.models import Listing, Match, StockEntry, Want
from marketplace.organisations.models import Circle, CircleMembership, Membership, Organisation
from tests import make
from tests.make.circles import circle, staged

pytestmark = pytest.mark.django_db

PAGES = ("/", "/search/", "/search/?q=desks&place=Leeds", "/yard/", "/circles/", "/yard/listings/", "/yard/wants/")
_CHANGING = re.compile(r'(csrfmiddlewaretoken" value=|nonce=|X-CSRFToken": )"[^"]*"')
#: how many organisations there are is a public figure of the home page, and rightly changes
_FIGURES = re.compile(r'<p class="figure-value">.*?</p>')


def test_deleting_an_organisation_changes_nothing_that_others_see_of_what_they_are_not_shown() -> None:
    today = timezone.localdate()
    ours, theirs, friend = make.organisation(), make.organisation(name="Canary"), make.organisation()
    circle(ours, friend)
    make.listing(ours, title="Our desks")
    hidden = circle(theirs, friend)
    for stages in ({"own": today}, {"circles": {hidden: today}}, {"everyone": today + timedelta(days=9)}):
        row = staged(make.draft(theirs, title="Canary desks"), **stages)
        publish(listing=row, by=row.created_by, now=timezone.now())
    make.draft(theirs, title="Canary draft")
    us = make.client(make.administrator(ours), ours)

    def read() -> list[str]:
        return [_FIGURES.sub("", _CHANGING.sub("", us.get(page).content.decode())) for page in PAGES]

    before = read()
    assert [page for page, text in zip(PAGES, before, strict=True) if "Canary" in text] == []
    _delete(theirs)
    after = read()
    assert [page for page, was, text in zip(PAGES, before, after, strict=True) if was != text] == []


def _delete(organisation: Organisation) -> None:
    own = Listing.objects.owned_by(organisation)
    Match.objects.filter(listing__in=own).delete()
    StockEntry.objects.filter(listing__in=own).delete()
    own.delete()
    Want.objects.owned_by(organisation).delete()
    circles = Circle.objects.filter(founded_by=organisation)
    CircleMembership.objects.filter(circle__in=circles).delete()
    circles.delete()
    Membership.objects.in_organisation(organisation).delete()
    organisation.delete()
