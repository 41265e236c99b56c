"""The page on which an owner decides how a space is booked."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from listings.actions.booking import book
from listings.models import Listing
from listings.models.spaces import OpeningException, Price, Space
from marketplace.organisations.models import Role
from tests import make
from tests.make import spaces as make_spaces
from tests.make.circles import circle

pytestmark = pytest.mark.django_db


def typed(**said: str) -> dict[str, str]:
    """What the form sends when nothing but `said` was changed."""
    return {
        "slot_minutes": "60",
        "shortest_minutes": "60",
        "longest_minutes": "480",
        "buffer_before_minutes": "0",
        "buffer_after_minutes": "0",
        "lead_hours": "24",
        "horizon_days": "180",
        "approval": "owner",
        "cancel_hours": "48",
        "access_notes": "",
        "zone": "Europe/London",
        **said,
    }


def url(listing: Listing) -> str:
    return reverse("listings:space-settings", kwargs={"pk": listing.pk})


def test_a_space_becomes_bookable_by_its_rules_prices_and_whole() -> None:
    hall = make_spaces.space()
    us = hall.listing.organisation
    friends = circle(us, make.organisation())
    listing = make_spaces.space_listing(us)
    visitor = make.client(make.administrator(us))
    page = visitor.get(url(listing))
    assert b"Make it bookable" in page.content
    assert Space.objects.filter(listing=listing).count() == 0
    said = typed(
        slot_minutes="30",
        approval="circle",
        approval_circle=str(friends.pk),
        parent=str(hall.pk),
        access_notes="The key is in the box.",
        price_own="free",
        price_everyone="£12.50",
        **{f"price_circle_{friends.pk}": "8", "price_kind_school": "50p"},
    )
    answer = visitor.post(url(listing), said)
    assert (answer.status_code, answer["Location"]) == (302, url(listing))
    space = Space.objects.get(listing=listing)
    assert (space.slot_minutes, space.parent_id, space.root_id) == (30, hall.pk, hall.pk)
    assert (space.approval, space.approval_circle_id) == ("circle", friends.pk)
    told = Price.objects.filter(space=space).order_by("pk").values_list("group", "pence_an_hour")
    assert sorted(told) == [("circle", 800), ("everyone", 1250), ("kind", 50), ("own", 0)]
    again = visitor.get(url(listing)).content.decode()
    assert 'value="£12.50"' in again
    assert "The key is in the box." in again


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"slot_minutes": "20"}, "Give a multiple of 15 minutes."),
        ({"slot_minutes": ""}, "This field is required."),
        ({"zone": "Mars/Base"}, "is not the name of a time zone"),
        ({"price_own": "a lot"}, "is not an amount of money"),
        ({"price_everyone": "20000"}, "An hour costs from nothing to £10,000."),
        ({"approval": "circle"}, "Select a valid choice"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_was_typed(said: dict[str, str], sentence: str) -> None:
    space = make_spaces.space()
    visitor = make.client(make.administrator(space.listing.organisation))
    answer = visitor.post(url(space.listing), typed(access_notes="Round the back.", **said))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Round the back." in answer.content.decode()
    space.refresh_from_db()
    assert (space.access_notes, Price.objects.count()) == ("", 0)


def test_all_of_the_page_is_kept_or_nothing() -> None:
    hall = make_spaces.space()
    us = hall.listing.organisation
    room = make_spaces.space(us)
    starts = timezone.localtime(timezone.now() + timedelta(days=3)).replace(hour=12, minute=0, second=0, microsecond=0)
    about: dict[str, Any] = {
        "purpose": "x",
        "people": None,
        "by": make.administrator(us),
        "now": timezone.now(),
    }  # Any: arguments
    book(space=hall, organisation=us, starts=starts, ends=starts + timedelta(hours=1), **about)
    visitor = make.client(make.administrator(us))
    answer = visitor.post(url(room.listing), typed(slot_minutes="30", price_own="5", parent=str(hall.pk)))
    assert answer.status_code == 422
    assert "Bookings are to come that this would change (1)" in answer.content.decode()
    room.refresh_from_db()
    assert (room.slot_minutes, room.parent_id, Price.objects.count()) == (60, None, 0)


def test_a_day_is_closed_and_opened_again() -> None:
    space = make_spaces.space()
    visitor = make.client(make.administrator(space.listing.organisation))
    days = reverse("listings:space-day", kwargs={"pk": space.listing_id})
    refused = visitor.post(days, {"on": "2150-12-25", "opens": "10:00", "note": "Christmas"})
    assert refused.status_code == 422
    assert "Give both times" in refused.content.decode()
    assert 'value="Christmas"' in refused.content.decode()
    refused = visitor.post(days, {"on": "2150-12-25"})
    assert "within the next three years" in refused.content.decode()
    assert OpeningException.objects.count() == 0


def test_who_lists_nothing_and_strangers_change_no_rules() -> None:
    space = make_spaces.space()
    us = space.listing.organisation
    driver, stranger = make.member(us, Role.DRIVER), make.administrator(make.organisation())
    assert make.client(driver).post(url(space.listing), typed(slot_minutes="30")).status_code == 403
    assert make.client(stranger).post(url(space.listing), typed(slot_minutes="30")).status_code == 404
    goods = make.listing(us)
    assert make.client(make.administrator(us)).get(url(goods)).status_code == 404
    space.refresh_from_db()
    assert space.slot_minutes == 60


def test_the_page_asks_as_much_for_one_part_and_day_as_for_three() -> None:
    hall = make_spaces.space()
    visitor = make.client(make.administrator(hall.listing.organisation))
    counts = []
    for number in (1, 2):
        for day in range(number):
            make_spaces.space(parent=hall)
            OpeningException.objects.create(space=hall, on=f"2150-12-{10 * number + day}")
        visitor.get(url(hall.listing))
        with CaptureQueriesContext(connection) as asked:
            visitor.get(url(hall.listing))
        counts.append(len(asked))
        assert not any(query["sql"].startswith("BEGIN") for query in asked)
    assert counts[0] == counts[1]
