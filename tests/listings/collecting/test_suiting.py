"""Listings by what a van can carry and when a space is open, asked of the database."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from listings.actions.opening import HoursOfGoods, TooManyStretches, set_hours
from listings.collecting import VanLimits
from listings.models import Listing, SpaceHours
from listings.models.space_hours import weekly_hours_of
from listings.queries.collecting import shifts_of, vans_of
from marketplace.kernel.hours import BadHours
from tests import make

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 9, 21)
SMALL = VanLimits(kg=100, litres=1000, has_tail_lift=False)
LARGE = VanLimits(kg=1000, litres=None, has_tail_lift=True)


def test_goods_by_what_the_vans_carry() -> None:
    ours = make.organisation()
    said: dict[str, Any] = {
        "unit_mass_kg": Decimal(40),
        "quantity": Decimal(3),
        "unit_volume_litres": 300,
    }  # Any: as below
    desk = make.listing(ours, **said)
    heavy = make.listing(ours, **said | {"unit_mass_kg": Decimal(101)})
    bulky = make.listing(ours, **said | {"unit_volume_litres": 1001})
    lifted = make.listing(ours, **said, needs_tail_lift=True)
    light = make.listing(ours, **said | {"unit_mass_kg": Decimal("0.1"), "quantity": Decimal(1000)})
    unknown_volume = make.listing(ours, **said | {"unit_volume_litres": None, "quantity": Decimal(1)})
    make.listing(ours, **said | {"unit_mass_kg": None, "mass_basis": ""})
    make.listing(
        ours, slug="meeting-room", quantity=Decimal(1), unit="hour", mode="lend", unit_mass_kg=None, mass_basis=""
    )

    def carried(*vans: VanLimits, whole: bool = False) -> set[Listing]:
        return set(Listing.objects.carried_by(vans, whole=whole))

    assert carried() == set()
    assert carried(SMALL) == {desk, light, unknown_volume}
    assert carried(SMALL, whole=True) == {unknown_volume}
    assert carried(VanLimits(kg=100, litres=None, has_tail_lift=False), whole=True) == {light, unknown_volume}
    assert carried(SMALL, LARGE) == {desk, heavy, bulky, lifted, light, unknown_volume}
    assert carried(LARGE, whole=True) == {desk, heavy, bulky, lifted, light, unknown_volume}


def _space(**said: Any) -> Listing:  # Any: values of a listing
    return make.listing(
        slug="meeting-room", quantity=Decimal(1), unit="hour", mode="lend", unit_mass_kg=None, mass_basis="", **said
    )


def _open_on(day: date, start: str, end: str) -> list[Listing]:
    found = Listing.objects.open_on(day, time.fromisoformat(start), time.fromisoformat(end))
    return list(found.order_by("pk"))


def test_spaces_by_when_they_are_open() -> None:
    room = _space()
    hours = {"mon": [["09:00", "12:00"], ["12:00", "16:00"], ["18:00", "00:00"]]}
    set_hours(listing=room, hours=hours, by=room.created_by, now=make.NOW)
    closed = _space(available_from=date(2026, 9, 22))
    set_hours(listing=closed, hours=hours, by=closed.created_by, now=make.NOW)
    _space()
    asked = [
        ("09:00", "16:00"),
        ("11:00", "13:00"),
        ("20:00", "00:00"),
        ("08:59", "10:00"),
        ("15:00", "16:01"),
        ("16:00", "18:00"),
    ]
    found = [_open_on(MONDAY, *span) for span in asked]
    assert found == [[room], [room], [room], [], [], []]
    assert _open_on(date(2026, 9, 22), "10:00", "11:00") == []
    assert _open_on(date(2026, 9, 28), "10:00", "11:00") == [room, closed]
    joined = {"mon": [["09:00", "16:00"], ["18:00", "00:00"]]}
    assert weekly_hours_of(room.hours.all()) == joined


def test_hours_are_said_anew_not_added() -> None:
    room = _space()
    for hours in ({"mon": [["09:00", "12:00"]], "tue": [["09:00", "12:00"]]}, {"tue": [["10:00", "11:00"]]}):
        set_hours(listing=room, hours=hours, by=room.created_by, now=make.NOW)
    assert weekly_hours_of(SpaceHours.objects.all()) == {"tue": [["10:00", "11:00"]]}


def test_hours_that_cannot_be_change_nothing() -> None:
    room, desk = _space(), make.listing()
    good = {"mon": [["09:00", "12:00"]]}
    set_hours(listing=room, hours=good, by=room.created_by, now=make.NOW)
    with pytest.raises(HoursOfGoods):
        set_hours(listing=desk, hours=good, by=desk.created_by, now=make.NOW)
    with pytest.raises(BadHours):
        set_hours(listing=room, hours={"mon": [["12:00", "09:00"]]}, by=room.created_by, now=make.NOW)
    often = {"mon": [[f"{hour:02}:00", f"{hour:02}:30"] for hour in range(9)]}
    with pytest.raises(TooManyStretches):
        set_hours(listing=room, hours=often, by=room.created_by, now=make.NOW)
    assert weekly_hours_of(SpaceHours.objects.all()) == good


def test_vans_and_shifts_are_those_of_the_organisation() -> None:
    ours = make.carrier(vans=2)
    make.carrier()
    assert vans_of(ours) == (VanLimits(1200, 18_000, has_tail_lift=True),) * 2
    shifts = shifts_of(ours, start=make.NOW, end=make.NOW.replace(hour=23))
    assert [shift.van.kg for shift in shifts] == [1200, 1200]
    assert shifts_of(ours, start=make.NOW.replace(hour=20), end=make.NOW.replace(hour=23)) == ()
    assert vans_of(make.organisation()) == ()
