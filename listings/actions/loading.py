"""Loads: what a claim's goods do where they leave in several, or come back all. Called by logistics, which cuts them.

Each takes the listing's row first: of two who change loads of one listing at once, one waits for the other.
"""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from listings.actions import stocking
from listings.actions.claiming import MoreThanAccepted
from listings.actions.informing import inform_giver, inform_requester
from listings.actions.lining import give_out
from listings.actions.releasing import let_go
from listings.models import Claim, ClaimState, Listing
from listings.models.steps import moved_on, reason_of, seen_before, step
from listings.queries.claims import told
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import User


def take_turn(*, claim: Claim, by: User, now: datetime) -> None:
    """Wait until whoever else changes what is left of the listing, or a load of it, is through. In a transaction."""
    Listing.objects.filter(pk=claim.listing_id).update(kind=F("kind"))


def mark_part_collected(*, claim: Claim, quantity: Decimal, by: User, now: datetime) -> None:
    """Note a load that left while others of the claim wait: it stays accepted, holds the rest, and has no deadline.

    :raises MoreThanAccepted | NotReleased | LoanNotAgreed | LoanDaysPassed: more than it holds, or not yet
    :raises ClaimMovedOn: it is not an accepted claim
    """
    amount = checked_amount(quantity, Unit(claim.listing.unit))
    with transaction.atomic():
        take_turn(claim=claim, by=by, now=now)
        seen = _accepted(claim)
        if amount >= seen.held:
            raise MoreThanAccepted(accepted=told(seen.held, seen.listing))
        stocking.collect(claim=seen, quantity=amount, rest=Decimal(0), by=by, now=now)
        _change(seen, collected_quantity=seen.collected_quantity + amount, hold_until=None)
        let_go(claim=seen, quantity=amount, by=by, now=now)
    claim.refresh_from_db()


def recount(*, claim: Claim, change: Decimal, by: User, now: datetime) -> None:
    """What was counted as collected was wrong by so much: fewer left, and the rest is on offer (or held for the loads
    that follow); or more left, and is taken off what is on offer.

    :param change: above zero: so many more left; below: so many fewer
    :raises NotEnoughLeft | ListingClosed: more than is on offer
    :raises ClaimMovedOn: nothing of it counts as collected
    """
    with transaction.atomic():
        take_turn(claim=claim, by=by, now=now)
        seen = Claim.objects.select_related("listing").get(pk=claim.pk)
        if seen.state not in {ClaimState.ACCEPTED, ClaimState.COLLECTED, ClaimState.RECEIVED}:
            raise moved_on(seen)
        waits = seen.state == ClaimState.ACCEPTED
        if change < 0:
            stocking.take_back(claim=seen, quantity=-change, by=by, now=now)
            if waits:
                stocking.hold_for(claim=seen, quantity=-change, by=by, now=now)
        else:
            if not waits:
                stocking.hold_for(claim=seen, quantity=change, by=by, now=now)
            stocking.collect(claim=seen, quantity=change, rest=Decimal(0), by=by, now=now)
        Claim.objects.filter(pk=seen.pk).update(collected_quantity=F("collected_quantity") + change)
        if change < 0 and not waits:
            give_out(listing=seen.listing, by=by, now=now)
    claim.refresh_from_db()


def give_up_part(*, claim: Claim, quantity: Decimal, is_last: bool, by: User, now: datetime) -> None:
    """Give up a load that was to follow: so much less is promised, and it goes back to the listing.

    :param is_last: no other load of the claim is to follow: then what left is all of it, and what earlier loads left
        behind goes back too
    :raises ClaimMovedOn: it is not an accepted claim, or does not hold more than that besides what has left
    """
    with transaction.atomic():
        take_turn(claim=claim, by=by, now=now)
        seen = _accepted(claim)
        promised = (seen.accepted_quantity or seen.quantity) - quantity
        if promised <= 0 or promised < seen.collected_quantity:
            raise moved_on(seen)
        short = promised - seen.collected_quantity if is_last else Decimal(0)
        stocking.release(claim=seen, quantity=quantity + short, by=by, now=now)
        if is_last:
            step(seen, ClaimState.COLLECTED, collected_at=now, accepted_quantity=promised)
        else:
            _change(seen, accepted_quantity=promised)
        give_out(listing=seen.listing, by=by, now=now)
    claim.refresh_from_db()


def end_undelivered(*, claim: Claim, reason: str, by: User, now: datetime) -> None:
    """End a collected claim of which nothing reached its requester: all came back, or was lost. Both are told.

    :raises ReasonMissing: no reason was given
    :raises ClaimMovedOn: it is not on its way
    """
    said = reason_of(reason)
    seen = seen_before(claim, ClaimState.CANCELLED)
    if seen.state != ClaimState.COLLECTED:
        raise moved_on(seen)
    with transaction.atomic():
        step(seen, ClaimState.CANCELLED, reason=said, cancelled_at=now)
        claim.refresh_from_db()
        inform_requester(claim=claim, template="listings/mail/claim_cancelled", now=now)
        inform_giver(claim=claim, template="listings/mail/claim_cancelled", now=now)


def _accepted(claim: Claim) -> Claim:
    """The claim as it is now.

    :raises ClaimMovedOn: it is not accepted
    """
    seen = seen_before(claim, ClaimState.COLLECTED)
    if seen.state != ClaimState.ACCEPTED:
        raise moved_on(seen)
    return seen


def _change(seen: Claim, **fields: object) -> None:
    same = Claim.objects.filter(
        pk=seen.pk,
        state=ClaimState.ACCEPTED,
        accepted_quantity=seen.accepted_quantity,
        collected_quantity=seen.collected_quantity,
    )
    if not same.update(**fields):
        raise moved_on(Claim.objects.get(pk=seen.pk))
