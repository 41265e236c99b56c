"""The run on a phone in a real browser: the net goes between two stops and comes back; a stop fails and is tried later;
part of a load stays behind."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from logistics.models import BrokenRun, Collection, Deed, Handover, Proof, Route, Stop
from logistics.models.signed_links import follow_token
from marketplace.organisations.models import User
from tests import make
from tests.access.moving import working_day
from tests.browser import steps
from tests.browser.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]


@pytest.fixture
def route() -> Route:
    """The run of one van with two loads on the next working day, published."""
    day = timezone.localtime(working_day(timezone.now(), 1)).date()
    carrier = make.carrier(name="Armley Wheels", vans=0)
    make.shift(carrier, site=carrier.sites.get(), day=day)
    for title in ("Oak desks", "Blue chairs"):
        make.accepted_claim(make.listing(title=title), quantity=6, carrier=carrier)
    make.plan(carrier, day=day)
    return Route.objects.for_runs().get()


def _kept(page: Page, stops: int) -> None:
    """The phone has the pages of the run and of its stops."""
    page.wait_for_function(
        """async (least) => {
            const cache = await caches.open("run-pages");
            return navigator.serviceWorker.controller && (await cache.keys()).length >= least;
        }""",
        arg=1 + 2 * stops,
    )


def _open(page: Page, route: Route, stops: int) -> None:
    page.goto(f"/runs/{route.pk}/")
    expect(page.get_by_role("button", name="Start the run")).to_be_visible()
    _kept(page, stops)


def _file(picture: bytes) -> FilePayload:
    """As a phone's camera hands it in."""
    return {"name": "IMG_0012.jpg", "mimeType": "image/jpeg", "buffer": picture}


def _prove(page: Page, *, pickup: bool, words: str, picture: bytes | None = None, count: str = "") -> None:
    """As `steps.prove`, without looking at what the page says then."""
    page.get_by_role("button", name="I am there").click()
    page.get_by_role("link", name="Collect it" if pickup else "Deliver it").click()
    page.get_by_label("Their name").fill("Sam Dock")
    page.get_by_label("Their three words").fill(words)
    if count:
        page.get_by_label("How many, as you count them").fill(count)
    if picture is not None:
        page.get_by_label("Photo").set_input_files(_file(picture))
    page.get_by_role("button", name="Collected" if pickup else "Delivered", exact=True).click()


def test_the_net_goes_between_two_stops_and_comes_back(visit: Visit, sign_in: SignIn, route: Route) -> None:
    page = visit(phone=True)
    sign_in(page, route.shift.driver.user)
    stops = list(Stop.objects.filter(route=route).for_run())
    _open(page, route, len(stops))
    steps.start_run(page)
    _prove(page, pickup=True, words=stops[0].collection.pickup_code)
    steps.told(page, "Collected.")

    page.context.set_offline(True)
    second = stops[1]
    words = second.collection.pickup_code if second.kind == "pickup" else second.collection.dropoff_code
    page.reload()
    expect(page.get_by_text("No net", exact=True)).to_be_visible()
    _prove(page, pickup=second.kind == "pickup", words=words, picture=steps.photo())
    expect(page.locator("[data-waiting-count]")).to_have_text("2")
    expect(page.locator(f'[data-row="{second.pk}"]')).to_contain_text("Waits to be sent")
    page.reload()
    expect(page.locator(f'[data-card="stop"][data-stop="{stops[2].pk}"]')).to_be_visible()
    second.refresh_from_db()
    assert (second.state, Handover.objects.count()) == ("pending", 1)

    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(f'[data-row="{second.pk}"]')).to_contain_text("Done")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    second.refresh_from_db()
    assert (second.state, Handover.objects.count(), Deed.objects.filter(state="done").count()) == ("done", 2, 2)
    assert Proof.objects.get(stop=second).photo_hash


def test_driver_who_was_replaced_meanwhile_hears_that_it_is_kept(visit: Visit, sign_in: SignIn, route: Route) -> None:
    page = visit(phone=True)
    sign_in(page, route.shift.driver.user)
    stops = list(Stop.objects.filter(route=route).for_run())
    _open(page, route, len(stops))
    steps.start_run(page)
    page.context.set_offline(True)
    _prove(page, pickup=True, words=stops[0].collection.pickup_code, picture=steps.photo())
    carrier = route.plan.organisation
    type(route.shift).objects.filter(pk=route.shift_id).update(driver=make.driver(carrier, name="Other Driver"))
    page.context.set_offline(False)
    page.goto("/runs/")
    expect(page.get_by_text("This run was given to Other Driver meanwhile")).to_be_visible()

    coordinator = visit()
    sign_in(coordinator, make.administrator(carrier))
    coordinator.goto("/runs/")
    coordinator.get_by_role("link", name="Look").click()
    steps.headed(coordinator, "Told by phones, not entered")
    for _deed in range(Deed.objects.still_open().count()):
        coordinator.get_by_role("button", name="Enter it").first.click()
        steps.told(coordinator, "Entered, as the driver told it.")
    expect(coordinator.get_by_role("heading", name="Everything is entered")).to_be_visible()
    assert Handover.objects.get().by == route.shift.driver.user


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_stop_fails_and_is_tried_later_the_same_day(
    visit: Visit, sign_in: SignIn, route: Route, javascript: bool
) -> None:
    page = visit(phone=True, javascript=javascript)
    sign_in(page, route.shift.driver.user)
    page.goto(f"/runs/{route.pk}/")
    steps.start_run(page)
    first = Stop.objects.filter(route=route).for_run()[0]
    page.locator(".next-step").get_by_role("link", name="It does not work").locator("visible=true").click()
    page.get_by_label("Nobody was there").check()
    page.get_by_label("Photo").set_input_files(_file(steps.photo()))
    page.get_by_label("Later on this run").check()
    page.get_by_role("button", name="Not collected").click()
    steps.told(page, "Noted.")
    failure = first.failures.get()
    assert (failure.code, failure.step, len(failure.photo_hash)) == ("nobody", "later", 64)
    first.refresh_from_db()
    assert first.sequence > Stop.objects.count() - 1


def test_run_is_broken_off_without_the_net_and_its_loads_wait_to_be_planned_again(
    visit: Visit, sign_in: SignIn, route: Route
) -> None:
    page = visit(phone=True)
    sign_in(page, route.shift.driver.user)
    stops = list(Stop.objects.filter(route=route).for_run())
    _open(page, route, len(stops))
    steps.start_run(page)
    _prove(page, pickup=True, words=stops[0].collection.pickup_code)
    steps.told(page, "Collected.")

    page.context.set_offline(True)
    page.get_by_role("link", name="Break off the run").click()
    page.get_by_label("The van cannot go on").check()
    page.get_by_label("It stays in the van").check()
    page.get_by_role("button", name="End the run").click()
    expect(page.locator("[data-waiting-count]")).to_have_text("1")
    expect(page.locator('[data-card="stop"]').locator("visible=true")).to_have_count(0)
    assert not BrokenRun.objects.exists()

    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    expect(page.get_by_role("link", name="Break off the run")).to_have_count(0)
    assert BrokenRun.objects.get().route == route
    states = Counter(Collection.objects.values_list("state", flat=True))
    assert states == {"collected": 1, "ready": 1}
    coordinator = visit()
    sign_in(coordinator, make.administrator(route.plan.organisation))
    coordinator.goto("/runs/")
    row = coordinator.locator("main li").filter(has_text="Broken off")
    expect(row).to_contain_text("1 of 4 stops done")


def test_follower_sees_the_van_come(visit: Visit, sign_in: SignIn, route: Route) -> None:
    driver, giver = visit(phone=True), visit(phone=True)
    sign_in(driver, route.shift.driver.user)
    stop = Stop.objects.filter(route=route).for_run()[0]
    giver.goto(f"/on-the-way/{follow_token(collection=stop.collection_id, kind='pickup')}/")
    expect(giver.get_by_role("heading", name="Planned.")).to_be_visible()
    driver.goto(f"/runs/{route.pk}/")
    steps.start_run(driver)
    giver.reload()
    expect(giver.get_by_role("heading", name="You are next.")).to_be_visible()


def test_part_of_a_load_comes_along_and_the_rest_stays_promised(visit: Visit, sign_in: SignIn, route: Route) -> None:
    page = visit(phone=True, dark=True)
    sign_in(page, route.shift.driver.user)
    page.goto(f"/runs/{route.pk}/")
    steps.start_run(page)
    first = Stop.objects.filter(route=route).for_run()[0]
    _prove(page, pickup=True, words=first.collection.pickup_code, count="4")
    steps.told(page, "Collected.")
    loads = Collection.objects.filter(claim=first.collection.claim).order_by("part")
    assert [(load.state, int(load.quantity), load.is_rest) for load in loads] == [
        ("collected", 4, False),
        ("ready", 2, True),
    ]
