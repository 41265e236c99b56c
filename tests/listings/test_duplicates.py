"""Duplicates on the way to publishing: nothing is lost, the two are shown side by side, and the owner decides."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from listings.models import Listing, ListingState
from listings.queries.likeness import alike, thing_of
from marketplace.organisations.models import Organisation, Role
from tests import make

pytestmark = pytest.mark.django_db


def _browser(organisation: Organisation) -> Client:
    browser = Client()
    browser.force_login(make.member(organisation, Role.LISTER))
    return browser


def _typed(listing: Listing, **other: Any) -> dict[str, Any]:  # Any: a form's values
    return {
        "kind": listing.kind,
        "title": listing.title,
        "category": listing.category_id,
        "quantity": "24",
        "unit": "item",
        "site": listing.site_id,
        "mode": "give",
        "condition": "good",
        "is_waste": "no",
        "then": "publish",
        **other,
    }


def test_publishing_twice_is_asked_about_and_saved_as_a_draft_meanwhile() -> None:
    first = make.listing(title="Oak veneer desks")
    browser = _browser(first.organisation)
    answer = browser.post(reverse("listings:listing-new"), _typed(first))
    second = Listing.objects.exclude(pk=first.pk).get()
    assert answer.headers["Location"] == reverse("listings:listing-alike", args=[second.pk])
    assert second.state == ListingState.DRAFT
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "The title says the same." in page
    assert reverse("listings:listing", args=[first.pk]) in page
    assert browser.post(reverse("listings:listing-publish", args=[second.pk])).headers["Location"].endswith("/alike/")
    assert not Listing.objects.filter(pk=second.pk, state=ListingState.PUBLISHED).exists()
    browser.post(reverse("listings:listing-publish", args=[second.pk]), {"anyway": "1"})
    assert Listing.objects.filter(pk=second.pk, state=ListingState.PUBLISHED).exists()


def test_something_else_is_published_at_once() -> None:
    first = make.listing(title="Oak veneer desks")
    answer = _browser(first.organisation).post(reverse("listings:listing-new"), _typed(first, title="Desk lamps"))
    second = Listing.objects.exclude(pk=first.pk).get()
    assert (answer.headers["Location"], second.state) == (
        reverse("listings:listing", args=[second.pk]),
        ListingState.PUBLISHED,
    )


def test_only_own_standing_listings_count() -> None:
    owner = make.organisation()
    draft = make.draft(owner, title="Oak veneer desks")
    make.listing(title="Oak veneer desks")
    withdrawn = make.listing(owner, title="Oak veneer desks")
    Listing.objects.filter(pk=withdrawn.pk).update(state=ListingState.WITHDRAWN, closed_at=make.NOW)
    assert alike(thing_of(draft), organisation=owner, besides=draft.pk) == []
    standing = make.listing(owner, title="Desks, oak veneer")
    found = alike(thing_of(draft), organisation=owner, besides=draft.pk)
    assert [one.href for one in found] == [reverse("listings:listing", args=[standing.pk])]


def test_likeness_costs_the_same_for_one_and_three(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    owner = make.organisation()
    draft = make.draft(owner, title="Oak veneer desks")
    for count in (1, 2):
        for _ in range(count):
            make.listing(owner, title="Oak veneer desks")
        with django_assert_num_queries(1):
            alike(thing_of(draft), organisation=owner, besides=draft.pk)


def test_page_of_what_is_not_alike_leads_to_the_listing() -> None:
    draft = make.draft(title="Oak veneer desks")
    answer = _browser(draft.organisation).get(reverse("listings:listing-alike", args=[draft.pk]))
    assert answer.headers["Location"] == reverse("listings:listing", args=[draft.pk])
