"""Journeys for volunteers: offered ring by ring, taken, handed back, covered; and the hours that they gave."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from listings.models import Claim
from logistics.actions.days.planning import NothingToPlan
from logistics.actions.loads.arranging import open_collection
from logistics.actions.people.licensing import put_away
from logistics.actions.people.offering import (
    ExpiresTooSoon,
    NobodyToAsk,
    NotToBeOffered,
    OfferOver,
    mind_offers,
    withdraw_offer,
)
from logistics.actions.people.shifting import NotCleared
from logistics.actions.people.taking import (
    CannotMoveThen,
    JourneyDoesNotFit,
    JourneyUnderWay,
    JourneyValues,
    OfferNotOpen,
    TooBig,
    WhyMissing,
    ask_cover,
    hand_back,
    say_no,
    take_offer,
)
from logistics.actions.runs.driving import start
from logistics.models import (
    Collection,
    Credential,
    Driver,
    Offer,
    OfferEvent,
    OfferState,
    Plan,
    Ring,
    Route,
    Shift,
    Stop,
)
from logistics.people_access import open_to
from marketplace.organisations.models import Organisation
from tests import make
from tests.logistics.volunteers import offered, taken_by, volunteer, waiting_load, wheels
from tests.make.circles import circle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_tuesday")]


def test_whoever_takes_it_has_a_run_of_their_own(django_capture_on_commit_callbacks: Any) -> None:  # Any: a fixture
    group = wheels()
    rosa = volunteer(group, "Rosa Moto")
    load = waiting_load(group)
    with django_capture_on_commit_callbacks(execute=True):
        offer = offered(load)
        load.refresh_from_db()
        assert (load.state, load.mode) == ("offered", "volunteer")
        route = taken_by(rosa, offer)
    load.refresh_from_db()
    offer.refresh_from_db()
    assert (load.state, offer.state, offer.taken_by) == ("planned", OfferState.TAKEN, rosa)
    assert [(stop.kind, stop.state) for stop in Stop.objects.filter(route=route).order_by("sequence")] == [
        ("pickup", "pending"),
        ("dropoff", "pending"),
    ]
    assert (route.plan.is_offer, route.plan.organisation, route.state) == (True, group, "published")
    assert list(Route.objects.driven_by(rosa.user)) == [route]
    claim = Claim.objects.get(pk=load.claim_id)
    assert (claim.hold_until, claim.carrier) == (None, group)
    subjects = [one.subject for one in mail.outbox]
    assert sum(one.startswith("A journey for volunteers") for one in subjects) == 1
    assert sum(one.startswith("Rosa Moto brings") for one in subjects) >= 1
    assert [event.word for event in offer.events.order_by("pk")] == ["posted", "taken"]


def test_taken_journeys_stand_beside_the_plan_of_the_fleet() -> None:
    group = make.carrier()
    rosa, shift = volunteer(group), Shift.objects.get()
    make.vehicle(group, name="Second van")
    _taken_with = JourneyValues(
        group.vehicles.get(name="Second van"), group.sites.get(), shift.starts_at, shift.ends_at, crew=2
    )
    offer = offered(waiting_load(group))
    take_offer(offer=offer, driver=rosa, values=_taken_with, by=rosa.user, now=make.NOW)
    with pytest.raises(NothingToPlan):
        make.plan(group)
    make.accepted_claim(carrier=group)
    fleet = make.plan(group)
    assert [route.shift for route in fleet.routes.all()] == [shift]
    assert Plan.objects.filter(organisation=group, state="published").count() == 2


def test_two_who_take_it_get_one_journey() -> None:
    group = wheels()
    rosa, dan = volunteer(group), volunteer(group)
    offer = offered(waiting_load(group))
    taken_by(rosa, offer)
    stale = Offer.objects.get(pk=offer.pk)
    with pytest.raises(OfferNotOpen):
        taken_by(dan, stale, hours=(17, 20), day=make.DAY + timedelta(days=1))
    assert (Route.objects.count(), Shift.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"hours": (11, 12)}, JourneyDoesNotFit),
        ({"hours": (5, 8)}, JourneyDoesNotFit),
        ({"day": date(2026, 9, 20)}, CannotMoveThen),
    ],
)
def test_journey_that_cannot_be_is_refused_and_changes_nothing(said: dict[str, Any], refusal: type[Exception]) -> None:
    group = wheels()
    rosa, offer = volunteer(group), offered(waiting_load(group))
    said = {"day": make.DAY + timedelta(days=1), **said}
    with pytest.raises(refusal):
        taken_by(rosa, offer, **said)
    offer.refresh_from_db()
    assert (offer.state, Shift.objects.count(), Plan.objects.count()) == (OfferState.OPEN, 0, 0)


def test_load_that_does_not_go_with_the_vehicle_is_refused_with_figures() -> None:
    group = make.carrier(vans=0)
    make.vehicle(group, capacity_kg=10)
    rosa, offer = volunteer(group), offered(waiting_load(group))
    with pytest.raises(TooBig) as refused:
        taken_by(rosa, offer)
    assert "has room for 10" in str(refused.value)


def test_nobody_takes_it_without_a_licence() -> None:
    group = wheels()
    rosa, offer = volunteer(group), offered(waiting_load(group))
    by = make.administrator(group)
    put_away(credential=Credential.objects.get(driver=rosa), why="Lost", by=by, now=make.NOW)
    with pytest.raises(NotCleared):
        taken_by(rosa, offer)
    assert not Shift.objects.exists()


def test_handed_back_it_is_open_again_and_everybody_is_told(django_capture_on_commit_callbacks: Any) -> None:
    group = wheels()
    rosa, dan = volunteer(group, "Rosa Moto"), volunteer(group, "Dan Brown")
    offer = offered(waiting_load(group))
    route = taken_by(rosa, offer)
    offer.refresh_from_db()
    with pytest.raises(WhyMissing):
        hand_back(offer=offer, why=" ", by=rosa.user, now=make.NOW)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        hand_back(offer=offer, why="My back hurts", by=rosa.user, now=make.NOW)
    load = Collection.objects.get()
    assert (offer.state, offer.route, load.state) == (OfferState.OPEN, None, "offered")
    route.refresh_from_db()
    assert (route.plan.state, Shift.objects.standing().count()) == ("published", 0) or Plan.objects.get().state == (
        "superseded"
    )
    assert not Route.objects.driven_by(rosa.user).exists()
    texts = "\n".join(str(one.body) for one in mail.outbox)
    assert "My back hurts" in texts
    assert dan.user.email in [one.to[0] for one in mail.outbox]
    assert taken_by(dan, offer).shift.driver == dan


def test_journey_that_has_begun_is_not_handed_back() -> None:
    group = wheels()
    rosa, offer = volunteer(group), offered(waiting_load(group))
    route = taken_by(rosa, offer)
    start(route=route, by=rosa.user, now=make.NOW)
    offer.refresh_from_db()
    for deed in (hand_back, ask_cover):
        with pytest.raises(JourneyUnderWay):
            deed(offer=offer, why="Tired", by=rosa.user, now=make.NOW)
    assert Offer.objects.get().state == OfferState.TAKEN


def test_whoever_asks_for_cover_stays_on_until_somebody_stands_in() -> None:
    group = wheels()
    rosa, dan = volunteer(group), volunteer(group)
    offer = offered(waiting_load(group))
    first = taken_by(rosa, offer)
    offer.refresh_from_db()
    assert list(open_to(dan, now=make.NOW)) == []
    ask_cover(offer=offer, why="Dentist", by=rosa.user, now=make.NOW)
    assert (list(open_to(dan, now=make.NOW)), list(open_to(rosa, now=make.NOW))) == ([offer], [])
    assert list(Route.objects.driven_by(rosa.user)) == [first]
    second = taken_by(dan, offer)
    offer.refresh_from_db()
    assert (offer.taken_by, offer.route, offer.cover_wanted_at) == (dan, second, None)
    assert list(Route.objects.live()) == [second]
    assert [event.word for event in offer.events.order_by("pk")] == ["posted", "taken", "cover_wanted", "covered"]


def test_rings_open_day_by_day_to_whom_they_are_meant_for() -> None:
    group, fellow, stranger, unverified = (wheels() for _number in range(4))
    circle(group, fellow)
    Organisation.objects.filter(pk__in=[group.pk, fellow.pk, stranger.pk]).update(verified_at=make.NOW)
    Organisation.objects.filter(pk=unverified.pk).update(verified_at=None)
    drivers = [volunteer(one) for one in (group, fellow, stranger, unverified)]
    drivers = list(
        Driver.objects.filter(pk__in=[one.pk for one in drivers]).select_related("organisation").order_by("pk")
    )
    offer = offered(waiting_load(group), widest_ring=Ring.VERIFIED)

    def reached(now: datetime) -> list[bool]:
        return [offer in open_to(one, now=now) for one in drivers]

    assert reached(make.NOW) == [True, False, False, False]
    day = timedelta(days=1, minutes=1)
    assert mind_offers(now=make.NOW + timedelta(hours=1)) == 0
    assert mind_offers(now=make.NOW + day) == 1
    assert reached(make.NOW + day) == [True, True, False, False]
    assert mind_offers(now=make.NOW + 2 * day) == 1
    assert mind_offers(now=make.NOW + 2 * day) == 0
    assert reached(make.NOW + 2 * day) == [True, True, True, False]


def test_asked_in_turn_each_has_half_a_day() -> None:
    group = wheels()
    ann, ben = volunteer(group), volunteer(group)
    offer = offered(waiting_load(group), in_turn=True)
    assert offer.asked == ann
    assert (list(open_to(ann, now=make.NOW)), list(open_to(ben, now=make.NOW))) == ([offer], [])
    say_no(offer=offer, driver=ann, by=ann.user, now=make.NOW)
    offer.refresh_from_db()
    assert offer.asked == ben
    mind_offers(now=make.NOW + timedelta(hours=13))
    assert Offer.objects.get().asked is None
    assert list(open_to(ann, now=make.NOW + timedelta(hours=13))) == [offer]
    words = [(event.word, event.driver_id) for event in offer.events.order_by("pk")]
    assert words == [("posted", None), ("asked", ann.pk), ("passed", ann.pk), ("asked", ben.pk)]


def test_nobody_takes_it_and_it_waits_as_before() -> None:
    group = wheels()
    load = waiting_load(group)
    offer = offered(load)
    assert mind_offers(now=make.NOW + timedelta(days=5)) == 1
    offer.refresh_from_db()
    load.refresh_from_db()
    assert (offer.state, load.state, load.mode) == (OfferState.EXPIRED, "ready", "van")
    again = offered(load)
    withdraw_offer(offer=again, by=make.administrator(group), now=make.NOW)
    load.refresh_from_db()
    assert (load.state, load.mode) == ("ready", "van")
    with pytest.raises(OfferOver):
        withdraw_offer(offer=again, by=make.administrator(group), now=make.NOW)


def test_what_cannot_be_offered_is_refused() -> None:
    group = wheels()
    load = waiting_load(group)
    with pytest.raises(ExpiresTooSoon):
        offered(load, expires_at=make.NOW)
    with pytest.raises(NobodyToAsk):
        offered(load, in_turn=True)
    assert (Collection.objects.get().state, Offer.objects.count(), OfferEvent.objects.count()) == ("ready", 0, 0)
    offered(load)
    with pytest.raises(NotToBeOffered):
        offered(load)


def test_requester_who_would_fetch_it_offers_it_and_the_driver_becomes_the_carrier() -> None:
    group = wheels()
    rosa = volunteer(group)
    Organisation.objects.filter(pk=group.pk).update(verified_at=make.NOW)
    rosa = Driver.objects.select_related("organisation", "user").get(pk=rosa.pk)
    claim = make.accepted_claim()
    load = open_collection(claim=claim, now=make.NOW)
    offer = offered(load, widest_ring=Ring.VERIFIED)
    Offer.objects.filter(pk=offer.pk).update(ring=Ring.VERIFIED)
    taken_by(rosa, offer)
    claim.refresh_from_db()
    offer.refresh_from_db()
    assert (claim.carrier, offer.lends_carrier) == (group, True)
    hand_back(offer=offer, why="Ill", by=rosa.user, now=make.NOW)
    claim.refresh_from_db()
    assert claim.carrier is None


def test_load_that_failed_on_the_way_waits_as_before() -> None:
    group = wheels()
    rosa, load = volunteer(group), waiting_load(group)
    offer = offered(load)
    taken_by(rosa, offer)
    Collection.objects.filter(pk=load.pk).update(state="ready")
    assert mind_offers(now=make.NOW) == 1
    offer.refresh_from_db()
    load.refresh_from_db()
    assert (offer.state, load.mode) == (OfferState.WITHDRAWN, "van")
