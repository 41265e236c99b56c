"""How long "can it ride today?" takes: one more job into a day of 30 routes of 20 stops.

    python -m tests.bench.routing.insertion [INSTANCE]

INSTANCE: a path; without it a made city day of 300 jobs. Also prints what planning a day of 60 takes from start to end.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

from logistics.planning.insertion import place_in_plan
from logistics.planning.planner import plan
from logistics.planning.problem import Load
from tests.bench.routing.generated import make
from tests.bench.routing.instances import read


def _used_s() -> float:
    ours, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return ours.ru_utime + ours.ru_stime + children.ru_utime + children.ru_stime


def main(argv: list[str]) -> int:
    """Print the figures."""
    instance = read(Path(argv[0])) if argv else make("city", 300, 1)
    problem = replace(instance.problem, limit_s=5)
    result = plan(problem)
    stops = [len(route.stops) for route in result.routes]
    spent, placed = [], 0
    for like in problem.jobs[::6]:
        one = replace(like, id="new", load=Load(grams=1, litres=1))
        began = time.process_time()
        placed += place_in_plan(problem, result, one) is not None
        spent.append(1000 * (time.process_time() - began))
    sys.stdout.write(
        f"{len(stops)} routes of {statistics.mean(stops):.1f} stops: {statistics.median(spent):.0f} ms of CPU, "
        f"at most {max(spent):.0f}; {placed} of {len(spent)} had a place\n"
    )
    began, used = time.monotonic(), _used_s()
    day = plan(replace(make("city", 60, 1).problem, limit_s=17))
    wall = time.monotonic() - began
    sys.stdout.write(
        f"a day of 60 jobs: {wall:.1f} s of wall clock, {_used_s() - used:.1f} s of CPU with the child's start, "
        f"{day.metrics['served']} served, {day.metrics['rounds']} rounds\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
