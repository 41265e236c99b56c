"""A run that ends before its last stop: what becomes of what was aboard, of what was not collected, and who hears."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from logistics.actions.people.storing import NoRoomLeft, set_room
from logistics.actions.runs import driving
from logistics.actions.runs.breaking import NoSuchPlace, OtherVanFull, OtherVanTooLate, Why, break_off
from logistics.models import BrokenRun, Collection, Deed, Route, Shift, Stop, Vehicle
from logistics.models.storage import StoredLoad
from logistics.queries.open_stops import RunNotReady, RunNotStarted, StopMovedOn
from logistics.queries.plans import count_to_plan
from marketplace.organisations.models import Role
from marketplace.web.models import Mail
from tests import make
from tests.logistics.run.told import proof, tell

pytestmark = pytest.mark.django_db
VAN = Why("van", "No gear left")


def _under_way(claims: int = 2, vans: int = 1) -> list[Stop]:
    """The stops of a run in the order of the loads: pickup and drop-off of the first, then of the second."""
    carrier = make.carrier(vans=vans)
    for _claim in range(claims):
        make.accepted_claim(quantity=6, carrier=carrier)
    route = make.run(carrier)
    stops = list(Stop.objects.filter(route=route).for_mails())
    return sorted(stops, key=lambda stop: (stop.collection_id, stop.kind != "pickup"))


def _break(stop: Stop, goods: str = "stay", *, client: UUID | None = None, why: Why = VAN) -> BrokenRun:
    route = Route.objects.for_runs().get(pk=stop.route_id)
    by = route.shift.driver.user
    return break_off(route=route, client_id=client or uuid4(), why=why, goods=goods, by=by, now=make.NOW)


def test_what_was_not_collected_is_planned_again_what_is_aboard_stays_and_all_hear() -> None:
    pickup, dropoff, other, other_end = _under_way()
    make.proved(pickup)
    carrier = pickup.route.plan.organisation
    coordinator = make.member(carrier, Role.COORDINATOR)
    Mail.objects.all().delete()
    client = uuid4()
    made = _break(pickup, client=client)
    assert (made.to_plan, made.aboard) == (1, 1)
    assert _break(pickup, client=client) == made
    route = Route.objects.get(pk=pickup.route_id)
    assert (route.state, route.finished_at) == ("finished", make.NOW)
    loads = {load.pk: load for load in Collection.objects.all()}
    assert (loads[pickup.collection_id].state, loads[other.collection_id].state) == ("collected", "ready")
    assert loads[other.collection_id].last_failure == "The van cannot go on: No gear left"
    assert set(Stop.objects.exclude(pk=pickup.pk).values_list("state", flat=True)) == {"failed"}
    assert count_to_plan(carrier) == 2
    told = set(Mail.objects.values_list("to", "subject"))
    assert (coordinator.email, "Broken off: the run of Luton") not in told
    assert any(to == coordinator.email and words.startswith("Broken off") for to, words in told)
    for stop in (dropoff, other, other_end):
        title = stop.collection.claim.listing.title
        receivers = {to for to, words in told if title in words}
        assert len(receivers) >= 2, title
    with pytest.raises(RunNotReady):
        _break(pickup)
    with pytest.raises(StopMovedOn):
        driving.prove(
            stop=other, client_id=uuid4(), code=other.collection.pickup_code, by=made.by, now=make.NOW, **_shown(other)
        )


def _shown(stop: Stop) -> dict[str, Any]:  # Any: arguments of `prove`
    return {"signer_name": "Sam", "photo": None, "note": "", "quantity": stop.collection.quantity}


def test_what_is_aboard_is_put_down_where_there_is_room() -> None:
    pickup, _dropoff = _under_way(claims=1)
    make.proved(pickup)
    carrier = pickup.route.plan.organisation
    by = make.administrator(carrier)
    room = partial(set_room, litres=10**6, pallets=9, by=by, now=make.NOW)
    small, large = room(site=make.site(carrier), kg=1), room(site=make.site(carrier), kg=10**4)
    with pytest.raises(NoRoomLeft):
        _break(pickup, f"storage-{small.pk}")
    assert Route.objects.get().state == "started"
    _break(pickup, f"storage-{large.pk}")
    assert StoredLoad.objects.there().get().storage == large
    assert Collection.objects.get().state == "collected"


def test_another_van_takes_what_is_aboard_if_it_has_room_and_time() -> None:
    pickup, dropoff = _under_way(claims=1)
    make.proved(pickup)
    carrier = pickup.route.plan.organisation
    shift = make.shift(carrier, site=carrier.sites.get())
    onto = Route.objects.create(
        plan=pickup.route.plan,
        shift=shift,
        state="published",
        planned_metres=0,
        planned_seconds=0,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
    )
    key = f"van-{onto.pk}"
    with pytest.raises(NoSuchPlace):
        _break(pickup, f"van-{pickup.route_id}")
    Vehicle.objects.filter(pk=shift.vehicle_id).update(capacity_kg=1)
    with pytest.raises(OtherVanFull):
        _break(pickup, key)
    Vehicle.objects.filter(pk=shift.vehicle_id).update(capacity_kg=1200)
    Shift.objects.filter(pk=shift.pk).update(ends_at=shift.starts_at + timedelta(minutes=5))
    with pytest.raises(OtherVanTooLate):
        _break(pickup, key)
    Shift.objects.filter(pk=shift.pk).update(ends_at=shift.ends_at)
    assert Stop.objects.filter(route=onto).count() == 0
    Mail.objects.all().delete()
    _break(pickup, key)
    taken = Stop.objects.for_mails().get(route=onto)
    assert (taken.kind, taken.collection_id, taken.site_id) == ("dropoff", dropoff.collection_id, dropoff.site_id)
    assert Mail.objects.filter(to=shift.driver.user.email).count() == 1
    driving.start(route=onto, by=shift.driver.user, now=make.NOW)
    make.proved(taken)
    assert Collection.objects.get().state == "delivered"
    onto.refresh_from_db()
    assert onto.state == "finished"


def test_phone_without_a_net_breaks_off_once_and_after_it_has_left() -> None:
    carrier = make.carrier()
    make.accepted_claim(quantity=6, carrier=carrier)
    make.plan(carrier)
    pickup, _dropoff = Stop.objects.for_mails()
    client = uuid4()
    said: dict[str, Any] = {"reason": "ill", "words": "", "goods": "stay"}  # Any: arguments of `tell`
    first = tell(pickup, "break", client=client, at=make.NOW + timedelta(minutes=5), **said)
    assert (first.state, first.code) == ("waiting", "run_not_started")
    with pytest.raises(RunNotStarted):
        _break(pickup)
    assert tell(pickup, "start").state == "done"
    first.refresh_from_db()
    assert (first.state, BrokenRun.objects.get().client_id) == ("done", client)
    assert tell(pickup, "break", client=client, **said).pk == first.pk
    late = tell(pickup, "prove", **proof(pickup))
    assert (late.state, Deed.objects.count(), Collection.objects.get().state) == ("kept", 3, "ready")


def test_page_asks_why_and_says_what_became_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: make.NOW)
    pickup, _dropoff = _under_way(claims=1)
    driver, carrier = pickup.route.shift.driver.user, pickup.route.plan.organisation
    browser = make.client(driver, carrier)
    url, run = (reverse(f"logistics:{name}", args=[pickup.route_id]) for name in ("run-break", "run"))
    assert url in browser.get(run).content.decode()
    body = {"client_id": str(uuid4()), "reason": "other", "words": "", "goods": "stay"}
    refused = browser.post(url, body)
    assert (refused.status_code, "Say what happened." in refused.content.decode()) == (422, True)
    assert browser.post(url, {**body, "words": "A bridge is closed"}).status_code == 302
    page = browser.get(run).content.decode()
    assert ("A bridge is closed" in page, url in page) == (True, False)
    assert "Broken off" in page
    assert browser.post(url, {**body, "client_id": str(uuid4()), "words": "Again"}).status_code == 422
