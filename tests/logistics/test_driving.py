"""The run: what can be done at a stop and what cannot, and what becomes of goods that were not collected or not
delivered."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import storages

from listings.actions.claiming import cancel
from listings.models import Claim, ClaimState
from logistics.actions.days.planning import make_plan, publish
from logistics.actions.runs import driving
from logistics.models import (
    Collection,
    CollectionState,
    Handover,
    Proof,
    Route,
    RouteState,
    Stop,
    StopState,
)
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db
WEDNESDAY = make.DAY + timedelta(days=1)


def _stops(claim: Claim) -> tuple[Stop, Stop]:
    """Its pickup and its drop-off."""
    pickup, dropoff = Stop.objects.filter(collection__claim=claim).for_mails()
    return pickup, dropoff


def _under_way(*, quantity: int = 6) -> tuple[Organisation, Claim, Stop, Stop]:
    carrier = make.carrier()
    claim = make.accepted_claim(quantity=quantity, carrier=carrier)
    make.run(carrier)
    return (carrier, claim, *_stops(claim))


def _prove(stop: Stop, *, code: str = "", photo: bytes | None = None, client: UUID | None = None) -> Handover:
    return driving.prove(
        stop=stop,
        client_id=client or uuid4(),
        signer_name="Sam",
        code=code,
        photo=photo,
        quantity=stop.collection.quantity,
        note="",
        by=stop.route.shift.driver.user,
        now=make.NOW,
    )


def _refused(stop: Stop, **shown: object) -> str:
    with pytest.raises(DomainError) as refusal:
        _prove(stop, **shown)  # type: ignore[arg-type]  # arguments of _prove
    return refusal.value.code


def _photo() -> bytes:
    return bytes(make.photo_file().read())


def test_nothing_is_proved_before_the_run_is_started() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    make.plan(carrier)
    pickup, _dropoff = _stops(claim)
    assert _refused(pickup, code=pickup.collection.pickup_code) == "run_not_started"
    with pytest.raises(DomainError):
        driving.arrive(stop=pickup, by=pickup.route.shift.driver.user, now=make.NOW)
    pickup.refresh_from_db()
    assert pickup.state == StopState.PENDING


def test_start_happens_once_and_tells_the_first_stop() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    make.plan(carrier)
    Mail.objects.all().delete()
    route = Route.objects.for_runs().get()
    driving.start(route=route, by=route.shift.driver.user, now=make.NOW)
    assert [mail.to for mail in Mail.objects.all()] == [make.administrator(claim.listing.organisation).email]
    assert "on its way to collect" in Mail.objects.get().subject
    with pytest.raises(DomainError) as refusal:
        driving.start(route=route, by=route.shift.driver.user, now=make.NOW)
    assert refusal.value.code == "run_not_ready"


def test_proof_needs_a_name_and_a_photo_or_the_words() -> None:
    _carrier, _claim, pickup, dropoff = _under_way()
    assert _refused(pickup) == "proof_missing"
    assert _refused(pickup, photo=b"%PDF-1.7 no photo") == "proof_photo_refused"
    assert _refused(dropoff, code=dropoff.collection.dropoff_code) == "not_collected_yet"
    assert (Proof.objects.count(), Handover.objects.count()) == (0, 0)


def test_same_form_sent_twice_counts_once() -> None:
    _carrier, claim, pickup, dropoff = _under_way()
    client = uuid4()
    first = _prove(pickup, code=pickup.collection.pickup_code, client=client)
    again = _prove(pickup, code=pickup.collection.pickup_code, client=client)
    assert first == again
    assert claim.stock_entries.filter(kind="collected").count() == 1
    assert _refused(pickup, code=pickup.collection.pickup_code) == "stop_moved_on"
    assert _refused(dropoff, code=dropoff.collection.dropoff_code, client=client) == "form_used_before"


def test_five_wrong_codes_leave_only_the_photo() -> None:
    _carrier, _claim, pickup, _dropoff = _under_way()
    codes = [_refused(pickup, code=f"wrong wrong wrong{number}") for number in range(6)]
    assert codes == ["wrong_code"] * 4 + ["code_locked"] * 2
    assert _refused(pickup, code=pickup.collection.pickup_code) == "code_locked"
    made = _prove(pickup, code=pickup.collection.pickup_code, photo=_photo())
    assert not made.proof.code_matched
    assert len(made.proof.photo_hash) == 64


def test_right_code_uses_up_no_try_however_it_is_written() -> None:
    _carrier, _claim, pickup, _dropoff = _under_way()
    made = _prove(pickup, code=pickup.collection.pickup_code.upper().replace(" ", "-"))
    assert made.proof.code_matched
    assert Collection.objects.get().wrong_pickup_codes == 0


def test_refused_proof_leaves_no_photo_behind() -> None:
    _carrier, claim, pickup, _dropoff = _under_way()
    folder = Path(storages["private"].path("proofs"))
    before = set(folder.glob("*")) if folder.exists() else set()
    cancel(claim=claim, reason="No room", by=make.administrator(claim.organisation), now=make.NOW)
    assert _refused(pickup, photo=_photo()) == "claim_moved_on"
    assert set(folder.glob("*")) == before
    pickup.refresh_from_db()
    assert pickup.state == StopState.PENDING


def test_less_than_promised_gives_the_rest_back() -> None:
    _carrier, claim, pickup, _dropoff = _under_way(quantity=6)
    make.proved(pickup, quantity=4)
    claim.listing.refresh_from_db()
    assert claim.listing.available == 20
    assert Collection.objects.get().collected_quantity == 4
    with pytest.raises(DomainError) as refusal:
        make.proved(_stops(claim)[1], quantity=5)
    assert refusal.value.code == "more_than_there_is"


def test_more_than_promised_is_refused() -> None:
    _carrier, _claim, pickup, _dropoff = _under_way(quantity=6)
    with pytest.raises(DomainError) as refusal:
        make.proved(pickup, quantity=7)
    assert (refusal.value.code, refusal.value.field) == ("more_than_there_is", "quantity")


def test_failed_pickup_waits_to_be_planned_again() -> None:
    carrier, claim, pickup, dropoff = _under_way()
    Mail.objects.all().delete()
    driver = pickup.route.shift.driver.user
    with pytest.raises(DomainError) as refusal:
        driving.fail(stop=pickup, reason="  ", by=driver, now=make.NOW)
    assert refusal.value.code == "reason_missing"
    driving.fail(stop=pickup, reason="Nobody was there", by=driver, now=make.NOW)
    collection = Collection.objects.get(claim=claim)
    assert (collection.state, collection.attempt, collection.last_failure) == ("ready", 2, "Nobody was there")
    dropoff.refresh_from_db()
    assert (dropoff.state, dropoff.failure) == ("failed", "It was not collected: Nobody was there")
    assert Route.objects.get().state == RouteState.FINISHED
    told = {make.administrator(one).email for one in (claim.listing.organisation, claim.organisation, carrier)}
    assert {mail.to for mail in Mail.objects.all()} == told
    make.shift(carrier, site=carrier.sites.get(), day=WEDNESDAY)
    plan = make_plan(organisation=carrier, day=WEDNESDAY, by=driver, now=make.NOW)
    assert [stop.kind for stop in Stop.objects.filter(route__plan=plan).order_by("sequence")] == ["pickup", "dropoff"]


def test_failed_delivery_stays_aboard_and_is_brought_another_day_by_the_same_van() -> None:
    carrier, claim, pickup, dropoff = _under_way()
    make.proved(pickup)
    shift = pickup.route.shift
    driver = shift.driver.user
    driving.fail(stop=dropoff, reason="Closed", by=driver, now=make.NOW)
    claim.refresh_from_db()
    assert (claim.state, Collection.objects.get().state) == (ClaimState.COLLECTED, CollectionState.COLLECTED)
    yard = carrier.sites.get()
    make.shift(carrier, site=yard, day=WEDNESDAY)
    own = make.shift(carrier, site=yard, vehicle=shift.vehicle, day=WEDNESDAY)
    plan = make_plan(organisation=carrier, day=WEDNESDAY, by=driver, now=make.NOW)
    [stop] = Stop.objects.filter(route__plan=plan).for_mails()
    assert (stop.kind, stop.route.shift_id) == ("dropoff", own.pk)
    publish(plan=plan, by=driver, now=make.NOW)
    driving.start(route=stop.route, by=driver, now=make.NOW)
    made = make.proved(Stop.objects.filter(pk=stop.pk).for_mails().get())
    assert made.kind == "dropoff"
    assert Collection.objects.get().state == CollectionState.DELIVERED


def test_claim_that_is_cancelled_on_the_way_is_left_out() -> None:
    carrier = make.carrier()
    first = make.accepted_claim(carrier=carrier)
    second = make.accepted_claim(carrier=carrier)
    make.run(carrier)
    cancel(claim=second, reason="No room", by=make.administrator(second.organisation), now=make.NOW)
    for stop in _stops(first):
        make.proved(stop)
    assert Collection.objects.get(claim=second).state == CollectionState.CANCELLED
    assert {stop.failure for stop in _stops(second)} == {"The claim was cancelled."}
    assert Route.objects.get().state == RouteState.FINISHED


def test_next_party_is_told_when_the_stop_before_is_left() -> None:
    _carrier, claim, pickup, _dropoff = _under_way()
    Mail.objects.all().delete()
    make.proved(pickup)
    receiver = make.administrator(claim.organisation).email
    assert [(mail.to, mail.subject) for mail in Mail.objects.all()] == [
        (receiver, f"The van is on its way to you with {claim.listing.title}")
    ]


def test_arriving_is_noted_once() -> None:
    _carrier, _claim, pickup, _dropoff = _under_way()
    driver = pickup.route.shift.driver.user
    driving.arrive(stop=pickup, by=driver, now=make.NOW)
    assert (pickup.state, pickup.arrived_at) == (StopState.ARRIVED, make.NOW)
    with pytest.raises(DomainError) as refusal:
        driving.arrive(stop=pickup, by=driver, now=make.NOW)
    assert refusal.value.code == "stop_moved_on"
    assert make.proved(pickup).quantity == Decimal(6)
