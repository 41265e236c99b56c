"""Arranging: an accepted claim becomes a collection of one load, one that was called off ends."""

from datetime import datetime
from secrets import SystemRandom

from listings.models import Claim, ClaimState
from logistics.codewords import new_code
from logistics.loads import load_of
from logistics.models import Collection, CollectionMode, CollectionState
from logistics.queries.goods import care_for, goods_of
from logistics.queries.parts import foremost
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User


class NotAccepted(DomainError):
    code = "claim_not_accepted"
    message = gettext_noop("Only an accepted claim can be collected. This one is {state}.")


def open_collection(*, claim: Claim, now: datetime) -> Collection:
    """The collection of an accepted claim; made when somebody first asks for it, with its load and its two codes.
    Where it was cut into loads, the first that is still to be dealt with.

    :raises NotAccepted: nobody promised the goods
    """
    there = foremost(list(Collection.objects.of(claim).with_parties()))
    if there is not None:
        return there
    if claim.state != ClaimState.ACCEPTED or claim.accepted_quantity is None:
        raise NotAccepted(state=claim.get_state_display().lower())
    listing, rng = claim.listing, SystemRandom()
    load = load_of(goods_of(listing, claim.accepted_quantity))
    made = {
        "mode": CollectionMode.VAN if claim.carrier_id else CollectionMode.FETCH,
        "quantity": claim.accepted_quantity,
        "load_kg": load.kg,
        "load_litres": load.litres,
        "load_pallets": load.pallets,
        "needs_two_people": listing.needs_two_people,
        "needs_tail_lift": listing.needs_tail_lift,
        "care": care_for(listing),
        "pickup_code": new_code(rng),
        "dropoff_code": new_code(rng),
        "created_at": now,
    }
    # Two at once: a claim has its first load once in the table, so the second finds what the first made.
    return Collection.objects.get_or_create(claim=claim, part=1, defaults=made)[0]


def close_called_off(*, by: User, now: datetime) -> int:
    """End the collections whose claims were cancelled or have lapsed; how many."""
    return Collection.objects.called_off().update(state=CollectionState.CANCELLED)
