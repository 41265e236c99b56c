"""The process in which VROOM runs: a JSON question on stdin, a JSON answer on stdout, limits on itself before anything.

``python -m logistics.planning.vroom_child``; started by ``vroom_engine``, never imported by it. A process of its own
because VROOM cannot be interrupted, has no memory limit, and its binding redirects the whole process's stdout.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any, Final

from logistics.planning.engine_process import ENGINE_MISSING, OUT_OF_MEMORY, limit_self

EXPLORATION: Final = 5  # of 0 to 5: the engine's most thorough search
THREADS: Final = 1  # the same question gives the same answer, and the other core is left to the web server
PROFILE: Final = "van"

Tree = dict[str, Any]  # JSON written by vroom_engine, so its shape is known


def solve(question: Tree) -> Tree:
    """Run the engine. The answer has for each used vehicle its steps in order: ``[type, id]``."""
    import vroom  # noqa: PLC0415  (heavy, and to be loaded under the limits)

    task = vroom.Input()
    task.set_durations_matrix(PROFILE, question["seconds"])
    task.set_distances_matrix(PROFILE, question["metres"])
    for vehicle in question["vehicles"]:
        task.add_vehicle(_vehicle(vroom, vehicle))
    for job in question["jobs"]:
        _add(vroom, task, job)
    answer = task.solve(EXPLORATION, THREADS, timedelta(seconds=question["limit_s"])).to_dict()
    return {
        "routes": [
            {"vehicle": route["vehicle"], "steps": [[step["type"], step["id"]] for step in _work(route["steps"])]}
            for route in answer["routes"]
        ]
    }


def _work(steps: list[Tree]) -> list[Tree]:
    return [step for step in steps if step["type"] not in {"start", "end"}]


# The binding publishes no types, hence Any for the module and what it makes.
def _vehicle(vroom: Any, tree: Tree) -> Any:
    return vroom.Vehicle(
        tree["id"],
        profile=PROFILE,
        start=tree["start"],
        end=tree["end"],
        capacity=tree["capacity"],
        skills=set(tree["skills"]),
        time_window=vroom.TimeWindow(*tree["window"]),
        breaks=[
            vroom.Break(number, time_windows=[vroom.TimeWindow(opens, closes)], service=takes)
            for number, (opens, closes, takes) in enumerate(tree["breaks"])
        ],
        costs=vroom.VehicleCosts(**tree["costs"]),
        **({} if tree["most_drive_s"] is None else {"max_travel_time": tree["most_drive_s"]}),
    )


def _add(vroom: Any, task: Any, tree: Tree) -> None:
    load, nothing = tree["load"], [0] * len(tree["load"])
    rest = {"skills": set(tree["skills"]), "priority": tree["priority"]}
    delivery = _visit(vroom, tree["delivery"])
    if tree["pickup"] is None:
        task.add_job(vroom.Job(delivery.pop("id"), delivery=load, pickup=nothing, **delivery, **rest))
    else:
        pickup = vroom.ShipmentStep(**_visit(vroom, tree["pickup"]))
        task.add_shipment(pickup, vroom.ShipmentStep(**delivery), amount=vroom.Amount(load), **rest)


def _visit(vroom: Any, tree: Tree) -> Tree:
    return {
        "id": tree["id"],
        "location": tree["place"],
        "default_service": tree["service_s"],
        "time_windows": [vroom.TimeWindow(*window) for window in tree["windows"]],
    }


def main() -> int:
    """Read, limit, solve, write. The exit code tells the parent what went wrong."""
    question = json.load(sys.stdin)
    limit_self(question["memory_bytes"], question["cpu_s"])
    try:
        answer = solve(question)
    except MemoryError:
        return OUT_OF_MEMORY
    except ImportError as missing:
        sys.stderr.write(f"{missing}\n")
        return ENGINE_MISSING
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
