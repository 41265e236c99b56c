"""The adapter to our own search, which runs in a process of its own (``search_child``)."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Final

from logistics.planning.engine_process import EngineNonsense, Limits, Tree, ask, begin, never, nothing
from logistics.planning.network import Network
from logistics.planning.problem import Matrix
from logistics.planning.record import problem_to_json
from logistics.planning.resting import rested
from logistics.planning.tour import Tour
from logistics.planning.travel import places_of

CHILD: Final[tuple[str, ...]] = ("logistics.planning.search_child",)

# Machine code and its maker take 700 MB of address space but 190 MB of memory; 300 jobs another 50.
MEMORY_BYTES: Final = 2 * 1024 * 1024 * 1024
GRACE_S: Final = 15.0
READY_S: Final = 300.0  # the first time machine code is made: half a minute, more on a busy machine


@dataclass(frozen=True, slots=True)
class Found:
    """One tour for each shift, the search's rounds, and the milliseconds it took to get ready."""

    tours: list[Tour]
    rounds: int
    ready_ms: int


@dataclass(frozen=True, slots=True)
class Terms:
    """How long to search: seconds of wall clock (of CPU with ``by_cpu``, to compare engines), from when it is
    ready (CPU: from its start)."""

    limit_s: float
    by_cpu: bool = False
    memory_bytes: int = MEMORY_BYTES


def warm_aside() -> None:
    """Have the machine code made and kept, in a process that goes on by itself. Does nothing where it is there."""
    if find_spec("numba"):
        begin(("logistics.planning.search_child", "--warm-aside")).wait()


def warming() -> subprocess.Popen[bytes] | None:
    """Likewise, as a process to wait for; nothing where no machine code can be made."""
    return begin(("logistics.planning.search_child", "--warm")) if find_spec("numba") else None


def solve(
    net: Network,
    terms: Terms,
    *,
    start: Sequence[Tour] = (),
    cancelled: Callable[[], bool] = never,
    progress: Callable[[str, int, int], None] = nothing,
) -> Found:
    """The best plan found. Only the order of stops is taken from it; breaks and clock are ours.

    :param start: a plan to keep to as far as it is good
    :raises EngineFailed: one of its kinds
    :raises PlanCancelled: ``cancelled()`` said so
    """
    if not net.crews or not net.load:
        return Found([Tour(net, crew) for crew in range(len(net.crews))], 0, 0)
    slack = 20 * terms.limit_s if terms.by_cpu else 0.0  # a busy machine gives a process less than all of a CPU
    limits = Limits(wall_s=terms.limit_s + GRACE_S + slack, ready_s=READY_S)
    question = {
        "problem": problem_to_json(replace(net.problem, matrix=_matrix(net))),
        "start": [tour.nodes for tour in start],
        "limit_s": terms.limit_s,
        "by_cpu": terms.by_cpu,
        "rounds": net.problem.rounds,
        "memory_bytes": terms.memory_bytes,
        "cpu_s": int(terms.limit_s + READY_S + GRACE_S),
    }
    answer = ask(CHILD, question, limits, cancelled=cancelled, progress=progress)
    return _found(net, answer)


def _matrix(net: Network) -> Matrix:
    """Travel between the places of the network's jobs and shifts, and no others."""
    points = places_of(net.problem.jobs, net.problem.shifts)
    rows = [net.places[point] for point in points]
    seconds, metres = net.tables.seconds, net.tables.metres
    return Matrix(
        points=points,
        seconds=tuple(tuple(line[b] for b in rows) for line in (seconds[a] for a in rows)),
        metres=tuple(tuple(line[b] for b in rows) for line in (metres[a] for a in rows)),
    )


def _found(net: Network, answer: Tree) -> Found:
    try:
        routes = [[int(node) for node in nodes] for nodes in answer["routes"]]
        found = Found([], int(answer["rounds"]), int(answer["prepare_ms"]))
    except (KeyError, TypeError, ValueError) as fault:
        raise EngineNonsense(f"{type(fault).__name__}: {fault}") from fault
    if len(routes) != len(net.crews) or any(not 0 <= node < len(net.place) for nodes in routes for node in nodes):
        raise EngineNonsense("routes or stops that are not part of the day")
    return replace(found, tours=[rested(net, crew, nodes) for crew, nodes in enumerate(routes)])
