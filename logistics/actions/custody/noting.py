"""Noting: what an owner writes into the book of its lot of its own accord, and how what was wrong is put right."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import F

from listings.queries.claims import told
from logistics import custody
from logistics.actions.custody.witnessing import NotThatMuchLeft, Said, witness
from logistics.actions.runs.proving import WordsTooLong
from logistics.models import Passport
from logistics.models.passports import CustodyEvent, CustodyKind, ErrorReason
from logistics.queries.passports import may_correct
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.text import refuse_unsafe
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, User

LONGEST_NOTE: Final = 300
#: What can be said by hand. Offering again writes itself.
NOTED: Final = (
    CustodyKind.INSPECTED,
    CustodyKind.REPAIRED,
    CustodyKind.IN_USE,
    CustodyKind.RECYCLED,
    CustodyKind.DISPOSED,
)


class NotYoursToSay(DomainError):
    code = "custody_not_yours_to_say"
    message = gettext_noop("Only its owner writes into the book of a lot, while the lot is in being.")


class NoSuchNote(DomainError):
    code = "no_such_custody_note"
    message = gettext_noop("Choose one of these.")
    field = "kind"


class NotToBeCorrected(DomainError):
    code = "custody_not_to_be_corrected"
    message = gettext_noop(
        "Only what you wrote by hand can be corrected here. A handover or a receipt is corrected by its parties."
    )


class CorrectedAlready(DomainError):
    code = "custody_corrected_already"
    message = gettext_noop("This was corrected already. Correct the correction, if that was wrong.")


class ReasonUnknown(DomainError):
    code = "custody_reason_unknown"
    message = gettext_noop("Say whether it did not happen, or whether something in it was wrong.")
    field = "reason"


class NothingDifferent(DomainError):
    code = "custody_nothing_different"
    message = gettext_noop("That is how it stands already. Say what was wrong.")
    field = "quantity"


def note(*, passport: Passport, kind: str, quantity: Decimal, note: str, by: User, now: datetime) -> CustodyEvent:
    """The owner writes what happened to so much of the lot. What is recycled or thrown away is no part of it any more.

    :raises NotYoursToSay: it has no owner, or is at its end
    :raises NoSuchNote | NotThatMuchLeft | WordsTooLong | DomainError: what is said
    """
    owner = passport.owner
    if owner is None or passport.state != custody.LIVE:
        raise NotYoursToSay
    if kind not in NOTED:
        raise NoSuchNote
    amount = checked_amount(quantity, Unit(passport.listing.unit))
    if amount > passport.remaining:
        raise NotThatMuchLeft(left=told(passport.remaining, passport.listing))
    # What is gone weighs its share of what the lot weighs at that moment: the arithmetic of custody knows.
    said = Said(kind=CustodyKind(kind), holder=owner, quantity=amount, note=_words(note))
    return witness(passport=passport, said=said, by=by, now=now)


def correct(
    *,
    event: CustodyEvent,
    organisation: Organisation,
    reason: str,
    quantity: Decimal,
    note: str,
    by: User,
    now: datetime,
) -> CustodyEvent:
    """What the organisation once wrote by hand did not happen, or was about another quantity: an event that says so.
    What stands in the book is never changed.

    :raises NotToBeCorrected | CorrectedAlready: it follows from a handover or receipt, is somebody else's, or is
        corrected
    :raises ReasonUnknown | NothingDifferent | CannotFollow | WordsTooLong | DomainError: what is said
    """
    if not may_correct(event, organisation):
        raise NotToBeCorrected
    if reason not in ErrorReason.values:
        raise ReasonUnknown
    passport = event.passport
    amount = event.quantity
    if reason == ErrorReason.INCORRECT_DATA:
        amount = checked_amount(quantity, Unit(passport.listing.unit))
        if amount == event.quantity and not note.strip():
            raise NothingDifferent
    said = Said(
        kind=CustodyKind.CORRECTED,
        holder=organisation,
        quantity=amount,
        note=_words(note),
        corrects=event,
        reason=reason,
    )
    with transaction.atomic():
        # The guard is the passport's row: whoever comes second sees the first one's correction.
        Passport.objects.filter(pk=passport.pk).update(length=F("length"))
        if CustodyEvent.objects.filter(corrects=event).exists():
            raise CorrectedAlready
        return witness(passport=passport, said=said, by=by, now=now)


def _words(text: str) -> str:
    said = text.strip()
    refuse_unsafe(said, field="note")
    if len(said) > LONGEST_NOTE:
        raise WordsTooLong(field="note", most=LONGEST_NOTE)
    return said
