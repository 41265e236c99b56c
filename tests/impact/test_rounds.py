"""Rounds in the ledger: each leg's emissions stand in it once, whoever confirms when."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest

from logistics.models import Receipt, Route, Stop
from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.evidence import result_of
from marketplace.impact.journeys import VEHICLE_OF_TYPE
from marketplace.impact.lines import LegShare
from marketplace.impact.models import Diversion, Factor, FactorSet
from marketplace.impact.queries.emissions import kg_per_km
from marketplace.impact.queries.receipts import uncounted
from tests import make

pytestmark = pytest.mark.django_db

DIESEL: Final = Decimal("0.25561") + Decimal("0.06128")


def three_loads() -> tuple[list[Receipt], Route]:
    """Picked up one after the other and dropped in the same order; the way out is 5 km, the way back 7."""
    listing = make.listing(quantity=Decimal(30))
    receipts = [
        make.receipt(listing, kept=3, kept_kg=mass, rejected=1, rejected_kg="7", mode="van", load_kg=50)
        for mass in ("91.7", "13.3", "250.1")
    ]
    route = make.driven_route(*(receipt.collection for receipt in receipts), metres=33_333)
    for stop, metres in zip(
        Stop.objects.filter(route=route).order_by("sequence"), (5000, 1234, 4321, 9876, 3210, 2692), strict=True
    ):
        Stop.objects.filter(pk=stop.pk).update(leg_metres=metres)
    return receipts, route


def legs_in_ledger() -> dict[int, LegShare]:
    """The share of each load, as its lines keep it."""
    found: dict[int, LegShare] = {}
    for line in Diversion.objects.order_by("pk"):
        leg = result_of(line.evidence, line_id="x").line.legs[0]
        assert found.setdefault(line.receipt.collection_id, leg) == leg
    return found


def test_shares_of_a_round_add_up_to_it_exactly() -> None:
    receipts, route = three_loads()
    assert count_receipts(now=make.NOW) == 3
    legs = legs_in_ledger()
    assert sum(leg.km or 0 for leg in legs.values()) == Decimal("33.333")
    one = legs[receipts[0].collection_id]
    assert (one.round_km, one.round_kg, one.basis) == (Decimal("33.333"), Decimal("376.1"), "driven")
    assert one.empty == (Decimal(12_000) / 33_333).quantize(Decimal("0.0001"))
    emitted = sum((line.transport or Decimal(0) for line in Diversion.objects.all()), Decimal(0))
    assert emitted == pytest.approx(Decimal("33.333") * DIESEL, abs=Decimal("0.000004"))
    assert f"route {route.pk}, load " in one.trip


def test_shares_add_up_too_when_loads_are_confirmed_later_and_weigh_something_else() -> None:
    receipts, _route = three_loads()
    late = receipts[1:]
    for receipt in late:
        receipt.delete()
    assert count_receipts(now=make.NOW) == 1
    first = legs_in_ledger()
    for number, receipt in enumerate(late):
        receipt.pk, receipt.kept_mass_kg = None, Decimal(400 + number)
        receipt.save(force_insert=True)
        assert count_receipts(now=make.NOW) == 1
    legs = legs_in_ledger()
    assert legs[receipts[0].collection_id] == first[receipts[0].collection_id]
    assert sum(leg.km or 0 for leg in legs.values()) == Decimal("33.333")


def test_goods_of_a_run_are_counted_when_it_is_over_or_nobody_ended_it() -> None:
    _receipts, route = three_loads()
    Route.objects.filter(pk=route.pk).update(state="started", finished_at=None)
    assert count_receipts(now=make.NOW) == 0
    assert uncounted().count() == 3
    assert count_receipts(now=route.ends_at + timedelta(days=2, seconds=1)) == 3


def test_every_type_of_vehicle_has_its_emissions_with_the_fuel_s_way_to_the_tank() -> None:
    rates = kg_per_km(date(2025, 9, 15))
    assert set(rates) == set(VEHICLE_OF_TYPE)
    assert rates["van_diesel"] == DIESEL
    assert rates["van_electric"] == Decimal("0.06976") + Decimal("0.01759")
    assert rates["cargo_bike"] == 0
    Factor.objects.all().delete()
    FactorSet.objects.all().delete()
    assert kg_per_km(date(2025, 9, 15)) == {}
