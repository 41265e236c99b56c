"""What stands in a calendar of what moves: shifts and runs of a driver; what comes, goes and is fetched.

No street stands in one, as whoever has the address reads it: each entry leads to its page instead.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.booking.calendars import Entry, Status, write
from listings.queries.claims import told
from logistics.models import (
    Collection,
    CollectionMode,
    CollectionState,
    PlanState,
    Route,
    Shift,
    Stop,
    StopKind,
    StopState,
)
from logistics.models.moving_feeds import MovingFeed, MovingFeedKind
from logistics.queries.moments import promise_of
from marketplace.organisations.models import Organisation, User

#: What is over for longer is left out of calendars.
LOOKED_BACK: Final = timedelta(days=90)
#: So many entries of each sort at most, the latest.
MOST: Final = 1_000
#: How long somebody who fetches is there, as far as a calendar goes.
FETCH_TAKES: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class MovingFeedLine:
    """A calendar that the person may have, and their address for it, if they have one."""

    kind: str
    title: str
    detail: str
    feed: MovingFeed | None
    address: str
    webcal: str


def moving_calendar(feed: MovingFeed, now: datetime) -> bytes:
    """The file behind the address. Two queries for drivers, four for organisations, however many entries."""
    if feed.kind == MovingFeedKind.DRIVES:
        entries = _shifts_of(feed.person, feed.organisation, now)
    else:
        entries = [*_stops_at(feed.organisation, now), *_fetched(feed.organisation, now), *_runs(feed, now)]
    name = f"{feed.get_kind_display()}: {feed.organisation.name}"
    return write(name=name, zone=settings.TIME_ZONE, entries=sorted(entries, key=lambda one: (one.begins, one.uid)))


def moving_feed_lines(person: User, organisation: Organisation, root: str) -> list[MovingFeedLine]:
    """The calendars that somebody may have. One query.

    :param root: the site's address without a path
    """
    feeds = {feed.kind: feed for feed in MovingFeed.objects.of(person, organisation)}
    details = {
        MovingFeedKind.DRIVES: _("Your shifts with the vans of %(name)s, and where each run goes."),
        MovingFeedKind.MOVES: _("What is collected from %(name)s, what comes to it, and what its vans carry."),
    }
    return [_line(kind, details[kind] % {"name": organisation.name}, feeds.get(kind), root) for kind in MovingFeedKind]


def _line(kind: MovingFeedKind, detail: str, feed: MovingFeed | None, root: str) -> MovingFeedLine:
    title = str(kind.label)
    if feed is None:
        return MovingFeedLine(kind, title, detail, None, "", "")
    address = f"{root}{reverse('logistics:moving-calendar-file', args=[feed.token])}"
    return MovingFeedLine(kind, title, detail, feed, address, f"webcal://{address.partition('://')[2]}")


def _shifts_of(person: User, organisation: Organisation, now: datetime) -> list[Entry]:
    shifts = Shift.objects.filter(
        driver__user=person, vehicle__organisation=organisation, ends_at__gt=now - LOOKED_BACK
    ).select_related("vehicle", "start_site")
    found = list(shifts.order_by("-starts_at", "-pk")[:MOST])
    on_plans = Stop.objects.filter(route__shift__in=found, route__plan__state=PlanState.PUBLISHED)
    counts = dict(on_plans.values_list("route__shift").annotate(count=Count("pk")).order_by("route__shift"))
    return [_shift(shift, counts.get(shift.pk, 0)) for shift in found]


def _shift(shift: Shift, stops: int) -> Entry:
    planned = ngettext("A run with %(n)s stop.", "A run with %(n)s stops.", stops) % {"n": stops}
    return _entry(
        uid=f"shift-{shift.pk}",
        between=(shift.starts_at, shift.ends_at),
        title=_("Shift: %(van)s") % {"van": shift.vehicle.name},
        where=f"{shift.start_site.name}, {shift.start_site.public_area}",
        details=planned if stops else _("No run is planned yet."),
        url=reverse("logistics:runs"),
        status="CANCELLED" if shift.cancelled_at else "CONFIRMED",
        changed=(shift.cancelled_at or shift.starts_at, 2 if shift.cancelled_at else min(stops, 1)),
    )


def _runs(feed: MovingFeed, now: datetime) -> list[Entry]:
    """What the organisation's own vans carry."""
    live = Route.objects.live().of_carrier(feed.organisation).filter(ends_at__gt=now - LOOKED_BACK)
    runs = list(live.for_runs().order_by("-starts_at", "-pk")[:MOST])
    on_runs = Stop.objects.filter(route__in=runs).values_list("route").annotate(count=Count("pk"))
    counts = dict(on_runs.order_by("route"))
    return [
        _entry(
            uid=f"run-{run.shift_id}-{run.plan.day:%Y%m%d}",
            between=(run.starts_at, run.ends_at),
            title=_("Run: %(van)s (%(driver)s)") % {"van": run.shift.vehicle.name, "driver": run.shift.driver.user},
            where=f"{run.shift.start_site.name}, {run.shift.start_site.public_area}",
            details=ngettext("%(n)s stop", "%(n)s stops", counts.get(run.pk, 0)) % {"n": counts.get(run.pk, 0)},
            url=reverse("logistics:run", args=[run.pk]),
            status="CONFIRMED",
            changed=(run.plan.published_at or run.plan.made_at, run.plan_id),
        )
        for run in runs
    ]


def _stops_at(organisation: Organisation, now: datetime) -> list[Entry]:
    """When a van comes to the organisation: to collect what it gives, or to bring what it asked for."""
    gives = Q(kind=StopKind.PICKUP, collection__claim__listing__organisation=organisation)
    takes = Q(kind=StopKind.DROPOFF, collection__claim__organisation=organisation)
    stops = (
        Stop.objects.filter(
            gives | takes, route__plan__state=PlanState.PUBLISHED, planned_departure_at__gt=now - LOOKED_BACK
        )
        .exclude(state=StopState.FAILED)
        .for_mails()
        .select_related("collection__claim__listing__site")
        .order_by("-planned_arrival_at", "-pk")
    )
    return [_stop(stop) for stop in stops[:MOST]]


def _stop(stop: Stop) -> Entry:
    collection, claim = stop.collection, stop.collection.claim
    collects = stop.kind == StopKind.PICKUP
    words = _("Collected: %(what)s") if collects else _("Delivered: %(what)s")
    other = claim.organisation if collects else claim.listing.organisation
    amount = told(collection.collected_quantity or collection.quantity, claim.listing)
    return _entry(
        uid=f"{stop.kind}-{collection.pk}",
        between=promise_of(stop),
        title=words % {"what": claim.listing.title},
        where=f"{stop.site.name}, {stop.site.public_area}",
        details="\n".join((amount, str(other), _("The van comes within this time."))),
        url=reverse("logistics:collection-of-claim", args=[claim.pk]),
        status="CONFIRMED",
        changed=(stop.route.plan.published_at or stop.route.plan.made_at, stop.route.plan_id),
    )


def _fetched(organisation: Organisation, now: datetime) -> list[Entry]:
    """What is fetched at a time that was agreed, from it or by it."""
    parties = Q(claim__organisation=organisation) | Q(claim__listing__organisation=organisation)
    fetched = (
        Collection.objects.filter(parties, mode=CollectionMode.FETCH, fetch_at__gt=now - LOOKED_BACK)
        .with_parties()
        .order_by("-fetch_at", "-pk")
    )
    return [_fetch(one, organisation) for one in fetched[:MOST] if one.fetch_at is not None]


def _fetch(collection: Collection, reader: Organisation) -> Entry:
    claim, begins = collection.claim, collection.fetch_at or collection.created_at
    site = claim.listing.site
    gives = claim.listing.organisation_id == reader.pk
    words = _("They fetch: %(what)s") if gives else _("Fetch: %(what)s")
    status: Status = "CANCELLED" if collection.state == CollectionState.CANCELLED else "CONFIRMED"
    return _entry(
        uid=f"fetch-{collection.pk}",
        between=(begins, begins + FETCH_TAKES),
        title=words % {"what": claim.listing.title},
        where=f"{claim.listing.organisation}, {site.public_area}",
        details="\n".join(
            (told(collection.quantity, claim.listing), str(claim.organisation if gives else claim.listing.organisation))
        ),
        url=reverse("logistics:collection-of-claim", args=[claim.pk]),
        status=status,
        changed=(collection.created_at, int(begins.timestamp()) // 60),
    )


def _entry(
    *,
    uid: str,
    between: tuple[datetime, datetime],
    title: str,
    where: str,
    details: str,
    url: str,
    status: Status,
    changed: tuple[datetime, int],
) -> Entry:
    changed_at, changes = changed
    return Entry(
        uid=f"{uid}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}",
        begins=between[0],
        ends=between[1],
        title=title,
        where=where,
        details=details,
        url=f"{settings.SITE_URL}{url}",
        status=status,
        changes=changes,
        changed_at=changed_at,
    )
