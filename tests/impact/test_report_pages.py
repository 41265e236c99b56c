"""A sustainability lead's way through the pages, without JavaScript: from a new report to a restated one."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.models import Diversion, PublishedLink, Report, ReportState, ReviewComment
from marketplace.impact.models.published_links import published_token
from marketplace.organisations.models import Role
from tests import make

pytestmark = pytest.mark.django_db


def words(response: HttpResponseBase) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.getvalue().decode()).split())


def asked_for(**changed: str) -> dict[str, str]:
    """What the form of a new report is sent with: the month of the receipts."""
    month = {"starts_on": "2026-09-01", "ends_on": "2026-09-30"}
    return {"scope": "organisation", "view": "given", "period": "", **month, **changed}


def test_from_a_quarter_to_a_restatement() -> None:
    receipt = make.receipt(kept=3, kept_kg="72", rejected=1, rejected_kg="24", fate="recycled")
    giver = receipt.collection.claim.listing.organisation
    count_receipts(now=make.NOW)
    day = timezone.localtime(receipt.at).date()
    first = day.replace(day=1)
    dates = {"starts_on": first.isoformat(), "ends_on": (first + timedelta(days=27)).isoformat()}
    people = [make.member(giver, Role.REPORTER) for _ in range(2)]
    preparer, reviewer = (make.client(one, giver) for one in people)
    looker = make.client(make.member(giver, Role.LISTER), giver)
    stranger_of = make.organisation()
    stranger = make.client(make.member(stranger_of, Role.REPORTER), stranger_of)
    new, everything = reverse("impact:report-new"), reverse("impact:reports")

    backwards = preparer.post(new, asked_for(starts_on="2026-09-30", ends_on="2026-09-01"))
    assert (backwards.status_code, "The last day is before the first" in words(backwards)) == (422, True)
    unsourced = preparer.post(new, asked_for(**dates, disposal_rate="140"))
    assert (unsourced.status_code, "needs its source" in words(unsourced)) == (422, True)
    assert preparer.post(new, asked_for(scope="platform")).status_code == 422
    assert looker.get(new).status_code == 403
    assert not Report.objects.exists()

    money = {"disposal_rate": "140", "disposal_source": "Invoice 7"}
    made = preparer.post(new, asked_for(**dates, **money))
    report = Report.objects.select_related("run").get()
    own = reverse("impact:prepared", args=[report.pk])
    assert made.headers["Location"] == own
    page = words(preparer.get(own))
    assert "72 kg" in page
    assert "It holds" in page
    assert "£10.08" in page  # 72 kg at £140 a tonne
    assert "Give it to review" in page
    assert "Give it to review" not in words(looker.get(own))
    assert words(looker.get(everything)).count("Draft") == 1
    for client, status in ((stranger, 404), (Client(), 302)):
        assert client.get(own).status_code == status

    lines = preparer.get(reverse("impact:report-lines", args=[report.pk]), {"row": "kept"})
    line = Diversion.objects.get(part="kept")
    address = reverse("impact:report-line", args=[report.pk, line.pk])
    assert address in lines.getvalue().decode()
    assert words(lines).count("1 line") == 1
    nothing = preparer.get(reverse("impact:report-lines", args=[report.pk]), {"row": "no such", "month": "x"})
    assert "No lines here" in words(nothing)
    assert reverse("logistics:receipt", args=[receipt.pk]) in preparer.get(address).getvalue().decode()

    assert reviewer.post(address, {"text": " "}).status_code == 422
    assert looker.post(address, {"text": "May I?"}).status_code == 403
    assert reviewer.post(address, {"text": "Which scale was it?"}).status_code == 302
    comment = ReviewComment.objects.get()
    talk, step = reverse("impact:report-comment", args=[comment.pk]), reverse("impact:report-step", args=[report.pk])
    assert stranger.post(talk, {"then": "resolve"}).status_code == 404
    assert preparer.post(step, {"then": "submit"}).status_code == 302
    refused = reviewer.post(step, {"then": "lock"})
    assert (refused.status_code, "Questions are open: 1" in words(refused)) == (422, True)
    assert preparer.post(talk, {"text": "Ticket 12"}).status_code == 302
    assert reviewer.post(talk, {"then": "resolve"}).status_code == 302
    by_preparer = preparer.post(step, {"then": "lock"})
    assert (by_preparer.status_code, "You prepared this report" in words(by_preparer)) == (422, True)
    assert reviewer.post(step, {"then": "lock"}).status_code == 302
    assert reviewer.post(step, {"then": "freeze"}).status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.FROZEN
    sealed = words(preparer.get(own))
    assert report.digest in sealed
    assert "Ticket 12" in sealed

    published = preparer.post(reverse("impact:report-publish", args=[report.pk]), {"days": "30"})
    link = PublishedLink.objects.get()
    public = reverse("impact:published", args=[published_token(link.pk)])
    assert public in published.getvalue().decode()
    read = words(Client().get(public))
    assert "72 kg" in read
    assert receipt.collection.claim.organisation.name not in read
    assert preparer.post(reverse("impact:link-withdraw", args=[link.pk])).status_code == 302
    assert Client().get(public).status_code == 410
    assert Client().get(reverse("impact:published", args=["nonsense"])).status_code == 404

    again = reverse("impact:report-restate", args=[report.pk])
    same = {"factor_set": report.run.factor_set_id, "parameter_set": report.run.parameter_set_id, "reason": "Once more"}
    unchanged = preparer.post(again, same)
    assert (unchanged.status_code, "Nothing has changed since" in words(unchanged)) == (422, True)
    assert stranger.get(again).status_code == 404
    assert report.run.figures["total"]["kept_kg"] == "72.000"
    assert Decimal(report.run.figures["money"]["disposal_avoided_pence"]) == 1008
