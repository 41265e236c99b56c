"""What tests of decisions stand on: a listing in the running with claims, moved past its closing time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from listings.actions.allotting import AllocationValues, allot
from listings.actions.deciding import decide
from listings.models import Claim, Decision, Listing
from listings.queries.deciding import Choice, preview
from marketplace.organisations.models import Organisation, OrganisationKind
from tests import make

CLOSES: Final = make.NOW + timedelta(days=2)
AFTER: Final = CLOSES + timedelta(hours=1)


def in_the_running(
    *, quantity: int = 10, policy: str = "donor_chooses", asks: Sequence[int] = (), **said: Any
) -> tuple[Listing, list[Claim]]:  # Any: values of an allocation, of several types
    """A listing given by that policy until `CLOSES`, and a claim by a charity for each of the quantities asked."""
    listing = make.listing(quantity=Decimal(quantity))
    values = AllocationValues(policy=policy, **{"closes_at": CLOSES, **said})
    allot(listing=listing, values=values, by=listing.created_by, now=make.NOW)
    return listing, [ask(listing, amount) for amount in asks]


def ask(listing: Listing, quantity: int, organisation: Organisation | None = None) -> Claim:
    asker = organisation or make.organisation(OrganisationKind.CHARITY)
    return make.claim(listing, organisation=asker, quantity=quantity)


def send(
    *listings: Listing,
    now: datetime = AFTER,
    keeps_line: bool = True,
    granted: Mapping[int, tuple[int, str]] | None = None,
) -> Decision:
    """Look at the preview and send it; `granted` is what is chosen otherwise: amount and reason by claim."""
    choices = {claim: Choice(Decimal(amount), reason) for claim, (amount, reason) in (granted or {}).items()}
    rows = list(listings)
    seen = preview(listings=rows, choices=choices, now=now)
    by = make.administrator(rows[0].organisation)
    return decide(listings=rows, choices=choices, digest=seen.digest, keeps_line=keeps_line, by=by, now=now)
