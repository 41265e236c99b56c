"""Driving times: legs of finished runs, the page that compares, and taking the driven times over."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from logistics.actions.days import measuring
from logistics.actions.days.measuring import FitMovedOn, NoFit, NoOwnLaw, ShownFit
from logistics.models import Route, Stop, StopKind, StopState, TravelArea
from logistics.queries.roads import law_for
from logistics.queries.travel_laws import driven_legs, fitted
from marketplace.kernel.geo import distance_km
from marketplace.kernel.travel import USUAL, TravelLaw, drive_seconds
from marketplace.organisations.models import Organisation, Site
from tests import make

pytestmark = pytest.mark.django_db

#: A town with slow starts and quick roads.
TRUTH = TravelLaw(base_s=260, per_km_s=70)
PAGE = "logistics:travel"


def driven(legs: int = 60) -> Organisation:
    """A carrier with one long finished run, driven by `TRUTH` with a scatter; every stop was tapped."""
    receipt = make.receipt(mode="van")
    route = make.driven_route(receipt.collection)
    Stop.objects.filter(route=route).delete()
    chance, at = random.Random(4), make.NOW
    sites = [
        Site(**{name: value for name, value in vars(route.shift.start_site).items() if name not in {"_state", "id"}})
        for _ in range(12)
    ]
    for number, site in enumerate(sites):
        site.name = f"Dock {number}"
        site.latitude, site.longitude = 53.7 + chance.random() / 8, -1.6 + chance.random() / 5
        site.save()
    before = sites[0]
    for number in range(legs + 1):
        here = chance.choice([site for site in sites if site != before]) if number else before
        takes = drive_seconds(TRUTH, distance_km(before.point, here.point)) * chance.lognormvariate(0, 0.12)
        arrived = at + timedelta(seconds=takes)
        at, before = arrived + timedelta(minutes=10), here
        Stop.objects.create(
            route=route,
            collection=make.receipt(mode="van").collection if number == 0 else receipt.collection,
            site=here,
            kind=StopKind.PICKUP if number == 0 else StopKind.DROPOFF,
            state=StopState.FAILED,
            failure="Nobody there",
            sequence=number + 1,
            planned_arrival_at=arrived,
            planned_departure_at=at,
            leg_metres=0,
            leg_seconds=0,
            load_kg_after=0,
            arrived_at=arrived,
            done_at=at,
        )
    Route.objects.filter(pk=route.pk).update(finished_at=at, started_at=make.NOW)
    return route.plan.organisation


def _signed_in(client: Client, organisation: Organisation) -> Client:
    client.force_login(make.administrator(organisation))
    return client


def test_legs_come_from_tapped_arrivals_of_finished_runs_of_the_last_year() -> None:
    carrier = driven(5)
    now = make.NOW + timedelta(days=1)
    assert len(driven_legs(carrier, now=now)) == 5
    Stop.objects.filter(sequence=3).update(arrived_at=None)
    assert len(driven_legs(carrier, now=now)) == 4
    assert driven_legs(carrier, now=now + timedelta(days=366)) == []
    assert driven_legs(make.organisation(), now=now) == []
    Route.objects.update(state="started", finished_at=None)
    assert driven_legs(carrier, now=now) == []


def test_page_compares_and_the_driven_times_are_used_once_said_so(client: Client) -> None:
    carrier = driven()
    _signed_in(client, carrier)
    answer = client.get(reverse(PAGE))
    assert answer.status_code == 200
    page = answer.context["page"]
    assert page.fit.is_better
    assert page.after_percent < page.before_percent
    assert law_for(carrier, make.NOW) == USUAL
    shown = {"base_s": page.fit.law.base_s, "per_km_s": page.fit.law.per_km_s}
    stale = client.post(reverse("logistics:travel-use"), shown | {"base_s": "1"})
    assert stale.status_code == 422
    assert "figures are different now" in stale.content.decode()
    assert client.post(reverse("logistics:travel-use"), {"base_s": "soon"}).status_code == 422
    assert client.post(reverse("logistics:travel-use"), shown).status_code == 302
    area = TravelArea.objects.get()
    assert (area.basis, area.law, area.fit["legs"]) == ("fitted", page.fit.law, len(page.fit.used))
    assert law_for(carrier, make.NOW) == page.fit.law
    assert law_for(make.organisation(), make.NOW) == USUAL
    again = client.get(reverse(PAGE)).content.decode()
    assert "driven legs by" in again
    assert client.post(reverse("logistics:travel-usual")).status_code == 302
    assert law_for(carrier, make.NOW) == USUAL
    assert TravelArea.objects.count() == 1
    assert client.post(reverse("logistics:travel-usual")).status_code == 422


def test_numbers_by_hand_are_used_and_nonsense_is_kept_and_refused(client: Client) -> None:
    carrier = make.carrier()
    _signed_in(client, carrier)
    typed = {"factor": "1.4", "base_s": "200", "per_km_s": "90", "circuity": "1.3", "margin": "1.1"}
    assert client.post(reverse("logistics:travel-set"), typed).status_code == 302
    assert client.post(reverse("logistics:travel-set"), typed | {"margin": "1.2"}).status_code == 302
    assert law_for(carrier, make.NOW) == TravelLaw(1.4, 200, 90, 1.3, 1.2)
    assert TravelArea.objects.standing().count() == 1
    assert TravelArea.objects.count() == 2
    for wrong in ("0", "-1", "NaN", "inf", "1e400", "\x00", ""):
        refused = client.post(reverse("logistics:travel-set"), typed | {"per_km_s": wrong})
        assert refused.status_code == 422, wrong
        assert 'value="200"' in refused.content.decode()
    assert TravelArea.objects.count() == 2


def test_too_few_legs_are_said_and_nothing_can_be_used(client: Client) -> None:
    carrier = driven(5)
    answer = _signed_in(client, carrier).get(reverse(PAGE))
    assert "30 are needed" in answer.content.decode()
    with pytest.raises(NoFit):
        measuring.use_fit(
            organisation=carrier, shown=ShownFit(1, 1), by=make.administrator(carrier), now=make.NOW + timedelta(days=1)
        )
    with pytest.raises(NoOwnLaw):
        measuring.drop_law(organisation=carrier, by=make.administrator(carrier), now=make.NOW)


def test_fit_that_moved_on_is_not_used() -> None:
    carrier = driven()
    later = make.NOW + timedelta(days=1)
    found, why = fitted(driven_legs(carrier, now=later), USUAL)
    assert found is not None
    assert why == ""
    with pytest.raises(FitMovedOn):
        measuring.use_fit(
            organisation=carrier,
            shown=ShownFit(found.law.base_s + 1, found.law.per_km_s),
            by=make.administrator(carrier),
            now=later,
        )


def test_law_of_the_site_holds_where_it_says_and_an_own_one_before_it() -> None:
    leeds = make.carrier()
    site = leeds.sites.get()
    numbers = {"factor": 1.5, "base_s": 100, "per_km_s": 100, "circuity": 1.3, "margin": 1, "set_at": make.NOW}
    circle = TravelArea.objects.create(name="Hull", latitude=53.74, longitude=-0.33, radius_km=20, **numbers)
    assert law_for(leeds, make.NOW) == USUAL
    TravelArea.objects.filter(pk=circle.pk).update(latitude=site.latitude, longitude=site.longitude)
    assert law_for(leeds, make.NOW).factor == 1.5
    TravelArea.objects.create(name="everywhere", **numbers | {"factor": 1.2})
    assert law_for(leeds, make.NOW).factor == 1.5
    TravelArea.objects.filter(pk=circle.pk).update(
        latitude=None, longitude=None, radius_km=None, outcodes=[site.postcode.split()[0]]
    )
    assert law_for(leeds, make.NOW).factor == 1.5
    TravelArea.objects.create(name="own", organisation=leeds, **numbers | {"factor": 1.1})
    assert law_for(leeds, make.NOW).factor == 1.1


def test_page_asks_the_same_questions_for_many_legs(client: Client) -> None:
    counts = []
    for legs in (5, 60):
        _signed_in(client, driven(legs))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(PAGE))
        counts.append(len(asked))
    assert counts[0] == counts[1]
