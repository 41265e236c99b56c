"""Receipts and driven routes as rows, for what is counted from them."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from listings.actions.claiming import mark_collected, mark_received
from listings.models import Claim, Listing
from logistics.models import (
    Collection,
    CollectionState,
    Driver,
    Plan,
    Receipt,
    Route,
    RouteState,
    Shift,
    Stop,
    StopKind,
    StopState,
    Vehicle,
)
from tests.make.listings import accepted_claim
from tests.make.organisations import NOW, administrator, serial, user


def receipt(
    listing: Listing | None = None,
    *,
    claim: Claim | None = None,
    kept: Decimal | int = 4,
    rejected: Decimal | int = 0,
    fate: str = "",
    kept_kg: Decimal | str = "96",
    rejected_kg: Decimal | str = "0",
    basis: str = "weighed",
    displaced: str = "unknown",
    mode: str = "fetch",
    load_kg: int = 96,
    at: datetime = NOW,
    **asked: Any,
) -> Receipt:  # Any: arguments of `claim`
    """What a receiver confirmed of a claim, with the collection that brought it; `asked` are arguments of `claim`.

    The rows of logistics are written as its actions leave them, so that a test may choose any mass and moment.
    """
    amount = Decimal(kept) + Decimal(rejected)
    made = claim or accepted_claim(listing, quantity=amount, **asked)
    by = administrator(made.organisation)
    mark_collected(claim=made, quantity=amount, by=administrator(made.listing.organisation), now=at)
    mark_received(claim=made, by=by, now=at)
    collection = Collection.objects.create(
        claim=made,
        mode=mode,
        state=CollectionState.CLOSED,
        quantity=amount,
        collected_quantity=amount,
        delivered_quantity=amount,
        load_kg=load_kg,
        load_litres=100,
        pickup_code="amber-boat-crane",
        dropoff_code="dune-ember-field",
        created_at=at,
    )
    return Receipt.objects.create(
        collection=collection,
        kept_quantity=kept,
        rejected_quantity=rejected,
        rejected_reason="Broken" if rejected else "",
        rejected_fate=fate or ("returned" if rejected else ""),
        condition="good",
        kept_mass_kg=Decimal(kept_kg),
        rejected_mass_kg=Decimal(rejected_kg),
        mass_basis=basis,
        displaced=displaced,
        by=by,
        at=at,
    )


def driven_route(*collections: Collection, metres: int = 24_000, vehicle_type: str = "van_diesel") -> Route:
    """A round that picked up and dropped all of these, in order, from the first giver's site and back to it."""
    first = collections[0].claim.listing
    carrier = first.organisation
    vehicle = Vehicle.objects.create(
        organisation=carrier, name=f"Van {next(serial)}", type=vehicle_type, capacity_kg=900, capacity_litres=8000
    )
    driver = Driver.objects.create(organisation=carrier, user=user())
    ends_at = NOW + timedelta(hours=4)
    shift = Shift.objects.create(vehicle=vehicle, driver=driver, start_site=first.site, starts_at=NOW, ends_at=ends_at)
    plan = Plan.objects.create(
        organisation=carrier,
        day=NOW.date(),
        engine="test",
        input_hash="0" * 64,
        problem={},
        result={},
        made_by=administrator(carrier),
        made_at=NOW,
    )
    route = Route.objects.create(
        plan=plan,
        shift=shift,
        state=RouteState.FINISHED,
        planned_metres=metres,
        planned_seconds=3600,
        starts_at=NOW,
        ends_at=ends_at,
    )
    places = [(one, StopKind.PICKUP, one.claim.listing.site) for one in collections]
    places += [(one, StopKind.DROPOFF, one.claim.site) for one in collections]
    for number, (collection, kind, place) in enumerate(places):
        Stop.objects.create(
            route=route,
            collection=collection,
            site=place,
            kind=kind,
            state=StopState.DONE,
            sequence=number,
            planned_arrival_at=NOW,
            planned_departure_at=NOW,
            leg_metres=0,
            leg_seconds=0,
            load_kg_after=0,
        )
    return route
