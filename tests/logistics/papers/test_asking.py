"""Asking for signatures: the other side by mail once one has signed, and whoever is late before the collection day."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from listings.models import Claim
from logistics.actions.loads.arranging import open_collection
from logistics.actions.paperwork import attesting
from logistics.actions.paperwork.asking import MOST_REMINDERS, remind_to_sign
from logistics.models import Attestation, Collection, SignatureReminder
from logistics.papers.statements import KEYS
from marketplace.web.models import Mail
from tests import make
from tests.logistics.papers.ground import BULKY, declared
from tests.make.listings import attested

pytestmark = pytest.mark.django_db

TURN = "Your signature is wanted"


def _unsigned(**said: object) -> Claim:
    claim = make.accepted_claim(**said)  # type: ignore[arg-type]  # whatever the maker takes
    Attestation.objects.all().delete()
    Mail.objects.all().delete()
    return claim


def _mails(words: str) -> Iterator[str]:
    yield from Mail.objects.filter(subject__contains=words).order_by("pk").values_list("to", flat=True)


def test_other_side_is_asked_once_with_a_link_to_the_page() -> None:
    claim = _unsigned()
    receiver = make.administrator(claim.organisation)
    attested(claim, "giver")
    attested(claim, "giver")
    assert list(_mails(TURN)) == [receiver.email]
    assert reverse("logistics:papers", args=[claim.pk]) in Mail.objects.get(subject__contains=TURN).text
    attested(claim, "receiver")
    assert list(_mails(TURN)) == [receiver.email]


def test_receiver_who_says_that_something_does_not_hold_has_the_giver_declare_it() -> None:
    claim = _unsigned()
    attesting.attest(
        claim=claim,
        holder="receiver",
        held=KEYS[1:],
        detail="It is for firewood.",
        signer_name="Rae",
        by=make.administrator(claim.organisation),
        now=make.NOW,
    )
    assert list(_mails(TURN)) == [make.administrator(claim.listing.organisation).email]
    assert "has not declared them" in Mail.objects.get(subject__contains=TURN).text


def test_declared_waste_is_laid_before_the_receiver() -> None:
    listing = make.listing(is_waste=True, waste_code="200307")
    claim = make.accepted_claim(listing, quantity=2)
    Mail.objects.all().delete()
    declared(claim, BULKY)
    assert list(_mails(TURN)) == [make.administrator(claim.organisation).email]


def test_late_side_is_reminded_once_a_day_before_and_only_by_daylight() -> None:
    agreed, unsigned_free = _unsigned(), _unsigned()
    load = open_collection(claim=agreed, now=make.NOW)
    open_collection(claim=unsigned_free, now=make.NOW)  # no day is set for it
    Collection.objects.filter(pk=load.pk).update(fetch_at=make.NOW + timedelta(days=1))
    attested(agreed, "giver")
    Mail.objects.all().delete()
    night = datetime(2026, 9, 15, 22, 30, tzinfo=ZoneInfo("Europe/London"))
    assert remind_to_sign(now=night) == 0
    assert [remind_to_sign(now=make.NOW), remind_to_sign(now=make.NOW)] == [1, 0]
    assert list(_mails("sign before Wednesday")) == [make.administrator(agreed.organisation).email]
    attested(agreed, "receiver")
    assert remind_to_sign(now=make.NOW) == 0


def test_what_a_van_would_bring_is_reminded_of_when_vans_go_out_and_not_for_ever() -> None:
    carrier = make.carrier()
    claim = _unsigned(carrier=carrier)
    open_collection(claim=claim, now=make.NOW)
    before = make.NOW - timedelta(days=1)
    assert remind_to_sign(now=before - timedelta(days=1)) == 0
    assert remind_to_sign(now=before) == 2
    assert SignatureReminder.objects.count() == 2
    for number in range(2, MOST_REMINDERS + 2):
        SignatureReminder.objects.filter(day=make.DAY).update(day=make.DAY - timedelta(days=number))
        remind_to_sign(now=before)
    assert SignatureReminder.objects.filter(holder="giver").count() == MOST_REMINDERS
