"""Claims: asking for a quantity, answering, granting, changing, ending, and what becomes of what was promised."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Protocol

from django.db import IntegrityError, transaction

from listings.actions import stocking
from listings.actions.admitting import check_amounts, check_is_first, check_parties
from listings.actions.allotting import admit
from listings.actions.informing import inform_giver, inform_requester
from listings.actions.lining import give_out, promote
from listings.actions.promising import note
from listings.actions.releasing import let_go
from listings.models import Allocation, Claim, ClaimState, Listing, allocation_of
from listings.models.loans import Loan
from listings.models.steps import may_end, moved_on, purpose_of, reason_of, seen_before, step
from listings.promises import outcome_of_cancelling
from listings.queries.claims import told
from marketplace.dialogue.actions.talking import open_thread
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, Site, User


class MoreThanAsked(DomainError):
    code = "more_than_asked"
    message = gettext_noop("They asked for {asked}; accept that or less.")
    field = "quantity"


class LessThanUseful(DomainError):
    code = "less_than_useful"
    message = gettext_noop("Less than {least} is of no use to them: promise that much, or say no.")
    field = "quantity"


class MoreThanAccepted(DomainError):
    code = "more_than_accepted"
    message = gettext_noop("{accepted} were promised: no more than that can be collected.")
    field = "quantity"


class MoreThanListed(DomainError):
    code = "more_than_listed"
    message = gettext_noop("The whole listing is {whole}: ask for that or less.")
    field = "quantity"


def claim(
    *,
    listing: Listing,
    organisation: Organisation,
    site: Site,
    quantity: Decimal,
    purpose: str,
    carrier: Organisation | None = None,
    least_quantity: Decimal | None = None,
    keeps_clauses: bool = False,
    joins_line: bool = False,
    by: User,
    now: datetime,
) -> Claim:
    """Ask for a quantity of the listing: it is held at once, or, where claims are decided at once, it is in the
    running and holds nothing.

    :param site: the organisation's own, where it is to go
    :param carrier: whose van is asked to bring it; nobody means that the organisation fetches it itself
    :param least_quantity: the least of it that is of use; nothing: any
    :param keeps_clauses: the organisation agrees to the giver's clauses for this claim
    :param joins_line: where less than that is left, wait in line for what comes back
    :raises NotEnoughLeft | ListingClosed: the guard said no
    :raises DomainError: the parties, amounts or words cannot be so (`admitting`), or the giver's rules say no
        (`allotting.admit`)
    """
    amount, least = check_amounts(listing=listing, quantity=quantity, least=least_quantity, by=by, now=now)
    said = purpose_of(purpose)
    check_parties(listing=listing, organisation=organisation, site=site, carrier=carrier, by=by, now=now)

    def open_claim(state: ClaimState, until: datetime | None) -> Claim:
        thread = open_thread(subject=str(listing.title), organisations=[organisation, listing.organisation], now=now)
        return Claim.objects.create(
            listing=listing,
            organisation=organisation,
            site=site,
            carrier=carrier,
            thread=thread,
            state=state,
            quantity=amount,
            least_quantity=least,
            keeps_clauses=keeps_clauses,
            hold_until=until,
            purpose=said,
            asked_by=by,
            asked_at=now,
        )

    try:
        with transaction.atomic():
            rules = admit(listing=listing, organisation=organisation, keeps_clauses=keeps_clauses, by=by, now=now)
            if rules.is_in_the_running or joins_line:
                stocking.stand_by(listing=listing, by=by, now=now)
            if rules.is_in_the_running:
                return _wait(listing, amount, open_claim)
            until = now + timedelta(days=rules.answer_days)
            return _hold_or_wait(listing, amount, open_claim, until, joins_line=joins_line, by=by, now=now)
    except IntegrityError:
        check_is_first(listing=listing, organisation=organisation, by=by, now=now)
        raise


def accept(*, claim: Claim, quantity: Decimal, by: User, now: datetime) -> None:
    """Promise all or a part of what was asked for; the rest goes back to the listing at once.

    :raises MoreThanAsked | LessThanUseful: more than the claim's quantity, or less than is of use to them
    :raises ClaimMovedOn: it was answered, cancelled or lapsed already
    """
    seen = seen_before(claim, ClaimState.ACCEPTED)
    amount = checked_amount(quantity, Unit(seen.listing.unit))
    if seen.state != ClaimState.ASKED:
        raise moved_on(seen)
    _check_useful(seen, amount)
    with transaction.atomic():
        if amount < seen.quantity:
            stocking.release(claim=seen, quantity=seen.quantity - amount, by=by, now=now)
        step(seen, ClaimState.ACCEPTED, **_promise(seen, amount, by, now))
        if amount < seen.quantity:
            give_out(listing=seen.listing, by=by, now=now)
        claim.refresh_from_db()
        inform_requester(claim=claim, template="listings/mail/claim_accepted", now=now)


def decline(*, claim: Claim, reason: str, by: User, now: datetime) -> None:
    """Say no, with a reason; what was held goes back to the listing.

    :raises ReasonMissing: no reason was given
    :raises ClaimMovedOn: it was answered, cancelled or lapsed already
    """
    said = reason_of(reason)
    seen = seen_before(claim, ClaimState.DECLINED)
    with transaction.atomic():
        if seen.held:
            stocking.release(claim=seen, quantity=seen.held, by=by, now=now)
        step(seen, ClaimState.DECLINED, reason=said, decided_by=by, decided_at=now)
        if seen.held:
            give_out(listing=seen.listing, by=by, now=now)
        claim.refresh_from_db()
        inform_requester(claim=claim, template="listings/mail/claim_declined", now=now)


def grant(*, claim: Claim, quantity: Decimal, by: User | None, now: datetime) -> None:
    """Promise a waiting claim all or a part of what it asks for: what a decision over all claims does with each that
    gets some. Called inside the decision's transaction, which tells them.

    :param by: nobody where the clock decides
    :raises NotEnoughLeft | ListingClosed: the guard said no
    :raises MoreThanAsked | LessThanUseful: more than it asks for, or less than is of use
    :raises ClaimMovedOn: it waits no longer
    """
    seen = _waiting(claim, ClaimState.ACCEPTED)
    amount = checked_amount(quantity, Unit(seen.listing.unit))
    _check_useful(seen, amount)
    with transaction.atomic():
        stocking.hold_for(claim=seen, quantity=amount, by=by, now=now)
        step(seen, ClaimState.ACCEPTED, **_promise(seen, amount, by, now))
    claim.refresh_from_db()


def turn_down(*, claim: Claim, reason: str, by: User | None, now: datetime) -> None:
    """Say no to a waiting claim: what a decision over all claims does with each that gets none and does not stay in
    line. Called inside the decision's transaction, which tells them.

    :raises ReasonMissing: no reason was given
    :raises ClaimMovedOn: it waits no longer
    """
    said = reason_of(reason)
    seen = _waiting(claim, ClaimState.DECLINED)
    step(seen, ClaimState.DECLINED, reason=said, decided_by=by, decided_at=now)
    claim.refresh_from_db()


def change_quantity(*, claim: Claim, quantity: Decimal, by: User, now: datetime) -> None:
    """Ask for more or less than before: what more is held must be there, what less goes back. In line or in the
    running nothing is held, and the place stays. Who asks for less than was the least of use has use for that.

    :raises NotEnoughLeft | ListingClosed: the guard said no
    :raises MoreThanListed: more than the whole listing
    :raises ClaimMovedOn: it was answered or ended: what is promised is changed by who promised it
    """
    seen = Claim.objects.select_related("listing__organisation", "organisation").get(pk=claim.pk)
    if seen.state not in (ClaimState.ASKED, ClaimState.WAITING):
        raise moved_on(seen)
    amount = checked_amount(quantity, Unit(seen.listing.unit))
    least = seen.least_quantity and min(seen.least_quantity, amount)
    with transaction.atomic():
        if seen.state == ClaimState.ASKED:
            stocking.rehold(claim=seen, quantity=amount, by=by, now=now)
        else:
            _stay_in_line(seen, amount, by, now)
        same = Claim.objects.filter(pk=seen.pk, state=seen.state, quantity=seen.quantity)
        if not same.update(quantity=amount, least_quantity=least):
            raise moved_on(Claim.objects.get(pk=seen.pk))
        if seen.state == ClaimState.WAITING:
            promote(listing=seen.listing, by=by, now=now)
        elif amount < seen.quantity:
            give_out(listing=seen.listing, by=by, now=now)
        claim.refresh_from_db()
        if seen.state == ClaimState.ASKED:
            inform_giver(claim=claim, template="listings/mail/claim_changed", now=now)


def cancel(*, claim: Claim, reason: str, by: User, now: datetime, side: Organisation | None = None) -> None:
    """End a claim that is asked, waiting, offered or accepted, by either party, with a reason; what was held goes
    back. Of what was accepted it is noted whether that came early or late.

    :param side: for which of the two `by` acts; nobody: the requester
    :raises ReasonMissing: no reason was given
    :raises PartHasLeft: a load of it was collected
    :raises ClaimMovedOn: it was declined, collected or cancelled already
    """
    said = reason_of(reason)
    seen = may_end(seen_before(claim, ClaimState.CANCELLED))
    with transaction.atomic():
        if seen.held:
            stocking.release(claim=seen, quantity=seen.held, by=by, now=now)
        step(seen, ClaimState.CANCELLED, reason=said, cancelled_at=now)
        if seen.state == ClaimState.ACCEPTED:
            outcome = outcome_of_cancelling(due_at=seen.due_at or seen.hold_until, now=now)
            note(organisation=side or seen.organisation, outcome=outcome, claim=seen, reason=said, by=by, now=now)
        if seen.held:
            give_out(listing=seen.listing, by=by, now=now)
        claim.refresh_from_db()
        inform_requester(claim=claim, template="listings/mail/claim_cancelled", now=now)
        if seen.state != ClaimState.WAITING:
            inform_giver(claim=claim, template="listings/mail/claim_cancelled", now=now)


def mark_collected(*, claim: Claim, quantity: Decimal, by: User, now: datetime) -> None:
    """Note what left the site, in its last load if it went in several; what was promised and stayed goes back to the
    listing. Called by logistics.

    :raises MoreThanAccepted | NotReleased | LoanNotAgreed | LoanDaysPassed: more than was promised, or not yet
    :raises ClaimMovedOn: it is not an accepted claim
    """
    amount = checked_amount(quantity, Unit(claim.listing.unit))
    seen = seen_before(claim, ClaimState.COLLECTED)
    promised = seen.held
    if amount > promised:
        raise MoreThanAccepted(accepted=told(promised, seen.listing))
    with transaction.atomic():
        stocking.collect(claim=seen, quantity=amount, rest=promised - amount, by=by, now=now)
        step(seen, ClaimState.COLLECTED, collected_at=now, collected_quantity=seen.collected_quantity + amount)
        let_go(claim=seen, quantity=amount, by=by, now=now)
        if amount < promised:
            promote(listing=seen.listing, by=by, now=now)
    claim.refresh_from_db()


def mark_received(*, claim: Claim, by: User, now: datetime) -> None:
    """Note that the goods arrived, and that both sides kept what they promised; who borrowed keeps it by bringing it
    back (`listings.actions.returning`). Called by logistics with the receipt.

    :raises ClaimMovedOn: they were not on their way
    """
    seen = seen_before(claim, ClaimState.RECEIVED)
    with transaction.atomic():
        step(seen, ClaimState.RECEIVED, received_at=now)
        borrowed = Loan.objects.filter(claim=seen).exists()
        kept = (seen.listing.organisation,) if borrowed else (seen.organisation, seen.listing.organisation)
        for party in kept:
            note(organisation=party, outcome="kept", claim=seen, reason="", by=by, now=now)
    claim.refresh_from_db()


class _Opened(Protocol):
    """Makes the row of a new claim in a state, with its deadline."""

    def __call__(self, state: ClaimState, until: datetime | None) -> Claim: ...


def _hold_or_wait(
    listing: Listing,
    amount: Decimal,
    open_claim: _Opened,
    until: datetime,
    *,
    joins_line: bool,
    by: User,
    now: datetime,
) -> Claim:
    """Hold it; where that much is not left, join the line if that was asked for, which offers what is left at once."""
    held = partial(open_claim, ClaimState.ASKED, until)
    try:
        made = stocking.hold(listing=listing, quantity=amount, open_claim=held, by=by, now=now)
    except stocking.NotEnoughLeft:
        if not joins_line:
            raise
        made = _wait(listing, amount, open_claim)
        promote(listing=listing, by=by, now=now)
        made.refresh_from_db()
        return made
    inform_giver(claim=made, template="listings/mail/claim_asked", now=now)
    return made


def _wait(listing: Listing, amount: Decimal, open_claim: _Opened) -> Claim:
    """A claim that holds nothing. The giver reads of it on the listing: not one mail for each."""
    if amount > listing.quantity:
        raise MoreThanListed(whole=told(listing.quantity, listing))
    return open_claim(ClaimState.WAITING, None)


def _check_useful(claim: Claim, amount: Decimal) -> None:
    if amount > claim.quantity:
        raise MoreThanAsked(asked=told(claim.quantity, claim.listing))
    if claim.least_quantity is not None and amount < claim.least_quantity:
        raise LessThanUseful(least=told(claim.least_quantity, claim.listing))


def _promise(claim: Claim, amount: Decimal, by: User | None, now: datetime) -> dict[str, object]:
    """The fields of an accepted claim, with the time to collect it."""
    until = now + timedelta(days=allocation_of(claim.listing).hold_days)
    return {"accepted_quantity": amount, "decided_by": by, "decided_at": now, "hold_until": until}


def _waiting(claim: Claim, to: ClaimState) -> Claim:
    """The claim as it is now, if it waits.

    :raises ClaimMovedOn: it does not
    """
    seen = seen_before(claim, to)
    if seen.state != ClaimState.WAITING:
        raise moved_on(seen)
    return seen


def _stay_in_line(claim: Claim, amount: Decimal, by: User, now: datetime) -> None:
    """A decision that is being sent, or stock that is being offered, goes first or sees what was changed."""
    if amount > claim.listing.quantity:
        raise MoreThanListed(whole=told(claim.listing.quantity, claim.listing))
    Allocation.objects.undecided().turn([claim.listing])
    stocking.stand_by(listing=claim.listing, by=by, now=now)
