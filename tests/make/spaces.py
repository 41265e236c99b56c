"""Spaces that can be booked, and bookings of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from listings.actions import booking as booked
from listings.actions.opening import set_hours
from listings.booking.zones import moment_of
from listings.models import Listing
from listings.models.bookings import Booking
from listings.models.spaces import Space
from marketplace.kernel.hours import WEEKDAYS, WeeklyHours
from marketplace.organisations.models import Organisation, OrganisationKind
from tests.make.listings import listing as _listing
from tests.make.organisations import NOW, administrator, serial
from tests.make.organisations import organisation as _organisation

ALL_DAY: WeeklyHours = {day: [["08:00", "22:00"]] for day in WEEKDAYS}


def space_listing(
    organisation: Organisation | None = None, *, hours: WeeklyHours = ALL_DAY, **said: Any
) -> Listing:  # Any: values of a listing, of several types
    """A published hall for 120 people, open from 8 to 10 each day unless said otherwise."""
    values = {"title": f"Hall {next(serial)}", "quantity": Decimal(1), "condition": "unknown", "capacity_people": 120}
    none = {"unit_mass_kg": None, "mass_basis": ""}
    made = _listing(organisation, slug="hall", **{**values, **none, **said})
    set_hours(listing=made, hours=hours, by=made.created_by, now=NOW)
    return made


def space(
    organisation: Organisation | None = None,
    *,
    parent: Space | None = None,
    hours: WeeklyHours = ALL_DAY,
    listing_said: Mapping[str, Any] | None = None,
    **rules: Any,
) -> Space:  # Any: values of a listing; fields of a space, of several types
    """A space that is confirmed at once, in slots of an hour, from now on; `rules` are fields of `Space`. A part
    belongs to its whole's organisation."""
    owner = parent.listing.organisation if parent else organisation
    values = {"approval": "automatic", "lead_hours": 0, "parent": parent, **rules}
    if parent is not None:
        values["root"] = parent.root or parent
    return Space.objects.create(listing=space_listing(owner, hours=hours, **(listing_said or {})), **values)


def at(text: str, zone: str = "Europe/London") -> datetime:
    """The moment of a local time: "2026-09-22 18:00"."""
    from zoneinfo import ZoneInfo

    return moment_of(datetime.fromisoformat(text), ZoneInfo(zone)).astimezone(UTC)


def booking(
    space: Space | None = None,
    *,
    organisation: Organisation | None = None,
    starts: str = "2026-09-22 18:00",
    ends: str = "2026-09-22 20:00",
    **said: Any,
) -> Booking:  # Any: arguments of `book`
    """Two hours of a Tuesday evening for a charity, by the space's clock, unless said otherwise."""
    room = space or _space()
    who = organisation or _organisation(OrganisationKind.CHARITY)
    values = {"purpose": "A repair café.", "people": 20, "by": administrator(who), "now": NOW, **said}
    return booked.book(space=room, organisation=who, starts=at(starts, room.zone), ends=at(ends, room.zone), **values)


_space = space
