"""Arithmetic and policy: loads, dock hours, the chain, the lives of things."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.chain import Link, first_broken, hash_of
from logistics.hours import is_open, promised, windows_of
from logistics.lifecycle import COLLECTION, ROUTE, STOP, NoSuchStep, must_lead_to
from logistics.loads import (
    MOST,
    Goods,
    GoodsLoad,
    KnownMass,
    known_mass,
    listed_mass,
    load_of,
    service_seconds,
    typical_mass,
)
from logistics.models import CollectionState, RouteState, StopState
from logistics.planning.problem import Window
from marketplace.kernel.mass import MassBasis
from marketplace.kernel.units import Unit

DESKS = Goods(Decimal(4), Unit.ITEM, default_unit="item", default_mass_kg=Decimal("31.2"), default_volume_litres=380)


def test_load_is_rounded_up_to_whole_kilograms_and_litres() -> None:
    assert load_of(DESKS) == GoodsLoad(kg=125, litres=1520, pallets=0)


def test_listing_knows_better_than_its_category() -> None:
    listed = Goods(
        Decimal(4), Unit.ITEM, Decimal("24.5"), "weighed", 100, "item", Decimal("31.2"), 380, is_palletised=False
    )
    assert load_of(listed) == GoodsLoad(kg=98, litres=400, pallets=0)
    assert known_mass(listed) == KnownMass(Decimal("24.5"), MassBasis.WEIGHED)
    assert typical_mass(listed) == KnownMass(Decimal("31.2"), MassBasis.ITEM_DEFAULT)


def test_category_default_counts_only_for_its_own_unit() -> None:
    pallets = Goods(Decimal(3), Unit.PALLET, default_unit="item", default_mass_kg=Decimal(5))
    assert known_mass(pallets) is None
    assert load_of(pallets) == GoodsLoad(kg=60, litres=300, pallets=3)


def test_unit_that_is_a_mass_needs_no_other() -> None:
    tonnes = Goods(Decimal("1.5"), Unit.TONNE, is_palletised=True)
    assert listed_mass(tonnes) == KnownMass(Decimal(1000), MassBasis.DECLARED)
    assert load_of(tonnes) == GoodsLoad(kg=1500, litres=7500, pallets=5)


def test_volume_alone_gives_a_weight_to_plan_with() -> None:
    cubic = Goods(Decimal(2), Unit.M3)
    assert load_of(cubic) == GoodsLoad(kg=400, litres=2000, pallets=0)


@given(
    quantity=st.decimals(min_value="0.001", max_value=1_000_000, places=3),
    mass=st.none() | st.decimals(min_value="0.0001", max_value=10_000_000, places=4),
    unit=st.sampled_from(Unit),
    on_pallets=st.booleans(),
)
def test_load_of_anything_fits_its_column(
    quantity: Decimal, mass: Decimal | None, unit: Unit, on_pallets: bool
) -> None:
    basis = "declared" if mass else ""
    load = load_of(Goods(quantity, unit, mass, basis, is_palletised=on_pallets))
    assert 1 <= load.kg <= MOST
    assert 1 <= load.litres <= MOST
    assert 0 <= load.pallets <= 32_000


@pytest.mark.parametrize(("kg", "seconds"), [(1, 540), (100, 720), (500, 1500), (5000, 3600)])
def test_service_grows_with_the_load_up_to_an_hour(kg: int, seconds: int) -> None:
    assert service_seconds(kg) == seconds


@pytest.mark.parametrize(
    ("spans", "windows"),
    [
        ([], ()),
        ([["09:00", "17:00"]], (Window(32_400, 61_200),)),
        ([["13:00", "17:00"], ["09:00", "12:30"]], (Window(32_400, 45_000), Window(46_800, 61_200))),
        ([["09:00", "12:00"], ["12:00", "17:00"]], (Window(32_400, 61_200),)),
        ([["09:00", "17:00"], ["10:00", "11:00"]], (Window(32_400, 61_200),)),
        ([["22:00", "00:00"]], (Window(79_200, 86_400),)),
    ],
)
def test_dock_hours_become_windows_in_order(spans: list[list[str]], windows: tuple[Window, ...]) -> None:
    assert windows_of(spans) == windows


def test_dock_is_open_until_its_last_moment() -> None:
    windows = windows_of([["09:00", "17:00"]])
    assert [is_open(windows, second) for second in (32_399, 32_400, 61_200, 61_201)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("arrival", "start"),
    [((10, 24), (10, 0)), ((10, 14), (9, 30)), ((10, 15), (10, 0)), ((10, 58), (10, 30)), ((0, 5), (23, 30))],
)
def test_promise_is_an_hour_around_the_arrival(arrival: tuple[int, int], start: tuple[int, int]) -> None:
    at = datetime(2026, 9, 15, *arrival, 12, tzinfo=UTC)
    first, last = promised(at)
    assert (first.hour, first.minute) == start
    assert first <= at <= last
    assert (last - first).total_seconds() == 3600


def _chain(count: int) -> list[Link]:
    links: list[Link] = []
    for number in range(count):
        facts, previous = {"number": str(number)}, links[-1].hash if links else ""
        links.append(Link(facts, previous, hash_of(facts, previous)))
    return links


@given(count=st.integers(1, 6), data=st.data())
def test_chain_shows_an_edit_a_swap_and_a_missing_link(count: int, data: st.DataObject) -> None:
    links = _chain(count)
    assert first_broken(links) is None
    at = data.draw(st.integers(0, count - 1))
    edited = [*links]
    edited[at] = Link({"number": "x"}, links[at].previous, links[at].hash)
    assert first_broken(edited) == at
    if at:
        assert first_broken([*links[: at - 1], *links[at:]]) == at - 1
        swapped = [*links]
        swapped[at - 1], swapped[at] = links[at], links[at - 1]
        assert first_broken(swapped) == at - 1


def test_chain_that_is_hashed_anew_still_shows_the_edit_in_what_follows() -> None:
    links = _chain(3)
    facts = {"number": "x"}
    links[1] = Link(facts, links[1].previous, hash_of(facts, links[1].previous))
    assert first_broken(links) == 2


def test_tables_name_every_state() -> None:
    assert set(COLLECTION) == set(CollectionState.values)
    assert set(ROUTE) == set(RouteState.values)
    assert set(STOP) == set(StopState.values)


def test_what_was_collected_can_only_be_delivered() -> None:
    assert COLLECTION["collected"] == {"delivered", "returning", "lost"}
    with pytest.raises(NoSuchStep):
        must_lead_to(COLLECTION, "collected", "ready")
