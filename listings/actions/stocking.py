"""The stock ledger: the only place that writes stock entries and what a listing has left.

Each function's first statement is the UPDATE of the listing's counter: it is the guard, one row updated means yes.
Where a claim's row changes too, the listing comes first, so that two writers never wait for each other. All run inside
the transaction of their caller, or their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from listings.models import Claim, EntryKind, Listing, ListingState, StockEntry
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import User


class NotEnoughLeft(DomainError):
    code = "not_enough_left"
    message = gettext_noop("Only {left} {unit} left.")
    field = "quantity"


class NothingLeft(NotEnoughLeft):
    code = "nothing_left"
    message = gettext_noop("Nothing is left of this: others have claimed all of it.")


class ListingClosed(DomainError):
    code = "listing_closed"
    message = gettext_noop("This listing is closed: it was withdrawn, or its last day has passed.")


class NothingBelowWhatIsTaken(DomainError):
    code = "nothing_below_what_is_taken"
    message = gettext_noop("{taken} are claimed or already collected, so the quantity cannot be less than that.")
    field = "quantity"


class MoreThanLeftTheSite(DomainError):
    code = "more_than_left_the_site"
    message = gettext_noop("{gone} of this claim left the site and did not come back: no more than that can.")
    field = "quantity"


class StockMovedMeanwhile(DomainError):
    code = "stock_moved_meanwhile"
    message = gettext_noop("Somebody claimed or changed this at the same moment. Look at it again.")


@transaction.atomic(savepoint=False)
def list_stock(*, listings: Sequence[Listing], by: User, now: datetime) -> None:
    """Put the whole quantity of each on offer, once in a listing's life; a second call changes nothing.

    Their caller has just changed each row in this transaction, so nobody else writes them meanwhile.
    """
    fresh = Listing.objects.filter(pk__in=[listing.pk for listing in listings], available=0, stock_entries=None)
    whole = dict(fresh.order_by("pk").values_list("pk", "quantity"))
    Listing.objects.filter(pk__in=whole).update(available=F("quantity"))
    StockEntry.objects.bulk_create(
        StockEntry(listing_id=pk, kind=EntryKind.LISTED, quantity=quantity, change=quantity, by=by, at=now)
        for pk, quantity in whole.items()
    )


@transaction.atomic
def hold(*, listing: Listing, quantity: Decimal, open_claim: Callable[[], Claim], by: User, now: datetime) -> Claim:
    """Take the quantity off what is left, then open the claim that it is held for.

    :raises NotEnoughLeft: less than that is left (`NothingLeft`: nothing)
    :raises ListingClosed: it is not published, or its last day has passed
    """
    if not Listing.objects.open_at(localtime(now).date()).filter(pk=listing.pk).take(quantity):
        raise _why_not(listing, now)
    claim = open_claim()
    _enter(EntryKind.HELD, _Moved(quantity, -quantity), listing=listing, claim=claim, by=by, now=now)
    return claim


@transaction.atomic
def hold_for(*, claim: Claim, quantity: Decimal, by: User | None, now: datetime) -> None:
    """Take the quantity off what is left for a claim that is there already. A listing whose last day has passed still
    gives: who was waiting then may be decided about later.

    :raises NotEnoughLeft: less than that is left (`NothingLeft`: nothing)
    :raises ListingClosed: it was withdrawn
    """
    offered = Listing.objects.filter(pk=claim.listing_id, state__in=(ListingState.PUBLISHED, ListingState.EXPIRED))
    if not offered.take(quantity):
        raise _why_not(claim.listing, now)
    _enter(EntryKind.HELD, _Moved(quantity, -quantity), listing=claim.listing, claim=claim, by=by, now=now)


def stand_by(*, listing: Listing, by: User, now: datetime) -> None:
    """Let nobody else change the listing until the caller's transaction ends: for those who join its line.

    :raises ListingClosed: it is not published, or its last day has passed
    """
    if not Listing.objects.open_at(localtime(now).date()).filter(pk=listing.pk).update(kind=F("kind")):
        raise ListingClosed


@transaction.atomic
def release(*, claim: Claim, quantity: Decimal, by: User | None, now: datetime) -> None:
    """Give some of what is held for a claim back to the listing.

    :raises StockMovedMeanwhile: it was given back already
    """
    if not Listing.objects.filter(pk=claim.listing_id).give_back(quantity):
        raise StockMovedMeanwhile
    _enter(EntryKind.RELEASED, _Moved(quantity, quantity), listing=claim.listing, claim=claim, by=by, now=now)


def rehold(*, claim: Claim, quantity: Decimal, by: User, now: datetime) -> None:
    """Hold so much for a claim that was asked for, rather than what it asked for first.

    :raises NotEnoughLeft | ListingClosed | StockMovedMeanwhile: as holding and releasing
    """
    if quantity > claim.quantity:
        hold_for(claim=claim, quantity=quantity - claim.quantity, by=by, now=now)
    elif quantity < claim.quantity:
        release(claim=claim, quantity=claim.quantity - quantity, by=by, now=now)


@transaction.atomic
def collect(*, claim: Claim, quantity: Decimal, rest: Decimal, by: User, now: datetime) -> None:
    """Note how much of what is held left the site.

    :param rest: what is held and does not follow in another load: it goes back to the listing
    """
    if rest:
        release(claim=claim, quantity=rest, by=by, now=now)
    _enter(EntryKind.COLLECTED, _Moved(quantity, Decimal(0)), listing=claim.listing, claim=claim, by=by, now=now)


@transaction.atomic
def take_back(*, claim: Claim, quantity: Decimal, by: User | None, now: datetime) -> None:
    """Put on offer again what was collected for a claim and came back.

    :raises MoreThanLeftTheSite: more than left it and has not come back before
    """
    fits = Listing.objects.filter(pk=claim.listing_id).give_back(quantity)
    # Read after the UPDATE: whoever else brings some of it back waits for that row, or was there before.
    gone = _gone(claim)
    if not fits or quantity > gone:
        unit = Unit(claim.listing.unit).for_amount(gone)
        raise MoreThanLeftTheSite(gone=f"{format_amount(gone)} {unit}")
    _enter(EntryKind.RETURNED, _Moved(quantity, quantity), listing=claim.listing, claim=claim, by=by, now=now)


@transaction.atomic
def adjust(*, listing: Listing, quantity: Decimal, by: User, now: datetime) -> None:
    """Correct the whole quantity of a listing that was published; what claims hold or took stays theirs.

    :raises NothingBelowWhatIsTaken: the new quantity is less than that
    :raises StockMovedMeanwhile: somebody else changed the quantity since `listing` was read
    """
    if not Listing.objects.filter(pk=listing.pk).change_total(seen=listing.quantity, to=quantity):
        current = Listing.objects.get(pk=listing.pk)
        if current.quantity != listing.quantity:
            raise StockMovedMeanwhile
        taken = current.quantity - current.available
        unit = Unit(current.unit).for_amount(taken)
        raise NothingBelowWhatIsTaken(taken=f"{format_amount(taken)} {unit}")
    change = quantity - listing.quantity
    _enter(EntryKind.ADJUSTED, _Moved(abs(change), change), listing=listing, by=by, now=now)
    listing.quantity = quantity


def _gone(claim: Claim) -> Decimal:
    """How much of the claim left the site and did not come back."""
    moved = claim.stock_entries.filter(kind__in=(EntryKind.COLLECTED, EntryKind.RETURNED))
    amounts = [
        quantity if kind == EntryKind.COLLECTED else -quantity
        for kind, quantity in moved.values_list("kind", "quantity")
    ]
    return sum(amounts, Decimal(0))


def _why_not(listing: Listing, now: datetime) -> DomainError:
    """The sentence for a refused hold, from the row as it is now."""
    current = Listing.objects.get(pk=listing.pk)
    last_day = current.advertise_until
    if current.state != ListingState.PUBLISHED or (last_day is not None and last_day < localtime(now).date()):
        return ListingClosed()
    if current.available == 0:
        return NothingLeft()
    return NotEnoughLeft(left=format_amount(current.available), unit=Unit(current.unit).for_amount(current.available))


@dataclass(frozen=True, slots=True)
class _Moved:
    """How much an entry is about, and by how much what is left changes."""

    quantity: Decimal
    change: Decimal


def _enter(
    kind: EntryKind, moved: _Moved, *, listing: Listing, claim: Claim | None = None, by: User | None, now: datetime
) -> None:
    StockEntry.objects.create(
        listing=listing, claim=claim, kind=kind, quantity=moved.quantity, change=moved.change, by=by, at=now
    )
