"""A divisible hall booked weekly with two conflicts, in a real browser; without scripts, by keyboard, on a phone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from listings.actions.booking import book
from listings.models.bookings import Booking
from listings.models.spaces import Price, Space
from marketplace.organisations.models import Organisation, OrganisationKind, Role, User
from tests import make
from tests.browser.conftest import Visit
from tests.browser.steps import press, told
from tests.make import spaces as make_spaces

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]


@dataclass
class Hall:
    """A hall of two halves, open in the evenings; on two of the coming Tuesdays somebody has one of the halves."""

    whole: Space
    stage: Space
    kitchen: Space
    club: Organisation
    tuesdays: list[date]

    def at(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), tzinfo=self.whole.clock)


@pytest.fixture
def hall() -> Hall:
    make.category("hall")
    owner = make.organisation(OrganisationKind.PUBLIC_BODY, name="Armley Town Hall")
    rules: dict[str, Any] = {"approval": "owner", "access_notes": "Ring at the side gate."}  # Any: as the maker has it
    whole = make_spaces.space(owner, listing_said={"title": "Great hall"}, **rules)
    stage = make_spaces.space(parent=whole, listing_said={"title": "Stage half"}, **rules)
    kitchen = make_spaces.space(parent=whole, listing_said={"title": "Kitchen half"}, **rules)
    for space in (whole, stage, kitchen):
        Price.objects.create(space=space, group="kind", organisation_kind="charity", pence_an_hour=1200)
    today = timezone.localdate()
    first = today + timedelta(days=(1 - today.weekday()) % 7 + 7)
    club = make.organisation(OrganisationKind.CHARITY, name="Homework Club")
    made = Hall(whole, stage, kitchen, club, [first + timedelta(weeks=number) for number in range(6)])
    other = make.organisation(name="Kirkstall Choir")
    for number, space in ((1, stage), (3, whole)):
        book(
            space=space,
            organisation=other,
            starts=made.at(made.tuesdays[number], 19),
            ends=made.at(made.tuesdays[number], 21),
            purpose="Rehearsal",
            people=None,
            by=make.administrator(other),
            now=timezone.now(),
        )
    return made


def headed(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_weekly_booking_takes_the_free_dates_and_names_two_conflicts(
    visit: Visit, sign_in: SignIn, axe: Callable[[Page], None], hall: Hall, javascript: bool
) -> None:
    page = visit(javascript=javascript)
    sign_in(page, make.member(hall.club, Role.REQUESTER))
    page.goto(f"/listings/{hall.whole.listing_id}/")
    page.get_by_role("link", name="See what is free").click()
    headed(page, "Great hall")
    page.get_by_role("link", name="Book repeatedly").click()
    page.get_by_label("First day").fill(hall.tuesdays[0].isoformat())
    page.get_by_label("From", exact=True).fill("18:00")
    page.get_by_label("To", exact=True).fill("20:00")
    page.get_by_label("By the week").check()
    page.get_by_label("Tuesday").check()
    page.get_by_label("Until").fill(hall.tuesdays[-1].isoformat())
    page.get_by_label("What is it for?").fill("Homework club")
    press(page, "Show which dates are free")
    expect(page.get_by_role("heading", name="4 of 6 dates are free")).to_be_visible()
    expect(page.locator(".conflict")).to_have_count(2)
    expect(page.get_by_text("Kirkstall Choir")).to_have_count(0)
    expect(page.get_by_role("link", name="Kitchen half")).to_have_count(1)
    assert Booking.objects.filter(organisation=hall.club).count() == 0
    if javascript:
        axe(page)
    second = page.get_by_role("group", name="Instead of").nth(1)
    second.get_by_role("radio").nth(1).check()
    press(page, "Book what is free")
    told(page, "Asked for 5 dates")
    headed(page, "Great hall, every Tuesday")
    days = {one.starts_at.astimezone(hall.whole.clock).date() for one in Booking.objects.filter(organisation=hall.club)}
    assert days == {day for number, day in enumerate(hall.tuesdays) if number != 1}
    _answered(visit(javascript=javascript), sign_in, hall)
    page.locator("main .rows a").first.click()
    expect(page.get_by_text("Confirmed", exact=True).first).to_be_visible()
    page.get_by_label("Why?").fill("Flu")
    press(page, "Cancel the booking")
    told(page, "Cancelled.")


def _answered(page: Page, sign_in: SignIn, hall: Hall) -> None:
    """The owner confirms the first of them, from the list."""
    owner = hall.whole.listing.organisation
    sign_in(page, make.member(owner, Role.LISTER))
    page.goto("/yard/")
    page.get_by_role("link", name="Answer: 7 bookings to answer").click()
    page.get_by_role("listitem").filter(has_text="Homework Club").get_by_role("link").first.click()
    press(page, "Confirm")
    told(page, "Confirmed.")


def test_keyboard_alone_books_a_free_time(page: Page, sign_in: SignIn, hall: Hall) -> None:
    sign_in(page, make.member(hall.club, Role.REQUESTER))
    day = hall.tuesdays[0]
    page.goto(f"/spaces/{hall.kitchen.listing_id}/?week={day}")
    cell = page.get_by_role("link", name=f"Free: Tuesday {day.day} {day:%B}, 18:00–19:00")
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".total")).to_have_text("£12")
    page.get_by_label("To", exact=True).focus()
    page.get_by_label("To", exact=True).fill("20:00")
    page.get_by_label("What is it for?").fill("Supper")
    press(page, "Book it")
    expect(page.locator(".total")).to_have_text("£24")
    expect(page.get_by_text("Book it if that is right")).to_be_visible()
    page.get_by_role("button", name="Book it").press("Enter")
    told(page, "Asked. The time is yours until they answer.")
    page.goto(f"/spaces/{hall.kitchen.listing_id}/?week={day}")
    expect(page.get_by_role("link", name="Yours: ")).to_have_count(2)
    page.goto(f"/spaces/{hall.whole.listing_id}/?week={day}")
    expect(page.locator("td.slot-ours")).to_have_count(2)


def test_dates_first_then_what_is_free_in_all_places(visit: Visit, sign_in: SignIn, hall: Hall) -> None:
    page = visit(javascript=False, phone=True)
    sign_in(page, make.member(hall.club, Role.REQUESTER))
    page.goto("/spaces/")
    page.get_by_label("Day").fill(hall.tuesdays[1].isoformat())
    page.get_by_label("From", exact=True).fill("19:00")
    page.get_by_label("To", exact=True).fill("21:00")
    page.get_by_label("Where?").fill("Leeds")
    press(page, "Show what is free")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("1 space is free within 25 km of Leeds")
    expect(page.get_by_text("It is taken then")).to_have_count(2)
    page.get_by_role("link", name="Book Kitchen half").click()
    expect(page.locator(".total")).to_have_text("£24")


def test_phone_shows_one_day_at_a_time(phone_page: Page, hall: Hall) -> None:
    day = hall.tuesdays[1]
    phone_page.goto(f"/spaces/{hall.stage.listing_id}/?week={day}&day={day}")
    expect(phone_page.locator("th[scope=col]:visible")).to_have_count(2)
    expect(phone_page.locator("td.slot-taken:visible")).to_have_count(2)
    phone_page.get_by_role("navigation", name="Day").get_by_role("link").nth(2).click()
    expect(phone_page.locator("td.slot-taken:visible")).to_have_count(0)
    assert phone_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("phone", [False, True])
def test_pages_are_accessible(
    visit: Visit, sign_in: SignIn, axe: Callable[[Page], None], hall: Hall, phone: bool
) -> None:
    day, pk = hall.tuesdays[1], hall.whole.listing_id
    person = make.member(hall.club, Role.REQUESTER)
    made = book(
        space=hall.whole,
        organisation=hall.club,
        starts=hall.at(day, 10),
        ends=hall.at(day, 12),
        purpose="Supper",
        people=None,
        by=person,
        now=timezone.now(),
    )
    paths = (
        f"/spaces/{pk}/?week={day}",
        f"/spaces/{pk}/month/?month={day:%Y-%m}",
        f"/spaces/{pk}/book/?on={day}&starts=13:00&ends=15:00",
        f"/spaces/{pk}/repeat/",
        f"/spaces/?on={day}&starts=19:00&ends=21:00&place=Leeds",
        "/bookings/",
        f"/bookings/{made.pk}/",
    )
    for dark in (False, True):
        page = visit(dark=dark, phone=phone)
        sign_in(page, person)
        for path in paths:
            page.goto(path)
            axe(page)
