"""What goods, sites, vehicles and drivers say decides which van a load rides on: from their forms to the plan."""

from datetime import timedelta

import pytest
from django.urls import reverse

from listings.models import Listing
from logistics.actions.days.planning import ask
from logistics.actions.loads.arranging import open_collection
from logistics.models import Collection, Driver, PlanIssue, Shift, Vehicle
from logistics.planning.network import Network
from logistics.planning.problem import DrivingRule
from logistics.planning.reasons import why_unplanned
from logistics.planning.repair import construct
from logistics.planning.result import Unplanned
from logistics.queries.problems import DayQuestion, question_for
from logistics.queries.steps import Steps
from marketplace.organisations.models import Organisation, Site
from tests import make

pytestmark = pytest.mark.django_db


def _asked(carrier: Organisation) -> DayQuestion:
    return ask(organisation=carrier, day=make.DAY, by=make.administrator(carrier), now=make.NOW)


def _left(question: DayQuestion) -> list[Unplanned]:
    net = Network(question.problem)
    draft = construct(net)
    return [why_unplanned(net, draft.tours, job) for job in draft.left]


def test_cold_goods_ride_only_in_a_van_that_cools() -> None:
    carrier = make.carrier()
    make.accepted_claim(make.listing(needs_cooling=True), carrier=carrier)
    (left,) = _left(_asked(carrier))
    assert left.sentence == "No shift on this day has everything it needs: cooling."
    assert left.next_steps[0].sentence == "Add a shift that has cooling."
    Vehicle.objects.update(is_refrigerated=True)
    assert _left(_asked(carrier)) == []


@pytest.mark.parametrize(
    ("said", "learnt"),
    [("needs_disconnecting", "electrical"), ("needs_dismantling", "furniture"), ("needs_fork_lift", "fork_lift")],
)
def test_goods_that_need_training_ride_with_a_driver_who_has_it(said: str, learnt: str) -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    Listing.objects.filter(pk=claim.listing_id).update(**{said: True})
    (left,) = _left(_asked(carrier))
    assert left.code == "no_skill"
    Driver.objects.update(skills=["food", learnt])
    assert _left(_asked(carrier)) == []


def test_van_goes_only_under_limits_that_it_is_known_to_pass() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    Site.objects.filter(pk=claim.site_id).update(height_limit_cm=220)
    question = _asked(carrier)
    (left,) = _left(question)
    assert left.code == "height_unknown"
    shift = Shift.objects.get()
    issue = PlanIssue(
        collection=Collection.objects.get(),
        next_steps=[{"code": one.code, "sentence": one.sentence, "numbers": one.numbers} for one in left.next_steps],
    )
    first, second, *_rest = Steps(make.DAY, [shift], [], {}).of(issue)
    assert first.href == reverse("logistics:vehicle-edit", args=[shift.vehicle_id])
    assert second.href.startswith(reverse("logistics:shift-new"))
    Vehicle.objects.update(height_cm=260)
    assert [one.code for one in _left(_asked(carrier))] == ["too_high"]
    Vehicle.objects.update(height_cm=220)
    assert _left(_asked(carrier)) == []


def test_hours_at_the_wheel_follow_the_vehicle_and_what_was_said() -> None:
    carrier = make.carrier(vans=0)
    made = make.shift(carrier, site=carrier.sites.get(), hours=("10:30", "20:00"))
    make.accepted_claim(carrier=carrier)
    (shift,) = _asked(carrier).problem.shifts
    assert shift.driving == DrivingRule(most_s=36_000)
    assert [one.seconds for one in shift.breaks] == [1800]
    Vehicle.objects.update(type="rigid_7_5t")
    (shift,) = _asked(carrier).problem.shifts
    assert shift.driving == DrivingRule(most_s=32_400, stretch_s=16_200)
    assert [one.seconds for one in shift.breaks] == [2700]
    Shift.objects.filter(pk=made.pk).update(most_driving_minutes=120)
    (shift,) = _asked(carrier).problem.shifts
    assert shift.driving.most_s == 7200
    Vehicle.objects.update(type="cargo_bike")
    Shift.objects.filter(pk=made.pk).update(most_driving_minutes=None)
    assert _asked(carrier).problem.shifts[0].driving == DrivingRule()


@pytest.mark.parametrize("minutes_on", [0, 60, 150, 200, 260, 300, 400])
def test_shift_that_has_begun_can_always_be_asked_about(minutes_on: int) -> None:
    carrier = make.carrier(vans=0)
    made = make.shift(carrier, site=carrier.sites.get(), hours=("10:30", "22:00"))
    Vehicle.objects.update(type="rigid_17t")
    open_collection(claim=make.accepted_claim(carrier=carrier), now=make.NOW)
    question = question_for(carrier, make.DAY, now=made.starts_at + timedelta(minutes=minutes_on))
    (shift,) = question.problem.shifts
    assert shift.driving.stretch_s == 16_200


def test_a_load_keeps_what_its_listing_says() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(make.listing(needs_cooling=True, needs_fork_lift=True), carrier=carrier)
    assert open_collection(claim=claim, now=make.NOW).care == ["cooling", "fork_lift_training"]
    Listing.objects.update(needs_cooling=False)
    assert Collection.objects.get().care == ["cooling", "fork_lift_training"]
