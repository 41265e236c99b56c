"""What stands in a calendar: the bookings of a space, or all of an organisation's, as entries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.booking.calendars import Entry, Status, write
from listings.models.bookings import Booking, BookingState
from listings.models.feeds import CalendarFeed
from listings.models.spaces import Space
from marketplace.organisations.models import Organisation, User

#: What is over for longer is left out of calendars.
LOOKED_BACK: Final = timedelta(days=180)
#: So many bookings stand in a calendar at most, the latest.
MOST: Final = 2_000

_STATUS: Final[dict[str, Status]] = {
    BookingState.ASKED: "TENTATIVE",
    BookingState.CONFIRMED: "CONFIRMED",
    BookingState.DECLINED: "CANCELLED",
    BookingState.WITHDRAWN: "CANCELLED",
    BookingState.CANCELLED: "CANCELLED",
    BookingState.LAPSED: "CANCELLED",
}


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A calendar that the person may have, and their address for it, if they have one."""

    title: str
    detail: str
    space: Space | None
    feed: CalendarFeed | None
    address: str
    webcal: str


def calendar_file(feed: CalendarFeed, now: datetime) -> bytes:
    """The file behind the address. Two queries for a space, one for an organisation, however many bookings."""
    bookings = list(_bookings_in(feed, now)[:MOST])
    entries = [_entry(booking, feed.organisation) for booking in reversed(bookings)]
    if feed.space is not None:
        return write(name=str(feed.space.listing.title), zone=feed.space.zone, entries=entries)
    zones = sorted({booking.space.zone for booking in bookings})
    name = _("Bookings of %(name)s") % {"name": feed.organisation.name}
    return write(name=name, zone=zones[0] if len(zones) == 1 else settings.TIME_ZONE, entries=entries)


def _bookings_in(feed: CalendarFeed, now: datetime) -> QuerySet[Booking]:
    """The latest first. A space is taken by bookings of itself, of what it is part of and of its parts."""
    shown = Booking.objects.filter(ends_at__gt=now - LOOKED_BACK).for_page().order_by("-starts_at", "-pk")
    if feed.space is None:
        return shown.visible_to(feed.organisation)
    return shown.filter(space__in=_taken_with(feed.space))


def _taken_with(space: Space) -> list[int]:
    """The keys of the space, of what it is part of and of its parts, through any depth."""
    parents = dict(Space.objects.tree_of(space).values_list("pk", "parent"))
    above, at = [], parents.get(space.pk)
    while at is not None:
        above.append(at)
        at = parents.get(at)
    below, latest = [], [space.pk]
    while latest:
        latest = [pk for pk, parent in parents.items() if parent in latest]
        below += latest
    return [space.pk, *above, *below]


def _entry(booking: Booking, reader: Organisation) -> Entry:
    """A booking as the organisation's members read it. How to get in is told on its page alone, when it is time."""
    space, owner = booking.space, booking.space.listing.organisation
    mine = owner.pk == reader.pk
    other = booking.organisation.name if mine else owner.name
    moments = [moment for moment in (booking.asked_at, booking.answered_at, booking.ended_at) if moment is not None]
    return Entry(
        uid=f"booking-{booking.pk}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}",
        begins=booking.starts_at,
        ends=booking.ends_at,
        title=f"{space.listing.title}: {other}",
        where=f"{space.listing.title}, {owner.name}, {space.listing.site.public_area}",
        details="\n".join(_details(booking)),
        url=f"{settings.SITE_URL}{reverse('listings:booking', args=[booking.pk])}",
        status=_STATUS[booking.state],
        changes=len(moments) - 1,
        changed_at=max(moments),
    )


def _details(booking: Booking) -> list[str]:
    said = [str(booking.get_state_display()), booking.purpose]
    if booking.people:
        said.append(ngettext("%(n)s person", "%(n)s people", booking.people) % {"n": booking.people})
    return said


def feed_lines(person: User, organisation: Organisation, root: str) -> list[FeedLine]:
    """The calendars that somebody of the organisation may have: of all its bookings, and of each of its spaces.

    :param root: the site's address without a path, before which "https" or the like stands
    """
    feeds = {feed.space_id: feed for feed in CalendarFeed.objects.of(person, organisation)}
    spaces = Space.objects.owned_by(organisation).select_related("listing").order_by("listing__title", "pk")
    every = _("All bookings of %(name)s") % {"name": organisation.name}
    lines = [_line(every, _("Those you asked for, and those asked of your spaces."), None, feeds, root)]
    return lines + [_line(str(space.listing.title), "", space, feeds, root) for space in spaces]


def _line(title: str, detail: str, space: Space | None, feeds: dict[int | None, CalendarFeed], root: str) -> FeedLine:
    feed = feeds.get(space.pk if space else None)
    if feed is None:
        return FeedLine(title, detail, space, None, "", "")
    address = f"{root}{reverse('listings:calendar-file', args=[feed.token])}"
    return FeedLine(title, detail, space, feed, address, f"webcal://{address.partition('://')[2]}")
