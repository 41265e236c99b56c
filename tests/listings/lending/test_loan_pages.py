"""The pages of loans, as the two sides use them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from listings.models import Loan
from listings.queries import waiting_for
from marketplace.organisations.models import Organisation, Role
from tests import make

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def browsers(loan: Loan) -> tuple[Client, Client]:
    """The lender's lister, the borrower's requester."""
    lender, borrower = loan.claim.listing.organisation, loan.claim.organisation
    return (
        make.client(make.member(lender, Role.LISTER), lender),
        make.client(make.member(borrower, Role.REQUESTER), borrower),
    )


def url(name: str, loan: Loan) -> str:
    return reverse(f"listings:{name}", args=[loan.claim_id])


def test_from_the_days_to_the_return_on_the_pages() -> None:
    """The pages live in real time, so the days are said from today."""
    claim, today = make.lent_claim(), timezone.localdate()
    lender = make.client(make.member(claim.listing.organisation, Role.LISTER), claim.listing.organisation)
    page = reverse("listings:claim-loan", args=[claim.pk])
    assert "Agree the days" in lender.get(reverse("listings:claim", args=[claim.pk])).content.decode()
    refused = lender.post(page, {"from_on": today.isoformat(), "due_on": (today - WEEK).isoformat()})
    assert refused.status_code == 422
    assert "first day or later" in refused.content.decode()
    days = {"from_on": today.isoformat(), "due_on": (today + WEEK).isoformat()}
    assert lender.post(page, days)["Location"] == page
    loan = make.loan(claim, due_on=today + WEEK)
    lender, borrower = browsers(loan)
    later = (today + 2 * WEEK).isoformat()
    assert borrower.post(url("loan-longer", loan), {"due_on": later}).status_code == 302
    assert "asks for it until" in lender.get(page).content.decode()
    assert lender.post(url("loan-not-longer", loan)).status_code == 302
    assert lender.post(url("loan-longer", loan), {"due_on": later}).status_code == 302
    answer = lender.post(url("loan-back", loan), {"quantity": "3", "condition": "fair", "notes": ""})
    assert answer.status_code == 422
    assert "Say what became of the rest." in answer.content.decode()
    back = {"quantity": "3", "condition": "fair", "notes": "One leg broke."}
    assert lender.post(url("loan-back", loan), back).status_code == 302
    assert "One leg broke." in borrower.get(page).content.decode()
    assert lender.post(url("loan-back", loan), back).status_code == 422


def test_the_borrower_neither_extends_nor_returns_by_itself() -> None:
    loan = make.loan()
    _lender, borrower = browsers(loan)
    assert borrower.post(url("loan-back", loan), {"quantity": "4", "condition": "good"}).status_code == 422
    assert borrower.post(url("loan-not-longer", loan)).status_code == 422
    borrower.post(url("loan-longer", loan), {"due_on": (loan.due_on + WEEK).isoformat()})
    loan.refresh_from_db()
    assert (loan.due_on, loan.extensions) == (make.NOW.date() + WEEK, 0)
    assert loan.returned_at is None


def test_once_promised_the_lender_alone_changes_the_days() -> None:
    loan = make.loan(out=False)
    _lender, borrower = browsers(loan)
    today = timezone.localdate()
    days = {"from_on": today.isoformat(), "due_on": (today + WEEK).isoformat()}
    assert borrower.post(url("claim-loan", loan), days).status_code == 422
    assert Loan.objects.get().due_on == loan.due_on


def test_what_is_given_has_no_page_of_a_loan() -> None:
    claim = make.accepted_claim()
    browser = make.client(make.administrator(claim.organisation), claim.organisation)
    assert browser.get(reverse("listings:claim-loan", args=[claim.pk])).status_code == 404


@pytest.mark.parametrize(("show", "words"), [("lent", "late"), ("lent-back", "Nothing here")])
def test_the_list_tells_what_is_late(show: str, words: str) -> None:
    loan = make.loan()
    lender, _borrower = browsers(loan)
    page = lender.get(reverse("listings:loans"), {"show": show}).content.decode()
    assert words in page
    assert (loan.claim.listing.title in page) == (show == "lent")


def test_the_list_asks_the_same_for_one_loan_and_for_three() -> None:
    loan = make.loan()
    owner = loan.claim.listing.organisation
    browser, _borrower = browsers(loan)
    counts = []
    for more in (0, 2):
        for _loan in range(more):
            make.loan(make.accepted_claim(make.listing(owner, slug="folding-tables", mode="lend")))
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse("listings:loans"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_yard_tells_both_sides() -> None:
    loan = make.loan()
    lender, borrower = loan.claim.listing.organisation, loan.claim.organisation
    late = make.NOW + timedelta(days=9)

    def titles(organisation: Organisation, role: str) -> list[str]:
        who = {"organisation": organisation, "roles": frozenset({role}), "user": make.administrator(organisation)}
        return [str(line.title) for line in waiting_for(now=late, **who)]  # type: ignore[arg-type]  # of three types

    assert "1 loan is late" in titles(lender, Role.LISTER)
    assert "1 loan to bring back" in titles(borrower, Role.REQUESTER)
    assert "1 loan is late" not in titles(lender, Role.REPORTER)
