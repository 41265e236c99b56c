"""Links of mails that work without a sign-in, the page of alerts, and its settings."""

import time
from datetime import time as local_time
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from listings.actions.alerting import ring_due
from listings.actions.publishing import withdraw
from listings.models import Alert, AlertPreference, Notice
from listings.models.tokens import ANSWER_FOR, answer_token, stop_token
from marketplace.organisations.actions.membering import leave
from marketplace.organisations.models import Role
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice() -> Notice:
    """Somebody's copy of an alert: a requester of a charity is told of oak desks."""
    group = make.organisation("charity")
    make.member(group, Role.REQUESTER)
    make.want(group)
    make.listing(title="Oak desks")
    ring_due(now=make.NOW)
    return Notice.objects.get()


def strict() -> Client:
    """A browser that nobody is signed in with, and that forged posts are refused of."""
    return Client(enforce_csrf_checks=True)


class Past(signing.TimestampSigner):
    """Signs as a little more than the life of a link ago."""

    def timestamp(self) -> str:
        return signing.b62_encode(int(time.time() - ANSWER_FOR.total_seconds()) - 60)


def path_of(notice: Notice) -> str:
    return f"/alerts/{answer_token(notice.pk)}/"


def test_opening_a_link_changes_nothing_and_its_button_answers(notice: Notice) -> None:
    browser = strict()
    for method in (browser.get, browser.head):
        assert method(f"{path_of(notice)}?answer=interested").status_code == 200
    alert = Alert.objects.get()
    assert (alert.answer, alert.seen_at) == ("", None)
    forged = strict().post(path_of(notice), {"answer": "interested"})
    assert forged.status_code == 403
    token = browser.cookies["csrftoken"].value
    answered = browser.post(path_of(notice), {"answer": "interested", "csrfmiddlewaretoken": token})
    assert answered.status_code == 200
    assert "You are interested" in answered.content.decode()
    alert.refresh_from_db()
    assert (alert.answer, alert.answered_by) == ("interested", notice.person)
    assert alert.seen_at is not None


def test_no_needs_its_reason_and_keeps_it(notice: Notice) -> None:
    browser = Client()
    refused = browser.post(path_of(notice), {"answer": "not_for_us"})
    assert refused.status_code == 422
    assert "Say why it is not for you" in refused.content.decode()
    assert browser.post(path_of(notice), {"answer": "not_for_us", "reason": "no such"}).status_code == 422
    assert browser.post(path_of(notice), {"answer": "maybe"}).status_code == 422
    assert browser.post(path_of(notice), {"answer": "not_for_us", "reason": "too_far"}).status_code == 200
    assert Alert.objects.get().reason == "too_far"


def test_what_is_gone_says_so(notice: Notice) -> None:
    listing = notice.alert.listing
    withdraw(listing=listing, by=listing.created_by, now=make.NOW)
    assert Client().get(path_of(notice)).status_code == 404
    assert Alert.objects.get().answer == ""


def test_link_is_good_for_its_alert_its_person_and_its_time(notice: Notice) -> None:
    browser = Client()
    assert browser.get(f"/alerts/{answer_token(notice.pk)[:-1]}x/").status_code == 404
    assert browser.get(f"/alerts/{signing.dumps(notice.pk)}/").status_code == 404
    assert browser.get(f"/alerts/{stop_token(person=1, organisation=1)}/").status_code == 404
    assert browser.get(f"/alerts/{answer_token(notice.pk + 999)}/").status_code == 404
    assert browser.get("/alerts/é%00/").status_code in {400, 404}
    expired = Past(salt="listings.alert.answer").sign_object(notice.pk)
    gone = browser.get(f"/alerts/{expired}/")
    assert gone.status_code == 410
    assert "This link has expired" in gone.content.decode()
    leave(organisation=notice.alert.organisation, user=notice.person, by=notice.person, now=make.NOW)
    assert browser.get(path_of(notice)).status_code == 404


def test_one_click_of_a_mail_program_stops_the_mails(notice: Notice) -> None:
    path = f"/alerts/stop/{stop_token(person=notice.person_id, organisation=notice.alert.organisation_id)}/"
    browser = strict()
    assert browser.get(path).status_code == 200
    assert AlertPreference.objects.count() == 0
    assert browser.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    kept = AlertPreference.objects.get()
    assert (kept.person, kept.how_often, kept.quiet_from) == (notice.person, "off", local_time(21))
    browser.post(path, {"how_often": "weekly"})
    assert AlertPreference.objects.get().how_often == "weekly"
    assert browser.post("/alerts/stop/broken/").status_code == 404


def test_requester_answers_on_the_page_and_others_only_read(notice: Notice) -> None:
    group = notice.alert.organisation
    browser = make.client(notice.person, group)
    page = browser.get("/yard/alerts/").content.decode()
    assert "Oak desks" in page
    assert "It fits your want “Desks for our homework club”." in page
    reply = f"/yard/alerts/{notice.alert_id}/"
    assert browser.post(reply, {"answer": "interested"}).status_code == 302
    assert "Claim it" in browser.get("/yard/alerts/").content.decode()
    driver = make.client(make.member(group, Role.DRIVER), group)
    read = driver.get("/yard/alerts/").content.decode()
    assert "Oak desks" in read
    assert reply not in read
    assert driver.post(reply, {"answer": "interested"}).status_code == 403
    stranger = make.organisation("school")
    other = make.client(make.administrator(stranger), stranger)
    assert "Oak desks" not in other.get("/yard/alerts/").content.decode()
    assert other.post(reply, {"answer": "interested"}).status_code == 404


SAID = {"how_often": "daily", "quiet_from": "22:00", "quiet_until": "06:30", "time_zone": "Europe/Dublin"}


def test_settings_are_kept_for_the_person_and_the_organisation(notice: Notice) -> None:
    browser = make.client(notice.person, notice.alert.organisation)
    assert 'value="21:00"' in browser.get("/yard/alerts/settings/").content.decode()
    assert browser.post("/yard/alerts/settings/", SAID).status_code == 302
    assert browser.post("/yard/alerts/settings/", {**SAID, "how_often": "weekly"}).status_code == 302
    kept = AlertPreference.objects.get()
    assert (kept.how_often, kept.quiet_from, kept.time_zone) == ("weekly", local_time(22), "Europe/Dublin")
    assert "once a week" in browser.get("/yard/alerts/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"how_often": "hourly"}, {"quiet_from": "25:00"}, {"quiet_until": ""}, {"time_zone": "Mars/Base"},
        {"time_zone": "../etc/passwd"}, {"time_zone": "a\x00b"}, {"quiet_from": "07:00", "quiet_until": "06:30"},
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused_and_kept_in_the_form(notice: Notice, wrong: dict[str, str]) -> None:
    browser = make.client(notice.person, notice.alert.organisation)
    answer = browser.post("/yard/alerts/settings/", {**SAID, **wrong})
    assert answer.status_code == 422
    assert AlertPreference.objects.count() == 0


def test_alerts_of_a_day_that_passed_stay_until_the_listing_goes(notice: Notice) -> None:
    Alert.objects.update(told_at=make.NOW - timedelta(days=60))
    browser = make.client(notice.person, notice.alert.organisation)
    assert "Oak desks" in browser.get("/yard/alerts/").content.decode()
    listing = notice.alert.listing
    withdraw(listing=listing, by=listing.created_by, now=make.NOW)
    assert "Oak desks" not in browser.get("/yard/alerts/").content.decode()
