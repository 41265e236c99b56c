"""Wants: posting, what fits from both sides, who is told, and who may see and do what."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from listings.actions.publishing import publish, withdraw
from listings.actions.wanting import expire_wants
from listings.models import Match, Want, WantState
from listings.queries import waiting_for
from marketplace.organisations.models import Role
from tests import make

pytestmark = pytest.mark.django_db

SAID = {
    "title": "Desks for our homework club",
    "kind": "equipment",
    "category": "desks",
    "quantity": "30",
    "unit": "item",
    "radius_km": "25",
    "needed_by": "",
    "can_collect": "on",
    "description": "",
}


@pytest.fixture
def charity() -> tuple[Any, Any, Client]:  # Any: organisation and site
    group = make.organisation("charity", name="Homework Club")
    site = make.site(group, at=make.BRADFORD, town="Bradford", postcode="BD1 4SD", street="9 Canal Road")
    return group, site, make.client(make.administrator(group), group)


def html(response: Any) -> str:  # Any: the test client's response has no public type
    return str(response.content.decode())


def test_want_is_posted_by_its_form_and_shows_what_fits(charity: tuple[Any, Any, Client]) -> None:
    group, site, visitor = charity
    make.listing(title="Oak desks, good", quantity=Decimal(12))
    posted = visitor.post("/wants/new/", {**SAID, "site": site.pk})
    want = Want.objects.get(organisation=group)
    assert posted.status_code == 302
    assert posted["Location"] == f"/wants/{want.pk}/"
    page = html(visitor.get(posted["Location"]))
    assert "Oak desks, good" in page
    assert "12 of your 30 items." in page
    assert "9 Canal Road" not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", "x" * 121), ("title", "a\x00b"), ("quantity", "0"), ("quantity", "-3"),
        ("quantity", "many"), ("quantity", "9" * 30), ("quantity", "1.5"), ("radius_km", "0"), ("radius_km", "501"),
        ("radius_km", "far"), ("needed_by", "2001-01-01"), ("needed_by", "soon"), ("kind", "animal"),
        ("category", "no-such"), ("site", ""), ("site", "999999"), ("unit", "bushel"), ("description", "y" * 2001),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(charity: tuple[Any, Any, Client], field: str, value: str) -> None:
    _group, site, visitor = charity
    answer = visitor.post("/wants/new/", {**SAID, "site": site.pk, field: value})
    assert answer.status_code == 422
    assert re.search(rf'id="id_{field}_error"|field-refused', html(answer))
    assert Want.objects.count() == 0
    if field != "title":
        assert 'value="Desks for our homework club"' in html(answer)


def test_search_that_found_nothing_fills_the_form_in(charity: tuple[Any, Any, Client]) -> None:
    page = html(charity[2].get("/wants/new/?title=oak+desks&category=desks&radius_km=40"))
    assert 'value="oak desks"' in page
    assert 'value="40"' in page
    assert re.search(r'<option value="desks" selected', page)


def test_new_listing_that_fits_is_noted_once(charity: tuple[Any, Any, Client]) -> None:
    group, site, _visitor = charity
    want = make.want(group, site=site)
    owner = make.organisation()
    first, second = make.listing(owner, title="Oak desks"), make.listing(owner, title="Pine desks")
    make.listing(owner, slug="timber", unit="m", unit_mass_kg=None, mass_basis="")
    withdraw(listing=first, by=first.created_by, now=make.NOW)
    publish(listing=first, by=first.created_by, now=make.NOW + timedelta(days=2))
    assert sorted(Match.objects.filter(want=want).values_list("listing", flat=True)) == [first.pk, second.pk]


def test_yard_tells_both_sides_until_they_looked(charity: tuple[Any, Any, Client]) -> None:
    group, site, visitor = charity
    want = make.want(group, site=site)
    listing = make.listing(title="Oak desks")

    def lines(organisation: Any, role: str) -> list[str]:  # Any: an organisation
        person = make.administrator(organisation)
        waiting = waiting_for(organisation=organisation, roles=frozenset({role}), user=person, now=make.NOW)
        return [line.title for line in waiting]

    assert lines(group, Role.REQUESTER) == ["1 listing fits “Desks for our homework club”"]
    assert lines(listing.organisation, Role.LISTER) == ["1 want fits your “Oak desks”"]
    visitor.get(f"/wants/{want.pk}/")
    assert lines(group, Role.REQUESTER) == []


def test_listing_page_tells_its_owner_and_the_one_who_wants_it(charity: tuple[Any, Any, Client]) -> None:
    group, site, visitor = charity
    make.want(group, site=site)
    listing = make.listing(title="Oak desks")
    owner = listing.organisation
    owners_page = html(make.client(make.administrator(owner), owner).get(f"/listings/{listing.pk}/"))
    assert "1 want fits this" in owners_page
    assert "They need 30; your 24 are a part of it." in owners_page
    assert "Why it fits your want" in html(visitor.get(f"/listings/{listing.pk}/"))
    stranger = make.organisation("school")
    page = html(make.client(make.administrator(stranger), stranger).get(f"/listings/{listing.pk}/"))
    assert "fits" not in page


def test_own_listing_never_fits_own_want() -> None:
    owner = make.organisation()
    site = make.site(owner)
    make.want(owner, site=site)
    make.listing(owner, site=site)
    assert Match.objects.count() == 0


def test_draft_fits_nothing(charity: tuple[Any, Any, Client]) -> None:
    group, site, visitor = charity
    make.draft(title="Secret draft")
    want = make.want(group, site=site)
    assert "Secret draft" not in html(visitor.get(f"/wants/{want.pk}/"))
    assert Match.objects.count() == 0


def test_want_is_changed_and_closed_by_its_owner_alone(charity: tuple[Any, Any, Client]) -> None:
    group, site, visitor = charity
    want = make.want(group, site=site)
    stranger = make.organisation("school")
    make.site(stranger)
    other = make.client(make.administrator(stranger), stranger)
    driver = make.client(make.member(group, Role.DRIVER), group)
    for path in (f"/wants/{want.pk}/edit/", f"/wants/{want.pk}/close/"):
        assert other.post(path, SAID).status_code == 404
        assert driver.post(path, SAID).status_code == 403
        assert Client().post(path, SAID).status_code == 302
    changed = visitor.post(f"/wants/{want.pk}/edit/", {**SAID, "site": site.pk, "title": "Two desks", "quantity": "2"})
    assert changed.status_code == 302
    want.refresh_from_db()
    assert (want.title, want.quantity) == ("Two desks", Decimal(2))
    assert visitor.get(f"/wants/{want.pk}/close/").status_code == 405
    visitor.post(f"/wants/{want.pk}/close/", {"outcome": "met"})
    want.refresh_from_db()
    assert want.state == WantState.MET
    assert other.get(f"/wants/{want.pk}/").status_code == 404
    assert visitor.get(f"/wants/{want.pk}/").status_code == 200
    assert visitor.post(f"/wants/{want.pk}/edit/", {**SAID, "site": site.pk}).status_code == 302
    want.refresh_from_db()
    assert want.title == "Two desks"


def test_wants_whose_day_has_passed_expire() -> None:
    passed = make.want(needed_by=make.NOW.date())
    kept = make.want()
    assert expire_wants(now=make.NOW + timedelta(days=1)) == 1
    states = dict(Want.objects.values_list("pk", "state"))
    assert states == {passed.pk: WantState.EXPIRED, kept.pk: WantState.OPEN}


def test_open_wants_are_found_near_a_place_by_anybody(client: Client) -> None:
    want = make.want()
    far = make.want(title="Chairs in York", site=None, slug="")
    Want.objects.filter(pk=far.pk).update(state=WantState.CLOSED, closed_at=make.NOW)
    page = html(client.get("/wants/", {"place": "Leeds"}))
    assert "Desks for our homework club" in page
    assert "Chairs in York" not in page
    assert "13 km" in page
    assert "Canal Road" not in page
    assert "Desks for our" not in html(client.get("/wants/", {"place": "Leeds", "radius_km": "5"}))
    assert "Desks for our" in html(client.get("/wants/", {"q": "homework"}))
    assert "Desks for our" not in html(client.get("/wants/", {"q": "sofas"}))
    assert client.get("/wants/", {"place": "Xyzzyville"}).status_code == 422
    assert client.get(f"/wants/{want.pk}/").status_code == 200


@pytest.mark.parametrize("query", [{}, {"place": "Leeds"}, {"place": "Nowhereville"}])
def test_part_of_the_want_search_equals_the_page(client: Client, query: dict[str, str]) -> None:
    make.want()
    part = html(client.get("/wants/", query, headers={"HX-Request": "true"}))
    assert part.strip() in html(client.get("/wants/", query))


@pytest.mark.parametrize("path", ["/wants/?place=Leeds", "/wants/", "/yard/wants/"])
def test_lists_of_wants_cost_the_same_queries_for_one_and_three(charity: tuple[Any, Any, Client], path: str) -> None:
    group, site, visitor = charity

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert visitor.get(path).status_code == 200
        return len(captured)

    make.want(group, site=site)
    one = cost()
    make.want(group, site=site, slug="timber", unit="m")
    make.want(group, site=site, slug="")
    assert cost() == one


def test_fits_on_a_want_cost_the_same_queries_for_one_and_three(charity: tuple[Any, Any, Client]) -> None:
    group, site, visitor = charity
    want = make.want(group, site=site)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert visitor.get(f"/wants/{want.pk}/").status_code == 200
        return len(captured)

    make.listing()
    one = cost()
    make.listing()
    make.listing()
    assert cost() == one
