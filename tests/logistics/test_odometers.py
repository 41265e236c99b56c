"""The dial of a vehicle before and after a run: what is likely, and what follows from it for the kilometres."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from logistics.actions.people.forgetting import forget_legs
from logistics.actions.people.keeping import NotADriverOfYours, VehicleValues, change_vehicle
from logistics.actions.people.reading import read_odometer
from logistics.models import LegTime, OdometerReading, Route, Stop, Vehicle
from logistics.queries.footprints import footprints_of
from logistics.queries.roads import KEPT_FOR
from logistics.roads.sharing import stretched
from marketplace.kernel.errors import DomainError
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_that_tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: make.NOW)


def _run() -> Route:
    """A run that is under way, with one load."""
    group = make.carrier()
    make.accepted_claim(carrier=group)
    return make.run(group)


def _over(route: Route) -> Route:
    for stop in Stop.objects.filter(route=route).for_mails():
        make.proved(stop)
    route.refresh_from_db()
    assert route.state == "finished"
    return Route.objects.for_runs().get(pk=route.pk)


def _read(route: Route, start: int | None, end: int | None, *, is_sure: bool = False) -> OdometerReading:
    by = route.shift.driver.user
    return read_odometer(route=route, start_km=start, end_km=end, is_sure=is_sure, by=by, now=make.NOW)


def _refusal(route: Route, start: int | None, end: int | None) -> str:
    with pytest.raises(DomainError) as refused:
        _read(route, start, end)
    return refused.value.code


def test_readings_that_cannot_be_are_refused_and_unlikely_ones_asked_about() -> None:
    route = _run()
    assert _refusal(route, None, None) == "odometer_nothing_read"
    assert _refusal(route, 1_000_000, None) == "odometer_not_on_a_dial"
    assert _refusal(route, 40_000, 40_010) == "odometer_not_driven_yet"
    assert _read(route, 40_000, None).driven_km is None
    route = _over(route)
    assert _refusal(route, 40_000, 39_999) == "odometer_turned_back"
    assert _refusal(route, 40_000, 41_000) == "odometer_unlikely"
    assert OdometerReading.objects.get().end_km is None
    assert _read(route, 40_000, 41_000, is_sure=True).driven_km == 1000
    assert _read(route, 40_000, 40_012).driven_km == 12
    vehicle = route.shift.vehicle
    make.shift(vehicle.organisation, vehicle=vehicle, hours=("17:30", "20:00"))
    later = Route.objects.create(
        plan=route.plan,
        shift=vehicle.shifts.latest("starts_at"),
        state="published",
        starts_at=route.ends_at,
        ends_at=route.ends_at,
        planned_metres=9_000,
        planned_seconds=600,
    )
    assert _refusal(later, 40_011, None) == "odometer_unlikely"
    assert _refusal(later, 43_000, None) == "odometer_unlikely"
    assert _read(later, 40_014, None).start_km == 40_014


def test_run_is_as_long_as_its_dial_says() -> None:
    route = _over(_run())
    before = footprints_of([route])[route.pk]
    assert before.basis != "measured"
    _read(route, 100, 100 + round(before.km) + 5)
    after = footprints_of([route])[route.pk]
    assert after.basis == "measured"
    assert after.km == round(before.km) + 5
    assert abs(after.empty_percent - before.empty_percent) <= 1


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12), st.integers(0, 10**7))
def test_stretched_legs_add_up_to_the_whole(metres: list[int], whole: int) -> None:
    legs = stretched(metres, whole)
    assert sum(legs) == whole
    assert all(leg >= 0 for leg in legs)
    assert not sum(metres) or all(leg == 0 for leg, before in zip(legs, metres, strict=True) if before == 0)


def test_driver_enters_it_on_its_page_and_the_vehicle_shows_it() -> None:
    route = _over(_run())
    driver = make.client(route.shift.driver.user, route.plan.organisation)
    url = reverse("logistics:run-odometer", args=[route.pk])
    assert url in driver.get(reverse("logistics:run", args=[route.pk])).content.decode()
    doubted = driver.post(url, {"start_km": "5000", "end_km": "9000"})
    assert (doubted.status_code, "It is right" in doubted.content.decode()) == (422, True)
    assert driver.post(url, {"start_km": "5000", "end_km": "9000", "is_sure": "on"}).status_code == 302
    coordinator = make.client(make.administrator(route.plan.organisation), route.plan.organisation)
    page = coordinator.get(reverse("logistics:vehicle-edit", args=[route.shift.vehicle.pk])).content.decode()
    assert "4000 km" in page


def test_keeper_is_chosen_on_the_vehicles_page_and_is_one_of_ours() -> None:
    group = make.carrier(vans=0)
    vehicle, rosa, stranger = make.vehicle(group), make.driver(group, name="Rosa"), make.driver(make.carrier(vans=0))
    browser = make.client(make.administrator(group), group)
    url = reverse("logistics:vehicle-edit", args=[vehicle.pk])
    said: dict[str, Any] = {  # Any: what a form is sent
        "name": vehicle.name,
        "type": vehicle.type,
        "capacity_kg": 900,
        "capacity_litres": 9000,
        "capacity_pallets": 0,
    }
    assert browser.post(url, {**said, "keeper": stranger.pk}).status_code == 422
    assert browser.post(url, {**said, "keeper": rosa.pk}).status_code == 302
    assert Vehicle.objects.get(pk=vehicle.pk).keeper == rosa
    values = VehicleValues("Van", "", vehicle.type, 900, 9000, 0, has_tail_lift=False, keeper=stranger)
    with pytest.raises(NotADriverOfYours):
        change_vehicle(vehicle=vehicle, values=values, by=make.administrator(group), now=make.NOW)


def test_clock_forgets_driving_times_that_are_too_old_to_be_used() -> None:
    def told(number: int, at: datetime) -> None:
        LegTime.objects.create(
            provider="osrm",
            profile="van",
            from_latitude=number,
            from_longitude=0,
            to_latitude=0,
            to_longitude=0,
            seconds=1,
            metres=1,
            told_at=at,
        )

    told(1, make.NOW - KEPT_FOR * 2)
    told(2, make.NOW - KEPT_FOR / 2)
    assert forget_legs(now=make.NOW) == 1
    assert [one.from_latitude for one in LegTime.objects.all()] == [2]


def test_page_of_what_is_kept_names_notes_and_laws() -> None:
    group = make.carrier(vans=0)
    page = make.client(make.administrator(group), group).get(reverse("logistics:retention")).content.decode()
    for words in ("Waste transfer note", "2 years", "3 years", "reg. 35", "reg. 49", "48 hours", "30 days"):
        assert words in page, words
