"""Counting: what a confirmed receipt stands for in the mass ledger, once; and what is found about it later."""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from logistics.models import CustodyEvent, FollowUpAnswer, Receipt, ReceiptCorrection
from marketplace.impact.actions.loading import load_factor_sets, load_parameters
from marketplace.impact.actions.referencing import load_references
from marketplace.impact.actions.reversing import Why
from marketplace.impact.actions.settling import Rates, settle
from marketplace.impact.models import Cause, Diversion, Reading
from marketplace.impact.queries.receipts import still_on_the_way, uncounted
from marketplace.impact.queries.standing import (
    STATEMENTS,
    receipts_of_event,
    unread_answers,
    unread_corrections,
    unread_events,
)
from marketplace.kernel.errors import DomainError

log = logging.getLogger(__name__)

COUNTED = Why(Cause.RECEIPT, "", None)
BY_ANSWER = gettext_noop("What its receiver said became of it.")
BY_BOOK = gettext_noop("What stands in the book of the lot.")


def count_receipts(*, now: datetime) -> int:
    """Count every receipt that no line stands for yet, each in a transaction of its own; returns how many were. Then
    follow what was corrected, returned, recycled or thrown away of those that were counted before.

    Running it again changes nothing, and two workers may run it at once: the ledger takes a receipt once. A receipt
    whose facts cannot be is left uncounted, with a line in the log, and does not hold up the others.
    """
    load_factor_sets(now=now)
    load_parameters(now=now)
    load_references(now=now)
    rates = Rates()
    waiting = uncounted().exclude(collection__in=still_on_the_way(now)).prefetch_related(*STATEMENTS)
    counted = sum(_counted(receipt, rates, now) for receipt in list(waiting))
    for source, receipts, why in _news():
        _follow(source, receipts, why, rates, now)
    return counted


def _counted(receipt: Receipt, rates: Rates, now: datetime) -> bool:
    try:
        return settle(receipt=receipt, why=COUNTED, now=now, rates=rates) > 0
    except DomainError:
        log.exception("Receipt %s cannot be counted.", receipt.pk)
        return False
    except IntegrityError:
        if not Diversion.objects.filter(receipt=receipt).exists():
            raise
        return False  # another worker counted it at the same moment


Source = ReceiptCorrection | FollowUpAnswer | CustodyEvent


def _news() -> Iterator[tuple[Source, list[Receipt], Why]]:
    """What the ledger has not followed yet, with the receipts that it is about."""
    for correction in list(unread_corrections()):
        why = Why(Cause.RECEIPT_CORRECTED, correction.reason, correction.by)
        yield correction, [correction.receipt], why
    for answer in list(unread_answers()):
        yield answer, [answer.follow_up.receipt], Why(Cause.FATE, BY_ANSWER, answer.by)
    for event in list(unread_events()):
        yield event, receipts_of_event(event), Why(Cause.FATE, BY_BOOK, event.by)


def _follow(source: Source, receipts: list[Receipt], why: Why, rates: Rates, now: datetime) -> None:
    """Settle the receipts and note that this was read, or neither."""
    try:
        with transaction.atomic():
            for receipt in receipts:
                settle(receipt=receipt, why=why, now=now, rates=rates)
            Reading.objects.create(**_read(source), read_at=now)
    except DomainError:
        log.exception("What was said about receipts %s cannot be followed.", [one.pk for one in receipts])
    except IntegrityError:
        if not Reading.objects.filter(**_read(source)).exists():
            raise  # and otherwise another worker followed it at the same moment


def _read(source: Source) -> dict[str, Source]:
    fields = {ReceiptCorrection: "correction", FollowUpAnswer: "answer", CustodyEvent: "event"}
    return {fields[type(source)]: source}
