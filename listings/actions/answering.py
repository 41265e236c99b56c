"""Answers to alerts: interested, or not for us and why; and that somebody has seen them."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from listings.models import Alert, Answer, Listing, NoReason, Ringing
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation, User


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = gettext_noop("Say why it is not for you: it decides what you are told of next time.")
    field = "reason"


class GoneMeanwhile(DomainError):
    code = "gone_meanwhile"
    message = gettext_noop("It is gone meanwhile: somebody else has it, or it was withdrawn.")


def answer_interested(*, alert: Alert, by: User, now: datetime) -> None:
    """Say that the organisation could use it. The giver sees how many are, never who.

    :raises GoneMeanwhile: there is nothing left to be interested in
    """
    if not alert.listing.is_open:
        raise GoneMeanwhile
    _answer(alert, Answer.INTERESTED, "", by, now)


def answer_not_for_us(*, alert: Alert, reason: str, by: User, now: datetime) -> None:
    """Say that it is not for the organisation, and why.

    :raises ReasonMissing: no reason, or none that we know
    """
    if reason not in set(NoReason.values):
        raise ReasonMissing
    _answer(alert, Answer.NOT_FOR_US, reason, by, now)


@transaction.atomic
def _answer(alert: Alert, answer: Answer, reason: str, by: User, now: datetime) -> None:
    """The last answer counts, for all that the organisation was told of the listing. The guard row first: the next
    ring then sees this answer, or is told already."""
    Ringing.objects.filter(listing=alert.listing_id).update(answers=F("answers") + 1)
    this = Alert.objects.told().filter(organisation=alert.organisation_id, listing=alert.listing_id)
    this.update(answer=answer, reason=reason, answered_at=now, answered_by=by, seen_at=Coalesce("seen_at", Value(now)))


def see_alerts(*, listing: Listing, organisation: Organisation, by: User, now: datetime) -> int:
    """Somebody of the organisation has opened the listing: what they were told of it is seen."""
    rows = Alert.objects.of(organisation).told().unseen().filter(listing=listing)
    # Most visits see nothing new, and a statement that writes would make each of them wait for other writers.
    return rows.update(seen_at=now) if rows.exists() else 0
