"""The search in a real browser: parts are exchanged, the map keeps step, and all of it works without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from listings.models import Listing
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


def cards(page: Page) -> list[str]:
    return page.locator(".card-title").all_inner_texts()


def test_search_narrows_in_place_and_goes_back(region: list[Listing], page: Page) -> None:
    page.goto("/")
    page.get_by_label("What do you need?").fill("desks")
    page.get_by_role("combobox", name="And where?").fill("Leeds")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 listing within 25 km of Leeds")
    expect(page.locator("#search-map .leaflet-marker-icon.marker")).to_have_count(1)
    page.evaluate("window.sameDocument = true")
    page.get_by_label("Within").fill("60")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 listings within 60 km of Leeds")
    assert cards(page) == ["Oak desks", "Desks in York"]
    expect(page).to_have_url(re.compile(r"/search/\?q=desks&place=Leeds&radius_km=60$"))
    expect(page.locator("#search-map .leaflet-marker-icon.marker")).to_have_count(2)
    page.get_by_role("link", name="Without: “desks”").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 listings within 60 km of Leeds")
    page.get_by_role("link", name=re.compile("^Material")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 listing within 60 km of Leeds")
    assert page.evaluate("window.sameDocument") is True
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 listings within 60 km of Leeds")


def test_refusal_keeps_what_was_typed_and_offers_places(region: list[Listing], page: Page) -> None:
    page.goto("/search/?place=York")
    page.get_by_role("combobox", name="Where?").fill("Leedz")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_text("We do not know a place called “Leedz”").first).to_be_visible()
    expect(page.get_by_role("combobox", name="Where?")).to_have_value("Leedz")
    page.get_by_role("link", name="Leeds", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 listings within 25 km of Leeds")


@pytest.mark.parametrize("phone", [False, True])
def test_search_works_without_scripts(region: list[Listing], visit: Visit, phone: bool) -> None:
    page = visit(javascript=False, phone=phone)
    page.goto("/")
    page.get_by_label("What do you need?").fill("desks")
    page.get_by_label("And where?").fill("YO1 7HH")
    page.get_by_role("button", name="Search").click()
    assert cards(page) == ["Desks in York"]
    page.get_by_label("Within").fill("60")
    page.get_by_role("button", name="Search", exact=True).click()
    assert cards(page) == ["Desks in York", "Oak desks"]


@pytest.mark.parametrize(
    "path", ["/", "/search/?place=Leeds", "/search/?q=nothing&place=Leeds", "/search/?place=Leedz", "/wants/"]
)
def test_pages_are_accessible(region: list[Listing], visit: Visit, axe: Callable[[Page], None], path: str) -> None:
    make.want()
    for dark in (False, True):
        page = visit(dark=dark)
        page.goto(path)
        axe(page)
