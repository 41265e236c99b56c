"""The one detail that would change most what fits."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from listings.matching.missing import Detail, missing_in_listing, missing_in_search, missing_in_want
from listings.matching.scoring import Seeker
from tests import make
from tests.listings.wants.test_matching import NEED, OFFER, TODAY


def test_want_is_asked_for_what_would_move_its_scores_most() -> None:
    late = replace(OFFER, available_from=TODAY + timedelta(days=10))
    open_want = replace(NEED, needed_by=None, hours=None)
    found = missing_in_want(open_want, [late, late], today=TODAY)
    assert found is not None
    assert found.detail is Detail.NEEDED_BY
    at_once = missing_in_want(open_want, [OFFER], today=TODAY)
    assert at_once is not None
    assert at_once.detail is Detail.HOURS
    assert missing_in_want(NEED, [OFFER], today=TODAY) is None
    assert missing_in_want(open_want, [], today=TODAY) is None


def test_listing_is_asked_for_what_would_move_its_scores_most() -> None:
    bare = replace(OFFER, mass_kg=None, condition="unknown")
    found = missing_in_listing(bare, [NEED], today=TODAY)
    assert found is not None
    assert found.detail is Detail.AVAILABLE_FROM
    dated = missing_in_listing(replace(bare, available_from=date(2026, 9, 1)), [NEED], today=TODAY)
    assert dated is not None
    assert dated.detail is Detail.CONDITION
    assert dated.swing == pytest.approx(8)
    said = replace(bare, available_from=date(2026, 9, 1), condition="good", mass_kg=Decimal(9))
    assert missing_in_listing(said, [NEED], today=TODAY) is None


def test_search_is_asked_for_the_quantity_where_there_are_many() -> None:
    few, many = replace(OFFER, available=Decimal(1)), replace(OFFER, available=Decimal(90))
    found = missing_in_search(Seeker(today=TODAY), [few, many], words=None, origin=None, radius_km=25)
    assert found is not None
    assert found.detail is Detail.QUANTITY


@pytest.mark.django_db
def test_pages_link_to_the_box() -> None:
    want = make.want(needed_by=None)
    today = timezone.localdate()  # the day by which pages go
    listing = make.listing(title="Oak desks", condition="unknown", available_from=today)
    make.listing(title="Pine desks", available_from=today + timedelta(days=9))
    owner = make.client(make.administrator(want.organisation), want.organisation)
    page = owner.get(f"/wants/{want.pk}/").content.decode()
    assert f'href="/wants/{want.pk}/edit/#id_needed_by"' in page
    assert 'id="id_needed_by"' in owner.get(f"/wants/{want.pk}/edit/").content.decode()
    lister = make.client(make.administrator(listing.organisation), listing.organisation)
    page = lister.get(f"/listings/{listing.pk}/").content.decode()
    assert f'href="/listings/{listing.pk}/edit/#id_condition"' in page
    assert 'id="id_condition"' in lister.get(f"/listings/{listing.pk}/edit/").content.decode()
