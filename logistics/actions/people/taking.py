"""Taking an offer: the journey that it makes, handing it back, asking for cover, saying no."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from listings.actions.holding import keep
from listings.models import Claim, ClaimState
from logistics.actions.days.saving import fill_plan
from logistics.actions.people.offering import NOT_TAKEN, OVER, OfferOver, pass_turn, tell_poster, tell_ring
from logistics.actions.people.shifting import add_shift
from logistics.actions.runs.telling import tell_not_coming, tell_planned
from logistics.models import (
    Collection,
    CollectionState,
    Driver,
    Offer,
    OfferEvent,
    OfferState,
    OfferWord,
    Plan,
    PlanState,
    Route,
    RouteState,
    Shift,
    Stop,
    StopKind,
    Vehicle,
)
from logistics.people_access import open_to
from logistics.planning.result import Result
from logistics.queries.answers import Answer, records_of
from logistics.queries.journeys import journey_of, local_day, too_big_for, why_not_on
from logistics.queries.moments import promise_of
from logistics.queries.problems import labels_of
from logistics.queries.trials import Trials
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.models import Site, User

LONGEST_WHY: Final = 300
_NOTHING: Final = Result(routes=(), unplanned=(), metrics={}, engine="journey", input_hash="")


class OfferNotOpen(DomainError):
    code = "offer_not_open"
    message = gettext_noop("Somebody took this in the meantime, or it is not open to you any more.")


class CannotMoveThen(DomainError):
    code = "cannot_move_then"
    message = gettext_noop("{why}")
    field = "day"


class TooBig(DomainError):
    code = "load_too_big"
    message = gettext_noop("{why}")
    field = "vehicle"


class JourneyDoesNotFit(DomainError):
    code = "journey_does_not_fit"
    message = gettext_noop("It does not work out in that time: {why}")
    field = "starts"


class InThePast(DomainError):
    code = "journey_in_the_past"
    message = gettext_noop("That time is over. Choose one to come.")
    field = "starts"


class JourneyUnderWay(DomainError):
    code = "journey_under_way"
    message = gettext_noop("The journey has begun. End it on the page of the run: say there what did not work.")


class WhyMissing(DomainError):
    code = "handing_back_why_missing"
    message = gettext_noop("Say why, so that they can plan.")
    field = "why"


class NotAsked(DomainError):
    code = "offer_not_asked"
    message = gettext_noop("You are not asked for this by name any more.")


@dataclass(frozen=True, slots=True)
class JourneyValues:
    """With what and when somebody would do it: they leave from the site (or from home) and are back by the end."""

    vehicle: Vehicle
    start_site: Site
    starts_at: datetime
    ends_at: datetime
    crew: int = 1
    from_home: bool = False


def take_offer(*, offer: Offer, driver: Driver, values: JourneyValues, by: User, now: datetime) -> Route:
    """Promise the journey: a run of its own, in force at once, and both ends are told when somebody comes. What another
    driver looked for cover for goes over to this one.

    :raises OfferNotOpen: not open to this driver, or taken by another just now
    :raises CannotMoveThen | TooBig | JourneyDoesNotFit | InThePast: it would not work, with why
    :raises NotCleared | DriverBusy | VehicleBusy: and whatever else a shift is refused for
    """
    day = local_day(values.starts_at)
    if values.starts_at < now:
        raise InThePast
    collection = Collection.objects.for_planning().get(pk=offer.collection_id)
    reason = why_not_on(collection, day)
    if reason is not None:
        raise CannotMoveThen(why=reason.sentence)
    why = too_big_for(collection, values.vehicle, values.crew)
    if why:
        raise TooBig(why=why)
    with transaction.atomic():
        # The guard: two who take it at once wait for each other here, and the second finds it taken.
        Offer.objects.filter(pk=offer.pk).update(at=F("at"))
        found = open_to(driver, now=now).filter(pk=offer.pk).for_page().first()
        if found is None:
            raise OfferNotOpen
        word = OfferWord.COVERED if found.state == OfferState.TAKEN else OfferWord.TAKEN
        _let_go_of(found, by, now, is_covered=True)
        route = _journey(collection, driver, values, by=by, now=now)
        _take(found, driver, route, word, now)
    return route


def hand_back(*, offer: Offer, why: str, by: User, now: datetime) -> None:
    """Whoever took it cannot do it after all: it is open again, and everybody concerned is told.

    :raises WhyMissing: no reason is given
    :raises OfferOver: it is not taken any more
    :raises JourneyUnderWay: the run was started
    """
    said = _why(why)
    with transaction.atomic():
        found = _taken(offer)
        driver = found.taken_by
        _let_go_of(found, by, now, is_covered=False)
        Offer.objects.filter(pk=found.pk).step(
            seen=OfferState.TAKEN,
            to=OfferState.OPEN,
            cover_why="",
            lends_carrier=False,
            **{**NOT_TAKEN, **OVER, "next_ring_at": found.next_ring_at},
        )
        OfferEvent.objects.create(offer=found, word=OfferWord.HANDED_BACK, driver=driver, why=said, at=now)
        tell_poster(offer=found, word=OfferWord.HANDED_BACK, driver=driver, why=said, now=now)
        tell_ring(offer=found, now=now)
    offer.refresh_from_db()


def ask_cover(*, offer: Offer, why: str, by: User, now: datetime) -> None:
    """Ask others to stand in. Until somebody does, whoever took it stays on.

    :raises WhyMissing | OfferOver | JourneyUnderWay: as handing back
    """
    said = _why(why)
    with transaction.atomic():
        found = _taken(offer)
        if found.route is None or found.route.state != RouteState.PUBLISHED:
            raise JourneyUnderWay
        asking = Offer.objects.filter(pk=found.pk, state=OfferState.TAKEN, taken_by=found.taken_by)
        asking.update(cover_wanted_at=now, cover_why=said)
        OfferEvent.objects.create(offer=found, word=OfferWord.COVER_WANTED, driver=found.taken_by, why=said, at=now)
        tell_poster(offer=found, word=OfferWord.COVER_WANTED, driver=found.taken_by, why=said, now=now)
        tell_ring(offer=found, now=now)
    offer.refresh_from_db()


def say_no(*, offer: Offer, driver: Driver, by: User, now: datetime) -> None:
    """Whoever is asked by name cannot: the turn goes on.

    :raises NotAsked: they are not asked any more
    """
    if offer.asked_id != driver.pk or not pass_turn(offer=offer, word=OfferWord.PASSED, now=now):
        raise NotAsked


def _why(text: str) -> str:
    said = text.strip()[:LONGEST_WHY]
    refuse_unsafe(said, field="why")
    if not said:
        raise WhyMissing
    return said


def _taken(offer: Offer) -> Offer:
    """The offer as it is now, for whoever comes first."""
    Offer.objects.filter(pk=offer.pk).update(at=F("at"))
    found = Offer.objects.filter(pk=offer.pk, state=OfferState.TAKEN).for_page().first()
    if found is None or found.taken_by_id != offer.taken_by_id:
        raise OfferOver
    return found


def _let_go_of(offer: Offer, by: User, now: datetime, *, is_covered: bool) -> None:
    """End the journey that was promised, if there is one. Covered, the parties hear of the new one only."""
    route = offer.route
    if route is None:
        return
    stops = list(Stop.objects.filter(route=route).to_do().for_mails())
    if not Route.objects.filter(pk=route.pk).step(seen=RouteState.PUBLISHED, to=RouteState.FINISHED, finished_at=now):
        raise JourneyUnderWay
    Plan.objects.filter(pk=route.plan_id).update(state=PlanState.SUPERSEDED)
    Shift.objects.filter(pk=route.shift_id, cancelled_at=None).update(cancelled_at=now)
    Collection.objects.filter(pk=offer.collection_id).step(seen=CollectionState.PLANNED, to=CollectionState.OFFERED)
    if offer.lends_carrier:
        Claim.objects.filter(pk=offer.collection.claim_id).update(carrier=None)
        offer.collection.claim.carrier = None
    if not is_covered:
        for stop in stops:
            tell_not_coming(collection=stop.collection, kind=stop.kind, before=promise_of(stop), by=by, now=now)


def _journey(collection: Collection, driver: Driver, values: JourneyValues, *, by: User, now: datetime) -> Route:
    """A shift and a plan of one route, in force."""
    day = local_day(values.starts_at)
    shift = add_shift(
        vehicle=values.vehicle,
        driver=driver,
        start_site=values.start_site,
        starts_at=values.starts_at,
        ends_at=values.ends_at,
        crew=values.crew,
        from_home=values.from_home,
        by=by,
        now=now,
    )
    problem = journey_of(collection, shift, day, now=now)
    trial = Trials(problem, _NOTHING, problem.jobs[0], labels_of([collection])).on(str(shift.pk))
    if not trial.fits:
        raise JourneyDoesNotFit(why=" ".join(trial.why))
    answer = Answer(trial.problem, trial.result, {str(collection.pk): collection}, {str(shift.pk): shift})
    plan = Plan.objects.create(
        organisation=driver.organisation,
        day=day,
        state=PlanState.PUBLISHED,
        is_offer=True,
        made_by=by,
        made_at=now,
        published_at=now,
        **records_of(answer),
    )
    fill_plan(plan=plan, answer=answer, continued={}, by=by, now=now)
    Route.objects.filter(plan=plan).update(state=RouteState.PUBLISHED)
    return Route.objects.for_runs().get(plan=plan)


def _take(offer: Offer, driver: Driver, route: Route, word: OfferWord, now: datetime) -> None:
    claim = offer.collection.claim
    waiting = Collection.objects.filter(pk=offer.collection_id, claim__state=ClaimState.ACCEPTED)
    if not waiting.step(seen=CollectionState.OFFERED, to=CollectionState.PLANNED):
        raise OfferNotOpen
    lends = claim.carrier_id is None
    if lends:
        Claim.objects.filter(pk=claim.pk, carrier=None).update(carrier=driver.organisation)
    Offer.objects.filter(pk=offer.pk).step(
        seen=offer.state,
        to=OfferState.TAKEN,
        taken_by=driver,
        taken_at=now,
        route=route,
        cover_wanted_at=None,
        cover_why="",
        lends_carrier=lends,
        asked=None,
        turn_ends_at=None,
    )
    OfferEvent.objects.create(offer=offer, word=word, driver=driver, at=now)
    stops = list(Stop.objects.filter(route=route).for_mails())
    for stop in stops:
        if stop.kind == StopKind.PICKUP:
            keep(claim=claim, until=promise_of(stop)[0], by=driver.user, now=now)
        tell_planned(stop=stop, before=None, by=driver.user, now=now)
    tell_poster(offer=offer, word=word, driver=driver, now=now)
