"""A journey for volunteers in a real browser: offered by a coordinator, taken and handed back by a driver."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from logistics.actions.people.keeping import change_driver
from logistics.models import Collection, Offer
from marketplace.organisations.models import Role, User
from tests import make
from tests.access.moving import working_day
from tests.browser.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]


@pytest.mark.parametrize(
    ("phone", "javascript"), [(True, True), (False, True), (True, False)], ids=["phone", "desktop", "no javascript"]
)
def test_offer_is_taken_and_handed_back(visit: Visit, sign_in: SignIn, phone: bool, javascript: bool) -> None:
    group = make.carrier(name="Wharfe Wheels", vans=0)
    make.vehicle(group, name="Blue van")
    rosa = make.driver(group, name="Rosa Moto")
    by, now = make.administrator(group), timezone.now()
    change_driver(driver=rosa, phone="", is_volunteer=True, skills=[], by=by, now=now)
    claim = make.accepted_claim(carrier=group)
    title, street = claim.listing.title, claim.listing.site.street

    office = visit(phone=phone, javascript=javascript)
    sign_in(office, make.member(group, Role.COORDINATOR, name="Amara Obi"))
    office.goto(f"/claims/{claim.pk}/collection/")
    office.get_by_role("link", name="Offer it to volunteers").click()
    office.get_by_label("What they should know").fill("A small van is enough.")
    office.get_by_label("Open until the end of").fill((timezone.localdate() + timedelta(days=20)).isoformat())
    office.get_by_role("button", name="Offer it").click()
    expect(office.get_by_text("You hear when somebody takes it")).to_be_visible()
    assert Collection.objects.get().state == "offered"

    driver = visit(phone=phone, javascript=javascript)
    sign_in(driver, rosa.user)
    driver.goto("/yard/")
    driver.get_by_text("1 journey is open to you").first.wait_for()
    driver.goto("/offers/")
    driver.get_by_role("link", name="Look and take it").click()
    expect(driver.get_by_text("A small van is enough.")).to_be_visible()
    expect(driver.get_by_text(street)).to_have_count(0)
    day = timezone.localtime(working_day(now, 3)).date()
    driver.get_by_label("Day").fill(day.isoformat())
    driver.get_by_label("I can leave at").fill("10:00")
    driver.get_by_label("and have to be back by").fill("10:20")
    driver.get_by_label("People, with you").fill("2")
    driver.get_by_role("button", name="I will do it").click()
    expect(driver.get_by_text("It does not work out in that time").first).to_be_visible()
    driver.get_by_label("and have to be back by").fill("16:00")
    driver.get_by_role("button", name="I will do it").click()
    expect(driver.get_by_text("It is yours.")).to_be_visible()
    expect(driver.get_by_text(street).first).to_be_attached()
    assert Offer.objects.get().taken_by == rosa

    driver.goto("/offers/")
    driver.get_by_role("link", name="I cannot do it").click()
    driver.get_by_label("Why").fill("My van is at the garage")
    driver.get_by_role("button", name="Hand it back").click()
    expect(driver.get_by_text("open to others again")).to_be_visible()
    expect(driver.get_by_text(title).first).to_be_visible()
    assert (Offer.objects.get().state, Collection.objects.get().state) == ("open", "offered")
