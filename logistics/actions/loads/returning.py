"""When it does not go as planned: back to the giver, or lost.

Law for each load: what was collected = what was delivered + what came back + what was lost + what is still aboard.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from listings.actions import stocking
from listings.actions.lining import give_out
from listings.queries.claims import told
from listings.queries.loans import is_lent
from logistics.actions.custody import witnessing
from logistics.actions.custody.witnessing import Said, witness
from logistics.actions.loads.announcing import LoadNews, tell_of_load
from logistics.actions.loads.loading import close_if_settled, lock
from logistics.models import Collection, CollectionState, CustodyKind, Stop, StopState
from logistics.queries.load_steps import moved_on, reason_of
from logistics.queries.passports import passport_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import User

_ON_THE_WAY: Final = frozenset({CollectionState.COLLECTED, CollectionState.RETURNING})
_AFTER_DELIVERY: Final = frozenset({CollectionState.DELIVERED, CollectionState.CLOSED})


class NotThatMuchAboard(DomainError):
    code = "not_that_much_aboard"
    message = gettext_noop("{aboard} of this load are still on the way: no more than that can come back or be lost.")
    field = "quantity"


def turn_back(*, collection: Collection, reason: str, by: User, now: datetime) -> None:
    """What is aboard goes back to its giver. Both sides are told.

    :raises LoadReasonMissing | ReasonTooLong: why it is not delivered
    :raises CollectionMovedOn: it is not aboard
    """
    said = reason_of(reason)
    with transaction.atomic():
        seen = lock(collection=collection, by=by, now=now)
        own = Collection.objects.filter(pk=seen.pk)
        if not own.step(seen=CollectionState.COLLECTED, to=CollectionState.RETURNING, last_failure=said):
            raise moved_on(seen)
        _off_the_runs(seen, said, now)
        tell_of_load(collection=seen, news=LoadNews.COMES_BACK, quantity=seen.aboard, reason=said, by=by, now=now)
    collection.refresh_from_db()


def bring_back(*, collection: Collection, quantity: Decimal | None = None, by: User, now: datetime) -> None:
    """The giver has it back: it is on offer again, first to those in line. Both sides are told.

    Of what is on its way, what does not come back with the rest is lost; of what a delivery did not account for, any
    part may turn up.

    :param quantity: how much is back; nothing: all that is still on the way
    :raises NotThatMuchAboard | DomainError: the count
    :raises CollectionMovedOn: nothing of it is on the way
    """
    with transaction.atomic():
        seen = lock(collection=collection, by=by, now=now)
        state = CollectionState(seen.state)
        amount = _counted(seen, quantity)
        if state in _ON_THE_WAY:
            missing = seen.aboard - amount
            if missing:
                witnessing.lose(collection=seen, quantity=missing, note="", by=by, now=now)
            ends = {"returned_quantity": seen.returned_quantity + amount, "lost_quantity": seen.lost_quantity + missing}
            _end(seen, CollectionState.RETURNED, ends)
            _witness_return(seen, amount, by, now)
            _off_the_runs(seen, str(_BACK), now)
        else:
            _account(seen, {"returned_quantity": seen.returned_quantity + amount})
        _back_on_offer(seen, amount, by, now)
        tell_of_load(collection=seen, news=LoadNews.BACK, quantity=amount, by=by, now=now)
        close_if_settled(claim=seen.claim, by=by, now=now)
    collection.refresh_from_db()


def lose(*, collection: Collection, quantity: Decimal | None = None, reason: str, by: User, now: datetime) -> None:
    """So much of what is on the way is gone for good, and why. Both sides are told.

    :param quantity: how much; nothing: all that is still on the way
    :raises NotThatMuchAboard | LoadReasonMissing | ReasonTooLong | DomainError: the count and the reason
    :raises CollectionMovedOn: nothing of it is on the way
    """
    said = reason_of(reason)
    with transaction.atomic():
        seen = lock(collection=collection, by=by, now=now)
        amount = _counted(seen, quantity)
        lost = {"lost_quantity": seen.lost_quantity + amount}
        if CollectionState(seen.state) in _AFTER_DELIVERY:
            _account(seen, lost)  # the lot's book has it already: fewer were counted when it was delivered
        else:
            witnessing.lose(collection=seen, quantity=amount, note=said, by=by, now=now)
            if amount == seen.aboard:
                _end(seen, CollectionState.LOST, {**lost, "last_failure": said})
                _off_the_runs(seen, said, now)
            else:
                _account(seen, lost)
        tell_of_load(collection=seen, news=LoadNews.LOST, quantity=amount, reason=said, by=by, now=now)
        close_if_settled(claim=seen.claim, by=by, now=now)
    collection.refresh_from_db()


_BACK: Final = gettext_noop("It went back to the giver.")


def _counted(seen: Collection, quantity: Decimal | None) -> Decimal:
    if seen.state not in _ON_THE_WAY | _AFTER_DELIVERY or not seen.aboard:
        raise moved_on(seen)
    if quantity is None:
        return seen.aboard
    amount = checked_amount(quantity, Unit(seen.claim.listing.unit))
    if amount > seen.aboard:
        raise NotThatMuchAboard(aboard=told(seen.aboard, seen.claim.listing))
    return amount


def _account(seen: Collection, changed: dict[str, Decimal]) -> None:
    """Change what became of a load, if it still is as it was seen."""
    same = Collection.objects.filter(
        pk=seen.pk,
        state=seen.state,
        delivered_quantity=seen.delivered_quantity,
        returned_quantity=seen.returned_quantity,
        lost_quantity=seen.lost_quantity,
    )
    if not same.update(**changed):
        raise moved_on(seen)


def _end(seen: Collection, to: CollectionState, changed: Mapping[str, object]) -> None:
    """What is aboard ends there: a load that goes back is on its way back first."""
    own, state = Collection.objects.filter(pk=seen.pk), seen.state
    if to == CollectionState.RETURNED and state == CollectionState.COLLECTED:
        own.step(seen=state, to=CollectionState.RETURNING)
        state = CollectionState.RETURNING
    if not own.step(seen=state, to=to, **changed):
        raise moved_on(seen)


def _off_the_runs(seen: Collection, reason: str, now: datetime) -> None:
    """Stops of it that are still to be made fall away."""
    Stop.objects.filter(collection=seen).to_do().update(state=StopState.FAILED, failure=reason, done_at=now)


def _witness_return(seen: Collection, amount: Decimal, by: User, now: datetime) -> None:
    passport, listing = passport_of(seen), seen.claim.listing
    if passport is not None:
        said = Said(
            kind=CustodyKind.RETURNED,
            holder=listing.organisation,
            source=passport.holder,
            quantity=amount,
            place=listing.site.public_area,
        )
        witness(passport=passport, said=said, by=by, now=now)


def _back_on_offer(seen: Collection, amount: Decimal, by: User, now: datetime) -> None:
    """What was lent goes back into stock on the page of its loan."""
    if is_lent(seen.claim):
        return
    stocking.take_back(claim=seen.claim, quantity=amount, by=by, now=now)
    give_out(listing=seen.claim.listing, by=by, now=now)
