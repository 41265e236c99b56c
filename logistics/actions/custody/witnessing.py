"""Witnessing: the one way into the book of a lot. Nothing else writes a custody event.

The guard is the passport's own row: its `length` is counted up first, so that of two who write at once one waits, and
each event gets the number and the hash that follow from the one before it.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from listings.queries.claims import told
from logistics import custody
from logistics.chain import hash_of
from logistics.models import Collection, Handover, Passport, Receipt
from logistics.models.passports import CustodyEvent, CustodyKind
from logistics.queries.chains import entry_of, facts_of_event
from logistics.queries.lots import standing_of
from logistics.queries.passports import passport_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation, User


class NotThatMuchLeft(DomainError):
    code = "not_that_much_left"
    message = gettext_noop("Of this lot {left} are left. Choose no more than that.")
    field = "quantity"


class CannotFollow(DomainError):
    code = "custody_cannot_follow"
    message = gettext_noop("This cannot follow from what happened to the lot before. Look at its journey again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is written of an event besides its number, its moment and its hash."""

    kind: CustodyKind
    holder: Organisation
    quantity: Decimal
    source: Organisation | None = None
    mass_kg: Decimal | None = None
    place: str = ""
    note: str = ""
    handover: Handover | None = None
    receipt: Receipt | None = None
    related: Passport | None = None
    corrects: CustodyEvent | None = None
    reason: str = ""


def witness(*, passport: Passport, said: Said, by: User | None, now: datetime) -> CustodyEvent:
    """Write an event into the book of a lot; how the lot stands follows from it.

    :param by: None where the clock or somebody without an account says it
    :raises NotThatMuchLeft | CannotFollow: it cannot have happened after what is written already
    """
    with transaction.atomic():
        Passport.objects.filter(pk=passport.pk).update(length=F("length") + 1)
        seen = Passport.objects.select_related("listing").get(pk=passport.pk)
        event = CustodyEvent(
            passport=seen,
            number=seen.length,
            kind=said.kind,
            holder=said.holder,
            source=said.source,
            quantity=said.quantity,
            mass_kg=said.mass_kg,
            place=said.place[:120],
            note=said.note[:300],
            handover=said.handover,
            receipt=said.receipt,
            related=said.related,
            corrects=said.corrects,
            reason=said.reason,
            by=by,
            at=now,
            previous_hash=seen.head,
        )
        standing = _standing(seen, event)
        event.hash = hash_of(facts_of_event(event), event.previous_hash)
        event.save()
        stands = {
            "owner": standing.owner,
            "holder": standing.holder,
            "remaining": standing.quantity,
            "mass_kg": standing.mass_kg,
            "state": standing.state,
        }
        Passport.objects.filter(pk=passport.pk).update(head=event.hash, **stands)
    passport.refresh_from_db()
    return event


def _standing(passport: Passport, event: CustodyEvent) -> custody.Standing:
    entry = entry_of(event)
    try:
        if entry.kind != custody.CORRECTED:
            return custody.after(standing_of(passport), entry)
        written = CustodyEvent.objects.filter(passport=passport).select_related("corrects").order_by("number")
        return custody.stand([*(entry_of(one) for one in written), entry])
    except custody.Impossible:
        if entry.kind in custody.TAKES and entry.quantity > passport.remaining:
            raise NotThatMuchLeft(left=told(passport.remaining, passport.listing)) from None
        raise CannotFollow from None


def receive(*, receipt: Receipt, by: User, now: datetime) -> None:
    """What a receiver counted, in the book of the lot: so much is theirs now, so much was turned away. What is on loan
    is with them and stays its lender's."""
    passport = passport_of(receipt.collection)
    if passport is None:
        return
    claim = receipt.collection.claim
    kept = CustodyKind.IN_USE if hasattr(claim, "loan") else CustodyKind.RECEIVED
    counted = (
        (kept, receipt.kept_quantity, receipt.kept_mass_kg),
        (CustodyKind.REJECTED, receipt.rejected_quantity, receipt.rejected_mass_kg),
    )
    for kind, amount, mass in counted:
        if amount:
            said = Said(
                kind=kind,
                holder=claim.organisation,
                source=claim.listing.organisation,
                quantity=amount,
                mass_kg=mass,
                place=claim.site.public_area,
                receipt=receipt,
            )
            witness(passport=passport, said=said, by=by, now=now)


def move(*, handover: Handover, kind: CustodyKind, passport: Passport, by: User, now: datetime) -> CustodyEvent:
    """A handover, in the book of the lot that it moved."""
    said = Said(
        kind=kind,
        holder=handover.taker,
        source=handover.giver,
        quantity=handover.quantity,
        place=_place_of(handover),
        handover=handover,
    )
    return witness(passport=passport, said=said, by=by, now=now)


def bring_home(*, receipt: Receipt, quantity: Decimal, by: User, now: datetime) -> None:
    """What a receiver turned away whole is back with its giver: the same book goes on when somebody else takes it."""
    passport = passport_of(receipt.collection)
    claim = receipt.collection.claim
    giver = claim.listing.organisation
    if passport is None or passport.owner_id != giver.pk or passport.holder_id == giver.pk:
        return  # a share was kept: the lot is the receiver's, and what came back is no part of it
    said = Said(
        kind=CustodyKind.RETURNED,
        holder=giver,
        source=claim.organisation,
        quantity=min(quantity, passport.remaining),
        place=claim.listing.site.public_area,
    )
    witness(passport=passport, said=said, by=by, now=now)


def lose(*, collection: Collection, quantity: Decimal, note: str, by: User, now: datetime) -> None:
    """So much of what a collection carries is gone, and why."""
    passport = passport_of(collection)
    if passport is not None and passport.holder is not None:
        said = Said(kind=CustodyKind.LOST, holder=passport.holder, quantity=quantity, note=note)
        witness(passport=passport, said=said, by=by, now=now)


def _place_of(handover: Handover) -> str:
    """The public area where it happened: at the giver's for a pickup, else where it was brought (or fetched to)."""
    claim = handover.collection.claim
    at_the_giver = handover.taker_id not in {claim.organisation_id, claim.listing.organisation_id}
    back = handover.taker_id == claim.listing.organisation_id
    return claim.listing.site.public_area if at_the_giver or back else claim.site.public_area
