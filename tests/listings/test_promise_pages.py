"""Promises on pages: what is told to whom, excuses, appeals; and that nobody else is told anything."""

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from listings.actions import appealing, promising
from listings.models import Appeal, Claim, Outcome, PromiseOutcome
from listings.queries.promises import told_to_others
from marketplace.organisations.models import User
from tests import make
from tests.make.organisations import NOW, administrator

pytestmark = pytest.mark.django_db

MISSED = "Nobody came on Tuesday."


def _noted(outcome: str = "no_show", reason: str = MISSED, **claimed: Any) -> PromiseOutcome:  # Any: of `make.claim`
    """Something noted about the taker of a claim."""
    claim = make.accepted_claim(**claimed)
    giver = administrator(claim.listing.organisation)
    made = promising.note(
        organisation=claim.organisation, outcome=outcome, claim=claim, reason=reason, by=giver, now=NOW
    )
    assert made is not None
    return made


def _taker(promise: PromiseOutcome) -> Client:
    return make.client(administrator(promise.organisation), promise.organisation)


def _giver(promise: PromiseOutcome) -> Client:
    return make.client(administrator(promise.other), promise.other)


def _operator() -> User:
    person = make.user("operator@example.org")
    person.is_staff = True
    person.save()
    return person


def test_the_other_side_excuses_once_and_it_no_longer_counts() -> None:
    promise = _noted()
    page = _giver(promise).post(f"/promises/{promise.pk}/excuse/", {"reason": "Their van broke down."}, follow=True)
    assert page.status_code == 200
    excuse = PromiseOutcome.objects.get(excuses=promise)
    assert (excuse.outcome, excuse.reason, excuse.organisation) == (
        Outcome.EXCUSED,
        "Their van broke down.",
        promise.organisation,
    )
    assert PromiseOutcome.objects.get(pk=promise.pk).outcome == Outcome.NO_SHOW
    again = _giver(promise).post(f"/promises/{promise.pk}/excuse/", {"reason": "Twice."})
    assert again.status_code == 422
    assert "excused already" in again.content.decode()
    assert PromiseOutcome.objects.count() == 2
    assert told_to_others(promise.organisation, now=NOW).rests_on == ["1 excused, which does not count"]


def test_who_did_not_keep_it_cannot_excuse_it() -> None:
    promise = _noted()
    assert _taker(promise).post(f"/promises/{promise.pk}/excuse/", {"reason": "We excuse us."}).status_code == 404
    assert PromiseOutcome.objects.count() == 1


def test_an_excuse_needs_a_reason_and_something_to_excuse() -> None:
    promise, kept = _noted(), _noted("kept", "")
    refused = _giver(promise).post(f"/promises/{promise.pk}/excuse/", {"reason": ""})
    assert refused.status_code == 422
    with pytest.raises(promising.NothingToExcuse):
        promising.excuse(promise=kept, reason="Fine.", by=administrator(kept.other), now=NOW)
    assert not PromiseOutcome.objects.exclude(excuses=None).exists()


def test_an_appeal_is_heard_once_and_upheld_by_a_row_of_its_own(mailoutbox: list[mail.EmailMessage]) -> None:
    promise, operator = _noted(), _operator()
    client = _taker(promise)
    assert client.post(f"/promises/{promise.pk}/appeal/", {"words": "We did come."}).status_code == 302
    assert client.post(f"/promises/{promise.pk}/appeal/", {"words": "We did."}).status_code == 422
    appeal = Appeal.objects.get()
    bench = make.client(operator)
    assert promise.organisation.name in bench.get("/workbench/appeals/").content.decode()
    said = {"decision": "uphold", "answer": "The gate log shows their van at ten."}
    assert bench.post(f"/workbench/appeals/{appeal.pk}/", said).status_code == 302
    appeal.refresh_from_db()
    assert (appeal.is_upheld, appeal.answered_by) == (True, operator)
    assert PromiseOutcome.objects.get(excuses=promise).reason == said["answer"]
    again = bench.post(f"/workbench/appeals/{appeal.pk}/", said | {"decision": "dismiss"})
    assert again.status_code == 422
    assert PromiseOutcome.objects.count() == 2
    assert "The gate log" in client.get(f"/promises/{promise.pk}/").content.decode()


def test_a_dismissed_appeal_changes_nothing_but_says_why() -> None:
    promise = _noted()
    appeal = appealing.appeal(promise=promise, words="We came.", by=administrator(promise.organisation), now=NOW)
    appealing.answer(appeal=appeal, is_upheld=False, answer="The log says no.", by=_operator(), now=NOW)
    assert PromiseOutcome.objects.count() == 1
    page = _taker(promise).get(f"/promises/{promise.pk}/").content.decode()
    assert "What was noted stands" in page
    assert "The log says no." in page
    assert "The log says no." not in _giver(promise).get(f"/promises/{promise.pk}/").content.decode()


def test_the_parties_of_a_claim_are_told_of_each_other_and_its_carrier_is_not() -> None:
    carrier = make.organisation(carries_for_others=True)
    promise = _noted(carrier=carrier)
    address = f"/claims/{promise.claim_id}/"
    assert MISSED in _giver(promise).get(address).content.decode()
    assert "did not come once" in _giver(promise).get(address).content.decode()
    taker = _taker(promise).get(address).content.decode()
    assert f"How {promise.other.name} keeps promises" in taker
    assert "did not come once" not in taker
    carried = make.client(administrator(carrier), carrier).get(address)
    assert carried.status_code == 200
    assert "keeps promises" not in carried.content.decode()


def test_appeals_are_for_the_operator_alone() -> None:
    promise = _noted()
    appeal = appealing.appeal(promise=promise, words="We came.", by=administrator(promise.organisation), now=NOW)
    for client in (_taker(promise), _giver(promise)):
        assert client.get("/workbench/appeals/").status_code == 404
        assert client.get(f"/workbench/appeals/{appeal.pk}/").status_code == 404


def test_nobody_else_is_told_anything() -> None:
    """No page that a third party may open says how an organisation keeps its promises, however badly it does."""
    claim = make.accepted_claim()
    listing = make.listing(claim.organisation)
    stranger = make.organisation()
    client = make.client(administrator(stranger), stranger)
    addresses = [
        f"/organisations/{claim.organisation.slug}/",
        f"/listings/{listing.pk}/",
        f"/listings/{claim.listing.pk}/",
        "/search/",
        "/yard/promises/",
        "/yard/promises/?side=theirs",
    ]
    for _ in range(4):
        _noted(organisation=claim.organisation, site=claim.site, listing=make.listing(claim.listing.organisation))
    promise = PromiseOutcome.objects.earliest("pk")
    assert told_to_others(claim.organisation, now=NOW).tone == "warn"
    for address in addresses:
        assert (address, _told(client, address)) == (address, [])
    for address in addresses[:4]:
        assert (address, _told(Client(), address)) == (address, [])
    assert _told(_taker(promise), "/yard/promises/") != []
    assert client.get(f"/promises/{promise.pk}/").status_code == 404
    assert client.post(f"/promises/{promise.pk}/appeal/", {"words": "x"}).status_code == 404


def _told(client: Client, address: str) -> list[str]:
    """Which words of what is told about promises stand on the page."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    page = answer.content.decode()
    told = (MISSED, "Did not come", "did not come", "Plans with them", "Your plans have", "agree the time twice")
    return [word for word in told if word in page]


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_the_list_asks_the_same_of_one_and_of_three(side: str) -> None:
    promise, site = _noted(), Claim.objects.get().site
    organisation = promise.organisation if side == "ours" else promise.other
    client = make.client(administrator(organisation), organisation)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            if side == "ours":
                _noted(organisation=organisation, site=site)
            else:
                _noted(listing=make.listing(organisation))
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/yard/promises/?side={side}")
        assert page.content.decode().count('class="row"') == 1 + more
        counts.append(len(asked))
    assert counts[0] == counts[1]
