"""One day by one engine, in a process of its own: ``python -m tests.bench.routing.engines ENGINE SECONDS INSTANCE``.

INSTANCE: a path, or ``made:KIND:JOBS:SEED``. Prints the plan as JSON; the caller measures what the process and its
children used. VROOM, PyVRP and OR-Tools answer with an order of stops; clock, cost and check are ours for all of them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from logistics.planning import vroom_engine
from logistics.planning.checker import violations
from logistics.planning.network import COST_UNITS_PER_PENNY, Network
from logistics.planning.planner import plan
from logistics.planning.record import input_hash
from logistics.planning.result import Result, Unplanned
from logistics.planning.tour import Tour
from tests.bench.routing.generated import make
from tests.bench.routing.instances import Instance, read

ENDLESS: Final = 10**9


def instance_of(name: str) -> Instance:
    """A file's, or one that is made."""
    if name.startswith("made:"):
        _made, kind, jobs, seed = name.split(":")
        return make(kind, int(jobs), int(seed))
    return read(Path(name))


def ours(instance: Instance, seconds: float) -> Result:
    """The planner, by CPU-seconds."""
    problem = replace(instance.problem, limit_s=max(1, round(seconds)), rounds=ENDLESS)
    return plan(problem, by_cpu=True)


def vroom(instance: Instance, seconds: float) -> Result:
    """VROOM alone."""
    net = Network(instance.problem)
    return result_of(net, vroom_engine.solve(net, seconds, grace_s=600), "vroom")


def result_of(net: Network, tours: Sequence[Tour], engine: str) -> Result:
    """Tours of an engine as a result, with what they cost."""
    used = [tour for tour in tours if tour.nodes]
    planned = {job for tour in used for job in tour.jobs}
    routes = tuple(tour.planned() for tour in used)
    return Result(
        routes=routes,
        unplanned=tuple(
            Unplanned(net.job(job).id, "left_out", {}, "Left out.", ())
            for job in range(len(net.load))
            if job not in planned
        ),
        metrics={
            "served": len(planned),
            "vehicles": len(used),
            "cost_pence": sum(tour.cost for tour in used) // COST_UNITS_PER_PENNY,
            "metres": sum(route.total_metres for route in routes),
        },
        engine=engine,
        input_hash=input_hash(net.problem),
    )


def ortools(instance: Instance, seconds: float) -> Result:
    """OR-Tools."""
    from tests.bench.routing.ortools_engine import solve

    net = Network(instance.problem)
    return result_of(net, solve(net, seconds), "ortools")


def pyvrp(instance: Instance, seconds: float) -> Result:
    """PyVRP."""
    from tests.bench.routing.pyvrp_engine import solve

    net = Network(instance.problem)
    return result_of(net, solve(net, seconds), "pyvrp")


ENGINES: Final[dict[str, Callable[[Instance, float], Result]]] = {
    "ours": ours,
    "vroom": vroom,
    "pyvrp": pyvrp,
    "ortools": ortools,
}


def main(argv: list[str]) -> int:
    """Solve and print."""
    engine, seconds, name = argv
    instance = instance_of(name)
    began = time.monotonic()
    result = ENGINES[engine](instance, float(seconds))
    wall = time.monotonic() - began
    found = violations(instance.problem, result)
    json.dump(
        {
            "served": result.metrics["served"],
            "jobs": len(instance.problem.jobs),
            "vehicles": result.metrics["vehicles"],
            "cost": instance.cost(result),
            "weight": sum(job.priority for job in instance.problem.jobs)
            - sum(job.priority for job in instance.problem.jobs if job.id in {u.job_id for u in result.unplanned}),
            "note": result.metrics.get("note", ""),
            "engine": result.engine,
            "wall_s": wall,
            "violations": [violation.sentence for violation in found[:3]],
            "stops": instance.stops(result) if instance.nodes else None,
        },
        sys.stdout,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
