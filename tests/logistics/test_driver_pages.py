"""What drivers say of themselves, what coordinators say of them, and the mails before papers run out."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from logistics.actions.people.licensing import CredentialValues, put_away, record_credential, remind_of_papers
from logistics.models import Credential, Driver, Shift
from logistics.queries.vans import start_of
from marketplace.organisations.models import Role
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_tuesday")]


def test_driver_says_when_they_are_free_and_where_they_set_out_from() -> None:
    carrier = make.carrier(vans=0)
    driver = make.driver(carrier)
    browser = make.client(driver.user, carrier)
    assert "On record of me" in browser.get(reverse("logistics:driving")).content.decode()
    url = reverse("logistics:driving-hours")
    assert browser.post(url, {"tue_0_from": "18:00", "tue_0_to": "09:00"}).status_code == 422
    assert browser.post(url, {"tue_0_from": "09:00", "tue_0_to": "12:00"}).status_code == 302
    home = reverse("logistics:driving-home")
    assert browser.post(home, {"postcode": "nonsense", "street": ""}).status_code == 422
    assert browser.post(home, {"postcode": "LS2 7EQ", "street": ""}).status_code == 302
    driver.refresh_from_db()
    assert driver.available == {"tue": [["09:00", "12:00"]]}
    assert driver.home_latitude == pytest.approx(53.8, abs=0.05)
    page = browser.get(reverse("logistics:driving")).content.decode()
    assert f"{driver.home_latitude:.3f}" not in page
    office = make.client(make.member(carrier, Role.COORDINATOR), carrier)
    shift: dict[str, object] = {
        "driver": driver.pk,
        "vehicle": make.vehicle(carrier).pk,
        "start_site": carrier.sites.get().pk,
    }
    shift |= {"day": "2026-09-15", "starts": "10:30", "ends": "16:30", "crew": "2", "from_home": "on"}
    shift |= {"break_from": "12:00", "break_to": "13:00", "break_minutes": "30", "ending": "open"}
    assert office.post(reverse("logistics:shift-new"), shift).status_code == 302
    made = Shift.objects.for_planning().get()
    assert start_of(made).latitude == driver.home_latitude
    assert (made.has_open_end, made.breaks.get().minutes) == (True, 30)
    assert browser.post(reverse("logistics:driving-home-forget")).status_code == 302
    driver.refresh_from_db()
    assert driver.home_latitude is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"from_home": "on"}, "has not said where they set out from"),
        ({"ending": "site"}, "Choose the site where it ends"),
        ({"break_from": "12:00"}, "both times and its minutes"),
        ({"break_from": "05:00", "break_to": "06:00", "break_minutes": "30"}, "has to lie within the shift"),
    ],
)
def test_shift_that_is_not_sound_is_refused(said: dict[str, str], words: str) -> None:
    carrier = make.carrier(vans=0)
    values = {"driver": make.driver(carrier).pk, "vehicle": make.vehicle(carrier).pk, "crew": "2"}
    values |= {"start_site": carrier.sites.get().pk, "day": "2026-09-15", "starts": "10:30", "ends": "16:30"}
    office = make.client(make.administrator(carrier), carrier)
    answer = office.post(reverse("logistics:shift-new"), {**values, **said})
    assert (answer.status_code, Shift.objects.count()) == (422, 0)
    assert words in answer.content.decode()


def test_coordinator_marks_a_volunteer_and_their_skills() -> None:
    carrier, other = make.carrier(vans=0), make.carrier(vans=0)
    driver = make.driver(carrier)
    url = reverse("logistics:driver-edit", args=[driver.pk])
    office = make.client(make.administrator(carrier), carrier)
    assert office.get(url).status_code == 200
    assert office.post(url, {"phone": "1", "is_volunteer": "on", "skills": ["nonsense"]}).status_code == 422
    assert office.post(url, {"phone": "1", "is_volunteer": "on", "skills": ["tail_lift", "food"]}).status_code == 302
    driver.refresh_from_db()
    assert (driver.is_volunteer, driver.skills) == (True, ["food", "tail_lift"])
    assert make.client(make.administrator(other), other).post(url, {"phone": "2"}).status_code == 404
    assert make.client(driver.user, carrier).get(url).status_code == 403
    assert Driver.objects.get().phone == "1"


def _mails(capture: Any) -> list[str]:  # Any: a fixture
    mail.outbox.clear()
    with capture(execute=True):
        remind_of_papers(now=make.NOW)
    return [str(one.subject) for one in mail.outbox]


def test_mails_go_out_a_month_a_week_a_day_before_and_after(django_capture_on_commit_callbacks: Any) -> None:
    carrier = make.carrier(vans=0)
    make.member(carrier, Role.COORDINATOR)
    make.licence(make.driver(carrier, name="Rosa Moto", licensed=False), until=make.DAY + timedelta(days=40))
    days = (0, 8, 9, 10, 32, 33, 34, 38, 39, 40, 41, 42)
    counts = {day: remind_of_papers(now=make.NOW + timedelta(days=day)) for day in days}
    assert {day: count for day, count in counts.items() if count} == {9: 1, 33: 1, 39: 1, 41: 1}
    put_away(credential=Credential.objects.get(), why="Typed wrongly", by=make.administrator(carrier), now=make.NOW)
    make.licence(Driver.objects.get(), until=make.DAY + timedelta(days=20))
    assert _mails(django_capture_on_commit_callbacks) == ["Rosa Moto: the driving licence runs out on 5 October 2026"]
    make.licence(Driver.objects.get())
    assert [remind_of_papers(now=make.NOW + timedelta(days=day)) for day in (14, 19, 21)] == [0, 0, 0]


def test_papers_of_others_remind_nobody_else(django_capture_on_commit_callbacks: Any) -> None:
    carrier, other = make.carrier(vans=0), make.carrier(vans=0)
    values = CredentialValues("public_liability_insurance", date(2026, 1, 1), make.DAY + timedelta(days=5))
    by = make.administrator(carrier)
    record_credential(organisation=carrier, values=values, vehicle=None, driver=None, file=None, by=by, now=make.NOW)
    _mails(django_capture_on_commit_callbacks)
    assert {one.to[0] for one in mail.outbox} == {by.email}
    assert make.administrator(other).email != by.email
