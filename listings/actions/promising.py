"""Promises: noting what became of them, once for each side."""

from datetime import datetime

from django.apps import apps
from django.db import IntegrityError, transaction

from listings.models import Claim
from listings.models.promises import Outcome, PromiseOutcome, PromiseSide
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation, User


class NotAParty(DomainError):
    """A carrier's work is judged elsewhere: only who gives and who takes promised each other something."""

    code = "not_a_party"
    message = gettext_noop("Only who gives and who takes are held to what they promised each other.")


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


def _sides_of_claim(claim: Claim, organisation: Organisation) -> tuple[PromiseSide, Organisation]:
    """On which side of the claim the organisation is, and to whom it promised."""
    if organisation.pk == claim.organisation_id:
        return PromiseSide.TAKES, claim.listing.organisation
    if organisation.pk == claim.listing.organisation_id:
        return PromiseSide.GIVES, claim.organisation
    raise NotAParty


def _sides_of_booking(key: str, organisation: Organisation) -> tuple[PromiseSide, Organisation]:
    """As `_sides_of_claim`: whose space it is gives, who booked it takes."""
    bookings = apps.get_model("listings", "Booking")._default_manager
    rows = bookings.select_related("organisation", "space__listing__organisation")
    booking = rows.get(pk=int(key))
    booked_by, owner = booking.organisation, booking.space.listing.organisation
    if organisation == booked_by:
        return PromiseSide.TAKES, owner
    if organisation == owner:
        return PromiseSide.GIVES, booked_by
    raise NotAParty
