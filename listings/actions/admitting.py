"""Who may claim what: the parties of a claim, before any stock is touched."""

from datetime import datetime
from decimal import Decimal

from listings.models import Claim, Kind, Listing
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, Site, User


class OwnListing(DomainError):
    code = "own_listing"
    message = gettext_noop("This is your own listing: it cannot be claimed by the organisation that offers it.")


class SpaceIsNotClaimed(DomainError):
    code = "space_is_not_claimed"
    message = gettext_noop("A space is not claimed: ask its owner about it.")


class AlreadyClaimed(DomainError):
    code = "already_claimed"
    message = gettext_noop("You already have an open claim on this listing. Change its quantity there.")


class NotYourSite(DomainError):
    code = "not_your_site"
    message = gettext_noop("Choose one of your own sites that is in use.")
    field = "site"


class NotACarrier(DomainError):
    code = "not_a_carrier"
    message = gettext_noop("That organisation does not carry goods between the two of you.")
    field = "carrier"


class LeastAboveQuantity(DomainError):
    code = "least_above_quantity"
    message = gettext_noop("The least that is of use cannot be more than you ask for.")
    field = "least_quantity"


def check_parties(
    *,
    listing: Listing,
    organisation: Organisation,
    site: Site,
    carrier: Organisation | None,
    by: User,
    now: datetime,
) -> None:
    """Whether these may claim from each other at all.

    :raises OwnListing | SpaceIsNotClaimed | AlreadyClaimed | NotYourSite | NotACarrier: no
    """
    if listing.organisation_id == organisation.pk:
        raise OwnListing
    if listing.kind == Kind.SPACE:
        raise SpaceIsNotClaimed
    if site.organisation_id != organisation.pk or site.closed_at is not None:
        raise NotYourSite
    parties = (listing.organisation, organisation)
    if carrier is not None and not Organisation.objects.carriers_for(*parties).filter(pk=carrier.pk).exists():
        raise NotACarrier
    check_is_first(listing=listing, organisation=organisation, by=by, now=now)


def check_is_first(*, listing: Listing, organisation: Organisation, by: User, now: datetime) -> None:
    """An organisation has one open claim on a listing at a time.

    :raises AlreadyClaimed: it has one
    """
    if Claim.objects.in_play().filter(listing=listing, organisation=organisation).exists():
        raise AlreadyClaimed


def check_amounts(
    *, listing: Listing, quantity: Decimal, least: Decimal | None, by: User, now: datetime
) -> tuple[Decimal, Decimal | None]:
    """The quantity that is asked for and the least of it that is of use, if they can be.

    :raises LeastAboveQuantity | DomainError: not so
    """
    amount = checked_amount(quantity, Unit(listing.unit))
    if least is None:
        return amount, None
    useful = checked_amount(least, Unit(listing.unit), field="least_quantity")
    if useful > amount:
        raise LeastAboveQuantity
    return amount, useful
