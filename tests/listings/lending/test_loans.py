"""Loans: their days, handing out, more time, coming back, and what the clock tells."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from listings.actions import claiming, lending, returning
from listings.models import Claim, ClaimState, EntryKind, Loan, PromiseOutcome, StockEntry
from listings.queries.loans import days_lent
from marketplace.kernel.errors import DomainError
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db
TODAY = make.NOW.date()
WEEK = timedelta(days=7)


def giver_of(loan: Loan) -> dict[str, Any]:  # Any: somebody and a moment
    return {"by": make.administrator(loan.claim.listing.organisation), "now": make.NOW}


def bring_back(loan: Loan, **said: Any) -> None:  # Any: values of several types
    values: dict[str, Any] = {"quantity": Decimal(4), "condition": "good", "notes": "", **giver_of(loan), **said}
    returning.bring_back(loan=loan, **values)


def left(loan: Loan) -> Decimal:
    listing = loan.claim.listing
    listing.refresh_from_db()
    assert listing.available == sum(entry.change for entry in StockEntry.objects.for_listing(listing))
    return listing.available


def subjects() -> list[str]:
    return sorted(Mail.objects.filter(subject__contains="desks").values_list("subject", flat=True))


def test_what_is_lent_leaves_only_with_its_days() -> None:
    claim = make.lent_claim()
    by = make.administrator(claim.listing.organisation)
    with pytest.raises(lending.LoanNotAgreed):
        claiming.mark_collected(claim=claim, quantity=Decimal(4), by=by, now=make.NOW)
    claim.refresh_from_db()
    assert claim.state == ClaimState.ACCEPTED
    loan = make.loan(claim)
    assert (loan.handed_at, loan.condition_out) == (make.NOW, "good")
    assert loan.quantity == 4


def test_days_that_are_over_are_agreed_anew() -> None:
    loan = make.loan(out=False)
    late: dict[str, Any] = {"by": giver_of(loan)["by"], "now": make.NOW + timedelta(days=8)}
    with pytest.raises(lending.LoanDaysPassed):
        claiming.mark_collected(claim=loan.claim, quantity=Decimal(4), **late)
    assert Loan.objects.get().handed_at is None


def test_what_is_given_has_no_days() -> None:
    claim = make.accepted_claim()
    with pytest.raises(lending.NotALoan):
        lending.agree(claim=claim, from_on=TODAY, due_on=TODAY, by=claim.asked_by, now=make.NOW)
    claiming.mark_collected(claim=claim, quantity=claim.quantity, by=claim.asked_by, now=make.NOW)
    assert Loan.objects.count() == 0


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (0, -1, lending.LoanBackBeforeItBegins),
        (-9, -2, lending.LoanDaysPassed),
        (0, 731, lending.LoanTooLong),
    ],
)
def test_days_that_make_no_sense_are_refused(first: int, last: int, refusal: type[DomainError]) -> None:
    claim = make.lent_claim()
    days = {"from_on": TODAY + timedelta(days=first), "due_on": TODAY + timedelta(days=last)}
    with pytest.raises(refusal):
        lending.agree(claim=claim, by=claim.asked_by, now=make.NOW, **days)
    assert Loan.objects.count() == 0


def test_days_said_again_replace_those_before_until_it_is_out() -> None:
    loan = make.loan(out=False)
    longer: dict[str, Any] = {"from_on": TODAY, "due_on": TODAY + 2 * WEEK, "by": loan.agreed_by, "now": make.NOW}
    assert lending.agree(claim=loan.claim, **longer).due_on == TODAY + 2 * WEEK
    assert Loan.objects.count() == 1
    claiming.mark_collected(claim=loan.claim, quantity=Decimal(4), by=loan.agreed_by, now=make.NOW)
    with pytest.raises(lending.LoanIsOut):
        lending.agree(claim=loan.claim, **longer)


def test_a_claim_that_ended_has_no_days() -> None:
    claim = make.lent_claim()
    claiming.cancel(claim=claim, reason="No room.", by=claim.asked_by, now=make.NOW)
    with pytest.raises(lending.LoanIsOver):
        lending.agree(claim=claim, from_on=TODAY, due_on=TODAY, by=claim.asked_by, now=make.NOW)


def test_it_is_not_available_while_it_is_out_and_again_when_it_is_back() -> None:
    loan = make.loan()
    assert left(loan) == 6
    bring_back(loan)
    assert left(loan) == 10
    loan.refresh_from_db()
    assert (loan.condition_in, loan.days_out) == ("good", 1)
    assert loan.returned_quantity == 4
    assert Claim.objects.get().state == ClaimState.RECEIVED


def test_what_did_not_come_back_needs_words_and_stays_gone() -> None:
    loan = make.loan()
    with pytest.raises(returning.NotesMissing):
        bring_back(loan, quantity=Decimal(3))
    bring_back(loan, quantity=Decimal(3), notes="One was left out in the rain.")
    assert left(loan) == 9


def test_nothing_at_all_may_come_back() -> None:
    loan = make.loan()
    bring_back(loan, quantity=Decimal(0), notes="Stolen from the hall.")
    assert left(loan) == 6
    loan.refresh_from_db()
    assert loan.returned_quantity == 0


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"quantity": Decimal(5)}, returning.MoreThanWasLent),
        ({"condition": "unknown"}, returning.ConditionUnknown),
        ({"condition": "shiny"}, returning.ConditionUnknown),
        ({"quantity": Decimal("1.5")}, DomainError),
        ({"quantity": Decimal(-1)}, DomainError),
    ],
)
def test_a_return_that_cannot_be_is_refused(said: dict[str, object], refusal: type[DomainError]) -> None:
    loan = make.loan()
    with pytest.raises(refusal):
        bring_back(loan, **said)
    assert left(loan) == 6
    assert Loan.objects.out().count() == 1


def test_it_comes_back_once() -> None:
    loan = make.loan()
    bring_back(loan)
    with pytest.raises(lending.LoanNotOut):
        bring_back(loan)
    assert left(loan) == 10
    assert StockEntry.objects.filter(kind=EntryKind.RETURNED).count() == 1


def test_what_comes_back_goes_to_those_in_line_first() -> None:
    claim = make.lent_claim(quantity=Decimal(4))
    loan = make.loan(claim)
    asker = make.organisation("charity")
    waiting = claiming.claim(
        listing=claim.listing,
        organisation=asker,
        site=make.site(asker),
        quantity=Decimal(2),
        purpose="A fête.",
        joins_line=True,
        by=make.administrator(asker),
        now=make.NOW,
    )
    bring_back(loan)
    waiting.refresh_from_db()
    assert waiting.state == ClaimState.OFFERED
    assert left(loan) == 2


# --- more time -----------------------------------------------------------------------------------------------------
def test_more_time_is_asked_for_and_given() -> None:
    loan = make.loan()
    until = loan.due_on + WEEK
    lending.ask_longer(loan=loan, until=until, by=loan.claim.asked_by, now=make.NOW)
    assert loan.asked_until == until
    lending.extend(loan=loan, due_on=until, **giver_of(loan))
    assert (loan.due_on, loan.extensions) == (until, 1)
    assert Loan.objects.get().asked_until is None


def test_more_time_may_be_refused() -> None:
    loan = make.loan()
    lending.ask_longer(loan=loan, until=loan.due_on + WEEK, by=loan.claim.asked_by, now=make.NOW)
    lending.refuse_longer(loan=loan, **giver_of(loan))
    assert (loan.due_on, loan.asked_until) == (TODAY + WEEK, None)
    with pytest.raises(lending.LoanMovedOn):
        lending.refuse_longer(loan=loan, **giver_of(loan))


@pytest.mark.parametrize(
    ("days", "refusal"), [(0, lending.NotLater), (-3, lending.NotLater), (800, lending.LoanTooLong)]
)
def test_no_less_and_not_for_ever(days: int, refusal: type[DomainError]) -> None:
    loan = make.loan()
    with pytest.raises(refusal):
        lending.extend(loan=loan, due_on=loan.due_on + timedelta(days=days), **giver_of(loan))
    assert Loan.objects.get().extensions == 0


def test_what_is_back_has_no_more_time() -> None:
    loan = make.loan()
    bring_back(loan)
    for act in (lending.extend, lambda **said: lending.ask_longer(until=said.pop("due_on"), **said)):
        with pytest.raises(lending.LoanNotOut):
            act(loan=loan, due_on=loan.due_on + WEEK, **giver_of(loan))


# --- a competitor in the window --------------------------------------------------------------------------------------
def _inserted(monkeypatch: pytest.MonkeyPatch, module: object, name: str, act: Callable[[], None]) -> None:
    """Let somebody else act after what the action read and before what it writes."""
    real = getattr(module, name)

    def wait_for_them(*args: object, **kwargs: object) -> object:
        monkeypatch.setattr(module, name, real)
        act()
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, wait_for_them)


def test_who_extends_what_comes_back_at_that_moment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    loan = make.loan()
    _inserted(monkeypatch, lending, "_check_later", lambda: bring_back(loan))
    with pytest.raises(lending.LoanNotOut):
        lending.extend(loan=loan, due_on=loan.due_on + WEEK, **giver_of(loan))
    back = Loan.objects.get()
    assert (back.due_on, back.extensions) == (TODAY + WEEK, 0)
    assert back.returned_quantity == 4


def test_of_two_who_extend_from_the_same_day_one_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    loan = make.loan()
    other = Loan.objects.get()
    _inserted(
        monkeypatch,
        lending,
        "_check_later",
        lambda: lending.extend(loan=other, due_on=TODAY + 3 * WEEK, **giver_of(other)),
    )
    with pytest.raises(lending.LoanMovedOn):
        lending.extend(loan=loan, due_on=TODAY + 2 * WEEK, **giver_of(loan))
    assert (Loan.objects.get().due_on, Loan.objects.get().extensions) == (TODAY + 3 * WEEK, 1)


def test_of_two_who_note_the_return_one_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    loan = make.loan()
    _inserted(monkeypatch, returning, "words", lambda: bring_back(loan))
    with pytest.raises(lending.LoanNotOut):
        bring_back(loan, notes="Again")
    assert left(loan) == 10
    assert Loan.objects.get().notes == ""


def test_it_comes_back_as_it_is_extended_and_the_return_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    loan = make.loan()
    other = Loan.objects.get()
    extend: Callable[[], None] = lambda: lending.extend(  # noqa: E731  handed over
        loan=other,
        due_on=TODAY + 2 * WEEK,
        **giver_of(other),
    )
    _inserted(monkeypatch, returning, "words", extend)
    bring_back(loan)
    assert left(loan) == 10
    assert Loan.objects.out().count() == 0


def test_the_days_change_as_it_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who hands it over first: the one who changes the days then hears that it is out."""
    loan = make.loan(out=False)
    hand_over = lambda: claiming.mark_collected(  # noqa: E731  as above
        claim=loan.claim, quantity=Decimal(4), by=loan.agreed_by, now=make.NOW
    )
    _inserted(monkeypatch, lending, "_check_days", hand_over)
    with pytest.raises(lending.LoanIsOut):
        lending.agree(claim=loan.claim, from_on=TODAY, due_on=TODAY, by=loan.agreed_by, now=make.NOW)
    assert Loan.objects.get().due_on == TODAY + WEEK


# --- the clock -------------------------------------------------------------------------------------------------------
def test_the_clock_reminds_once_and_tells_of_lateness_once() -> None:
    loan = make.loan()
    told = [lending.remind_due(now=make.NOW + timedelta(days=day)) for day in (3, 4, 5, 7, 8, 9)]
    assert told == [0, 1, 0, 0, 1, 0]
    assert [mail for mail in subjects() if "due back on" in mail or "not brought back" in mail] != []
    lending.extend(loan=loan, due_on=loan.due_on + WEEK, by=loan.agreed_by, now=make.NOW + timedelta(days=9))
    assert [lending.remind_due(now=make.NOW + timedelta(days=day)) for day in (9, 12, 15)] == [0, 1, 1]
    bring_back(loan)
    assert lending.remind_due(now=make.NOW + timedelta(days=40)) == 0


def test_the_borrower_is_reminded_and_both_sides_hear_that_it_is_late() -> None:
    make.loan()
    Mail.objects.all().delete()
    lending.remind_due(now=make.NOW + timedelta(days=5))
    lending.remind_due(now=make.NOW + timedelta(days=8))
    words = [mail.subject.split("Oak")[0] for mail in Mail.objects.order_by("pk")]
    assert len(words) == 3
    assert any("has not brought back" in mail for mail in words)


def test_the_days_that_things_were_out_are_kept() -> None:
    loan = make.loan()
    bring_back(loan, now=make.NOW + timedelta(days=4))
    assert days_lent(loan.claim.listing.organisation, TODAY, TODAY + WEEK) == 5
    assert days_lent(loan.claim.organisation, TODAY, TODAY + WEEK) == 0


@pytest.mark.parametrize(
    "row",
    [
        {"due_on": TODAY - WEEK},
        {"handed_at": make.NOW},
        {"returned_at": make.NOW, "returned_quantity": 1, "condition_in": "good"},
        {"quantity": 4},
    ],
)
def test_the_table_refuses_a_loan_that_cannot_be(row: dict[str, object]) -> None:
    claim = make.lent_claim()
    values = {"from_on": TODAY, "due_on": TODAY, "agreed_by": claim.asked_by, "agreed_at": make.NOW, **row}
    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.create(claim=claim, **values)


@pytest.mark.parametrize(
    ("days", "quantity", "outcome"), [(7, 4, "kept"), (8, 4, "late_return"), (7, 0, "late_return")]
)
def test_whether_the_borrower_kept_its_promise_shows_when_the_loan_is_back(
    days: int, quantity: int, outcome: str
) -> None:
    loan = make.loan()
    loan.refresh_from_db()
    assert not PromiseOutcome.objects.filter(claim=loan.claim, side="takes").exists()
    back = make.NOW + (loan.due_on - TODAY) + timedelta(days=days - 7)
    bring_back(loan, quantity=Decimal(quantity), notes="As told.", now=back)
    outcomes = dict(PromiseOutcome.objects.filter(claim=loan.claim).values_list("side", "outcome"))
    assert outcomes == {"takes": outcome, "gives": "kept"}
