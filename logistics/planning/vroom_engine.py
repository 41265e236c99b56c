"""The adapter to VROOM (``pyvroom``), run in a process of its own with a clock, a memory limit and a way to stop it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final

from logistics.planning.network import NOWHERE, Crew, Network, Rest
from logistics.planning.problem import TOP_PRIORITY
from logistics.planning.tour import Tour

OUT_OF_MEMORY: Final = 71  # exit codes of vroom_child, which is never imported here
ENGINE_MISSING: Final = 72

# Importing numpy, pandas and the engine takes 220 MB of address space and 300 jobs 140 MB of memory; the rest is slack.
MEMORY_BYTES: Final = 1024 * 1024 * 1024
# Starting the process takes 1 to 2 s on a busy machine, and the engine looks at its own limit between steps only.
GRACE_S: Final = 15.0
CPU_GRACE_S: Final = 15
POLL_S: Final = 0.1

ROOT: Final = Path(__file__).resolve().parents[2]
CHILD: Final = "logistics.planning.vroom_child"


class EngineFailed(Exception):
    """The engine gave no plan. ``code`` says why; the text is for the log, not for people."""

    code: ClassVar[str] = "engine_failed"


class EngineAbsent(EngineFailed):
    """``pyvroom`` is not installed or does not load here."""

    code = "engine_missing"


class EngineTooSlow(EngineFailed):
    """Stopped by the wall clock."""

    code = "engine_too_slow"


class EngineTooBig(EngineFailed):
    """Stopped by its memory limit."""

    code = "engine_out_of_memory"


class PlanCancelled(Exception):
    """Whoever asked for the plan does not want it any more."""


def never() -> bool:
    """Do not cancel."""
    return False


def solve(
    net: Network, limit_s: float, *, cancelled: Callable[[], bool] = never, memory_bytes: int = MEMORY_BYTES
) -> list[Tour]:
    """VROOM's plan as tours, one for each shift; what it leaves out is in none of them.

    Only the order of stops and breaks is taken from the answer; the clock is ours, so a tour may come back that is not
    ``feasible`` where the two differ.

    :param limit_s: wall clock for the search itself; starting the process comes on top
    :param cancelled: asked ten times a second
    :raises EngineFailed: one of its kinds
    :raises PlanCancelled: ``cancelled()`` said so
    """
    if not net.crews or not net.load:
        return [Tour(net, crew) for crew in range(len(net.crews))]
    answer = _ask(_question(net, limit_s, memory_bytes), limit_s, cancelled)
    tours = [Tour(net, crew) for crew in range(len(net.crews))]
    for route in answer["routes"]:
        tours[route["vehicle"]] = _tour(net, route["vehicle"], route["steps"])
    return tours


def _ask(question: dict[str, Any], limit_s: float, cancelled: Callable[[], bool]) -> dict[str, Any]:
    deadline = time.monotonic() + limit_s + GRACE_S
    # A file, not a pipe: communicate() with a timeout loses what it had not yet written (seen with CPython 3.11).
    with tempfile.TemporaryFile("w+", encoding="utf-8") as paper:
        json.dump(question, paper)
        paper.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", CHILD],
            stdin=paper,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=_environment(),
            start_new_session=True,
            text=True,
        )
    with process:
        try:
            output, errors = _wait(process, deadline, cancelled)
        finally:
            process.kill()
    _raise_for(process.returncode, errors)
    answer: dict[str, Any] = json.loads(output)
    return answer


def _environment() -> dict[str, str]:
    """Of our own surroundings only what a Python process needs: no secret reaches the engine."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG", "TMPDIR") if name in os.environ}
    # One thread each: worker pools would take address space per core, which the memory limit counts.
    return kept | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _wait(process: subprocess.Popen[str], deadline: float, cancelled: Callable[[], bool]) -> tuple[str, str]:
    while True:
        try:
            return process.communicate(timeout=POLL_S)
        except subprocess.TimeoutExpired:
            if cancelled():
                raise PlanCancelled from None
            if time.monotonic() > deadline:
                raise EngineTooSlow(f"no answer within its limit and {GRACE_S} s of grace") from None


def _raise_for(returncode: int, errors: str) -> None:
    if returncode == OUT_OF_MEMORY or "bad_alloc" in errors:
        raise EngineTooBig(_last_line(errors))
    if returncode == ENGINE_MISSING:
        raise EngineAbsent(_last_line(errors))
    if returncode != 0:
        raise EngineFailed(f"exit code {returncode}: {_last_line(errors)}")


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1][:500]


# --- question ---------------------------------------------------------------------------------------------------------


def _question(net: Network, limit_s: float, memory_bytes: int) -> dict[str, Any]:
    names = sorted(
        {skill for crew in net.crews for skill in crew.skills} | {s for job in net.problem.jobs for s in job.skills}
    )
    skills = {name: number for number, name in enumerate(names)}
    ends = {place for crew in net.crews for place in (crew.start, crew.end) if place != NOWHERE}
    places = sorted(ends | set(net.place))
    rows = {place: row for row, place in enumerate(places)}
    return {
        "limit_s": limit_s,
        "memory_bytes": memory_bytes,
        "cpu_s": int(limit_s + 1) + CPU_GRACE_S,
        "seconds": [[net.tables.seconds[a][b] for b in places] for a in places],
        "metres": [[net.tables.metres[a][b] for b in places] for a in places],
        "vehicles": [_vehicle(net, number, crew, skills, rows) for number, crew in enumerate(net.crews)],
        "jobs": [_job(net, number, skills, rows) for number in range(len(net.load))],
    }


def _private(crew: int, skills: dict[str, int]) -> int:
    """A skill that one shift alone has: how a job is tied to it."""
    return len(skills) + crew


def _vehicle(net: Network, number: int, crew: Crew, skills: dict[str, int], rows: dict[int, int]) -> dict[str, Any]:
    weights = net.problem.weights
    breaks = _breaks(crew)
    over = min([crew.closes, *(rest[0] for rest in crew.rests if rest not in breaks)])
    return {
        "id": number,
        "start": rows[crew.start],
        "end": None if crew.end == NOWHERE else rows[crew.end],
        "capacity": crew.room,
        "skills": [*sorted(skills[name] for name in crew.skills), _private(number, skills)],
        "window": [crew.opens, max(crew.opens, over)],
        "breaks": breaks,
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


def _job(net: Network, number: int, skills: dict[str, int], rows: dict[int, int]) -> dict[str, Any]:
    job = net.job(number)
    tied = [_private(net.locked[number], skills)] if number in net.locked else []
    aboard = number in net.aboard
    return {
        "pickup": None if aboard else _visit(net, 2 * number, rows),
        "delivery": _visit(net, 2 * number + 1, rows),
        "load": net.load[number],
        "skills": sorted(skills[name] for name in job.skills) + tied,
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
