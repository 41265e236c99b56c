"""Putting the book of a lot right after a handover or a receipt was corrected: EPCIS's errorDeclaration, as events."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from logistics import custody
from logistics.actions.custody.witnessing import CannotFollow, Said, witness
from logistics.models import (
    CustodyEvent,
    CustodyKind,
    HandoverCorrection,
    HandoverKind,
    Passport,
    ReceiptCorrection,
)
from logistics.models.passports import ErrorReason
from logistics.queries.passports import passport_of
from marketplace.organisations.models import User


def right_receipt(*, correction: ReceiptCorrection, by: User, now: datetime) -> None:
    """What was kept and what was turned away, as it is now.

    :raises CannotFollow | NotThatMuchLeft: more went on with the lot
    """
    passport = passport_of(correction.receipt.collection)
    if passport is None:
        return
    book = _Book(passport, correction, _Pen(correction, by, now))
    if correction.kept_quantity and not book.has_kept:
        # Kept after all: it is received first, and the rest turned away from that.
        book.undo(CustodyKind.REJECTED)
    book.say(book.kept_kind, correction.kept_quantity, correction.kept_mass_kg)
    book.say(CustodyKind.REJECTED, correction.rejected_quantity, correction.rejected_mass_kg)


@dataclass(frozen=True, slots=True)
class _Pen:
    """Who writes, when, and because of what."""

    correction: ReceiptCorrection | HandoverCorrection
    by: User
    now: datetime

    def correct(self, event: CustodyEvent, reason: ErrorReason, quantity: Decimal, mass_kg: Decimal | None) -> None:
        """An event that puts another right."""
        made = self.correction
        said = Said(
            kind=CustodyKind.CORRECTED,
            holder=made.organisation,
            quantity=quantity,
            mass_kg=mass_kg,
            note=made.reason,
            handover=made.handover if isinstance(made, HandoverCorrection) else None,
            receipt=made.receipt if isinstance(made, ReceiptCorrection) else None,
            corrects=event,
            reason=reason,
        )
        witness(passport=Passport.objects.get(pk=event.passport_id), said=said, by=self.by, now=self.now)


class _Book:
    """The events of one receipt in the book of its lot, and what puts them right."""

    def __init__(self, passport: Passport, correction: ReceiptCorrection, pen: _Pen) -> None:
        self.passport, self.receipt, self.pen = passport, correction.receipt, pen
        claim = correction.receipt.collection.claim
        self.kept_kind = CustodyKind.IN_USE if hasattr(claim, "loan") else CustodyKind.RECEIVED
        self.has_kept = self._standing(self.kept_kind) is not None

    def say(self, kind: CustodyKind, quantity: Decimal, mass_kg: Decimal) -> None:
        """So many, of that mass: a correction of the event there is, or one that was missing."""
        there = self._standing(kind)
        if there is None:
            if quantity:
                self._add(kind, quantity, mass_kg)
        elif not quantity:
            self.undo(kind)
        elif (there.quantity, there.mass_kg) != (quantity, mass_kg):
            self.pen.correct(there, ErrorReason.INCORRECT_DATA, quantity, mass_kg)

    def undo(self, kind: CustodyKind) -> None:
        """It did not happen."""
        there = self._standing(kind)
        if there is not None:
            self.pen.correct(there, ErrorReason.DID_NOT_OCCUR, there.quantity, None)

    def _standing(self, kind: CustodyKind) -> CustodyEvent | None:
        """The newest word on the event of that kind, unless it is that it did not happen."""
        events = CustodyEvent.objects.filter(passport=self.passport, receipt=self.receipt, kind=kind)
        event = events.order_by("number").last()
        newest = _newest(event) if event else None
        return None if newest is None or newest.reason == ErrorReason.DID_NOT_OCCUR else newest

    def _add(self, kind: CustodyKind, quantity: Decimal, mass_kg: Decimal) -> None:
        claim = self.receipt.collection.claim
        said = Said(
            kind=kind,
            holder=claim.organisation,
            source=claim.listing.organisation,
            quantity=quantity,
            mass_kg=mass_kg,
            place=claim.site.public_area,
            note=self.pen.correction.reason,
            receipt=self.receipt,
        )
        witness(passport=self.passport, said=said, by=self.pen.by, now=self.pen.now)


def right_handover(*, correction: HandoverCorrection, by: User, now: datetime) -> None:
    """So many changed hands. A lot that left its first owner by this handover began with as many.

    :raises CannotFollow | NotThatMuchLeft: more went on with the lot, or it is a part of a larger one that has no more
    """
    events = CustodyEvent.objects.filter(handover=correction.handover).order_by("number")
    event = events.select_related("passport").first()
    if event is None:
        return
    pen = _Pen(correction, by, now)
    if correction.handover.kind != HandoverKind.DROPOFF:
        _begin_with(event, correction.quantity, pen)
    pen.correct(_newest(event), ErrorReason.INCORRECT_DATA, correction.quantity, None)


def _begin_with(event: CustodyEvent, quantity: Decimal, pen: _Pen) -> None:
    """The lot's beginning, where this handover made the lot; a lot that was there before keeps its own."""
    passport = event.passport
    first = CustodyEvent.objects.filter(passport=passport).order_by("number")[:2]
    if len(first) < 2 or first[0].kind != CustodyKind.LISTED or first[1].pk != event.pk:
        if quantity > passport.quantity:
            raise CannotFollow
        return
    opening = _newest(first[0])
    mass = None if opening.mass_kg is None else (opening.mass_kg * quantity / opening.quantity).quantize(custody.GRAM)
    # No more is ever left of a lot than it began with: the larger of the two figures stands while both change.
    began = Passport.objects.filter(pk=passport.pk)
    began.update(quantity=max(quantity, passport.quantity))
    pen.correct(opening, ErrorReason.INCORRECT_DATA, quantity, mass)
    began.update(quantity=quantity)


def _newest(event: CustodyEvent) -> CustodyEvent:
    """The last word on it: the correction of its correction, and so on."""
    newest = event
    while (later := CustodyEvent.objects.filter(corrects=newest).order_by("-number").first()) is not None:
        newest = later
    return newest
