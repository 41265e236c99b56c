"""Saving a checked plan: the planner's answer as routes and stops that pages and drivers read."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from logistics.models import Plan, PlanIssue, Route, Stop, StopKind
from logistics.planning.result import PlannedRoute, PlannedStop
from logistics.queries.answers import Answer, Continued
from logistics.queries.days import moment_of
from logistics.queries.whereabouts import Ends, ends_of
from marketplace.organisations.models import User


def fill_plan(*, plan: Plan, answer: Answer, continued: Continued, by: User, now: datetime) -> None:
    """Write the answer's routes, stops and reasons under a plan that has none, within the caller's transaction. A van
    on the way has a route even where nothing is left for it: publishing takes from its run what others do now."""
    routes = Route.objects.bulk_create([_route(plan, answer, one, continued) for one in answer.result.routes])
    used = {route.shift_id for route in routes}
    idle = [shift for shift in continued if shift not in used]
    Route.objects.bulk_create([_nothing_left(plan, shift, continued, now) for shift in idle])
    rows: list[Stop] = []
    ends = ends_of(answer.collections.values())
    for route, planned in zip(routes, answer.result.routes, strict=True):
        rows += _stops(route, plan, answer, planned.stops, ends)
    Stop.objects.bulk_create(rows)
    PlanIssue.objects.bulk_create(
        PlanIssue(
            plan=plan,
            collection=answer.collections[one.job_id],
            code=one.code[:30],
            sentence=one.sentence[:400],
            next_steps=[
                {"code": step.code, "sentence": step.sentence, "numbers": step.numbers} for step in one.next_steps
            ],
        )
        for one in answer.result.unplanned
    )


def _nothing_left(plan: Plan, shift: int, continued: Continued, now: datetime) -> Route:
    run, after = continued[shift]
    return Route(
        plan=plan,
        shift_id=shift,
        planned_metres=0,
        planned_seconds=0,
        starts_at=now,
        ends_at=now,
        continues_id=run,
        continues_after=after,
    )


def _route(plan: Plan, answer: Answer, planned: PlannedRoute, continued: Continued) -> Route:
    shift = answer.shifts[planned.shift_id]
    run, after = continued.get(shift.pk, (None, 0))
    return Route(
        plan=plan,
        shift=shift,
        continues_id=run,
        continues_after=after,
        planned_metres=planned.total_metres,
        planned_seconds=planned.total_drive_s,
        starts_at=moment_of(plan.day, planned.departure_s),
        ends_at=moment_of(plan.day, planned.finish_s),
    )


def _stops(
    route: Route, plan: Plan, answer: Answer, planned: Sequence[PlannedStop], ends: Mapping[int, Ends]
) -> list[Stop]:
    """The visits in order; what is driven before a break belongs to the leg of the visit after it."""
    rows: list[Stop] = []
    driven = 0
    for stop in planned:
        driven += stop.leg_seconds
        if stop.kind == "break":
            continue
        collection = answer.collections[stop.job_id]
        rows.append(
            Stop(
                route=route,
                collection=collection,
                site=ends[collection.pk].pickup if stop.kind == "pickup" else ends[collection.pk].delivery,
                kind=StopKind.PICKUP if stop.kind == "pickup" else StopKind.DROPOFF,
                sequence=len(rows) + 1,
                planned_arrival_at=moment_of(plan.day, stop.arrival_s),
                planned_departure_at=moment_of(plan.day, stop.departure_s),
                leg_metres=stop.leg_metres,
                leg_seconds=driven,
                load_kg_after=-(-stop.load_after.grams // 1000),
            )
        )
        driven = 0
    return rows
