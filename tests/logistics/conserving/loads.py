"""Loads at random: what people do to the loads of some claims, one after another, and the laws that hold after each.

Nothing here knows a plan: that a van is on the way is said by two steps of the load. Everything else goes through the
actions that the pages use. The same seed does the same.
"""

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any, Final
from uuid import uuid4

from django.db import transaction

from listings.models import Claim, ClaimState, Listing
from logistics.actions.custody.handing import hand_on
from logistics.actions.custody.recounting import Recount, correct_handover, correct_receipt
from logistics.actions.loads.arranging import open_collection
from logistics.actions.loads.fetching import hand_over
from logistics.actions.loads.loading import lock, note_left
from logistics.actions.loads.receiving import confirm
from logistics.actions.loads.returning import bring_back, lose, turn_back
from logistics.actions.loads.settling import take_back
from logistics.actions.loads.splitting import call_off, leave_rest, split_load
from logistics.models import Collection, CollectionMode, CollectionState, Handover, HandoverKind, Proof, Receipt
from logistics.models.collections import SETTLED, WAITING
from logistics.queries.corrections import figures_by_receipt, figures_of
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation, Site, User
from tests import make

_WHY: Final = "By chance."
_WHOLE: Final = Decimal(12)
_ASKERS: Final = 6


@dataclass
class Loads:
    """Claims of a few askers on listings of twelve, some brought by a carrier, some fetched."""

    dice: Random
    carrier: Organisation
    giver: Organisation
    giving_site: Site
    by: User
    #: what was done, and what was refused
    tally: Counter[str] = field(default_factory=Counter)
    claims: list[int] = field(default_factory=list)
    #: who asks: a few, since a new organisation costs more than all else that a step does.
    askers: list[Site] = field(default_factory=list)
    first: dict[int, tuple[int, int]] = field(default_factory=dict)

    def step(self) -> None:
        """Do one thing at random to one load; a refusal changes nothing. Then the laws are checked."""
        if len(self.claims) < 3 or self.dice.random() < 0.04:
            self.claims = [*self.claims[-5:], self._begin()]
        claim = Claim.objects.get(pk=self.dice.choice(self.claims))
        load = self.dice.choice(list(Collection.objects.of(claim).with_parties()))
        name = self.dice.choice(_LIKELY[CollectionState(load.state)])
        act: Callable[[Collection], object] = getattr(self, f"_{name}")
        try:
            with transaction.atomic():
                act(load)
        except DomainError as refusal:
            name = f"{name}: {refusal.code}"
        self.tally[name] += 1
        self.check(claim.pk)
        left = Collection.objects.of(claim)
        if self.dice.random() < 0.5 and all(one.state in SETTLED and not one.aboard for one in left):
            self.claims.remove(claim.pk)

    def _begin(self) -> int:
        listing = make.listing(self.giver, site=self.giving_site, quantity=_WHOLE)
        brought = self.dice.random() < 0.7
        if len(self.askers) < _ASKERS:
            self.askers.append(make.site(make.organisation(by=self.by)))
        site = self.dice.choice(self.askers)
        carrier = self.carrier if brought else None
        claim = make.accepted_claim(listing, quantity=10, organisation=site.organisation, site=site, carrier=carrier)
        load = open_collection(claim=claim, now=make.NOW)
        self.first[claim.pk] = (load.load_kg, load.load_litres)
        return claim.pk

    def _split(self, load: Collection) -> None:
        first = self._some(load.quantity)
        parts = [first, load.quantity - first]
        if parts[1] > 1 and self.dice.random() < 0.3:
            parts[1:] = [Decimal(1), parts[1] - 1]
        split_load(collection=load, quantities=parts, by=self.by, now=make.NOW)

    def _collect(self, load: Collection) -> None:
        """All of it, fewer, or fewer with the rest left behind as a load of its own."""
        amount = self._some(load.quantity) if self.dice.random() < 0.4 else load.quantity
        if amount < load.quantity and self.dice.random() < 0.5:
            leave_rest(collection=load, collected=amount, by=self.by, now=make.NOW)
        if load.mode == CollectionMode.FETCH:
            said: dict[str, Any] = {
                "signer_name": "Sam",
                "code": load.dropoff_code,
                "photo": None,
                "note": "",
            }  # Any: as above
            hand_over(
                claim=load.claim, client_id=uuid4(), quantity=amount, collection=load, by=self.by, now=make.NOW, **said
            )
            return
        seen = lock(collection=load, by=self.by, now=make.NOW)
        row = Collection.objects.filter(pk=load.pk)
        for before, after in itertools.pairwise(_TO_THE_DOOR):
            if Collection.objects.get(pk=load.pk).state == before:
                row.step(seen=before, to=after)
        row.step(seen=CollectionState.EN_ROUTE, to=CollectionState.COLLECTED, collected_quantity=amount)
        note_left(collection=seen, quantity=amount, by=self.by, now=make.NOW)
        self._hand_on(seen, HandoverKind.PICKUP, amount)

    def _deliver(self, load: Collection) -> None:
        amount = self._some(load.aboard) if self.dice.random() < 0.4 else load.aboard
        row = Collection.objects.filter(pk=load.pk)
        row.step(seen=load.state, to=CollectionState.DELIVERED, delivered_quantity=amount)
        self._hand_on(load, HandoverKind.DROPOFF, amount)

    def _hand_on(self, load: Collection, kind: HandoverKind, amount: Decimal) -> None:
        proof = Proof.objects.create(client_id=uuid4(), signer_name="Sam", code_matched=True, by=self.by, at=make.NOW)
        picked = kind == HandoverKind.PICKUP
        ends = (self.giver, self.carrier) if picked else (self.carrier, load.claim.organisation)
        hand_on(
            collection=load,
            kind=kind,
            giver=ends[0],
            taker=ends[1],
            quantity=amount,
            proof=proof,
            by=self.by,
            now=make.NOW,
        )

    def _receive(self, load: Collection) -> None:
        kept = self._some(load.delivered_quantity)
        rejected = load.delivered_quantity - kept if self.dice.random() < 0.7 else Decimal(0)
        why: dict[str, Any] = {"rejected_reason": _WHY, "rejected_fate": "returned"} if rejected else {}
        receipt = confirm(
            collection=load,
            kept_quantity=kept,
            rejected_quantity=rejected,
            condition="good",
            mass_basis="declared",
            by=self.by,
            now=make.NOW,
            **why,
        )
        if rejected and self.dice.random() < 0.5:
            take_back(receipt=receipt, quantity=self._some(rejected), by=self.by, now=make.NOW)

    def _recount(self, load: Collection) -> None:
        """Somebody finds that a handover was counted wrongly."""
        handovers = list(Handover.objects.for_collection(load))
        if handovers:
            handover = self.dice.choice(handovers)
            correct_handover(
                handover=handover,
                quantity=self._some(load.quantity),
                condition="",
                reason=_WHY,
                organisation=handover.giver,
                by=self.by,
                now=make.NOW,
            )

    def _put_right(self, load: Collection) -> None:
        """The receiver finds that its receipt was wrong."""
        receipt = Receipt.objects.filter(collection=load).first()
        if receipt is not None:
            kept = Decimal(self.dice.randint(0, int(load.delivered_quantity)))
            rejected = Decimal(self.dice.randint(0, int(load.delivered_quantity - kept)))
            stands = figures_of(receipt)
            said = Recount(
                kept_quantity=kept,
                rejected_quantity=rejected,
                mass_kg=None,
                mass_basis=stands.mass_basis,
                condition=stands.condition,
                rejected_fate="returned" if rejected else "",
            )
            taker = load.claim.organisation
            correct_receipt(receipt=receipt, said=said, reason=_WHY, organisation=taker, by=self.by, now=make.NOW)

    def _turn_back(self, load: Collection) -> None:
        turn_back(collection=load, reason=_WHY, by=self.by, now=make.NOW)

    def _bring_back(self, load: Collection) -> None:
        some = None if self.dice.random() < 0.5 else self._some(max(load.aboard, Decimal(1)))
        bring_back(collection=load, quantity=some, by=self.by, now=make.NOW)

    def _lose(self, load: Collection) -> None:
        some = None if self.dice.random() < 0.2 else self._some(max(load.aboard, Decimal(1)))
        lose(collection=load, quantity=some, reason=_WHY, by=self.by, now=make.NOW)

    def _call_off(self, load: Collection) -> None:
        call_off(collection=load, reason=_WHY, by=self.by, now=make.NOW)

    def _some(self, most: Decimal) -> Decimal:
        return Decimal(self.dice.randint(1, max(1, int(most))))

    def check(self, pk: int) -> None:
        """The laws, for a claim.

        :raises AssertionError: one of them does not hold
        """
        claim = Claim.objects.select_related("listing").get(pk=pk)
        loads = list(Collection.objects.of(claim))
        for one in loads:
            _check_load(one)
        _check_claim(claim, loads)
        _check_weights(self.first[pk], loads)
        _check_stock(claim, loads)
        _check_receipts(loads)


_TO_THE_DOOR: Final = (CollectionState.READY, CollectionState.PLANNED, CollectionState.EN_ROUTE)
_BEFORE: Final = ["split", "collect", "collect", "collect", "call_off"]
_AFTER: Final = ["receive", "receive", "bring_back", "lose", "recount"]
_OVER: Final = ["lose", "bring_back", "turn_back"]
_LIKELY: Final[dict[CollectionState, list[str]]] = {
    **dict.fromkeys(WAITING, _BEFORE),
    CollectionState.COLLECTED: ["deliver", "deliver", "deliver", "turn_back", "lose", "bring_back", "recount"],
    CollectionState.RETURNING: ["bring_back", "lose", "recount"],
    CollectionState.DELIVERED: _AFTER,
    CollectionState.CLOSED: ["bring_back", "lose", "recount", "put_right", "put_right"],
    **dict.fromkeys((CollectionState.RETURNED, CollectionState.LOST, CollectionState.CANCELLED), _OVER),
}
_NOTHING_ABOARD: Final = {CollectionState.RETURNED, CollectionState.LOST, *WAITING, CollectionState.CANCELLED}


def _check_load(one: Collection) -> None:
    collected = one.collected_quantity or Decimal(0)
    assert collected == one.delivered_quantity + one.returned_quantity + one.lost_quantity + one.aboard
    assert 0 <= one.aboard <= collected <= one.quantity
    assert not (one.state in _NOTHING_ABOARD and one.aboard)


def _check_claim(claim: Claim, loads: list[Collection]) -> None:
    in_play = [one for one in loads if one.state != CollectionState.CANCELLED]
    if in_play:
        assert sum(one.quantity for one in in_play) == claim.accepted_quantity
    assert sum((one.collected_quantity or Decimal(0)) for one in loads) == claim.collected_quantity
    waits = any(one.state in WAITING for one in in_play)
    assert waits == (claim.state == ClaimState.ACCEPTED)
    over = {CollectionState.RETURNED, CollectionState.LOST, CollectionState.CLOSED}
    if in_play and all(one.state in over for one in in_play):
        closed = any(one.state == CollectionState.CLOSED for one in in_play)
        assert claim.state == (ClaimState.RECEIVED if closed else ClaimState.CANCELLED)


def _check_weights(first: tuple[int, int], loads: list[Collection]) -> None:
    assert (sum(one.load_kg for one in loads), sum(one.load_litres for one in loads)) == first


def _check_stock(claim: Claim, loads: list[Collection]) -> None:
    """What left is what is missing; what came back is on offer."""
    listing = Listing.objects.get(pk=claim.listing_id)
    settled = Receipt.objects.filter(collection__in=loads, settlement__kind="returned")
    back = sum((one.returned_quantity for one in loads), Decimal(0))
    back += sum((amount for (amount,) in settled.values_list("settlement__quantity")), Decimal(0))
    gone = sum(((one.collected_quantity or Decimal(0)) for one in loads), Decimal(0)) - back
    held = sum((one.held for one in Claim.objects.filter(listing=listing)), Decimal(0))
    assert listing.quantity == listing.available + held + gone


def _check_receipts(loads: list[Collection]) -> None:
    """Of equal things each weighs the same, whichever load it came in: masses add up to the gram."""
    receipts = list(Receipt.objects.filter(collection__in=loads).select_related("collection__claim__listing"))
    if not receipts:
        return
    each = receipts[0].collection.claim.listing.unit_mass_kg
    assert each is not None
    figures = figures_by_receipt(receipts).values()
    counted = sum((one.kept_quantity + one.rejected_quantity for one in figures), Decimal(0))
    weighed = sum((one.kept_mass_kg + one.rejected_mass_kg for one in figures), Decimal(0))
    assert weighed == each * counted
    assert counted <= sum((one.delivered_quantity for one in loads), Decimal(0))


def loads(seed: int) -> Loads:
    """The world, with nothing in it that moves yet."""
    giver = make.organisation()
    carrier = make.carrier(vans=0)
    by = make.administrator(giver)
    return Loads(Random(seed), carrier, giver, make.site(giver), by)
