"""Every page of the room in the states that it can be in, as people walk through them: no page fails, refusals keep
what was typed."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from listings.models import Claim
from logistics.models import Collection, Plan, Receipt, Route, Shift, Stop, Vehicle
from marketplace.organisations.models import Organisation, Role
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_tuesday")]


def _ok(browser: Client, name: str, /, *args: object, **query: str) -> str:
    answer = browser.get(reverse(f"logistics:{name}", args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return str(answer.content.decode())


def _sent(browser: Client, name: str, /, *args: object, **values: object) -> int:
    return int(browser.post(reverse(f"logistics:{name}", args=args), values).status_code)


def test_coordinator_sets_up_a_fleet_and_plans_a_day() -> None:
    carrier = make.carrier(vans=0)
    coordinator = make.member(carrier, Role.COORDINATOR)
    driver = make.member(carrier, Role.DRIVER, name="Rosa Moto")
    yard = carrier.sites.get()
    browser = make.client(coordinator, carrier)
    assert "No vehicle yet" in _ok(browser, "fleet")
    assert "Nothing waits for a van" in _ok(browser, "plan")
    _ok(browser, "vehicle-new")
    values = {"name": "Blue van", "type": "van_electric", "capacity_kg": "900", "capacity_litres": "9000"}
    assert _sent(browser, "vehicle-new", **values, capacity_pallets="0") == 302
    vehicle = Vehicle.objects.get()
    assert vehicle.capacity_kg == 900
    _ok(browser, "vehicle-edit", vehicle.pk)
    assert _sent(browser, "vehicle-edit", vehicle.pk, **values, capacity_pallets="1") == 302
    _ok(browser, "driver-new")
    licence = {"licence_until": "2030-01-01", "licence_categories": "B"}
    assert _sent(browser, "driver-new", user=driver.pk, phone="07700 900000", **licence) == 302
    _ok(browser, "shift-new", day="2026-09-15")
    shift = {"driver": carrier.drivers.get().pk, "vehicle": vehicle.pk, "start_site": yard.pk, "day": "2026-09-15"}
    assert _sent(browser, "shift-new", **shift, starts="10:30", ends="16:30", crew="2") == 302
    assert "Rosa Moto" in _ok(browser, "fleet")
    claim = make.accepted_claim(carrier=carrier)
    assert claim.listing.title in _ok(browser, "plan")
    assert _sent(browser, "plan-make", day="2026-09-15") == 302
    page = _ok(browser, "plan", day="2026-09-15")
    assert "A draft" in page
    assert '<svg class="timeline"' in page
    plan = Plan.objects.get()
    assert _sent(browser, "plan-publish", plan.pk) == 302
    assert "In force" in _ok(browser, "plan", day="2026-09-15")
    assert "Open the run" in _ok(browser, "plan", day="2026-09-15")


def test_driver_drives_a_run_on_the_phone() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    make.plan(carrier)
    route = Route.objects.get()
    browser = make.client(route.shift.driver.user, carrier)
    _ok(browser, "runs")
    assert "Start the run" in _ok(browser, "run", route.pk)
    assert _sent(browser, "run-start", route.pk) == 422
    assert _sent(browser, "run-start", route.pk, is_fit="on") == 302
    pickup, dropoff = Stop.objects.filter(route=route).order_by("sequence")
    page = _ok(browser, "run", route.pk)
    assert claim.listing.site.address in page
    assert f"https://waze.com/ul?ll={pickup.site.latitude:.6f},{pickup.site.longitude:.6f}" in page
    assert _sent(browser, "stop-arrive", pickup.pk) == 302
    form = _ok(browser, "stop-prove", pickup.pk)
    assert 'capture="environment"' in form
    words = Collection.objects.get().pickup_code
    proof = {"client_id": uuid4(), "quantity": "4", "signer_name": "Sam", "note": ""}
    refused = browser.post(reverse("logistics:stop-prove", args=[pickup.pk]), {**proof, "code": "no such words"})
    assert refused.status_code == 422
    assert "tries left: 4" in refused.content.decode()
    assert 'value="Sam"' in refused.content.decode()
    assert _sent(browser, "stop-prove", pickup.pk, **proof, code=words) == 302
    assert _sent(browser, "stop-prove", pickup.pk, **proof, code=words) == 302
    assert Stop.objects.filter(state="done").count() == 1
    photo = make.photo_file()
    second = {**proof, "client_id": uuid4(), "photo": photo}
    assert _sent(browser, "stop-prove", dropoff.pk, **second, code="") == 302
    assert "Done. Thank you." in _ok(browser, "run", route.pk)


def test_receiver_confirms_and_prints_the_receipt() -> None:
    collection = make.delivered()
    claim = collection.claim
    browser = make.client(make.administrator(claim.organisation), claim.organisation)
    assert "Confirm what arrived" in _ok(browser, "collection-of-claim", claim.pk)
    assert "As listed: 24 kg" in _ok(browser, "receipt-new", claim.pk)
    values = {"kept_quantity": "3", "condition": "good", "mass_basis": "weighed", "displaced": "bought_new"}
    assert _sent(browser, "receipt-new", claim.pk, **values) == 422
    rejected = {"rejected_quantity": "1", "rejected_reason": "A broken leg", "rejected_fate": "recycled"}
    assert _sent(browser, "receipt-new", claim.pk, **values, **rejected, mass_kg="70.5") == 302
    receipt = Receipt.objects.get()
    assert (receipt.kept_mass_kg, receipt.rejected_mass_kg) == (Decimal("70.5"), Decimal("23.5"))
    page = _ok(browser, "receipt", receipt.pk)
    assert "The chain holds" in page
    assert _sent(browser, "receipt-new", claim.pk, **values, **rejected, mass_kg="70.5") == 302
    assert Receipt.objects.count() == 1
    code = collection.claim.listing.passports.get().code
    assert "The chain" not in _ok(Client(), "passport", code)
    assert "Make the PDF" in _ok(browser, "label", code)
    sheet = browser.get(reverse("logistics:label", args=[code]), {"sheet": "a4-24", "count": "3"})
    assert (sheet.status_code, sheet.headers["Content-Type"]) == (200, "application/pdf")
    assert claim.listing.title in _ok(browser, "collections")


def test_goods_are_fetched_at_an_agreed_time() -> None:
    claim = make.accepted_claim()
    giver, taker = claim.listing.organisation, claim.organisation
    takes = make.client(make.administrator(taker), taker)
    gives = make.client(make.administrator(giver), giver)
    assert "Agree a time" in _ok(takes, "collection-of-claim", claim.pk)
    assert _sent(takes, "collection-fetch", claim.pk, at="2026-09-16T22:00") == 422
    assert _sent(takes, "collection-fetch", claim.pk, at="2026-09-16T11:00") == 302
    collection = Collection.objects.get()
    assert timezone.localtime(collection.fetch_at) == datetime(2026, 9, 16, 10, tzinfo=UTC)
    assert collection.dropoff_code in _ok(takes, "collection-of-claim", claim.pk)
    assert collection.dropoff_code not in _ok(gives, "collection-of-claim", claim.pk)
    assert "Not here yet" in _ok(takes, "receipt-new", claim.pk)
    _ok(gives, "collection-hand-over", claim.pk)
    proof = {"client_id": uuid4(), "quantity": "4", "signer_name": "Ada", "code": collection.dropoff_code.upper()}
    assert _sent(gives, "collection-hand-over", claim.pk, **proof) == 302
    assert "To be confirmed" in _ok(takes, "collections")
    assert "handed over already" in _ok(gives, "collection-hand-over", claim.pk)


def test_job_that_fits_no_van_stays_in_the_tray_with_its_reason() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(make.listing(quantity=Decimal(200)), quantity=150, carrier=carrier)
    browser = make.client(make.administrator(carrier), carrier)
    assert _sent(browser, "plan-make", day="2026-09-15") == 302
    page = _ok(browser, "plan", day="2026-09-15")
    assert "Stays behind" in page
    assert "It is 3600 kg" in page
    assert claim.listing.title in page


def _two_vans() -> tuple[Organisation, Claim, Plan, Shift]:
    carrier = make.carrier(vans=2)
    claim = make.accepted_claim(carrier=carrier)
    plan = make.plan(carrier, published=False)
    other = Shift.objects.exclude(routes__plan=plan).get()
    return carrier, claim, plan, other


def test_job_moves_to_another_van_and_aside_by_buttons() -> None:
    carrier, claim, plan, other = _two_vans()
    browser = make.client(make.administrator(carrier), carrier)
    collection = Collection.objects.get(claim=claim)
    assert _sent(browser, "move-stop", plan.pk, collection=collection.pk, shift=other.pk) == 302
    assert [route.shift_id for route in plan.routes.all()] == [other.pk]
    assert _sent(browser, "move-stop", plan.pk, collection=collection.pk, shift="") == 302
    assert plan.routes.count() == 0
    assert "Set aside by hand." in _ok(browser, "plan", day="2026-09-15")


def test_move_that_breaks_a_rule_is_named_and_not_saved() -> None:
    carrier, claim, _plan, other = _two_vans()
    Vehicle.objects.filter(pk=other.vehicle_id).update(capacity_kg=10)
    plan = make.plan(carrier, published=False)
    collection = Collection.objects.get(claim=claim)
    before = [route.shift_id for route in plan.routes.all()]
    browser = make.client(make.administrator(carrier), carrier)
    address = reverse("logistics:move-stop", args=[plan.pk])
    answer = browser.post(address, {"collection": collection.pk, "shift": other.pk})
    assert answer.status_code == 422
    assert "too full" in answer.content.decode()
    plan.refresh_from_db()
    assert [route.shift_id for route in plan.routes.all()] == before
