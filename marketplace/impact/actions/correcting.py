"""Correcting: taking back a line that never was so. The line stays; a negative one beside it undoes it."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from marketplace.impact.actions.reversing import Why, reversal
from marketplace.impact.actions.settling import settle
from marketplace.impact.models import Cause, Diversion, EntryKind
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.models import User

LONGEST_REASON: Final = 300


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = gettext_noop("Say why the line is taken back, in at most 300 characters.")
    field = "reason"


class TakenBackAlready(DomainError):
    code = "taken_back_already"
    message = gettext_noop("This line was taken back already.")


class NotALineOfAReceipt(DomainError):
    code = "not_a_line_of_a_receipt"
    message = gettext_noop("Only a line that a receipt made can be taken back.")


def take_back(*, line: Diversion, reason: str, by: User, now: datetime) -> Diversion:
    """Undo a line, journeys and all, on the day on which the slip was found; periods before stay as they were.

    Nothing writes this portion of the receipt anew. What had come back of it since is undone with it.

    :raises ReasonMissing: no reason, or a long one
    :raises NotALineOfAReceipt: it is a correction or a return itself
    :raises TakenBackAlready: as it says
    """
    reason = reason.strip()
    refuse_unsafe(reason, field="reason")
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonMissing
    if line.entry != EntryKind.RECORDED:
        raise NotALineOfAReceipt
    why = Why(Cause.SLIP, reason, by)
    undone = reversal(line=line, why=why, now=now)
    try:
        with transaction.atomic():
            undone.save(force_insert=True)
            settle(receipt=line.receipt, why=why, now=now)
    except IntegrityError as error:
        if not line.corrections.exists():
            raise
        raise TakenBackAlready from error
    return undone
