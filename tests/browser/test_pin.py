"""The pin of a new site: moved by the pointer and by keys, undone, and not needed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from marketplace.organisations.models import Site, User
from marketplace.organisations.models.sites import PlaceSource
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def numbers(page: Page) -> tuple[float, float]:
    return float(page.get_by_label("Latitude").input_value()), float(page.get_by_label("Longitude").input_value())


def settled(thing: Locator) -> FloatRect:
    """Where something stands once it moves no more: the map may glide to it."""
    thing.scroll_into_view_if_needed()
    last = None
    while (at := thing.bounding_box()) is None or at != last:
        last = at
        thing.page.wait_for_timeout(200)
    return at


def test_a_pin_is_moved_and_goes_before_the_address(
    page: Page, sign_in: Callable[[Page, User], None], axe: Callable[[Page], None]
) -> None:
    ours = make.organisation()
    sign_in(page, make.administrator(ours))
    page.goto("/organisation/sites/new/")
    page.get_by_label("Name of the site").fill("Gate 4")
    page.get_by_label("Street and number").fill("Wharf Street")
    page.get_by_label("Town").fill("Leeds")
    page.get_by_label("Postcode").fill("LS2 7EQ")
    page.get_by_text("Set the point by hand").click()
    pin = page.get_by_role("button", name=re.compile("^The pin"))
    expect(pin).to_be_visible()
    assert page.get_by_label("Latitude").input_value() == ""  # where the address roughly is; nothing is said yet
    axe(page)
    pin.focus()
    page.keyboard.press("ArrowUp")
    first = numbers(page)
    page.keyboard.press("Shift+ArrowRight")
    second = numbers(page)
    assert second[1] > first[1]
    assert second[0] == pytest.approx(first[0], abs=1e-4)
    expect(page.get_by_text("The pin is at")).to_be_attached()
    page.get_by_role("button", name="Take the pin away").click()
    assert page.get_by_label("Latitude").input_value() == ""
    box = page.locator("#site-pin .map-canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 100, box["y"] + 100)
    west = numbers(page)
    page.get_by_label("Longitude").fill(f"{west[1] + 0.01:.5f}")
    page.keyboard.press("Tab")
    at = settled(pin)
    page.mouse.move(at["x"] + 22, at["y"] + 20)
    page.mouse.down()
    page.mouse.move(at["x"] + 60, at["y"] + 40, steps=4)
    page.mouse.up()
    expect(page.get_by_label("Longitude")).not_to_have_value(f"{west[1] + 0.01:.5f}")
    dragged = numbers(page)
    assert dragged[1] > west[1] + 0.01
    page.get_by_role("button", name="Add the site").click()
    expect(page.get_by_text("Gate 4 is added")).to_be_visible()
    site = Site.objects.get()
    assert (site.place_source, site.latitude, site.longitude) == (PlaceSource.PIN, *dragged)
