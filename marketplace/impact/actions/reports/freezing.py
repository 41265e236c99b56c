"""Freezing: sealing a locked report, linked to the one before; and publishing it."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from marketplace.impact.actions.reports.reviewing import SomebodyElseWas, refuse_open_questions
from marketplace.impact.models import PublishedLink, Report, ReportState
from marketplace.impact.queries.frozen import document_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

LONGEST_DAYS: Final = 3653


class NotLocked(DomainError):
    code = "not_locked"
    message = gettext_noop("A report is locked by its reviewer before it is frozen.")


class FrozenMeanwhile(DomainError):
    code = "frozen_meanwhile"
    message = gettext_noop("Another report was frozen in the same moment. Try again.")


class NotPublishable(DomainError):
    code = "not_publishable"
    message = gettext_noop("Only a frozen report can be published.")


class OddDays(DomainError):
    code = "odd_days"
    message = gettext_noop("A link is good for 1 day to 10 years.")
    field = "days"


def freeze(*, report: Report, by: User, now: datetime) -> None:
    """Seal it: from now on it is its bytes. They name the digest of the organisation's report that was frozen before.

    :raises NotLocked | OpenQuestions | FrozenMeanwhile | SomebodyElseWas: as they say
    """
    if report.state != ReportState.LOCKED:
        raise NotLocked
    try:
        with transaction.atomic():
            locked = Report.objects.filter(pk=report.pk, state=ReportState.LOCKED)
            if not locked.update(state=ReportState.LOCKED):
                raise SomebodyElseWas
            refuse_open_questions(report=report, by=by, now=now)
            latest = Report.objects.owned_by(report.organisation).frozen().order_by("-frozen_at", "-pk").first()
            before = latest.digest if latest else ""
            said = document_of(report, previous_digest=before, by=by, now=now)
            locked.update(
                state=ReportState.FROZEN,
                frozen=said,
                digest=hashlib.sha256(said).hexdigest(),
                previous_digest=before,
                frozen_by=by,
                frozen_at=now,
            )
    except IntegrityError as error:
        raise FrozenMeanwhile from error
    report.refresh_from_db()


def publish(*, report: Report, days: int, by: User, now: datetime) -> PublishedLink:
    """An address for anybody, good for so many days.

    :raises NotPublishable | OddDays: it is not frozen; fewer than one day or more than ten years
    """
    if not report.is_frozen:
        raise NotPublishable
    if not 1 <= days <= LONGEST_DAYS:
        raise OddDays
    return PublishedLink.objects.create(report=report, made_by=by, made_at=now, expires_at=now + timedelta(days=days))


def withdraw(*, link: PublishedLink, by: User, now: datetime) -> None:
    """Take an address back; doing it again changes nothing."""
    PublishedLink.objects.filter(pk=link.pk, withdrawn_at=None).update(withdrawn_at=now)
