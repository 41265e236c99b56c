"""The coordinator's day in a browser: plan, move a job to another van, see who is told, publish; on a desk by dragging,
on a phone and without scripts by the buttons."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from logistics.actions.days.queueing import ask_for_plan
from logistics.models import Pin, Plan, PlanState, Route, Shift
from logistics.planning import search_engine, vroom_engine
from logistics.tasks import make_plan
from marketplace.organisations.models import Organisation, Role, User
from tests import make
from tests.access.moving import working_day
from tests.browser.conftest import Visit
from tests.browser.steps import headed, press, told

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, User], None]


@pytest.fixture(autouse=True)
def _plain_insertion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two jobs need no engine; what becomes of one that fails is told on the page."""
    for engine in (search_engine, vroom_engine):
        monkeypatch.setattr(engine, "CHILD", ("tests.logistics.planning.faulty_child", "crash"))


def _day() -> tuple[Organisation, User, date]:
    carrier = make.carrier(vans=0)
    day = timezone.localtime(working_day(timezone.now(), 1)).date()
    for _van in range(2):
        make.shift(carrier, site=carrier.sites.get(), day=day)
    for title in ("Oak desks", "Filing cabinets"):
        make.accepted_claim(make.listing(title=title), carrier=carrier)
    return carrier, make.member(carrier, Role.COORDINATOR), day


def _planned(page: Page, day: date) -> None:
    page.goto(f"/plan/?day={day:%Y-%m-%d}")
    expect(page.get_by_text("2 collections wait.")).to_be_visible()
    press(page, "Make the plan")
    expect(page.get_by_role("heading", name=re.compile("^A draft"))).to_be_visible()


def _published(page: Page) -> None:
    page.get_by_role("link", name="See what changes, and publish").click()
    headed(page, "Publish the plan")
    expect(page.get_by_role("heading", name=re.compile("^Givers and receivers"))).to_be_visible()
    press(page, "Publish and tell them")
    told(page, "Published.")
    expect(page.get_by_text("In force")).to_be_visible()


def _dragged(page: Page, job: Locator, lane: Locator) -> None:
    """Take hold of a job, see that it fits there, and let go."""
    page.set_viewport_size({"width": 1440, "height": 1800})
    job.locator(".plan-number").hover()
    page.mouse.down()
    box = lane.get_by_role("heading").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 10, steps=5)
    expect(lane.locator("[data-lane-says]")).to_contain_text("It fits: Collected at")
    page.mouse.move(box["x"] + 25, box["y"] + 12, steps=3)
    page.mouse.up()


def _other_van() -> Shift:
    used = Route.objects.values("shift")
    return Shift.objects.exclude(pk__in=used).get()


def _pins_and_state() -> tuple[int, str]:
    return Pin.objects.count(), Plan.objects.get().state


def test_day_is_planned_moved_by_dragging_and_published(
    page: Page, sign_in: SignIn, axe: Callable[[Page], None]
) -> None:
    _carrier, coordinator, day = _day()
    sign_in(page, coordinator)
    _planned(page, day)
    axe(page)
    other = _other_van()
    lane = page.locator(f'[data-lane="{other.pk}"]')
    _dragged(page, page.locator("[data-job]").first, lane)
    told(page, f"rides on {other.vehicle.name} now")
    expect(lane.get_by_text("Stays on this van")).to_be_visible()
    _published(page)
    assert _pins_and_state() == (1, PlanState.PUBLISHED)


@pytest.mark.parametrize("javascript", [True, False])
def test_day_is_planned_moved_by_buttons_and_published_on_a_phone(
    visit: Visit, sign_in: SignIn, axe: Callable[[Page], None], javascript: bool
) -> None:
    _carrier, coordinator, day = _day()
    page = visit(phone=True, javascript=javascript)
    sign_in(page, coordinator)
    _planned(page, day)
    if javascript:
        axe(page)
    other = _other_van()
    page.get_by_label("Move Oak desks").click()
    page.get_by_role("link", name="Where could it ride, and on which day?").first.click()
    headed(page, re.compile("Oak desks"))
    expect(page.get_by_text("min and").first).to_be_visible()
    press(page, "Move it here")
    told(page, f"rides on {other.vehicle.name} now")
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth") if javascript else True
    _published(page)
    assert _pins_and_state() == (1, PlanState.PUBLISHED)


def test_page_that_waits_says_how_far_it_is_and_shows_the_plan_when_it_is_there(page: Page, sign_in: SignIn) -> None:
    carrier, coordinator, day = _day()
    sign_in(page, coordinator)
    run = ask_for_plan(organisation=carrier, day=day, by=coordinator, now=timezone.now())
    page.goto(f"/plan/?day={day:%Y-%m-%d}")
    expect(page.get_by_role("heading", name="The day is being planned")).to_be_visible()
    expect(page.get_by_text("Waits for a worker")).to_be_visible()
    make_plan.enqueue(run.pk)
    expect(page.get_by_role("heading", name=re.compile("^A draft"))).to_be_visible()
