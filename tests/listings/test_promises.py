"""Promises: what became of them is noted once for each side, and stands."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from listings.actions import promising
from listings.actions.claiming import cancel
from listings.models import Outcome, PromiseOutcome, PromiseSide
from listings.promises import outcome_of_cancelling
from listings.queries.donors import records_of
from tests import make
from tests.make.organisations import NOW, administrator

pytestmark = pytest.mark.django_db


def test_a_promise_is_noted_for_each_side_of_a_claim() -> None:
    claim = make.accepted_claim()
    taker, giver = claim.organisation, claim.listing.organisation
    for organisation in (taker, giver):
        promising.note(organisation=organisation, outcome="kept", claim=claim, reason="", by=None, now=NOW)
    noted = PromiseOutcome.objects.order_by("pk").values_list("organisation", "other", "side", "outcome")
    assert list(noted) == [
        (taker.pk, giver.pk, PromiseSide.TAKES, Outcome.KEPT),
        (giver.pk, taker.pk, PromiseSide.GIVES, Outcome.KEPT),
    ]


def test_what_was_noted_first_stands() -> None:
    claim = make.accepted_claim()
    taker = claim.organisation
    first = promising.note(
        organisation=taker, outcome="no_show", claim=claim, reason="Nobody came.", by=claim.asked_by, now=NOW
    )
    second = promising.note(organisation=taker, outcome="kept", claim=claim, reason="", by=None, now=NOW)
    assert second == first
    assert PromiseOutcome.objects.get().outcome == Outcome.NO_SHOW


def test_a_stranger_is_not_held_to_anything() -> None:
    claim, stranger = make.accepted_claim(), make.organisation()
    with pytest.raises(promising.NotAParty):
        promising.note(organisation=stranger, outcome="kept", claim=claim, reason="", by=None, now=NOW)
    assert not PromiseOutcome.objects.exists()


def test_the_database_refuses_a_no_show_without_words_and_a_second_outcome() -> None:
    claim = make.accepted_claim()
    said = {"organisation": claim.organisation, "other": claim.listing.organisation, "side": "takes", "at": NOW}
    with pytest.raises(IntegrityError, match="excuse_and_no_show_give_a_reason"), transaction.atomic():
        PromiseOutcome.objects.create(**said, claim=claim, outcome="no_show")
    PromiseOutcome.objects.create(**said, claim=claim, outcome="kept")
    with pytest.raises(IntegrityError), transaction.atomic():
        PromiseOutcome.objects.create(**said, claim=claim, outcome="late_cancel")
    assert PromiseOutcome.objects.count() == 1


def test_late_is_inside_the_notice_hours() -> None:
    assert outcome_of_cancelling(due_at=None, now=NOW) == "early_cancel"
    assert outcome_of_cancelling(due_at=NOW + timedelta(hours=48), now=NOW) == "early_cancel"
    assert outcome_of_cancelling(due_at=NOW + timedelta(hours=47, minutes=59), now=NOW) == "late_cancel"
    assert outcome_of_cancelling(due_at=NOW + timedelta(hours=3), now=NOW, notice_hours=2) == "early_cancel"
    assert outcome_of_cancelling(due_at=NOW - timedelta(hours=1), now=NOW, notice_hours=0) == "late_cancel"


def test_only_what_the_donor_gave_up_itself_and_nobody_excused_is_held_against_it() -> None:
    claim = make.accepted_claim()
    donor, taker = claim.listing.organisation, claim.organisation
    today = localtime(NOW).date()

    def kept() -> tuple[bool, bool]:
        record = records_of([donor.pk], today=today)[donor.pk]
        return record.promised > 0, record.kept > 0

    cancel(claim=claim, reason="We have no room.", by=administrator(taker), now=NOW, side=taker)
    assert kept() == (False, False)
    second = make.accepted_claim(make.listing(donor))
    cancel(claim=second, reason="We sold it.", by=administrator(donor), now=NOW, side=donor)
    assert kept() == (True, False)
    broken = PromiseOutcome.objects.get(organisation=donor)
    promising.excuse(promise=broken, reason="We understand.", by=administrator(second.organisation), now=NOW)
    assert kept() == (False, False)
