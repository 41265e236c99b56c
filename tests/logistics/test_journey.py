"""The whole way by actions: from an accepted claim to its receipt."""

from decimal import Decimal

import pytest

from listings.models import ClaimState, EntryKind
from logistics.models import Collection, CollectionState, CustodyEvent, Passport, Route, RouteState, Stop
from logistics.queries.chains import chain_holds, handovers_of
from tests import make

pytestmark = pytest.mark.django_db


def test_van_brings_an_accepted_claim_and_its_receipt_closes_it() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(quantity=6, carrier=carrier)
    receipt = make.confirmed(make.delivered(claim))
    claim.refresh_from_db()
    collection = Collection.objects.get(claim=claim)
    assert claim.state == ClaimState.RECEIVED
    assert collection.state == CollectionState.CLOSED
    handovers = handovers_of(collection)
    assert [(one.kind, one.giver_id, one.taker_id, one.quantity) for one in handovers] == [
        ("pickup", claim.listing.organisation_id, carrier.pk, Decimal(6)),
        ("dropoff", carrier.pk, claim.organisation_id, Decimal(6)),
    ]
    assert chain_holds(handovers, receipt)
    assert receipt.kept_mass_kg == 144
    assert [entry.kind for entry in claim.stock_entries.order_by("pk")] == [EntryKind.HELD, EntryKind.COLLECTED]
    passport = Passport.objects.get(listing=claim.listing)
    assert [event.kind for event in CustodyEvent.objects.filter(passport=passport).order_by("number")] == [
        "listed", "collected", "delivered", "received",
    ]  # fmt: skip
    route = Route.objects.get()
    assert route.state == RouteState.FINISHED
    assert {stop.state for stop in Stop.objects.filter(route=route)} == {"done"}
