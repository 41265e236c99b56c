"""Plan published benchmark days and print what came of them, beside VROOM alone and the best known plan.

    python -m tests.bench.plan_routes PATH... [--limit 10] [--best-known best_known.csv]

Reads a "city day" (JSON: nodes, jobs, vehicles, duration_s, distance_m) and the Li & Lim text format. Such
instances have terms of their own and are not part of this project: give the path of your copy. Every plan shown has
passed ``logistics.planning.checker``.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import sys
import time
from pathlib import Path
from typing import Any, TextIO

from logistics.planning import vroom_engine
from logistics.planning.network import COST_UNITS_PER_PENNY, Network
from logistics.planning.planner import plan
from logistics.planning.problem import Job, Load, Matrix, Problem, Shift, Visit, Weights, Window
from marketplace.kernel.geo import Point

SCALE = 100  # Li & Lim distances are real numbers: hundredths of a unit, rounded


def read(path: Path, limit_s: int) -> Problem:
    """The instance as a problem."""
    packed = path.read_bytes()
    raw = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode()
    return _city(json.loads(raw), limit_s) if raw.lstrip().startswith("{") else _li_lim(raw, limit_s)


def _city(tree: dict[str, Any], limit_s: int) -> Problem:
    # The row number in the longitude keeps two places at one address apart; the matrix says how far they are.
    points = tuple(Point(node["lat"], row / 1000) for row, node in enumerate(tree["nodes"]))
    visits = [
        Visit(point, (Window(*node["tw"]),), node["service_s"])
        for point, node in zip(points, tree["nodes"], strict=True)
    ]
    return Problem(
        jobs=tuple(
            Job(
                id=str(number),
                pickup=visits[job["pickup"]],
                delivery=visits[job["delivery"]],
                load=Load(*job["amount"]),
                skills=frozenset(job["skills"]),
                priority=job["priority"],
            )
            for number, job in enumerate(tree["jobs"])
        ),
        shifts=tuple(
            Shift(
                id=str(number),
                label=vehicle["name"],
                start=points[vehicle["start"]],
                end=None if vehicle["end"] is None else points[vehicle["end"]],
                window=Window(*vehicle["shift"]),
                capacity=Load(*vehicle["capacity"]),
                skills=frozenset(vehicle["skills"]),
            )
            for number, vehicle in enumerate(tree["vehicles"])
        ),
        matrix=Matrix(
            points,
            tuple(tuple(round(s) for s in row) for row in tree["duration_s"]),
            tuple(tuple(round(m) for m in row) for row in tree["distance_m"]),
            "road",
        ),
        limit_s=limit_s,
    )


def _li_lim(text: str, limit_s: int) -> Problem:
    (vehicles, capacity, _speed), *rows = [[float(cell) for cell in line.split()] for line in text.splitlines() if line]
    points = tuple(Point(0, row / 1000) for row in range(len(rows)))
    far = tuple(tuple(round(SCALE * math.hypot(a[1] - b[1], a[2] - b[2])) for b in rows) for a in rows)
    visits = [
        Visit(point, (Window(int(row[4]) * SCALE, int(row[5]) * SCALE),), int(row[6]) * SCALE)
        for point, row in zip(points, rows, strict=True)
    ]
    jobs = tuple(
        Job(id=str(number), pickup=visits[number], delivery=visits[int(row[8])], load=Load(grams=int(row[3])))
        for number, row in enumerate(rows)
        if row[3] > 0
    )
    shift = Window(int(rows[0][4]) * SCALE, int(rows[0][5]) * SCALE)
    return Problem(
        jobs=jobs,
        shifts=tuple(
            Shift(str(n), str(n), points[0], points[0], shift, Load(grams=int(capacity))) for n in range(int(vehicles))
        ),
        matrix=Matrix(points, far, far, "road"),
        # Vehicles first, then distance: the published objective.
        weights=Weights(per_vehicle_pence=100_000, per_km_pence=1000, per_hour_pence=0),
        limit_s=limit_s,
    )


def _cost(problem: Problem, metres: int, vehicles: int, pence: int) -> str:
    """Distance where the weights are those of a benchmark, money where they are those of a day."""
    if problem.weights.per_hour_pence:
        return f"{pence / 100:.2f}"
    return f"{metres / SCALE:.2f}"


def rows_for(path: Path, limit_s: int, best_known: dict[str, dict[str, str]], out: TextIO) -> None:
    """Two lines of the table: VROOM alone with the whole limit, and the planner."""
    problem = read(path, limit_s)
    name = path.name.split(".")[0]
    net = Network(problem)
    began = time.monotonic()
    tours = [tour for tour in vroom_engine.solve(net, limit_s) if tour.nodes]
    alone = time.monotonic() - began
    pence = sum(tour.cost for tour in tours) // COST_UNITS_PER_PENNY
    metres = sum(tour.planned().total_metres for tour in tours)
    served = sum(len(tour.jobs) for tour in tours)
    result = plan(problem)
    ours = result.metrics
    known = best_known.get(name)
    best = f"{known['vehicles']} / {known['cost']}" if known else "–"
    vroom_cost = _cost(problem, metres, len(tours), pence)
    our_cost = _cost(problem, int(ours["metres"]), int(ours["vehicles"]), int(ours["cost_pence"]))
    total = len(problem.jobs)
    ratio = float(our_cost) / float(vroom_cost)
    out.write(f"| {name} | VROOM alone | {served}/{total} | {len(tours)} | {vroom_cost} | 1 | {alone:.1f} | {best} |\n")
    out.write(
        f"| {name} | planner ({result.engine}) | {ours['served']}/{total} | {ours['vehicles']} | {our_cost} "
        f"| {ratio:.3f} | {int(ours['total_ms']) / 1000:.1f} | {ours.get('note', '')} {ours['rounds']} rounds |\n"
    )
    for item in result.unplanned:
        steps = ", ".join(step.sentence for step in item.next_steps)
        sys.stdout.write(f"  {item.job_id}: {item.code}: {item.sentence} {steps}\n")


def main(argv: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=10, help="seconds a plan")
    parser.add_argument("--best-known", type=Path, help="CSV with instance, vehicles, cost")
    options = parser.parse_args(argv)
    known: dict[str, dict[str, str]] = {}
    if options.best_known:
        with options.best_known.open(newline="") as file:
            known = {row["instance"]: row for row in csv.DictReader(file)}
    sys.stdout.write(
        "| instance | plan | served | vehicles | cost | ratio | s | best known, notes |\n|" + "---|" * 8 + "\n"
    )
    for path in options.paths:
        rows_for(path, options.limit, known, sys.stdout)
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
