"""What the tests of claims in line have in common."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from listings.actions import claiming
from listings.models import Claim, Listing, StockEntry
from marketplace.organisations.models import Organisation
from tests import make


def asked(
    listing: Listing,
    quantity: int | Decimal,
    *,
    organisation: Organisation | None = None,
    now: datetime = make.NOW,
    **said: Any,
) -> Claim:  # Any: what else `claiming.claim` takes
    """A claim of an organisation with one site, as the giver's rules have it: held, in the running or (`joins_line`)
    in line."""
    asker = organisation or make.organisation()
    site = asker.sites.first() or make.site(asker)
    return claiming.claim(
        listing=listing,
        organisation=asker,
        site=site,
        quantity=Decimal(quantity),
        purpose="For our homework club.",
        by=make.administrator(asker),
        now=now,
        **said,
    )


def in_line(listing: Listing, quantity: int | Decimal, **said: Any) -> Claim:  # Any: as above
    """A claim that waits for what comes back."""
    return asked(listing, quantity, joins_line=True, **said)


def balanced(listing: Listing) -> Decimal:
    """What is left: the sum of the entries, and of the whole what no claim holds and nobody took."""
    listing.refresh_from_db()
    entries = list(StockEntry.objects.for_listing(listing))
    assert listing.available == sum(entry.change for entry in entries)
    moved = {"collected": Decimal(0), "returned": Decimal(0)}
    for entry in entries:
        if entry.kind in moved:
            moved[entry.kind] += entry.quantity
    held = sum((claim.held for claim in Claim.objects.filter(listing=listing)), Decimal(0))
    assert listing.quantity == listing.available + held + moved["collected"] - moved["returned"]
    return listing.available


def now_is(claim: Claim) -> tuple[object, object]:
    """Its state and what it holds."""
    claim.refresh_from_db()
    return claim.state, claim.held
