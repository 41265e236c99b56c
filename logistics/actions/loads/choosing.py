"""Choosing how a load goes: with the carrier's van, fetched by the receiver, or brought by the giver."""

from datetime import datetime
from typing import Final

from django.db import transaction

from listings.models import ClaimState
from logistics.actions.carriers.quoting import let_go
from logistics.actions.loads.announcing import LoadNews, tell_of_load
from logistics.actions.loads.loading import lock
from logistics.models import Collection, CollectionMode, CollectionState
from logistics.queries.load_steps import moved_on, ways_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

#: What is planned this way is an agreement of two, or a hired carrier: no van's plan holds it.
_OFF_THE_PLAN: Final = frozenset({CollectionMode.FETCH, CollectionMode.BRING, CollectionMode.CARRIER})


class NoSuchWay(DomainError):
    code = "no_such_way"
    message = gettext_noop("This load cannot go that way.")
    field = "mode"


def choose_way(*, collection: Collection, mode: str, by: User, now: datetime) -> None:
    """A load that nothing was collected of goes another way; an agreed time and a hired carrier fall away. Both sides
    are told.

    :raises NoSuchWay: nobody carries it like that
    :raises CollectionMovedOn: a van's plan holds it, or it was collected
    """
    with transaction.atomic():
        seen = lock(collection=collection, by=by, now=now)
        if mode not in ways_of(seen.claim):
            raise NoSuchWay
        state = CollectionState(seen.state)
        agreed = state == CollectionState.PLANNED and seen.mode in _OFF_THE_PLAN
        if seen.claim.state != ClaimState.ACCEPTED or not (state == CollectionState.READY or agreed):
            raise moved_on(seen)
        if mode == seen.mode:
            return
        same = Collection.objects.filter(pk=seen.pk, state=state, mode=seen.mode)
        if not same.update(state=CollectionState.READY, mode=mode, fetch_at=None):
            raise moved_on(seen)
        let_go(collection=seen, by=by, now=now)
        seen.mode = mode
        news = {
            CollectionMode.VAN: LoadNews.BY_VAN,
            CollectionMode.FETCH: LoadNews.IS_FETCHED,
            CollectionMode.BRING: LoadNews.IS_BROUGHT,
        }[CollectionMode(mode)]
        tell_of_load(collection=seen, news=news, quantity=seen.quantity, by=by, now=now)
    collection.refresh_from_db()
