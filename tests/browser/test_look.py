"""The look in a real browser, on the gallery: accessible in both themes, usable by keyboard, whole without scripts."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from listings.actions.missing import note_miss
from listings.models import Match
from listings.search.words import read_words
from marketplace.organisations.models import User
from tests import make
from tests.browser.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]
NoFindings = Callable[[Page], None]
GALLERY = "/_gallery/"
ACCOUNT_PAGES = (
    "account_email",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "usersessions_list",
    "account_logout",
    "account_reauthenticate",
)


@pytest.fixture
def operator() -> User:
    person = make.user()
    person.is_staff = True
    person.save()
    return person


def fits(page: Page) -> bool:
    """Whether the page needs no sideways scrolling."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("look", [{}, {"dark": True}, {"phone": True}, {"phone": True, "dark": True}])
def test_gallery_is_accessible(
    visit: Visit, sign_in: SignIn, axe: NoFindings, operator: User, look: dict[str, bool]
) -> None:
    page = visit(**look)
    sign_in(page, operator)
    for address in (GALLERY, f"{GALLERY}?refused=1"):
        page.goto(address)
        expect(page.locator(".leaflet-marker-icon").first).to_be_visible()
        assert fits(page)
        axe(page)


@pytest.mark.parametrize("dark", [False, True])
def test_account_pages_are_accessible(visit: Visit, sign_in: SignIn, axe: NoFindings, dark: bool) -> None:
    page = visit(phone=dark, dark=dark)
    for name in ("account_login", "account_signup", "account_reset_password"):
        page.goto(reverse(name))
        axe(page)
    sign_in(page, make.user())
    for name in ACCOUNT_PAGES:
        page.goto(reverse(name))
        expect(page.locator("h1")).to_have_count(1)
        assert fits(page), name
        axe(page)


def test_page_fits_at_400_per_cent(visit: Visit, sign_in: SignIn, operator: User) -> None:
    page = visit()
    sign_in(page, operator)
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(GALLERY)
    assert fits(page)


def test_theme_works_without_scripts(nojs_page: Page) -> None:
    nojs_page.goto(reverse("account_login"))
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = nojs_page.evaluate(paper)
    nojs_page.get_by_role("button", name="Dark").click()
    expect(nojs_page.locator("html")).to_have_attribute("data-theme", "dark")
    assert nojs_page.evaluate(paper) != light
    nojs_page.get_by_role("button", name="As my device").click()
    expect(nojs_page.locator("html")).not_to_have_attribute("data-theme", "dark")
    assert nojs_page.evaluate(paper) == light


def test_danger_asks_first_and_going_back_changes_nothing(page: Page, sign_in: SignIn, operator: User) -> None:
    sign_in(page, operator)
    page.goto(GALLERY)
    sent: list[str] = []
    page.route("**/_gallery/", lambda route: _answered(route, sent))
    button = page.get_by_role("button", name="Withdraw the listing")
    button.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Withdraw 24 desks?")
    dialog.get_by_role("button", name="Go back").click()
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    assert sent == []
    button.click()
    dialog.get_by_role("button", name="Withdraw the listing").click()
    page.wait_for_url("**/_gallery/#")
    assert sent == ["POST"]


def _answered(route: Route, sent: list[str]) -> None:
    sent.append(route.request.method)
    route.fulfill(status=200, body="<!doctype html><title>Sent</title>", content_type="text/html")


def test_map_and_list_light_up_together(page: Page, sign_in: SignIn, operator: User) -> None:
    sign_in(page, operator)
    page.goto(GALLERY)
    card = page.locator('[data-map-id="2"]')
    marker = page.get_by_role("button", name="Sawn softwood joists")
    marker.wait_for()
    card.hover()
    expect(page.locator(".marker.is-lit")).to_have_count(1)
    marker.scroll_into_view_if_needed()
    marker.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup-content a")).to_have_attribute("href", "#2")


def test_search_here_fills_the_form_in(page: Page, sign_in: SignIn, operator: User) -> None:
    sign_in(page, operator)
    page.goto(GALLERY)
    again = page.get_by_role("button", name="Search here")
    expect(again).to_be_hidden()
    page.get_by_role("region", name="Map of the cards above").get_by_role("button", name="Zoom out").click()
    again.click()
    page.wait_for_url("**/_gallery/?west=-*&south=5*&east=*&north=5*")


def test_errors_take_the_focus_and_lead_to_their_fields(page: Page, sign_in: SignIn, operator: User) -> None:
    sign_in(page, operator)
    page.goto(f"{GALLERY}?refused=1")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="How many?").click()
    expect(page.locator("#id_quantity")).to_be_focused()


def test_place_box_suggests_and_is_worked_by_keyboard(page: Page, sign_in: SignIn, operator: User) -> None:
    sign_in(page, operator)
    page.route(
        "**/*q=lee*",
        lambda route: route.fulfill(
            json=[
                {"label": "Leeds", "latitude": 53.8, "longitude": -1.55},
                {"label": "Leek", "latitude": 53.1, "longitude": -2.02},
            ]
        ),
    )
    page.goto(GALLERY)
    box = page.get_by_role("combobox", name="And where?")
    box.press_sequentially("lee")
    options = page.get_by_role("listbox", name="And where?").get_by_role("option")
    expect(options).to_have_text(["Leeds", "Leek"])
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("Leek")
    expect(page.locator('.place-box [name="lat"]')).to_have_value("53.1")
    expect(page.locator(".place-list")).to_be_hidden()


def test_menu_opens_without_scripts_and_closes_on_escape(page: Page, nojs_page: Page, sign_in: SignIn) -> None:
    organisation = make.organisation()
    person = make.administrator(organisation)
    for one in (page, nojs_page):
        sign_in(one, person)
        one.goto(reverse("account_email"))
        one.locator("details[data-menu] > summary").click()
        expect(one.get_by_role("link", name="Account and sign-in")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Account and sign-in")).to_be_hidden()


@pytest.mark.parametrize("look", [{}, {"phone": True, "dark": True}])
def test_workbench_is_accessible(
    visit: Visit, sign_in: SignIn, axe: NoFindings, operator: User, look: dict[str, bool]
) -> None:
    listing, want = make.listing(), make.want()
    Match.objects.update_or_create(listing=listing, want=want, defaults={"score": 90, "found_at": make.NOW})
    words = read_words("stairlift")
    assert words is not None
    for visitor in range(3):
        note_miss(words=words, point=make.LEEDS, kind="", visitor=f"person {visitor}", now=timezone.now())
    page = visit(**look)
    sign_in(page, operator)
    page.goto(reverse("listings:workbench"))
    expect(page.get_by_text("stairlift")).to_be_visible()
    expect(page.locator("h1")).to_have_count(1)
    assert fits(page)
    axe(page)
