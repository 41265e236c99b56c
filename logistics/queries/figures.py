"""Figures and pictures of a plan: what it costs, how full the vans are, each van's day as a picture."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from logistics.planning.problem import Problem
from logistics.planning.result import PlannedRoute, Result
from logistics.planning.timeline import ENGLISH, Words, timeline_svg
from marketplace.kernel.errors import gettext_noop

#: What is told of a plan that came about in another way than usual, by the codes of the planner's note.
REMARKS: Final = {
    "cut": gettext_noop("The day was planned in parts, since it is large, and the parts were joined."),
    "no_machine_code": gettext_noop("This machine makes no machine code for the search, so it looked less far."),
    "engine_missing": gettext_noop("A routing engine is not installed here, so another way was taken."),
    "engine_too_slow": gettext_noop("A routing engine did not answer in time, so another way was taken."),
    "engine_out_of_memory": gettext_noop("A routing engine ran out of memory, so another way was taken."),
    "engine_nonsense": gettext_noop("What a routing engine said is not an answer, so another way was taken."),
    "engine_failed": gettext_noop("The routing engine broke down, so another way was taken."),
    "search_plan_refused": gettext_noop("The check refused the plan of the search, so another way was taken."),
    "vroom_plan_refused": gettext_noop("The check refused the routing engine’s plan, so another way was taken."),
}
#: What always holds where one of those is told.
PASSED: Final = gettext_noop("This plan passed the check: only its quality may be less.")


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of a day's plan."""

    jobs: int
    served: int
    vans: int
    km: int
    driving_min: int
    waiting_min: int
    pence: int


def totals_of(problem: Problem, result: Result) -> Totals:
    """The figures of a plan as it stands after changes by hand. Its cost is for comparing plans, not for any books."""
    routes, weights = result.routes, problem.weights
    metres = sum(route.total_metres for route in routes)
    driving = sum(route.total_drive_s for route in routes)
    return Totals(
        jobs=len(problem.jobs),
        served=sum(len(route.job_ids) for route in routes),
        vans=len(routes),
        km=round(metres / 1000),
        driving_min=round(driving / 60),
        waiting_min=round(sum(route.total_wait_s for route in routes) / 60),
        pence=len(routes) * weights.per_vehicle_pence
        + metres * weights.per_km_pence // 1000
        + driving * weights.per_hour_pence // 3600,
    )


def fullness_of(problem: Problem, result: Result) -> dict[int, int]:
    """How full each van gets, in per cent of the dimension that is fullest, by shift."""
    rooms = {shift.id: shift.capacity.parts for shift in problem.shifts}
    return {int(one.shift_id): _fullest(one, rooms[one.shift_id]) for one in result.routes if one.shift_id in rooms}


def _fullest(route: PlannedRoute, room: tuple[int, int, int]) -> int:
    loads = [route.load_before.parts, *(stop.load_after.parts for stop in route.stops)]
    shares = [100 * part // most for load in loads for part, most in zip(load, room, strict=True) if most]
    return max(shares, default=0)


def remarks_on(result: Result) -> list[str]:
    """What was unusual about how it came about."""
    codes = dict.fromkeys(str(result.metrics.get("note", "")).split(", "))
    told = [_(REMARKS[code]) for code in codes if code in REMARKS]
    return [*told, _(PASSED)] if told else []


def pictures_of(problem: Problem, result: Result, labels: Mapping[str, str]) -> dict[int, SafeString]:
    """Each van's day as a picture, by shift. A run that was kept from an earlier plan has none: this plan did not ask
    for it."""
    known = {shift.id for shift in problem.shifts}
    words = Words(**{name: _(text) for name, text in asdict(ENGLISH).items()})
    return {
        # The picture's own module escapes all of its text.
        int(route.shift_id): SafeString(timeline_svg(problem, route, words=words, labels=dict(labels)))
        for route in result.routes
        if route.shift_id in known
    }
