"""Ending a claim because the other side was not there."""

from datetime import datetime

from django.db import transaction

from listings.actions import stocking
from listings.actions.informing import inform_giver, inform_requester
from listings.actions.lining import give_out
from listings.actions.promising import note
from listings.models import Claim, ClaimState
from listings.models.steps import may_end, moved_on, reason_of, seen_before, step
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation, User


class NobodyIsMissingYet(DomainError):
    code = "nobody_is_missing_yet"
    message = gettext_noop("The agreed time has not come yet, so nobody has missed it. You can cancel the claim.")


def report_no_show(*, claim: Claim, absent: Organisation, reason: str, by: User, now: datetime) -> None:
    """The agreed time has passed and one of the two was not there: the claim ends, what was held goes back, and it is
    noted of who was not there. They read it, and can be excused or appeal.

    :param absent: the side that was not there
    :raises ReasonMissing: it was not said what happened
    :raises NobodyIsMissingYet: no time was agreed, or it has not come
    :raises PartHasLeft: a load of it was collected
    :raises ClaimMovedOn: it is not accepted, or was collected
    """
    said = reason_of(reason)
    seen = may_end(seen_before(claim, ClaimState.CANCELLED))
    if seen.state != ClaimState.ACCEPTED:
        raise moved_on(seen)
    if seen.due_at is None or now < seen.due_at:
        raise NobodyIsMissingYet
    with transaction.atomic():
        stocking.release(claim=seen, quantity=seen.held, by=by, now=now)
        step(seen, ClaimState.CANCELLED, reason=said, cancelled_at=now)
        note(organisation=absent, outcome="no_show", claim=seen, reason=said, by=by, now=now)
        give_out(listing=seen.listing, by=by, now=now)
        claim.refresh_from_db()
        inform_requester(claim=claim, template="listings/mail/claim_cancelled", now=now)
        inform_giver(claim=claim, template="listings/mail/claim_cancelled", now=now)
