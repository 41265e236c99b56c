"""What the processes of a race do to alerts; for `tests.listings.race_ground`, which has set Django up."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction

from listings.actions import alerting
from listings.actions.alerting import ring_due
from listings.actions.answering import answer_interested
from listings.actions.sending import send_due
from listings.models import Alert, AlertBudget, Listing, Notice, Ringing
from listings.ringing import AT_ONCE_BUDGET, WAIT, size
from marketplace.organisations.models import User
from marketplace.web.mailing import keep_mail
from tests.make import NOW

Job = dict[str, Any]  # Any: what a deed is about


def _ring(job: Job) -> list[str]:
    """Ring the first and, four hours later, the second ring; answers how many were told."""
    return [str(ring_due(now=NOW + number * WAIT)) for number in range(2)]


def _ring_without_guard(job: Job) -> list[str]:
    """The control: a ring told by whoever finds it due, without taking it first."""
    ringing = Ringing.objects.get(listing=job["listing"])
    time.sleep(job["turn"] * 0.1)  # one after the other, all by the number that they read at first
    with transaction.atomic():
        listing = Listing.objects.select_related("category").get(pk=job["listing"])
        waiting = alerting._waiting(listing, NOW)
        chosen = alerting._ring_of(listing, waiting, size(ringing.ring + 1), NOW.date())
        alerting._tell(listing, chosen, NOW)
    return [str(len(chosen))]


def _answer_and_ring(job: Job) -> list[str]:
    """Say that one is interested; then ring, for the next ring's time has come."""
    _say_yes(job)
    return [str(ring_due(now=NOW + WAIT))]


def _say_yes(job: Job) -> None:
    alert = Alert.objects.select_related("listing").get(pk=job["alert"])
    answer_interested(alert=alert, by=User.objects.get(pk=job["by"]), now=NOW)


def _decide_answer_and_tell(job: Job) -> list[str]:
    """The control: who is interested is read first, and told by that later, without taking the ring."""
    listing = Listing.objects.select_related("category").get(pk=job["listing"])
    enough = alerting._interested(listing) >= 2 * listing.available
    time.sleep(0.05)
    _say_yes(job)
    if enough:
        return ["0"]
    waiting = alerting._waiting(listing, NOW)
    alerting._tell(listing, alerting._ring_of(listing, waiting, size(2), NOW.date()), NOW)
    return ["told"]


def _send(job: Job) -> list[str]:
    """Write the mails that are due."""
    return [str(send_due(now=NOW + timedelta(minutes=1)))]


def _send_without_guard(job: Job) -> list[str]:
    """The control: read what the organisation had, check, write a mail and the new number."""
    with transaction.atomic():
        budget = AlertBudget.objects.get(organisation=job["organisation"])
        if budget.day_mails >= AT_ONCE_BUDGET[0]:
            return ["0"]
        time.sleep(0.2)  # what else the transaction does
        notice = Notice.objects.select_related("person").get(pk=job["notice"])
        keep_mail(to=notice.person.email, subject="Told", text="Told.", html="<p>Told.</p>", now=NOW)
        budget.day_mails += 1
        budget.save(update_fields=["day_mails"])
    return ["1"]


DEEDS: Final[dict[str, Callable[[Job], list[str]]]] = {
    "ring": _ring,
    "ring_without_guard": _ring_without_guard,
    "answer_and_ring": _answer_and_ring,
    "decide_answer_and_tell": _decide_answer_and_tell,
    "send": _send,
    "send_without_guard": _send_without_guard,
}
