"""The legs of rounds as they were driven: their lengths, and what was aboard on them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from logistics.models import Route, RouteState, Stop, StopState
from logistics.queries.footprints import footprints_of
from logistics.queries.legs import Round, round_of, with_legs
from marketplace.impact.models import Factor, FactorSet
from marketplace.kernel.geo import distance_km
from marketplace.kernel.travel import USUAL, road_metres
from tests import make

pytestmark = pytest.mark.django_db

LENGTHS = (5000, 1000, 4000, 2000)


def route_of_two() -> Route:
    """Collect a, collect b, deliver a, deliver b, and 3 km back."""
    first, second = (make.receipt(mode="van").collection for _ in range(2))
    route = make.driven_route(first, second, metres=15_000)
    for number, stop in enumerate(Stop.objects.filter(route=route).order_by("sequence")):
        at = make.NOW + timedelta(minutes=10 * number)
        Stop.objects.filter(pk=stop.pk).update(leg_metres=LENGTHS[number], done_at=at, arrived_at=at)
    return route


def told(route: Route) -> Round:
    return round_of(with_legs(Route.objects.filter(pk=route.pk)).get(), USUAL)


def letters(found: Round) -> list[tuple[int, str]]:
    """Lengths, with the loads aboard as letters in the order in which they were made."""
    names = dict(zip(sorted({stop.collection_id for stop in found.route.stops.all()}), "ab", strict=True))
    return [(leg.metres, "".join(sorted(names[load] for load in leg.aboard))) for leg in found.legs]


def stops_of(route: Route) -> list[Stop]:
    return list(Stop.objects.filter(route=route).select_related("site").order_by("sequence"))


def test_round_that_was_driven_as_planned_is_as_long_as_the_plan() -> None:
    found = told(route_of_two())
    assert letters(found) == [(5000, ""), (1000, "a"), (4000, "ab"), (2000, "b"), (3000, "")]
    assert found.basis == "driven"


@pytest.mark.parametrize("state", [RouteState.DRAFT, RouteState.PUBLISHED])
def test_round_to_come_is_the_plan(state: RouteState) -> None:
    route = route_of_two()
    Route.objects.filter(pk=route.pk).update(state=state)
    Stop.objects.filter(route=route).update(state=StopState.PENDING, done_at=None, arrived_at=None)
    found = told(route)
    assert (found.basis, sum(leg.metres for leg in found.legs)) == ("planned", 15_000)
    assert letters(found)[2] == (4000, "ab")


def test_stop_that_nobody_went_to_is_no_leg_and_the_way_past_it_follows_the_law() -> None:
    route = route_of_two()
    stops = stops_of(route)
    Stop.objects.filter(pk__in=[stops[1].pk, stops[3].pk]).update(
        state=StopState.FAILED, failure="Called off", arrived_at=None
    )
    found = told(route)
    past = road_metres(USUAL, distance_km(stops[0].site.point, stops[2].site.point))
    back = road_metres(USUAL, distance_km(stops[2].site.point, route.shift.start_site.point))
    assert letters(found) == [(5000, ""), (past, "a"), (back, "")]
    assert found.basis == "estimated"


def test_stops_in_another_order_follow_the_law_where_they_differ() -> None:
    route = route_of_two()
    stops = stops_of(route)
    Stop.objects.filter(pk=stops[3].pk).update(done_at=make.NOW + timedelta(minutes=15))
    found = told(route)
    assert [stop.pk for stop in found.stops] == [stops[0].pk, stops[1].pk, stops[3].pk, stops[2].pk]
    assert [aboard for _length, aboard in letters(found)] == ["", "a", "ab", "a", ""]
    assert letters(found)[1] == (1000, "a")


def test_what_could_not_be_delivered_rides_back() -> None:
    route = route_of_two()
    stops = stops_of(route)
    Stop.objects.filter(pk=stops[2].pk).update(state=StopState.FAILED, failure="Nobody there")
    assert [aboard for _length, aboard in letters(told(route))] == ["", "a", "ab", "ab", "a"]
    Stop.objects.filter(pk=stops[0].pk).update(state=StopState.FAILED, failure="Nobody there")
    assert [aboard for _length, aboard in letters(told(route))][:3] == ["", "", "b"]


def test_footprint_is_one_line_on_the_page_of_the_run(client: Client) -> None:
    route = route_of_two()
    footprint = footprints_of([route])[route.pk]
    assert (footprint.kg_shown, footprint.km_shown, footprint.empty_percent) == ("4.8", "15", 53)  # 0.31689 kg a km
    Route.objects.filter(pk=route.pk).update(state=RouteState.FINISHED, finished_at=make.NOW)
    route.plan.state, route.plan.published_at = "published", make.NOW
    route.plan.save()
    client.force_login(make.administrator(route.plan.organisation))
    page = client.get(reverse("logistics:run", args=[route.pk])).content.decode()
    assert "4.8 kg CO₂e, 15 km, 53 % empty" in page
    assert "as driven" in page
    Factor.objects.all().delete()
    FactorSet.objects.all().delete()
    page = client.get(reverse("logistics:run", args=[route.pk])).content.decode()
    assert "15 km, 53 % empty" in page
    assert "CO₂e" not in page.split("</header>")[1]


def test_footprints_of_many_rounds_ask_as_often_as_of_one() -> None:
    routes = [route_of_two() for _ in range(3)]
    counts = []
    for some in (routes[:1], routes):
        with CaptureQueriesContext(connection) as asked:
            footprints_of(some)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert footprints_of([]) == {}
