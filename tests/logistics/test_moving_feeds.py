"""Calendars of what moves, read with another library: a driver's shifts, both ends of a van's way, what is fetched."""

from datetime import timedelta
from typing import Any

import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from logistics.actions.loads.fetching import agree_time
from logistics.actions.people import subscribing
from logistics.models import Route, Stop
from logistics.models.moving_feeds import MovingFeed, MovingFeedKind
from logistics.queries.moments import promise_of
from logistics.queries.moving_feeds import moving_calendar
from marketplace.organisations.models import Membership, Organisation, Role, User
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_tuesday")]


def _feed(organisation: Organisation, kind: str = "moves", by: User | None = None) -> MovingFeed:
    person = by or make.administrator(organisation)
    return subscribing.subscribe(organisation=organisation, kind=kind, by=person, now=make.NOW)


def _events(feed: MovingFeed) -> list[Any]:  # Any: vobject is untyped
    answer = Client().get(reverse("logistics:moving-calendar-file", args=[feed.token]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return list(vobject.readOne(answer.content.decode()).contents.get("vevent", []))


def test_both_ends_of_a_vans_way_see_when_it_comes_and_the_driver_when_to_leave() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    make.plan(carrier)
    pickup, dropoff = Stop.objects.for_mails().order_by("sequence")
    for side, stop, words in (
        (claim.listing.organisation, pickup, "Collected"),
        (claim.organisation, dropoff, "Delivered"),
    ):
        [event] = _events(_feed(side))
        assert (event.dtstart.value, event.dtend.value) == promise_of(stop)
        assert event.summary.value == f"{words}: {claim.listing.title}"
        assert stop.site.street not in str(event)
        assert event.url.value.endswith(f"/claims/{claim.pk}/collection/")
    route = Route.objects.for_runs().get()
    [run] = _events(_feed(carrier))
    assert (run.dtstart.value, run.dtend.value) == (route.starts_at, route.ends_at)
    [shift] = _events(_feed(carrier, "drives", route.shift.driver.user))
    assert (shift.dtstart.value, shift.dtend.value) == (route.shift.starts_at, route.shift.ends_at)
    assert shift.description.value == "A run with 2 stops."
    assert _events(_feed(carrier, "drives")) == []


def test_what_is_fetched_stands_at_its_time_for_both() -> None:
    claim = make.accepted_claim()
    at = make.NOW + timedelta(days=1)
    agree_time(claim=claim, at=at, by=claim.listing.created_by, now=make.NOW)
    titles = [_events(_feed(side))[0].summary.value for side in (claim.listing.organisation, claim.organisation)]
    assert titles == [f"They fetch: {claim.listing.title}", f"Fetch: {claim.listing.title}"]
    [event] = _events(_feed(claim.organisation))
    assert (event.dtstart.value, event.dtend.value) == (at, at + timedelta(minutes=30))
    assert _events(_feed(make.organisation())) == []


def test_address_ends_with_change_removal_and_membership() -> None:
    organisation = make.organisation()
    person = make.member(organisation, Role.DRIVER)
    feed = _feed(organisation, "drives", person)
    assert _feed(organisation, "drives", person).token == feed.token
    first = feed.token
    subscribing.renew(feed=feed, by=person, now=make.NOW)
    gone, there = (
        Client().get(reverse("logistics:moving-calendar-file", args=[token])).status_code
        for token in (first, feed.token)
    )
    assert (gone, there) == (404, 200)
    Membership.objects.filter(user=person).delete()
    assert Client().get(reverse("logistics:moving-calendar-file", args=[feed.token])).status_code == 404
    with pytest.raises(subscribing.NoSuchCalendar):
        subscribing.subscribe(organisation=organisation, kind="weather", by=person, now=make.NOW)


def test_page_gives_changes_and_takes_away() -> None:
    organisation = make.organisation()
    browser = make.client(make.administrator(organisation), organisation)
    page = reverse("logistics:moving-calendars")
    assert "Make an address" in browser.get(page).content.decode()
    assert browser.post(reverse("logistics:moving-calendar-new"), {"kind": "moves"}).status_code == 302
    feed = MovingFeed.objects.get()
    assert feed.token in browser.get(page).content.decode()
    assert browser.post(reverse("logistics:moving-calendar-renew", args=[feed.pk])).status_code == 302
    assert browser.post(reverse("logistics:moving-calendar-remove", args=[feed.pk])).status_code == 302
    assert MovingFeed.objects.count() == 0
    assert browser.post(reverse("logistics:moving-calendar-new"), {"kind": "no"}).status_code == 422


@pytest.mark.parametrize("kind", MovingFeedKind.values)
def test_file_takes_as_many_queries_for_three_as_for_one(kind: str) -> None:
    carrier = make.carrier()
    feed = _feed(carrier, kind)
    counts = []
    for _more in range(2):
        make.accepted_claim(carrier=carrier)
        make.plan(carrier)
        with CaptureQueriesContext(connection) as queries:
            moving_calendar(feed, make.NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]
