"""Reversing: the negative line that takes another back. The line itself stays as it was written."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from marketplace.impact.evidence import columns_of, negated, result_of
from marketplace.impact.models import Cause, Diversion, EntryKind
from marketplace.impact.queries.locking import is_prior
from marketplace.organisations.models import User


@dataclass(frozen=True, slots=True)
class Why:
    """What made the ledger write, in its own words and somebody's. ``by`` is nobody for a mail's link."""

    cause: Cause
    reason: str
    by: User | None


def reversal(*, line: Diversion, why: Why, now: datetime) -> Diversion:
    """The opposite of a line, figure by figure, on the day on which it was found; not saved."""
    result = negated(result_of(line.evidence, line_id=str(line.pk))) if line.evidence else None
    kept = {field.attname: getattr(line, field.attname) for field in Diversion._meta.concrete_fields}
    adjusts_on = line.adjusts_on or line.entered_on
    return Diversion(
        **kept
        | (columns_of(result) if result else {})
        | {
            "id": None,
            "entry": EntryKind.CORRECTED,
            "cause": why.cause,
            "corrects_id": line.pk,
            "correction_reason": why.reason,
            "corrected_by_id": why.by.pk if why.by else None,
            "entered_on": localtime(now).date(),
            "adjusts_on": adjusts_on,
            "is_prior_period": is_prior(line.donor, line.receiver, adjusts_on),
            "quantity": -line.quantity,
            "mass_kg": -line.mass_kg,
            "counted_at": now,
        }
    )
