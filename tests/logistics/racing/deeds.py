"""What the processes of a race over loads, quotes and phones do; imported after Django is set up, by `race_ground`."""

import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import Error, transaction

from logistics.actions.carriers import quoting
from logistics.actions.carriers.quoting import Offer
from logistics.actions.loads import choosing, fetching, receiving, returning, splitting
from logistics.actions.runs import breaking, driving, failing, replaying
from logistics.loads import GoodsLoad
from logistics.models import CarrierQuote, Collection, CollectionState, Deed, DeedKind, Stop
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import User
from tests.make.organisations import NOW

Job = dict[str, Any]  # Any: what a deed is about
_WHY: Final = "At once."


def _outcome(act: Callable[[], object]) -> str:
    """ "done", the code of a refusal, or an error that should not have been."""
    try:
        act()
    except DomainError as refusal:
        return refusal.code
    except Error as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def _load(job: Job) -> Collection:
    return Collection.objects.with_parties().get(pk=job["load"])


def _move_load(job: Job) -> list[str]:
    """Do to one load what the job says, of so many."""
    load, amount = _load(job), Decimal(job["amount"])
    said: dict[str, Any] = {"by": User.objects.get(pk=job["by"]), "now": NOW}  # Any: who acts, and when
    on_it: dict[str, Any] = {"collection": load, **said}  # Any: as above
    words: dict[str, Any] = {
        "signer_name": "Ada",
        "code": load.dropoff_code,
        "photo": None,
        "note": "",
    }  # Any: as above
    acts: dict[str, Callable[[], object]] = {
        "cut": partial(splitting.split_load, quantities=[amount, load.quantity - amount], **on_it),
        "call_off": partial(splitting.call_off, reason=_WHY, **on_it),
        "fetch": partial(fetching.hand_over, claim=load.claim, client_id=uuid4(), quantity=amount, **words, **on_it),
        "leave": partial(splitting.leave_rest, collected=amount, **on_it),
        "turn_back": partial(returning.turn_back, reason=_WHY, **on_it),
        "bring_back": partial(returning.bring_back, quantity=amount, **on_it),
        "lose": partial(returning.lose, quantity=amount, reason=_WHY, **on_it),
        "receive": partial(receiving.confirm, kept_quantity=amount, condition="good", mass_basis="declared", **on_it),
    }
    return [_outcome(acts[job["act"]])]


def _cut_without_guard(job: Job) -> list[str]:
    """The control: read, check, save in a transaction, as one would without the listing's row."""
    return [_outcome(partial(_cut, job["load"]))]


def _cut(pk: int) -> None:
    with transaction.atomic():
        load = _load({"load": pk})
        if load.state != CollectionState.READY or load.quantity < 2:
            raise splitting.TooFewLoads
        time.sleep(0.02)  # what else the transaction does
        splitting._cut(load, Decimal(1), GoodsLoad(1, 1, 0), NOW)
        load.quantity -= 1
        load.save(update_fields=["quantity"])


def _quote(job: Job) -> list[str]:
    """Answer, take or withdraw one carrier's quote, or let the load go another way."""
    by = User.objects.get(pk=job["by"])
    quote = CarrierQuote.objects.for_page().get(pk=job["quote"])
    later = NOW + timedelta(days=1, hours=job["hours"])
    offer = Offer(1000 * job["hours"], later, later + timedelta(hours=1))
    acts: dict[str, Callable[[], object]] = {
        "price": partial(quoting.price, quote=quote, offer=offer, now=NOW),
        "refuse": partial(quoting.refuse, quote=quote, now=NOW),
        "hire": partial(quoting.hire, quote=quote, by=by, now=NOW),
        "withdraw": partial(quoting.withdraw, quote=quote, by=by, now=NOW),
        "other_way": partial(choosing.choose_way, collection=quote.collection, mode="bring", by=by, now=NOW),
    }
    return [_outcome(acts[job["act"]])]


def _tell(job: Job) -> list[str]:
    """Tell what waits on a phone, in the order of the job; what each came to."""
    by = User.objects.get(pk=job["by"])
    return [_outcome_of_deed(one, by) for one in job["deeds"]]


def _outcome_of_deed(one: Job, by: User) -> str:
    stop = Stop.objects.for_mails().get(pk=one["stop"])
    at = NOW + timedelta(minutes=one["minutes"])
    told = replaying.Told(
        client_id=UUID(one["client"]),
        kind=DeedKind(one["kind"]),
        route=stop.route,
        stop=None if one["kind"] == "start" else stop,
        values=one["values"],
        photo=None,
        signature=None,
        device_at=at,
        sent_at=NOW + timedelta(hours=1),
    )
    made: list[str] = []
    said = _outcome(lambda: made.append(_said(replaying.take(told=told, stands_in=False, by=by, now=told.sent_at))))
    return made[0] if said == "done" else said


def _said(deed: Deed) -> str:
    return f"{deed.kind}: {deed.state} {deed.code}".strip()


def _end_stop(job: Job) -> list[str]:
    """Prove the stop, or say that it did not work, on a phone of one's own."""
    stop = Stop.objects.for_mails().get(pk=job["stop"])
    by = stop.route.shift.driver.user
    words = stop.collection.pickup_code if stop.kind == "pickup" else stop.collection.dropoff_code
    shown: dict[str, Any] = {"signer_name": "Sam", "code": words, "photo": None, "note": ""}  # Any: of several types
    acts: dict[str, Callable[[], object]] = {
        "prove": partial(driving.prove, stop=stop, client_id=uuid4(), quantity=Decimal(6), by=by, now=NOW, **shown),
        "fail": partial(
            failing.report,
            stop=stop,
            client_id=uuid4(),
            reason=failing.Reason("nobody", ""),
            photo=None,
            by=by,
            now=NOW,
        ),
        "break": partial(
            breaking.break_off,
            route=stop.route,
            client_id=uuid4(),
            why=breaking.Why("van"),
            goods="stay",
            by=by,
            now=NOW,
        ),
    }
    return [_outcome(acts[job["act"]])]


DEEDS: Final[dict[str, Callable[[Job], list[str]]]] = {
    "move_load": _move_load,
    "cut_without_guard": _cut_without_guard,
    "quote": _quote,
    "tell": _tell,
    "end_stop": _end_stop,
}
