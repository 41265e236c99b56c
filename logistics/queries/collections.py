"""Collections as their parties see them: where one stands, who comes when, which words to read out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from listings.models import Claim, ClaimState
from listings.queries.claims import Step, address_facts, told
from listings.queries.loans import is_lent
from logistics.access import collected_claims
from logistics.load_access import side_of
from logistics.loads import load_of
from logistics.models import (
    Collection,
    CollectionMode,
    CollectionState,
    Handover,
    HandoverKind,
    Passport,
    PlanState,
    Receipt,
    Stop,
    StopKind,
)
from logistics.models.collections import WAITING
from logistics.models.quotes import CarrierQuote, QuoteState
from logistics.queries.chains import HandoverLine, handover_lines, handovers_of
from logistics.queries.goods import goods_of
from logistics.queries.moments import promise_of
from logistics.queries.parts import loads_of, name_of
from logistics.queries.passports import lot_of
from marketplace.organisations.models import Organisation

TONES = {
    CollectionState.READY: "wait",
    CollectionState.OFFERED: "wait",
    CollectionState.PLANNED: "info",
    CollectionState.EN_ROUTE: "info",
    CollectionState.COLLECTED: "info",
    CollectionState.RETURNING: "wait",
    CollectionState.RETURNED: "stop",
    CollectionState.LOST: "stop",
    CollectionState.DELIVERED: "wait",
    CollectionState.CLOSED: "good",
    CollectionState.CANCELLED: "stop",
}


@dataclass(frozen=True, slots=True)
class CollectionLine:
    """A collection (or an accepted claim that is not arranged yet) as a row of the list."""

    claim: Claim
    collection: Collection | None
    title: str
    name: str
    amount: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class MayDo:
    """What somebody may do with a collection, by its state, their side and their roles."""

    agree: bool
    hand_over: bool
    receive: bool
    plan: bool
    split: bool
    call_off: bool
    turn_back: bool
    bring_back: bool
    lose: bool
    choose_way: bool
    arrive: bool
    label: bool


@dataclass(frozen=True, slots=True)
class CollectionPage:
    """Everything on the page of a collection."""

    claim: Claim
    collection: Collection | None
    name: str
    loads: Sequence[CollectionLine]
    aboard: str
    is_fetched: bool
    amount: str
    load: str
    state: str
    tone: str
    steps: Sequence[Step]
    stops: Sequence[Stop]
    handovers: Sequence[HandoverLine]
    passport: Passport | None
    receipt: Receipt | None
    from_facts: Sequence[tuple[str, str]]
    to_facts: Sequence[tuple[str, str]]
    own_code: str
    mode: str
    hired: str
    may_do: MayDo


def collections_of(organisation: Organisation) -> QuerySet[Claim]:
    """Accepted claims to which the organisation is a party, with their collections, the latest first."""
    seen = collected_claims(organisation)
    return (
        seen.select_related("listing__organisation", "listing__site", "organisation", "site", "carrier")
        .prefetch_related("collections")
        .order_by("-decided_at", "-pk")
    )


def lines(claims: Sequence[Claim]) -> list[CollectionLine]:
    """As rows, one for each load. No query."""
    return [line for claim in claims for line in _lines(claim)]


def _lines(claim: Claim) -> list[CollectionLine]:
    loads = loads_of(claim)
    shown = [one for one in loads if one.state != CollectionState.CANCELLED] or loads[:1]
    return [_line(claim, one, len(loads)) for one in shown] or [_line(claim, None, 0)]


def _line(claim: Claim, collection: Collection | None, count: int) -> CollectionLine:
    state, tone = _state(claim, collection)
    amount = told(_amount(claim, collection), claim.listing)
    name = name_of(collection, count) if collection else ""
    return CollectionLine(claim, collection, claim.listing.title, name, amount, state, tone)


def _state(claim: Claim, collection: Collection | None) -> tuple[str, str]:
    fetched = is_fetched(claim, collection)
    if collection is None or collection.state == CollectionState.READY:
        return (_("Time to be agreed") if fetched else _("To be planned")), "wait"
    state = CollectionState(collection.state)
    if (fetched or _is_hired(collection)) and state == CollectionState.PLANNED:
        return _("Time agreed"), TONES[state]
    if state == CollectionState.DELIVERED:
        return _("To be confirmed"), TONES[state]
    return str(collection.get_state_display()), TONES[state]


def collection_page(
    claim: Claim, collection: Collection | None, organisation: Organisation, roles: frozenset[str]
) -> CollectionPage:
    """The page of one load of a claim, or of what is not arranged yet, for a party to it."""
    loads = loads_of(claim)
    stops = live_stops(collection) if collection else []
    handovers = handovers_of(collection) if collection else []
    receipt = Receipt.objects.filter(collection=collection).first() if collection else None
    state, tone = _state(claim, collection)
    return CollectionPage(
        claim=claim,
        collection=collection,
        name=name_of(collection, len(loads)) if collection else "",
        loads=_lines(claim) if len(loads) > 1 else [],
        aboard=told(collection.aboard, claim.listing) if collection and collection.aboard else "",
        is_fetched=is_fetched(claim, collection),
        amount=told(_amount(claim, collection), claim.listing),
        load=_load(claim, collection),
        state=state,
        tone=tone,
        steps=_steps(claim, collection, stops, handovers, receipt),
        stops=stops,
        handovers=handover_lines(handovers, claim.listing),
        passport=lot_of(collection) if collection else None,
        receipt=receipt,
        from_facts=address_facts(claim.listing.site),
        to_facts=address_facts(claim.site),
        own_code=_own_code(claim, collection, organisation),
        mode=collection.mode if collection else "",
        hired=_hired(collection),
        may_do=may_do(claim, collection, organisation, roles),
    )


def live_stops(collection: Collection) -> list[Stop]:
    """Its stops on published plans that were not failed, in order."""
    stops = Stop.objects.filter(collection=collection, route__plan__state=PlanState.PUBLISHED).exclude(state="failed")
    return list(stops.for_mails().order_by("planned_arrival_at", "pk"))


def may_do(claim: Claim, collection: Collection | None, organisation: Organisation, roles: frozenset[str]) -> MayDo:
    """What the page offers somebody with these roles in this organisation."""
    state = collection.state if collection else CollectionState.READY
    mode = collection.mode if collection else ""
    fetched, waits = is_fetched(claim, collection), state in {CollectionState.READY, CollectionState.PLANNED}
    side = side_of(claim, organisation, roles)
    promised = collection is not None and claim.state == ClaimState.ACCEPTED
    left = collection is not None and collection.aboard > 0
    return MayDo(
        agree=fetched and waits and side.is_party,
        hand_over=side.gives and waits and (fetched or (mode == CollectionMode.CARRIER and state != "ready")),
        receive=side.takes and state == CollectionState.DELIVERED,
        plan=side.carries and not fetched and state == CollectionState.READY,
        split=promised and side.moves and state == CollectionState.READY and not is_lent(claim),
        call_off=promised and side.is_party and state in WAITING and state != CollectionState.EN_ROUTE,
        turn_back=side.moves and state == CollectionState.COLLECTED,
        bring_back=side.gives and left,
        lose=side.moves and left,
        choose_way=promised and side.acts and waits,
        arrive=side.takes and state == CollectionState.COLLECTED and mode == CollectionMode.CARRIER,
        label=side.gives and claim.state == ClaimState.ACCEPTED and state in WAITING,
    )


def is_fetched(claim: Claim, collection: Collection | None) -> bool:
    """Whether giver and receiver do it among themselves, one coming to the other: what is not arranged yet goes as the
    claim says."""
    if collection is None:
        return claim.carrier_id is None
    return collection.mode in {CollectionMode.FETCH, CollectionMode.BRING}


def _amount(claim: Claim, collection: Collection | None) -> Decimal:
    """How much the load is, as far as it is known."""
    if collection is None:
        return claim.accepted_quantity or claim.quantity
    return collection.collected_quantity or collection.quantity


def _hired(collection: Collection | None) -> str:
    """The carrier from outside that has the job."""
    if collection is None or not _is_hired(collection):
        return ""
    quote = CarrierQuote.objects.of(collection).filter(state=QuoteState.ACCEPTED).first()
    return quote.company if quote else ""


def _own_code(claim: Claim, collection: Collection | None, organisation: Organisation) -> str:
    """The three words that this party reads out, while there is still something to prove with them."""
    if collection is None:
        return ""
    before = collection.state in WAITING
    if claim.organisation_id == organisation.pk:
        shown = before or collection.state == CollectionState.COLLECTED
        return collection.dropoff_code if shown else ""
    gives = claim.listing.organisation_id == organisation.pk
    return collection.pickup_code if gives and before and collection.mode == CollectionMode.VAN else ""


def _load(claim: Claim, collection: Collection | None) -> str:
    if collection is None:
        load = load_of(goods_of(claim.listing, claim.accepted_quantity or claim.quantity))
        kg, litres = load.kg, load.litres
    else:
        kg, litres = collection.load_kg, collection.load_litres
    return _("about %(kg)s kg, %(litres)s litres") % {"kg": f"{kg:,}", "litres": f"{litres:,}"}


def _steps(
    claim: Claim,
    collection: Collection | None,
    stops: Sequence[Stop],
    handovers: Sequence[Handover],
    receipt: Receipt | None,
) -> list[Step]:
    accepted = Step(_("Accepted"), "done", claim.decided_at, str(claim.listing.organisation))
    by_kind = {HandoverKind(one.kind): one for one in handovers}
    if is_fetched(claim, collection):
        way = [_agreed(collection, by_kind), _handed(_("Fetched"), HandoverKind.FETCH, by_kind, claim)]
    else:
        way = [
            _planned(claim, collection, stops) if not _is_hired(collection) else _agreed(collection, by_kind),
            _handed(_("Collected"), HandoverKind.PICKUP, by_kind, claim),
            _handed(_("Delivered"), HandoverKind.DROPOFF, by_kind, claim),
        ]
    return [accepted, *way, _ended(claim, collection) or _received(claim, collection, receipt)]


def _ended(claim: Claim, collection: Collection | None) -> Step | None:
    """The last step of a load that was not received, and will not be."""
    words = {
        CollectionState.RETURNING: _("Goes back to %(giver)s"),
        CollectionState.RETURNED: _("Back with %(giver)s"),
        CollectionState.LOST: _("Lost on the way"),
        CollectionState.CANCELLED: _("Called off"),
    }
    label = words.get(CollectionState(collection.state)) if collection else None
    if collection is None or label is None:
        return None
    is_back = collection.state != CollectionState.RETURNING
    lost = collection.lost_quantity if collection.state == CollectionState.RETURNED else None
    note = _("%(amount)s were missing") % {"amount": told(lost, claim.listing)} if lost else collection.last_failure
    return Step(label % {"giver": claim.listing.organisation}, "failed" if is_back else "now", note=note)


def _is_hired(collection: Collection | None) -> bool:
    return collection is not None and collection.mode == CollectionMode.CARRIER


def _agreed(collection: Collection | None, by_kind: dict[HandoverKind, Handover]) -> Step:
    if collection is None or collection.fetch_at is None:
        skipped = HandoverKind.FETCH in by_kind
        return Step(_("Time agreed"), "skipped" if skipped else "now", note="" if skipped else _("Not agreed yet"))
    when = date_format(localtime(collection.fetch_at), "l j F, H:i")
    return Step(_("Time agreed"), "done", note=when)


def _planned(claim: Claim, collection: Collection | None, stops: Sequence[Stop]) -> Step:
    if not stops:
        failure = collection.last_failure if collection else ""
        note = _("Waits for %(who)s to plan it") % {"who": claim.carrier}
        return Step(_("Planned"), "now", by=failure, note=note)
    said = [_expected(stop) for stop in stops]
    return Step(_("Planned"), "done", by=str(claim.carrier), note="; ".join(said))


def _expected(stop: Stop) -> str:
    start, end = (localtime(one) for one in promise_of(stop))
    words = _("collected %(day)s between %(start)s and %(end)s")
    if stop.kind == StopKind.DROPOFF:
        words = _("delivered %(day)s between %(start)s and %(end)s")
    return words % {"day": date_format(start, "j F"), "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}


def _handed(label: str, kind: HandoverKind, by_kind: dict[HandoverKind, Handover], claim: Claim) -> Step:
    made = by_kind.get(kind)
    if made is None:
        return Step(label, "next")
    note = _("%(amount)s, %(signer)s") % {
        "amount": told(made.quantity, claim.listing),
        "signer": made.proof.signer_name,
    }
    return Step(label, "done", made.at, str(made.taker), note)


def _received(claim: Claim, collection: Collection | None, receipt: Receipt | None) -> Step:
    if receipt is not None:
        note = _("%(amount)s kept") % {"amount": told(receipt.kept_quantity, claim.listing)}
        url = reverse("logistics:receipt", args=[receipt.pk])
        return Step(_("Received"), "done", receipt.at, str(claim.organisation), note, url)
    waits = collection is not None and collection.state == CollectionState.DELIVERED
    note = _("Waits for %(who)s to count and confirm it") % {"who": claim.organisation} if waits else ""
    return Step(_("Received"), "now" if waits else "next", note=note)
