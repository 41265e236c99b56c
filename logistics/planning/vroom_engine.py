"""The adapter to VROOM (``pyvroom``), run in a process of its own with a clock, a memory limit and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from logistics.planning.engine_process import EngineNonsense, Limits, PlanCancelled, ask, never
from logistics.planning.network import NOWHERE, UNLIMITED, Crew, Network, Rest
from logistics.planning.problem import TOP_PRIORITY
from logistics.planning.tour import Tour

__all__ = ["PlanCancelled", "never", "solve"]

# Importing numpy, pandas and the engine takes 220 MB of address space and 300 jobs 140 MB of memory; the rest is slack.
MEMORY_BYTES: Final = 1024 * 1024 * 1024
# Starting the process takes 1 to 2 s on a busy machine, and the engine looks at its own limit between steps only.
GRACE_S: Final = 15.0
CPU_GRACE_S: Final = 15
CHILD: Final[tuple[str, ...]] = ("logistics.planning.vroom_child",)


def solve(
    net: Network,
    limit_s: float,
    *,
    cancelled: Callable[[], bool] = never,
    memory_bytes: int = MEMORY_BYTES,
    grace_s: float | None = None,
) -> list[Tour]:
    """VROOM's plan as tours, one for each shift; what it leaves out is in none of them.

    Only the order of stops and breaks is taken from the answer; the clock is ours, so a tour may come back that is not
    ``feasible`` where the two differ.

    :param limit_s: wall clock for the search itself; starting the process comes on top
    :param cancelled: asked twenty times a second
    :param grace_s: wall clock on top, for starting and for a limit that is looked at between steps only
    :raises EngineFailed: one of its kinds
    :raises PlanCancelled: ``cancelled()`` said so
    """
    if not net.crews or not net.load:
        return [Tour(net, crew) for crew in range(len(net.crews))]
    question = _question(net, limit_s, memory_bytes)
    answer = ask(
        CHILD, question, Limits(wall_s=limit_s + (GRACE_S if grace_s is None else grace_s)), cancelled=cancelled
    )
    tours = [Tour(net, crew) for crew in range(len(net.crews))]
    try:
        for route in answer["routes"]:
            tours[route["vehicle"]] = _tour(net, route["vehicle"], route["steps"])
    except (KeyError, IndexError, TypeError, ValueError) as fault:
        raise EngineNonsense(f"{type(fault).__name__}: {fault}") from fault
    return tours


# --- question ---------------------------------------------------------------------------------------------------------


def _question(net: Network, limit_s: float, memory_bytes: int) -> dict[str, Any]:
    ends = {place for crew in net.crews for place in (crew.start, crew.end) if place != NOWHERE}
    places = sorted(ends | set(net.place))
    rows = {place: row for row, place in enumerate(places)}
    return {
        "limit_s": limit_s,
        "memory_bytes": memory_bytes,
        "cpu_s": int(limit_s + 1) + CPU_GRACE_S,
        "seconds": [[net.tables.seconds[a][b] for b in places] for a in places],
        "metres": [[net.tables.metres[a][b] for b in places] for a in places],
        "vehicles": [_vehicle(net, number, crew, rows) for number, crew in enumerate(net.crews)],
        "jobs": [_job(net, number, rows) for number in range(len(net.load))],
    }


def _private(net: Network, crew: int) -> int:
    """A skill that one shift alone has: how a job is tied to it."""
    return net.can.count + crew


def _vehicle(net: Network, number: int, crew: Crew, rows: dict[int, int]) -> dict[str, Any]:
    weights = net.problem.weights
    breaks = _breaks(crew)
    over = min([crew.closes, *(rest[0] for rest in crew.rests if rest not in breaks)])
    return {
        "id": number,
        "start": rows[crew.start],
        "end": None if crew.end == NOWHERE else rows[crew.end],
        "capacity": crew.room,
        "skills": [*net.can.bits(net.can.offers[number]), _private(net, number)],
        "window": [crew.opens, max(crew.opens, over)],
        "breaks": breaks,
        "most_drive_s": None if crew.most_drive == UNLIMITED else crew.most_drive,
        "costs": {
            "fixed": weights.per_vehicle_pence,
            "per_hour": weights.per_hour_pence,
            "per_km": weights.per_km_pence,
        },
    }


def _breaks(crew: Crew) -> list[Rest]:
    """Those that VROOM is told: it refuses one that cannot end within the shift.

    The day has to be over before such a one would begin.
    """
    return [rest for rest in crew.rests if max(rest[0], crew.opens) + rest[2] <= crew.closes]


def _job(net: Network, number: int, rows: dict[int, int]) -> dict[str, Any]:
    job = net.job(number)
    tied = [_private(net, net.locked[number])] if number in net.locked else []
    aboard = number in net.aboard
    return {
        "pickup": None if aboard else _visit(net, 2 * number, rows),
        "delivery": _visit(net, 2 * number + 1, rows),
        "load": net.load[number],
        "skills": net.can.bits(net.can.needs[number]) + tied,
        "priority": TOP_PRIORITY if aboard else job.priority,
    }


def _visit(net: Network, node: int, rows: dict[int, int]) -> dict[str, Any]:
    return {
        "id": node,
        "place": rows[net.place[node]],
        "service_s": net.service[node],
        "windows": net.windows[node],
    }


# --- answer -----------------------------------------------------------------------------------------------------------


def _tour(net: Network, crew: int, steps: list[tuple[str, int]]) -> Tour:
    known = _breaks(net.crews[crew])
    nodes: list[int] = []
    rests: list[tuple[Rest, ...]] = []
    held: tuple[Rest, ...] = ()
    for kind, number in steps:
        if kind == "break":
            held += (known[number],)
            continue
        nodes.append(number)
        rests.append(held)
        held = ()
    return Tour(net, crew, nodes, [*rests, held + tuple(rest for rest in net.crews[crew].rests if rest not in known)])
