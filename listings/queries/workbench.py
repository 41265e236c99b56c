"""The operator's workbench: what is about to be lost, who nearly has what they need, who never answers, what an area
lacks. Every list is short, and says how many there are in all."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.urls import reverse

from listings.models import Claim, ClaimState, Introduction, Kind, Listing, Match, SearchMiss
from listings.models.misses import ANYWHERE, AREA_LEVEL, week_of
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.places.areas import names_of_cells

SHOWN: Final = 10
#: A listing that closes within this, with most of it left, is about to be lost.
ABOUT_TO_EXPIRE: Final = timedelta(days=7)
#: So many of the best pairs are read to find that many wants.
READ: Final = 200
#: A pair with such a score has few reasons not to meet.
NEARLY: Final = 70
#: An asked claim that is older has had no answer.
PATIENCE: Final = timedelta(days=5)
#: How far back silence counts.
LOOKED_BACK: Final = timedelta(days=180)
#: How far back misses count, and of how many different people there must have been to be shown.
MISSED_FOR: Final = timedelta(weeks=8)
LEAST_VISITORS: Final = 3


@dataclass(frozen=True, slots=True)
class Closing:
    """A listing about to be lost."""

    title: str
    href: str
    organisation: str
    left: str
    last_day: date
    fits: int


@dataclass(frozen=True, slots=True)
class Nearly:
    """A want and the best listing for it that its organisation has not asked for."""

    want: int
    want_title: str
    taker: str
    listing: int
    listing_title: str
    giver: str
    score: int

    @property
    def want_href(self) -> str:
        return reverse("listings:want", args=[self.want])

    @property
    def listing_href(self) -> str:
        return reverse("listings:listing", args=[self.listing])


@dataclass(frozen=True, slots=True)
class Silent:
    """A donor with claims that nobody answered."""

    organisation: str
    href: str
    unanswered: int
    asked: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """A word that people of an area looked for and did not find. `visitors` differ within a week."""

    area: str
    word: str
    kind: str
    visitors: int


def about_to_expire(today: date) -> list[Closing]:
    """Public listings whose last day is near, the nearest first, with how many wants they fit."""
    last = today + ABOUT_TO_EXPIRE
    ends = Q(advertise_until__range=(today, last)) | Q(must_be_gone_by__range=(today, last))
    rows = Listing.objects.public().filter(ends).select_related("organisation")
    listings = list(rows.order_by("pk"))
    fits = Counter(Match.objects.standing().filter(listing__in=listings).values_list("listing", flat=True))
    found = [
        Closing(
            title=listing.title,
            href=reverse("listings:listing", args=[listing.pk]),
            organisation=listing.organisation.name,
            left=_amount(listing.available, listing.unit),
            last_day=min(day for day in (listing.advertise_until, listing.must_be_gone_by) if day),
            fits=fits[listing.pk],
        )
        for listing in listings
    ]
    return sorted(found, key=lambda one: (one.last_day, -one.fits, one.title, one.href))[:SHOWN]


def _amount(quantity: Decimal, unit: str) -> str:
    return f"{format_amount(quantity)} {Unit(unit).for_amount(quantity)}"


def nearly_met() -> list[Nearly]:
    """For each open want the best listing that its organisation neither asked for nor was introduced to."""
    asked = Claim.objects.filter(listing=OuterRef("listing"), organisation=OuterRef("want__organisation"))
    met = Introduction.objects.filter(listing=OuterRef("listing"), want=OuterRef("want"))
    rows = Match.objects.standing().filter(score__gte=NEARLY)
    rows = rows.exclude(Exists(asked)).exclude(Exists(met))
    best: dict[int, Nearly] = {}
    for match in rows.select_related("want__organisation", "listing__organisation").order_by("-score", "pk")[:READ]:
        best.setdefault(
            match.want_id,
            Nearly(
                want=match.want_id,
                want_title=match.want.title,
                taker=match.want.organisation.name,
                listing=match.listing_id,
                listing_title=match.listing.title,
                giver=match.listing.organisation.name,
                score=match.score,
            ),
        )
        if len(best) == SHOWN:
            break
    return list(best.values())


def never_answer(now: datetime) -> list[Silent]:
    """Who has left claims without an answer, the most of them first."""
    waiting = Q(state=ClaimState.ASKED, asked_at__lt=now - PATIENCE)
    rows = (
        Claim.objects.filter(asked_at__gte=now - LOOKED_BACK)
        .values(name=F("listing__organisation__name"), slug=F("listing__organisation__slug"))
        .annotate(asked=Count("pk"), unanswered=Count("pk", filter=waiting), oldest=Min("asked_at", filter=waiting))
        .filter(unanswered__gt=0)
        .order_by("-unanswered", "oldest", "slug")[:SHOWN]
    )
    return [
        Silent(
            organisation=row["name"],
            href=reverse("organisations:organisation", args=[row["slug"]]),
            unanswered=row["unanswered"],
            asked=row["asked"],
            oldest=row["oldest"],
        )
        for row in rows
    ]


def gaps(now: datetime) -> list[Gap]:
    """What people looked for in vain in the last weeks; what fewer than three people did is not shown."""
    rows = (
        SearchMiss.objects.since(week_of(now - MISSED_FOR))
        .values("cell", "word", "kind")
        .annotate(visitors=Count("visitor", distinct=True))
        .filter(visitors__gte=LEAST_VISITORS)
        .order_by("-visitors", "word", "cell", "kind")[: SHOWN * 2]
    )
    found = list(rows)
    names = names_of_cells({row["cell"] for row in found} - {ANYWHERE}, AREA_LEVEL)
    return [
        Gap(
            area=names.get(row["cell"], ""),
            word=row["word"],
            kind=str(Kind(row["kind"]).label) if row["kind"] else "",
            visitors=row["visitors"],
        )
        for row in found
    ]


def introductions(count: int = SHOWN) -> Iterable[Introduction]:
    """The last introductions made, newest first."""
    return list(Introduction.objects.for_workbench()[:count])
