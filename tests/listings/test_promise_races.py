"""Sixteen processes at one promise: one outcome, one excuse, one answer, on whichever database the run is on."""

from collections import Counter
from typing import Any

import pytest

from listings.actions import appealing, promising
from listings.models import Appeal, PromiseOutcome
from tests import make
from tests.listings.racing import PROCESSES, race
from tests.make.organisations import NOW, administrator

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_sixteen_who_note_something_else_one_stands_and_nobody_fails(database: dict[str, Any]) -> None:
    claim = make.accepted_claim()
    outcomes = ("kept", "early_cancel", "late_cancel", "no_show")
    jobs = [{"claim": claim.pk, "outcome": outcomes[number % 4]} for number in range(PROCESSES)]
    assert race("note_promise", jobs, database) == ["done"] * PROCESSES
    assert PromiseOutcome.objects.count() == 1


def test_of_many_excuses_and_answers_one_of_each_counts(database: dict[str, Any]) -> None:
    claim = make.accepted_claim()
    giver, taker = administrator(claim.listing.organisation), administrator(claim.organisation)
    promise = promising.note(
        organisation=claim.organisation, outcome="no_show", claim=claim, reason="Nobody came.", by=giver, now=NOW
    )
    assert promise is not None
    appealing.appeal(promise=promise, words="We came.", by=taker, now=NOW)
    acts = ("excuse", "answer")
    jobs = [{"promise": promise.pk, "by": giver.pk, "act": acts[number % 2]} for number in range(PROCESSES)]
    told = Counter(race("forgive_promise", jobs, database))
    assert set(told) <= {"done", "excused_already", "answered_already"}
    assert told["answered_already"] == PROCESSES // 2 - 1
    assert Appeal.objects.get().is_upheld
    assert PromiseOutcome.objects.exclude(excuses=None).count() == 1
