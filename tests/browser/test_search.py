"""The search in a real browser: parts are exchanged, the map keeps step, and all of it works without scripts."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from listings.models import Listing
from marketplace.env import MapTiles
from tests import make
from tests.browser.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def region() -> list[Listing]:
    owner = make.organisation(name="Oak & Sons")
    york = make.site(owner, at=make.YORK, town="York", postcode="YO1 7HH")
    return [
        make.listing(owner, title="Oak desks"),
        make.listing(owner, title="Scaffold boards", slug="timber", unit="m", unit_mass_kg=None, mass_basis=""),
        make.listing(owner, site=york, title="Desks in York"),
    ]


def heading_says(page: Page, text: str) -> None:
    """Waits for the page of results that says so."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def shows(page: Page, *titles: str) -> None:
    """Waits for exactly these cards, in order."""
    expect(page.locator(".card-title")).to_have_text(list(titles))


def marks(page: Page, count: int) -> None:
    expect(page.locator("#search-map .leaflet-marker-icon.marker")).to_have_count(count)


def test_search_narrows_in_place_and_goes_back(region: list[Listing], page: Page) -> None:
    page.goto("/")
    page.get_by_label("What do you need?").fill("desks")
    page.get_by_role("combobox", name="And where?").fill("Leeds")
    page.get_by_role("button", name="Search").click()
    heading_says(page, "1 listing within 25 km of Leeds")
    marks(page, 1)
    page.evaluate("window.sameDocument = true")
    page.get_by_label("Within").fill("60")
    page.get_by_role("button", name="Search", exact=True).click()
    heading_says(page, "2 listings within 60 km of Leeds")
    shows(page, "Oak desks", "Desks in York")
    expect(page).to_have_url(re.compile(r"/search/\?q=desks&place=Leeds&radius=60&units=km$"))
    marks(page, 2)
    page.get_by_role("link", name="Without: “desks”").click()
    heading_says(page, "3 listings within 60 km of Leeds")
    page.get_by_role("link", name=re.compile("^Material")).click()
    heading_says(page, "1 listing within 60 km of Leeds")
    assert page.evaluate("window.sameDocument") is True
    page.go_back()
    heading_says(page, "3 listings within 60 km of Leeds")


def test_moved_map_is_searched_and_a_typed_place_lets_it_go(region: list[Listing], page: Page) -> None:
    page.goto("/search/?place=Leeds")
    marks(page, 0)  # two on one point are one cluster
    for _step in range(3):
        page.get_by_role("button", name="Zoom out").click()
    page.get_by_role("button", name="Search here").click()
    heading_says(page, "3 listings on this part of the map")
    expect(page).to_have_url(re.compile("south="))
    page.get_by_role("combobox", name="Where?").fill("York")
    page.get_by_role("combobox", name="Where?").press("Escape")
    page.get_by_role("button", name="Search", exact=True).click()
    heading_says(page, "1 listing within 25 km of York")
    page.go_back()
    heading_says(page, "3 listings on this part of the map")


def test_mark_of_many_opens_where_it_stands(page: Page) -> None:
    owner = make.organisation()
    leeds, york = make.site(owner, at=make.LEEDS), make.site(owner, at=make.YORK, town="York", postcode="YO1 7HH")
    for number in range(26):
        make.listing(owner, site=york if number == 0 else leeds, title=f"Desks {number}")
    with page.expect_response("**/search/clusters.geojson?*") as first:
        page.goto("/search/?q=desks&place=Leeds&radius_km=100")
    mark = page.locator("#search-map .cluster-marker", has_text="25")
    with page.expect_response("**/search/clusters.geojson?*") as second:
        mark.click()
    before, after = (parse_qs(urlsplit(one.value.url).query) for one in (first, second))
    assert int(after["zoom"][0]) == int(before["zoom"][0]) + 2
    expect(mark).to_be_visible()


def test_keyboard_alone_filters_sorts_and_asks_why(region: list[Listing], page: Page) -> None:
    page.goto("/search/?place=Leeds&radius=60")
    page.locator(".search-filters > summary").press("Enter")
    page.get_by_label("One weighs at most").fill("30")
    page.get_by_label("One weighs at most").press("Enter")
    heading_says(page, "2 listings within 60 km of Leeds")
    page.get_by_role("link", name="Best match").press("Enter")
    expect(page.get_by_text("Why this?")).to_have_count(2)
    page.get_by_text("Why this?").first.press("Enter")
    expect(page.locator(".card-why[open] .why").first).to_be_visible()
    page.get_by_role("link", name="Without: At most 30 kg each").press("Enter")
    heading_says(page, "3 listings within 60 km of Leeds")


def test_filters_are_a_sheet_on_a_phone(region: list[Listing], phone_page: Page, axe: Callable[[Page], None]) -> None:
    phone_page.goto("/search/?place=Leeds&radius=60")
    phone_page.locator(".search-filters > summary").click()
    axe(phone_page)
    phone_page.get_by_label("Give").check()
    phone_page.get_by_role("button", name="Show what fits").click()
    heading_says(phone_page, "3 listings within 60 km of Leeds")
    expect(phone_page.get_by_role("button", name="Show what fits")).to_be_hidden()
    assert phone_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_tiles_that_do_not_come_give_way_to_the_plain_basemap(
    region: list[Listing], visit: Visit, settings: Settings
) -> None:
    settings.MAP_TILES = MapTiles("https://tiles.example/{z}/{x}/{y}.png", "Tiles © Example")
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {**policy, "img-src": [*policy["img-src"], settings.MAP_TILES.origin]}
    }
    page = visit()
    page.route("https://tiles.example/**", lambda route: route.abort("internetdisconnected"))
    page.goto("/search/?place=Leeds")
    expect(page.locator("#search-map .land").first).to_be_attached()
    expect(page.locator(".leaflet-control-attribution")).to_have_text("Natural Earth, GeoNames")


def test_refusal_keeps_what_was_typed_and_offers_places(region: list[Listing], page: Page) -> None:
    page.goto("/search/?place=York")
    page.get_by_role("combobox", name="Where?").fill("Leedz")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_text("We do not know a place called “Leedz”").first).to_be_visible()
    expect(page.get_by_role("combobox", name="Where?")).to_have_value("Leedz")
    page.get_by_role("link", name="Leeds", exact=True).click()
    heading_says(page, "2 listings within 25 km of Leeds")


@pytest.mark.parametrize("phone", [False, True])
def test_search_works_without_scripts(region: list[Listing], visit: Visit, phone: bool) -> None:
    page = visit(javascript=False, phone=phone)
    page.goto("/")
    page.get_by_label("What do you need?").fill("desks")
    page.get_by_label("And where?").fill("YO1 7HH")
    page.get_by_role("button", name="Search").click()
    shows(page, "Desks in York")
    page.get_by_label("Within").fill("60")
    page.get_by_role("button", name="Search", exact=True).click()
    shows(page, "Desks in York", "Oak desks")
    page.locator(".search-filters > summary").click()
    page.get_by_label("One weighs at most").fill("30")
    page.get_by_role("button", name="Show what fits").click()
    expect(page).to_have_url(re.compile(r"/search/\?q=desks&place=YO1\+7HH&radius=60&units=km&max_kg=30$"))
    shows(page, "Desks in York", "Oak desks")


@pytest.mark.parametrize(
    "path", ["/", "/search/?place=Leeds&sort=best", "/search/?q=nothing&place=Leeds", "/search/?place=Leedz", "/wants/"]
)
def test_pages_are_accessible(region: list[Listing], visit: Visit, axe: Callable[[Page], None], path: str) -> None:
    make.want()
    for dark in (False, True):
        page = visit(dark=dark)
        page.goto(path)
        axe(page)
