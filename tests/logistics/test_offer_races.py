"""What must hold when volunteers act at the same moment."""

from functools import partial

import pytest

from logistics.actions.people.storing import put_down, set_room
from logistics.actions.people.taking import JourneyValues, take_offer
from logistics.models import Collection, Offer, Plan, Shift
from logistics.models.storage import StoredLoad
from tests import make
from tests.logistics.test_races import _at_once
from tests.logistics.volunteers import offered, volunteer, waiting_load, wheels

pytestmark = pytest.mark.django_db(transaction=True)


def test_offer_that_many_take_at_once_is_one_journey() -> None:
    group = make.carrier(vans=0)
    drivers = [volunteer(group) for _number in range(4)]
    vans = [make.vehicle(group) for _number in range(4)]
    offer, yard = offered(waiting_load(group)), group.sites.get()
    starts, ends = (make.NOW.replace(hour=hour, minute=0) for hour in (10, 15))
    deeds = [
        partial(
            take_offer,
            offer=offer,
            driver=driver,
            values=JourneyValues(van, yard, starts, ends, crew=2),
            by=driver.user,
            now=make.NOW,
        )
        for driver, van in zip(drivers, vans, strict=True)
    ]
    assert _at_once(*deeds) == ["done"] + ["offer_not_open"] * 3
    assert (Plan.objects.count(), Shift.objects.count(), Offer.objects.get().state) == (1, 1, "taken")


def test_last_room_is_taken_once() -> None:
    group = wheels()
    by, loads = make.administrator(group), [waiting_load(group) for _number in range(3)]
    for load in loads:
        Collection.objects.filter(pk=load.pk).update(state="collected", collected_quantity=load.quantity)
    kg = 2 * loads[0].load_kg
    storage = set_room(site=group.sites.get(), kg=kg, litres=10**6, pallets=9, by=by, now=make.NOW)
    deeds = [partial(put_down, storage=storage, collection=load, by=by, now=make.NOW) for load in loads]
    assert _at_once(*deeds) == ["done", "done", "no_room_left"]
    assert sum(one.kg for one in StoredLoad.objects.there()) == kg
