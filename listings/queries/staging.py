"""What pages say of stages: a small timeline for whoever may see the listing, and the record for its owner."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Audience, Listing, ListingState, Showing, Stage
from listings.queries.claims import Step
from marketplace.organisations.models import CircleMembership, Organisation

#: How many lines of the record a page shows, the last ones.
MOST_LINES: Final = 50


def stage_steps(listing: Listing, organisation: Organisation | None, today: date) -> list[Step]:
    """Who sees it since when and from when on, for whoever may see it: its owner reads all of it, a member of a circle
    about their own circles and everyone, anybody else about everyone."""
    stages = list(Stage.objects.of([listing]))
    if not stages:
        return [Step(_("Offered to everyone"), "done", listing.published_at)] if listing.published_at else []
    is_own = organisation is not None and organisation.pk == listing.organisation_id
    mine = set() if organisation is None or is_own else _seen_through(stages, organisation, today)
    ends = _ends(stages, organisation, today)
    steps = [
        _step(row, listing, today, ends.get(row.circle_id))
        for row in stages
        if is_own or row.pk in mine or row.audience == Audience.EVERYONE
    ]
    if is_own and all(row.audience != Audience.EVERYONE for row in stages):
        steps.append(Step(_("Not offered to everyone"), "skipped"))
    return steps


def _seen_through(stages: Iterable[Stage], organisation: Organisation, today: date) -> set[int]:
    shown = Stage.objects.shown_to(organisation, today).filter(pk__in=[row.pk for row in stages])
    return set(shown.values_list("pk", flat=True))


def _ends(stages: Iterable[Stage], organisation: Organisation | None, today: date) -> dict[int | None, date | None]:
    """Until when the organisation has its place in each circle of the stages: then that stage is over for it."""
    circles = [row.circle_id for row in stages if row.circle_id is not None]
    if organisation is None or not circles:
        return {}
    places = CircleMembership.objects.lasting(today).of(organisation).filter(circle__in=circles)
    return dict(places.values_list("circle", "ends_on"))


def _step(row: Stage, listing: Listing, today: date, ends_on: date | None = None) -> Step:
    whom = audience_words(row.audience, row.circle.name if row.circle else "")
    if row.begins_on <= today and listing.state == ListingState.PUBLISHED:
        until = _("while your place lasts, until %(day)s") % {"day": date_format(ends_on, "j F Y")} if ends_on else ""
        return Step(_("Shown to %(whom)s") % {"whom": whom}, "done", row.opened_at, until)
    days = (row.begins_on - today).days
    left = ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days} if days > 0 else ""
    words = _("%(whom)s from %(day)s") % {"whom": whom, "day": date_format(row.begins_on, "j F Y")}
    return Step(words[:1].upper() + words[1:], "next", note=left)


def audience_words(audience: str, circle: str) -> str:
    """An audience in a sentence."""
    words = {Audience.OWN_SITES: _("our own sites"), Audience.EVERYONE: _("everyone")}
    return words.get(Audience(audience)) or _("the circle “%(circle)s”") % {"circle": circle}


def record_of(listing: Listing) -> list[Step]:
    """For its owner: who could see it since when, the last lines of the record, in order."""
    lines = list(Showing.objects.for_listing(listing).reverse()[:MOST_LINES])[::-1]
    return [
        Step(
            f"{line.get_change_display()} {audience_words(line.audience, line.circle.name if line.circle else '')}",
            "done",
            line.at,
            str(line.by or ""),
        )
        for line in lines
    ]
