"""How a listing is given, in its form and on its page."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from listings.models import Allocation, Listing
from tests import make

pytestmark = pytest.mark.django_db

SOON = timezone.now() + timedelta(days=3, hours=1)


def posted(**said: Any) -> tuple[Client, Any]:  # Any: what a form sends, and Django's response
    """A listing of 24 desks is published with that form."""
    giver = make.organisation(name="Aire Offices")
    site, client = make.site(giver), make.client(make.administrator(giver), giver)
    data = {
        "kind": "equipment", "title": "Oak desks", "category": make.category().pk, "site": site.pk, "quantity": "24",
        "unit": "item", "mode": "give", "condition": "good", "is_waste": "no", "then": "publish", **said,
    }  # fmt: skip
    return client, client.post(reverse("listings:listing-new"), data)


def shown() -> str:
    """The page as anybody sees it."""
    return Client().get(reverse("listings:listing", args=[Listing.objects.get().pk])).content.decode()


def test_a_form_that_says_nothing_of_it_is_first_come() -> None:
    _client, answer = posted()
    assert answer.status_code == 302
    assert not Allocation.objects.exists()
    assert "How it is given" not in shown()


def test_a_ballot_with_priority_and_clauses_is_told_on_the_page() -> None:
    client, answer = posted(
        policy="ballot",
        closes_at=timezone.localtime(SOON).strftime("%Y-%m-%dT%H:%M"),
        lot="6",
        priority_kinds=["school"],
        priority_until=(timezone.localdate() + timedelta(days=1)).isoformat(),
        no_resale="on",
        hold_days="5",
    )
    assert answer.status_code == 302
    kept = Allocation.objects.get()
    assert (kept.policy, kept.lot, kept.priority_kinds, kept.no_resale, kept.hold_days) == (
        "ballot", Decimal(6), ["school"], True, 5,
    )  # fmt: skip
    page = shown()
    for words in ("A ballot", "3 days left to ask", "6 items", "School; others from", "Not to be sold on"):
        assert words in page
    assert kept.ballot_commitment in page
    assert kept.ballot_seed not in page
    edit = client.get(reverse("listings:listing-edit", args=[kept.listing_id])).content.decode()
    assert 'value="6"' in edit
    assert kept.ballot_seed not in edit


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"policy": "ballot"}, "closes_at"),
        ({"policy": "ballot", "closes_at": "2020-01-01T10:00"}, "closes_at"),
        ({"policy": "ballot", "closes_at": "2027-03-28T01:30"}, "closes_at"),
        ({"policy": "roulette"}, "policy"),
        ({"policy": "fair_share", "lot": "half"}, "lot"),
        ({"policy": "first_come", "priority_kinds": ["school"]}, "priority_until"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(said: dict[str, Any], field: str) -> None:  # Any: as above
    _client, answer = posted(**said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Listing.objects.exists()


def test_the_giver_decides_from_the_page_of_the_listing() -> None:
    client, _answer = posted(policy="donor_chooses")
    listing = Listing.objects.get()
    make.claim(listing)
    page = client.get(reverse("listings:listing", args=[listing.pk])).content.decode()
    assert f"{reverse('listings:decision-new')}?listing={listing.pk}" in page
    assert "Decide about 1 claim" in page
    assert "Decide about" not in shown()


def test_the_yard_says_what_waits_to_be_decided() -> None:
    client, _answer = posted(policy="donor_chooses")
    listing = Listing.objects.get()
    assert "to decide about" not in client.get(reverse("organisations:yard")).content.decode()
    make.claim(listing)
    page = client.get(reverse("organisations:yard")).content.decode()
    assert "1 listing to decide about" in page
    assert f"{reverse('listings:decision-new')}?listing={listing.pk}" in page
    assert reverse("listings:taking") in client.get(reverse("organisations:manage")).content.decode()
