"""Whether the goods of a listing can be fetched: whose vans there are, when everybody has time, and why never."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext as _

from listings.collecting import (
    Calendar,
    Obstacle,
    Stretch,
    VanLimits,
    VanShift,
    Weight,
    calendar,
    days_of,
    joined,
    moments_of,
)
from listings.models import Kind, Listing
from listings.queries.hands import Way, hands_for, way_of
from marketplace.kernel.geo import distance_km
from marketplace.kernel.hours import DAY_MINUTES, Span
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role, Site
from marketplace.organisations.models.sites import hours_in_words

#: So many times in common are shown.
SHOWN: Final = 3
#: What the box says: times; that they never meet; only the donor's hours, as nobody is known who would fetch it.
Verdict = Literal["yes", "no", "hours"]
#: Whose van drives.
Carrier = Literal["own", "donor", "none"]

_SITE_ROLES: Final = (Role.LISTER, Role.REQUESTER)
_VAN_TROUBLES: Final = frozenset(
    {Obstacle.VANS_TOO_SMALL, Obstacle.NO_TAIL_LIFT, Obstacle.NO_SHIFT, Obstacle.SHIFTS_APART}
)


@dataclass(frozen=True, slots=True)
class CollectingBox:
    """The answer to "can it be collected?" as the page of a listing prints it."""

    verdict: Verdict
    hours: list[str]
    times: list[str]
    site: str = ""
    reason: str = ""
    help: str = ""
    help_href: str = ""
    help_label: str = ""
    note: str = ""
    #: who else could bring it: volunteers, carriers.
    ways: Sequence[Way] = field(default_factory=list)


def vans_of(organisation: Organisation) -> tuple[VanLimits, ...]:
    """What the organisation's vans take at most, as the room that keeps vans tells it."""
    ask: Callable[[Organisation], tuple[VanLimits, ...]] = import_string(settings.CARRYING["vans"])
    return ask(organisation)


def shifts_of(organisation: Organisation, *, start: datetime, end: datetime) -> tuple[VanShift, ...]:
    """The shifts of the organisation's vans that share time with this stretch, soonest first."""
    ask: Callable[..., tuple[VanShift, ...]] = import_string(settings.CARRYING["shifts"])
    return ask(organisation, start=start, end=end)


def weight_of(listing: Listing) -> Weight:
    """What is known of one of it, for a van."""
    litres = None if listing.unit_volume_litres is None else Decimal(listing.unit_volume_litres)
    return Weight(listing.unit_mass_kg, litres, listing.needs_tail_lift)


def collecting_box(
    listing: Listing, organisation: Organisation | None, roles: frozenset[str], *, now: datetime
) -> CollectingBox | None:
    """What the page says of collecting it; None where nothing is to be collected by whoever looks. Its link leads
    only where these roles may go."""
    if listing.kind == Kind.SPACE or not listing.is_open:
        return None
    hours = hours_in_words(listing.site.dock_hours)
    if organisation is None:
        return CollectingBox("hours", hours, [])
    if listing.organisation_id == organisation.pk:
        return None
    sites = Site.objects.owned_by(organisation).in_use().for_choice()
    site = min(sites, key=lambda one: (distance_km(one.public_point, listing.public_point), one.pk), default=None)
    if site is None:
        box = CollectingBox(
            "hours",
            hours,
            [],
            help=_("Say where yours would go, and we look for times when both are open."),
            help_href=reverse("organisations:site-new"),
            help_label=_("Add a site"),
        )
    else:
        box = _asked(listing, site, organisation, hours, now)
    return _for(roles, box)


def _for(roles: frozenset[str], box: CollectingBox) -> CollectingBox:
    """The box with those links alone that lead somewhere for these roles."""
    if not may(roles, Role.REQUESTER):
        box = replace(box, ways=[replace(way, href="", label="") for way in box.ways])
    roles_needed = (Role.COORDINATOR,) if box.help_href == reverse("logistics:shift-new") else _SITE_ROLES
    return box if may(roles, *roles_needed) else replace(box, help_href="", help_label="")


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of the calendar, whoever drives."""

    listing: Listing
    site: Site
    days: list[date]
    now: datetime

    def answer(self, vans: Sequence[VanLimits], shifts: Sequence[VanShift]) -> Calendar:
        return calendar(
            donor=self.listing.site.dock_hours,
            receiver=self.site.dock_hours,
            vans=vans,
            shifts=shifts,
            thing=weight_of(self.listing),
            days=self.days,
            zone=get_default_timezone(),
            now=self.now,
        )

    def driven_by(self, organisation: Organisation) -> Calendar | None:
        """With the organisation's vans; None where it has none."""
        vans = vans_of(organisation)
        if not vans or not self.days:
            return None
        start, end = self.period
        return self.answer(vans, shifts_of(organisation, start=start, end=end))

    @property
    def period(self) -> tuple[datetime, datetime]:
        """From the beginning of the first day to the end of the last; there are days."""
        zone = get_default_timezone()
        start, _end = moments_of(self.days[0], Span(0, DAY_MINUTES), zone)
        _start, end = moments_of(self.days[-1], Span(0, DAY_MINUTES), zone)
        return start, end

    def ways(self, organisation: Organisation) -> list[Way]:
        """How volunteers and carriers could bring it to the organisation."""
        start, end = self.period
        asked = [
            (hands, self.answer(hands.vans, hands.shifts))
            for hands in hands_for(organisation, self.listing, start=start, end=end)
        ]
        told = [way_of(hands, found, _told(joined(found.stretches), "none"), self.listing) for hands, found in asked]
        return [way for way in told if way is not None]


def _asked(listing: Listing, site: Site, organisation: Organisation, hours: list[str], now: datetime) -> CollectingBox:
    days = days_of(
        available_from=listing.available_from,
        must_be_gone_by=listing.must_be_gone_by,
        today=localtime(now).date(),
    )
    question = _Question(listing, site, days, now)
    docks = question.answer((), ())
    box = CollectingBox("yes", hours, _told(docks.stretches, "none"), site=site.name)
    if docks.obstacle is not None:
        return _refused(box, docks.obstacle, question)
    ways = question.ways(organisation)
    box = replace(box, ways=ways)
    own = question.driven_by(organisation)
    if own is not None and own.stretches:
        return replace(box, times=_told(own.stretches, "own"))
    theirs = question.driven_by(listing.organisation)
    if theirs is not None and theirs.stretches:
        return replace(box, times=_told(theirs.stretches, "donor"), note=_("With a van of the giver’s, if they agree."))
    if own is None or own.obstacle is None:
        return replace(box, note=_no_van_words(ways))
    refused = _refused(box, own.obstacle, question)
    if any(way.times for way in ways):
        return replace(box, times=[], note=_("Not with your own vans: %(why)s") % {"why": refused.reason})
    return refused


def _no_van_words(ways: Sequence[Way]) -> str:
    if ways:
        return _("Both docks are open then. You have no van here, but others could bring it:")
    return _(
        "Both docks are open then. You have no van here, and no volunteer or carrier near the giver has said a time:"
        " bring your own, or ask a carrier."
    )


def _told(stretches: Sequence[Stretch], carrier: Carrier) -> list[str]:
    """The first few as "Tue 15 Sep, 11:00–12:00"; vans of one's own by their names."""
    vans: dict[tuple[datetime, datetime], list[str]] = {}
    for stretch in stretches:
        vans.setdefault((stretch.starts_at, stretch.ends_at), []).append(stretch.van)
    told = []
    for (starts_at, ends_at), names in list(vans.items())[:SHOWN]:
        start, end = localtime(starts_at), localtime(ends_at)
        words = f"{date_format(start, 'D j M')}, {start:%H:%M}–{end:%H:%M}"
        named = ", ".join(sorted({name for name in names if name}))
        told.append(f"{words} ({named})" if carrier == "own" and named else words)
    return told


def _refused(box: CollectingBox, obstacle: Obstacle, question: _Question) -> CollectingBox:
    """The box with the reason in words and what would help."""
    reasons = _van_reasons(question) if obstacle in _VAN_TROUBLES else _dock_reasons(question)
    reason, way, href, label = reasons[obstacle]
    return replace(box, verdict="no", reason=reason, help=way, help_href=href, help_label=label)


#: reason, what would help, where that is done and what it is called
Reasons = dict[Obstacle, tuple[str, str, str, str]]


def _dock_reasons(question: _Question) -> Reasons:
    site = question.site
    edit = reverse("organisations:site-edit", args=[site.pk])
    ours = "; ".join(hours_in_words(site.dock_hours))
    last = date_format(question.days[-1], "j F") if question.days else ""
    return {
        Obstacle.GONE: (_("It had to be gone by now."), _("Ask the giver whether it is still there."), "", ""),
        Obstacle.DONOR_CLOSED: (
            _("The giver has not said when their dock is open."),
            _("Ask them when you could come."),
            "",
            "",
        ),
        Obstacle.RECEIVER_CLOSED: (
            _("You have not said when somebody is at %(site)s.") % {"site": site.name},
            _("With its hours we can look for a time."),
            edit,
            _("Set the hours of this site"),
        ),
        Obstacle.HOURS_APART: (
            _("%(site)s (%(hours)s) is never open at the same time as the giver’s dock.")
            % {"site": site.name, "hours": ours},
            _("It works if one of you opens at another hour: ask the giver, or change yours."),
            edit,
            _("Change the hours of this site"),
        ),
        Obstacle.DATES_TOO_SHORT: (
            _("On the days that are left (until %(day)s) the giver’s dock and %(site)s are not open together.")
            % {"day": last, "site": site.name},
            _("Ask the giver for a day more, or open on one of theirs."),
            edit,
            _("Change the hours of this site"),
        ),
    }


def _van_reasons(question: _Question) -> Reasons:
    last = date_format(question.days[-1], "j F")
    shift_new = reverse("logistics:shift-new")
    carrier = _("When you claim, look under “How it gets there”: a carrier may have a larger van.")
    return {
        Obstacle.VANS_TOO_SMALL: (_("One of these is too heavy or too large for your vans."), carrier, "", ""),
        Obstacle.NO_TAIL_LIFT: (
            _("Moving it takes a tail lift, and no van of yours that could carry it has one."),
            carrier,
            "",
            "",
        ),
        Obstacle.NO_SHIFT: (
            _("Both docks are open then, but no van of yours that can carry it is out by %(day)s.") % {"day": last},
            _("A shift in one of these times would do."),
            shift_new,
            _("Add a shift"),
        ),
        Obstacle.SHIFTS_APART: (
            _("Both docks are open then, but your vans are out at other times."),
            _("A shift in one of these times would do."),
            shift_new,
            _("Add a shift"),
        ),
    }
