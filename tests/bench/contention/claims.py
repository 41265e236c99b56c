"""The rounds of claims: through the action, and without its guard."""

import time
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from listings.actions import claiming, stocking
from listings.models import Claim, ClaimState, Listing, StockEntry
from marketplace.organisations.models import Organisation, User
from tests.bench.contention.ground import ONE, STOCK, ClaimGround
from tests.bench.contention.rounds import Told, share


def claim_each(ground: ClaimGround, number: int, processes: int) -> Told:
    """Each asker of this process's share claims one of each listing."""
    by = User.objects.get(pk=ground.by)
    mine = list(Organisation.objects.filter(pk__in=share(ground.askers, number, processes)).order_by("pk"))
    sites = {asker.pk: asker.sites.get() for asker in mine}
    told = Told()
    for key in ground.listings:
        listing = Listing.objects.select_related("organisation").get(pk=key)
        for asker in mine:

            def ask(asker: Organisation = asker, listing: Listing = listing) -> int:
                return claiming.claim(
                    listing=listing,
                    organisation=asker,
                    site=sites[asker.pk],
                    quantity=ONE,
                    purpose="A round",
                    by=by,
                    now=timezone.now(),
                ).pk

            told.attempt(ask)
    return told


def grab_each(ground: ClaimGround, number: int, processes: int) -> Told:
    """The control: look, think, write, as one would without the guard, and note what was taken."""
    by = User.objects.get(pk=ground.by)
    told = Told()
    for key in ground.listings:
        for _asker in share(ground.askers, number, processes):

            def grab(key: int = key) -> int:
                listing = Listing.objects.get(pk=key)
                if listing.available < 1:
                    raise stocking.NothingLeft
                time.sleep(0.002)  # what else a request does
                Listing.objects.filter(pk=key).update(available=listing.available - 1)
                entry = StockEntry(
                    listing=listing, kind="adjusted", quantity=ONE, change=-ONE, by=by, at=timezone.now()
                )
                entry.save()
                return entry.pk

            told.attempt(grab)
    return told


def oversold(ground: ClaimGround) -> int:
    """How much more was taken than there was, over all listings."""
    taken = StockEntry.objects.filter(listing__in=ground.listings, change__lt=0).values_list("listing")
    sums = dict(taken.annotate(total=Sum("change")).order_by())
    return int(sum(max(-total - STOCK, Decimal(0)) for total in sums.values()))


def unexplained(ground: ClaimGround) -> int:
    """Listings of which what is left is not the sum of their entries, or whose open claims are not what is missing."""
    listings = Listing.objects.filter(pk__in=ground.listings)
    sums = dict(
        StockEntry.objects.filter(listing__in=ground.listings)
        .values_list("listing")
        .annotate(total=Sum("change"))
        .order_by()
    )
    held = Claim.objects.filter(listing__in=ground.listings, state=ClaimState.ASKED).values_list("listing")
    asked = dict(held.annotate(total=Sum("quantity")).order_by())
    return sum(
        row.available != sums[row.pk] or row.quantity - row.available != asked.get(row.pk, 0)
        for row in listings.order_by("pk")
    )


def lost_claims(told: Told) -> int:
    """Claims that were acknowledged and are not there."""
    there = set(Claim.objects.values_list("pk", flat=True).order_by("pk"))
    return len(set(told.done) - there)
