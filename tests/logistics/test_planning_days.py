"""A carrier's day: what can be planned, why something cannot, drafts and publishing, and shifts that are called off."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localtime, make_aware

from listings.actions.claiming import cancel
from listings.models import Claim, Listing
from logistics.actions.days.planning import make_plan, publish
from logistics.actions.people.shifting import add_shift, cancel_shift
from logistics.actions.runs.driving import start
from logistics.models import Collection, CollectionState, Plan, PlanIssue, PlanState, Route, RouteState, Shift, Stop
from logistics.queries.plans import count_to_plan, loads_to_plan
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation, Site
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db
WEDNESDAY = make.DAY + timedelta(days=1)


def _plan(carrier: Organisation, day: date = make.DAY) -> Plan:
    return make_plan(organisation=carrier, day=day, by=make.administrator(carrier), now=make.NOW)


def _refusal(carrier: Organisation, day: date = make.DAY) -> tuple[str, str]:
    with pytest.raises(DomainError) as refusal:
        _plan(carrier, day)
    return refusal.value.code, str(refusal.value)


def _publish(plan: Plan) -> None:
    publish(plan=plan, by=plan.made_by, now=make.NOW)


def test_plan_without_a_vehicle_says_what_is_missing() -> None:
    carrier = make.carrier(vans=0)
    make.accepted_claim(carrier=carrier)
    code, sentence = _refusal(carrier)
    assert code == "no_vehicle"
    assert sentence.endswith("you have no vehicle yet. Add one, with a driver and a shift.")
    make.vehicle(carrier)
    assert _refusal(carrier)[1].endswith("no shift stands on that day. Add a shift: a driver with a vehicle.")
    assert Plan.objects.count() == 0


def test_plan_of_nothing_or_of_yesterday_is_refused() -> None:
    carrier = make.carrier()
    assert _refusal(carrier)[0] == "nothing_to_plan"
    make.accepted_claim(carrier=carrier)
    assert _refusal(carrier, make.DAY - timedelta(days=1))[0] == "day_is_over"


def test_shift_that_has_begun_is_planned_from_now_on() -> None:
    carrier = make.carrier(vans=0)
    make.shift(carrier, site=carrier.sites.get(), hours=("06:00", "16:00"))
    make.accepted_claim(carrier=carrier)
    _plan(carrier)
    route = Route.objects.get()
    assert route.starts_at >= make.NOW
    make.shift(carrier, hours=("06:00", "10:15"), site=carrier.sites.get())
    assert len(_plan(carrier).problem["problem"]["shifts"]) == 1


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"available_from": WEDNESDAY}, "not_yet", "from 16 Sep 2026 on"),
        ({"available_from": None, "must_be_gone_by": make.DAY - timedelta(days=1)}, "too_late", "14 Sep 2026"),
    ],
)
def test_goods_that_cannot_be_had_that_day_are_left_with_the_reason(
    change: dict[str, date | None], code: str, words: str
) -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    Listing.objects.filter(pk=claim.listing_id).update(**change)
    issue = PlanIssue.objects.get(plan=_plan(carrier))
    assert issue.code == code
    assert words in issue.sentence
    assert issue.next_steps


def test_closed_dock_is_named() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    Site.objects.filter(pk=claim.site_id).update(dock_hours={"wed": [["09:00", "12:00"]]})
    issue = PlanIssue.objects.get(plan=_plan(carrier))
    assert issue.sentence == f"{claim.organisation} is closed on Tuesday (Wed 09:00–12:00)."
    make.shift(carrier, site=carrier.sites.get(), day=WEDNESDAY)
    stop = Stop.objects.get(route__plan=_plan(carrier, WEDNESDAY), kind="dropoff")
    assert localtime(stop.planned_departure_at).time() <= datetime(2026, 9, 16, 12, tzinfo=None).time()  # noqa: DTZ001


def test_job_that_fits_no_van_has_a_reason_with_numbers_and_next_steps() -> None:
    carrier = make.carrier()
    heavy = make.listing(quantity=Decimal(100), unit_mass_kg=Decimal(40))
    make.accepted_claim(heavy, quantity=50, carrier=carrier)
    make.accepted_claim(carrier=carrier)
    plan = _plan(carrier)
    issue = PlanIssue.objects.get(plan=plan)
    assert issue.code == "too_big"
    assert issue.sentence.startswith("It is 2000 kg")
    assert "other_day" in [step["code"] for step in issue.next_steps]
    assert Stop.objects.filter(route__plan=plan).count() == 2


def test_goods_that_need_two_people_do_not_ride_with_one() -> None:
    carrier = make.carrier(vans=0)
    make.shift(carrier, site=carrier.sites.get(), crew=1)
    make.accepted_claim(make.listing(needs_two_people=True), carrier=carrier)
    issue = PlanIssue.objects.get(plan=_plan(carrier))
    assert (issue.code, "two people" in issue.sentence) == ("no_skill", True)


def test_new_draft_takes_the_place_of_the_old_one() -> None:
    carrier = make.carrier()
    make.accepted_claim(carrier=carrier)
    first = _plan(carrier)
    second = _plan(carrier)
    assert list(Plan.objects.values_list("pk", flat=True)) == [second.pk]
    with pytest.raises(DomainError) as refusal:
        _publish(first)
    assert refusal.value.code == "plan_moved_on"


def test_publishing_tells_both_ends_the_hour_and_leaves_nothing_to_plan() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    plan = _plan(carrier)
    Mail.objects.all().delete()
    assert Collection.objects.get().state == CollectionState.READY
    _publish(plan)
    assert Collection.objects.get().state == CollectionState.PLANNED
    assert Route.objects.get().state == RouteState.PUBLISHED
    giver, receiver = make.administrator(claim.listing.organisation), make.administrator(claim.organisation)
    mails = {mail.to: mail for mail in Mail.objects.all()}
    driver = Shift.objects.get().driver.user
    assert set(mails) == {giver.email, receiver.email, driver.email}
    assert mails[driver.email].subject.startswith("Tuesday 15 September: your run with Luton")
    assert "collected on Tuesday 15 September between 10:" in mails[giver.email].subject
    assert "delivered on Tuesday 15 September between 1" in mails[receiver.email].subject
    assert count_to_plan(carrier) == 0


def test_publishing_again_supersedes_and_tells_only_whom_it_changes() -> None:
    carrier = make.carrier()
    first = make.accepted_claim(carrier=carrier)
    old = _plan(carrier)
    _publish(old)
    Mail.objects.all().delete()
    same = _plan(carrier)
    _publish(same)
    old.refresh_from_db()
    assert (old.state, same.state) == (PlanState.SUPERSEDED, PlanState.PUBLISHED)
    assert Mail.objects.count() == 0
    assert Collection.objects.get(claim=first).state == CollectionState.PLANNED


def test_what_the_new_plan_leaves_out_waits_again() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    _publish(_plan(carrier))
    Site.objects.filter(pk=claim.site_id).update(dock_hours={})
    _publish(_plan(carrier))
    assert Collection.objects.get().state == CollectionState.READY
    assert [one.claim for one in loads_to_plan(carrier)] == [claim]


def test_draft_with_a_cancelled_claim_is_out_of_date() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    plan = _plan(carrier)
    cancel(claim=claim, reason="No room", by=make.administrator(claim.organisation), now=make.NOW)
    with pytest.raises(DomainError) as refusal:
        _publish(plan)
    assert (refusal.value.code, claim.listing.title in str(refusal.value)) == ("plan_out_of_date", True)
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


def _started() -> tuple[Organisation, Claim, Route]:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    route = make.run(carrier)
    return carrier, claim, route


def test_run_that_has_left_is_kept_by_a_new_plan() -> None:
    carrier, claim, route = _started()
    make.shift(carrier, site=carrier.sites.get())
    later = make.accepted_claim(carrier=carrier)
    plan = _plan(carrier)
    drafted = {(stop.collection.claim_id, stop.kind) for stop in Stop.objects.filter(route__plan=plan)}
    assert drafted == {(later.pk, "pickup"), (later.pk, "dropoff"), (claim.pk, "dropoff")}
    before = set(route.stops.values_list("pk", flat=True))
    _publish(plan)
    route.refresh_from_db()
    assert (route.plan_id, route.state) == (plan.pk, RouteState.STARTED)
    assert set(route.stops.filter(collection__claim=claim).values_list("pk", flat=True)) == before


def test_draft_that_moves_a_van_which_left_meanwhile_is_refused() -> None:
    carrier = make.carrier()
    make.accepted_claim(carrier=carrier)
    _publish(_plan(carrier))
    draft = _plan(carrier)
    route = Route.objects.live().for_runs().get()
    start(route=route, by=route.shift.driver.user, now=make.NOW)
    with pytest.raises(DomainError) as refusal:
        _publish(draft)
    assert refusal.value.code == "van_has_left"
    assert Plan.objects.get(state=PlanState.PUBLISHED) == route.plan


def test_shift_called_off_sends_its_collections_back() -> None:
    carrier = make.carrier()
    make.accepted_claim(carrier=carrier)
    _publish(_plan(carrier))
    shift = Shift.objects.get()
    assert cancel_shift(shift=shift, by=make.administrator(carrier), now=make.NOW) == 1
    assert Collection.objects.get().state == CollectionState.READY
    assert Route.objects.get().state == RouteState.FINISHED
    with pytest.raises(DomainError):
        cancel_shift(shift=shift, by=make.administrator(carrier), now=make.NOW)
    assert _refusal(carrier)[0] == "no_vehicle"


def test_shift_of_a_van_that_left_is_not_called_off() -> None:
    carrier, _claim, route = _started()
    with pytest.raises(DomainError) as refusal:
        cancel_shift(shift=route.shift, by=make.administrator(carrier), now=make.NOW)
    assert refusal.value.code == "shift_under_way"
    route.shift.refresh_from_db()
    assert route.shift.cancelled_at is None


def _at(hour: int, day: date = make.DAY) -> datetime:
    return make_aware(datetime(day.year, day.month, day.day, hour))  # noqa: DTZ001  (local time is meant)


@pytest.mark.parametrize(
    ("start_hour", "end_hour", "other_driver", "other_vehicle", "code"),
    [
        (12, 11, True, True, "shift_ends_before_it_begins"),
        (12, 12, True, True, "shift_ends_before_it_begins"),
        (0, 23, True, True, "shift_too_long"),
        (16, 20, False, True, "driver_busy"),
        (16, 20, True, False, "vehicle_busy"),
        (17, 20, False, False, ""),
        (16, 20, True, True, ""),
    ],
)
def test_shift_does_not_overlap_another_of_its_driver_or_vehicle(
    start_hour: int, end_hour: int, other_driver: bool, other_vehicle: bool, code: str
) -> None:
    carrier = make.carrier()
    there = Shift.objects.get()

    def add() -> Shift:
        return add_shift(
            vehicle=make.vehicle(carrier) if other_vehicle else there.vehicle,
            driver=make.driver(carrier) if other_driver else there.driver,
            start_site=there.start_site,
            starts_at=_at(start_hour),
            ends_at=_at(end_hour),
            crew=1,
            by=make.administrator(carrier),
            now=make.NOW,
        )

    if not code:
        assert add().pk
        return
    with pytest.raises(DomainError) as refusal:
        add()
    assert refusal.value.code == code
    assert Shift.objects.count() == 1


def test_shift_takes_nothing_of_others() -> None:
    ours, theirs = make.carrier(), make.carrier()
    shift = Shift.objects.filter(vehicle__organisation=ours).get()
    with pytest.raises(DomainError) as refusal:
        add_shift(
            vehicle=make.vehicle(theirs),
            driver=shift.driver,
            start_site=shift.start_site,
            starts_at=_at(18),
            ends_at=_at(20),
            crew=1,
            by=make.administrator(ours),
            now=make.NOW,
        )
    assert refusal.value.code == "not_of_this_fleet"
