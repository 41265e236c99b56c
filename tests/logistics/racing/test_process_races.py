"""Sixteen real processes at one load, at the quotes for one load, and at one run, on whichever database the run is on.

The control divides a load without the listing's row, and makes goods out of nothing on PostgreSQL; on SQLite one writer
at a time hides it.
"""

from collections import Counter
from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from logistics.actions.carriers.quoting import Offer, ask_quote, price
from logistics.actions.loads.arranging import open_collection
from logistics.models import BrokenRun, CarrierQuote, Collection, Deed, Handover, Receipt, Route, Stop
from logistics.queries.verifying import all_findings
from marketplace.web.models import Mail
from tests import make
from tests.listings.racing import PROCESSES, race
from tests.logistics.conserving.loads import Loads
from tests.logistics.run.told import proof

SORRY = "Not needed any more"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def database() -> dict[str, Any]:  # Any: Django's own shape for a database
    """The test database, for other processes. On a busy machine they wait for each other longer than people would."""
    patience = {"timeout": 120} if connection.vendor == "sqlite" else {"options": "-c lock_timeout=120000"}
    return {**connection.settings_dict, "OPTIONS": {**connection.settings_dict["OPTIONS"], **patience}}


def _world(load: Collection) -> Loads:
    """The laws of loads, for one whose claim has begun with it."""
    giver = load.claim.listing.organisation
    world = Loads(Random(1), giver, giver, load.claim.listing.site, make.administrator(giver))
    world.first[load.claim_id] = (load.load_kg, load.load_litres)
    return world


def _jobs(world: Loads, load: Collection, acts: list[tuple[str, int]]) -> list[dict[str, Any]]:  # Any: as jobs are
    told = [{"load": load.pk, "by": world.by.pk, "act": act, "amount": amount} for act, amount in acts]
    return [told[number % len(told)] for number in range(PROCESSES)]


def test_of_those_who_divide_fetch_and_call_off_a_load_at_once_the_first_decides(database: dict[str, Any]) -> None:
    listing = make.listing(quantity=Decimal(20))
    load = open_collection(claim=make.accepted_claim(listing, quantity=8), now=make.NOW)
    world = _world(load)
    acts = [("cut", 3), ("fetch", 8), ("call_off", 0), ("fetch", 5), ("cut", 1)]
    told = Counter(race("move_load", _jobs(world, load, acts), database))
    world.check(load.claim_id)
    assert told["done"] >= 1
    # Of many who say the right words at once some are told to wait: a try is counted before it is looked at.
    refusals = {"collection_moved_on", "claim_moved_on", "parts_do_not_add_up", "more_than_there_is", "code_locked"}
    assert set(told) <= {"done", *refusals}
    assert Handover.objects.filter(collection=load).count() <= 1
    assert list(all_findings()) == []


def test_what_is_aboard_is_brought_back_lost_or_received_once(database: dict[str, Any]) -> None:
    carrier = make.carrier()
    make.accepted_claim(quantity=6, carrier=carrier)
    route = make.run(carrier)
    make.proved(Stop.objects.filter(route=route).for_mails()[0])
    load = Collection.objects.with_parties().get()
    world = _world(load)
    acts = [("bring_back", 2), ("lose", 2), ("turn_back", 0), ("lose", 1)]
    told = Counter(race("move_load", _jobs(world, load, acts), database))
    world.check(load.claim_id)
    assert set(told) <= {"done", "collection_moved_on", "not_that_much_aboard"}
    assert list(all_findings()) == []


def test_of_what_came_the_rest_is_back_or_lost_once_and_received_once(database: dict[str, Any]) -> None:
    load = make.delivered(make.accepted_claim(quantity=6, carrier=make.carrier()))
    world = _world(load)
    acts = [("receive", 4), ("bring_back", 1), ("lose", 1), ("receive", 6)]
    told = Counter(race("move_load", _jobs(world, load, acts), database))
    world.check(load.claim_id)
    assert (told["done"], Receipt.objects.count()) == (1, 1)
    assert set(told) <= {"done", "collection_moved_on", "already_received", "not_that_much_aboard"}
    assert list(all_findings()) == []


@pytest.mark.postgresql
def test_without_the_listings_row_dividing_makes_goods_out_of_nothing(database: dict[str, Any]) -> None:
    load = open_collection(claim=make.accepted_claim(quantity=8), now=make.NOW)
    told = Counter(race("cut_without_guard", _jobs(_world(load), load, [("cut", 1)]), database))
    assert told["done"] >= 1
    # Either two new loads had the same number, or more was cut off than the load lost.
    together = sum(one.quantity for one in Collection.objects.of(load.claim))
    assert together != 8 or any(code.startswith("IntegrityError") for code in told)


def test_of_carriers_that_answer_and_are_hired_at_once_one_goes(database: dict[str, Any]) -> None:
    load = open_collection(claim=make.accepted_claim(quantity=6), now=make.NOW)
    by = make.administrator(load.claim.organisation)
    quotes = [
        ask_quote(collection=load, company="Hill", email=f"{number}@haulier.example", by=by, now=make.NOW)
        for number in range(4)
    ]
    tomorrow = make.NOW.replace(day=make.NOW.day + 1)
    for quote in quotes[:3]:
        price(quote=quote, offer=Offer(5000, tomorrow, tomorrow.replace(hour=20)), now=make.NOW)
    # Nobody changes the first offer, so somebody can be hired however late the others are.
    acts = [
        (0, "hire"),
        (1, "hire"),
        (3, "price"),
        (2, "price"),
        (2, "hire"),
        (1, "refuse"),
        (3, "withdraw"),
        (3, "hire"),
    ]
    jobs = [
        {"quote": quotes[number].pk, "act": act, "hours": turn + 1, "by": by.pk}
        for turn in range(2)
        for number, act in acts
    ]
    told = Counter(race("quote", jobs, database))
    load.refresh_from_db()
    states = Counter(CarrierQuote.objects.values_list("state", flat=True))
    assert [code for code in told if "Error" in code] == []
    assert (states["accepted"], load.state, load.mode) == (1, "planned", "carrier")
    assert states["asked"] + states["priced"] == 0
    hired = CarrierQuote.objects.get(state="accepted")
    assert load.fetch_at == hired.pickup_from
    assert Mail.objects.filter(subject__startswith="Yes please").count() == 1
    # Each of the others is told once that it does not go.
    turned_down = CarrierQuote.objects.filter(state__in=["not_chosen", "withdrawn"])
    sorry = Mail.objects.filter(subject__startswith=SORRY)
    assert sorted(sorry.values_list("to", flat=True)) == sorted(turned_down.values_list("email", flat=True))


def _deeds(stops: list[Stop]) -> list[dict[str, Any]]:  # Any: deeds as jobs have them
    """A whole run as a phone that was without a net has it."""
    made = [{"kind": "start", "stop": stops[0].pk, "values": {"is_fit": "True"}}]
    for stop in stops:
        made += [
            {"kind": "arrive", "stop": stop.pk, "values": {}},
            {"kind": "prove", "stop": stop.pk, "values": proof(stop)},
        ]
    return [{**deed, "client": str(uuid4()), "minutes": number} for number, deed in enumerate(made)]


def test_queue_that_two_processes_tell_at_once_in_any_order_is_entered_once(database: dict[str, Any]) -> None:
    carrier = make.carrier()
    make.accepted_claim(quantity=6, carrier=carrier)
    make.plan(carrier)
    stops = list(Stop.objects.for_mails())
    by, deeds = stops[0].route.shift.driver.user, _deeds(stops)
    dice = Random(3)
    orders = [deeds, deeds[::-1], *(dice.sample(deeds, len(deeds)) for _more in range(PROCESSES - 2))]
    told = Counter(race("tell", [{"by": by.pk, "deeds": order} for order in orders], database))
    assert [said for said in told if "Error" in said] == []
    assert set(Deed.objects.values_list("state", "code")) == {("done", "")}
    assert Deed.objects.count() == len(deeds)
    assert [made.kind for made in Handover.objects.order_by("at")] == ["pickup", "dropoff"]
    route = Route.objects.get()
    assert (route.state, route.finished_at is not None) == ("finished", True)
    assert list(all_findings()) == []


def test_run_that_many_phones_finish_at_once_is_finished_once(database: dict[str, Any]) -> None:
    carrier = make.carrier()
    make.accepted_claim(quantity=6, carrier=carrier)
    route = make.run(carrier)
    pickup, dropoff = Stop.objects.filter(route=route).for_mails()
    make.proved(pickup)
    jobs = [{"stop": dropoff.pk, "act": ("prove", "fail")[number % 2]} for number in range(PROCESSES)]
    told = Counter(race("end_stop", jobs, database))
    assert told["done"] == 1
    assert set(told) <= {"done", "stop_moved_on", "run_not_ready", "code_locked"}
    route.refresh_from_db()
    assert route.state == "finished"


def test_run_that_is_broken_off_while_its_stops_are_proved_leaves_none_of_them_open(database: dict[str, Any]) -> None:
    carrier = make.carrier()
    for _claim in range(2):
        make.accepted_claim(quantity=6, carrier=carrier)
    route = make.run(carrier)
    pickups = list(Stop.objects.filter(route=route, kind="pickup"))
    acts = [(pickups[0].pk, "prove"), (pickups[1].pk, "break"), (pickups[1].pk, "prove"), (pickups[0].pk, "fail")]
    jobs = [{"stop": stop, "act": act} for stop, act in acts * 4]
    told = Counter(race("end_stop", jobs, database))
    assert set(told) <= {"done", "stop_moved_on", "run_not_ready", "code_locked"}
    route.refresh_from_db()
    assert (route.state, BrokenRun.objects.count()) == ("finished", 1)
    assert Stop.objects.filter(route=route).to_do().count() == 0
    states = Counter(Collection.objects.values_list("state", flat=True))
    assert states["collected"] + states["ready"] == 2
    assert Handover.objects.count() == states["collected"]
