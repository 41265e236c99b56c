"""The main job in a real browser, as four people: from a spreadsheet to a figure, and from it back to the receipt."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from logistics.actions.people.keeping import VehicleValues, add_driver, add_vehicle
from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.actions.loading import load_factor_sets
from marketplace.organisations.models import Organisation, OrganisationKind, Role, User
from tests import make
from tests.access.moving import working_day
from tests.browser import steps
from tests.browser.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]
DESKS = "Oak veneer desks 1600 x 800"


@pytest.fixture
def charity() -> Organisation:
    """A charity in Bradford with a van and a driver; the tree of categories and the factors are there."""
    make.category()
    load_factor_sets(now=timezone.now())
    organisation = make.organisation(OrganisationKind.CHARITY, name="Bradford Homework Club")
    make.site(
        organisation, name="Canal Mill", at=make.BRADFORD, street="9 Canal Road", town="Bradford", postcode="BD1 4SD"
    )
    by, now = make.administrator(organisation), timezone.now()
    values = VehicleValues(
        name="Blue van",
        registration="YK20 ABC",
        type="van_diesel",
        capacity_kg=1200,
        capacity_litres=12_000,
        capacity_pallets=0,
        has_tail_lift=True,
    )
    add_vehicle(organisation=organisation, values=values, by=by, now=now)
    driver = make.member(organisation, Role.DRIVER, email="dan@homework.example", name="Dan Driver")
    make.licence(add_driver(organisation=organisation, user=driver, phone="07700 900000", by=by, now=now))
    return organisation


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_from_the_spreadsheet_to_the_figure_and_back(
    visit: Visit, sign_in: SignIn, charity: Organisation, tmp_path: Path, javascript: bool
) -> None:
    lister, requester = visit(javascript=javascript), visit(javascript=javascript)
    business = steps.Business()
    steps.join(lister, business)
    steps.found(lister, business)
    steps.import_list(lister, steps.spreadsheet(tmp_path))

    sign_in(requester, make.member(charity, Role.REQUESTER, Role.COORDINATOR, name="Amara Obi"))
    steps.find(requester, what="desk", where="BD1 4SD", title=DESKS)
    expect(requester.get_by_text(business.street)).to_have_count(0)
    steps.claim(requester, amount="12", promised_to=business.name)

    steps.accept_part(lister, title=DESKS, asker=charity.name, amount="10")
    requester.reload()
    expect(requester.get_by_text(business.street).first).to_be_visible()

    steps.sign_papers(lister, title=DESKS)
    steps.sign_papers(requester, title=DESKS)
    day = timezone.localtime(working_day(timezone.now(), 1)).date()
    steps.plan_and_publish(requester, day=day, giver=business.name, taker=charity.name)

    driver = visit(phone=True, javascript=javascript)
    sign_in(driver, User.objects.get(email="dan@homework.example"))
    steps.open_run(driver)
    steps.start_run(driver)
    expect(driver.get_by_text("Goods lift behind the barrier").first).to_be_visible()
    words = steps.words_to_read_out(lister, title=DESKS)
    steps.prove(driver, pickup=True, words=words, name="Sam Dock", picture=steps.photo())
    words = steps.words_to_read_out(requester, title=DESKS)
    steps.prove(driver, pickup=False, words=words, name="Amara Obi")
    expect(driver.get_by_text("Done. Thank you.")).to_be_visible()

    steps.confirm_receipt(requester, title=DESKS, kept="10", kilograms="371.5")
    assert count_receipts(now=timezone.now()) == 1

    lead = visit(javascript=javascript)
    giver = Organisation.objects.get(name=business.name)
    sign_in(lead, make.member(giver, Role.REPORTER, name="Sue Stein"))
    lead.goto("/yard/")
    steps.trace_the_figure(lead, figure="372kg", title=DESKS, kept="10 items")
