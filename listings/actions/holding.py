"""Deadlines of claims: confirming what was offered, extending the time to collect, and what lapses by the clock."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from listings.actions import stocking
from listings.actions.informing import inform_giver, inform_requester
from listings.actions.lining import give_out
from listings.actions.promising import note
from listings.models import Claim, ClaimState, allocation_of
from listings.models.steps import ClaimMovedOn, moved_on, step
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

#: How many claims a run of the clock lets lapse.
AT_ONCE: Final = 200


class TooLate(DomainError):
    code = "too_late"
    message = gettext_noop("The time for that has passed: what was held for you goes to whoever is next.")


class NoExtensionLeft(DomainError):
    code = "no_extension_left"
    message = gettext_noop(
        "The time to collect was extended as often as the giver allows. Agree with them, or cancel in time."
    )


class NothingToExtend(DomainError):
    code = "nothing_to_extend"
    message = gettext_noop("A collection is planned, so this is held without a deadline: nothing has to be extended.")


def confirm(*, claim: Claim, by: User, now: datetime) -> None:
    """Take what was offered from the line: the claim asks for that much, or has it where a decision had put it there.

    :raises TooLate: the deadline has passed
    :raises ClaimMovedOn: it is not offered
    """
    seen = Claim.objects.select_related("listing__organisation", "organisation").get(pk=claim.pk)
    if seen.state != ClaimState.OFFERED or seen.offered_quantity is None:
        raise moved_on(seen)
    _check_in_time(seen, now)
    rules = allocation_of(seen.listing)
    amount = seen.offered_quantity
    if hasattr(seen, "decision_line"):
        until = now + timedelta(days=rules.hold_days)
        fields = {"accepted_quantity": amount, "decided_at": now, "hold_until": until}
        state, template = ClaimState.ACCEPTED, "listings/mail/claim_confirmed"
    else:
        fields = {"hold_until": now + timedelta(days=rules.answer_days)}
        state, template = ClaimState.ASKED, "listings/mail/claim_asked"
    with transaction.atomic():
        step(seen, state, quantity=amount, **fields)
        claim.refresh_from_db()
        inform_giver(claim=claim, template=template, now=now)


def extend(*, claim: Claim, by: User, now: datetime) -> None:
    """More time to collect what was promised, as often as the giver allows.

    :raises TooLate: the deadline has passed
    :raises NoExtensionLeft | NothingToExtend: not any more, or not needed
    :raises ClaimMovedOn: it is not accepted
    """
    seen = Claim.objects.select_related("listing__organisation", "organisation").get(pk=claim.pk)
    if seen.state != ClaimState.ACCEPTED:
        raise moved_on(seen)
    if seen.hold_until is None:
        raise NothingToExtend
    _check_in_time(seen, now)
    rules = allocation_of(seen.listing)
    if seen.extensions >= rules.extensions:
        raise NoExtensionLeft
    until = seen.hold_until + timedelta(days=rules.hold_days)
    same = Claim.objects.filter(pk=seen.pk, state=seen.state, extensions=seen.extensions, hold_until=seen.hold_until)
    with transaction.atomic():
        if not same.update(extensions=F("extensions") + 1, hold_until=until):
            raise moved_on(Claim.objects.get(pk=seen.pk))
        claim.refresh_from_db()
        inform_giver(claim=claim, template="listings/mail/claim_extended", now=now)


def keep(*, claim: Claim, until: datetime | None, by: User, now: datetime) -> None:
    """A collection is planned for then: from now on the claim has no deadline, and does not lapse. Called by logistics
    with the plan, and again when it changes.

    :param until: when it is to be collected; nothing: not known to the hour
    :raises ClaimMovedOn: it is not accepted any more, so nothing may be planned for it
    """
    accepted = Claim.objects.filter(pk=claim.pk, state=ClaimState.ACCEPTED)
    if not accepted.update(hold_until=None, due_at=until):
        raise moved_on(Claim.objects.get(pk=claim.pk))
    claim.hold_until, claim.due_at = None, until


def lapse_due(*, now: datetime) -> int:
    """Let every claim lapse whose deadline has passed, at most `AT_ONCE`: what was asked and not answered, offered and
    not confirmed, accepted and not collected. What each held goes back, to its line first. Returns how many.

    Also those who wait for what cannot come any more are told.
    """
    due = list(Claim.objects.overdue(now).select_related("listing__organisation", "organisation")[:AT_ONCE])
    lapsed = sum(_lapse(claim, now) for claim in due)
    vain = Claim.objects.waiting_in_vain().select_related("listing__organisation", "organisation")[:AT_ONCE]
    return lapsed + sum(_end_waiting(claim, now) for claim in list(vain))


def _lapse(claim: Claim, now: datetime) -> bool:
    """Whether it was still due: an extension, an answer or a plan at this moment goes first or comes too late."""
    try:
        with transaction.atomic():
            stocking.release(claim=claim, quantity=claim.held, by=None, now=now)
            step(claim, ClaimState.LAPSED, lapsed_at=now, lapsed_from=claim.state)
            _note_lapsed(claim, now)
            give_out(listing=claim.listing, by=None, now=now)
            lapsed = Claim.objects.select_related("listing__organisation", "organisation").get(pk=claim.pk)
            inform_requester(claim=lapsed, template="listings/mail/claim_lapsed", now=now)
            inform_giver(claim=lapsed, template="listings/mail/claim_lapsed", now=now)
    except (ClaimMovedOn, stocking.StockMovedMeanwhile):
        return False
    return True


def _note_lapsed(claim: Claim, now: datetime) -> None:
    """Whose promise it was that was not kept: who does not answer, who does not come. Whose van was to come is not
    the requester's doing."""
    if claim.state == ClaimState.ASKED:
        note(organisation=claim.listing.organisation, outcome="unanswered", claim=claim, reason="", by=None, now=now)
    elif claim.state == ClaimState.OFFERED:
        note(organisation=claim.organisation, outcome="unanswered", claim=claim, reason="", by=None, now=now)
    elif claim.carrier_id in (None, claim.organisation_id):
        reason = "Not collected in time."
        note(organisation=claim.organisation, outcome="no_show", claim=claim, reason=reason, by=None, now=now)


def _end_waiting(claim: Claim, now: datetime) -> bool:
    try:
        with transaction.atomic():
            step(claim, ClaimState.LAPSED, lapsed_at=now, lapsed_from=claim.state)
            claim.refresh_from_db()
            inform_requester(claim=claim, template="listings/mail/claim_waited_in_vain", now=now)
    except ClaimMovedOn:
        return False
    return True


def _check_in_time(claim: Claim, now: datetime) -> None:
    if claim.hold_until is not None and claim.hold_until <= now:
        raise TooLate
