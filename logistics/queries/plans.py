"""The plan of a carrier's day: what waits, the lanes of the vans, and what cannot ride, with why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.safestring import SafeString

from listings.models import Claim, ClaimState
from listings.models.claims import ClaimQuerySet
from listings.queries.claims import told
from logistics.blocks import Block
from logistics.models import (
    Collection,
    CollectionState,
    PartyAsk,
    Pin,
    Plan,
    PlanIssue,
    PlanState,
    Route,
    Shift,
    Stop,
    StopKind,
    StopState,
)
from logistics.models.collections import CollectionQuerySet
from logistics.queries.credentials import blocks_on
from logistics.queries.days import day_bounds
from logistics.queries.drafts import answered_in, asked_in
from logistics.queries.figures import Totals, fullness_of, pictures_of, remarks_on, totals_of
from logistics.queries.moments import promise_of
from logistics.queries.problems import labels_of
from logistics.queries.steps import Step, Steps
from logistics.queries.whereabouts import ON_THE_WAY
from marketplace.organisations.models import Organisation

#: The page lists no more jobs that wait than this.
MOST_WAITING: Final = 200

TONES = {
    StopState.PENDING: "plain",
    StopState.ARRIVED: "info",
    StopState.DONE: "good",
    StopState.FAILED: "stop",
}


@dataclass(frozen=True, slots=True)
class StopLine:
    """A stop as the route list prints it."""

    stop: Stop
    number: int
    title: str
    amount: str
    who: Organisation
    between: tuple[Any, Any]  # Any: two moments, as a template prints them
    tone: str
    #: the van on which every new plan leaves it.
    is_pinned: bool
    #: it is taken hold of here to move the job: where it is picked up, or where it only is delivered.
    is_handle: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """A van's day. Without a route: nothing rides on it."""

    shift: Shift
    route: Route | None
    stops: Sequence[StopLine]
    picture: SafeString
    km: int
    minutes: int
    #: of its room, at the fullest moment of the dimension that is fullest.
    full_percent: int
    is_draft: bool


@dataclass(frozen=True, slots=True)
class TrayItem:
    """A job that stays behind: what it is, why, and what could be done."""

    collection: Collection
    title: str
    amount: str
    sentence: str
    steps: Sequence[Step]
    can_move: bool
    kept_for: date | None


@dataclass(frozen=True, slots=True)
class Job:
    """A job that waits for a plan."""

    claim: Claim
    title: str
    amount: str
    failed: str
    kept_for: date | None


@dataclass
class Board:
    """Everything on the page of a day."""

    day: date
    plan: Plan | None = None
    draft: Plan | None = None
    published: Plan | None = None
    lanes: list[Lane] = field(default_factory=list)
    tray: list[TrayItem] = field(default_factory=list)
    waiting: list[Job] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    points: dict[str, Any] = field(default_factory=dict)  # Any: GeoJSON
    totals: Totals | None = None
    #: what was unusual about how the plan came about, in words.
    remarks: list[str] = field(default_factory=list)
    #: shifts that may not be driven, with why.
    blocked: list[tuple[Shift, list[Block]]] = field(default_factory=list)


def claims_to_arrange(organisation: Organisation) -> list[Claim]:
    """Accepted claims that the organisation was asked to bring and for which nothing was arranged yet."""
    return list(_unarranged(organisation).for_page().order_by("pk"))


def _unarranged(organisation: Organisation) -> ClaimQuerySet:
    return Claim.objects.carried_by(organisation).filter(state=ClaimState.ACCEPTED, collections=None)


def loads_to_plan(organisation: Organisation) -> CollectionQuerySet:
    """Loads that wait for one of the organisation's vans: promised ones that no published plan holds, and those that
    left their giver and are still aboard, in storage or on their way back."""
    to_do = Stop.objects.to_do().filter(route__plan__state=PlanState.PUBLISHED, kind=StopKind.DROPOFF)
    promised = Q(state=CollectionState.READY, claim__state=ClaimState.ACCEPTED)
    aboard = Q(state__in=ON_THE_WAY) & ~Q(pk__in=to_do.values("collection"))
    return Collection.objects.carried_by(organisation).filter(promised | aboard)


def count_to_plan(organisation: Organisation) -> int:
    """How many jobs wait for the organisation's vans."""
    return _unarranged(organisation).count() + loads_to_plan(organisation).count()


def board_of(organisation: Organisation, day: date, *, show_published: bool) -> Board:
    """The page of a day: the draft if there is one, else what is published (or that, if asked for)."""
    plans = Plan.objects.owned_by(organisation).for_day(day).exclude(state=PlanState.SUPERSEDED)
    by_state = {plan.state: plan for plan in plans}
    board = Board(day=day, draft=by_state.get(PlanState.DRAFT), published=by_state.get(PlanState.PUBLISHED))
    board.plan = board.published if show_published and board.published else board.draft or board.published
    standing = Shift.objects.owned_by(organisation).standing().between(*day_bounds(day))
    board.shifts = list(standing.for_planning())
    blocks = blocks_on(board.shifts, day)
    board.blocked = [(shift, blocks[shift.pk]) for shift in board.shifts if blocks[shift.pk]]
    loads = loads_to_plan(organisation).for_planning()
    if board.plan is not None:
        _fill(board, board.plan)
        loads = loads.exclude(pk__in=_collections_on(board))
    waiting = list(loads[:MOST_WAITING])
    pins = Pin.objects.of(waiting)
    jobs = [_job(one.claim, one, pins.get(one.pk)) for one in waiting]
    jobs += [_job(claim, None, None) for claim in _unarranged(organisation).for_page().order_by("pk")[:MOST_WAITING]]
    board.waiting = sorted(jobs, key=lambda job: (job.claim.decided_at, job.claim.pk))[:MOST_WAITING]
    return board


def _job(claim: Claim, collection: Collection | None, pin: Pin | None) -> Job:
    quantity = collection.quantity if collection else claim.accepted_quantity or claim.quantity
    failed = collection.last_failure if collection else ""
    return Job(claim, claim.listing.title, told(quantity, claim.listing), failed, pin.day if pin else None)


def _fill(board: Board, plan: Plan) -> None:
    problem, result = asked_in(plan), answered_in(plan)
    stops = Prefetch("stops", queryset=Stop.objects.for_run())
    routes = list(Route.objects.for_plan(plan).prefetch_related(stops))
    issues = list(
        PlanIssue.objects.filter(plan=plan)
        .select_related("collection__claim__listing__organisation", "collection__claim__organisation")
        .order_by("pk")
    )
    collections = {stop.collection_id: stop.collection for route in routes for stop in route.stops.all()}
    collections |= {issue.collection_id: issue.collection for issue in issues}
    pins = Pin.objects.of(list(collections.values()))
    pictures = pictures_of(problem, result, labels_of(list(collections.values())))
    full = fullness_of(problem, result)
    board.lanes = [_lane(route, pictures, pins, full) for route in routes]
    used = {route.shift_id for route in routes}
    is_draft = plan.state == PlanState.DRAFT
    asked = {shift.id for shift in problem.shifts}
    board.lanes += [_idle(one) for one in board.shifts if is_draft and one.pk not in used and str(one.pk) in asked]
    _fill_tray(board, plan, issues, {job.id for job in problem.jobs}, pins)
    board.points = _points(board.lanes)
    board.totals = totals_of(problem, result)
    board.remarks = remarks_on(result)


def _fill_tray(board: Board, plan: Plan, issues: Sequence[PlanIssue], asked: set[str], pins: Mapping[int, Pin]) -> None:
    pages = {one.collection_id: reverse("logistics:plan-job", args=[plan.pk, one.collection_id]) for one in issues}
    asks = PartyAsk.objects.on_day([one.collection for one in issues], board.day)
    steps = Steps(board.day, board.shifts, list(asks), pages)
    board.tray = [_tray_item(one, asked, steps, pins.get(one.collection_id)) for one in issues]


def _collections_on(board: Board) -> list[int]:
    return [line.stop.collection_id for lane in board.lanes for line in lane.stops] + [
        item.collection.pk for item in board.tray
    ]


def _lane(route: Route, pictures: Mapping[int, SafeString], pins: Mapping[int, Pin], full: Mapping[int, int]) -> Lane:
    stops = list(route.stops.all())
    picked_up = {stop.collection_id for stop in stops if stop.kind == StopKind.PICKUP}
    return Lane(
        shift=route.shift,
        route=route,
        stops=[_line(stop, pins.get(stop.collection_id), picked_up) for stop in stops],
        picture=pictures.get(route.shift_id, SafeString("")),
        km=round(route.planned_metres / 1000),
        minutes=round(route.planned_seconds / 60),
        full_percent=full.get(route.shift_id, 0),
        is_draft=route.state == "draft",
    )


def _idle(shift: Shift) -> Lane:
    return Lane(shift, None, (), SafeString(""), 0, 0, 0, is_draft=True)


def _line(stop: Stop, pin: Pin | None, picked_up: set[int]) -> StopLine:
    claim = stop.collection.claim
    picks_up = stop.kind == StopKind.PICKUP
    return StopLine(
        stop=stop,
        number=stop.sequence,
        title=claim.listing.title,
        amount=told(stop.collection.collected_quantity or stop.collection.quantity, claim.listing),
        who=stop.site.organisation,
        between=promise_of(stop),
        tone=TONES[StopState(stop.state)],
        is_pinned=pin is not None and pin.shift_id == stop.route.shift_id,
        is_handle=picks_up and stop.collection_id in picked_up,
    )


def _tray_item(issue: PlanIssue, asked: set[str], steps: Steps, pin: Pin | None) -> TrayItem:
    claim = issue.collection.claim
    return TrayItem(
        collection=issue.collection,
        title=claim.listing.title,
        amount=told(issue.collection.quantity, claim.listing),
        sentence=issue.sentence,
        steps=steps.of(issue),
        can_move=str(issue.collection_id) in asked,
        kept_for=pin.day if pin else None,
    )


def _points(lanes: Sequence[Lane]) -> dict[str, Any]:  # Any: GeoJSON
    """Stops and ways of all vans, on exact places: a carrier's coordinator may see those of what it carries."""
    features: list[dict[str, Any]] = []  # Any: as above
    for lane in lanes:
        if lane.route is None or not lane.stops:
            continue
        start = lane.shift.start_site
        way = [[start.longitude, start.latitude]]
        for line in lane.stops:
            site = line.stop.site
            way.append([site.longitude, site.latitude])
            features.append(
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": way[-1]},
                    "properties": {
                        "id": line.stop.pk,
                        "number": line.number,
                        "title": f"{lane.shift.vehicle.name} {line.number}: {line.who}",
                        "kind": "material" if line.stop.kind == StopKind.PICKUP else "equipment",
                    },
                }
            )
        way.append(way[0])
        line_string = {"type": "LineString", "coordinates": way}
        features.append({"type": "Feature", "geometry": line_string, "properties": {}})
    return {"type": "FeatureCollection", "features": features}
