"""Loads of a claim: what every deed to one of them needs. Two who change loads of one listing wait for each other."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from listings.actions.claiming import mark_collected, mark_received
from listings.actions.loading import end_undelivered, mark_part_collected, take_turn
from listings.models import Claim, ClaimState
from listings.queries.loans import is_lent
from logistics.models import Collection, CollectionState
from logistics.models.collections import SETTLED, WAITING
from marketplace.kernel.errors import gettext_noop
from marketplace.organisations.models import User

NOTHING_ARRIVED: Final = gettext_noop("Nothing of it arrived: it came back, or was lost on the way.")


def lock(*, collection: Collection, by: User, now: datetime) -> Collection:
    """The load as it is once it is this caller's turn, with its parties; in the caller's transaction."""
    take_turn(claim=collection.claim, by=by, now=now)
    return Collection.objects.with_parties().get(pk=collection.pk)


def note_left(*, collection: Collection, quantity: Decimal, by: User, now: datetime) -> None:
    """So much of a load has left its site, in the transaction that says so: the claim is collected once its last has.

    :raises DomainError: as `mark_collected`
    """
    claim = collection.claim
    others = Collection.objects.of(claim).exclude(pk=collection.pk).filter(state__in=WAITING)
    mark = mark_part_collected if others.exists() else mark_collected
    mark(claim=claim, quantity=quantity, by=by, now=now)


def close_if_settled(*, claim: Claim, by: User, now: datetime) -> None:
    """End the claim once nothing more becomes of any of its loads: received if one was, else called off. What is lent
    ends on the page of its loan."""
    states = set(Collection.objects.of(claim).in_play().values_list("state", flat=True))
    if not states or states - set(SETTLED):
        return
    current = Claim.objects.select_related("listing").get(pk=claim.pk)
    if current.state != ClaimState.COLLECTED:
        return
    if CollectionState.CLOSED in states:
        mark_received(claim=current, by=by, now=now)
    elif not is_lent(current):
        end_undelivered(claim=current, reason=str(NOTHING_ARRIVED), by=by, now=now)
