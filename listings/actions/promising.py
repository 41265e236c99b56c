"""Promises: noting what became of them, once for each side, and excusing what the other side understands."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from listings.models import Booking, Claim
from listings.models.promises import Outcome, PromiseOutcome, PromiseSide
from listings.models.steps import LONGEST_REASON, words
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Organisation, Role, User

#: What is held against somebody and can be excused.
HELD_AGAINST: Final = frozenset(
    {Outcome.EARLY_CANCEL, Outcome.LATE_CANCEL, Outcome.NO_SHOW, Outcome.UNANSWERED, Outcome.LATE_RETURN}
)


class NotAParty(DomainError):
    """A carrier's work is judged elsewhere: only who gives and who takes promised each other something."""

    code = "not_a_party"
    message = gettext_noop("Only who gives and who takes are held to what they promised each other.")


class WhatHappenedMissing(DomainError):
    code = "what_happened_missing"
    message = gettext_noop("Say what happened, in a sentence or two.")
    field = "reason"


class NothingToExcuse(DomainError):
    code = "nothing_to_excuse"
    message = gettext_noop("This is not held against anybody, so there is nothing to excuse.")


class ExcusedAlready(DomainError):
    code = "excused_already"
    message = gettext_noop("This has been excused already.")


def note(
    *,
    organisation: Organisation,
    outcome: str,
    claim: Claim | None = None,
    booking_key: str = "",
    reason: str,
    by: User | None,
    now: datetime,
) -> PromiseOutcome | None:
    """Note what became of the organisation's promise about a claim or a booking; what was noted first stands.

    :param organisation: whose promise it was, not who says so
    :param outcome: one of `Outcome`; a cancellation is told early from late by `listings.promises`
    :param by: nobody: the clock noted it
    :param booking_key: the booking's primary key, as text
    :return: the row that stands, an older one where something was noted before; None where an organisation booked its
        own space: nobody was promised anything
    :raises NotAParty: the organisation neither gives nor takes
    """
    side, other = (
        _sides_of_booking(booking_key, organisation) if claim is None else _sides_of_claim(claim, organisation)
    )
    if other == organisation:
        return None
    about = {"organisation": organisation, "claim": claim, "booking_key": booking_key, "excuses": None}
    said = {"other": other, "side": side, "outcome": Outcome(outcome), "reason": reason.strip(), "by": by, "at": now}
    try:
        with transaction.atomic():
            return PromiseOutcome.objects.create(**about, **said)
    except IntegrityError:
        standing = PromiseOutcome.objects.filter(**about).first()
        if standing is None:
            raise
        return standing


def excuse(*, promise: PromiseOutcome, reason: str, by: User, now: datetime) -> PromiseOutcome:
    """The other side understands: it is held no longer against its organisation, which is told.

    What was noted stays; the excuse is a row of its own, and from then on the promise counts neither way.

    :raises WhatHappenedMissing | WordsTooLong: no reason, or one that is too long
    :raises NothingToExcuse: it was kept, or is itself an excuse
    :raises ExcusedAlready: somebody did before
    """
    with transaction.atomic():
        made = forgive(promise=promise, reason=reason, by=by, now=now)
        notify(
            organisation=promise.organisation,
            roles=(Role.LISTER if promise.side == PromiseSide.GIVES else Role.REQUESTER,),
            template="listings/mail/promise_excused",
            context={"promise": promise, "excuse": made, "other": promise.other},
            now=now,
        )
    return made


def forgive(*, promise: PromiseOutcome, reason: str, by: User, now: datetime) -> PromiseOutcome:
    """Keep the excuse, and tell nobody: whoever calls does.

    :raises DomainError: as for `excuse`
    """
    said = words(reason, field="reason", most=LONGEST_REASON, missing=WhatHappenedMissing)
    if promise.outcome not in HELD_AGAINST:
        raise NothingToExcuse
    try:
        with transaction.atomic():
            return PromiseOutcome.objects.create(
                organisation=promise.organisation,
                other=promise.other,
                side=promise.side,
                claim=promise.claim,
                booking_key=promise.booking_key,
                outcome=Outcome.EXCUSED,
                reason=said,
                by=by,
                at=now,
                excuses=promise,
            )
    except IntegrityError:
        if PromiseOutcome.objects.filter(excuses=promise).exists():
            raise ExcusedAlready from None
        raise


def _sides_of_claim(claim: Claim, organisation: Organisation) -> tuple[PromiseSide, Organisation]:
    """On which side of the claim the organisation is, and to whom it promised."""
    if organisation.pk == claim.organisation_id:
        return PromiseSide.TAKES, claim.listing.organisation
    if organisation.pk == claim.listing.organisation_id:
        return PromiseSide.GIVES, claim.organisation
    raise NotAParty


def _sides_of_booking(key: str, organisation: Organisation) -> tuple[PromiseSide, Organisation]:
    """As `_sides_of_claim`: whose space it is gives, who booked it takes."""
    booking = Booking.objects.for_page().get(pk=int(key))
    booked_by, owner = booking.organisation, booking.space.listing.organisation
    if organisation == booked_by:
        return PromiseSide.TAKES, owner
    if organisation == owner:
        return PromiseSide.GIVES, booked_by
    raise NotAParty
