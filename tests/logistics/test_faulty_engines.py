"""An engine that crashes, answers nonsense or plans what cannot be: the check refuses, the coordinator is told in
words, and what stands in the database is always a plan that passes the check."""

from dataclasses import replace

import pytest
from django.urls import reverse

from logistics.actions.days.planning import PlannerFailed, make_plan
from logistics.actions.days.queueing import ask_for_plan
from logistics.models import Plan, PlanningRun, Stop
from logistics.planning import planner, search_engine, vroom_engine
from logistics.planning.checker import violations
from logistics.planning.problem import Problem
from logistics.planning.result import Result
from logistics.queries.drafts import answered_in, asked_in
from logistics.tasks import make_plan as make_plan_task
from marketplace.organisations.models import Organisation
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_tuesday")]
FAULTY = "tests.logistics.planning.faulty_child"


def _break(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Put a faulty child in the place of both engines."""
    monkeypatch.setattr(search_engine, "CHILD", (FAULTY, kind))
    monkeypatch.setattr(vroom_engine, "CHILD", (FAULTY, "crash"))


def _carrier() -> Organisation:
    carrier = make.carrier()
    make.accepted_claim(carrier=carrier)
    return carrier


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("crash", "The routing engine broke down"),
        ("garbage", "is not an answer"),
        ("strangers", "is not an answer"),
        ("backwards", "The check refused the plan of the search"),
    ],
)
def test_faulty_engine_gives_way_to_a_plan_that_passes_the_check(
    monkeypatch: pytest.MonkeyPatch, kind: str, told: str
) -> None:
    _break(monkeypatch, kind)
    carrier = _carrier()
    browser = make.client(make.administrator(carrier), carrier)
    assert browser.post(reverse("logistics:plan-make"), {"day": "2026-09-15"}).status_code == 302
    plan = Plan.objects.get()
    assert (plan.engine, violations(asked_in(plan), answered_in(plan))) == ("own", [])
    assert told in browser.get(reverse("logistics:plan"), {"day": "2026-09-15"}).content.decode()


def _delivers_first(problem: Problem, **_more: object) -> Result:
    """A planner whose own check is broken: what it answers delivers before it picks up."""
    result = answered_in(Plan.objects.get())
    routes = tuple(replace(route, stops=tuple(reversed(route.stops))) for route in result.routes)
    return replace(result, routes=routes)


def test_infeasible_plan_never_reaches_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, "crash")
    carrier = _carrier()
    plan = make.plan(carrier)
    stops = list(Stop.objects.order_by("pk").values())
    monkeypatch.setattr(planner, "plan", _delivers_first)
    by = make.administrator(carrier)
    with pytest.raises(PlannerFailed):
        make_plan(organisation=carrier, day=make.DAY, by=by, now=make.NOW)
    run = ask_for_plan(organisation=carrier, day=make.DAY, by=by, now=make.NOW)
    make_plan_task.enqueue(run.pk)
    run = PlanningRun.objects.get()
    assert (run.state, run.failure_code) == ("failed", "planner_failed")
    assert list(Plan.objects.all()) == [plan]
    assert list(Stop.objects.order_by("pk").values()) == stops
    page = make.client(by, carrier).get(reverse("logistics:plan"), {"day": "2026-09-15"}).content.decode()
    assert "The plan was not made" in page
    assert "the earlier plan stands" in page
    assert "In force" in page
