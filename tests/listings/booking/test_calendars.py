"""Calendars of bookings, read with another library: the same moments as on the site, on both days the clocks change."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.actions import agreeing, subscribing
from listings.models import CalendarFeed
from listings.models.bookings import Booking
from listings.models.spaces import Space
from listings.queries.feeds import calendar_file
from marketplace.organisations.models import Membership, Organisation
from tests import make
from tests.make.organisations import NOW, administrator
from tests.make.spaces import booking, space

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")


def _feed(organisation: Organisation, room: Space | None = None) -> CalendarFeed:
    return subscribing.subscribe(organisation=organisation, space=room, by=administrator(organisation), now=NOW)


def _events(feed: CalendarFeed) -> list[Any]:  # Any: vobject is untyped
    """As another calendar library reads what the address answers."""
    answer = Client().get(reverse("listings:calendar-file", args=[feed.token]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    read = vobject.readOne(answer.content.decode())
    return list(read.contents.get("vevent", []))


def _open_all_night(**rules: Any) -> Space:  # Any: fields of a space
    hours = {day: [["00:00", "00:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    return space(hours=hours, horizon_days=400, slot_minutes=30, shortest_minutes=30, **rules)


@pytest.mark.parametrize(
    ("starts", "ends", "begins_utc", "ends_utc"),
    [
        # clocks go forward at 01:00: two hours on the clock are one
        ("2027-03-28 00:30", "2027-03-28 02:30", "2027-03-28 00:30", "2027-03-28 01:30"),
        ("2027-03-28 10:00", "2027-03-28 11:00", "2027-03-28 09:00", "2027-03-28 10:00"),
        # clocks go back at 02:00: three hours on the clock are four
        ("2026-10-25 00:00", "2026-10-25 03:00", "2026-10-24 23:00", "2026-10-25 03:00"),
        ("2026-10-25 10:00", "2026-10-25 11:00", "2026-10-25 10:00", "2026-10-25 11:00"),
    ],
)
def test_a_calendar_agrees_with_the_site_when_clocks_change(
    starts: str, ends: str, begins_utc: str, ends_utc: str
) -> None:
    room = _open_all_night()
    made = booking(room, starts=starts, ends=ends)
    (event,) = _events(_feed(room.listing.organisation, room))
    assert event.dtstart.value == datetime.fromisoformat(f"{begins_utc}+00:00") == made.starts_at
    assert event.dtend.value == datetime.fromisoformat(f"{ends_utc}+00:00") == made.ends_at
    assert f"{event.dtstart.value.astimezone(LONDON):%Y-%m-%d %H:%M}" == starts
    assert f"{event.dtend.value.astimezone(LONDON):%Y-%m-%d %H:%M}" == ends


def test_a_booking_keeps_its_name_and_counts_its_changes() -> None:
    room = space(approval="owner")
    owner = room.listing.organisation
    made, feed = booking(room), _feed(owner, room)
    seen = []
    for act in (None, _confirm, _cancel):
        if act is not None:
            act(made)
        (event,) = _events(feed)
        seen.append((event.uid.value, event.sequence.value, event.status.value))
    uid = f"booking-{made.pk}@localhost"
    assert seen == [(uid, "0", "TENTATIVE"), (uid, "1", "CONFIRMED"), (uid, "2", "CANCELLED")]


def _confirm(made: Booking) -> None:
    agreeing.confirm(booking=made, by=administrator(made.space.listing.organisation), now=NOW)


def _cancel(made: Booking) -> None:
    agreeing.cancel(
        booking=made, organisation=made.organisation, reason="Rain.", by=administrator(made.organisation), now=NOW
    )


def test_a_calendar_tells_no_more_than_it_should_and_long_lines_are_folded() -> None:
    room = space(access_notes="The key is under the mat, code 4711.")
    purpose = "Ein Café für Reparaturen; mit Kaffee, Kuchen und Werkzeug für alle, die etwas reparieren wollen. " * 4
    booking(room, purpose=purpose)
    feed = _feed(room.listing.organisation, room)
    content = calendar_file(feed, NOW)
    assert b"4711" not in content
    assert room.listing.site.street.encode() not in content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert content.count(b"\n") == content.count(b"\r\n")
    (event,) = _events(feed)
    assert purpose.strip() in event.description.value
    assert calendar_file(feed, NOW) == content


def test_the_calendar_of_a_part_has_what_takes_it_up_and_of_an_organisation_what_is_its_own() -> None:
    hall = space()
    left, right = space(parent=hall), space(parent=hall)
    other = space()
    whole = booking(hall, starts="2026-09-22 08:00", ends="2026-09-22 10:00")
    here = booking(left, starts="2026-09-22 12:00", ends="2026-09-22 14:00", organisation=whole.organisation)
    there = booking(right, starts="2026-09-22 12:00", ends="2026-09-22 14:00")
    elsewhere = booking(other, organisation=whole.organisation)

    def told(organisation: Organisation, room: Space | None = None) -> list[str]:
        return [event.uid.value.partition("@")[0] for event in _events(_feed(organisation, room))]

    def keys(*made: Booking) -> list[str]:
        return [f"booking-{one.pk}" for one in made]

    owner = hall.listing.organisation
    assert told(owner, left) == keys(whole, here)
    assert told(owner, hall) == keys(whole, here, there)
    assert told(owner) == keys(whole, here, there)
    assert told(whole.organisation) == keys(whole, here, elsewhere)


def test_an_address_ends_with_membership_and_when_it_is_changed_or_removed() -> None:
    room = space()
    owner = room.listing.organisation
    feed = _feed(owner, room)
    client = make.client(administrator(owner), owner)
    old = reverse("listings:calendar-file", args=[feed.token])
    assert client.post(f"/yard/calendars/{feed.pk}/renew/").status_code == 302
    assert Client().get(old).status_code == 404
    feed.refresh_from_db()
    new = reverse("listings:calendar-file", args=[feed.token])
    assert new != old
    assert new in client.get("/yard/calendars/").content.decode()
    assert Client().get(new).status_code == 200
    memberships = Membership.objects.filter(user=feed.person, organisation=owner)
    kept = list(memberships)
    memberships.delete()
    assert Client().get(new).status_code == 404
    Membership.objects.bulk_create(kept)
    assert Client().get(new).status_code == 200
    assert client.post(f"/yard/calendars/{feed.pk}/remove/").status_code == 302
    assert Client().get(new).status_code == 404


def test_somebody_elses_space_and_address_are_not_there() -> None:
    room, stranger = space(), make.organisation()
    feed = _feed(room.listing.organisation, room)
    client = make.client(administrator(stranger), stranger)
    assert client.post("/yard/calendars/new/", {"space": str(room.pk)}).status_code == 404
    for deed in ("renew", "remove"):
        assert client.post(f"/yard/calendars/{feed.pk}/{deed}/").status_code == 404
    assert Client().get("/calendars/0123456789abcdef.ics").status_code == 404
    assert CalendarFeed.objects.get().nonce == feed.nonce
    with pytest.raises(subscribing.NotYourSpace):
        subscribing.subscribe(organisation=stranger, space=room, by=administrator(stranger), now=NOW)


def test_the_secret_is_not_in_the_database() -> None:
    feed = _feed(make.organisation())
    assert feed.token not in str(CalendarFeed.objects.values().get())
    assert len(feed.token) == 48


def test_a_calendar_costs_the_same_for_one_booking_and_for_three() -> None:
    room = space()
    feed, counts = _feed(room.listing.organisation, room), []
    for hours in (["08", "09"], ["10", "11", "12", "13"]):
        for first, last in zip(hours[::2], hours[1::2], strict=True):
            booking(room, starts=f"2026-09-22 {first}:00", ends=f"2026-09-22 {last}:00")
        with CaptureQueriesContext(connection) as asked:
            events = _events(feed)
        counts.append((len(events), len(asked)))
    assert counts[0][0] == 1
    assert counts[1] == (3, counts[0][1])
