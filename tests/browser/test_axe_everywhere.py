"""Every page as somebody who may see all of it: axe finds nothing, it fits a phone, and it has one heading.

Each is looked at on a desktop in light colours and on a phone in dark ones. What a page looks like does not hang on the
database, so one of them does (decision 0021).
"""

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from marketplace.organisations.models import Role, User
from tests import make
from tests.access.cases import Case
from tests.access.table import CASES
from tests.access.world import World, build
from tests.browser.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]
NoFindings = Callable[[Page], None]
#: What is no page: files, parts of pages, answers to scripts.
NO_PAGES = frozenset(
    {
        "api:schema",
        "impact:area-csv",
        "impact:area-geojson",
        "impact:file",
        "impact:mass-file",
        "impact:report-csv",
        "listings:booking-terms",
        "listings:calendar-file",
        "listings:category-hints",
        "listings:evidence-picture",
        "listings:import-corrections",
        "listings:photo",
        "listings:picture",
        "listings:search-results",
        "listings:word-options",
        "logistics:credential-file",
        "logistics:moving-calendar-file",
        "logistics:paper",
        "logistics:paper-draft",
        "logistics:run-manifest",
        "logistics:run-sheet",
        "logistics:season-ticket-pdf",
        "logistics:tracking-export",
        "logistics:deed-photo",
        "logistics:deed-token",
        "logistics:manifest",
        "logistics:passport-events",
        "logistics:hours-csv",
        "logistics:failure-photo",
        "logistics:proof-photo",
        "logistics:proof-signature",
        "logistics:words-code",
        "logistics:worker",
        "organisations:place-suggest",
    }
)


def _shown(world: World) -> Iterator[tuple[Case, str, str]]:
    """Each page, the party whose administrator opens it (or nobody: an empty word), and its address."""
    for case in CASES:
        if case.get is None or case.name in NO_PAGES or case.answers[0] != 200 or case.get.parties == {}:
            continue
        yield case, case.shown_to, case.url(world)
        if case.get.public:
            yield case, "", case.url(world)


def _problems(page: Page, axe: NoFindings) -> Iterator[str]:
    if (headings := page.locator("h1").count()) != 1:
        yield f"{headings} main headings"
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        yield "scrolls sideways"
    try:
        axe(page)
    except pytest.fail.Exception as found:
        yield str(found)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "look", [pytest.param({}, id="desktop, light"), pytest.param({"phone": True, "dark": True}, id="phone, dark")]
)
def test_every_page_is_accessible(visit: Visit, sign_in: SignIn, axe: NoFindings, look: dict[str, bool]) -> None:
    world, told = build(), list[str]()
    pages = {"": visit(**look)}
    for word, party in world.parties.items():
        pages[word] = visit(**look)
        sign_in(pages[word], party.administrator)
    for case, word, url in _shown(world):
        response = pages[word].goto(url)
        status = response.status if response else 0
        if status != 200:
            told.append(f"{case} as {word or 'nobody'}: {status}")
        told += [f"{case} as {word or 'nobody'}: {problem}" for problem in _problems(pages[word], axe)]
    assert told == []


def test_pages_that_say_no_are_accessible(visit: Visit, sign_in: SignIn, axe: NoFindings) -> None:
    claim, page = make.claim(make.listing()), visit()
    sign_in(page, make.member(make.organisation(), Role.DRIVER))
    for url, status in [
        ("/nowhere/", 404),
        (reverse("listings:claim", args=[claim.pk]), 404),
        (reverse("logistics:plan"), 403),
    ]:
        response = page.goto(url)
        assert response is not None
        assert response.status == status
        assert list(_problems(page, axe)) == []
