"""Fetching: the simplest way. The receiver comes for the goods at an agreed time; the giver hands them over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from listings.actions.holding import keep
from listings.actions.releasing import check_may_leave
from listings.models import Claim
from listings.queries.claims import told
from logistics.actions.custody.handing import hand_on
from logistics.actions.loads.announcing import LoadNews, tell_of_load
from logistics.actions.loads.arranging import open_collection
from logistics.actions.loads.loading import lock, note_left
from logistics.actions.paperwork.papering import check_papered
from logistics.actions.runs.driving import FormUsedBefore, MoreThanThereIs
from logistics.actions.runs.proving import check_proof, stored_photo, write_proof
from logistics.actions.runs.telling import tell_arrived, tell_fetch_agreed
from logistics.hours import is_open
from logistics.models import Collection, CollectionMode, CollectionState, Handover, HandoverKind, Proof, StopKind
from logistics.queries.days import second_of, windows_on
from logistics.queries.load_steps import CollectionMovedOn, moved_on
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import User

FURTHEST: Final = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class _HandedOver:
    """What the giver's handing over of a load is, by how it goes: to whom, and whose three words prove it."""

    kind: HandoverKind
    to: CollectionState
    words: StopKind


_INTO_THEIR_HANDS: Final = _HandedOver(HandoverKind.FETCH, CollectionState.DELIVERED, StopKind.DROPOFF)
_WAYS: Final = {
    CollectionMode.FETCH: _INTO_THEIR_HANDS,
    CollectionMode.BRING: _INTO_THEIR_HANDS,
    CollectionMode.CARRIER: _HandedOver(HandoverKind.PICKUP, CollectionState.COLLECTED, StopKind.PICKUP),
}
_AGREED: Final = frozenset({CollectionMode.FETCH, CollectionMode.BRING})


class NotFetched(DomainError):
    code = "not_fetched"
    message = gettext_noop("A van brings this, so there is no time to agree: {carrier} plans it.")


class InThePast(DomainError):
    code = "fetch_in_the_past"
    message = gettext_noop("That moment has passed.")
    field = "at"


class TooFarAhead(DomainError):
    code = "fetch_too_far_ahead"
    message = gettext_noop("Choose a day within half a year.")
    field = "at"


class OutsideHours(DomainError):
    code = "outside_dock_hours"
    message = gettext_noop("{organisation} hands over {hours}. Choose a time within that.")
    field = "at"


class NotThatDay(DomainError):
    code = "not_that_day"
    message = gettext_noop("It can be collected {between}.")
    field = "at"


def agree_time(
    *, claim: Claim, at: datetime, by: User, now: datetime, collection: Collection | None = None
) -> Collection:
    """Fix when the receiver fetches the goods, within the giver's dock hours, or the giver brings them, within the
    receiver's; either side may, and may change it.

    Both are told; the receiver gets the three words to read out there.

    :param collection: which of the claim's loads; nothing: the first that is still to be dealt with
    :raises NotFetched | InThePast | TooFarAhead | NotThatDay | OutsideHours: it cannot be then
    :raises NotReleased | LoanNotAgreed | LoanDaysPassed: it may not leave as things stand
    :raises CollectionMovedOn: it was fetched already
    """
    collection = collection or open_collection(claim=claim, now=now)
    if collection.mode not in _AGREED:
        raise NotFetched(carrier=str(claim.carrier))
    if at <= now:
        raise InThePast
    if at - now > FURTHEST:
        raise TooFarAhead
    _check_day(claim, at, brought=collection.mode == CollectionMode.BRING)
    check_may_leave(claim=claim, by=by, now=now)
    with transaction.atomic():
        row = Collection.objects.filter(pk=collection.pk, mode=collection.mode)
        first = row.step(seen=CollectionState.READY, to=CollectionState.PLANNED, fetch_at=at)
        if not first and not row.step(seen=CollectionState.PLANNED, to=CollectionState.PLANNED, fetch_at=at):
            raise moved_on(collection)
        keep(claim=claim, until=at, by=by, now=now)
        collection = Collection.objects.with_parties().get(pk=collection.pk)
        tell_fetch_agreed(collection=collection, by=by, now=now)
    return collection


def hand_over(
    *,
    claim: Claim,
    client_id: UUID,
    signer_name: str,
    code: str,
    photo: bytes | None,
    quantity: Decimal,
    note: str,
    by: User,
    now: datetime,
    collection: Collection | None = None,
) -> Handover:
    """The giver hands the goods to the receiver, or to a hired carrier, who says the three words (or a photo shows it).

    :param quantity: as counted; less than promised gives the rest back to the listing
    :param collection: which of the claim's loads; nothing: the first that is still to be dealt with
    :raises NotFetched | CollectionMovedOn | ClaimMovedOn | MoreThanThereIs | PapersMissing: it cannot happen now
    :raises SignerMissing | ProofMissing | WrongCode | CodeLocked | ProofPhotoRefused: it is not proved
    """
    collection = collection or open_collection(claim=claim, now=now)
    before = _sent_before(client_id, collection)
    if before is not None:
        return before
    way = _WAYS.get(CollectionMode(collection.mode))
    if way is None:
        raise NotFetched(carrier=str(claim.carrier))
    if collection.state not in {CollectionState.READY, CollectionState.PLANNED}:
        raise moved_on(collection)
    check_papered(collection=collection, by=by, now=now)
    amount = checked_amount(quantity, Unit(claim.listing.unit))
    if amount > collection.quantity:
        raise MoreThanThereIs(most=told(collection.quantity, claim.listing))
    shown = check_proof(
        collection=collection,
        kind=way.words,
        client_id=client_id,
        signer_name=signer_name,
        code=code,
        photo=photo,
        note=note,
        by=by,
        now=now,
    )
    try:
        with stored_photo(shown=shown, by=by, now=now) as name, transaction.atomic():
            proof = write_proof(shown=shown, photo=name, stop=None, by=by, now=now)
            return _handed_over(collection, proof, amount)
    except (IntegrityError, CollectionMovedOn):  # the same form twice at one moment: the other one has done it
        done = _sent_before(client_id, collection)
        if done is None:
            raise
        return done


def _handed_over(collection: Collection, proof: Proof, amount: Decimal) -> Handover:
    claim, by, now = collection.claim, proof.by, proof.at
    lock(collection=collection, by=by, now=now)
    row = Collection.objects.filter(pk=collection.pk, mode=collection.mode, quantity=collection.quantity)
    way = _WAYS[CollectionMode(collection.mode)]
    there = way.to == CollectionState.DELIVERED
    counted = {"collected_quantity": amount, "delivered_quantity": amount if there else Decimal(0)}
    if not row.step(seen=collection.state, to=way.to, **counted):
        raise moved_on(collection)
    note_left(collection=collection, quantity=amount, by=by, now=now)
    made = hand_on(
        collection=collection,
        kind=way.kind,
        giver=claim.listing.organisation,
        taker=claim.organisation,
        quantity=amount,
        proof=proof,
        by=by,
        now=now,
    )
    collection.refresh_from_db(fields=["state", "collected_quantity"])
    if there:
        tell_arrived(collection=collection, by=by, now=now)
    else:
        tell_of_load(collection=collection, news=LoadNews.ON_ITS_WAY, quantity=amount, by=by, now=now)
    return made


def note_arrival(*, collection: Collection, by: User, now: datetime) -> None:
    """What a hired carrier took is with the receiver, who says so and counts it then.

    :raises CollectionMovedOn: no hired carrier has it
    """
    with transaction.atomic():
        seen = lock(collection=collection, by=by, now=now)
        row = Collection.objects.filter(pk=seen.pk, mode=CollectionMode.CARRIER, lost_quantity=seen.lost_quantity)
        came = {"delivered_quantity": seen.aboard}
        if not row.step(seen=CollectionState.COLLECTED, to=CollectionState.DELIVERED, **came):
            raise moved_on(seen)
    collection.refresh_from_db()


def _sent_before(client_id: UUID, collection: Collection) -> Handover | None:
    proof = Proof.objects.filter(client_id=client_id).select_related("handover").first()
    if proof is None:
        return None
    if proof.handover.collection_id != collection.pk:
        raise FormUsedBefore
    return proof.handover


def _check_day(claim: Claim, at: datetime, *, brought: bool) -> None:
    listing, site = claim.listing, claim.site if brought else claim.listing.site
    day = timezone.localtime(at).date()
    first, last = listing.available_from, listing.must_be_gone_by
    if (first and day < first) or (last and day > last):
        ends = [date_format(end) if end else "…" for end in (first, last)]
        raise NotThatDay(between=" – ".join(ends))
    if not is_open(windows_on(site, day), second_of(day, at)):
        hours = "; ".join(site.hours_in_words) or "–"
        raise OutsideHours(organisation=str(claim.organisation if brought else listing.organisation), hours=hours)
