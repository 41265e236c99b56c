"""Follow-ups: asked once at each time, answered by a link without a sign-in, corrected by a later answer."""

import re
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from logistics.actions.custody.following import ask_due
from logistics.actions.custody.noting import note
from logistics.models import CustodyEvent, FollowUp, FollowUpAnswer, Passport, Receipt
from logistics.models.followup_links import follow_up_token
from logistics.models.passports import WrittenInInk
from logistics.queries.followups import displacement_answers
from logistics.queries.verifying import all_findings
from marketplace.organisations.models import Role
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db
#: NOW is 15 September 2026.
AFTER = {3: datetime(2026, 12, 15, 12, tzinfo=UTC), 6: datetime(2027, 3, 15, 12, tzinfo=UTC)}


@pytest.fixture
def receipt() -> Receipt:
    """Six desks of 24 kg that a charity keeps, whose requester is Ada."""
    taker = make.organisation("charity", name="Taker Trust")
    make.member(taker, Role.REQUESTER, name="Ada", email="ada@taker.example.org")
    claim = make.accepted_claim(quantity=6, organisation=taker, site=make.site(taker))
    made = make.confirmed(make.fetched(claim), displaced="gone_without")
    Mail.objects.all().delete()
    return made


def _asked(months: int = 3) -> FollowUp:
    ask_due(now=AFTER[months])
    return FollowUp.objects.for_page().get(months=months)


def _address(asked: FollowUp) -> str:
    return reverse("logistics:follow-up", args=[follow_up_token(asked.pk)])


def _send(asked: FollowUp, use: str, displaced: str = "bought_new", note: str = "") -> int:
    return Client().post(_address(asked), {"use": use, "displaced": displaced, "note": note}).status_code


def test_requester_is_asked_once_at_each_time(receipt: Receipt) -> None:
    assert ask_due(now=AFTER[3] - timedelta(days=2)) == 0
    assert [ask_due(now=AFTER[3]), ask_due(now=AFTER[3] + timedelta(days=1)), ask_due(now=AFTER[6])] == [1, 0, 1]
    assert list(FollowUp.objects.order_by("pk").values_list("months", flat=True)) == [3, 6]
    mails = list(Mail.objects.order_by("pk"))
    assert [mail.to for mail in mails] == ["ada@taker.example.org"] * 2
    assert mails[0].subject.startswith("Still in use? ")
    links = re.findall(r"/follow-up/(\S+?)/\?use=(\w+)", mails[0].text)
    assert [use for _token, use in links] == ["in_use", "stored", "passed_on", "recycled", "disposed", "unknown"]
    assert {signing.loads(token, salt="logistics.follow_up") for token, _use in links} == {
        FollowUp.objects.get(months=3).pk
    }


@pytest.mark.parametrize("story", ["too late", "nothing kept", "gone since"])
def test_nobody_is_asked_for_nothing(receipt: Receipt, story: str) -> None:
    now = AFTER[3]
    if story == "too late":
        now += timedelta(days=60)
    elif story == "nothing kept":
        Receipt.objects.update(kept_quantity=0, rejected_quantity=6, rejected_reason="x", rejected_fate="returned")
    else:
        lot, by = Passport.objects.for_page().get(), make.administrator(receipt.collection.claim.organisation)
        note(passport=lot, kind="disposed", quantity=Decimal(6), note="", by=by, now=make.NOW)
    assert ask_due(now=now) == 0
    assert Mail.objects.count() == 0


def test_opening_the_link_changes_nothing_and_answering_twice_is_answering_once(receipt: Receipt) -> None:
    asked = _asked()
    page = Client().get(_address(asked) + "?use=in_use")
    assert (page.status_code, FollowUpAnswer.objects.count()) == (200, 0)
    assert re.search(r'value="in_use"[^>]*checked', page.content.decode())
    assert [_send(asked, "in_use"), _send(asked, "in_use")] == [200, 200]
    answer = FollowUpAnswer.objects.get()
    assert (answer.use, answer.displaced, answer.by) == ("in_use", "bought_new", None)
    events = CustodyEvent.objects.filter(passport=Passport.objects.get()).order_by("number")
    assert [event.kind for event in events][3:] == ["in_use"]
    with pytest.raises(WrittenInInk):
        FollowUpAnswer.objects.update(use="disposed")


def test_later_answer_corrects_the_earlier_one_without_an_edit(
    receipt: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _asked()
    for hours, use in enumerate(("in_use", "disposed", "stored")):
        at = AFTER[3] + timedelta(hours=hours)
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        assert _send(asked, use) == 200
    assert list(FollowUpAnswer.objects.order_by("pk").values_list("use", flat=True)) == ["in_use", "disposed", "stored"]
    events = list(CustodyEvent.objects.filter(passport=Passport.objects.get()).order_by("number"))[3:]
    assert [(event.kind, event.reason) for event in events] == [
        ("in_use", ""), ("corrected", "did_not_occur"), ("in_use", ""),
    ]  # fmt: skip
    assert list(all_findings()) == []


def test_links_that_cannot_be_are_told_so(receipt: Receipt, monkeypatch: pytest.MonkeyPatch) -> None:
    address = _address(_asked())
    altered = address[:-3] + ("A" if address[-3] != "A" else "B") + address[-2:]
    for wrong in (altered, reverse("logistics:follow-up", args=["x"]), reverse("logistics:follow-up", args=["a:b:c"])):
        answer = Client().post(wrong, {"use": "in_use"})
        assert (answer.status_code, "not complete" in answer.content.decode()) == (404, True)
    other = signing.dumps(1, salt="logistics.follow")
    assert Client().get(reverse("logistics:follow-up", args=[other])).status_code == 404
    with monkeypatch.context() as clock:
        in_a_year = time.time() + 366 * 86_400
        clock.setattr(time, "time", lambda: in_a_year)
        late = Client().get(address)
    assert (late.status_code, "older than a year" in late.content.decode()) == (410, True)
    assert FollowUpAnswer.objects.count() == 0


@pytest.mark.parametrize("values", [{}, {"use": "sold"}, {"use": "in_use", "displaced": "x"}, {"note": "a"}])
def test_answers_that_cannot_be_are_refused(receipt: Receipt, values: dict[str, str]) -> None:
    assert Client().post(_address(_asked()), values).status_code == 422
    assert FollowUpAnswer.objects.count() == 0


def test_newest_answer_that_says_something_feeds_the_displacement_rate(receipt: Receipt) -> None:
    [said] = displacement_answers()
    assert (said.months, said.displaced, said.use, said.mass_kg) == (0, "gone_without", "in_use", Decimal(144))
    assert _send(_asked(3), "in_use", "bought_new") == 200
    assert _send(_asked(6), "disposed", "unknown") == 200
    [said] = displacement_answers()
    assert (said.receipt, said.months, said.displaced) == (receipt.pk, 3, "bought_new")
    assert list(displacement_answers(since=AFTER[3])) == []
