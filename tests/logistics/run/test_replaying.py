"""What phones tell late, twice and in any order: entered once or kept, never lost."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import storages

from logistics.actions.runs import driving, replaying
from logistics.actions.runs.replaying import enter, set_aside
from logistics.models import Collection, Deed, Handover, Proof, Route, Shift, Stop
from logistics.phone_clock import LONGEST_AGO, happened_at, skew_seconds
from marketplace.kernel.errors import DomainError
from tests import make
from tests.logistics.run.told import proof, tell

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def _stops(*, started: bool = True) -> tuple[Stop, Stop]:
    """Pickup and drop-off of the one claim on a run."""
    carrier = make.carrier()
    make.accepted_claim(quantity=6, carrier=carrier)
    if started:
        make.run(carrier)
    else:
        make.plan(carrier)
    pickup, dropoff = Stop.objects.for_mails()
    return pickup, dropoff


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=400), -3 * HOUR])
def test_a_wrong_clock_changes_nothing(ahead: timedelta) -> None:
    told, sent = make.NOW + ahead, make.NOW + HOUR + ahead
    assert happened_at(told, sent, make.NOW + HOUR) == make.NOW
    assert skew_seconds(sent, make.NOW + HOUR) == ahead.total_seconds()


def test_a_clock_that_was_set_in_between_counts_for_nothing() -> None:
    assert happened_at(make.NOW + HOUR, make.NOW, make.NOW) == make.NOW
    assert happened_at(make.NOW - LONGEST_AGO - HOUR, make.NOW, make.NOW) == make.NOW


def test_deed_is_entered_once_however_often_it_is_told() -> None:
    pickup, _dropoff = _stops()
    client, photo = uuid4(), bytes(make.photo_file().read())
    folder = Path(storages["private"].path("proofs"))
    before = set(folder.glob("*")) if folder.exists() else set()
    deeds = [tell(pickup, "prove", client=client, photo=photo, **proof(pickup)) for _time in range(3)]
    assert {deed.pk for deed in deeds} == {Deed.objects.get().pk}
    assert (Proof.objects.count(), Handover.objects.count()) == (1, 1)
    assert len(set(folder.glob("*")) - before) == 1


def test_deed_of_which_the_answer_was_lost_is_entered_once() -> None:
    """The form went through, its answer did not reach the phone: it tells it again by the queue."""
    pickup, _dropoff = _stops()
    made = make.proved(pickup)
    deed = tell(pickup, "prove", client=made.proof.client_id, **proof(pickup))
    assert (deed.state, Handover.objects.count()) == ("done", 1)


def test_deeds_in_the_wrong_order_wait_for_what_came_before() -> None:
    pickup, dropoff = _stops(started=False)
    last = tell(dropoff, "prove", at=make.NOW + 2 * HOUR, **proof(dropoff))
    first = tell(pickup, "prove", at=make.NOW + HOUR, **proof(pickup))
    assert {(deed.state, deed.code) for deed in (first, last)} == {("waiting", "run_not_started")}
    assert tell(pickup, "start").state == "done"
    assert list(Deed.objects.values_list("state", flat=True)) == ["done"] * 3
    assert [made.kind for made in Handover.objects.order_by("at")] == ["pickup", "dropoff"]
    assert Route.objects.get().state == "finished"


def test_times_are_those_of_the_deed_by_our_clock() -> None:
    pickup, _dropoff = _stops()
    deed = tell(pickup, "prove", at=make.NOW + HOUR, ahead=timedelta(days=30), **proof(pickup))
    pickup.refresh_from_db()
    assert pickup.done_at == make.NOW + HOUR == Handover.objects.get().at
    assert deed.received_at == make.NOW + HOUR + timedelta(minutes=10)
    assert deed.device_at == make.NOW + HOUR + timedelta(days=30)


def test_driver_who_was_replaced_while_offline_loses_nothing() -> None:
    pickup, _dropoff = _stops()
    first = pickup.route.shift.driver.user
    other = make.driver(pickup.route.plan.organisation)
    Shift.objects.filter(pk=pickup.route.shift_id).update(driver=other)
    deed = tell(pickup, "prove", by=first, photo=bytes(make.photo_file().read()), **proof(pickup))
    assert (deed.state, deed.code) == ("kept", "run_given_away")
    assert (Handover.objects.count(), deed.values["signer_name"]) == (0, "Sam Dock")
    with storages["private"].open(deed.photo) as kept:
        assert kept.read(4) == b"RIFF"
    coordinator = make.administrator(pickup.route.plan.organisation)
    enter(deed=deed, by=coordinator, now=make.NOW + 2 * HOUR)
    assert (Handover.objects.get().by, Handover.objects.get().quantity) == (first, Decimal(6))
    with pytest.raises(replaying.DeedSettled):
        set_aside(deed=deed, why="No", by=coordinator, now=make.NOW + 2 * HOUR)


def test_run_that_was_planned_anew_is_found_by_its_goods() -> None:
    carrier = make.carrier()
    make.accepted_claim(quantity=6, carrier=carrier)
    make.plan(carrier)
    old = Stop.objects.for_mails().first()
    assert old is not None
    make.plan(carrier)
    assert tell(old, "start").state == "done"
    assert tell(old, "prove", **proof(old)).state == "done"
    new = Stop.objects.exclude(route=old.route_id).get(kind="pickup")
    assert (new.state, new.pk != old.pk) == ("done", True)


def test_what_contradicts_what_happened_meanwhile_is_kept() -> None:
    pickup, _dropoff = _stops()
    driving.fail(stop=pickup, reason="Nobody was there", by=pickup.route.shift.driver.user, now=make.NOW)
    deed = tell(pickup, "prove", **proof(pickup))
    assert (deed.state, deed.code) == ("kept", "stop_moved_on")
    coordinator = make.administrator(pickup.route.plan.organisation)
    with pytest.raises(DomainError) as refusal:
        enter(deed=deed, by=coordinator, now=make.NOW)
    assert refusal.value.code == "stop_moved_on"
    set_aside(deed=deed, why="They were not there", by=coordinator, now=make.NOW)
    assert (deed.state, deed.settled_by, Handover.objects.count()) == ("set_aside", coordinator, 0)


def test_more_delivered_than_collected_is_kept_and_said() -> None:
    pickup, dropoff = _stops()
    tell(pickup, "prove", **proof(pickup, quantity="4"))
    deed = tell(dropoff, "prove", **proof(dropoff, quantity="5"))
    assert (deed.state, deed.code) == ("kept", "more_than_there_is")
    assert Collection.objects.filter(state="collected").exists()
