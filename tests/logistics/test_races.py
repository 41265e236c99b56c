"""What must hold when two people do it at the same moment."""

import threading
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import connection

from logistics.actions.days.publishing import publish
from logistics.actions.loads.fetching import hand_over
from logistics.actions.loads.receiving import confirm
from logistics.actions.people.shifting import add_shift
from logistics.actions.runs.driving import prove
from logistics.models import Collection, Handover, Plan, PlanState, Receipt, Shift, Stop
from marketplace.kernel.errors import DomainError
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def _at_once(*deeds: Callable[[], object]) -> list[str]:
    """Do all of it at the same moment, each on a connection of its own; answers "done" or the refusal's code."""
    start, outcomes = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(number: int) -> None:
        start.wait(10)
        try:
            deeds[number]()
            outcomes[number] = "done"
        except DomainError as refusal:
            outcomes[number] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def _handed(client: UUID) -> Callable[[], object]:
    claim = make.accepted_claim(quantity=6)
    return partial(
        hand_over,
        claim=claim,
        client_id=client,
        signer_name="Ada",
        code="",
        photo=make.photo_file().read(),
        quantity=Decimal(6),
        note="",
        by=make.administrator(claim.listing.organisation),
        now=make.NOW,
    )


def test_receipt_that_is_confirmed_by_many_clicks_counts_once() -> None:
    _handed(uuid4())()
    collection = Collection.objects.with_parties().get()
    deed = partial(
        confirm,
        collection=collection,
        kept_quantity=collection.quantity,
        condition="good",
        mass_basis="declared",
        by=make.administrator(collection.claim.organisation),
        now=make.NOW,
    )
    assert _at_once(*[deed] * AT_ONCE) == ["already_received"] * (AT_ONCE - 1) + ["done"]
    assert Receipt.objects.count() == 1


def test_form_of_a_fetch_that_is_sent_many_times_at_once_hands_over_once() -> None:
    deed = _handed(uuid4())
    assert _at_once(*[deed] * AT_ONCE) == ["done"] * AT_ONCE
    assert Handover.objects.count() == 1
    assert Collection.objects.get().claim.stock_entries.filter(kind="collected").count() == 1


def test_stop_that_is_proved_twice_at_once_counts_once() -> None:
    carrier = make.carrier()
    make.accepted_claim(quantity=6, carrier=carrier)
    make.run(carrier)
    stop = Stop.objects.filter(kind="pickup").for_mails().get()
    shown = {"signer_name": "Sam", "photo": make.photo_file().read(), "code": "", "note": "", "quantity": Decimal(6)}
    by = stop.route.shift.driver.user
    same = partial(prove, stop=stop, client_id=uuid4(), by=by, now=make.NOW, **shown)
    assert _at_once(same, same, same) == ["done"] * 3
    assert Handover.objects.count() == 1


def test_stop_that_is_proved_on_two_phones_counts_once() -> None:
    carrier = make.carrier()
    make.accepted_claim(quantity=6, carrier=carrier)
    make.run(carrier)
    stop = Stop.objects.filter(kind="pickup").for_mails().get()
    shown = {"signer_name": "Sam", "photo": make.photo_file().read(), "code": "", "note": "", "quantity": Decimal(6)}
    by = stop.route.shift.driver.user
    deeds = [partial(prove, stop=stop, client_id=uuid4(), by=by, now=make.NOW, **shown) for _phone in range(3)]
    assert _at_once(*deeds) == ["done", "stop_moved_on", "stop_moved_on"]
    assert Handover.objects.count() == 1


def test_draft_that_is_published_by_many_clicks_is_published_once() -> None:
    carrier = make.carrier()
    make.accepted_claim(carrier=carrier)
    plan = make.plan(carrier, published=False)
    deed = partial(publish, plan=plan, by=plan.made_by, now=make.NOW)
    assert _at_once(*[deed] * 4) == ["done", "plan_moved_on", "plan_moved_on", "plan_moved_on"]
    assert Plan.objects.filter(state=PlanState.PUBLISHED).count() == 1


def test_driver_is_given_one_shift_at_a_time() -> None:
    carrier = make.carrier(vans=0)
    driver, yard = make.driver(carrier), carrier.sites.get()
    vans = [make.vehicle(carrier) for _van in range(AT_ONCE)]
    by = make.administrator(carrier)
    shift = partial(add_shift, starts_at=make.NOW, ends_at=make.NOW.replace(hour=15), crew=1, by=by, now=make.NOW)
    deeds = [partial(shift, vehicle=van, driver=driver, start_site=yard) for van in vans]
    assert _at_once(*deeds) == ["done"] + ["driver_busy"] * (AT_ONCE - 1)
    assert Shift.objects.count() == 1
