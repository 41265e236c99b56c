"""Charts, checks, files and the area of a report in a real browser: accessible in both themes, on a phone, and used."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from marketplace.impact.models import Report
from marketplace.organisations.models import OrganisationKind, Role, Site, User
from tests import make
from tests.browser.conftest import Visit
from tests.impact.reporting import Office, counted, drafted, office

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]
NoFindings = Callable[[Page], None]
CATEGORIES = ("desks", "office-chairs", "laptops", "adult-clothing", "desks", "office-chairs")
TOWNS = ("York", "Bradford", "Sheffield", "Hull", "Leeds", "Manchester")
KINDS = ("charity", "school", "community_group", "charity", "business", "school")


@pytest.fixture
def desk() -> Office:
    """A council that gave six loads in three months to six places."""
    giver = make.organisation(OrganisationKind.PUBLIC_BODY, name="Leeds City Yard")
    site = make.site(giver, name="Depot")
    Site.objects.filter(pk=site.pk).update(postcode="LS1 1UR", town="Leeds")
    receipts = []
    for number, (slug, town, kind) in enumerate(zip(CATEGORIES, TOWNS, KINDS, strict=True)):
        taker = make.organisation(kind, name=f"Taker {number}")
        hall = make.site(taker, name=f"Hall {number}")
        Site.objects.filter(pk=hall.pk).update(town=town)
        hall.refresh_from_db()
        listing = make.listing(giver, site=site, slug=slug)
        at = datetime(2026, 7 + number % 3, 10 + number, 10, 0, tzinfo=UTC)
        fate: dict[str, Any] = (
            {"rejected": 1, "rejected_kg": "12", "fate": "recycled"} if number == 3 else {}
        )  # Any: arguments of the maker
        receipts.append(
            make.receipt(listing, kept_kg=str(40 + 55 * number), at=at, organisation=taker, site=hall, **fate)
        )
    counted(*receipts)
    return office(giver)


@pytest.fixture
def report(desk: Office) -> Report:
    return drafted(desk)


def keep(page: Page, name: str) -> None:
    """A picture to look at, where GOODSYARD_PICTURES names a folder."""
    if folder := os.environ.get("GOODSYARD_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("look", [{}, {"phone": True, "dark": True}], ids=["desktop, light", "phone, dark"])
def test_pages_beside_a_report_are_accessible(
    visit: Visit, sign_in: SignIn, axe: NoFindings, report: Report, look: dict[str, bool]
) -> None:
    page = visit(**look)
    sign_in(page, report.preparer)
    suffix = "phone" if look else "wide"
    addresses = {name: reverse(f"impact:{name}", args=[report.pk]) for name in ("charts", "checks", "files")}
    for name, url in {**addresses, "area": f"{reverse('impact:area')}?area=LS&year=2026"}.items():
        page.goto(url)
        expect(page.locator("h1")).to_have_count(1)
        for closed in page.locator("main details:not([open]) > summary").all()[:1]:
            closed.click()
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), name
        keep(page, f"{name}-{suffix}")
        axe(page)


def test_file_is_asked_for_and_fetched_without_scripts(
    visit: Visit, sign_in: SignIn, desk: Office, report: Report
) -> None:
    page = visit(javascript=False)
    sign_in(page, desk.preparer)
    page.goto(reverse("impact:files", args=[report.pk]))
    page.get_by_role("button", name="Make it").nth(2).click()
    link = page.get_by_role("link", name="Download")
    expect(link).to_have_count(1)
    with page.expect_download() as caught:
        link.click()
    assert caught.value.suggested_filename.endswith(".csv")
    assert Path(caught.value.path()).read_bytes().startswith("\ufeffline".encode())


def test_reporters_find_the_pages_from_the_report(visit: Visit, sign_in: SignIn, desk: Office, report: Report) -> None:
    page = visit()
    sign_in(page, make.member(desk.organisation, Role.LISTER))
    page.goto(reverse("impact:prepared", args=[report.pk]))
    page.get_by_role("link", name="What an auditor would ask").click()
    expect(page.locator("h1")).to_have_text("What an auditor would ask")
    page.get_by_role("link", name="Charts").click()
    expect(page.locator("svg.chart")).to_have_count(5)
    expect(page.get_by_role("link", name="Files")).to_have_count(0)
