"""A day that is planned again by itself: what counts as a change, how long it waits, and what it never does."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from listings.actions.claiming import cancel
from logistics.actions.days.planning import publish
from logistics.actions.days.queueing import work_on
from logistics.actions.days.replanning import mind_days, unwatch, watch
from logistics.actions.people.shifting import cancel_shift
from logistics.models import Collection, Driver, Plan, PlanningRun, Shift, Vehicle
from logistics.models.planning_runs import DayWatch
from logistics.queries.keeping import kept_in, plan_to_keep
from logistics.queries.problems import question_for
from logistics.queries.staleness import changes_since
from marketplace.organisations.models import Organisation, Site
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_that_tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: make.NOW)


def _after(seconds: int) -> datetime:
    return make.NOW + timedelta(seconds=seconds)


def _drafted() -> tuple[Organisation, Plan]:
    carrier = make.carrier()
    make.accepted_claim(carrier=carrier)
    return carrier, make.plan(carrier, published=False)


def _changes(plan: Plan) -> list[str]:
    return changes_since(plan, now=make.NOW)


def test_every_change_is_named_and_only_while_it_lasts() -> None:
    carrier, plan = _drafted()
    load, shift = Collection.objects.get(), Shift.objects.get()
    title, label = load.claim.listing.title, f"{shift.vehicle.name} ({shift.driver.user})"
    assert _changes(plan) == []
    other = make.accepted_claim(make.listing(title="Six stools"), carrier=carrier)
    assert _changes(plan) == ["“Six stools” came in."]
    cancel(claim=other, reason="We have enough.", by=make.administrator(other.organisation), now=make.NOW)
    assert _changes(plan) == []
    Collection.objects.update(load_kg=load.load_kg + 1)
    assert _changes(plan) == [f"“{title}” is not as it was: its size, needs, places or hours."]
    Collection.objects.update(load_kg=load.load_kg)
    hours = load.claim.site.dock_hours
    Site.objects.filter(pk=load.claim.site_id).update(dock_hours={"wed": [["09:00", "12:00"]]})
    (closed,) = _changes(plan)
    assert closed.startswith(f"“{title}” stays behind: ")
    Site.objects.filter(pk=load.claim.site_id).update(dock_hours=hours)
    Vehicle.objects.update(capacity_kg=900)
    assert _changes(plan) == [f"{label} is not as it was: its hours, vehicle or driver."]
    Vehicle.objects.update(capacity_kg=1200)
    Driver.objects.update(skills=["food"])  # nothing that goods of ours ask for
    assert _changes(plan) == []
    added = make.shift(carrier, site=carrier.sites.get())
    assert _changes(plan) == [f"A shift was added: {added.vehicle.name} ({added.driver.user})."]
    cancel_shift(shift=added, by=make.administrator(carrier), now=make.NOW)
    assert _changes(plan) == []
    Shift.objects.filter(pk=shift.pk).update(cancelled_at=make.NOW)
    assert _changes(plan) == [f"{label} was called off."]


def test_watched_day_is_planned_again_once_it_has_been_quiet() -> None:
    carrier, plan = _drafted()
    publish(plan=plan, by=plan.made_by, now=make.NOW)
    by = make.administrator(carrier)
    watch(organisation=carrier, day=make.DAY, by=by, now=make.NOW)
    assert mind_days(now=make.NOW) == []
    make.accepted_claim(make.listing(title="Six stools"), carrier=carrier)
    assert mind_days(now=_after(10)) == []
    make.accepted_claim(make.listing(title="A bench"), carrier=carrier)
    assert mind_days(now=_after(25)) == []  # the second change begins the wait anew
    assert mind_days(now=_after(40)) == []
    (run,) = mind_days(now=_after(45))
    assert (run.because, run.keeps_plan, run.asked_by) == ("“Six stools” came in. “A bench” came in.", True, by)
    assert mind_days(now=_after(90)) == []  # it is being worked on
    work_on(run=run, cancelled=lambda: False, told=lambda stage, done, of: None, by=by, now=_after(91))
    plan.refresh_from_db()
    draft = Plan.objects.get(state="draft")
    assert (plan.state, draft.issues.count()) == ("published", 0)
    assert [mind_days(now=_after(second)) for second in (100, 130, 160)] == [[], [], []]
    unwatch(organisation=carrier, day=make.DAY, by=by, now=make.NOW)
    make.accepted_claim(carrier=carrier)
    assert [mind_days(now=_after(second)) for second in (200, 230)] == [[], []]


def test_what_cannot_be_planned_is_asked_for_once() -> None:
    carrier, _plan = _drafted()
    watch(organisation=carrier, day=make.DAY, by=make.administrator(carrier), now=make.NOW)
    Shift.objects.update(cancelled_at=make.NOW)
    assert [mind_days(now=_after(second)) for second in (0, 30, 60)] == [[], [], []]
    assert PlanningRun.objects.count() == 0
    assert DayWatch.objects.exclude(planned_key="").count() == 1
    assert mind_days(now=make.NOW + timedelta(days=3)) == []
    assert DayWatch.objects.count() == 0


def test_board_says_what_changed_and_lets_watch_and_keep() -> None:
    carrier, plan = _drafted()
    client = make.client(make.administrator(carrier), carrier)
    address = f"{reverse('logistics:plan')}?day={make.DAY:%Y-%m-%d}"
    assert "out of date" not in client.get(address).content.decode()
    make.accepted_claim(make.listing(title="Six stools"), carrier=carrier)
    page = client.get(address).content.decode()
    assert "This draft is out of date" in page
    assert "“Six stools” came in." in page
    day = {"day": f"{make.DAY:%Y-%m-%d}"}
    assert client.post(reverse("logistics:plan-watch"), {**day, "watch": "on"}).status_code == 302
    assert DayWatch.objects.get().organisation == carrier
    assert "Stop planning it by itself" in client.get(address).content.decode()
    client.post(reverse("logistics:plan-watch"), {**day, "watch": "off"})
    assert DayWatch.objects.count() == 0
    assert client.post(reverse("logistics:plan-watch"), {"day": "2020-01-01", "watch": "on"}).status_code == 422
    shift = Shift.objects.get()
    question = question_for(carrier, make.DAY, now=make.NOW)
    kept = kept_in(question.problem, plan_to_keep(carrier, make.DAY), [shift.pk])
    (load,) = {stop.collection_id for route in plan.routes.all() for stop in route.stops.all()}
    assert [(lock.job_id, lock.shift_id) for lock in kept.locks] == [(str(load), str(shift.pk))]
    client.post(reverse("logistics:plan-make"), {**day, "kept": [str(shift.pk), "x"], "keep": ""})
    run = PlanningRun.objects.get()
    assert (run.kept_shifts, run.keeps_plan, run.state) == ([shift.pk], True, "done")
    assert "out of date" not in client.get(address).content.decode()
