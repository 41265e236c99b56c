"""The pages of listings, as people use them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from listings.models import Listing, ListingState, StockEntry
from marketplace.organisations.models import Organisation, Role, Site
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Organisation:
    return make.organisation(name="Aire Offices")


@pytest.fixture
def site(owner: Organisation) -> Site:
    return make.site(owner)


@pytest.fixture
def lister(owner: Organisation) -> Client:
    return make.client(make.member(owner, Role.LISTER), owner)


def _form(place: Site, **said: Any) -> dict[str, Any]:  # Any: what browsers send
    return {
        "kind": "equipment",
        "title": "Oak desks",
        "category": make.category().pk,
        "quantity": "24",
        "unit": "item",
        "site": place.pk,
        "mode": "give",
        "condition": "good",
        "mass": "",
        "mass_basis": "declared",
        "is_waste": "no",
        "then": "draft",
        **said,
    }


def test_the_kind_is_chosen_first(lister: Client, site: Site) -> None:
    page = lister.get(reverse("listings:listing-new"))
    assert page.status_code == 200
    assert page.content.count(b'href="?kind=') == 6
    for kind in ("material", "equipment", "space"):
        assert lister.get(reverse("listings:listing-new"), {"kind": kind}).status_code == 200


def test_without_a_site_one_is_led_to_adding_one(lister: Client) -> None:
    page = lister.get(reverse("listings:listing-new"), {"kind": "equipment"})
    assert reverse("organisations:site-new").encode() in page.content


def test_a_draft_is_saved_with_photos_and_published_later(lister: Client, site: Site) -> None:
    photos = [make.photo_file(), make.photo_file(colour="red", name="side.jpg")]
    answer = lister.post(reverse("listings:listing-new"), {**_form(site), "photos": photos})
    listing = Listing.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("listings:listing", args=[listing.pk])
    assert (listing.state, listing.photos.count()) == (ListingState.DRAFT, 2)
    page = lister.get(answer["Location"])
    assert b"A draft: nobody else sees it." in page.content
    assert b"the weight" in page.content
    assert lister.post(reverse("listings:listing-publish", args=[listing.pk])).status_code == 302
    listing.refresh_from_db()
    assert (listing.state, listing.available) == (ListingState.PUBLISHED, Decimal(24))
    assert Client().get(answer["Location"]).status_code == 200


def test_publishing_at_once_with_the_typical_weight(lister: Client, site: Site) -> None:
    lister.post(reverse("listings:listing-new"), _form(site, then="publish", use_typical_mass="on"))
    listing = Listing.objects.get()
    assert (listing.state, listing.mass_basis) == (ListingState.PUBLISHED, "item_default")
    assert listing.unit_mass_kg == make.category().default_mass_kg
    page = Client().get(reverse("listings:listing", args=[listing.pk])).content.decode()
    assert "editorial estimate ±50" in page
    assert "about " in page


def test_a_space_has_a_form_of_its_own(lister: Client, site: Site) -> None:
    hall = make.category("hall")
    data = {
        "kind": "space", "title": "Hall", "category": hall.pk, "site": site.pk, "mode": "hire", "price": "£25",
        "let_by": "hour", "capacity_people": "80", "opening_times": "evenings", "then": "publish",
    }  # fmt: skip
    assert lister.post(reverse("listings:listing-new"), data).status_code == 302
    listing = Listing.objects.get()
    assert (listing.kind, listing.quantity, listing.price_pence, listing.capacity_people) == (
        "space",
        Decimal(1),
        2500,
        80,
    )
    page = Client().get(reverse("listings:listing", args=[listing.pk])).content.decode()
    assert "£25 for one hour" in page
    assert "of 1" not in page


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"quantity": "0"}, "quantity", "more than zero"),
        ({"quantity": "-4"}, "quantity", "more than zero"),
        ({"quantity": "1" + "0" * 30}, "quantity", "at most 1,000,000"),
        ({"quantity": "NaN"}, "quantity", "does not say how many"),
        ({"quantity": "a few"}, "quantity", "does not say how many"),
        ({"quantity": "2.5"}, "quantity", "whole number"),
        ({"quantity": "12 kg"}, "quantity", "Write the number alone"),
        ({"title": "Desk\x00s"}, "title", "cannot be shown or kept"),
        ({"title": ""}, "title", "required"),
        ({"mass": "heavy"}, "mass", "not a weight"),
        ({"mass": "0"}, "mass", "at least 1 g"),
        ({"mode": "sell", "price": "1.999"}, "price", "two decimals"),
        ({"price": "5"}, "price", "no price"),
        ({"available_from": "2026-12-02", "must_be_gone_by": "2026-12-01"}, "must_be_gone_by", "before it is"),
        ({"must_be_gone_by": "31/31/2026"}, "must_be_gone_by", "valid date"),
        ({"waste_code": "20 01 38"}, "waste_code", "waste only"),
        ({"is_waste": "yes", "waste_code": "12 34 56"}, "waste_code", "not in the List of Waste"),
        ({"is_waste": "yes", "then": "publish"}, "waste_code", "before it can be published"),
        ({"unit_volume_litres": "0"}, "unit_volume_litres", "greater than or equal to 1"),
        ({"category": "999999"}, "category", "valid choice"),
        ({"site": "999999"}, "site", "valid choice"),
    ],
)  # fmt: skip
def test_bad_input_is_said_at_the_field_and_nothing_is_lost(
    lister: Client, site: Site, said: dict[str, str], field: str, sentence: str
) -> None:
    answer = lister.post(reverse("listings:listing-new"), _form(site, description="Kept as typed", **said))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert sentence in str(errors[field])
    assert b"Kept as typed" in answer.content
    assert not Listing.objects.exists()


def test_another_organisations_site_cannot_be_named(lister: Client, site: Site) -> None:
    other = make.site(make.organisation())
    answer = lister.post(reverse("listings:listing-new"), _form(site, site=other.pk))
    assert answer.status_code == 422
    assert not Listing.objects.exists()


def test_another_kind_keeps_what_was_typed(lister: Client, site: Site) -> None:
    answer = lister.post(reverse("listings:listing-new"), _form(site, title="Beams", switch_to="material"))
    assert answer.status_code == 200
    assert b'value="Beams"' in answer.content
    assert b'name="kind" value="material"' in answer.content
    assert not Listing.objects.exists()


def test_what_is_typical_fills_the_blanks_only(lister: Client, site: Site) -> None:
    answer = lister.post(reverse("listings:listing-new"), _form(site, fill_in="yes", dimensions="big"))
    form = answer.context["form"]
    assert form["mass"].value() == "30"
    assert form["mass_basis"].value() == "declared"
    assert form["dimensions"].value() == "big"


def test_category_hints_equal_the_part_of_the_page(lister: Client, site: Site) -> None:
    category = make.category().pk
    part = lister.get(reverse("listings:category-hints"), {"category": category}).content.decode().strip()
    page = lister.post(reverse("listings:listing-new"), _form(site, quantity="x")).content.decode()
    assert "Typical weight" in part
    assert part.split("\n", 1)[1] in page
    for strange in ("", "x", "9" * 40, "٣"):
        assert lister.get(reverse("listings:category-hints"), {"category": strange}).status_code == 200


def test_editing_shows_what_is_there_and_keeps_it(lister: Client, owner: Organisation, site: Site) -> None:
    listing = make.listing(owner, site=site, mode="sell", price_pence=1250, dimensions="160 × 80")
    url = reverse("listings:listing-edit", args=[listing.pk])
    page = lister.get(url)
    form = page.context["form"]
    data = {name: field.value() for name in form.fields if (field := form[name]).value() not in {None, False}}
    assert data["price"] == "£12.50"
    data = {**data, "title": "Better desks", "then": "keep"}
    data.pop("photos", None)
    assert lister.post(url, data).status_code == 302
    changed = Listing.objects.get(pk=listing.pk)
    assert changed.title == "Better desks"
    for name in ("quantity", "available", "price_pence", "dimensions", "unit_mass_kg", "mass_basis", "condition"):
        assert getattr(changed, name) == getattr(listing, name)
    assert StockEntry.objects.filter(listing=listing).count() == 1


def test_withdrawing_with_open_claims_says_why_not(lister: Client, owner: Organisation, site: Site) -> None:
    listing = make.listing(owner, site=site)
    make.claim(listing)
    answer = lister.post(reverse("listings:listing-withdraw", args=[listing.pk]), follow=True)
    assert b"It has open claims (1)" in answer.content
    listing.refresh_from_db()
    assert listing.state == ListingState.PUBLISHED


def test_the_distance_is_from_the_public_point(owner: Organisation, site: Site) -> None:
    listing = make.listing(owner, site=site)
    page = Client().get(reverse("listings:listing", args=[listing.pk]), {"from": "Bradford"}).content.decode()
    assert " from Bradford" in page
    assert Client().get(reverse("listings:listing", args=[listing.pk]), {"from": "Nowhere at all"}).status_code == 200


def test_the_address_is_on_no_public_page(owner: Organisation) -> None:
    site = make.site(owner, street="77 Canary Row", postcode="LS1 9ZZ")
    listing = make.listing(owner, site=site)
    asker = make.organisation()
    for browser in (Client(), make.client(make.administrator(asker), asker)):
        page = browser.get(reverse("listings:listing", args=[listing.pk])).content.decode()
        assert "Canary" not in page
        assert "9ZZ" not in page
        assert str(site.latitude) not in page
        assert "Leeds LS1" in page


def test_own_listings_cost_the_same_for_one_and_three(
    lister: Client, owner: Organisation, site: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    url = reverse("listings:own")
    make.listing(owner, site=site)
    lister.get(url)
    with CaptureQueriesContext(connection) as first:
        lister.get(url)
    make.claim(make.listing(owner, site=site))
    make.draft(owner, site=site)
    with django_assert_num_queries(len(first)):
        page = lister.get(url)
    assert len(page.context["rows"]) == 3
    assert [tab["count"] for tab in page.context["tabs"]] == [3, 1, 2, 0, 0]
    assert len(lister.get(url, {"state": "draft"}).context["rows"]) == 1
    assert lister.get(url, {"state": "nonsense", "page": "x"}).status_code == 200


def test_the_ledger_costs_the_same_for_one_and_three(
    lister: Client, owner: Organisation, site: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    listing = make.listing(owner, site=site)
    url = reverse("listings:stock", args=[listing.pk])
    with CaptureQueriesContext(connection) as first:
        lister.get(url)
    make.claim(listing, quantity=2)
    make.claim(listing, quantity=3)
    with django_assert_num_queries(len(first)):
        page = lister.get(url)
    assert [line.left for line in page.context["lines"]] == [24, 22, 19]


def test_expired_listings_leave_public_view() -> None:
    listing = make.listing(advertise_until=make.NOW.date())
    from listings.tasks import expire_listings

    Listing.objects.filter(pk=listing.pk).update(advertise_until=timezone.localdate() - timedelta(days=1))
    expire_listings.call()
    listing.refresh_from_db()
    assert listing.state == ListingState.EXPIRED
    assert Client().get(reverse("listings:listing", args=[listing.pk])).status_code == 404


def test_the_box_says_what_each_visitor_can_do(owner: Organisation, site: Site) -> None:
    listing = make.listing(owner, site=site)
    asker = make.organisation()
    place = make.site(asker)
    requester = make.client(make.member(asker, Role.REQUESTER), asker)
    reporter = make.client(make.member(asker, Role.REPORTER), asker)
    own = make.client(make.administrator(owner), owner)
    url = reverse("listings:listing", args=[listing.pk])
    boxes = [browser.get(url).context["page"].box for browser in (Client(), requester, reporter, own)]
    assert boxes == ["sign_in", "claim", "role", "own"]
    make.claim(listing, organisation=asker, site=place, quantity=24)
    others = make.organisation()
    other = make.client(make.administrator(others), others)
    boxes = [browser.get(url).context["page"].box for browser in (requester, other)]
    assert boxes == ["claimed", "line"]
    listing.refresh_from_db()
    assert listing.available == Decimal(0)
