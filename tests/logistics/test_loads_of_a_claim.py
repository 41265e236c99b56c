"""A claim that goes in several loads: cutting, leaving a rest, another try, back, lost, called off; what adds up."""

from decimal import Decimal

import pytest

from listings.models import Claim, ClaimState, Listing
from logistics.actions.loads.arranging import open_collection
from logistics.actions.loads.returning import NotThatMuchAboard, bring_back, lose, turn_back
from logistics.actions.loads.splitting import (
    LentGoodsStayTogether,
    PartsDoNotAddUp,
    TooFewLoads,
    call_off,
    leave_rest,
    split_load,
)
from logistics.loads import GoodsLoad, shared
from logistics.models import Collection, CollectionState, CustodyEvent, Receipt, Route, Stop
from logistics.queries.plans import loads_to_plan
from marketplace.organisations.models import User
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db


def _claim(quantity: int = 6) -> Claim:
    return make.accepted_claim(carrier=make.carrier(), quantity=quantity)


def _by(claim: Claim) -> User:
    assert claim.carrier is not None
    return make.administrator(claim.carrier)


def _cut(claim: Claim, *quantities: int) -> list[Collection]:
    whole = open_collection(claim=claim, now=make.NOW)
    parts = [Decimal(one) for one in quantities]
    return split_load(collection=whole, quantities=parts, by=_by(claim), now=make.NOW)


def _run(claim: Claim) -> Route:
    assert claim.carrier is not None
    return make.run(claim.carrier)


def _stop(route: Route, collection: Collection, kind: str) -> Stop:
    return Stop.objects.for_mails().get(route=route, collection=collection, kind=kind)


def _aboard(claim: Claim) -> Collection:
    """The claim's only load, collected."""
    route = _run(claim)
    collection = Collection.objects.get(claim=claim)
    make.proved(_stop(route, collection, "pickup"))
    return Collection.objects.with_parties().get(pk=collection.pk)


def test_shares_of_a_load_sum_exactly() -> None:
    parts = shared(GoodsLoad(100, 7, 3), [Decimal(1), Decimal(1), Decimal(1)])
    assert [(one.kg, one.litres) for one in parts] == [(34, 3), (33, 2), (33, 2)]


def test_a_cut_load_keeps_quantity_and_mass_and_tells_both_sides() -> None:
    claim = _claim()
    whole = open_collection(claim=claim, now=make.NOW)
    first, second, third = _cut(claim, 3, 2, 1)
    assert [one.part for one in (first, second, third)] == [1, 2, 3]
    assert [one.quantity for one in (first, second, third)] == [3, 2, 1]
    assert sum(one.load_kg for one in (first, second, third)) == whole.load_kg
    assert sum(one.load_litres for one in (first, second, third)) == whole.load_litres
    assert len({one.pickup_code for one in (first, second, third)}) == 3
    assert {second.cut_from, third.cut_from} == {first}
    told = set(Mail.objects.filter(subject__contains="several loads").values_list("to", flat=True))
    assert {make.administrator(one).email for one in (claim.organisation, claim.listing.organisation)} <= told


def test_quantities_have_to_add_up() -> None:
    claim = _claim()
    with pytest.raises(PartsDoNotAddUp, match="6"):
        _cut(claim, 3, 2)
    with pytest.raises(TooFewLoads):
        _cut(claim, 6)
    assert Collection.objects.filter(claim=claim).count() == 1


def test_each_load_is_collected_delivered_and_received_by_itself() -> None:
    claim = _claim()
    first, second = _cut(claim, 4, 2)
    route = _run(claim)
    make.proved(_stop(route, first, "pickup"))
    claim.refresh_from_db()
    assert (claim.state, claim.collected_quantity, claim.held) == (ClaimState.ACCEPTED, Decimal(4), Decimal(2))
    make.proved(_stop(route, second, "pickup"))
    claim.refresh_from_db()
    assert (claim.state, claim.collected_quantity, claim.held) == (ClaimState.COLLECTED, Decimal(6), Decimal(0))
    for one in (first, second):
        make.proved(_stop(route, one, "dropoff"))
    make.confirmed(Collection.objects.with_parties().get(pk=first.pk))
    claim.refresh_from_db()
    assert claim.state == ClaimState.COLLECTED
    make.confirmed(Collection.objects.with_parties().get(pk=second.pk))
    claim.refresh_from_db()
    assert claim.state == ClaimState.RECEIVED
    assert sum(one.kept_quantity for one in Receipt.objects.filter(collection__claim=claim)) == 6


def test_what_cannot_come_along_becomes_a_load_of_its_own() -> None:
    claim = _claim()
    route = _run(claim)
    collection = Collection.objects.get(claim=claim)
    driver = route.shift.driver.user
    rest = leave_rest(collection=collection, collected=Decimal(4), by=driver, now=make.NOW)
    assert rest is not None
    assert (rest.state, rest.quantity, rest.is_rest, rest.cut_from) == (
        CollectionState.READY,
        Decimal(2),
        True,
        collection,
    )
    make.proved(_stop(route, collection, "pickup"))
    make.proved(_stop(route, collection, "dropoff"))
    make.confirmed(Collection.objects.with_parties().get(pk=collection.pk))
    claim.refresh_from_db()
    assert (claim.state, claim.held) == (ClaimState.ACCEPTED, Decimal(2))
    assert claim.carrier is not None
    assert list(loads_to_plan(claim.carrier)) == [rest]


def test_all_of_it_leaves_no_rest() -> None:
    claim = _claim()
    collection = open_collection(claim=claim, now=make.NOW)
    assert leave_rest(collection=collection, collected=Decimal(6), by=_by(claim), now=make.NOW) is None


def test_a_waiting_load_called_off_goes_back_to_the_listing() -> None:
    claim = _claim()
    _first, second = _cut(claim, 4, 2)
    before = Listing.objects.get(pk=claim.listing_id).available
    call_off(collection=second, reason="We have enough.", by=claim.asked_by, now=make.NOW)
    claim.refresh_from_db()
    assert (claim.accepted_quantity, claim.held) == (Decimal(4), Decimal(4))
    assert Listing.objects.get(pk=claim.listing_id).available == before + 2
    in_play = Collection.objects.of(claim).in_play()
    assert sum(one.quantity for one in in_play) == claim.accepted_quantity


def test_the_last_load_called_off_ends_what_was_not_collected() -> None:
    claim = _claim()
    first, second = _cut(claim, 4, 2)
    call_off(collection=second, reason="We have enough.", by=claim.asked_by, now=make.NOW)
    call_off(collection=first, reason="Nor that.", by=claim.asked_by, now=make.NOW)
    claim.refresh_from_db()
    assert (claim.state, claim.held) == (ClaimState.CANCELLED, Decimal(0))


def test_goods_turned_back_are_on_offer_again_and_end_the_claim() -> None:
    claim = _claim()
    before = Listing.objects.get(pk=claim.listing_id).available
    collection = _aboard(claim)
    turn_back(collection=collection, reason="Nobody was there.", by=_by(claim), now=make.NOW)
    assert collection.state == CollectionState.RETURNING
    bring_back(collection=collection, quantity=Decimal(5), by=_by(claim), now=make.NOW)
    assert (collection.state, collection.returned_quantity, collection.lost_quantity) == (
        "returned",
        Decimal(5),
        Decimal(1),
    )
    claim.refresh_from_db()
    assert claim.state == ClaimState.CANCELLED
    assert Listing.objects.get(pk=claim.listing_id).available == before + 5
    kinds = CustodyEvent.objects.filter(passport__listing=claim.listing).order_by("number")
    assert [event.kind for event in kinds] == ["listed", "collected", "lost", "returned"]


def test_part_of_what_is_aboard_may_be_lost_and_the_rest_delivered() -> None:
    claim = _claim()
    collection = _aboard(claim)
    lose(collection=collection, quantity=Decimal(2), reason="Broken.", by=_by(claim), now=make.NOW)
    assert (collection.state, collection.aboard) == (CollectionState.COLLECTED, Decimal(4))
    with pytest.raises(NotThatMuchAboard, match="4"):
        lose(collection=collection, quantity=Decimal(5), reason="Broken.", by=_by(claim), now=make.NOW)
    lose(collection=collection, reason="Stolen.", by=_by(claim), now=make.NOW)
    assert (collection.state, collection.aboard) == (CollectionState.LOST, Decimal(0))


def test_what_was_lent_is_not_cut() -> None:
    claim = make.loan(out=False).claim
    whole = open_collection(claim=claim, now=make.NOW)
    parts = [Decimal(1), whole.quantity - 1]
    with pytest.raises(LentGoodsStayTogether):
        split_load(collection=whole, quantities=parts, by=claim.asked_by, now=make.NOW)
