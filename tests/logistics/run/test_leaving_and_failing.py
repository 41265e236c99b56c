"""Before the van leaves, and when a stop does not work."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from logistics.actions.days.planning import publish
from logistics.actions.runs import driving, failing
from logistics.actions.runs.failing import Reason, report
from logistics.actions.runs.leaving import VanNotFit, leave
from logistics.models import Collection, LoadCheck, Proof, Route, Stop, StopFailure
from logistics.queries.open_stops import StopMovedOn
from marketplace.kernel.errors import DomainError
from tests import make

pytestmark = pytest.mark.django_db
WEDNESDAY = make.DAY + timedelta(days=1)


def _photo() -> bytes:
    return bytes(make.photo_file().read())


def test_van_that_is_not_fit_does_not_leave() -> None:
    carrier = make.carrier()
    make.accepted_claim(carrier=carrier)
    make.plan(carrier)
    route = Route.objects.for_runs().get()
    with pytest.raises(VanNotFit):
        leave(route=route, is_fit=False, aboard=frozenset(), note="", by=route.shift.driver.user, now=make.NOW)
    route.refresh_from_db()
    assert (route.state, LoadCheck.objects.count()) == ("published", 0)


def test_goods_that_should_be_aboard_and_are_not_fall_away() -> None:
    carrier = make.carrier()
    make.accepted_claim(carrier=carrier)
    make.run(carrier)
    pickup, dropoff = Stop.objects.for_mails()
    make.proved(pickup)
    driver = pickup.route.shift.driver.user
    driving.fail(stop=dropoff, reason="Closed", by=driver, now=make.NOW)
    make.shift(carrier, site=carrier.sites.get(), vehicle=pickup.route.shift.vehicle, day=WEDNESDAY)
    make.plan(carrier, day=WEDNESDAY)
    route = Route.objects.for_runs().get(plan__day=WEDNESDAY)
    check = leave(route=route, is_fit=True, aboard=frozenset(), note="", by=driver, now=make.NOW)
    assert check.missing == 1
    stop = Stop.objects.get(route=route)
    assert (stop.state, stop.failure) == ("failed", "It was not in the van when it left.")
    assert Collection.objects.get().state == "collected"


def _two_stops_under_way() -> tuple[Stop, Stop, Stop]:
    """Pickup and drop-off of one load, and the pickup of another, in the order of the run."""
    carrier = make.carrier()
    first, second = make.accepted_claim(carrier=carrier), make.accepted_claim(carrier=carrier)
    make.run(carrier)
    stops = Stop.objects.for_mails()
    own = stops.filter(collection__claim=first)
    return own.get(kind="pickup"), own.get(kind="dropoff"), stops.get(collection__claim=second, kind="pickup")


def test_stop_is_tried_later_on_the_same_run() -> None:
    pickup, dropoff, other = _two_stops_under_way()
    driver, client = pickup.route.shift.driver.user, uuid4()
    said: dict[str, Any] = {
        "stop": pickup,
        "client_id": client,
        "photo": _photo(),
        "by": driver,
        "now": pickup.planned_arrival_at,
    }
    made = report(reason=Reason("nobody", "", "later"), **said)
    assert report(reason=Reason("nobody", "", "later"), **said) == made
    order = list(Stop.objects.filter(route=pickup.route).order_by("sequence").values_list("pk", flat=True))
    assert order[-2:] == [pickup.pk, dropoff.pk]
    pickup.refresh_from_db()
    assert (pickup.state, StopFailure.objects.count(), len(made.photo_hash)) == ("pending", 1, 64)
    assert Collection.objects.get(pk=pickup.collection_id).state == "en_route"
    assert pickup.planned_arrival_at > other.planned_arrival_at


def test_later_is_refused_where_the_shift_is_over() -> None:
    pickup, _dropoff, _other = _two_stops_under_way()
    late = pickup.route.shift.ends_at - timedelta(minutes=1)
    before = list(Stop.objects.order_by("pk").values_list("sequence", "state"))
    with pytest.raises(failing.NoTimeLeft):
        report(
            stop=pickup,
            client_id=uuid4(),
            reason=Reason("nobody", "", "later"),
            photo=None,
            by=pickup.route.shift.driver.user,
            now=late,
        )
    assert list(Stop.objects.order_by("pk").values_list("sequence", "state")) == before
    assert StopFailure.objects.count() == 0


def test_another_day_waits_to_be_planned_and_is_driven_then() -> None:
    pickup, dropoff, _other = _two_stops_under_way()
    driver, carrier = pickup.route.shift.driver.user, pickup.route.plan.organisation
    said: dict[str, Any] = {"photo": None, "by": driver, "now": make.NOW}
    report(stop=pickup, client_id=uuid4(), reason=Reason("no_access", "Gate shut", "another_day"), **said)
    collection = Collection.objects.get(pk=pickup.collection_id)
    assert (collection.state, collection.attempt, collection.last_failure) == (
        "ready",
        2,
        "We could not get in: Gate shut",
    )
    with pytest.raises(StopMovedOn):
        report(stop=dropoff, client_id=uuid4(), reason=Reason("nobody", ""), **said)
    make.shift(carrier, site=carrier.sites.get(), day=WEDNESDAY)
    plan = make.plan(carrier, day=WEDNESDAY, published=False)
    publish(plan=plan, by=driver, now=make.NOW)
    assert [stop.kind for stop in Stop.objects.filter(route__plan=plan).order_by("sequence")] == ["pickup", "dropoff"]


def test_signature_and_condition_are_kept_with_the_proof() -> None:
    pickup, _dropoff, _other = _two_stops_under_way()
    count = pickup.collection.quantity
    said: dict[str, Any] = {"stop": pickup, "client_id": uuid4(), "signer_name": "Sam", "quantity": count, "note": ""}
    by, now = pickup.route.shift.driver.user, make.NOW
    with pytest.raises(DomainError) as refusal:
        driving.prove(**said, code="", photo=_photo(), signature=b"no picture", by=by, now=now)
    assert refusal.value.code == "proof_photo_refused"
    driving.prove(**said, code="", photo=_photo(), signature=_photo(), condition="good", by=by, now=now)
    proof = Proof.objects.get()
    assert (proof.condition, len(proof.signature_hash), bool(proof.signature)) == ("good", 64, True)


def test_what_stays_behind_stays_promised_as_a_load_of_its_own() -> None:
    pickup, dropoff, _other = _two_stops_under_way()
    whole, by = pickup.collection.quantity, pickup.route.shift.driver.user
    said: dict[str, Any] = {"signer_name": "Sam", "photo": _photo(), "code": "", "note": "", "by": by, "now": make.NOW}
    driving.prove(stop=pickup, client_id=uuid4(), quantity=whole - 1, rest=driving.COME_AGAIN, **said)
    loads = Collection.objects.filter(claim=pickup.collection.claim).order_by("part")
    assert [(load.state, load.quantity, load.is_rest) for load in loads] == [
        ("collected", whole - 1, False),
        ("ready", Decimal(1), True),
    ]
    with pytest.raises(driving.MoreThanThereIs):
        driving.prove(stop=dropoff, client_id=uuid4(), quantity=whole, **said)
    driving.prove(stop=dropoff, client_id=uuid4(), quantity=whole - 1, **said)
    assert loads.get(part=1).state == "delivered"


def test_what_is_refused_goes_back_to_its_giver() -> None:
    pickup, dropoff, _other = _two_stops_under_way()
    said: dict[str, Any] = {"photo": None, "by": pickup.route.shift.driver.user, "now": make.NOW}
    with pytest.raises(failing.NotAboardYet):
        report(stop=pickup, client_id=uuid4(), reason=Reason("refused", "", "back"), **said)
    make.proved(pickup)
    report(stop=dropoff, client_id=uuid4(), reason=Reason("refused", "", "back"), **said)
    assert Collection.objects.get(pk=pickup.collection_id).state == "returning"
