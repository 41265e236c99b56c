"""Driving a run: leaving, arriving, proving each stop, or saying why it did not work."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from listings.models import ClaimState
from listings.queries.claims import told
from logistics.actions.custody.handing import hand_on
from logistics.actions.loads.loading import lock, note_left
from logistics.actions.loads.splitting import leave_rest
from logistics.actions.paperwork.papering import check_papered
from logistics.actions.runs.proving import Shown, WordsTooLong, check_proof, stored_picture, write_proof
from logistics.actions.runs.telling import tell_arrived, tell_failed, tell_on_the_way
from logistics.models import (
    Collection,
    CollectionState,
    Handover,
    HandoverKind,
    Proof,
    Route,
    RouteState,
    Stop,
    StopKind,
    StopState,
)
from logistics.proof_pictures import processed
from logistics.queries.open_stops import RunNotReady, StopMovedOn, check_started, moved_on, open_stop
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.text import refuse_unsafe
from marketplace.kernel.units import Unit
from marketplace.organisations.models import User

LONGEST_REASON: Final = 300
COME_AGAIN: Final = "come_again"
CLAIM_CANCELLED: Final = gettext_noop("The claim was cancelled.")
NOT_COLLECTED: Final = gettext_noop("It was not collected: {reason}")


class NotCollectedYet(DomainError):
    code = "not_collected_yet"
    message = gettext_noop("This was not collected yet, so it cannot be delivered.")


class MoreThanThereIs(DomainError):
    code = "more_than_there_is"
    message = gettext_noop("There are {most} of it on this stop: count again.")
    field = "quantity"


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = gettext_noop("Say why it did not work.")
    field = "reason"


class FormUsedBefore(DomainError):
    code = "form_used_before"
    message = gettext_noop("This form was used for another stop. Open the stop again and fill it in anew.")


def start(*, route: Route, by: User, now: datetime) -> None:
    """Leave. Whoever is first hears that the van is on its way; what was cancelled meanwhile is taken off.

    :raises RunNotReady: it was started before, or its plan was replaced
    """
    with transaction.atomic():
        own = Route.objects.live().filter(pk=route.pk)
        if not own.step(seen=RouteState.PUBLISHED, to=RouteState.STARTED, started_at=now):
            raise RunNotReady
        take_off_cancelled(route=route, by=by, now=now)
        pickups = Stop.objects.filter(route=route, kind=StopKind.PICKUP).to_do()
        Collection.objects.filter(pk__in=pickups.values("collection")).step_all(
            seen=CollectionState.PLANNED, to=CollectionState.EN_ROUTE
        )
        _next(route, None, by, now)
    route.refresh_from_db()


def arrive(*, stop: Stop, by: User, now: datetime) -> None:
    """Be there.

    :raises RunNotStarted: the run was not started
    :raises StopMovedOn: it was reached, or is over
    """
    check_started(stop)
    if not Stop.objects.filter(pk=stop.pk).step(seen=StopState.PENDING, to=StopState.ARRIVED, arrived_at=now):
        raise moved_on(stop)
    stop.refresh_from_db()


def prove(
    *,
    stop: Stop,
    client_id: UUID,
    signer_name: str,
    code: str,
    photo: bytes | None,
    quantity: Decimal,
    note: str,
    by: User,
    now: datetime,
    condition: str = "",
    signature: bytes | None = None,
    rest: str = "",
) -> Handover:
    """Collect or deliver at a stop, with proof: the goods change hands. The same form sent again changes nothing.

    :param client_id: made with the form; what it names is done once
    :param quantity: as counted there
    :param rest: of what stays behind at a pickup: `come_again` keeps it promised, as a load of its own; else it goes
        back to the listing
    :raises RunNotStarted | StopMovedOn | NotCollectedYet | MoreThanThereIs | ClaimMovedOn: it cannot happen now
    :raises SignerMissing | ProofMissing | WrongCode | CodeLocked | ProofPhotoRefused: it is not proved
    """
    before = _sent_before(client_id, stop)
    if before is not None:
        return before
    seen = open_stop(stop)
    amount = checked_amount(quantity, Unit(seen.collection.claim.listing.unit))
    _check_amount(seen, amount)
    if seen.kind == StopKind.PICKUP:
        check_papered(collection=seen.collection, by=by, now=now)
    shown = check_proof(
        collection=seen.collection,
        kind=seen.kind,
        client_id=client_id,
        signer_name=signer_name,
        code=code,
        photo=photo,
        note=note,
        by=by,
        now=now,
    )
    shown = replace(shown, condition=condition, signature=processed(signature))
    kept = partial(stored_picture, folder="proofs", by=by, now=now)
    try:
        with kept(webp=shown.webp) as name, kept(webp=shown.signature) as signed, transaction.atomic():
            if rest == COME_AGAIN and seen.kind == StopKind.PICKUP:
                leave_rest(collection=seen.collection, collected=amount, by=by, now=now)
            return _proved(seen, _Given(shown, name, signed, amount, by, now))
    except (IntegrityError, StopMovedOn):  # the same form twice at one moment: the other one has done it
        done = _sent_before(client_id, stop)
        if done is None:
            raise
        return done


def fail(*, stop: Stop, reason: str, by: User, now: datetime) -> None:
    """A stop did not work. Not collected: it waits to be planned again. Not delivered: it stays aboard.

    :raises ReasonMissing | WordsTooLong: the reason
    :raises RunNotStarted | StopMovedOn: it cannot fail now
    """
    said = reason.strip()
    refuse_unsafe(said, field="reason")
    if not said:
        raise ReasonMissing
    if len(said) > LONGEST_REASON:
        raise WordsTooLong(field="reason", most=LONGEST_REASON)
    seen = open_stop(stop)
    with transaction.atomic():
        _hold_run(seen)
        fall_away(stop=seen, reason=said, by=by, now=now)
        go_on(stop=seen, by=by, now=now)
    stop.refresh_from_db()


def fall_away(*, stop: Stop, reason: str, by: User, now: datetime) -> None:
    """A stop ends without its goods changing hands, and its parties are told; in the caller's transaction.

    :param stop: loaded for mails
    :raises StopMovedOn: it is over
    """
    end_stop(stop=stop, reason=reason, by=by, now=now)
    collection = stop.collection
    if stop.kind == StopKind.PICKUP:
        _back_to_be_planned(stop, reason, now)
    else:
        Collection.objects.filter(pk=collection.pk).update(last_failure=reason)
    if collection.claim.state != ClaimState.CANCELLED:
        tell_failed(collection=collection, kind=stop.kind, reason=reason, by=by, now=now)


@dataclass(frozen=True, slots=True)
class _Given:
    """What was shown, counted, by whom and when."""

    shown: Shown
    photo: str
    signature: str
    amount: Decimal
    by: User
    now: datetime


def _proved(stop: Stop, given: _Given) -> Handover:
    collection, claim = stop.collection, stop.collection.claim
    by, now, amount = given.by, given.now, given.amount
    lock(collection=collection, by=by, now=now)
    _hold_run(stop)
    done = {"done_at": now, "arrived_at": stop.arrived_at or now}
    if not Stop.objects.filter(pk=stop.pk).step(seen=stop.state, to=StopState.DONE, **done):
        raise moved_on(stop)
    files = {"photo": given.photo, "signature": given.signature}
    proof = write_proof(shown=given.shown, stop=stop, by=by, now=now, **files)
    carrier = claim.carrier or stop.route.plan.organisation
    gone = {"returned_quantity": collection.returned_quantity, "lost_quantity": collection.lost_quantity}
    own = Collection.objects.filter(pk=collection.pk, quantity=collection.quantity, **gone)
    if stop.kind == StopKind.PICKUP:
        if not own.step(seen=CollectionState.EN_ROUTE, to=CollectionState.COLLECTED, collected_quantity=amount):
            raise moved_on(stop)
        note_left(collection=collection, quantity=amount, by=by, now=now)
        kind, giver, taker = HandoverKind.PICKUP, claim.listing.organisation, carrier
    else:
        if not own.step(seen=CollectionState.COLLECTED, to=CollectionState.DELIVERED, delivered_quantity=amount):
            raise NotCollectedYet
        kind, giver, taker = HandoverKind.DROPOFF, carrier, claim.organisation
    made = hand_on(
        collection=collection, kind=kind, giver=giver, taker=taker, quantity=amount, proof=proof, by=by, now=now
    )
    if kind == HandoverKind.DROPOFF:
        collection.refresh_from_db(fields=["collected_quantity", "state"])
        tell_arrived(collection=collection, by=by, now=now)
    go_on(stop=stop, by=by, now=now)
    return made


def _sent_before(client_id: UUID, stop: Stop) -> Handover | None:
    proof = Proof.objects.filter(client_id=client_id).select_related("handover").first()
    if proof is None:
        return None
    if proof.stop_id != stop.pk:
        raise FormUsedBefore
    return proof.handover


def _check_amount(stop: Stop, amount: Decimal) -> None:
    collection = stop.collection
    if stop.kind == StopKind.DROPOFF and collection.collected_quantity is None:
        raise NotCollectedYet
    most = collection.quantity if stop.kind == StopKind.PICKUP else collection.aboard
    if amount > most:
        raise MoreThanThereIs(most=told(most, collection.claim.listing))


def end_stop(*, stop: Stop, reason: str, by: User, now: datetime) -> None:
    """It is not done and will not be on this run.

    :raises StopMovedOn: it is over
    """
    own = Stop.objects.filter(pk=stop.pk).to_do()
    if not own.update(state=StopState.FAILED, failure=reason, done_at=now):
        raise moved_on(stop)


def _hold_run(stop: Stop) -> None:
    """Nobody else ends this run until the transaction is through: its row is the guard, and comes before its stops.

    :raises RunNotReady: it was ended at this moment
    """
    if not Route.objects.filter(pk=stop.route_id, state=RouteState.STARTED).update(state=RouteState.STARTED):
        raise RunNotReady


def _back_to_be_planned(stop: Stop, reason: str, now: datetime) -> None:
    """The delivery that was to follow falls away; the collection waits for its next try, unless nobody wants it."""
    cancelled = stop.collection.claim.state == ClaimState.CANCELLED
    to = CollectionState.CANCELLED if cancelled else CollectionState.READY
    again = {"last_failure": reason, "attempt": F("attempt") + 1}
    Collection.objects.filter(pk=stop.collection_id).step(seen=CollectionState.EN_ROUTE, to=to, **again)
    told_why = NOT_COLLECTED.format(reason=reason)[:LONGEST_REASON]
    rest = Stop.objects.filter(route=stop.route_id, collection=stop.collection_id, kind=StopKind.DROPOFF).to_do()
    rest.update(state=StopState.FAILED, failure=told_why, done_at=now)


def take_off_cancelled(*, route: Route, by: User, now: datetime) -> None:
    """Stops of claims that were cancelled before anything was collected end by themselves."""
    off = Stop.objects.filter(route=route, collection__claim__state=ClaimState.CANCELLED).to_do()
    waiting = Collection.objects.filter(pk__in=list(off.values_list("collection", flat=True)))
    off.update(state=StopState.FAILED, failure=str(CLAIM_CANCELLED), done_at=now)
    waiting.called_off().update(state=CollectionState.CANCELLED)


def go_on(*, stop: Stop, by: User, now: datetime) -> None:
    """After a stop: the next party hears that the van comes, or the run is over."""
    take_off_cancelled(route=stop.route, by=by, now=now)
    _next(stop.route, stop, by, now)


def _next(route: Route, left: Stop | None, by: User, now: datetime) -> None:
    following = Stop.objects.filter(route=route).to_do().for_mails().first()
    if following is None:
        Route.objects.filter(pk=route.pk).step(seen=RouteState.STARTED, to=RouteState.FINISHED, finished_at=now)
    elif left is None or following.site_id != left.site_id:
        tell_on_the_way(stop=following, by=by, now=now)
