"""Errands of a run: a load is taken aboard out of storage, or given back to its giver. No goods change owner there that
the three words would have to prove: storage is the carrier's own, and the giver counts what comes back."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from logistics.actions.loads.returning import bring_back
from logistics.actions.people.storing import NotThereAnyMore, pick_up
from logistics.actions.runs.driving import go_on
from logistics.models import Stop, StopState
from logistics.models.storage import StoredLoad
from logistics.queries.open_stops import moved_on, open_stop
from logistics.queries.whereabouts import Errand, errand_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User


class NoErrand(DomainError):
    code = "no_errand"
    message = gettext_noop("Here goods change hands: collect or deliver them with proof.")


class StillInStorage(DomainError):
    code = "still_in_storage"
    message = gettext_noop("It is still in storage: pick it up there first.")


def do_errand(*, stop: Stop, quantity: Decimal | None = None, by: User, now: datetime) -> None:
    """Take the load of a stop out of storage, or give it back to its giver; then the run goes on.

    :param quantity: how much came back; nothing: all of it. What is missing of it is lost
    :raises NoErrand: goods change hands at this stop
    :raises NotThereAnyMore: somebody took it out of storage before
    :raises StillInStorage: what should come back is not aboard
    :raises NotThatMuchAboard | DomainError: the count
    :raises RunNotStarted | StopMovedOn: it cannot happen now
    """
    seen = open_stop(stop)
    errand = errand_of(seen)
    if errand == Errand.NONE:
        raise NoErrand
    with transaction.atomic():
        done = {"done_at": now, "arrived_at": seen.arrived_at or now}
        if not Stop.objects.filter(pk=seen.pk).step(seen=seen.state, to=StopState.DONE, **done):
            raise moved_on(seen)
        stored = StoredLoad.objects.there().filter(collection=seen.collection_id).first()
        if errand == Errand.STORAGE:
            if stored is None:
                raise NotThereAnyMore
            pick_up(load=stored, by=by, now=now)
        else:
            if stored is not None:
                raise StillInStorage
            bring_back(collection=seen.collection, quantity=quantity, by=by, now=now)
        go_on(stop=seen, by=by, now=now)
    stop.refresh_from_db()
