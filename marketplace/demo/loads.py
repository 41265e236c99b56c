"""The demonstration's loads: one that was divided, and one for which two carriers were asked what they want."""

from datetime import timedelta
from decimal import Decimal

from django.utils.timezone import localtime

from listings.models import Claim, ClaimState
from logistics.actions.carriers.quoting import Offer, ask_quote, price
from logistics.actions.loads.arranging import open_collection
from logistics.actions.loads.splitting import split_load
from logistics.models import Collection, CollectionMode, CollectionState
from marketplace.demo.people import HOLBECK
from marketplace.demo.region import Region

_WHOLE_PIECES = ("item", "box", "pallet")


def divide(region: Region) -> None:
    """What Holbeck was asked to bring and is too much for one van."""
    holbeck = region.settled[HOLBECK.name]
    carried = Claim.objects.carried_by(holbeck.organisation).filter(
        state=ClaimState.ACCEPTED, loan=None, accepted_quantity__gte=4, listing__unit__in=_WHOLE_PIECES
    )
    carried = carried.filter(listing__mode__in=("give", "sell"))  # what is lent travels in one load
    for claim in carried.order_by("-pk")[:20]:
        load = open_collection(claim=claim, now=region.now - timedelta(hours=5))
        if load.state == CollectionState.READY and load.mode == CollectionMode.VAN and load.part == 1:
            half = Decimal(int(load.quantity / 2))
            parts = [load.quantity - half, half]
            split_load(collection=load, quantities=parts, by=holbeck.speaker, now=region.now - timedelta(hours=4))
            return


def ask_carriers(region: Region) -> None:
    """For something that its receiver would fetch and cannot: two were asked, one has answered."""
    waiting = Collection.objects.with_parties().filter(
        mode=CollectionMode.FETCH, state=CollectionState.READY, claim__state=ClaimState.ACCEPTED
    )
    load = waiting.order_by("-pk").first()
    if load is None:
        return
    by = next(one for one in region.settled.values() if one.organisation == load.claim.organisation).speaker
    asked_at = region.now - timedelta(hours=6)
    quotes = [
        ask_quote(collection=load, company=company, email=email, by=by, now=asked_at)
        for company, email in (
            ("Calder Removals", "jobs@calder-removals.example"),
            ("Wharfe Couriers", "quotes@wharfe-couriers.example"),
        )
    ]
    nine = (localtime(region.now) + timedelta(days=2)).replace(hour=9, minute=0, second=0, microsecond=0)
    offer = Offer(6500, nine, nine + timedelta(hours=3), "A Luton with two people.")
    price(quote=quotes[0], offer=offer, now=region.now - timedelta(hours=2))
