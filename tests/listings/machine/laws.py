"""What has to hold after each step, reckoned from the rows alone and not by the way of the code that is tried."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import combinations

from listings.models import Allocation, Claim, ClaimState, EntryKind, Listing, Policy, StockEntry
from listings.models.bookings import BookedSlot, Booking
from listings.models.spaces import Space

_QUARTER = timedelta(minutes=15)
_OPEN = ("asked", "offered", "accepted")


def stock_is_explained(listings: Sequence[Listing]) -> None:
    """What is left is the sum of the entries; the whole is what is left, held and gone."""
    for listing in Listing.objects.filter(pk__in=[one.pk for one in listings]).order_by("pk"):
        entries = list(StockEntry.objects.for_listing(listing))
        moved = {kind: sum((one.quantity for one in entries if one.kind == kind), Decimal(0)) for kind in EntryKind}
        gone = moved[EntryKind.COLLECTED] - moved[EntryKind.RETURNED]
        held = moved[EntryKind.HELD] - moved[EntryKind.RELEASED] - moved[EntryKind.COLLECTED]
        assert listing.available == sum(one.change for one in entries)
        assert 0 <= listing.available <= listing.quantity
        assert gone >= 0
        assert held >= 0
        assert listing.quantity == listing.available + held + gone


def claims_hold_what_they_say(listings: Sequence[Listing]) -> None:
    """Asked holds what was asked for, offered what was offered, accepted what was promised; others nothing."""
    for claim in Claim.objects.filter(listing__in=listings).prefetch_related("stock_entries").order_by("pk"):
        moved = {kind: Decimal(0) for kind in EntryKind}
        for entry in claim.stock_entries.all():
            moved[EntryKind(entry.kind)] += entry.quantity
        held = moved[EntryKind.HELD] - moved[EntryKind.RELEASED] - moved[EntryKind.COLLECTED]
        says = {"asked": claim.quantity, "offered": claim.offered_quantity, "accepted": claim.accepted_quantity}
        assert held == (says.get(claim.state) or 0), (claim.state, held)
        granted = claim.accepted_quantity or Decimal(0)
        assert moved[EntryKind.RETURNED] <= moved[EntryKind.COLLECTED] <= granted <= claim.quantity
        assert (claim.state in _OPEN) == (held > 0)


def nobody_waits_for_what_is_there(listings: Sequence[Listing]) -> None:
    """Where stock goes along a line, what is left is too little for everybody in it."""
    for listing in Listing.objects.filter(pk__in=[one.pk for one in listings]).order_by("pk"):
        rules = Allocation.objects.filter(listing=listing).first()
        if rules is not None and rules.policy != Policy.FIRST_COME and rules.decision_id is None:
            continue
        for claim in Claim.objects.filter(listing=listing, state=ClaimState.WAITING).order_by("pk"):
            assert listing.available < (claim.least_quantity or 1), f"{listing.available} left, {claim.pk} waits"


def bookings_are_apart(spaces: Sequence[Space]) -> None:
    """No two that hold share floor and time, clearing included; the taken quarters are just those of the bookings."""
    rooms = {space.pk: space for space in spaces}
    holding = list(Booking.objects.holding().filter(space__in=rooms).order_by("pk"))
    times = {
        one.pk: (
            one.starts_at - timedelta(minutes=rooms[one.space_id].buffer_before_minutes),
            one.ends_at + timedelta(minutes=rooms[one.space_id].buffer_after_minutes),
        )
        for one in holding
    }
    for one, other in combinations(holding, 2):
        if _shares_floor(rooms[one.space_id], rooms[other.space_id]):
            (begins, ends), (other_begins, other_ends) = times[one.pk], times[other.pk]
            assert ends <= other_begins or other_ends <= begins, (one, other)
    floors = {pk: 1 + sum(other.parent_id == pk for other in spaces) for pk in rooms}
    wanted = sum((times[one.pk][1] - times[one.pk][0]) // _QUARTER * floors[one.space_id] for one in holding)
    assert BookedSlot.objects.filter(space__in=rooms).count() == wanted


def _shares_floor(one: Space, other: Space) -> bool:
    """The same, or one is part of the other: for a hall with one level of parts."""
    return other.pk in (one.pk, one.parent_id) or other.parent_id == one.pk
