"""The plan of a carrier's day: what waits, the lanes of the vans, and what cannot ride, with why."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.safestring import SafeString

from listings.models import Claim, ClaimState
from listings.models.claims import ClaimQuerySet
from listings.queries.claims import told
from logistics.models import (
    Collection,
    CollectionState,
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
from logistics.planning.record import problem_from_json, result_from_json
from logistics.planning.timeline import timeline_svg
from logistics.queries.days import day_bounds
from logistics.queries.moments import promise_of
from logistics.queries.problems import labels_of
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


@dataclass(frozen=True, slots=True)
class Lane:
    """A van's day."""

    route: Route
    stops: Sequence[StopLine]
    picture: SafeString
    km: int
    minutes: int
    is_draft: bool


@dataclass(frozen=True, slots=True)
class TrayItem:
    """A job that stays behind: what it is, why, and what could be done."""

    collection: Collection
    title: str
    amount: str
    sentence: str
    steps: Sequence[tuple[str, str]]
    can_move: bool


@dataclass(frozen=True, slots=True)
class Job:
    """A job that waits for a plan."""

    claim: Claim
    title: str
    amount: str
    failed: str


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


def claims_to_arrange(organisation: Organisation) -> list[Claim]:
    """Accepted claims that the organisation was asked to bring and for which nothing was arranged yet."""
    return list(_unarranged(organisation).for_page().order_by("pk"))


def _unarranged(organisation: Organisation) -> ClaimQuerySet:
    return Claim.objects.carried_by(organisation).filter(state=ClaimState.ACCEPTED, collections=None)


def loads_to_plan(organisation: Organisation) -> CollectionQuerySet:
    """Loads that wait for one of the organisation's vans: promised ones that no published plan holds, and those still
    aboard from a delivery that did not work."""
    to_do = Stop.objects.to_do().filter(route__plan__state=PlanState.PUBLISHED, kind=StopKind.DROPOFF)
    promised = Q(state=CollectionState.READY, claim__state=ClaimState.ACCEPTED)
    aboard = Q(state=CollectionState.COLLECTED) & ~Q(pk__in=to_do.values("collection"))
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
    loads = loads_to_plan(organisation).for_planning()
    if board.plan is not None:
        _fill(board, board.plan)
        loads = loads.exclude(pk__in=_collections_on(board))
    jobs = [_job(one.claim, one) for one in loads[:MOST_WAITING]]
    jobs += [_job(claim, None) for claim in _unarranged(organisation).for_page().order_by("pk")[:MOST_WAITING]]
    board.waiting = sorted(jobs, key=lambda job: (job.claim.decided_at, job.claim.pk))[:MOST_WAITING]
    return board


def _job(claim: Claim, collection: Collection | None) -> Job:
    quantity = collection.quantity if collection else claim.accepted_quantity or claim.quantity
    return Job(claim, claim.listing.title, told(quantity, claim.listing), collection.last_failure if collection else "")


def _fill(board: Board, plan: Plan) -> None:
    stops = Prefetch("stops", queryset=Stop.objects.for_run())
    routes = list(Route.objects.for_plan(plan).prefetch_related(stops))
    pictures = _pictures(plan, routes)
    board.lanes = [_lane(route, pictures) for route in routes]
    issues = PlanIssue.objects.filter(plan=plan).select_related(
        "collection__claim__listing__organisation", "collection__claim__organisation"
    )
    asked = {job["id"] for job in plan.problem["problem"]["jobs"]}
    board.tray = [_tray_item(issue, asked, board.day) for issue in issues.order_by("pk")]
    board.points = _points(board.lanes)


def _collections_on(board: Board) -> list[int]:
    return [line.stop.collection_id for lane in board.lanes for line in lane.stops] + [
        item.collection.pk for item in board.tray
    ]


def _lane(route: Route, pictures: dict[int, SafeString]) -> Lane:
    return Lane(
        route=route,
        stops=[_line(stop) for stop in route.stops.all()],
        picture=pictures.get(route.shift_id, SafeString("")),
        km=round(route.planned_metres / 1000),
        minutes=round(route.planned_seconds / 60),
        is_draft=route.state == "draft",
    )


def _line(stop: Stop) -> StopLine:
    claim = stop.collection.claim
    picks_up = stop.kind == StopKind.PICKUP
    return StopLine(
        stop=stop,
        number=stop.sequence,
        title=claim.listing.title,
        amount=told(stop.collection.collected_quantity or stop.collection.quantity, claim.listing),
        who=claim.listing.organisation if picks_up else claim.organisation,
        between=promise_of(stop),
        tone=TONES[StopState(stop.state)],
    )


def _pictures(plan: Plan, routes: Iterable[Route]) -> dict[int, SafeString]:
    """Each van's day as a picture. A run that was kept from an earlier plan has none: this plan did not ask for it."""
    problem = problem_from_json(json.dumps(plan.problem))
    result = result_from_json(json.dumps(plan.result))
    labels = labels_of([stop.collection for route in routes for stop in route.stops.all()])
    known = {shift.id for shift in problem.shifts}
    return {
        # The picture's own module escapes all of its text.
        int(route.shift_id): SafeString(timeline_svg(problem, route, labels=labels))
        for route in result.routes
        if route.shift_id in known
    }


def _tray_item(issue: PlanIssue, asked: set[str], day: date) -> TrayItem:
    claim = issue.collection.claim
    return TrayItem(
        collection=issue.collection,
        title=claim.listing.title,
        amount=told(issue.collection.quantity, claim.listing),
        sentence=issue.sentence,
        steps=[(step["sentence"], _href(step["code"], claim, day)) for step in issue.next_steps],
        can_move=str(issue.collection_id) in asked,
    )


def _href(code: str, claim: Claim, day: date) -> str:
    """Where a next step can be taken; empty where it is done outside these pages."""
    if code in {"add_shift", "add_skilled_shift"}:
        return f"{reverse('logistics:shift-new')}?day={day:%Y-%m-%d}"
    if code in {"recipient_collects", "widen_pickup", "widen_delivery", "ask_donor", "check_place"}:
        return reverse("listings:claim", args=[claim.pk])
    return ""


def _points(lanes: Sequence[Lane]) -> dict[str, Any]:  # Any: GeoJSON
    """Stops and ways of all vans, on exact places: a carrier's coordinator may see those of what it carries."""
    features: list[dict[str, Any]] = []  # Any: as above
    for lane in lanes:
        start = lane.route.shift.start_site
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
                        "title": f"{lane.route.shift.vehicle.name} {line.number}: {line.who}",
                        "kind": "material" if line.stop.kind == StopKind.PICKUP else "equipment",
                    },
                }
            )
        way.append(way[0])
        line_string = {"type": "LineString", "coordinates": way}
        features.append({"type": "Feature", "geometry": line_string, "properties": {}})
    return {"type": "FeatureCollection", "features": features}
