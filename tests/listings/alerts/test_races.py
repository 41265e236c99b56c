"""Sixteen real processes that ring, answer and send at once: each ring once, no ring after enough, no mail too many.

Each control does without the guard and shows what then happens.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from listings.actions.alerting import ring_due
from listings.actions.answering import answer_interested
from listings.actions.sending import send_due
from listings.models import Alert, AlertBudget, Listing, Notice
from listings.ringing import AT_ONCE_BUDGET
from marketplace.organisations.models import Organisation, Role
from marketplace.web.models import Mail
from tests import make
from tests.listings.racing import PROCESSES, race

pytestmark = pytest.mark.django_db(transaction=True)


def _wanted(count: int) -> Listing:
    """Eight desks that as many organisations look for, four each."""
    by = make.user()
    for _number in range(count):
        group = make.organisation("charity", by=by)
        make.want(group, quantity=Decimal(4))
    return make.listing(quantity=Decimal(8))


def _told() -> list[int]:
    return sorted(Alert.objects.told().values_list("want", flat=True))


def test_sixteen_processes_tell_each_ring_once(database: dict[str, Any]) -> None:
    _wanted(30)
    told = race("ring", [{} for _ in range(PROCESSES)], database)
    assert sum(map(int, told)) == 8 + 16
    assert len(_told()) == len(set(_told())) == 24
    assert Notice.objects.count() == 24


def test_without_the_guard_more_are_told_than_a_ring_has(database: dict[str, Any]) -> None:
    listing = _wanted(30)
    race("ring_without_guard", [{"listing": listing.pk, "turn": turn} for turn in range(PROCESSES)], database)
    assert len(_told()) > 8


def _nearly_enough() -> tuple[Listing, list[dict[str, Any]]]:  # Any: what a process is told
    """The first ring is told and three have said yes: with one more, enough are interested."""
    listing = _wanted(16)
    ring_due(now=make.NOW)
    alerts = list(Alert.objects.told().select_related("listing").order_by("pk"))
    by = make.user()
    for alert in alerts[:3]:
        answer_interested(alert=alert, by=by, now=make.NOW)
    rest = alerts[3:]
    return listing, [
        {"alert": rest[number % len(rest)].pk, "by": by.pk, "listing": listing.pk} for number in range(PROCESSES)
    ]


def test_no_ring_is_told_once_enough_are_interested(database: dict[str, Any]) -> None:
    _listing, jobs = _nearly_enough()
    told = race("answer_and_ring", jobs, database)
    assert set(told) == {"0"}
    assert len(_told()) == 8


def test_deciding_before_the_answers_are_in_tells_too_many(database: dict[str, Any]) -> None:
    _listing, jobs = _nearly_enough()
    race("decide_answer_and_tell", jobs, database)
    assert len(_told()) > 8


def _due_to_ten() -> Organisation:
    """One listing, told to an organisation of ten requesters: twice what comes at once in a day."""
    group = make.organisation("charity")
    for _number in range(10):
        make.member(group, Role.REQUESTER)
    make.want(group)
    make.listing()
    ring_due(now=make.NOW)
    assert Notice.objects.count() == 10
    return group


def test_budget_of_an_organisation_holds_and_the_rest_comes_in_the_mornings(database: dict[str, Any]) -> None:
    _due_to_ten()
    sent = race("send", [{} for _ in range(PROCESSES)], database)
    assert sum(map(int, sent)) == Mail.objects.count() == AT_ONCE_BUDGET[0]
    mornings = [make.NOW.replace(hour=7, minute=0) + timedelta(days=day) for day in (1, 2)]
    assert [send_due(now=morning) for morning in mornings] == [5, 0]
    assert Notice.objects.filter(sent_at=None).count() == 0
    assert len(set(Mail.objects.values_list("to", flat=True))) == 10


@pytest.mark.postgresql
def test_without_the_guard_more_mails_go_out_than_the_budget_has(database: dict[str, Any]) -> None:
    group = _due_to_ten()
    day = make.NOW.date()
    AlertBudget.objects.create(organisation=group, day=day, monday=day - timedelta(days=day.weekday()))
    keys = list(Notice.objects.order_by("pk").values_list("pk", flat=True))
    race("send_without_guard", [{"organisation": group.pk, "notice": pk} for pk in keys], database)
    assert Mail.objects.count() > AT_ONCE_BUDGET[0]
