"""What cutting a large day costs, and what joining its parts gives back.

    python -m tests.bench.routing.cutting [--jobs 600] [--parts-of 300] [--seconds 60] [--seed 1]

A made city day planned three ways in the same CPU-seconds: whole, cut and left at that, cut and joined.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from logistics.planning.planner import plan
from logistics.planning.problem import Problem
from logistics.planning.result import Result
from tests.bench.routing.engines import ENDLESS
from tests.bench.routing.generated import make


def line(title: str, problem: Problem, result: Result) -> str:
    """A line of the table."""
    figures = result.metrics
    weight = {job.id: job.priority for job in problem.jobs}
    lost = sum(weight[item.job_id] for item in result.unplanned)
    return (
        f"| {title} | {figures['served']} of {figures['jobs']} | {lost} | {figures['vehicles']} "
        f"| {int(figures['cost_pence']) / 100:.0f} | {figures['rounds']} | {figures.get('note', '')} |\n"
    )


def main(argv: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--jobs", type=int, default=600)
    parser.add_argument("--parts-of", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    problem = replace(make("city", options.jobs, options.seed).problem, limit_s=options.seconds, rounds=ENDLESS)
    sys.stdout.write(
        "| way | served | priority lost | vehicles | cost | rounds | note |\n|---|---|---|---|---|---|---|\n"
    )
    for title, at_most, joined in (
        ("whole", options.jobs, True),
        ("cut", options.parts_of, False),
        ("cut and joined", options.parts_of, True),
    ):
        result = plan(problem, at_most=at_most, by_cpu=True, joined=joined)
        sys.stdout.write(line(title, problem, result))
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
