"""Loans at each of their stages, through the actions."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from listings.actions.claiming import mark_collected
from listings.actions.lending import agree
from listings.models import Claim
from listings.models.loans import Loan
from tests.make.listings import accepted_claim
from tests.make.listings import listing as _listing
from tests.make.organisations import NOW, administrator


def lent_claim(**said: Any) -> Claim:  # Any: values of a listing
    """An accepted claim on four of ten trestles that are lent; no days are agreed."""
    return accepted_claim(_listing(slug="folding-tables", mode="lend", **{"quantity": Decimal(10), **said}))


def loan(claim: Claim | None = None, *, due_on: date | None = None, out: bool = True) -> Loan:
    """A loan from today for a week, handed over unless said otherwise."""
    lent = claim or lent_claim()
    by = administrator(lent.listing.organisation)
    made = agree(claim=lent, from_on=NOW.date(), due_on=due_on or NOW.date() + timedelta(days=7), by=by, now=NOW)
    if out:
        mark_collected(claim=lent, quantity=lent.quantity, by=by, now=NOW)
        made.refresh_from_db()
    return made
