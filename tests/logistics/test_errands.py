"""Loads that wait in storage, or are on their way back, are planned like any other."""

from uuid import uuid4

import pytest
from django.urls import reverse

from logistics.actions.days.planning import make_plan, publish
from logistics.actions.loads.returning import turn_back
from logistics.actions.people.storing import NotThereAnyMore, put_down, set_room
from logistics.actions.runs.carrying import NoErrand, do_errand
from logistics.actions.runs.driving import arrive, start
from logistics.models import Collection, CollectionState, Plan, Route, Stop
from logistics.models.storage import StoredLoad
from logistics.queries.aboard import stops_with_goods_aboard
from logistics.queries.plans import count_to_plan
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation
from marketplace.web.models import Mail
from tests import make
from tests.logistics.run.told import tell
from tests.logistics.volunteers import waiting_load

pytestmark = pytest.mark.django_db


def _aboard(carrier: Organisation) -> Collection:
    """A load that left its giver and is on no run any more."""
    load = waiting_load(carrier)
    make.plan(carrier)
    run = Route.objects.get(plan__state="published")
    start(route=run, by=run.shift.driver.user, now=make.NOW)
    make.proved(run.stops.get(kind="pickup"))
    Stop.objects.filter(route=run).to_do().update(state="failed", failure="Nobody was there.")
    Route.objects.filter(pk=run.pk).update(state="finished")
    load.refresh_from_db()
    return load


def _stored(carrier: Organisation) -> Collection:
    load, by = _aboard(carrier), make.administrator(carrier)
    room = set_room(site=carrier.sites.get(), kg=10_000, litres=10**6, pallets=9, by=by, now=make.NOW)
    put_down(storage=room, collection=load, by=by, now=make.NOW)
    return load


def _planned(carrier: Organisation) -> Plan:
    make.shift(carrier, site=carrier.sites.get())
    by = make.administrator(carrier)
    plan = make_plan(organisation=carrier, day=make.DAY, by=by, now=make.NOW)
    assert [issue.sentence for issue in plan.issues.all()] == []
    return plan


def _under_way(plan: Plan) -> list[Stop]:
    publish(plan=plan, by=plan.made_by, now=make.NOW)
    route = plan.routes.get(state="published")
    assert stops_with_goods_aboard(route) == []
    start(route=route, by=route.shift.driver.user, now=make.NOW)
    return list(Stop.objects.filter(route=route).order_by("sequence"))


def test_load_in_storage_is_picked_up_there_and_delivered() -> None:
    carrier = make.carrier()
    load = _stored(carrier)
    assert count_to_plan(carrier) == 1
    mails = Mail.objects.count()
    plan = _planned(carrier)
    pickup, dropoff = _under_way(plan)
    driver = pickup.route.shift.driver.user
    assert (pickup.site, dropoff.site) == (carrier.sites.get(), load.claim.site)
    told = Mail.objects.order_by("pk")[mails:]
    assert not any("collects" in mail.text for mail in told)

    with pytest.raises(NoErrand):
        do_errand(stop=dropoff, by=driver, now=make.NOW)
    client = make.client(driver, carrier)
    arrive(stop=pickup, by=driver, now=make.NOW)
    assert "out of storage" in client.get(reverse("logistics:run", args=[pickup.route_id])).content.decode()
    answer = client.post(reverse("logistics:stop-errand", args=[pickup.pk]))
    assert (answer.status_code, StoredLoad.objects.there().count()) == (302, 0)
    assert client.post(reverse("logistics:stop-errand", args=[pickup.pk])).status_code == 422
    make.proved(dropoff)
    load.refresh_from_db()
    assert load.state == CollectionState.DELIVERED


def test_errand_that_waited_in_a_phone_is_entered_once() -> None:
    carrier = make.carrier()
    _stored(carrier)
    pickup, dropoff = _under_way(_planned(carrier))
    driver, client_id = pickup.route.shift.driver.user, uuid4()
    told = [tell(pickup, "errand", client=client_id), tell(pickup, "errand", client=client_id), tell(pickup, "errand")]
    assert [(deed.state, deed.code) for deed in told] == [("done", "")] * 3
    assert StoredLoad.objects.there().count() == 0
    # Goods change hands at the other stop, which needs a proof: a coordinator looks.
    refused = tell(dropoff, "errand")
    assert (refused.state, refused.code) == ("kept", "no_errand")
    page = make.client(make.administrator(carrier), carrier).get(reverse("logistics:deeds")).content.decode()
    assert "Brought back instead of to" in page
    run = make.client(driver, carrier).get(reverse("logistics:run", args=[pickup.route_id])).content.decode()
    assert 'data-deed="errand"' not in run


def test_load_that_goes_back_is_brought_to_its_giver() -> None:
    carrier = make.carrier()
    load = _stored(carrier)
    turn_back(collection=load, reason="They have no room.", by=make.administrator(carrier), now=make.NOW)
    pickup, dropoff = _under_way(_planned(carrier))
    driver, giver = pickup.route.shift.driver.user, load.claim.listing.organisation
    assert dropoff.site == load.claim.listing.site
    assert Mail.objects.filter(subject__contains="back with you").exists()
    do_errand(stop=pickup, by=driver, now=make.NOW)
    do_errand(stop=dropoff, by=driver, now=make.NOW)
    load.refresh_from_db()
    assert dropoff.site.organisation == giver
    assert (str(load.state), int(load.aboard)) == ("returned", 0)
    assert Stop.objects.get(pk=dropoff.pk).state == "done"


def test_draft_gives_way_to_whoever_took_the_load_out_of_storage() -> None:
    carrier = make.carrier()
    _stored(carrier)
    plan = _planned(carrier)
    StoredLoad.objects.update(picked_up_at=make.NOW, picked_up_by=make.administrator(carrier))
    with pytest.raises(DomainError) as refused:
        publish(plan=plan, by=plan.made_by, now=make.NOW)
    assert refused.value.code == "plan_out_of_date"


def test_load_taken_out_by_somebody_else_is_not_there() -> None:
    carrier = make.carrier()
    _stored(carrier)
    pickup, _dropoff = _under_way(_planned(carrier))
    StoredLoad.objects.update(picked_up_at=make.NOW, picked_up_by=make.administrator(carrier))
    with pytest.raises(NotThereAnyMore):
        do_errand(stop=pickup, by=pickup.route.shift.driver.user, now=make.NOW)
    assert Stop.objects.get(pk=pickup.pk).state == "pending"
