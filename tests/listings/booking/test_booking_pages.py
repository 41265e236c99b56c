"""Booking on the pages: the total first, the refusals with what was typed, the answers, the way in only in its time."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.actions import agreeing
from listings.models.bookings import Booking, Series
from listings.models.spaces import Price, Space
from marketplace.organisations.models import Organisation, OrganisationKind
from tests import make
from tests.make import spaces as make_spaces

pytestmark = pytest.mark.django_db

TUESDAY = {"on": "2026-09-22", "starts": "18:00", "ends": "20:00"}


class Clock:
    """The moment that the pages are looked at."""

    def __init__(self) -> None:
        self.at = make.NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The pages' clock stands at the makers' moment until a test moves it."""
    stands = Clock()
    monkeypatch.setattr("django.utils.timezone.now", stands)
    return stands


@pytest.fixture
def charity() -> Organisation:
    return make.organisation(OrganisationKind.CHARITY, name="Homework Club")


def acting(organisation: Organisation) -> Client:
    return make.client(make.administrator(organisation), organisation)


def priced(**rules: Any) -> Space:  # Any: as the maker takes them
    hall = make_spaces.space(**rules)
    Price.objects.create(space=hall, group="kind", organisation_kind="charity", pence_an_hour=1250)
    return hall


def form_of(hall: Space, name: str = "booking-new") -> str:
    return reverse(f"listings:{name}", args=[hall.listing_id])


def seen_in(told: str) -> str:
    return told.split('name="seen" value="')[1].split('"', maxsplit=1)[0] if 'name="seen"' in told else ""


def test_total_is_seen_before_it_is_booked(charity: Organisation) -> None:
    hall, browser = priced(approval="owner"), acting(charity)
    told = browser.get(form_of(hall), TUESDAY).content.decode()
    assert ("£25" in told, "2 hours at £12.50 an hour" in told) == (True, True)
    asked = {**TUESDAY, "purpose": "Homework", "people": "12", "book": "yes"}
    unseen = browser.post(form_of(hall), asked)
    assert (unseen.status_code, Booking.objects.count()) == (422, 0)
    assert "Book it if that is right" in unseen.content.decode()
    longer = browser.post(form_of(hall), {**asked, "ends": "21:00", "seen": seen_in(told)})
    assert (longer.status_code, "£37.50" in longer.content.decode(), Booking.objects.count()) == (422, True, 0)
    made = browser.post(form_of(hall), {**asked, "seen": seen_in(told)})
    booking = Booking.objects.get()
    assert made.headers["Location"] == reverse("listings:booking", args=[booking.pk])
    assert (booking.state, booking.price_pence, booking.people) == ("asked", 2500, 12)


def test_looking_books_nothing_and_keeps_what_was_typed(charity: Organisation) -> None:
    hall, browser = priced(), acting(charity)
    answer = browser.post(form_of(hall), {**TUESDAY, "purpose": "", "people": "7", "look": "yes"})
    told = answer.content.decode()
    assert (answer.status_code, Booking.objects.count()) == (200, 0)
    assert ("£25" in told, 'value="7"' in told, "field-error" in told) == (True, True, False)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"ends": "17:00"}, "It ends before it starts"),
        ({"ends": "19:30"}, "whole slots of 60 minutes"),
        ({"starts": "18:15", "ends": "20:15"}, "which begin at"),
        ({"starts": "08:00", "ends": "22:00"}, "longest booking here is 480 minutes"),
        ({"starts": "06:00", "ends": "08:00"}, "It is closed then"),
        ({"on": "2026-09-01"}, "That time has passed"),
        ({"on": "2027-09-21"}, "at most 180 days ahead"),
        ({"people": "500"}, "This space holds 120 people"),
        ({"people": "none"}, "Give a number of people"),
        ({"on": "soon"}, "Enter a valid date"),
        ({"on": "9999-12-31", "ends": "00:00"}, "Give a day between 2000 and 2199"),
        ({"until": "0001-01-01"}, "Give a day between 2000 and 2199"),
        ({"starts": "19:00", "ends": "21:00"}, "It is taken then"),
        ({"purpose": ""}, "This field is required"),
        ({"purpose": "a\x00b"}, "characters"),
    ],
)
def test_what_cannot_be_booked_is_refused_with_what_was_typed(
    charity: Organisation, said: dict[str, str], words: str
) -> None:
    hall, browser = priced(), acting(charity)
    make_spaces.booking(hall, starts="2026-09-22 20:00", ends="2026-09-22 21:00")
    asked = {**TUESDAY, "purpose": "Homework", "book": "yes", "people": "", "seen": "", **said}
    answer = browser.post(form_of(hall), asked)
    told = answer.content.decode()
    assert (answer.status_code, Booking.objects.filter(organisation=charity).count()) == (422, 0)
    assert words in told
    assert "What is it for?" in told


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"on": "2027-03-28", "starts": "01:30", "ends": "03:30"}, "01:30 is on no clock on 28 March 2027"),
        ({"on": "2026-10-25", "starts": "01:30", "ends": "03:30"}, "01:30 comes twice on 25 October 2026"),
    ],
)
def test_both_days_on_which_clocks_change(charity: Organisation, said: dict[str, str], words: str) -> None:
    hall, browser = priced(hours={"sun": [["00:00", "06:00"]]}, slot_minutes=30, horizon_days=400), acting(charity)
    asked = {**said, "purpose": "Night", "people": "", "look": "yes"}
    answer = browser.post(form_of(hall), asked)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    if said["on"] == "2026-10-25":
        assert 'name="which"' in answer.content.decode()
        again = browser.post(form_of(hall), {**asked, "which": "second"}).content.decode()
        assert ("01:30 (the second time)" in again, "2 hours at" in again) == (True, True)
        first = browser.post(form_of(hall), {**asked, "which": "first"}).content.decode()
        assert "3 hours at" in first


def test_way_in_is_shown_from_an_hour_before_until_the_end(charity: Organisation, clock: Clock) -> None:
    hall = priced(access_notes="The key is under the mat.")
    booking = make_spaces.booking(hall, organisation=charity)
    page = reverse("listings:booking", args=[booking.pk])
    shown = []
    for at in (
        booking.starts_at - timedelta(hours=1, seconds=1),
        booking.starts_at - timedelta(hours=1),
        booking.ends_at - timedelta(seconds=1),
        booking.ends_at,
    ):
        clock.at = at
        told = acting(charity).get(page).content.decode()
        shown.append("under the mat" in told)
    assert shown == [False, True, True, False]


def test_way_in_and_address_wait_for_the_answer(charity: Organisation, clock: Clock) -> None:
    hall = priced(approval="owner", access_notes="The key is under the mat.")
    booking = make_spaces.booking(hall, organisation=charity)
    page, street = reverse("listings:booking", args=[booking.pk]), hall.listing.site.street
    clock.at = booking.starts_at - timedelta(minutes=30)
    told = acting(charity).get(page).content.decode()
    assert ("under the mat" in told, street in told) == (False, False)
    agreeing.confirm(booking=booking, by=make.administrator(hall.listing.organisation), now=clock.at)
    told = acting(charity).get(page).content.decode()
    assert ("under the mat" in told, street in told) == (True, True)


def test_owner_answers_and_either_side_ends_it(charity: Organisation) -> None:
    hall = priced(approval="owner")
    owner, asker = acting(hall.listing.organisation), acting(charity)
    no, yes, back = (
        make_spaces.booking(hall, organisation=charity, starts=f"2026-09-2{day} 18:00", ends=f"2026-09-2{day} 19:00")
        for day in (2, 3, 4)
    )

    def post(browser: Client, name: str, booking: Booking, **said: str) -> int:
        return browser.post(reverse(f"listings:booking-{name}", args=[booking.pk]), said).status_code

    assert post(owner, "decline", no) == 422
    assert post(owner, "decline", no, reason="Varnish") == 302
    assert post(owner, "confirm", no) == 422
    assert post(owner, "confirm", yes) == 302
    assert post(asker, "withdraw", yes) == 422
    assert post(asker, "withdraw", back) == 302
    assert post(asker, "cancel", yes, reason=" ") == 422
    assert post(asker, "no-show", yes, reason="Nobody there") == 422
    assert post(asker, "cancel", yes, reason="Flu") == 302
    assert [one.state for one in Booking.objects.order_by("pk")] == ["declined", "cancelled", "withdrawn"]


def test_rule_of_cancelling_is_said_with_its_consequence(charity: Organisation, clock: Clock) -> None:
    booking = make_spaces.booking(priced(), organisation=charity)
    page = reverse("listings:booking", args=[booking.pk])
    assert "Until Sunday 20 September, 18:00" in acting(charity).get(page).content.decode()
    clock.at = booking.free_until + timedelta(seconds=1)
    assert "late cancellation of yours" in acting(charity).get(page).content.decode()


# --- repeating -------------------------------------------------------------------------------------------------------
WEEKLY = {
    "starts_on": "2026-09-22",
    "starts": "18:00",
    "ends": "20:00",
    "repeats": "week",
    "repeats_step": "1",
    "repeats_on": "1",
    "repeats_until": "2026-10-27",
    "people": "",
    "purpose": "Choir",
}


def test_report_names_the_conflicts_and_the_free_dates_are_booked(charity: Organisation) -> None:
    hall = priced(approval="owner")
    half = make_spaces.space(parent=hall)
    make_spaces.space(parent=hall, listing_said={"title": "The other half"})
    make_spaces.booking(half, starts="2026-09-29 19:00", ends="2026-09-29 21:00")
    make_spaces.booking(hall, organisation=charity, starts="2026-10-13 17:00", ends="2026-10-13 19:00")
    browser, address = acting(charity), form_of(hall, "series-new")
    report = browser.post(address, {**WEEKLY, "purpose": "", "look": "yes"}).content.decode()
    assert ("4 of 6 dates are free" in report, "2 dates cannot be had" in report) == (True, True)
    assert ("£100" in report, "The other half" in report, "Booked by Homework Club" in report) == (True, True, True)
    assert (browser.post(address, {**WEEKLY, "book": "yes"}).status_code, Series.objects.count()) == (422, 0)
    instead = report.split('name="instead_20260929" value="')[2].split('"')[0]
    sent = {**WEEKLY, "book": "yes", "seen": seen_in(report), "instead_20260929": instead, "instead_20261013": "1"}
    made = browser.post(address, sent)
    series = Series.objects.get()
    assert made.headers["Location"] == reverse("listings:series", args=[series.pk])
    days = [one.starts_at.date().isoformat() for one in Booking.objects.filter(series=series).order_by("starts_at")]
    assert days == ["2026-09-22", "2026-09-29", "2026-10-06", "2026-10-20", "2026-10-27"]
    page = browser.get(made.headers["Location"]).content.decode()
    assert ("every Tuesday" in page, "£125" in page) == (True, True)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"repeats_until": ""}, "Say until which day"),
        ({"repeats_until": "2099-01-01"}, "as far as can be planned"),
        ({"repeats": "never"}, "Select a valid choice"),
        ({"ends": "18:00"}, "It ends before it starts"),
        ({"starts_on": "2026-11-30", "repeats_until": "2026-11-30"}, "would never happen"),
    ],
)
def test_rule_that_cannot_be_followed_is_refused(charity: Organisation, said: dict[str, str], words: str) -> None:
    hall, browser = priced(), acting(charity)
    answer = browser.post(form_of(hall, "series-new"), {**WEEKLY, **said, "look": "yes"})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


# --- lists -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("side", ["by", "of"])
def test_lists_cost_the_same_for_one_and_three(charity: Organisation, side: str) -> None:
    hall = priced()
    browser = acting(charity if side == "by" else hall.listing.organisation)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/bookings/?side={side}").content.decode().count('class="row kind-space"') == rows
        return len(queries)

    rows = 1
    make_spaces.booking(hall, organisation=charity)
    one = cost()
    for day in ("2026-09-23", "2026-09-24"):
        make_spaces.booking(hall, organisation=charity, starts=f"{day} 09:00", ends=f"{day} 10:00")
    rows = 3
    assert cost() == one


def test_lists_part_what_is_to_come_from_what_was(charity: Organisation, clock: Clock) -> None:
    hall, browser = priced(), acting(charity)
    for day in ("22", "23"):
        make_spaces.booking(hall, organisation=charity, starts=f"2026-09-{day} 18:00", ends=f"2026-09-{day} 19:00")
    clock.at = make_spaces.at("2026-09-22 19:00")
    assert [
        [day for day in ("22 September", "23 September") if day in browser.get(f"/bookings/{query}").content.decode()]
        for query in ("", "?time=past", "?side=of")
    ] == [["23 September"], ["22 September"], []]
