"""What the ledger has to know of a receipt: what is uncounted, which round carried it, how often it changed hands."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from listings.models import COMES_BACK
from logistics.models import (
    Collection,
    CollectionMode,
    CustodyEvent,
    CustodyKind,
    Passport,
    Receipt,
    Route,
    RouteState,
    Stop,
    StopState,
)
from logistics.queries.legs import round_of, with_legs
from logistics.queries.lots import with_ancestors
from logistics.queries.roads import area_for
from marketplace.impact import journeys
from marketplace.impact.lines import LegShare
from marketplace.impact.models import Diversion
from marketplace.kernel.geo import distance_km
from marketplace.kernel.travel import USUAL
from marketplace.organisations.models import Organisation

#: A run that nobody ended is taken for over so long after its planned end.
RUN_IS_OVER_AFTER: Final = timedelta(days=2)
#: What was lent comes back, so it stays out of no bin: it never enters a mass ledger.
_KEPT_FOR_GOOD: Final = Q(collection__claim__loan=None) & ~Q(collection__claim__listing__mode__in=COMES_BACK)


def uncounted() -> QuerySet[Receipt]:
    """Receipts that no line stands for yet, oldest first, with what counting reads."""
    return (
        Receipt.objects.filter(_KEPT_FOR_GOOD, diversions=None)
        .select_related(
            "collection__claim__listing__organisation",
            "collection__claim__listing__site",
            "collection__claim__listing__category",
            "collection__claim__organisation",
            "collection__claim__site",
        )
        .order_by("at", "pk")
    )


def still_on_the_way(now: datetime) -> QuerySet[Stop, Any]:  # Any: keys of collections
    """Stops, by collection, of runs that are not over: what a run's goods stand for is known when it is. A run that
    nobody ended is over two days after its planned end."""
    return Stop.objects.filter(
        state=StopState.DONE, route__state=RouteState.STARTED, route__ends_at__gt=now - RUN_IS_OVER_AFTER
    ).values("collection")


def uncounted_of(organisation: Organisation) -> int:
    """How many receipts of what it gave or received wait to be counted."""
    party = Q(collection__claim__organisation=organisation) | Q(collection__claim__listing__organisation=organisation)
    return Receipt.objects.filter(party, _KEPT_FOR_GOOD, diversions=None).count()


def day_of(receipt: Receipt) -> date:
    """The day on which the receiver confirmed it, by the clock of the place."""
    return localtime(receipt.at).date()


def legs_of(receipt: Receipt) -> tuple[LegShare, ...]:
    """The journeys that brought the goods, each with all that was on board."""
    collection = receipt.collection
    mass_kg = receipt.kept_mass_kg + receipt.rejected_mass_kg
    if collection.mode == CollectionMode.FETCH:
        claim = collection.claim
        straight = journeys.km_of(distance_km(claim.listing.site.point, claim.site.point))
        return (journeys.fetched(trip=f"fetch {collection.pk}", straight_line_km=straight, mass_kg=mass_kg),)
    rounds = tuple(
        journeys.driven(round_with_masses(route), collection.pk, mass_kg=mass_kg) for route in _rounds_of(collection)
    )
    return rounds or (journeys.unknown(trip=f"collection {collection.pk}", mass_kg=mass_kg),)


def _rounds_of(collection: Collection) -> list[Route]:
    """The routes on which it was really picked up or dropped."""
    done = Stop.objects.filter(collection=collection, state=StopState.DONE).order_by("pk").values("route")
    return list(with_legs(Route.objects.filter(pk__in=done)).order_by("pk"))


def round_with_masses(route: Route) -> journeys.Round:
    """A round (read by `with_legs`) with what each of its loads weighs, and what was counted of it already."""
    area = area_for(route.plan.organisation)
    told = round_of(route, area.law if area else USUAL)
    loads = [stop.collection_id for stop in told.stops if stop.state != StopState.FAILED]
    aboard = {load for leg in told.legs for load in leg.aboard}
    carried = Collection.objects.filter(pk__in={*loads, *aboard}).select_related("receipt").order_by("pk")
    name = f"route {route.pk}"
    return journeys.Round(
        name=name,
        legs=told.legs,
        masses_kg={one.pk: _mass_of(one) for one in carried},
        vehicle_type=route.shift.vehicle.type,
        straight_line_km=journeys.km_of(told.straight_km),
        settled_km=_settled(name, [one.pk for one in carried]),
        basis=told.basis,
    )


def _settled(name: str, loads: Sequence[int]) -> dict[int, Decimal]:
    """Kilometres of the round that lines of the ledger stand for: they are never counted again, so the others have the
    rest, and the round is counted whole and once."""
    lines = Diversion.objects.filter(receipt__collection__in=loads, corrects=None).exclude(evidence={})
    found: dict[int, Decimal] = {}
    for load, evidence in lines.order_by("pk").values_list("receipt__collection", "evidence"):
        for leg in evidence["facts"]["legs"]:
            if leg["trip"] == f"{name}, load {load}" and leg["km"] is not None:
                found[load] = Decimal(leg["km"])
    return found


def _mass_of(collection: Collection) -> Decimal:
    """What it weighed by its receipt, or, while nobody has confirmed it, what was planned."""
    if hasattr(collection, "receipt"):
        return collection.receipt.kept_mass_kg + collection.receipt.rejected_mass_kg
    return Decimal(collection.load_kg)


def hop_of(receipt: Receipt) -> int:
    """1 for the first time that the lot leaves a surplus holder, 2 where its giver had received it before, and so on.

    Told by the passport: its giver is looked for among those who received it earlier, then whoever had given it to
    them. Parallel claims on one listing are all first hops, as their giver received it from nobody.
    """
    claim = receipt.collection.claim
    events = list(_received_events(receipt))
    hop, holder, before = 1, claim.listing.organisation_id, receipt.at
    for event in reversed(events):
        if event.holder_id == holder and event.at < before:
            hop, holder, before = hop + 1, _giver_of(event, events), event.at
    return hop


def _giver_of(event: CustodyEvent, events: list[CustodyEvent]) -> int:
    """Whose the lot was before: as the event says; else who had received it last, else the first owner."""
    if event.source_id is not None:
        return event.source_id
    earlier = [one for one in events if one.passport_id == event.passport_id and one.at < event.at]
    return earlier[-1].holder_id if earlier else event.passport.listing.organisation_id


def _received_events(receipt: Receipt) -> Iterator[CustodyEvent]:
    """Who received the lots of this receipt, those that they were offered again from and those they came out of."""
    collection, listing = receipt.collection, receipt.collection.claim.listing
    passports = Passport.objects.filter(
        Q(custody_events__handover__collection=collection) | Q(listing=listing) | Q(relistings__listing=listing)
    )
    lots = with_ancestors(passports)
    yield from (
        CustodyEvent.objects.filter(passport__in=lots, kind=CustodyKind.RECEIVED, at__lt=receipt.at)
        .select_related("passport__listing")
        .order_by("at", "pk")
    )
