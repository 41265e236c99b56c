"""Who sees what: codes, addresses, photos, runs; and that lists cost the same for one row and for three."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.models import Claim
from logistics.models import Collection, Driver, Passport, Proof, Receipt, Route, Stop
from logistics.queries import waiting_for
from marketplace.organisations.access import roles_of
from marketplace.organisations.models import Organisation, Role, Site, User
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_tuesday")]

CANARY = "Canary Lane"


def _get(browser: Client, name: str, *args: object) -> tuple[int, str]:
    answer = browser.get(reverse(f"logistics:{name}", args=args))
    return answer.status_code, answer.content.decode()


def _browser(organisation: Organisation, *roles: str) -> Client:
    person = make.member(organisation, *roles) if roles else make.administrator(organisation)
    return make.client(person, organisation)


def _claim(carrier: Organisation | None = None) -> Claim:
    """Goods between two canary addresses."""
    giver, taker = make.organisation(name="Giver Ltd"), make.organisation("charity", name="Taker Trust")
    listing = make.listing(giver, site=make.site(giver, street=f"1 {CANARY}"))
    there = make.site(taker, at=make.BRADFORD, street=f"2 {CANARY}", town="Bradford", postcode="BD1 4SD")
    return make.accepted_claim(listing, organisation=taker, site=there, carrier=carrier)


def test_each_party_sees_its_own_words_and_nobody_elses() -> None:
    carrier = make.carrier()
    claim = _claim(carrier)
    make.plan(carrier)
    codes = Collection.objects.get()
    pages = {
        one.name: _get(_browser(one), "collection-of-claim", claim.pk)[1]
        for one in (claim.listing.organisation, claim.organisation, carrier)
    }
    shown = {name: (codes.pickup_code in page, codes.dropoff_code in page) for name, page in pages.items()}
    assert shown == {"Giver Ltd": (True, False), "Taker Trust": (False, True), carrier.name: (False, False)}
    assert all(CANARY in page for page in pages.values())
    driver = Driver.objects.get(organisation=carrier).user
    run = _get(make.client(driver, carrier), "run", Route.objects.get().pk)[1]
    assert CANARY in run
    assert codes.pickup_code not in run


def test_stranger_finds_nothing() -> None:
    carrier = make.carrier()
    claim = _claim(carrier)
    receipt = make.confirmed(make.delivered(claim))
    stranger = _browser(make.carrier())
    code = Passport.objects.get().code
    route, stop = Route.objects.get(), Stop.objects.order_by("pk").first()
    assert stop is not None
    for name, pk in (
        ("collection-of-claim", claim.pk),
        ("receipt", receipt.pk),
        ("run", route.pk),
        ("stop-prove", stop.pk),
        ("stop-fail", stop.pk),
        ("label", code),
        ("vehicle-edit", route.shift.vehicle_id),
    ):
        status, page = _get(stranger, name, pk)
        assert (name, status, CANARY in page) == (name, 404, False)
    for name in ("collections", "runs", "fleet", "plan"):
        status, page = _get(stranger, name)
        assert (name, status, CANARY in page, claim.listing.title in page) == (name, 200, False, False)


def test_driver_opens_own_runs_only() -> None:
    carrier = make.carrier()
    _claim(carrier)
    make.plan(carrier)
    route = Route.objects.get()
    own = make.client(route.shift.driver.user, carrier)
    other = make.client(make.driver(carrier).user, carrier)
    assert _get(own, "run", route.pk)[0] == 200
    assert _get(other, "run", route.pk)[0] == 404
    assert CANARY not in _get(other, "runs")[1]
    assert other.post(reverse("logistics:run-start", args=[route.pk])).status_code == 404
    assert _get(_browser(carrier, Role.LISTER), "run", route.pk)[0] == 403
    stands_in = _browser(carrier, Role.COORDINATOR)
    assert "You stand in for the driver" in _get(stands_in, "run", route.pk)[1]


def test_drivers_see_no_plan_and_no_fleet() -> None:
    carrier = make.carrier()
    browser = make.client(Driver.objects.get().user, carrier)
    for name in ("fleet", "plan", "vehicle-new", "driver-new", "shift-new"):
        assert (name, _get(browser, name)[0]) == (name, 403)


def test_passport_is_public_and_tells_towns_only() -> None:
    claim = _claim(make.carrier(name="Aire Wheels"))
    make.confirmed(make.delivered(claim))
    passport = Passport.objects.get()
    status, page = _get(Client(), "passport", passport.code)
    assert status == 200
    assert claim.listing.title in page
    assert "Giver Ltd, Leeds LS2" in page
    assert "Taker Trust, Bradford BD1" in page
    for secret in (CANARY, "Sam Dock", "0113 496 0000", make.administrator(claim.organisation).name, "LS2 7EQ"):
        assert secret not in page
    assert _get(Client(), "passport", passport.code.lower())[0] == 200
    assert _get(Client(), "passport", "NOSUCHCODE")[0] == 404


def test_photo_of_a_proof_is_for_the_parties() -> None:
    carrier = make.carrier()
    claim = _claim(carrier)
    make.run(carrier)
    pickup = Stop.objects.filter(kind="pickup").for_mails().get()
    make.proved(pickup, photo=make.photo_file().read())
    proof = Proof.objects.get()
    address = reverse("logistics:proof-photo", args=[proof.pk])
    for organisation in (claim.listing.organisation, claim.organisation, carrier):
        answer = _browser(organisation).get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert "private" in answer["Cache-Control"]
    assert _browser(make.organisation()).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_receiver_alone_confirms_and_giver_alone_hands_over() -> None:
    claim = _claim()
    giver, taker = claim.listing.organisation, claim.organisation
    assert _get(_browser(giver), "receipt-new", claim.pk)[0] == 403
    assert _get(_browser(taker), "collection-hand-over", claim.pk)[0] == 403
    assert _get(_browser(taker, Role.LISTER), "receipt-new", claim.pk)[0] == 403
    fetch = reverse("logistics:collection-fetch", args=[claim.pk])
    assert _browser(giver, Role.REQUESTER).post(fetch, {"at": "2026-09-16T11:00"}).status_code == 403
    assert _browser(giver, Role.LISTER).post(fetch, {"at": "2026-09-16T11:00"}).status_code == 302


def _asks(organisation: Organisation, user: User) -> list[str]:
    roles = roles_of(user=user, organisation=organisation)
    return [one.title for one in waiting_for(organisation=organisation, roles=roles, user=user, now=make.NOW)]


def test_yard_says_what_waits_for_whom() -> None:
    carrier = make.carrier()
    claim = _claim(carrier)
    fetched = _claim()
    coordinator = make.member(carrier, Role.COORDINATOR)
    driver = Driver.objects.get().user
    assert _asks(carrier, coordinator) == ["1 collection to plan"]
    assert _asks(fetched.organisation, make.administrator(fetched.organisation)) == ["1 time to agree"]
    make.plan(carrier, published=False)
    assert _asks(carrier, coordinator) == ["1 collection to plan", "1 plan to publish"]
    assert _asks(carrier, driver) == []
    make.delivered(claim)
    assert _asks(carrier, coordinator) == []
    receiver = make.administrator(claim.organisation)
    assert _asks(claim.organisation, receiver) == ["1 delivery to confirm"]


def _queries(browser: Client, name: str, *args: object) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert _get(browser, name, *args)[0] == 200
    return len(caught)


def _same(address: Callable[[], int], more: Callable[[], None]) -> None:
    one = address()
    more()
    assert address() == one


def test_fleet_costs_the_same_for_one_and_three() -> None:
    carrier = make.carrier()
    browser = _browser(carrier)

    def more() -> None:
        for _van in range(2):
            make.shift(carrier, site=Site.objects.filter(organisation=carrier)[0])

    _same(lambda: _queries(browser, "fleet"), more)


def test_plan_runs_and_run_cost_the_same_for_one_and_three() -> None:
    costs = []
    for count in (1, 3):
        carrier = make.carrier(vans=0)
        for _lot in range(count):
            # Each van has time for one load only, so that each has a route.
            make.shift(carrier, site=carrier.sites.get(), hours=("10:30", "14:00"))
            make.accepted_claim(make.listing(quantity=Decimal(40)), quantity=40, carrier=carrier)
        heavy = make.accepted_claim(make.listing(quantity=Decimal(400)), quantity=400, carrier=carrier)
        browser = _browser(carrier)
        waiting = _queries(browser, "plan")
        make.plan(carrier)
        assert Route.objects.filter(plan__organisation=carrier).count() == count
        route = Route.objects.filter(plan__organisation=carrier).order_by("pk")[0]
        planned = [_queries(browser, "plan"), _queries(browser, "runs"), _queries(browser, "run", route.pk)]
        costs.append([waiting, *planned, _queries(browser, "collection-of-claim", heavy.pk)])
    assert costs[0] == costs[1]


def test_collections_cost_the_same_for_one_and_three() -> None:
    taker = make.organisation("charity")
    there = make.site(taker)

    def more() -> None:
        for _lot in range(2):
            make.accepted_claim(organisation=taker, site=there)

    make.accepted_claim(organisation=taker, site=there)
    browser = _browser(taker)
    _same(lambda: _queries(browser, "collections"), more)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("capacity_kg", "0", "greater than or equal to 1"),
        ("capacity_kg", "-5", "greater than or equal to 1"),
        ("capacity_kg", "1" + "0" * 30, "less than or equal to 100000"),
        ("capacity_litres", "many", "Enter a whole number"),
        ("capacity_pallets", "1.5", "Enter a whole number"),
        ("name", "a\x00b", "characters that cannot be shown"),
        ("name", "", "required"),
        ("type", "spaceship", "Select a valid choice"),
    ],
)
def test_vehicle_that_cannot_be_is_refused_with_what_was_typed_kept(field: str, value: str, words: str) -> None:
    carrier = make.carrier(vans=0)
    values = {
        "name": "Kept van", "registration": "KE26 EPT", "type": "van_petrol", "capacity_kg": "900",
        "capacity_litres": "9000", "capacity_pallets": "0",
    }  # fmt: skip
    answer = _browser(carrier).post(reverse("logistics:vehicle-new"), {**values, field: value})
    assert answer.status_code in ({400, 422} if "\x00" in value else {422})
    assert words in answer.content.decode() or answer.status_code == 400
    if answer.status_code == 422:
        assert 'value="KE26 EPT"' in answer.content.decode()
    assert carrier.vehicles.count() == 0


@pytest.mark.parametrize(
    "query", ["2026-02-31", "tomorrow", "9999-12-31", "0001-01-01", "1" * 40, "%00", "2026-09-15\x00"]
)
def test_plan_of_no_day_is_the_plan_of_today(query: str) -> None:
    answer = _browser(make.carrier()).get(reverse("logistics:plan"), {"day": query})
    assert answer.status_code in {200, 400}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"ends": "09:00"}, "ends before it begins"),
        ({"crew": "0"}, "greater than or equal to 1"),
        ({"crew": "1" + "0" * 30}, "less than or equal to 9"),
        ({"day": "2026-09-14"}, "That day is over"),
        ({"day": "2036-09-14"}, "within a year"),
        ({"starts": "25:00"}, "valid time"),
        ({"driver": "999999"}, "valid choice"),
    ],
)
def test_shift_that_cannot_be_is_refused(changed: dict[str, str], words: str) -> None:
    carrier = make.carrier(vans=0)
    values = {
        "driver": make.driver(carrier).pk, "vehicle": make.vehicle(carrier).pk, "start_site": carrier.sites.get().pk,
        "day": "2026-09-15", "starts": "10:00", "ends": "16:00", "crew": "1",
    }  # fmt: skip
    answer = _browser(carrier).post(reverse("logistics:shift-new"), {**values, **changed})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_receipt_form_keeps_what_was_typed() -> None:
    taker = make.organisation("charity")
    claim = make.accepted_claim(organisation=taker, site=make.site(taker))
    browser = _browser(taker)
    early = browser.post(reverse("logistics:receipt-new", args=[claim.pk]), {"kept_quantity": "4"})
    assert early.status_code == 422
    assert Receipt.objects.count() == 0
