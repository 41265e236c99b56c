"""Asking the road engine for a day's ways, and keeping what it told with the plan that was made of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from logistics.gateways import routing
from logistics.models import LegTime, Plan, PlanRoads, Shift
from logistics.planning.problem import Problem
from logistics.queries import roads
from logistics.queries.answers import Answer
from logistics.queries.problems import DayQuestion
from logistics.queries.vans import end_of, start_of
from logistics.roads import crow, table
from logistics.roads.packing import digest, packed
from logistics.roads.table import Roads
from marketplace.kernel.geo import Point
from marketplace.organisations.models import Organisation, User

_ENDS = ("from_latitude", "from_longitude", "to_latitude", "to_longitude")


def find_roads(*, question: DayQuestion, organisation: Organisation, by: User, now: datetime) -> None:
    """Put the road engine's ways under the question; without an engine it keeps to its law. Waits for the network, so
    never inside a transaction."""
    found = roads.with_roads(question.problem, organisation, now)
    if found is not None:
        question.roads = found
        question.problem = replace(question.problem, matrix=found.matrix)


def keep_roads(*, plan: Plan, question: DayQuestion, answer: Answer, by: User, now: datetime) -> None:
    """With a new plan: its whole matrix packed, what the engine could not say, and the legs that the plan shows."""
    found = question.roads
    if found is None:
        return
    block = packed(found.matrix)
    PlanRoads.objects.create(
        plan=plan,
        provider=routing.provider().name,
        data_version=routing.data_version(),
        quality=found.matrix.quality,
        pairs=found.pairs,
        estimated_pairs=found.estimated_pairs,
        notes=roads.notes_of(found, _names(question)),
        digest=digest(block),
        packed=block,
    )
    _keep_legs(found, set(_shown(answer)), now)


def keep_matrix(*, plan: Plan, problem: Problem, by: User, now: datetime) -> None:
    """After a change by hand: keep the matrix beside the plan as it is now, should it have changed."""
    if problem.matrix is None:
        return
    block = packed(problem.matrix)
    kept = {"quality": problem.matrix.quality, "digest": digest(block), "packed": block}
    PlanRoads.objects.filter(plan=plan).exclude(digest=kept["digest"]).update(**kept)


def _names(question: DayQuestion) -> dict[Point, str]:
    """What the places of a question are called; where drivers live is not said."""
    names: dict[Point, str] = {}
    for one in question.collections.values():
        for site in (one.claim.listing.site, one.claim.site):
            names[site.point] = str(site)
    for shift in question.shifts.values():
        names.setdefault(shift.start_site.point, str(shift.start_site))
    return names


def _shown(answer: Answer) -> Iterator[tuple[Point, Point]]:
    """The legs of its routes. Not those to and from a driver's home: it is kept nowhere else."""
    jobs = {job.id: job for job in answer.problem.jobs}
    for route in answer.result.routes:
        shift = answer.shifts[route.shift_id]
        stops = [stop for stop in route.stops if stop.kind != "break"]
        places = [
            jobs[stop.job_id].pickup.point if stop.kind == "pickup" else jobs[stop.job_id].delivery.point
            for stop in stops
        ]
        if not shift.from_home:
            places = [start_of(shift), *places, *_end(shift)]
        yield from ((here, there) for here, there in pairwise(places) if here != there)


def _end(shift: Shift) -> list[Point]:
    end = end_of(shift)
    return [end] if end else []


def _keep_legs(found: Roads, shown: set[tuple[Point, Point]], now: datetime) -> None:
    provider = routing.provider().name
    if provider == crow.NAME or not found.legs:
        return
    places = found.matrix.places()
    rows: dict[roads.Key, LegTime] = {}
    for here, there in shown:
        leg = found.legs.get((places.get(here, -1), places.get(there, -1)))
        key = roads.rounded(here) + roads.rounded(there)
        if leg is not None:
            rows[key] = LegTime(
                provider=provider,
                profile=table.VAN,
                data_version=routing.data_version(),
                **dict(zip(_ENDS, key, strict=True)),
                seconds=leg[0],
                metres=leg[1],
                told_at=now,
            )
    LegTime.objects.bulk_create(
        [rows[key] for key in sorted(rows)],
        update_conflicts=True,
        unique_fields=["provider", "profile", "data_version", *_ENDS],
        update_fields=["seconds", "metres", "told_at"],
    )
