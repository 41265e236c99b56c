"""Calendars of bookings as files (RFC 5545): moments in UTC, so that no calendar program has to know a zone's rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from icalendar import Calendar, Event
from icalendar.prop import vDuration, vText

PRODUCT: Final = "-//Goodsyard//Bookings//EN"
#: How often a calendar program is asked to look again.
LOOKED_AT_EVERY: Final = timedelta(hours=1)

Status = Literal["TENTATIVE", "CONFIRMED", "CANCELLED"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A booking as a calendar tells it. `changes` counts up with every change, `changed_at` is the last."""

    uid: str
    begins: datetime
    ends: datetime
    title: str
    where: str
    details: str
    url: str
    status: Status
    changes: int
    changed_at: datetime


def write(*, name: str, zone: str, entries: Iterable[Entry]) -> bytes:
    """The calendar as a file: the same entries make the same bytes.

    :param name: what calendar programs call it
    :param zone: in which its readers most likely live; the moments themselves are UTC
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", vDuration(LOOKED_AT_EVERY), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(LOOKED_AT_EVERY))
    for entry in entries:
        calendar.add_component(_event(entry))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.changes)
    event.add("dtstart", entry.begins.astimezone(UTC))
    event.add("dtend", entry.ends.astimezone(UTC))
    event.add("summary", vText(entry.title))
    event.add("location", vText(entry.where))
    event.add("description", vText(entry.details))
    event.add("url", entry.url)
    event.add("status", entry.status)
    event.add("transp", "TRANSPARENT" if entry.status == "CANCELLED" else "OPAQUE")
    return event
