"""What mails and pages print of alerts, and how far those of one listing came."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from listings.models import Alert, AlertPreference, Answer, Kind, Listing, Match, NoReason, Notice, SavedSearch
from listings.models.alerts import AlertQuerySet
from listings.models.tokens import answer_token
from listings.queries.fits import own_wants_it_fits
from listings.telling import Habits
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, User
from marketplace.web.distances import told_distance

#: So many stand in one mail; the rest is a number and a link.
IN_A_MAIL: Final = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One listing in a mail: what it is, why it is told, and where its three links lead (paths)."""

    title: str
    giver: str
    place: str
    distance: str
    left: str
    want: str
    search: str
    because: list[str]
    listing_path: str
    interested_path: str
    not_for_us_path: str
    reasons: list[str] = field(default_factory=list)


def mail_lines(notices: Sequence[Notice], *, organisation: Organisation, today: date) -> tuple[list[Line], int]:
    """A line for each listing, the best first, and how many listings found no room. The notices are loaded
    `for_mail`, of one person and organisation."""
    by_listing: dict[int, list[Notice]] = {}
    for notice in notices:
        by_listing.setdefault(notice.alert.listing_id, []).append(notice)
    of_each = list(by_listing.values())
    return [_line(same, organisation, today) for same in of_each[:IN_A_MAIL]], max(0, len(of_each) - IN_A_MAIL)


def _line(same: Sequence[Notice], organisation: Organisation, today: date) -> Line:
    """The line of one listing, from all that is told of it."""
    first = same[0].alert
    listing, want = first.listing, next((notice.alert.want for notice in same if notice.alert.want), None)
    search = next((notice.alert.saved_search for notice in same if notice.alert.saved_search), None)
    answer = reverse("listings:alert-answer", args=[answer_token(same[0].pk)])
    return Line(
        title=listing.title,
        giver=listing.organisation.name,
        place=listing.site.public_area,
        distance=told_distance(first.distance_km),
        left=left_of(listing),
        want=want.title if want else "",
        search=search.name if search else "",
        because=[because_of(notice.alert) for notice in same],
        listing_path=reverse("listings:listing", args=[listing.pk]),
        interested_path=f"{answer}?answer=interested",
        not_for_us_path=f"{answer}?answer=not_for_us",
        reasons=_reasons(listing, organisation, want.pk, today) if want else [],
    )


def _reasons(listing: Listing, organisation: Organisation, want: int, today: date) -> list[str]:
    """Why it fits that want, as the page of the listing says it today."""
    fits = own_wants_it_fits(listing, organisation, today=today)
    path = reverse("listings:want", args=[want])
    return [reason.sentence for fit in fits if fit.href == path for reason in fit.reasons]


def because_of(alert: Alert) -> str:
    """Why somebody is told, in a sentence."""
    if alert.want is not None:
        return _("It fits your want “%(want)s”.") % {"want": alert.want.title}
    name = alert.saved_search.name if alert.saved_search else ""
    return _("It is new in your saved search “%(name)s”.") % {"name": name}


def left_of(listing: Listing) -> str:
    """How much is left of it, to read; nothing of a space."""
    if listing.kind == Kind.SPACE:
        return ""
    unit = Unit(listing.unit).for_amount(listing.available)
    return _("%(amount)s %(unit)s left") % {"amount": format_amount(listing.available), "unit": unit}


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far the alerts of a listing came, in numbers of organisations; never who."""

    told: int
    looked: int
    interested: int
    not_for_us: int
    #: why not, the most frequent first
    reasons: list[tuple[str, int]]
    #: when the next ring is told; none where nobody waits
    next_at: datetime | None
    waiting: int


def funnel_of(listing: Listing) -> Funnel | None:
    """For the owner of a listing; None where nobody was or will be told."""
    rows = Alert.objects.filter(listing=listing)
    told = Q(told_at__isnull=False)
    counts = rows.aggregate(
        told=Count("organisation", distinct=True, filter=told),
        looked=Count("organisation", distinct=True, filter=told & Q(seen_at__isnull=False)),
        interested=Count("organisation", distinct=True, filter=Q(answer=Answer.INTERESTED)),
        not_for_us=Count("organisation", distinct=True, filter=Q(answer=Answer.NOT_FOR_US)),
    )
    waiting = (
        Match.objects.untold_of(listing)
        .order_by()
        .aggregate(waiting=Count("want__organisation", distinct=True), next_at=Max("listing__ringing__next_at"))
    )
    if not counts["told"] and not waiting["waiting"]:
        return None
    said = Counter(
        dict(
            rows.exclude(reason="")
            .order_by("reason")
            .values_list("reason")
            .annotate(Count("organisation", distinct=True))
        )
    )
    reasons = [(str(NoReason(reason).label), count) for reason, count in said.most_common()]
    return Funnel(reasons=reasons, **counts, **waiting)


def alerts_of(organisation: Organisation, today: date) -> AlertQuerySet:
    """What the organisation was told of and may still see, the newest first."""
    seen = Listing.objects.visible_to(organisation, today).order_by().values("pk")
    return Alert.objects.of(organisation).told().filter(listing__in=seen).for_list()


def saved_searches_of(person: User, organisation: Organisation) -> list[SavedSearch]:
    """A person's saved searches for the organisation, with how much each found."""
    rows = SavedSearch.objects.of(person, organisation).annotate(found=Count("alerts"))
    return list(rows.for_list())


def habits_of(person: User, organisation: Organisation) -> Habits:
    """How the person wants to be told."""
    row = AlertPreference.objects.filter(person=person, organisation=organisation).first()
    return row.habits if row else Habits()
