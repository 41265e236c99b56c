"""Returning: what was lent comes back, and is on offer again."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localtime

from listings.actions import stocking
from listings.actions.claiming import mark_received
from listings.actions.lending import LoanNotOut
from listings.actions.lining import give_out
from listings.actions.promising import note
from listings.models import Claim, ClaimState, Condition, Outcome
from listings.models.loans import Loan
from listings.models.steps import words
from listings.queries.claims import told
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Role, User

LONGEST_NOTES = 500


class MoreThanWasLent(DomainError):
    code = "more_than_was_lent"
    message = gettext_noop("{lent} went out, so no more than that can come back. Count again.")
    field = "quantity"


class NotesMissing(DomainError):
    code = "loan_notes_missing"
    message = gettext_noop("Say what became of the rest.")
    field = "notes"


class ConditionUnknown(DomainError):
    code = "loan_condition_unknown"
    message = gettext_noop("Say in which condition it came back.")
    field = "condition"


def bring_back(*, loan: Loan, quantity: Decimal, condition: str, notes: str, by: User, now: datetime) -> None:
    """Note what of a loan came back and how it is: so much is on offer again at once, to those in line first. The
    borrower is told, and whether it kept its promise is noted. What did not come back is lost to the lender, and
    `notes` say why.

    :param quantity: zero where nothing came back at all
    :raises LoanNotOut: it is back already, or never left
    :raises MoreThanWasLent | NotesMissing | ConditionUnknown: what is said of it
    """
    seen = Loan.objects.out().for_pages().filter(pk=loan.pk).first()
    if seen is None or seen.quantity is None:
        raise LoanNotOut
    amount = quantity if quantity == 0 else checked_amount(quantity, Unit(seen.claim.listing.unit))
    if amount > seen.quantity:
        raise MoreThanWasLent(lent=told(seen.quantity, seen.claim.listing))
    said = words(notes, field="notes", most=LONGEST_NOTES)
    if amount < seen.quantity and not said:
        raise NotesMissing
    if condition not in Condition.values or condition == Condition.UNKNOWN:
        raise ConditionUnknown
    with transaction.atomic():
        _back(seen, amount, {"condition_in": condition, "notes": said}, by, now)
    loan.refresh_from_db()


def _back(loan: Loan, amount: Decimal, said: dict[str, str], by: User, now: datetime) -> None:
    claim = loan.claim
    back = {"returned_at": now, "returned_by": by, "returned_quantity": amount, "asked_until": None, **said}
    # The guard: of two who note it at once the second hears that it is back. Only who holds it goes on to the stock.
    if not Loan.objects.out().filter(pk=loan.pk).update(**back):
        raise LoanNotOut
    if amount:
        stocking.take_back(claim=claim, quantity=amount, by=by, now=now)
    if Claim.objects.filter(pk=claim.pk, state=ClaimState.COLLECTED).exists():
        mark_received(claim=claim, by=by, now=now)  # nobody confirmed that it came; that it went back shows it
    if amount:
        give_out(listing=claim.listing, by=by, now=now)
    is_kept = amount > 0 and localtime(now).date() <= loan.due_on
    outcome = Outcome.KEPT if is_kept else Outcome.LATE_RETURN
    note(organisation=claim.organisation, outcome=outcome, claim=claim, reason="", by=by, now=now)
    loan.refresh_from_db()
    context = {"loan": loan, "claim": claim, "listing": claim.listing, "amount": told(amount, claim.listing)}
    notify(
        organisation=claim.organisation,
        roles=(Role.REQUESTER,),
        template="listings/mail/loan_back",
        context=context,
        now=now,
    )
