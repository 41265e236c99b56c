"""Planning in the background: one run of a day at a time, the newest wins, stopped means nothing was saved."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from logistics.actions.days.queueing import NotBeingPlanned, ask_for_plan, stop_planning, work_on
from logistics.models import Plan, PlanningRun, PlanningState
from logistics.planning import planner
from logistics.planning.engine_process import PlanCancelled
from logistics.planning.result import Result
from logistics.tasks import make_plan
from marketplace.organisations.models import Organisation
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_tuesday")]


def _carrier() -> Organisation:
    carrier = make.carrier()
    make.accepted_claim(carrier=carrier)
    return carrier


def _asked(carrier: Organisation, *, later_s: int = 0) -> PlanningRun:
    by, now = make.administrator(carrier), make.NOW + timedelta(seconds=later_s)
    return ask_for_plan(organisation=carrier, day=make.DAY, by=by, now=now)


def _worked(run: PlanningRun, *, cancelled: bool = False) -> PlanningRun:
    work_on(run=run, cancelled=lambda: cancelled, told=lambda stage, done, of: None, by=run.asked_by, now=make.NOW)
    run.refresh_from_db()
    return run


def test_same_question_gets_the_run_that_there_is_and_another_takes_its_place() -> None:
    carrier = _carrier()
    first = _asked(carrier)
    assert _asked(carrier, later_s=30).pk == first.pk
    make.accepted_claim(carrier=carrier)
    second = _asked(carrier, later_s=40)
    first.refresh_from_db()
    assert (second.pk > first.pk, first.state, second.state) == (True, "cancelled", "queued")
    assert _worked(first).state == PlanningState.CANCELLED
    assert Plan.objects.count() == 0


def test_stuck_run_gives_way_to_the_same_question() -> None:
    carrier = _carrier()
    first = _asked(carrier)
    PlanningRun.objects.filter(pk=first.pk).update(state="running", touched_at=make.NOW - timedelta(minutes=3))
    assert _asked(carrier).pk != first.pk


def test_worker_makes_the_draft_once() -> None:
    run = _asked(_carrier())
    make_plan.enqueue(run.pk)
    run.refresh_from_db()
    plan = Plan.objects.get()
    assert (run.state, run.percent, run.plan) == (PlanningState.DONE, 100, plan)
    make_plan.enqueue(run.pk)
    assert Plan.objects.get() == plan
    with pytest.raises(NotBeingPlanned):
        stop_planning(run=run, by=run.asked_by, now=make.NOW)


def _interrupted(run: PlanningRun, *arguments: object, **more: object) -> Result:
    stop_planning(run=run, by=run.asked_by, now=make.NOW)
    raise PlanCancelled


def test_stopped_in_the_middle_saves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    run = _asked(_carrier())
    monkeypatch.setattr(planner, "plan", partial(_interrupted, run))
    assert (_worked(run).state, Plan.objects.count()) == (PlanningState.CANCELLED, 0)


def _broken(*arguments: object, **more: object) -> Result:
    raise ZeroDivisionError


def test_mistake_in_the_program_ends_the_run_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    run = _asked(_carrier())
    monkeypatch.setattr(planner, "plan", _broken)
    with pytest.raises(ZeroDivisionError):
        _worked(run)
    run.refresh_from_db()
    assert (run.state, run.failure_code, Plan.objects.count()) == (PlanningState.FAILED, "broken_off", 0)
    carrier = run.organisation
    page = make.client(make.administrator(carrier), carrier).get(reverse("logistics:plan"), {"day": "2026-09-15"})
    assert "The work broke off" in page.content.decode()


def test_page_shows_how_far_it_is_and_stops_it() -> None:
    carrier = _carrier()
    run = _asked(carrier)
    PlanningRun.objects.update(state="running", stage="searching", percent=40, touched_at=make.NOW)
    browser: Client = make.client(make.administrator(carrier), carrier)
    address, day = reverse("logistics:planning-run", args=[run.pk]), {"day": "2026-09-15"}
    part = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert ("Looking for the best routes" in part, 'value="40"' in part) == (True, True)
    page = browser.get(reverse("logistics:plan"), day).content.decode()
    assert part.strip() in page
    assert '<noscript><meta http-equiv="refresh" content="3">' in page
    assert browser.get(address).status_code == 302
    assert browser.post(reverse("logistics:planning-stop", args=[run.pk])).status_code == 302
    assert PlanningRun.objects.get().state == PlanningState.CANCELLED
    assert browser.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "The day is being planned" not in browser.get(reverse("logistics:plan"), day).content.decode()
