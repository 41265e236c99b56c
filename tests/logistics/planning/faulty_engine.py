"""An engine that goes wrong: ``python -m tests.logistics.planning.faulty_engine HOW``, run in place of a real one."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from logistics.planning.engine_process import ENGINE_MISSING, limit_self


def say(routes: object) -> None:
    sys.stdout.write(json.dumps({"routes": routes, "rounds": 1, "prepare_ms": 1}) + "\n")


def on_first(nodes: list[int], shifts: int) -> None:
    """Our search's form of an answer: everything on the first shift."""
    say([nodes, *([] for _ in range(shifts - 1))])


def hang() -> None:
    while True:
        time.sleep(1)


def eat() -> None:
    limit_self(200 * 1024 * 1024, 60)
    hoard = []
    while True:
        hoard.append(bytearray(16 * 1024 * 1024))


def shout() -> None:
    limit_self(1 << 40, 60)
    while True:
        sys.stdout.write("x" * 1_000_000)


WITHOUT_ANSWER: dict[str, Callable[[], object]] = {
    "crash": lambda: 1 // 0,
    "die": os.abort,
    "hang": hang,
    "eat memory": eat,
    "shout": shout,
    "say nothing": lambda: None,
    "not there": lambda: sys.exit(ENGINE_MISSING),
    "say no json": lambda: sys.stdout.write("Segmentation fault, maybe\n"),
    "say a number": lambda: sys.stdout.write("42\n"),
    "nest too deep": lambda: sys.stdout.write("[" * 200_000 + "\n"),
    "say half": lambda: sys.stdout.write('{"routes": [[0, 1'),
    "forget the routes": lambda: sys.stdout.write("{}\n"),
    "misname the stops": lambda: say([["first", "second"]]),
    "name no shift": lambda: say([]),
}

# Stops for the first shift of a day with so many jobs.
WITH_ANSWER: dict[str, Callable[[int], list[int]]] = {
    "name an unknown job": lambda jobs: [2 * jobs, 2 * jobs + 1],
    "name a stop before the first": lambda _jobs: [-2, -1],
    "visit twice": lambda _jobs: [0, 1, 0, 1],
    "deliver first": lambda _jobs: [1, 0],
    "never deliver": lambda _jobs: [0],
    "never pick up": lambda _jobs: [1],
    "overload": lambda jobs: [*range(0, 2 * jobs, 2), *range(1, 2 * jobs, 2)],
    "come too late": lambda jobs: list(range(2 * jobs)),
}


def main() -> None:
    how = " ".join(sys.argv[1:])
    question: dict[str, Any] = json.load(sys.stdin)
    if how in WITHOUT_ANSWER:
        WITHOUT_ANSWER[how]()
        return
    problem = json.loads(question["problem"])["problem"]
    on_first(WITH_ANSWER[how](len(problem["jobs"])), len(problem["shifts"]))


if __name__ == "__main__":
    main()
