"""The line for a listing: who waits, what comes back goes to them first, in their order."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from listings.actions import stocking
from listings.actions.fitting import fit_listing
from listings.actions.informing import inform_requester
from listings.models import Claim, ClaimState, Listing, ListingState, allocation_of
from listings.models.steps import ClaimMovedOn, step
from marketplace.kernel.quantities import FINEST
from marketplace.kernel.units import Unit
from marketplace.organisations.models import User


def promote(*, listing: Listing, by: User | None, now: datetime) -> int:
    """Offer what is left to those who wait in line, first come first, as far as the least that is of use to them fits;
    each has a deadline to confirm. Called wherever stock comes back, in the transaction in which it does. Returns how
    many were offered something.

    Where claims are decided at once and have not been, nobody is in line: they are in the running.
    """
    with transaction.atomic():
        # The listing first: whoever joins or leaves with stock waits for its row, so that the line is read as it is.
        open_ones = Listing.objects.filter(pk=listing.pk, state=ListingState.PUBLISHED)
        if not open_ones.update(kind=F("kind")):
            return 0
        current = Listing.objects.select_related("allocation").get(pk=listing.pk)
        allocation = allocation_of(current)
        if allocation.is_in_the_running:
            return 0
        until = now + timedelta(hours=allocation.confirm_hours)
        left, offered = current.available, 0
        for waiting in Claim.objects.waiting_for(current).select_related("listing__organisation", "organisation"):
            amount = min(waiting.quantity, left)
            if amount >= _least(waiting) and _offer(waiting, amount, until=until, by=by, now=now):
                left, offered = left - amount, offered + 1
    return offered


def give_out(*, listing: Listing, by: User | None, now: datetime) -> None:
    """Something came back to the listing: first to those in its line, and what they leave to the wants it fits."""
    promote(listing=listing, by=by, now=now)
    fit_listing(listing=listing, by=by or listing.created_by, now=now)


def dissolve(*, listing: Listing, by: User | None, now: datetime) -> int:
    """Nothing comes any more: those who wait are told, at once. Returns how many. Called in the transaction that
    closed the listing."""
    told = 0
    for waiting in Claim.objects.waiting_for(listing).select_related("listing__organisation", "organisation"):
        step(waiting, ClaimState.LAPSED, lapsed_at=now, lapsed_from=ClaimState.WAITING)
        waiting.refresh_from_db()
        inform_requester(claim=waiting, template="listings/mail/claim_waited_in_vain", now=now)
        told += 1
    return told


def _offer(claim: Claim, amount: Decimal, *, until: datetime, by: User | None, now: datetime) -> bool:
    """Whether it was still there to be offered something: who left the line at this moment holds up nobody else."""
    try:
        with transaction.atomic():
            stocking.hold_for(claim=claim, quantity=amount, by=by, now=now)
            step(claim, ClaimState.OFFERED, offered_quantity=amount, offered_at=now, hold_until=until)
    except ClaimMovedOn:
        return False
    claim.refresh_from_db()
    inform_requester(claim=claim, template="listings/mail/claim_offered", now=now)
    return True


def _least(claim: Claim) -> Decimal:
    """The least that can be offered: what is of use, or the smallest amount that there is of the unit."""
    smallest = Decimal(1) if Unit(claim.listing.unit).counted else FINEST
    return claim.least_quantity or smallest
