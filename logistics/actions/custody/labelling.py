"""Labels before a load leaves: its passport is issued when somebody wants to print them, not only at the handover."""

from datetime import datetime

from django.db import transaction

from listings.models import ClaimState
from logistics.actions.custody.parting import issue, part
from logistics.actions.loads.loading import lock
from logistics.models import Collection, Passport
from logistics.models.collections import WAITING
from logistics.models.lots import LabelledLoad
from logistics.queries.load_steps import moved_on
from logistics.queries.lots import labelled_lot, lot_for
from marketplace.organisations.models import User


def label(*, collection: Collection, by: User, now: datetime) -> Passport:
    """The passport of a load that is still with its giver; asked for again it is the same one.

    What of it stays behind at the handover gets a passport of its own, and the labels go with what leaves.

    :raises CollectionMovedOn: it left, or was called off
    """
    with transaction.atomic():
        seen = lock(collection=collection, by=by, now=now)
        there = labelled_lot(seen)
        if there is not None:
            return there
        if seen.state not in WAITING or seen.claim.state != ClaimState.ACCEPTED:
            raise moved_on(seen)
        passport = _lot(seen, by, now)
        LabelledLoad.objects.create(collection=seen, passport=passport, by=by, at=now)
    return passport


def _lot(load: Collection, by: User, now: datetime) -> Passport:
    """The goods of the load: those that came from somebody else, as far as they reach; else a new lot."""
    lot = lot_for(load.claim, load.quantity)
    if lot is None:
        return issue(listing=load.claim.listing, quantity=load.quantity, by=by, now=now)
    if lot.remaining == load.quantity:
        return lot
    return part(passport=lot, quantity=load.quantity, site=load.claim.listing.site, by=by, now=now)
