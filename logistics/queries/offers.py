"""Offers to volunteers: which a driver may take, whose turn it is, and the pages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localtime

from listings.queries.claims import told
from logistics.models import (
    CollectionState,
    Driver,
    Offer,
    OfferEvent,
    OfferState,
    OfferWord,
    Ring,
    Route,
)
from logistics.people_access import circle_fellows, open_to
from logistics.queries.volunteering import minutes_agreed, minutes_driven
from logistics.rota import LOOKED_AT_DAYS, Turn
from marketplace.kernel.geo import distance_km
from marketplace.kernel.hours import WEEKDAYS
from marketplace.organisations.models import Organisation, User


def turns_of(offer: Offer, *, now: datetime) -> list[Turn]:
    """The poster's own volunteers, as the fair order reads them. Three queries."""
    drivers = list(Driver.objects.owned_by(offer.organisation).filter(is_volunteer=True).for_choice())
    since = localtime(now).date() - timedelta(days=LOOKED_AT_DAYS)
    minutes: dict[int, int] = defaultdict(int)
    last: dict[int, date] = {}
    runs = Route.objects.live().filter(shift__driver__in=drivers).select_related("plan", "shift")
    for route in runs.order_by("plan__day", "pk"):
        last[route.shift.driver_id] = route.plan.day
        if route.plan.day >= since:
            driven = minutes_driven(route)
            minutes[route.shift.driver_id] += minutes_agreed(route) if driven is None else driven
    asked: dict[int, list[datetime]] = defaultdict(list)
    words = OfferEvent.objects.filter(driver__in=drivers, word=OfferWord.ASKED, at__gte=now - timedelta(LOOKED_AT_DAYS))
    for key, at in words.order_by("at", "pk").values_list("driver", "at"):
        asked[key or 0].append(at)
    days = _weekdays(now, offer.expires_at)
    return [
        Turn(
            driver=one.pk,
            minutes=minutes[one.pk],
            last_on=last.get(one.pk),
            times_asked=len(asked[one.pk]),
            last_asked_at=asked[one.pk][-1] if asked[one.pk] else None,
            is_free=not one.available or bool(days & {day for day, spans in one.available.items() if spans}),
        )
        for one in drivers
    ]


def _weekdays(start: datetime, end: datetime) -> set[str]:
    first, last = localtime(start).date(), localtime(end).date()
    return {WEEKDAYS[(first + timedelta(days=number)).weekday()] for number in range(min(7, (last - first).days + 1))}


def to_tell(offer: Offer, *, now: datetime) -> list[Driver]:
    """Who is written to when the offer opens to its ring: volunteers of the organisation, then those of its circles.
    Of everybody else only those are who wished for it (`queries.wishes`)."""
    volunteers = Driver.objects.filter(left_at=None, is_volunteer=True)
    if offer.ring == Ring.OWN:
        volunteers = volunteers.filter(organisation=offer.organisation)
    elif offer.ring == Ring.CIRCLE:
        fellows = circle_fellows(offer.organisation, localtime(now).date()) - {offer.organisation_id}
        volunteers = volunteers.filter(organisation__in=fellows)
    else:
        return []
    return list(volunteers.for_choice().select_related("organisation")[:200])


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer as a list shows it: no exact place."""

    offer: Offer
    title: str
    amount: str
    kilometres: int
    is_asked: bool
    wants_cover: bool


def line_of(offer: Offer, driver: Driver | None) -> OfferLine:
    """An offer loaded `for_page`. No query."""
    collection, claim = offer.collection, offer.collection.claim
    return OfferLine(
        offer=offer,
        title=claim.listing.title,
        amount=told(collection.quantity, claim.listing),
        kilometres=round(distance_km(claim.listing.site.public_point, claim.site.public_point) * 1.36),
        is_asked=driver is not None and offer.asked_id == driver.pk and offer.state == OfferState.OPEN,
        wants_cover=offer.cover_wanted_at is not None,
    )


@dataclass(frozen=True, slots=True)
class OffersPage:
    """What the page of offers shows to somebody who acts for an organisation."""

    driver: Driver | None
    open: Sequence[OfferLine]
    mine: Sequence[OfferLine]
    posted: Sequence[OfferLine]


def offers_page(organisation: Organisation, user: User, *, drives: bool, posts: bool, now: datetime) -> OffersPage:
    """Offers open to the person as a driver of the organisation, those they took, and those that it posted."""
    driver = driver_of(organisation, user) if drives else None
    recent = Offer.objects.posted_by(organisation).filter(
        Q(state__in=("open", "taken")) | Q(at__gte=now - timedelta(30))
    )
    mine = Offer.objects.filter(taken_by=driver, state=OfferState.TAKEN) if driver else Offer.objects.none()
    undriven = mine.exclude(collection__state__in=(CollectionState.DELIVERED, CollectionState.CLOSED))
    return OffersPage(
        driver=driver,
        open=_lines(open_to(driver, now=now).for_page()[:100], driver) if driver else [],
        mine=_lines(undriven.for_page(), driver),
        posted=_lines(recent.for_page()[:100], driver) if posts else [],
    )


def driver_of(organisation: Organisation, user: User) -> Driver | None:
    """The person as a driver of the organisation."""
    return Driver.objects.owned_by(organisation).filter(user=user).select_related("organisation", "user").first()


def _lines(offers: Iterable[Offer], driver: Driver | None) -> list[OfferLine]:
    return [line_of(offer, driver) for offer in offers]
