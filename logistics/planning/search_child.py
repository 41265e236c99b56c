"""The process in which our own search runs: a JSON question on stdin, progress and answer as lines of JSON on stdout.

``python -m logistics.planning.search_child``; started by ``search_engine``, never imported by it: machine code takes
140 MB that no web process shall have. With ``--warm`` it only makes the machine code, so that no plan has to wait;
with ``--warm-aside`` somebody else's patience is not asked for either.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Final

from logistics.planning.engine_process import OUT_OF_MEMORY, Tree, limit_self
from logistics.planning.network import Network
from logistics.planning.problem import Job, Load, Problem, Shift, Visit, Window
from logistics.planning.record import problem_from_json
from marketplace.kernel.geo import Point

ROUNDS_AT_LEAST: Final = 5_000
ROUNDS_PER_PAIR_OF_JOBS: Final = 12  # a day of 60 jobs is over in about a second, one of 300 never before its clock
DAY_OF_60_S: Final = 1.2  # more hardly helps so small a day; larger ones may have 2.5 powers of their size more


def main(argv: list[str]) -> int:
    """Read, limit, search, write. The exit code tells the parent what went wrong."""
    if argv in (["--warm"], ["--warm-aside"]):
        if argv == ["--warm-aside"] and hasattr(os, "fork") and os.fork():
            return 0
        os.nice(10)
        warm()
        return 0
    question: Tree = json.load(sys.stdin)
    limit_self(question["memory_bytes"], question["cpu_s"])
    try:
        answer = solve(question)
    except MemoryError:
        return OUT_OF_MEMORY
    _say(answer)
    return 0


def solve(question: Tree) -> Tree:
    """Search. The answer has for each shift the nodes of its route in order (``network`` says which)."""
    from logistics.planning.core.compiled import MACHINE_CODE  # noqa: PLC0415  (heavy, and to be under the limits)
    from logistics.planning.core.run import Clock, Search  # noqa: PLC0415  (likewise)

    problem = problem_from_json(question["problem"])
    _say({"stage": "preparing", "done": 0, "of": 1})
    began = time.process_time()
    search = Search(Network(problem), tell=_Teller())
    search.start(question["start"])
    now = time.process_time if question["by_cpu"] else time.monotonic
    jobs = len(problem.jobs)
    usual = max(ROUNDS_AT_LEAST, ROUNDS_PER_PAIR_OF_JOBS * jobs * jobs)
    _say({"stage": "searching", "done": 0, "of": 100})
    ready = time.process_time()
    began_at = 0.0 if question["by_cpu"] else now()  # CPU-seconds count from the start of the process
    enough_s = question["limit_s"] if question["rounds"] else seconds_for(jobs)
    search.run(Clock(now, began_at, question["limit_s"], question["rounds"] or usual, ready, enough_s))
    return {
        "routes": search.routes(),
        "rounds": search.rounds(),
        "machine_code": MACHINE_CODE,
        "prepare_ms": round(1000 * (ready - began)),
    }


def seconds_for(jobs: int) -> float:
    """CPU-seconds that a day of that size is worth, where nobody says how many rounds: 1.2 for 60 jobs, 24 for 200."""
    worth: float = DAY_OF_60_S * (jobs / 60) ** 2.5
    return max(1.0, worth)


class _Teller:
    """Says how far it is, once a second."""

    def __init__(self) -> None:
        self.said = time.monotonic()

    def __call__(self, percent: int) -> None:
        now = time.monotonic()
        if now - self.said >= 1:
            self.said = now
            _say({"stage": "searching", "done": min(percent, 100), "of": 100})


def _say(tree: Tree) -> None:
    sys.stdout.write(json.dumps(tree, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def warm() -> None:
    """Make the machine code and keep it."""
    from logistics.planning.core.run import Search  # noqa: PLC0415  (heavy)

    here = Point(0.0, 0.0)
    job = Job("job", Visit(here), Visit(here), Load())
    shift = Shift("shift", "shift", here, here, Window(0, 3600), Load())
    search = Search(Network(Problem(jobs=(job,), shifts=(shift,))), tell=lambda _percent: None)
    search.start()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
