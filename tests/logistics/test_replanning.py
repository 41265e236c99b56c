"""Planning again: what was pinned stays, a van on the way goes on with what it has aboard and with its next stops, and
only those hear of it for whom something changes."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.models import Claim
from logistics.actions.days.planning import make_plan
from logistics.actions.days.publishing import publish
from logistics.actions.runs.driving import start
from logistics.models import Collection, Pin, Plan, PlanIssue, Route, RouteState, Shift, Stop
from logistics.planning import search_engine, vroom_engine
from logistics.queries.changes import changes_of
from logistics.queries.problems import question_for
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain_insertion(monkeypatch: pytest.MonkeyPatch, that_tuesday: None) -> None:
    """No engine: that is quicker, and as good for a few jobs."""
    for engine in (search_engine, vroom_engine):
        monkeypatch.setattr(engine, "CHILD", ("tests.logistics.planning.faulty_child", "crash"))


def _plan(carrier: Organisation, *, now: datetime = make.NOW) -> Plan:
    return make_plan(organisation=carrier, day=make.DAY, by=make.administrator(carrier), now=now)


def _on_the_way(*, jobs: int = 2) -> tuple[Organisation, list[Claim], Route]:
    carrier = make.carrier()
    claims = [make.accepted_claim(carrier=carrier) for _job in range(jobs)]
    plan = make.plan(carrier)
    route = Route.objects.filter(plan=plan).for_runs().get()
    start(route=route, by=route.shift.driver.user, now=route.starts_at)
    return carrier, claims, route


def test_van_on_the_way_goes_on_with_what_it_has_aboard() -> None:
    carrier, claims, route = _on_the_way()
    stops = list(Stop.objects.filter(route=route).for_mails())
    make.proved(stops[0])
    Stop.objects.filter(pk=stops[0].pk).update(done_at=stops[0].planned_departure_at)
    now = stops[0].planned_departure_at + timedelta(minutes=1)
    later = make.accepted_claim(carrier=carrier)
    question = question_for(carrier, make.DAY, now=now)
    way = question.ways[route.shift_id]
    kept = [stop for stop in stops if stop.sequence <= way.after]
    assert stops[1] in kept
    assert question.problem.shifts[0].start == kept[-1].site.point
    plan = _plan(carrier, now=now)
    changes = changes_of(plan)
    assert {(end.collection.claim_id, end.word) for end in changes.ends} >= {(later.pk, "new")}
    Mail.objects.all().delete()
    publish(plan=plan, by=make.administrator(carrier), now=now)
    route.refresh_from_db()
    assert (route.plan_id, route.state, Route.objects.filter(plan=plan).count()) == (plan.pk, RouteState.STARTED, 1)
    rows = list(Stop.objects.filter(route=route).order_by("sequence"))
    assert [stop.sequence for stop in rows] == list(range(1, 7))
    assert [stop.pk for stop in rows[: len(kept)]] == [stop.pk for stop in kept]
    assert {stop.pk for stop in stops} < {stop.pk for stop in rows}
    assert {stop.collection.claim_id for stop in rows} == {*(claim.pk for claim in claims), later.pk}
    assert Collection.objects.get(claim=later).state == "en_route"
    giver = make.administrator(later.listing.organisation)
    assert giver.email in set(Mail.objects.values_list("to", flat=True))


def test_van_that_went_on_since_the_draft_is_not_overruled() -> None:
    carrier, _claims, route = _on_the_way()
    make.accepted_claim(carrier=carrier)
    draft = _plan(carrier, now=route.starts_at)
    for stop in Stop.objects.filter(route=route).for_mails()[:3]:
        make.proved(stop)
    before = list(Stop.objects.order_by("pk").values())
    with pytest.raises(DomainError) as refusal:
        publish(plan=draft, by=draft.made_by, now=route.starts_at)
    assert refusal.value.code == "van_has_left"
    assert list(Stop.objects.order_by("pk").values()) == before


def test_what_was_moved_by_hand_stays_there_and_what_waits_for_another_day_is_left_out() -> None:
    carrier = make.carrier(vans=2)
    claim = make.accepted_claim(carrier=carrier)
    draft = _plan(carrier)
    collection, other = Collection.objects.get(claim=claim), Shift.objects.exclude(routes__plan=draft).get()
    browser = make.client(make.administrator(carrier), carrier)
    page = browser.get(reverse("logistics:plan-job", args=[draft.pk, collection.pk])).content.decode()
    assert page.count("Move it here") == 1
    address = reverse("logistics:move-stop", args=[draft.pk])
    assert browser.post(address, {"collection": collection.pk, "shift": other.pk}).status_code == 302
    assert [route.shift_id for route in _plan(carrier).routes.all()] == [other.pk]
    pin = reverse("logistics:plan-pin", args=[collection.pk])
    assert browser.post(pin, {"day": "2026-09-15", "keep_for": "2026-09-18"}).status_code == 302
    plan = _plan(carrier)
    assert (plan.routes.count(), PlanIssue.objects.get(plan=plan).code) == (0, "kept_for_another_day")
    board = browser.get(reverse("logistics:plan"), {"day": "2026-09-15"}).content.decode()
    assert "It is kept for Friday 18 September." in board
    assert browser.post(pin, {"day": "2026-09-15", "keep_for": "soon"}).status_code == 422
    assert browser.post(pin, {"day": "2026-09-15"}).status_code == 302
    assert Pin.objects.count() == 0


def test_places_are_told_as_json_with_the_rule_that_is_broken() -> None:
    carrier = make.carrier(vans=2)
    claim = make.accepted_claim(carrier=carrier)
    small = Shift.objects.order_by("pk").first()
    assert small is not None
    type(small.vehicle).objects.filter(pk=small.vehicle_id).update(capacity_kg=10)
    draft = _plan(carrier)
    address = reverse("logistics:plan-job", args=[draft.pk, Collection.objects.get(claim=claim).pk])
    browser = make.client(make.administrator(carrier), carrier)
    places = browser.get(address, headers={"Accept": "application/json"}).json()["places"]
    assert {place["shift"]: (place["fits"], place["here"]) for place in places} == {
        small.pk: (False, False),
        draft.routes.get().shift_id: (True, True),
    }
    assert "too full" in next(place["says"] for place in places if not place["fits"])


def test_publish_page_says_who_is_told_and_nobody_is_told_twice() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    draft = _plan(carrier)
    browser = make.client(make.administrator(carrier), carrier)
    address = reverse("logistics:plan-publish", args=[draft.pk])
    page = browser.get(address).content.decode()
    for name in (claim.listing.organisation.name, claim.organisation.name):
        assert name in page
    assert page.count(">New<") + page.count("New</") >= 2
    assert browser.post(address).status_code == 302
    again = _plan(carrier)
    assert (
        "Nothing changes for anybody"
        in browser.get(reverse("logistics:plan-publish", args=[again.pk])).content.decode()
    )


def test_party_that_opens_longer_lets_it_ride() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    type(claim.site).objects.filter(pk=claim.site_id).update(dock_hours={"tue": [["08:00", "09:30"]]})
    plan = _plan(carrier)
    assert PlanIssue.objects.get(plan=plan).code == "window_vs_shift"
    collection = Collection.objects.get(claim=claim)
    ours = make.client(make.administrator(carrier), carrier)
    ask = {"kind": "widen_delivery", "minutes": "180", "day": "2026-09-15"}
    address = reverse("logistics:plan-ask", args=[collection.pk])
    assert ours.post(address, ask).status_code == 302
    assert ours.post(address, ask).status_code == 422
    asked = collection.asks.get()
    theirs = make.client(make.administrator(claim.organisation), claim.organisation)
    page = reverse("logistics:party-ask", args=[asked.pk])
    assert ours.get(page).status_code == 404
    assert "180 minutes" in theirs.get(page).content.decode()
    assert theirs.post(page, {"answer": ""}).status_code == 422
    assert theirs.post(page, {"answer": "yes"}).status_code == 302
    assert theirs.post(page, {"answer": "no"}).status_code == 422
    assert Stop.objects.filter(route__plan=_plan(carrier)).count() == 2


def test_pages_of_a_draft_cost_the_same_for_one_job_and_three() -> None:
    costs = []
    for count in (1, 3):
        carrier = make.carrier()
        claims = [make.accepted_claim(carrier=carrier) for _job in range(count)]
        draft = _plan(carrier)
        job = Collection.objects.get(claim=claims[0]).pk
        browser = make.client(make.administrator(carrier), carrier)
        addresses = (
            reverse("logistics:plan-job", args=[draft.pk, job]),
            reverse("logistics:plan-publish", args=[draft.pk]),
            f"{reverse('logistics:plan')}?day=2026-09-15",
        )
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address).status_code == 200
            found.append(len(queries))
        costs.append(found)
    assert costs[0] == costs[1]
