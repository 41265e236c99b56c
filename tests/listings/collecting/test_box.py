"""The box on a listing's page: who is told what of collecting it."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from listings.models import Listing
from listings.queries.collecting import CollectingBox, collecting_box
from logistics.models import Driver
from marketplace.kernel.hours import WeeklyHours
from marketplace.organisations.models import Organisation, OrganisationKind, Role
from tests import make

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 9, 16)
ALL = frozenset({Role.ADMINISTRATOR.value})
DAILY = {"wed": [["09:00", "12:00"]], "thu": [["09:00", "12:00"]]}


def _charity(hours: WeeklyHours | None = None) -> Organisation:
    made = make.organisation(OrganisationKind.CHARITY)
    make.site(made, name="Hall", dock_hours=DAILY if hours is None else hours)
    return made


def _box(listing: Listing, organisation: Organisation | None) -> CollectingBox:
    box = collecting_box(listing, organisation, ALL, now=make.NOW)
    assert box is not None
    return box


def test_visitor_reads_the_donors_hours_only() -> None:
    assert _box(make.listing(), None) == CollectingBox("hours", ["Mon–Fri 09:00–17:00"], [])


def test_nobody_collects_a_space_or_their_own() -> None:
    desks = make.listing()
    room = make.listing(slug="hall", unit="hour", quantity=Decimal(1), mode="lend", unit_mass_kg=None, mass_basis="")
    assert collecting_box(desks, desks.organisation, ALL, now=make.NOW) is None
    assert collecting_box(room, _charity(), ALL, now=make.NOW) is None


def test_docks_alone_decide_where_nobody_has_a_van() -> None:
    box = _box(make.listing(), _charity())
    assert (box.verdict, box.site) == ("yes", "Hall")
    assert box.times == ["Wed 16 Sep, 09:00–12:00", "Thu 17 Sep, 09:00–12:00", "Wed 23 Sep, 09:00–12:00"]
    assert "no van here" in box.note


def test_own_van_has_to_be_out() -> None:
    listing, charity = make.listing(), _charity()
    make.shift(charity, vehicle=make.vehicle(charity, name="Luton"), day=WEDNESDAY)
    assert _box(listing, charity).times == ["Wed 16 Sep, 10:30–12:00 (Luton)"]


def test_donors_van_helps_where_the_own_does_not() -> None:
    listing, charity = make.listing(), _charity()
    make.vehicle(charity)
    assert _box(listing, charity).verdict == "no"
    make.shift(listing.organisation, day=WEDNESDAY, site=listing.site)
    box = _box(listing, charity)
    assert (box.verdict, box.times) == ("yes", ["Wed 16 Sep, 10:30–12:00"])
    assert "van of the giver" in box.note


def test_site_that_is_open_at_other_hours_is_told_so_with_a_way_out() -> None:
    listing, charity = make.listing(), _charity({"sat": [["10:00", "12:00"]]})
    box = _box(listing, charity)
    assert (box.verdict, box.times) == ("no", [])
    assert box.reason == "Hall (Sat 10:00–12:00) is never open at the same time as the giver’s dock."
    assert box.help_href == reverse("organisations:site-edit", args=[charity.sites.get().pk])
    driver_only = collecting_box(listing, charity, frozenset({Role.DRIVER.value}), now=make.NOW)
    assert driver_only is not None
    assert (driver_only.reason, driver_only.help_href) == (box.reason, "")


def test_last_day_bounds_the_days() -> None:
    box = _box(make.listing(must_be_gone_by=date(2026, 9, 15)), _charity())
    assert box.reason.startswith("On the days that are left (until 15 September)")


def test_van_without_a_shift_is_told_with_the_times_that_would_do() -> None:
    listing, charity = make.listing(), _charity()
    make.vehicle(charity)
    box = _box(listing, charity)
    assert (box.verdict, len(box.times), box.help_label) == ("no", 3, "Add a shift")


def test_page_shows_the_box(client: Client) -> None:
    listing = make.listing()
    page = client.get(reverse("listings:listing", args=[listing.pk]))
    assert "Can it be collected?" in page.content.decode()
    assert "Mon–Fri 09:00–17:00" in page.content.decode()


def test_carrier_and_volunteers_are_told_beside_vans_that_do_not_drive() -> None:
    listing, charity = make.listing(), _charity({"tue": [["09:00", "12:00"]], **DAILY})
    make.vehicle(charity, capacity_kg=1, name="Trike")
    alone = _box(listing, charity)
    assert (alone.verdict, list(alone.ways)) == ("no", [])
    leeds = make.carrier(name="Leeds Movers")
    rosa = make.driver(charity, name="Rosa")
    Driver.objects.filter(pk=rosa.pk).update(is_volunteer=True, available={"thu": [["11:00", "15:00"]]})
    make.vehicle(charity, name="Luton")
    box = _box(listing, charity)
    assert (box.verdict, box.times, box.help) == ("yes", [], "")
    assert "no van of yours that can carry it is out" in box.note
    claim = reverse("listings:claim-new", args=[listing.pk])
    assert [(way.words, list(way.times), way.href) for way in box.ways] == [
        (
            "Your volunteer is free then.",
            ["Thu 17 Sep, 11:00–12:00", "Thu 24 Sep, 11:00–12:00", "Thu 1 Oct, 11:00–12:00"],
            claim,
        ),
        (
            "Leeds Movers carries for others and has a van out then.",
            ["Tue 15 Sep, 10:30–12:00"],
            f"{claim}?carrier={leeds.pk}",
        ),
    ]
    driver_only = collecting_box(listing, charity, frozenset({Role.DRIVER.value}), now=make.NOW)
    assert driver_only is not None
    assert [way.href for way in driver_only.ways] == ["", ""]


def test_volunteers_who_said_no_hours_are_asked_at_no_certain_time() -> None:
    listing, charity = make.listing(), _charity()
    make.vehicle(charity, name="Luton")
    rosa = make.driver(charity, name="Rosa")
    Driver.objects.filter(pk=rosa.pk).update(is_volunteer=True)
    box = _box(listing, charity)
    assert (box.verdict, [way.times for way in box.ways]) == ("no", [()])
    assert "has not said when they are free" in box.ways[0].words
