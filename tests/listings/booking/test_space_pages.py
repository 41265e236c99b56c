"""The week and month of a space, and dates first in all places: what is told, to whom, and at what cost."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.access import searchable_listings
from listings.booking.slots import Stretch
from listings.booking.zones import Which
from listings.models.spaces import OpeningException, Price, Space
from listings.queries import bookable
from listings.queries.finding_spaces import SpacesFound, Wish, find_spaces
from listings.queries.spaces import sight_of
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation, OrganisationKind
from tests import make
from tests.make import spaces as make_spaces

pytestmark = pytest.mark.django_db

TODAY = make.NOW.date()
WEEK = "?week=2026-09-21"


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands at the makers' moment."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW)


def url(name: str, space: Space) -> str:
    return reverse(f"listings:{name}", args=[space.listing_id])


def acting(organisation: Organisation) -> Client:
    return make.client(make.administrator(organisation), organisation)


def read(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def cost(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        read(browser, address)
    return len(queries)


def test_week_tells_nobody_whose_a_time_is_but_its_parties() -> None:
    hall = make_spaces.space()
    club = make.organisation(OrganisationKind.CHARITY, name="Secret Club")
    booking = make_spaces.booking(hall, organisation=club)
    page, own = reverse("listings:booking", args=[booking.pk]), hall.listing.organisation
    for browser in (Client(), acting(make.organisation())):
        told = read(browser, url("space", hall) + WEEK)
        assert ("Secret Club" in told, page in told) == (False, False)
        assert told.count('class="slot slot-taken') == 2
    assert read(acting(club), url("space", hall) + WEEK).count(f'href="{page}" aria-label="Yours:') == 2
    assert read(acting(own), url("space", hall) + WEEK).count(f'href="{page}" aria-label="Secret Club:') == 2


def test_whole_and_parts_take_each_others_times() -> None:
    hall = make_spaces.space()
    half, other = make_spaces.space(parent=hall), make_spaces.space(parent=hall)
    make_spaces.booking(half)
    taken = [read(Client(), url("space", one) + WEEK).count("slot slot-taken") for one in (hall, half, other)]
    assert taken == [2, 2, 0]
    told = read(Client(), url("space", hall))
    assert (url("space", half) in told, url("space", other) in told) == (True, True)


def test_prices_of_others_circles_are_not_told() -> None:
    hall = make_spaces.space()
    for group, kind, pence in (("own", "", 100), ("kind", "charity", 1200), ("everyone", "", 3500)):
        Price.objects.create(space=hall, group=group, organisation_kind=kind, pence_an_hour=pence)
    told = read(acting(make.organisation(OrganisationKind.CHARITY)), url("space", hall))
    assert ("£12 an hour" in told, "£35 an hour" in told, "£1 an hour" in told) == (True, True, False)
    assert told.index("Charities") < told.index("Yours</span>") < told.index("Everyone else")


@pytest.mark.parametrize("name", ["space", "space-month"])
def test_a_table_costs_the_same_for_one_booking_and_for_three(name: str) -> None:
    hall = make_spaces.space()
    browser, address = acting(make.organisation()), url(name, hall) + "?week=2026-09-21&month=2026-09"
    make_spaces.booking(hall)
    one = cost(browser, address)
    for day in ("2026-09-23", "2026-09-24"):
        make_spaces.booking(hall, starts=f"{day} 09:00", ends=f"{day} 11:00")
        OpeningException.objects.create(space=hall, on=f"{day[:-2]}1{day[-1]}")
    assert cost(browser, address) == one


@pytest.mark.parametrize("query", ["?week=nonsense&day=2026-02-31", "?week=9999-12-31", "?month=0000-00"])
def test_address_that_cannot_be_read_is_this_week(query: str) -> None:
    hall = make_spaces.space()
    assert "14–20 September 2026" in read(Client(), url("space", hall) + query)
    assert "September 2026" in read(Client(), url("space-month", hall) + query)


def test_a_space_of_a_draft_is_not_there() -> None:
    hall = make_spaces.space()
    hall.listing.state = "draft"
    hall.listing.save(update_fields=["state"])
    assert Client().get(url("space", hall)).status_code == 404
    assert acting(hall.listing.organisation).get(url("space", hall)).status_code == 200


def test_hour_that_clocks_leave_out_says_so() -> None:
    night = make_spaces.space(hours={"sun": [["00:00", "04:00"]]}, horizon_days=400)
    told = read(Client(), url("space", night) + "?week=2027-03-28")
    assert told.count("Does not exist: Sunday 28 March") == 0
    assert told.count("slot slot-gap") == 1
    again = read(Client(), url("space", night) + "?week=2026-10-25")
    assert "01:00 again" in again


# --- dates first -----------------------------------------------------------------------------------------------------
FINDER = "/spaces/?on=2026-09-22&starts=18:00&ends=20:00"


def titles(told: str) -> list[str]:
    found = told.split('id="found-title"')[1].split('id="others-title"', maxsplit=1)[0]
    return [part.split("</a>")[0].split(">")[-1] for part in found.split('class="row-title"')[1:]]


def test_only_what_is_free_is_found_the_nearest_first() -> None:
    owner = make.organisation()
    york = make.site(owner, at=make.YORK, town="York", postcode="YO1 7HH")
    near, far, small, taken = (
        make_spaces.space(owner, listing_said=said)
        for said in (
            {"title": "Near"},
            {"title": "Far", "site": york},
            {"title": "Small", "capacity_people": 10},
            {"title": "Taken"},
        )
    )
    half = make_spaces.space(parent=taken, listing_said={"title": "Half of it"})
    make_spaces.booking(half)
    found = read(Client(), f"{FINDER}&people=30&place=Leeds&radius=60")
    assert titles(found) == ["Near", "Far"]
    assert "2 spaces are free within" in found
    assert "It is taken then" in found
    assert titles(read(Client(), f"{FINDER}&place=Leeds&radius=10")) == ["Near", "Small"]
    assert {near.pk, far.pk, small.pk} == {one.space.pk for one in _found_anywhere().free}


def _found_anywhere() -> SpacesFound:
    wish = Wish(TODAY.replace(day=22), *_six_to_eight(), people=None, origin=None, radius_km=0)
    return find_spaces(searchable_listings(None, TODAY), wish, make.NOW, TODAY)


def _six_to_eight() -> tuple[time, time]:
    return time(18), time(20)


def test_search_finds_exactly_what_can_be_booked() -> None:
    """Against the check that booking goes by, one space after the other."""
    asker = make.organisation(OrganisationKind.CHARITY)
    rules: list[dict[str, Any]] = [  # Any: as the maker takes them
        {},
        {"lead_hours": 24 * 30},
        {"horizon_days": 3},
        {"slot_minutes": 90, "shortest_minutes": 90},
        {"shortest_minutes": 180, "longest_minutes": 240},
        {"hours": {"tue": [["18:00", "19:00"]]}},
        {"hours": {"tue": [["17:30", "21:00"]]}},
        {"zone": "America/New_York"},
        {"buffer_after_minutes": 60},
        {"buffer_before_minutes": 60},
    ]
    spaces = [make_spaces.space(**one) for one in rules]
    whole = make_spaces.space()
    parts = [make_spaces.space(parent=whole), make_spaces.space(parent=whole)]
    deep = make_spaces.space(parent=parts[0])
    OpeningException.objects.create(space=whole, on="2026-09-22", opens=17 * 60, closes=22 * 60)
    OpeningException.objects.create(space=parts[1], on="2026-09-22")
    make_spaces.booking(deep, starts="2026-09-22 19:00", ends="2026-09-22 20:00")
    for one in spaces[-2:]:
        make_spaces.booking(one, starts="2026-09-22 20:00", ends="2026-09-22 21:00")
    found = {one.space.pk for one in _found_anywhere().free}
    bookable_ones = set()
    for space in Space.objects.for_page():
        zone = ZoneInfo(space.zone)
        starts, ends = (datetime(2026, 9, 22, hour, tzinfo=zone) for hour in (18, 20))
        wanted = Stretch(starts, ends)
        try:
            bookable.check_day(space, wanted, make.NOW)
            bookable.check_time(sight_of(space, asker, wanted, make.NOW), wanted)
        except DomainError:
            continue
        bookable_ones.add(space.pk)
    assert found == bookable_ones
    assert 0 < len(found) < Space.objects.count()


def test_finding_costs_the_same_for_one_and_three() -> None:
    asker = acting(make.organisation())

    def more() -> None:
        hall = make_spaces.space()
        Price.objects.create(space=hall, group="everyone", pence_an_hour=100)
        make_spaces.booking(make_spaces.space(parent=hall))

    more()
    one = cost(asker, f"{FINDER}&place=Leeds")
    more()
    more()
    assert cost(asker, f"{FINDER}&place=Leeds") == one


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("on=2026-09-22&starts=18:00", "This field is required"),
        ("on=2026-09-22&starts=20:00&ends=18:00", "The end is not after the beginning"),
        ("on=2027-03-28&starts=01:30&ends=03:00", "is on no clock on 28 March 2027"),
        ("on=2026-10-25&starts=01:30&ends=03:00", "comes twice on 25 October 2026"),
        ("on=2026-09-22&starts=18:00&ends=20:00&people=0", "Give a number of people"),
        ("on=2026-09-22&starts=18:00&ends=20:00&place=Xyzzyx", "We do not know a place called"),
        ("on=2026-09-22&starts=18:00&ends=20:00&radius=-3&place=Leeds", "Choose a distance"),
        ("on=2026-09-22&starts=18:00&ends=20:00&site=999999", "Choose one of your own sites"),
        ("on=soon&starts=18:00&ends=late", "Enter a valid"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_with_a_sentence(query: str, words: str) -> None:
    assert words in read(Client(), f"/spaces/?{query}", 422)


def test_of_a_time_that_comes_twice_the_one_that_was_said_is_meant() -> None:
    make_spaces.space(hours={"sun": [["00:00", "04:00"]]})
    for which, minutes in (("first", 120), ("second", 60)):
        wish = Wish(date(2026, 10, 25), time(1), time(2), None, None, 0, which=Which(which))
        (found,) = find_spaces(searchable_listings(None, TODAY), wish, make.NOW, TODAY).free
        assert found.wanted is not None
        assert found.wanted.minutes == minutes


def test_the_search_is_paged() -> None:
    owner = make.organisation()
    place = make.site(owner)
    for number in range(21):
        make_spaces.space(owner, listing_said={"title": f"Room {number:02}", "site": place})
    assert titles(read(Client(), FINDER)) == [f"Room {number:02}" for number in range(20)]
    assert titles(read(Client(), f"{FINDER}&page=2")) == ["Room 20"]
