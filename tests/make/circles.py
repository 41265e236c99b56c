"""Circles and stages."""

from datetime import date, timedelta

from listings.actions.staging import StageValues, stage
from listings.models import Audience, Listing
from marketplace.organisations.actions import circling
from marketplace.organisations.models import Circle, CircleMembership, Organisation
from tests.make.organisations import NOW, administrator, serial

TODAY = NOW.date()


def circle(
    founder: Organisation, *members: Organisation, active_from: date = TODAY, ends_on: date | None = None
) -> Circle:
    """A circle with these members in it, each until `ends_on`."""
    made = circling.found(
        organisation=founder,
        name=f"Circle {next(serial)}",
        rules="What is shown here stays here.",
        active_from=active_from,
        review_on=max(active_from, TODAY) + timedelta(days=365),
        by=administrator(founder),
        now=NOW,
    )
    for one in members:
        place(made, one, ends_on=ends_on)
    return made


def place(
    circle: Circle, organisation: Organisation, *, ends_on: date | None = None, accepted: bool = True
) -> CircleMembership:
    """A place in the circle, for a year unless said otherwise, or an invitation to it."""
    made = circling.invite(
        circle=circle,
        organisation=organisation,
        ends_on=ends_on or TODAY + timedelta(days=365),
        by=administrator(circle.founded_by),
        now=NOW,
    )
    if accepted:
        circling.accept(place=made, by=administrator(organisation), now=NOW)
    return made


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
