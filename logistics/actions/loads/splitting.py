"""Cutting a load: too much for one van, or more than came along. Quantities, kilograms and litres add up exactly."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from secrets import SystemRandom
from typing import Final

from django.db import transaction
from django.db.models import Max

from listings.actions.claiming import cancel
from listings.actions.loading import give_up_part
from listings.models import ClaimState
from listings.queries.claims import told
from listings.queries.loans import is_lent
from logistics.actions.carriers.quoting import let_go
from logistics.actions.loads.announcing import LoadNews, tell_of_load
from logistics.actions.loads.loading import close_if_settled, lock
from logistics.codewords import new_code
from logistics.loads import GoodsLoad, load_of, shared
from logistics.models import Collection, CollectionMode, CollectionState, Stop, StopState
from logistics.models.collections import WAITING
from logistics.queries.goods import goods_of
from logistics.queries.load_steps import moved_on, reason_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, User

#: A claim goes in no more loads than this.
MOST_LOADS: Final = 30

_MAY_LEAVE_A_REST: Final = (CollectionState.READY, CollectionState.PLANNED, CollectionState.EN_ROUTE)


class PartsDoNotAddUp(DomainError):
    code = "parts_do_not_add_up"
    message = gettext_noop("Together the loads have to be {whole}; these are {sum}.")
    field = "quantities"


class TooFewLoads(DomainError):
    code = "too_few_loads"
    message = gettext_noop("Divide it into at least two loads.")
    field = "quantities"


class TooManyLoads(DomainError):
    code = "too_many_loads"
    message = gettext_noop("A claim goes in at most {most} loads.")
    field = "quantities"


class LentGoodsStayTogether(DomainError):
    code = "lent_goods_stay_together"
    message = gettext_noop("What is lent travels in one load, so that it comes back as one.")


class MoreThanTheLoad(DomainError):
    code = "more_than_the_load"
    message = gettext_noop("This load is {whole}: no more than that can be collected.")
    field = "quantity"


def split_load(*, collection: Collection, quantities: Sequence[Decimal], by: User, now: datetime) -> list[Collection]:
    """Divide a load that waits to be planned; it keeps the first of the quantities, each of the others becomes a load
    of its own. Both sides are told.

    :raises PartsDoNotAddUp | TooFewLoads | TooManyLoads | DomainError: the quantities
    :raises LentGoodsStayTogether: it is lent
    :raises CollectionMovedOn: it does not wait to be planned
    """
    with transaction.atomic():
        seen = lock(collection=collection, by=by, now=now)
        if seen.state != CollectionState.READY or seen.claim.state != ClaimState.ACCEPTED:
            raise moved_on(seen)
        amounts = _checked(seen, quantities)
        loads = shared(GoodsLoad(seen.load_kg, seen.load_litres, seen.load_pallets), amounts)
        rest = [_cut(seen, amount, load, now) for amount, load in zip(amounts[1:], loads[1:], strict=True)]
        _shrink(seen, amounts[0], loads[0])
        tell_of_load(collection=seen, news=LoadNews.CUT, quantity=amounts[0], by=by, now=now)
    collection.refresh_from_db()
    return [collection, *rest]


def leave_rest(*, collection: Collection, collected: Decimal, by: User, now: datetime) -> Collection | None:
    """Not all of a load can come along: it shrinks to what does, and the rest becomes a load that waits to be planned,
    with words of its own, still promised. Both sides are told. Called before the pickup of `collected` is proved.

    :param collected: what comes along; all of it leaves nothing
    :return: the load of the rest
    :raises MoreThanTheLoad | TooManyLoads | DomainError: the count
    :raises LentGoodsStayTogether: it is lent
    :raises CollectionMovedOn: it was collected, or called off
    """
    amount = checked_amount(collected, Unit(collection.claim.listing.unit))
    with transaction.atomic():
        seen = lock(collection=collection, by=by, now=now)
        if seen.state not in _MAY_LEAVE_A_REST or seen.claim.state != ClaimState.ACCEPTED:
            raise moved_on(seen)
        if amount > seen.quantity:
            raise MoreThanTheLoad(whole=told(seen.quantity, seen.claim.listing))
        if amount == seen.quantity:
            return None
        _check_may_cut(seen, 1)
        amounts = [amount, seen.quantity - amount]
        loads = shared(GoodsLoad(seen.load_kg, seen.load_litres, seen.load_pallets), amounts)
        rest = _cut(seen, amounts[1], loads[1], now, is_rest=True)
        _shrink(seen, amount, loads[0])
        tell_of_load(collection=rest, news=LoadNews.LEFT_BEHIND, quantity=rest.quantity, by=by, now=now)
    collection.refresh_from_db()
    return rest


def call_off(*, collection: Collection, reason: str, by: User, now: datetime, side: Organisation | None = None) -> None:
    """A load that waits is not needed any more: it goes back to the listing, and less is promised. The last load of
    which nothing left ends the claim.

    :param side: for which of the two `by` acts, where the claim ends by it
    :raises LoadReasonMissing | ReasonTooLong: the reason
    :raises CollectionMovedOn: it was collected, or the van is on its way
    """
    said = reason_of(reason)
    with transaction.atomic():
        seen = lock(collection=collection, by=by, now=now)
        if seen.state not in WAITING or seen.state == CollectionState.EN_ROUTE:
            raise moved_on(seen)
        if seen.claim.state != ClaimState.ACCEPTED:
            raise moved_on(seen)
        Collection.objects.filter(pk=seen.pk).step(seen=seen.state, to=CollectionState.CANCELLED, last_failure=said)
        open_stops = Stop.objects.filter(collection=seen).to_do()
        open_stops.update(state=StopState.FAILED, failure=said, done_at=now)
        let_go(collection=seen, by=by, now=now)
        others = Collection.objects.of(seen.claim).exclude(pk=seen.pk).in_play()
        is_last = not others.filter(state__in=WAITING).exists()
        if is_last and not others.exists():
            cancel(claim=seen.claim, reason=said, by=by, now=now, side=side)
            return
        give_up_part(claim=seen.claim, quantity=seen.quantity, is_last=is_last, by=by, now=now)
        tell_of_load(collection=seen, news=LoadNews.CALLED_OFF, quantity=seen.quantity, reason=said, by=by, now=now)
        close_if_settled(claim=seen.claim, by=by, now=now)
    collection.refresh_from_db()


def _checked(seen: Collection, quantities: Sequence[Decimal]) -> list[Decimal]:
    if len(quantities) < 2:
        raise TooFewLoads
    _check_may_cut(seen, len(quantities) - 1)
    unit = Unit(seen.claim.listing.unit)
    try:
        amounts = [checked_amount(one, unit) for one in quantities]
    except DomainError as refusal:
        refusal.field = "quantities"
        raise
    if sum(amounts) != seen.quantity:
        listing = seen.claim.listing
        raise PartsDoNotAddUp(whole=told(seen.quantity, listing), sum=told(sum(amounts, Decimal(0)), listing))
    return amounts


def _check_may_cut(seen: Collection, more: int) -> None:
    if is_lent(seen.claim):
        raise LentGoodsStayTogether
    if Collection.objects.of(seen.claim).count() + more > MOST_LOADS:
        raise TooManyLoads(most=MOST_LOADS)


def _cut(seen: Collection, amount: Decimal, load: GoodsLoad, now: datetime, *, is_rest: bool = False) -> Collection:
    """A new load with the next number, cut from this one, that waits to be planned."""
    last = Collection.objects.of(seen.claim).aggregate(last=Max("part"))["last"]
    rng = SystemRandom()
    own_way = seen.mode in {CollectionMode.FETCH, CollectionMode.BRING}
    again = CollectionMode.VAN if seen.claim.carrier_id else CollectionMode.FETCH
    return Collection.objects.create(
        claim=seen.claim,
        part=last + 1,
        cut_from=seen,
        is_rest=is_rest,
        mode=seen.mode if own_way else again,
        quantity=amount,
        load_kg=load.kg,
        load_litres=load.litres,
        load_pallets=_pallets(seen, amount),
        needs_two_people=seen.needs_two_people,
        needs_tail_lift=seen.needs_tail_lift,
        care=seen.care,
        pickup_code=new_code(rng),
        dropoff_code=new_code(rng),
        created_at=now,
    )


def _shrink(seen: Collection, amount: Decimal, load: GoodsLoad) -> None:
    smaller = {"quantity": amount, "load_kg": load.kg, "load_litres": load.litres}
    same = Collection.objects.filter(pk=seen.pk, state=seen.state, quantity=seen.quantity)
    if not same.update(load_pallets=_pallets(seen, amount), **smaller):
        raise moved_on(seen)


def _pallets(seen: Collection, amount: Decimal) -> int:
    """Pallet places do not divide: two halves of one need a place each."""
    return load_of(goods_of(seen.claim.listing, amount)).pallets if seen.load_pallets else 0
