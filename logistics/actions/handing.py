"""Handing over: the append-only chain of custody, the passport of a lot, and who holds it."""

import secrets
from datetime import datetime
from decimal import Decimal
from typing import Final

from logistics.chain import hash_of
from logistics.models import Collection, CustodyEvent, CustodyKind, Handover, HandoverKind, Passport, Proof
from logistics.queries.chains import facts_of_handover, last_hash
from logistics.queries.passports import passport_of
from marketplace.organisations.models import Organisation, User

#: Signs that nobody mistakes for one another; ten of them are 48 bits: not to be guessed, and short enough to type.
SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 10

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
    passport = passport_of(collection) or _issue(collection, made, now)
    CustodyEvent.objects.create(
        passport=passport, kind=_HELD_AFTER[kind], holder=taker, quantity=quantity, handover=made, at=now
    )
    return made


def _issue(collection: Collection, first: Handover, now: datetime) -> Passport:
    listing = collection.claim.listing
    code = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
    passport = Passport.objects.create(code=code, listing=listing, quantity=first.quantity, created_at=now)
    CustodyEvent.objects.create(
        passport=passport,
        kind=CustodyKind.LISTED,
        holder=listing.organisation,
        quantity=first.quantity,
        handover=None,
        at=listing.published_at or now,
    )
    return passport
