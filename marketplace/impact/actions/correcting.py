"""Correcting: taking back a line that never was so. The line stays; a negative one beside it undoes it."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from marketplace.impact.evidence import columns_of, negated, result_of
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

    :raises ReasonMissing: no reason, or a long one
    :raises NotALineOfAReceipt: it is a correction itself
    :raises TakenBackAlready: as it says
    """
    reason = reason.strip()
    refuse_unsafe(reason, field="reason")
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonMissing
    if line.entry != EntryKind.RECORDED:
        raise NotALineOfAReceipt
    undone = _opposite(line, reason, by, now)
    try:
        with transaction.atomic():
            undone.save(force_insert=True)
    except IntegrityError as error:
        if not line.corrections.exists():
            raise
        raise TakenBackAlready from error
    return undone


def _opposite(line: Diversion, reason: str, by: User, now: datetime) -> Diversion:
    columns = columns_of(negated(result_of(line.evidence, line_id=str(line.pk)))) if line.evidence else {}
    kept = {field.attname: getattr(line, field.attname) for field in Diversion._meta.concrete_fields}
    return Diversion(
        **kept
        | columns
        | {
            "id": None,
            "entry": EntryKind.CORRECTED,
            "cause": Cause.SLIP,
            "adjusts_on": line.entered_on,
            "corrects_id": line.pk,
            "correction_reason": reason,
            "corrected_by_id": by.pk,
            "entered_on": localtime(now).date(),
            "quantity": -line.quantity,
            "mass_kg": -line.mass_kg,
            "counted_at": now,
        }
    )
