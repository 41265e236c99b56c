"""Handing over: the append-only chain of custody, the passport of a lot, and who holds it."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from listings.models import Claim
from logistics.actions.custody.parting import issue, part
from logistics.actions.custody.witnessing import move
from logistics.chain import hash_of
from logistics.models import Collection, CustodyKind, Handover, HandoverKind, Passport, Proof
from logistics.queries.chains import facts_of_handover, last_hash
from logistics.queries.lots import labelled_lot, lot_for
from logistics.queries.passports import passport_of
from marketplace.organisations.models import Organisation, User

_HELD_AFTER: Final = {
    HandoverKind.PICKUP: CustodyKind.COLLECTED,
    HandoverKind.DROPOFF: CustodyKind.DELIVERED,
    HandoverKind.FETCH: CustodyKind.COLLECTED,
}


def hand_on(
    *,
    collection: Collection,
    kind: HandoverKind,
    giver: Organisation,
    taker: Organisation,
    quantity: Decimal,
    proof: Proof,
    by: User,
    now: datetime,
) -> Handover:
    """Note that goods passed from one to the other, in the caller's transaction. The first time the lot gets its
    passport."""
    made = Handover(
        collection=collection,
        kind=kind,
        giver=giver,
        taker=taker,
        quantity=quantity,
        proof=proof,
        by=by,
        at=now,
        previous_hash=last_hash(collection),
    )
    made.hash = hash_of(facts_of_handover(made), made.previous_hash)
    made.save()
    passport = passport_of(collection) or _lot(collection, quantity, by, now)
    move(handover=made, kind=_HELD_AFTER[kind], passport=passport, by=by, now=now)
    return made


def _lot(collection: Collection, quantity: Decimal, by: User, now: datetime) -> Passport:
    """The passport of goods that leave: the one they came with where their giver had them from somebody (or back), of
    which a share is parted off; else a new one."""
    claim = collection.claim
    labelled = labelled_lot(collection)
    if labelled is not None and labelled.remaining >= quantity:
        return _of_labelled(labelled, claim, quantity, by, now)
    lot = lot_for(claim, quantity)
    if lot is None:
        return issue(listing=claim.listing, quantity=quantity, by=by, now=now)
    if lot.remaining == quantity:
        return lot
    return part(passport=lot, quantity=quantity, site=claim.listing.site, by=by, now=now)


def _of_labelled(lot: Passport, claim: Claim, quantity: Decimal, by: User, now: datetime) -> Passport:
    """The labelled lot itself: what stays behind is parted off, since the labels go with what leaves."""
    if lot.remaining > quantity:
        part(passport=lot, quantity=lot.remaining - quantity, site=claim.listing.site, by=by, now=now)
        lot.refresh_from_db()
    return lot
