"""Circles and stages."""

from datetime import date, datetime, timedelta

from listings.actions.staging import StageValues, stage
from listings.models import Audience, Listing
from marketplace.organisations.models import Circle, CircleMembership, Organisation
from tests.make.organisations import NOW, administrator, serial

TODAY = NOW.date()


def circle(
    founder: Organisation, *members: Organisation, active_from: date = TODAY, ends_on: date | None = None
) -> Circle:
    """A circle with these members in it, each until `ends_on`."""
    by = administrator(founder)
    made = Circle.objects.create(
        name=f"Circle {next(serial)}",
        rules="What is shown here stays here.",
        active_from=active_from,
        review_on=active_from + timedelta(days=365),
        founded_by=founder,
        created_by=by,
        created_at=NOW,
    )
    for one in (founder, *members):
        place(made, one, ends_on=None if one == founder else ends_on)
    return made


def place(
    circle: Circle, organisation: Organisation, *, ends_on: date | None = None, ended_at: datetime | None = None
) -> CircleMembership:
    """A place in the circle that both sides have accepted."""
    by = administrator(circle.founded_by)
    return CircleMembership.objects.create(
        circle=circle,
        organisation=organisation,
        invited_by=by,
        invited_at=NOW,
        ends_on=ends_on,
        accepted_at=NOW,
        accepted_by=administrator(organisation),
        ended_at=ended_at,
        ended_by=by if ended_at else None,
    )


def staged(
    listing: Listing,
    *,
    own: date | None = None,
    circles: dict[Circle, date] | None = None,
    everyone: date | None = None,
) -> Listing:
    """The listing, shown from these days on."""
    stages = [StageValues(Audience.OWN_SITES, own)] if own else []
    stages += [StageValues(Audience.CIRCLE, day, one) for one, day in (circles or {}).items()]
    stages += [StageValues(Audience.EVERYONE, everyone)] if everyone else []
    stage(listing=listing, stages=stages, by=listing.created_by, now=NOW)
    return listing
