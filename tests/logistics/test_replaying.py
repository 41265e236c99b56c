"""A kept plan is asked again and held against its answer."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from logistics.models import Plan
from logistics.planning import search_engine, vroom_engine
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain_insertion(monkeypatch: pytest.MonkeyPatch) -> None:
    """No engine: that is quicker, and as good for one job."""
    for engine in (search_engine, vroom_engine):
        monkeypatch.setattr(engine, "CHILD", ("tests.logistics.planning.faulty_child", "crash"))


def _replayed(pk: int) -> str:
    out = StringIO()
    call_command("replay_plan", pk, stdout=out)
    return out.getvalue()


def test_replay_gives_the_same_routes_and_sees_what_was_tampered_with() -> None:
    carrier = make.carrier()
    make.accepted_claim(carrier=carrier)
    plan = make.plan(carrier)
    said = _replayed(plan.pk)
    assert "1 of 1 jobs, 1 vans" in said
    assert "The routes are the same, stop by stop." in said
    assert "The kept plan passes the check." in said
    problem = plan.problem
    problem["problem"]["jobs"][0]["load"]["grams"] = 10**9
    Plan.objects.filter(pk=plan.pk).update(problem=problem)
    with pytest.raises(CommandError, match="findings about the kept plan"):
        _replayed(plan.pk)
    with pytest.raises(CommandError, match="There is no plan"):
        _replayed(plan.pk + 1)
