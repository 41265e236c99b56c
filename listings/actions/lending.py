"""Lending: the days of a loan, handing it out, more time, and reminding of the day it is due."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localtime

from listings.models import Claim, ClaimState
from listings.models.loans import COMES_BACK, Loan
from listings.queries.claims import told
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Role, User

#: Two years: longer is giving away.
LONGEST: Final = timedelta(days=730)
#: The borrower is reminded when so many days, or fewer, are left.
REMIND_BEFORE: Final = timedelta(days=3)

_OPEN: Final = (ClaimState.ASKED, ClaimState.WAITING, ClaimState.OFFERED, ClaimState.ACCEPTED)


class NotALoan(DomainError):
    code = "not_a_loan"
    message = gettext_noop("This is not lent: it does not come back.")


class LoanNotAgreed(DomainError):
    code = "loan_not_agreed"
    message = gettext_noop("This is lent: say first until when, on the page of the claim.")


class LoanDaysPassed(DomainError):
    code = "loan_days_passed"
    message = gettext_noop("The day it has to be back has passed. Choose a later one.")
    field = "due_on"


class LoanBackBeforeItBegins(DomainError):
    code = "loan_back_before_it_begins"
    message = gettext_noop("It has to be back on its first day or later.")
    field = "due_on"


class LoanTooLong(DomainError):
    code = "loan_too_long"
    message = gettext_noop("A loan lasts two years at most.")
    field = "due_on"


class LoanIsOut(DomainError):
    code = "loan_is_out"
    message = gettext_noop("It was handed over already. Give more time instead.")


class LoanIsOver(DomainError):
    code = "loan_is_over"
    message = gettext_noop("This is {state} by now, so there are no days to agree.")


class LoanNotOut(DomainError):
    code = "loan_not_out"
    message = gettext_noop("It is not out: it was never handed over, or is back already.")


class NotLater(DomainError):
    code = "loan_not_later"
    message = gettext_noop("It has to be back by {due} as it is. Choose a later day.")
    field = "due_on"


class LoanMovedOn(DomainError):
    code = "loan_moved_on"
    message = gettext_noop("Somebody changed this loan at the same moment. Look at it again.")


def agree(*, claim: Claim, from_on: date, due_on: date, by: User, now: datetime) -> Loan:
    """Say from when to when the claim has the goods; said again until they are handed over, it replaces what stood.
    The other side is told.

    :raises NotALoan | LoanIsOver | LoanIsOut: there is nothing to agree, or no longer
    :raises LoanDaysPassed | LoanBackBeforeItBegins | LoanTooLong: the days
    """
    seen = Claim.objects.select_related("listing__organisation", "organisation").get(pk=claim.pk)
    if seen.listing.mode not in COMES_BACK:
        raise NotALoan
    _check_days(from_on, due_on, now)
    said = {"from_on": from_on, "due_on": due_on, "agreed_by": by, "agreed_at": now}
    with transaction.atomic():
        # The claim first: whoever hands it out at this moment waits for its row, or was there before.
        if not Claim.objects.filter(pk=seen.pk, state__in=_OPEN).update(purpose=F("purpose")):
            current = Claim.objects.get(pk=seen.pk)
            raise LoanIsOut if current.state == ClaimState.COLLECTED else LoanIsOver(state=_state(current))
        if not Loan.objects.filter(claim=seen, handed_at=None).update(**said):
            _first(seen, said)
        loan = Loan.objects.for_pages().get(claim=seen)
        _tell(loan, "listings/mail/loan_agreed", now, but=by)
    return loan


def check_agreed(*, claim: Claim, by: User, now: datetime) -> None:
    """Whether a claim on what is lent has its days, and they are not over.

    :raises LoanNotAgreed | LoanDaysPassed: it has not
    """
    loan = Loan.objects.filter(claim=claim).first()
    if loan is None and claim.listing.mode in COMES_BACK:
        raise LoanNotAgreed
    if loan is not None and loan.due_on < localtime(now).date():
        raise LoanDaysPassed


def hand_out(*, claim: Claim, quantity: Decimal, by: User, now: datetime) -> None:
    """Note what went out and how it was, in the transaction of the collection; nothing where it is not lent.

    :raises LoanNotAgreed | LoanDaysPassed: nobody said until when, or that day has passed
    """
    check_agreed(claim=claim, by=by, now=now)
    out = {"handed_at": now, "quantity": quantity, "condition_out": claim.listing.condition}
    Loan.objects.filter(claim=claim, handed_at=None).update(**out)


def ask_longer(*, loan: Loan, until: date, by: User, now: datetime) -> None:
    """The borrower would like to keep it longer; the giver is told and says yes or no.

    :raises LoanNotOut | NotLater | LoanTooLong | LoanMovedOn: it cannot be longer
    """
    seen = _out(loan)
    _check_later(seen, until)
    with transaction.atomic():
        if not Loan.objects.out().filter(pk=seen.pk, due_on=seen.due_on).update(asked_until=until):
            raise _changed(seen)
        loan.refresh_from_db()
        _tell(Loan.objects.for_pages().get(pk=seen.pk), "listings/mail/loan_longer_asked", now, only=Role.LISTER)


def extend(*, loan: Loan, due_on: date, by: User, now: datetime) -> None:
    """Give more time; the borrower is told.

    :raises LoanNotOut: it is back, or never left
    :raises NotLater | LoanTooLong | LoanMovedOn: it cannot be until then
    """
    seen = _out(loan)
    _check_later(seen, due_on)
    if due_on < localtime(now).date():
        raise LoanDaysPassed
    with transaction.atomic():
        longer = {"due_on": due_on, "extensions": F("extensions") + 1, "asked_until": None}
        if not Loan.objects.out().filter(pk=seen.pk, due_on=seen.due_on).update(**longer):
            raise _changed(seen)
        loan.refresh_from_db()
        _tell(Loan.objects.for_pages().get(pk=seen.pk), "listings/mail/loan_longer", now, only=Role.REQUESTER)


def refuse_longer(*, loan: Loan, by: User, now: datetime) -> None:
    """No more time; the borrower is told that the day stands.

    :raises LoanMovedOn: nobody asks for more time any more
    """
    with transaction.atomic():
        if not Loan.objects.out().filter(pk=loan.pk, asked_until__isnull=False).update(asked_until=None):
            raise LoanMovedOn
        loan.refresh_from_db()
        _tell(Loan.objects.for_pages().get(pk=loan.pk), "listings/mail/loan_not_longer", now, only=Role.REQUESTER)


def remind_due(*, now: datetime) -> int:
    """Remind borrowers of what is due soon, and tell both sides of what is late; each once for each last day. Returns
    how many were told of. Called by the clock; two workers at once tell once."""
    today = localtime(now).date()
    soon = Loan.objects.out().filter(due_on__gte=today, due_on__lte=today + REMIND_BEFORE)
    count = 0
    for loan in soon.exclude(reminded_of=F("due_on")).for_pages().due_soonest():
        count += _told_once(loan, "reminded_of", "listings/mail/loan_due", now, only=Role.REQUESTER)
    for loan in Loan.objects.late_on(today).exclude(late_told_of=F("due_on")).for_pages().due_soonest():
        count += _told_once(loan, "late_told_of", "listings/mail/loan_late", now)
    return count


def _told_once(loan: Loan, column: str, template: str, now: datetime, *, only: Role | None = None) -> bool:
    with transaction.atomic():
        same = Loan.objects.out().filter(pk=loan.pk, due_on=loan.due_on).exclude(**{column: loan.due_on})
        if not same.update(**{column: loan.due_on}):
            return False
        _tell(loan, template, now, only=only)
    return True


def _first(claim: Claim, said: dict[str, object]) -> None:
    try:
        with transaction.atomic():
            Loan.objects.create(claim=claim, **said)
    except IntegrityError:
        raise LoanMovedOn from None


def _check_days(from_on: date, due_on: date, now: datetime) -> None:
    if due_on < from_on:
        raise LoanBackBeforeItBegins
    if due_on < localtime(now).date():
        raise LoanDaysPassed
    if due_on - from_on > LONGEST:
        raise LoanTooLong


def _check_later(loan: Loan, due_on: date) -> None:
    if due_on <= loan.due_on:
        raise NotLater(due=f"{loan.due_on:%d/%m/%Y}")
    if due_on - loan.from_on > LONGEST:
        raise LoanTooLong


def _out(loan: Loan) -> Loan:
    """The loan as it is now; `due_on` as the reader saw it, so that who looked at another day is told."""
    seen = Loan.objects.out().filter(pk=loan.pk).first()
    if seen is None:
        raise LoanNotOut
    seen.due_on = loan.due_on
    return seen


def _changed(loan: Loan) -> DomainError:
    return LoanMovedOn() if Loan.objects.out().filter(pk=loan.pk).exists() else LoanNotOut()


def _state(claim: Claim) -> str:
    return str(claim.get_state_display()).lower()


def _tell(loan: Loan, template: str, now: datetime, *, only: Role | None = None, but: User | None = None) -> None:
    """Write to both sides, or to the lender's listers or the borrower's requesters `only`; of a change that somebody
    made, `but` their own side knows already."""
    claim = loan.claim
    listing = claim.listing
    amount = loan.quantity or claim.accepted_quantity or claim.quantity
    context = {"loan": loan, "claim": claim, "listing": listing, "amount": told(amount, listing)}
    for role, organisation in ((Role.REQUESTER, claim.organisation), (Role.LISTER, listing.organisation)):
        knows = but is not None and organisation.memberships.filter(user=but).exists()
        if only in {None, role} and not knows:
            lends = {"lends": role == Role.LISTER}
            notify(organisation=organisation, roles=(role,), template=template, context={**context, **lends}, now=now)
