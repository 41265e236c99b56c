"""Telling the parties what becomes of their goods. Each mail goes out after the transaction that it tells of."""

from collections.abc import Mapping
from datetime import datetime

from listings.queries.claims import told
from logistics.models import (
    Collection,
    CollectionState,
    Receipt,
    RejectedFate,
    Route,
    Settlement,
    SettlementKind,
    Shift,
    Stop,
    StopKind,
)
from logistics.models.signed_links import follow_token
from logistics.queries.moments import promise_of
from logistics.queries.whereabouts import ON_THE_WAY, Errand, errand_of
from marketplace.organisations.actions.notifying import notify, notify_person
from marketplace.organisations.models import Organisation, Role, User

_To = tuple[Organisation, Role]


def tell_planned(*, stop: Stop, before: tuple[datetime, datetime] | None, by: User, now: datetime) -> None:
    """The party of a stop hears in which hour the van comes, and which hour no longer holds."""
    was_from, was_to = before or (None, None)
    context = {"kind": stop.kind, "stop": stop, **_promise(stop), "was_from": was_from, "was_to": was_to}
    _tell_at(stop, ("logistics/mail/planned", "logistics/mail/back_planned"), context, now)


def tell_not_coming(
    *, collection: Collection, kind: str, before: tuple[datetime, datetime], by: User, now: datetime
) -> None:
    """The party of one end hears that the van does not come in the hour that it was told. Of a load that comes back
    its giver hears once there is another hour."""
    if collection.state == CollectionState.RETURNING or (kind == StopKind.PICKUP and collection.state in ON_THE_WAY):
        return
    context = {"kind": kind, "was_from": before[0], "was_to": before[1]}
    tell = _tell_donor if kind == StopKind.PICKUP else _tell_receiver
    tell(collection, "logistics/mail/not_coming", context, now)


def tell_driver(*, shift: Shift, route: Route | None, stops: int, is_new: bool, by: User, now: datetime) -> None:
    """A driver hears of a run, that it has changed, or that there is none any more."""
    context = {"shift": shift, "route": route, "stops": stops, "is_new": is_new}
    notify_person(person=shift.driver.user, template="logistics/mail/run_planned", context=context, now=now)


def tell_on_the_way(*, stop: Stop, by: User, now: datetime) -> None:
    """The party that the van goes to next hears that it comes."""
    context = {"kind": stop.kind, "stop": stop, **_promise(stop)}
    _tell_at(stop, ("logistics/mail/on_the_way", "logistics/mail/back_on_the_way"), context, now)


def tell_arrived(*, collection: Collection, by: User, now: datetime) -> None:
    """The receiver hears that the goods are there and is asked to count them."""
    amount = told(collection.collected_quantity or collection.quantity, collection.claim.listing)
    _tell_receiver(collection, "logistics/mail/arrived", {"amount": amount}, now)


def tell_failed(*, collection: Collection, kind: str, reason: str, by: User, now: datetime) -> None:
    """Both ends hear of a pickup that did not work, the receiver of a delivery; and what comes next. What waits in
    storage, or goes back, is between the carrier and its drivers."""
    context = {"kind": kind, "reason": reason}
    changes_owner = collection.state not in (ON_THE_WAY if kind == StopKind.PICKUP else {CollectionState.RETURNING})
    if changes_owner and kind == StopKind.PICKUP:
        _tell_donor(collection, "logistics/mail/failed", context, now)
    if changes_owner:
        _tell_receiver(collection, "logistics/mail/failed", context, now)
    carrier = collection.claim.carrier
    if carrier is not None:
        _notify(collection, (carrier, Role.COORDINATOR), "logistics/mail/failed", context, now)


def tell_fetch_agreed(*, collection: Collection, by: User, now: datetime) -> None:
    """Both ends hear when the goods are fetched; the receiver's mail leads to the code to read out."""
    _tell_donor(collection, "logistics/mail/fetch_agreed", {"fetches": False}, now)
    _tell_receiver(collection, "logistics/mail/fetch_agreed", {"fetches": True}, now)


def tell_received(*, receipt: Receipt, by: User, now: datetime) -> None:
    """The giver is thanked, and hears what was kept and what was turned away."""
    listing = receipt.collection.claim.listing
    context = {
        "receipt": receipt,
        "kept": told(receipt.kept_quantity, listing),
        "rejected": told(receipt.rejected_quantity, listing) if receipt.rejected_quantity else "",
        "comes_back": receipt.rejected_fate == RejectedFate.RETURNED,
    }
    _tell_donor(receipt.collection, "logistics/mail/received", context, now)


def tell_settled(*, settlement: Settlement, by: User, now: datetime) -> None:
    """What was turned away has found its place: the receiver hears that the giver has it, or the giver that the
    receiver offers it on."""
    collection = settlement.receipt.collection
    is_back = settlement.kind == SettlementKind.RETURNED
    listing = collection.claim.listing
    context = {"settlement": settlement, "rejected": told(settlement.quantity, listing), "is_back": is_back}
    tell = _tell_receiver if is_back else _tell_donor
    tell(collection, "logistics/mail/settled", {**context, "receipt": settlement.receipt}, now)


def _tell_at(stop: Stop, templates: tuple[str, str], context: Mapping[str, object], now: datetime) -> None:
    """Whoever stands at a stop, by the first template; a giver who has a load brought back, by the second. At the
    carrier's own storage nobody has to be told."""
    usual, back = templates
    errand = errand_of(stop)
    if errand == Errand.RETURN:
        _tell_donor(stop.collection, back, context, now)
    elif errand == Errand.NONE:
        tell = _tell_donor if stop.kind == StopKind.PICKUP else _tell_receiver
        tell(stop.collection, usual, context, now)


def _promise(stop: Stop) -> dict[str, object]:
    """The hour, and the signed part of the address where its party can follow the van."""
    start, end = promise_of(stop)
    return {"from_at": start, "to_at": end, "follow": follow_token(collection=stop.collection_id, kind=stop.kind)}


def _tell_donor(collection: Collection, template: str, context: Mapping[str, object], now: datetime) -> None:
    _notify(collection, (collection.claim.listing.organisation, Role.LISTER), template, context, now)


def _tell_receiver(collection: Collection, template: str, context: Mapping[str, object], now: datetime) -> None:
    _notify(collection, (collection.claim.organisation, Role.REQUESTER), template, context, now)


def _notify(collection: Collection, to: _To, template: str, context: Mapping[str, object], now: datetime) -> None:
    claim = collection.claim
    said = {
        "collection": collection,
        "claim": claim,
        "listing": claim.listing,
        "amount": told(collection.collected_quantity or collection.quantity, claim.listing),
        **context,
    }
    organisation, role = to
    notify(organisation=organisation, roles=(role,), template=template, context=said, now=now)
