"""The days of the demonstration's vans: what a coordinator finds when they sign in, and a holder of waste."""

import pytest
from django.utils import timezone

from logistics.models import Driver, OfferWish, Paper, Plan, Route, SeasonTicket, Vehicle
from logistics.queries.papers_held import running_out
from logistics.queries.season import loads_of
from marketplace.demo import journeys, volunteers
from marketplace.demo.dispatching import take_to_the_road
from marketplace.demo.journeys import plan_today
from marketplace.demo.people import ARMLEY, HOLBECK
from marketplace.demo.region import Region, settle
from marketplace.demo.seasons import go_by_season

pytestmark = pytest.mark.django_db


def test_a_run_is_on_its_way_tomorrow_is_a_draft_with_reasons_and_waste_goes_by_season(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(journeys, "_TODAY", 4)
    region = Region(now=timezone.localtime())
    for _step in settle(region):
        pass
    volunteers.fleet(region)
    volunteers.papers(region)
    volunteers.wishes(region)
    for _step in journeys._claims_for_today(region):
        pass
    plan_today(now=region.now)
    for _step in take_to_the_road(region):
        pass
    holbeck, school = (region.settled[one.name].organisation for one in (HOLBECK, ARMLEY))
    assert Vehicle.objects.owned_by(holbeck).count() == Driver.objects.owned_by(holbeck).count() == 3
    today, tomorrow = Plan.objects.owned_by(holbeck).order_by("day")
    assert (today.state, tomorrow.state) == ("published", "draft")
    assert Route.objects.filter(plan=today, state="started").count() == 1
    assert {issue.code for issue in tomorrow.issues.all()} >= {"too_big", "not_attested_by_giver"}
    assert Vehicle.objects.owned_by(school).get(keeper__isnull=False).keeper is not None
    assert OfferWish.objects.count() == 2
    assert len(running_out(holbeck, region.now.date())) == 3
    assert sum(1 for _step in go_by_season(region)) == 4
    ticket = SeasonTicket.objects.for_page().get()
    assert [load.left_at is not None for load in loads_of(ticket)] == [True, True, True, False]
    assert Paper.objects.filter(kind="waste").count() == 3
