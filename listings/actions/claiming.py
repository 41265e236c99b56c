"""Claims: asking for a quantity, answering, cancelling, and what becomes of what was promised."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction

from listings.actions import stocking
from listings.actions.fitting import fit_listing
from listings.lifecycle import CLAIM, leads_to
from listings.models import Claim, ClaimState, Kind, Listing
from marketplace.dialogue.actions.talking import open_thread
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import checked_amount, format_amount
from marketplace.kernel.text import refuse_unsafe
from marketplace.kernel.units import Unit
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Organisation, Role, Site, User

LONGEST_PURPOSE: Final = 1000
LONGEST_REASON: Final = 500


class OwnListing(DomainError):
    code = "own_listing"
    message = gettext_noop("This is your own listing: it cannot be claimed by the organisation that offers it.")


class SpaceIsNotClaimed(DomainError):
    code = "space_is_not_claimed"
    message = gettext_noop("A space is not claimed: ask its owner about it.")


class AlreadyClaimed(DomainError):
    code = "already_claimed"
    message = gettext_noop(
        "You already have an open claim on this listing. Cancel it first to ask for another quantity."
    )


class NotYourSite(DomainError):
    code = "not_your_site"
    message = gettext_noop("Choose one of your own sites that is in use.")
    field = "site"


class NotACarrier(DomainError):
    code = "not_a_carrier"
    message = gettext_noop("That organisation does not carry goods between the two of you.")
    field = "carrier"


class PurposeMissing(DomainError):
    code = "purpose_missing"
    message = gettext_noop("Say what it is for: the giver decides by it.")
    field = "purpose"


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = gettext_noop("Say why, so that they can plan.")
    field = "reason"


class WordsTooLong(DomainError):
    code = "words_too_long"
    message = gettext_noop("Write at most {most} characters here.")


class MoreThanAsked(DomainError):
    code = "more_than_asked"
    message = gettext_noop("They asked for {asked}; accept that or less.")
    field = "quantity"


class MoreThanAccepted(DomainError):
    code = "more_than_accepted"
    message = gettext_noop("{accepted} were promised: no more than that can be collected.")
    field = "quantity"


class ClaimMovedOn(DomainError):
    code = "claim_moved_on"
    message = gettext_noop("This claim is {state} by now, so that can no longer be done.")


def claim(
    *,
    listing: Listing,
    organisation: Organisation,
    site: Site,
    quantity: Decimal,
    purpose: str,
    carrier: Organisation | None = None,
    by: User,
    now: datetime,
) -> Claim:
    """Set a quantity of the listing aside for the organisation and ask its owner for it.

    :param site: the organisation's own, where it is to go
    :param carrier: whose van is asked to bring it; nobody means that the organisation fetches it itself
    :raises NotEnoughLeft | ListingClosed: the guard said no
    :raises OwnListing | SpaceIsNotClaimed | AlreadyClaimed | NotYourSite | NotACarrier | PurposeMissing: before it
    """
    amount = checked_amount(quantity, Unit(listing.unit))
    said = _words(purpose, "purpose", LONGEST_PURPOSE)
    if not said:
        raise PurposeMissing
    _check_parties(listing, organisation, site, carrier)

    def open_claim() -> Claim:
        thread = open_thread(subject=str(listing.title), organisations=[organisation, listing.organisation], now=now)
        return Claim.objects.create(
            listing=listing,
            organisation=organisation,
            site=site,
            carrier=carrier,
            thread=thread,
            quantity=amount,
            purpose=said,
            asked_by=by,
            asked_at=now,
        )

    try:
        with transaction.atomic():
            made = stocking.hold(listing=listing, quantity=amount, open_claim=open_claim, by=by, now=now)
            _tell(made, listing.organisation, Role.LISTER, "listings/mail/claim_asked", now)
    except IntegrityError:
        if _has_open_claim(listing, organisation):
            raise AlreadyClaimed from None
        raise
    return made


def accept(*, claim: Claim, quantity: Decimal, by: User, now: datetime) -> None:
    """Promise all or a part of what was asked for; the rest goes back to the listing at once.

    :raises MoreThanAsked: more than the claim's quantity
    :raises ClaimMovedOn: it was answered or cancelled already
    """
    amount = checked_amount(quantity, Unit(claim.listing.unit))
    if amount > claim.quantity:
        raise MoreThanAsked(asked=_told(claim.quantity, claim.listing))
    _seen(claim, ClaimState.ACCEPTED)
    with transaction.atomic():
        if amount < claim.quantity:
            stocking.release(claim=claim, quantity=claim.quantity - amount, by=by, now=now)
            fit_listing(listing=claim.listing, by=by, now=now)
        decided = {"accepted_quantity": amount, "decided_by": by, "decided_at": now}
        _step(claim, ClaimState.ASKED, ClaimState.ACCEPTED, **decided)
        _tell(claim, claim.organisation, Role.REQUESTER, "listings/mail/claim_accepted", now)


def decline(*, claim: Claim, reason: str, by: User, now: datetime) -> None:
    """Say no, with a reason; what was held goes back to the listing.

    :raises ReasonMissing: no reason was given
    :raises ClaimMovedOn: it was answered or cancelled already
    """
    said = _reason(reason)
    _seen(claim, ClaimState.DECLINED)
    with transaction.atomic():
        stocking.release(claim=claim, quantity=claim.quantity, by=by, now=now)
        decided = {"reason": said, "decided_by": by, "decided_at": now}
        _step(claim, ClaimState.ASKED, ClaimState.DECLINED, **decided)
        fit_listing(listing=claim.listing, by=by, now=now)
        _tell(claim, claim.organisation, Role.REQUESTER, "listings/mail/claim_declined", now)


def cancel(*, claim: Claim, reason: str, by: User, now: datetime) -> None:
    """End a claim that was asked or accepted, by either party, with a reason; what was held goes back.

    :raises ReasonMissing: no reason was given
    :raises ClaimMovedOn: it was declined, collected or cancelled already
    """
    said = _reason(reason)
    seen = _seen(claim, ClaimState.CANCELLED)
    with transaction.atomic():
        stocking.release(claim=seen, quantity=seen.accepted_quantity or seen.quantity, by=by, now=now)
        _step(claim, seen.state, ClaimState.CANCELLED, reason=said, cancelled_at=now)
        fit_listing(listing=claim.listing, by=by, now=now)
        _tell(claim, claim.organisation, Role.REQUESTER, "listings/mail/claim_cancelled", now)
        _tell(claim, claim.listing.organisation, Role.LISTER, "listings/mail/claim_cancelled", now)


def mark_collected(*, claim: Claim, quantity: Decimal, by: User, now: datetime) -> None:
    """Note what left the site; what was promised and stayed goes back to the listing. Called by logistics.

    :raises MoreThanAccepted: more than was promised
    :raises ClaimMovedOn: it is not an accepted claim
    """
    amount = checked_amount(quantity, Unit(claim.listing.unit))
    seen = _seen(claim, ClaimState.COLLECTED)
    promised = seen.accepted_quantity or seen.quantity
    if amount > promised:
        raise MoreThanAccepted(accepted=_told(promised, seen.listing))
    with transaction.atomic():
        stocking.collect(claim=seen, quantity=amount, by=by, now=now)
        _step(claim, ClaimState.ACCEPTED, ClaimState.COLLECTED, collected_at=now)


def mark_received(*, claim: Claim, by: User, now: datetime) -> None:
    """Note that the goods arrived. Called by logistics with the receipt.

    :raises ClaimMovedOn: they were not on their way
    """
    _step(claim, ClaimState.COLLECTED, ClaimState.RECEIVED, received_at=now)


def _seen(claim: Claim, to: ClaimState) -> Claim:
    """The claim as it is now, if the step can be taken from there."""
    seen = Claim.objects.select_related("listing").get(pk=claim.pk)
    if not leads_to(CLAIM, seen.state, to):
        raise ClaimMovedOn(state=seen.get_state_display().lower())
    return seen


def _step(claim: Claim, seen: str, to: ClaimState, **fields: object) -> None:
    """Compare and swap; whoever came second gets a sentence and their transaction is undone."""
    if not Claim.objects.filter(pk=claim.pk).step(seen=seen, to=to, **fields):
        current = Claim.objects.get(pk=claim.pk)
        raise ClaimMovedOn(state=current.get_state_display().lower())
    claim.refresh_from_db()


def _check_parties(listing: Listing, organisation: Organisation, site: Site, carrier: Organisation | None) -> None:
    if listing.organisation_id == organisation.pk:
        raise OwnListing
    if listing.kind == Kind.SPACE:
        raise SpaceIsNotClaimed
    if site.organisation_id != organisation.pk or site.closed_at is not None:
        raise NotYourSite
    parties = (listing.organisation, organisation)
    if carrier is not None and not Organisation.objects.carriers_for(*parties).filter(pk=carrier.pk).exists():
        raise NotACarrier
    if _has_open_claim(listing, organisation):
        raise AlreadyClaimed


def _has_open_claim(listing: Listing, organisation: Organisation) -> bool:
    return Claim.objects.unfinished().filter(listing=listing, organisation=organisation).exists()


def _words(text: str, field: str, most: int) -> str:
    said = text.strip()
    refuse_unsafe(said, field=field)
    if len(said) > most:
        raise WordsTooLong(field=field, most=most)
    return said


def _reason(text: str) -> str:
    said = _words(text, "reason", LONGEST_REASON)
    if not said:
        raise ReasonMissing
    return said


def _told(amount: Decimal, listing: Listing) -> str:
    return f"{format_amount(amount)} {Unit(listing.unit).for_amount(amount)}"


def _tell(claim: Claim, organisation: Organisation, role: Role, template: str, now: datetime) -> None:
    amount = claim.accepted_quantity or claim.quantity
    context = {"claim": claim, "listing": claim.listing, "amount": _told(amount, claim.listing)}
    context["asked"] = _told(claim.quantity, claim.listing)
    notify(organisation=organisation, roles=(role,), template=template, context=context, now=now)
