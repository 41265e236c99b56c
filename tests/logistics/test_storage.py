"""Goods that wait at a site: never above its room, picked up once, and who reaches it."""

from typing import Any

import pytest
from django.urls import reverse

from logistics.actions.people.storing import (
    InStorageAlready,
    LessThanIsThere,
    NoRoomLeft,
    NotAboard,
    NotThereAnyMore,
    RoomOutOfBounds,
    pick_up,
    put_down,
    set_room,
)
from logistics.models import Collection
from logistics.models.storage import Storage, StoredLoad
from logistics.queries.storage import storage_page, taken_of
from marketplace.organisations.models import Organisation
from tests import make
from tests.logistics.volunteers import waiting_load, wheels

pytestmark = pytest.mark.django_db


def _aboard(carrier: Organisation) -> Collection:
    load = waiting_load(carrier)
    Collection.objects.filter(pk=load.pk).update(state="collected", collected_quantity=load.quantity)
    load.refresh_from_db()
    return load


def _room(carrier: Organisation, *, kg: int, litres: int = 10**6, pallets: int = 9) -> Storage:
    by = make.administrator(carrier)
    return set_room(site=carrier.sites.get(), kg=kg, litres=litres, pallets=pallets, by=by, now=make.NOW)


def test_goods_are_put_down_up_to_the_room_and_no_further() -> None:
    carrier = wheels()
    first, second = _aboard(carrier), _aboard(carrier)
    by = make.administrator(carrier)
    storage = _room(carrier, kg=first.load_kg + second.load_kg - 1)
    load = put_down(storage=storage, collection=first, by=by, now=make.NOW)
    with pytest.raises(InStorageAlready):
        put_down(storage=_room(carrier, kg=10**6), collection=first, by=by, now=make.NOW)
    _room(carrier, kg=first.load_kg + second.load_kg - 1)
    with pytest.raises(NoRoomLeft) as refused:
        put_down(storage=storage, collection=second, by=by, now=make.NOW)
    assert f"has room for {second.load_kg - 1} kg more" in str(refused.value)
    with pytest.raises(LessThanIsThere):
        _room(carrier, kg=first.load_kg - 1)
    assert taken_of(storage) == (first.load_kg, first.load_litres, first.load_pallets)
    pick_up(load=load, by=by, now=make.NOW)
    with pytest.raises(NotThereAnyMore):
        pick_up(load=load, by=by, now=make.NOW)
    assert taken_of(storage) == (0, 0, 0)
    put_down(storage=storage, collection=second, by=by, now=make.NOW)
    assert StoredLoad.objects.there().get().collection == second


def test_only_what_is_aboard_is_put_down_and_only_where_there_is_room() -> None:
    carrier = wheels()
    storage = _room(carrier, kg=10**6)
    with pytest.raises(NotAboard):
        put_down(storage=storage, collection=waiting_load(carrier), by=make.administrator(carrier), now=make.NOW)
    with pytest.raises(RoomOutOfBounds):
        _room(carrier, kg=0)
    assert not StoredLoad.objects.exists()


def test_pages_from_room_to_picking_up_and_nobody_else_reaches_them() -> None:
    carrier, other = wheels(), wheels()
    load, browser = _aboard(carrier), make.client(make.administrator(carrier), carrier)
    stranger = make.client(make.administrator(other), other)
    room = reverse("logistics:storage-room", args=[carrier.sites.get().pk])
    values = {"capacity_kg": "500", "capacity_litres": "9000", "capacity_pallets": "2"}
    assert (browser.get(room).status_code, browser.post(room, {**values, "capacity_kg": "0"}).status_code) == (200, 422)
    assert (browser.post(room, values).status_code, stranger.post(room, values).status_code) == (302, 404)
    storage = Storage.objects.get()
    assert "Put down at" in browser.get(reverse("logistics:storage")).content.decode()
    down = reverse("logistics:storage-put-down", args=[storage.pk, load.pk])
    assert (stranger.post(down).status_code, browser.post(down).status_code, browser.post(down).status_code) == (
        404,
        302,
        422,
    )
    up = reverse("logistics:storage-pick-up", args=[StoredLoad.objects.get().pk])
    assert f"{load.load_kg} of 500 taken" in browser.get(reverse("logistics:storage")).content.decode()
    assert (stranger.post(up).status_code, browser.post(up).status_code) == (404, 302)
    driver = make.driver(carrier)
    phone = make.client(driver.user, carrier)
    assert (phone.get(reverse("logistics:storage")).status_code, phone.get(room).status_code) == (200, 403)
    assert load.claim.listing.title not in stranger.get(reverse("logistics:storage")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_storage_has_a_fixed_number_of_queries(count: int, django_assert_num_queries: Any) -> None:
    carrier = wheels()
    storage = _room(carrier, kg=10**6)
    for _number in range(count):
        put_down(storage=storage, collection=_aboard(carrier), by=make.administrator(carrier), now=make.NOW)
        _aboard(carrier)
    with django_assert_num_queries(4):
        page = storage_page(carrier)
        assert (len(page.hubs[0].lines), len(page.aboard)) == (count, count)
