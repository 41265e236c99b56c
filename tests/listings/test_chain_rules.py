"""Chains, the pure part: what keeps two apart, and which third party takes it out of the way."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from listings.chains import MOST_KM, Chain, Mover, Store, Trouble, chain_of, trouble_between
from listings.collecting import Obstacle, VanLimits, Weight
from listings.matching.sides import Need, Offer
from marketplace.kernel.geo import Point

TODAY = date(2026, 3, 2)
LEEDS, YORK, HULL, LONDON = Point(53.80, -1.55), Point(53.96, -1.08), Point(53.74, -0.33), Point(51.51, -0.13)
MORNINGS, EVENINGS = {"mon": [["08:00", "12:00"]]}, {"mon": [["17:00", "20:00"]]}
ALL_DAY = {"mon": [["08:00", "20:00"]]}
DESKS = "furniture/office/desks"
NEED = Need(
    kind="equipment", title="Desks", category_path=DESKS, radius_km=20, needed_by=None, point=LEEDS, hours=EVENINGS
)
OFFER = Offer(
    kind="equipment",
    category_path=DESKS,
    category_name="Desks",
    title="Oak desks",
    words=frozenset({"oak", "desk"}),
    available=Decimal(10),
    unit="item",
    available_from=None,
    must_be_gone_by=None,
    needs_two_people=False,
    needs_tail_lift=False,
    point=YORK,
    hours=MORNINGS,
)
VAN = VanLimits(kg=800, litres=9000, has_tail_lift=False)
THING = Weight(Decimal(38))
MOVER = Mover(1, "Holbeck Vans", LEEDS, (VAN,))
STORE = Store(2, "Canal Storage", 7, "Dry store", LEEDS, ALL_DAY)


def _trouble(need: Need = NEED, offer: Offer = OFFER, docks: Obstacle | None = None) -> Trouble | None:
    return trouble_between(need, offer, docks=docks, today=TODAY)


def test_what_fits_as_it_is_needs_nobody() -> None:
    assert _trouble(replace(NEED, radius_km=60)) is None


def test_what_is_in_the_way_is_named_and_the_first_of_it() -> None:
    assert _trouble() is Trouble.TOO_FAR
    near = replace(NEED, radius_km=60)
    assert _trouble(replace(near, can_collect=False)) is Trouble.NOBODY_FETCHES
    assert _trouble(near, docks=Obstacle.HOURS_APART) is Trouble.HOURS_APART
    assert _trouble(near, docks=Obstacle.DATES_TOO_SHORT) is Trouble.GONE_TOO_SOON


def test_what_no_third_party_mends_is_no_chain() -> None:
    assert _trouble(offer=replace(OFFER, point=LONDON)) is None
    assert _trouble(offer=replace(OFFER, category_path="furniture/office/cupboards", title="Cupboards")) is None
    assert _trouble(offer=replace(OFFER, must_be_gone_by=TODAY - timedelta(days=1))) is None
    assert _trouble(replace(NEED, radius_km=60), docks=Obstacle.DONOR_CLOSED) is None
    assert MOST_KM == 150


def _chain(trouble: Trouble, *, movers: list[Mover] | None = None, stores: list[Store] | None = None) -> Chain | None:
    return chain_of(NEED, OFFER, trouble, movers=movers or [], stores=stores or [], thing=THING)


def test_mover_with_the_shortest_round_and_a_van_for_it_is_proposed() -> None:
    far = replace(MOVER, organisation=3, point=HULL)
    found = _chain(Trouble.TOO_FAR, movers=[far, MOVER])
    assert found is not None
    assert (found.helper, round(found.km)) == (MOVER, 71)
    small = replace(MOVER, vans=(replace(VAN, kg=20),))
    instead = _chain(Trouble.TOO_FAR, movers=[far, small])
    assert instead is not None
    assert instead.helper == far
    assert _chain(Trouble.TOO_FAR, movers=[small, replace(MOVER, point=LONDON)]) is None


def test_store_is_open_for_both_and_on_the_way() -> None:
    found = _chain(Trouble.HOURS_APART, stores=[replace(STORE, listing=9), STORE])
    assert found is not None
    assert found.helper == STORE
    assert _chain(Trouble.HOURS_APART, stores=[replace(STORE, hours=MORNINGS)]) is None
    assert _chain(Trouble.HOURS_APART, stores=[replace(STORE, point=HULL)]) is None
    assert _chain(Trouble.HOURS_APART, movers=[MOVER]) is None
