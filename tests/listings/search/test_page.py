"""The search page: what it finds, what it never shows, how it refuses, and that its part equals the page."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.models import Listing, ListingState
from marketplace.kernel.geo import Point
from tests import make

pytestmark = pytest.mark.django_db

SEARCH = "/search/"


def html(response: Any) -> str:  # Any: the test client's response has no public type
    return str(response.content.decode())


def get(client: Client, status: int = 200, **query: Any) -> str:  # Any: values of a query string
    return ask(client, query, status)


def ask(client: Client, query: dict[str, Any], status: int = 200) -> str:  # Any: as above
    response = client.get(SEARCH, query)
    assert response.status_code == status
    return html(response)


def titles(page: str) -> list[str]:
    """The titles of the cards, in order."""
    return re.findall(r'card-title"><a href="[^"]*">([^<]*)</a>', page)


def points(page: str) -> list[dict[str, Any]]:  # Any: GeoJSON
    found = re.search(r'<script id="search-map-points" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return [one for one in json.loads(found[1])["features"] if one["geometry"]["type"] == "Point"]


def links(page: str, label: str) -> list[str]:
    """Where the links whose text begins so lead."""
    found = re.findall(
        r'<a[^>]*href="([^"]*)"[^>]*>(?:<svg.*?</svg>)?(?:<span class="visually-hidden">[^<]*</span>)?([^<]*)', page
    )
    return [href.replace("&amp;", "&") for href, text in found if text.strip().startswith(label)]


@pytest.fixture
def near_and_far() -> tuple[Listing, Listing]:
    owner = make.organisation(name="Oak & Sons")
    near = make.listing(owner, title="Oak desk in Leeds")
    far = make.listing(
        owner, site=make.site(owner, at=make.YORK, town="York", postcode="YO1 7HH"), title="Oak desk in York"
    )
    return near, far


def test_anywhere_shows_the_newest_first(client: Client, near_and_far: tuple[Listing, Listing]) -> None:
    assert titles(get(client)) == ["Oak desk in York", "Oak desk in Leeds"]


def test_place_sorts_by_distance_and_keeps_to_the_radius(client: Client, near_and_far: tuple[Listing, Listing]) -> None:
    assert titles(get(client, place="LS1 4AP")) == ["Oak desk in Leeds"]
    assert titles(get(client, place="Leeds", radius_km=60)) == ["Oak desk in Leeds", "Oak desk in York"]
    assert titles(get(client, lat="53.959", lon="-1.08", radius_km=60)) == ["Oak desk in York", "Oak desk in Leeds"]
    assert titles(get(client, place="Leeds", radius_km=60, sort="newest")) == ["Oak desk in York", "Oak desk in Leeds"]


def test_words_kind_mode_condition_and_category_narrow(client: Client, near_and_far: tuple[Listing, Listing]) -> None:
    make.listing(title="Pine shelf", slug="shelving", condition="fair", mode="lend")
    assert titles(get(client, q="pine")) == ["Pine shelf"]
    assert titles(get(client, q="pine", place="Leeds")) == ["Pine shelf"]
    assert titles(get(client, mode="lend")) == titles(get(client, condition="fair")) == ["Pine shelf"]
    assert titles(get(client, category="desks", q="oak desk in leeds")) == ["Oak desk in Leeds"]
    assert len(titles(get(client, category="furniture"))) == 2
    assert titles(get(client, kind="space")) == []
    assert len(titles(get(client, kind=["equipment", "space"]))) == 3


def test_closing_first_puts_what_has_no_last_day_last(client: Client) -> None:
    for day in (20, None, 18):
        make.listing(title=f"Gone by {day}", must_be_gone_by=make.NOW.date().replace(day=day) if day else None)
    assert titles(get(client, sort="closing")) == ["Gone by 18", "Gone by 20", "Gone by None"]


def test_drafts_withdrawn_and_sold_out_are_found_by_nobody(client: Client) -> None:
    owner = make.organisation()
    make.draft(owner, title="Secret draft")
    withdrawn = make.listing(owner, title="Secret withdrawn")
    sold_out = make.listing(owner, title="Secret gone")
    Listing.objects.filter(pk=withdrawn.pk).update(state=ListingState.WITHDRAWN, closed_at=make.NOW)
    Listing.objects.filter(pk=sold_out.pk).update(available=0)
    visitors = [client, make.client(make.administrator(owner), owner), make.client(make.user())]
    for visitor in visitors:
        for query in ({}, {"q": "secret"}, {"place": "Leeds"}, {"q": "secret", "place": "Leeds"}, {"sort": "closing"}):
            page = ask(visitor, query)
            assert "Secret" not in page
            assert points(page) == []
            assert "0 listings" in page


def test_exact_point_and_address_are_nowhere(client: Client) -> None:
    owner = make.organisation()
    exact = Point(53.80123456, -1.54987654)
    site = make.site(owner, at=exact, street="77 Hidden Lane")
    make.listing(owner, site=site)
    page = get(client, place="Leeds")
    assert len(points(page)) == 1
    assert points(page)[0]["geometry"]["coordinates"] == [site.public_longitude, site.public_latitude]
    for leak in ("53.8012", "1.5498", "Hidden Lane", "LS2 7EQ"):
        assert leak not in page


def test_own_site_is_a_place_to_search_from(near_and_far: tuple[Listing, Listing]) -> None:
    school = make.organisation("school")
    site = make.site(school, at=make.BRADFORD, name="Main hall")
    stranger = make.site(make.organisation())
    visitor = make.client(make.administrator(school), school)
    page = get(visitor, site=site.pk, radius_km=20)
    assert titles(page) == ["Oak desk in Leeds"]
    assert "within 20 km of Main hall" in page
    assert "Choose one of your own sites" in get(visitor, 422, site=stranger.pk)


def test_facets_count_what_the_link_would_find(client: Client, near_and_far: tuple[Listing, Listing]) -> None:
    make.listing(title="Timber", slug="timber", unit="m", unit_mass_kg=None, mass_basis="")
    page = get(client, place="Leeds", radius_km=100)
    assert re.search(r"Equipment <span class=\"count\">2</span>", page)
    assert re.search(r"Material <span class=\"count\">1</span>", page)
    assert re.search(r"Furniture <span class=\"count\">2</span>", page)
    for label, expected in (("Equipment", 2), ("Furniture", 2), ("Material", 1)):
        assert len(titles(html(client.get(SEARCH + links(page, label)[0])))) == expected
    deeper = html(client.get(SEARCH + links(page, "Furniture")[0]))
    assert re.search(r"Office furniture <span class=\"count\">2</span>", deeper)


def test_chips_take_one_thing_off(client: Client, near_and_far: tuple[Listing, Listing]) -> None:
    page = get(client, q="oak", kind="equipment", place="Leeds", radius_km=10)
    for label, gone in (("“oak”", "q"), ("Equipment", "kind"), ("Within 10 km of Leeds", "place")):
        query = parse_qs(urlsplit(links(page, label)[0]).query)
        assert gone not in query


def test_empty_result_offers_a_want_a_wider_circle_and_near_misses(
    client: Client, near_and_far: tuple[Listing, Listing]
) -> None:
    page = get(client, q="york", place="Leeds", radius_km=10, condition="good")
    assert "Nothing like that is here yet" in page
    want = links(page, "Post this as a want")[0]
    assert want == "/wants/new/?title=york&radius_km=10"
    wider = parse_qs(urlsplit(links(page, "Look in a wider circle")[0]).query)
    assert (wider["radius"], wider["units"]) == (["25"], ["km"])
    assert "radius_km" not in wider
    assert titles(page) == ["Oak desk in York"]
    without = links(page, "1 if you drop ‘“york”’")[0]
    assert titles(html(client.get(SEARCH + without))) == ["Oak desk in Leeds"]


def test_more_goes_on_where_the_page_ended(client: Client) -> None:
    owner = make.organisation()
    site = make.site(owner)
    for number in range(26):
        make.listing(owner, site=site, title=f"Desk {number}")
    for query in ({"place": "Leeds"}, {"sort": "newest"}, {"sort": "closing"}):
        first = ask(client, query)
        second = html(client.get(SEARCH + links(first, "Show more")[0]))
        assert len(titles(first)) == 24
        assert len(titles(second)) == 2
        assert len({*titles(first), *titles(second)}) == 26
        assert links(second, "Show more") == []
        assert parse_qs(urlsplit(links(second, "Back to the start")[0]).query).keys() == query.keys()


@pytest.mark.parametrize(
    "query", [{}, {"q": "oak", "place": "Leeds"}, {"q": "nothing", "place": "Leeds"}, {"place": "Nowhereville"}]
)
def test_part_equals_the_same_region_of_the_page(
    client: Client, near_and_far: tuple[Listing, Listing], query: dict[str, str]
) -> None:
    page = client.get(SEARCH, query)
    part = client.get(SEARCH, query, headers={"HX-Request": "true"})
    assert part.status_code == page.status_code
    assert html(part).strip() in html(page)
    assert html(part).strip().startswith('<div id="search"')
    assert "HX-Request" in page["Vary"]
    restored = client.get(SEARCH, query, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in html(restored)


def test_address_that_htmx_shows_leaves_out_what_is_blank(client: Client) -> None:
    part = client.get(SEARCH, {"q": "oak", "place": "", "sort": ""}, headers={"HX-Request": "true"})
    assert part["HX-Push-Url"] == "/search/?q=oak"


def queries_for(load: Callable[[], HttpResponse | Any]) -> int:  # Any: as above
    with CaptureQueriesContext(
        connection,
    ) as captured:
        load()
    return len(captured)


@pytest.mark.parametrize("query", [{}, {"place": "Leeds"}, {"place": "Leeds", "q": "oak"}, {"sort": "closing"}])
def test_one_and_three_rows_cost_the_same_queries(client: Client, query: dict[str, str]) -> None:
    owner = make.organisation()
    site = make.site(owner)
    make.listing(owner, site=site, title="Oak desk")
    one = queries_for(lambda: client.get(SEARCH, query))
    for _number in range(2):
        make.listing(owner, site=site, title="Oak desk", slug="timber", unit="m", unit_mass_kg=None, mass_basis="")
    assert queries_for(lambda: client.get(SEARCH, query)) == one


def test_result_leads_to_its_listing_and_tells_it_where_from(
    client: Client, near_and_far: tuple[Listing, Listing]
) -> None:
    near, _far = near_and_far
    page = get(client, place="Leeds")
    assert f'href="{reverse("listings:listing", args=[near.pk])}?from=Leeds"' in page


def test_home_shows_what_there_is(client: Client, near_and_far: tuple[Listing, Listing]) -> None:
    page = html(client.get("/"))
    assert titles(page) == ["Oak desk in York", "Oak desk in Leeds"]
    assert "Kept in use" in page
    school = make.organisation("school")
    make.site(school, at=make.BRADFORD)
    assert "Near Leeds" in html(make.client(make.administrator(school), school).get("/"))


def test_home_costs_the_same_queries_for_one_and_three_listings(client: Client) -> None:
    make.listing(quantity=Decimal(3))
    one = queries_for(lambda: client.get("/"))
    make.listing()
    make.listing()
    assert queries_for(lambda: client.get("/")) == one
