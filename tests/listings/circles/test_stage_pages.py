"""Who may see it, and from when: typed in the form, told on the page, kept from everybody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from listings.actions.publishing import publish
from listings.models import Listing, Stage
from marketplace.organisations.models import Circle, Organisation
from tests import make
from tests.make.circles import circle, staged

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Organisation:
    return make.organisation(name="The owner")


@pytest.fixture
def trusted(owner: Organisation) -> Circle:
    return circle(owner, make.organisation(name="The partner"), ends_on=timezone.localdate() + timedelta(days=30))


def typed(owner: Organisation, **said: object) -> dict[str, object]:
    site = make.site(owner)
    return {
        "kind": "equipment", "title": "Oak desks", "category": make.category().pk, "quantity": "4", "unit": "item",
        "site": site.pk, "mode": "give", "condition": "good", "mass_basis": "declared", "is_waste": "no",
        "then": "publish", **said,
    }  # fmt: skip


def as_member_of(name: str) -> Client:
    organisation = Organisation.objects.get(name=name)
    return make.client(make.administrator(organisation), organisation)


def test_a_listing_published_in_stages_is_seen_by_whom_they_name(owner: Organisation, trusted: Circle) -> None:
    today = timezone.localdate()
    make.organisation(name="The stranger")
    said = typed(
        owner,
        seen_by="stages",
        own_from=today,
        everyone_from=today + timedelta(days=12),
        **{f"circle_{trusted.pk}_from": today + timedelta(days=5)},
    )
    us = as_member_of("The owner")
    page = us.post("/listings/new/", said, follow=True).content.decode()
    assert "whom you chose can find it" in page
    assert "Shown to our own sites" in page
    assert "in 5 days" in page
    listing = Listing.objects.get()
    assert (listing.is_for_everyone, Stage.objects.count()) == (False, 3)
    url = f"/listings/{listing.pk}/"
    assert [as_member_of(name).get(url).status_code for name in ("The partner", "The stranger")] == [404, 404]
    Stage.objects.filter(circle=trusted).update(begins_on=today)
    partner = as_member_of("The partner")
    seen = partner.get(url).content.decode()
    assert f"Shown to the circle “{trusted.name}”" in seen
    assert ("Everyone from" in seen, "our own sites" in seen) == (True, False)
    assert "Oak desks" in partner.get("/search/?q=desks").content.decode()
    assert "Oak desks" not in as_member_of("The stranger").get("/search/?q=desks").content.decode()
    assert Client().get(url).status_code == 404


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"seen_by": "stages"}, "Give the day from which somebody sees it"),
        ({"seen_by": "everyone", "own_from": "2030-01-01"}, "You gave days"),
        ({"own_from": "2030-02-01", "everyone_from": "2030-01-01"}, "Whoever sees it later cannot see more"),
        ({"own_from": "2030-02-01", "advertise_until": "2030-01-01"}, "a stage cannot begin on 1 February 2030"),
        ({"seen_by": "stages", "own_from": "soon"}, "Enter a valid date"),
    ],
)
def test_stages_that_cannot_be_are_said_and_nothing_is_kept(
    owner: Organisation, said: dict[str, object], sentence: str
) -> None:
    answer = as_member_of("The owner").post("/listings/new/", typed(owner, **said))
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert Listing.objects.count() == 0


def test_a_form_that_says_nothing_of_stages_leaves_them(owner: Organisation) -> None:
    today = timezone.localdate()
    us = as_member_of("The owner")
    said = typed(owner, seen_by="stages", own_from=today)
    us.post("/listings/new/", said)
    listing = Listing.objects.get()
    said["then"] = "keep"
    assert us.post(f"/listings/{listing.pk}/edit/", {**said, "seen_by": "", "own_from": ""}).status_code == 302
    listing.refresh_from_db()
    assert (listing.is_for_everyone, Stage.objects.count()) == (False, 1)
    shown = us.get(f"/listings/{listing.pk}/edit/").content.decode()
    assert f'value="{today.isoformat()}"' in shown
    us.post(f"/listings/{listing.pk}/edit/", {**said, "seen_by": "everyone", "own_from": ""})
    listing.refresh_from_db()
    assert (listing.is_for_everyone, Stage.objects.count()) == (True, 0)
    assert "Who may see it, and from when" not in us.get(f"/listings/{listing.pk}/edit/").content.decode()
    assert "Who could see it, since when" in us.get(f"/listings/{listing.pk}/").content.decode()


def test_what_another_own_site_offers_is_shown_first_and_marked(owner: Organisation, trusted: Circle) -> None:
    today = timezone.localdate()
    far = make.site(owner, at=make.YORK, town="York")
    for title, stages in (("Our desks", {"own": today}), ("Circle desks", {"circles": {trusted: today}})):
        made = make.draft(owner, site=far, title=title)
        staged(made, **stages)
        publish(listing=made, by=made.created_by, now=timezone.now())
    make.listing(make.organisation(), title="Public desks")
    search = "/search/?q=desks&place=Leeds&radius_km=100"
    ours = as_member_of("The owner").get(search).content.decode()
    assert [ours.count(f">{title}</a>") for title in ("Our desks", "Circle desks", "Public desks")] == [1, 1, 1]
    assert ours.index("at your own sites") < ours.index("Our desks") < ours.index("Public desks")
    theirs = as_member_of("The partner").get(search).content.decode()
    assert ("Your circle: " in theirs, "at your own sites" in theirs, "Our desks" in theirs) == (True, False, False)
