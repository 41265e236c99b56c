"""Telling the two sides of a claim what became of it."""

from datetime import datetime

from listings.models import Claim
from listings.queries.claims import told
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Role


def inform_requester(*, claim: Claim, template: str, now: datetime) -> None:
    """Write to who asked for it."""
    notify(
        organisation=claim.organisation, roles=(Role.REQUESTER,), template=template, context=_context(claim), now=now
    )


def inform_giver(*, claim: Claim, template: str, now: datetime) -> None:
    """Write to whose listing it is."""
    giver = claim.listing.organisation
    notify(organisation=giver, roles=(Role.LISTER,), template=template, context=_context(claim), now=now)


def _context(claim: Claim) -> dict[str, object]:
    amount = claim.accepted_quantity or claim.offered_quantity or claim.quantity
    return {
        "claim": claim,
        "listing": claim.listing,
        "amount": told(amount, claim.listing),
        "asked": told(claim.quantity, claim.listing),
    }
