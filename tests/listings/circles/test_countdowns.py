"""What is about to change stands on the card; a want is first answered from one's own sites; grants say their end."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from listings.actions.publishing import publish
from listings.models import Allocation, Listing, Policy, Want
from listings.queries.soon import soon, time_left
from marketplace.organisations.models import Organisation
from tests import make
from tests.listings.circles.test_stage_pages import as_member_of
from tests.make.circles import circle, staged

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Organisation:
    return make.organisation(name="The owner")


def offered(owner: Organisation, title: str, **stages: object) -> Listing:
    made = make.draft(owner, title=title)
    staged(made, **stages)  # type: ignore[arg-type]  # as `staged` says
    publish(listing=made, by=made.created_by, now=timezone.now())
    return made


def closing(listing: Listing, at: datetime) -> Listing:
    Allocation.objects.create(listing=listing, policy=Policy.DONOR_CHOOSES, closes_at=at)
    return listing


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=2, hours=23), "2 days"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=23, minutes=59), "23 hours"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(seconds=3), "1 minute"),
    ],
)
def test_time_left_is_rounded_down(left: timedelta, said: str) -> None:
    assert time_left(left) == said


def test_soon_tells_what_changes_within_a_week(owner: Organisation) -> None:
    now, today = timezone.now(), timezone.localdate()
    near = offered(owner, "Near", own=today, everyone=today + timedelta(days=3))
    far = offered(owner, "Far", own=today, everyone=today + timedelta(days=8))
    closes = closing(make.listing(owner), now + timedelta(hours=5, minutes=1))
    later, closed = closing(make.listing(), now + timedelta(days=8)), closing(make.listing(), now - timedelta(hours=1))
    rows = [near.pk, far.pk, closes.pk, later.pk, closed.pk]
    assert soon(rows, now) == {near.pk: "for everyone in 3 days", closes.pk: "claims close in 5 hours"}


def test_cards_of_the_search_count_down(owner: Organisation) -> None:
    closing(make.listing(make.organisation(), title="Public desks"), timezone.now() + timedelta(days=2, hours=1))
    page = as_member_of("The owner").get("/search/?q=desks").content.decode()
    assert page.count("claims close in 2 days") == 1


def test_a_member_of_a_circle_reads_until_when_its_place_lasts(owner: Organisation) -> None:
    today = timezone.localdate()
    partner = make.organisation(name="The partner")
    trusted = circle(owner, partner, ends_on=today + timedelta(days=30))
    row = offered(owner, "Desks", circles={trusted: today})
    page = as_member_of("The partner").get(f"/listings/{row.pk}/").content.decode()
    assert f"while your place lasts, until {today + timedelta(days=30):%-d %B %Y}" in page
    assert "while your place lasts" not in as_member_of("The owner").get(f"/listings/{row.pk}/").content.decode()


@pytest.mark.parametrize("by_category", [True, False])
def test_before_a_want_is_posted_ones_own_sites_are_shown(owner: Organisation, *, by_category: bool) -> None:
    today = timezone.localdate()
    offered(owner, "Our oak desks", own=today)
    make.listing(make.organisation(), title="Oak desks of others")
    us, site = as_member_of("The owner"), make.site(owner)
    leaf = make.category("desks")
    said = {
        "title": "Oak desks", "kind": leaf.kind, "category": leaf.slug if by_category else "", "quantity": "4",
        "unit": "item", "radius_km": "25", "site": site.pk,
    }  # fmt: skip
    answer = us.post("/wants/new/", said)
    page = answer.content.decode()
    assert (answer.status_code, Want.objects.count()) == (200, 0)
    assert ("Before you buy" in page, "Our oak desks" in page, "desks of others" in page) == (True, True, False)
    assert 'name="title" value="Oak desks"' in page
    assert us.post("/wants/new/", said | {"anyway": "1"}).status_code == 302
    assert Want.objects.get().title == "Oak desks"


def test_a_want_of_what_nobody_of_ones_own_offers_is_posted_at_once(owner: Organisation) -> None:
    offered(owner, "Our oak desks", own=timezone.localdate())
    leaf = make.category("office-chairs")
    said = {
        "title": "Chairs", "kind": leaf.kind, "category": leaf.slug, "quantity": "4", "unit": "item", "radius_km": "25",
        "site": make.site(owner).pk,
    }  # fmt: skip
    assert as_member_of("The owner").post("/wants/new/", said).status_code == 302
    assert Want.objects.count() == 1
