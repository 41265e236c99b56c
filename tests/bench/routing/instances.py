"""Published days as problems: Li & Lim (2003), Sartori & Buriol (2020), and "city days" in JSON.

Node numbers of the file are kept beside the problem, so that a plan can be shown to a checker that knows only the file.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from logistics.planning.problem import Job, Load, Matrix, Problem, Shift, Visit, Weights, Window
from logistics.planning.result import Result
from marketplace.kernel.geo import Point

# A unit of a benchmark's time and distance in our seconds and metres.
LI_LIM_SCALE = 1000  # its distances are real numbers
SARTORI_SCALE = 60  # whole minutes

# Vehicles first, then distance, as published: a vehicle costs more than all the driving.
VEHICLES_FIRST = Weights(per_vehicle_pence=1_000_000, per_km_pence=100, per_hour_pence=0)


@dataclass(frozen=True, slots=True)
class Instance:
    """``nodes``: of each job, its pickup and delivery in the file; ``scale``: metres to the published unit of cost, or
    0 where cost is money."""

    name: str
    path: Path | None
    problem: Problem
    nodes: tuple[tuple[int, int], ...]
    scale: int

    def cost(self, result: Result) -> float:
        """In the published unit, or in pounds."""
        if not self.scale:
            return int(result.metrics["cost_pence"]) / 100
        return int(result.metrics["metres"]) / self.scale

    def stops(self, result: Result) -> dict[str, Any]:
        """The plan as the external checker reads it."""
        numbers = {job.id: number for number, job in enumerate(self.problem.jobs)}
        vehicles = {shift.id: number for number, shift in enumerate(self.problem.shifts)}
        return {
            "routes": [
                {
                    "vehicle": vehicles[route.shift_id],
                    "stops": [
                        self.nodes[numbers[stop.job_id]][stop.kind == "delivery"]
                        for stop in route.stops
                        if stop.kind != "break"
                    ],
                }
                for route in result.routes
            ]
        }


def read(path: Path) -> Instance:
    """The instance in the file; its form is found out from its content."""
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode()
    name = path.name.split(".")[0]
    if text.lstrip().startswith("{"):
        return _city(name, path, json.loads(text))
    if text.startswith("NAME:"):
        return _sartori(name, path, text)
    return _li_lim(name, path, text)


def _places(count: int) -> tuple[Point, ...]:
    # A place of its own for each row, also for two at one address; the matrix says how far they are.
    return tuple(Point(0.0, row / 1000) for row in range(count))


def _city(name: str, path: Path, tree: dict[str, Any]) -> Instance:
    points = _places(len(tree["nodes"]))
    visits = [
        Visit(point, (Window(*node["tw"]),), node["service_s"])
        for point, node in zip(points, tree["nodes"], strict=True)
    ]
    jobs = tuple(
        Job(
            id=str(number),
            pickup=visits[job["pickup"]],
            delivery=visits[job["delivery"]],
            load=Load(*job["amount"]),
            skills=frozenset(job["skills"]),
            priority=job["priority"],
            most_aboard_s=job.get("max_aboard_s"),
        )
        for number, job in enumerate(tree["jobs"])
    )
    shifts = tuple(
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
    )
    times, lengths = (tuple(tuple(round(x) for x in row) for row in tree[key]) for key in ("duration_s", "distance_m"))
    problem = Problem(jobs=jobs, shifts=shifts, matrix=Matrix(points, times, lengths, "road"))
    return Instance(name, path, problem, tuple((job["pickup"], job["delivery"]) for job in tree["jobs"]), 0)


Row = Sequence[float]


def _li_lim(name: str, path: Path, text: str) -> Instance:
    (vehicles, capacity, _speed), *rows = [[float(cell) for cell in line.split()] for line in text.splitlines() if line]
    far = tuple(tuple(round(LI_LIM_SCALE * math.hypot(a[1] - b[1], a[2] - b[2])) for b in rows) for a in rows)
    # Columns: id x y demand opens closes service pickup delivery.
    bare = [(row[3], row[4], row[5], row[6], row[8]) for row in rows]
    return _plain(name, path, bare, far, (int(vehicles), int(capacity), LI_LIM_SCALE))


def _sartori(name: str, path: Path, text: str) -> Instance:
    lines = text.splitlines()
    head = dict(line.split(":", 1) for line in lines[:10] if ":" in line)
    size = int(head["SIZE"])
    nodes, edges = lines.index("NODES") + 1, lines.index("EDGES") + 1
    rows = [[float(cell) for cell in line.split()] for line in lines[nodes : nodes + size]]
    far = tuple(
        tuple(round(SARTORI_SCALE * float(cell)) for cell in line.split()) for line in lines[edges : edges + size]
    )
    # Columns: id latitude longitude demand opens closes service pickup delivery.
    bare = [(row[3], row[4], row[5], row[6], row[8]) for row in rows]
    return _plain(name, path, bare, far, (size // 2, int(head["CAPACITY"]), SARTORI_SCALE))


def _plain(
    name: str, path: Path, rows: Sequence[Row], far: tuple[tuple[int, ...], ...], fleet: tuple[int, int, int]
) -> Instance:
    """One depot, equal vehicles, one dimension. Rows: demand, opens, closes, service, the delivery's row."""
    vehicles, capacity, scale = fleet
    points = _places(len(rows))
    visits = [
        Visit(point, (Window(int(row[1] * scale), int(row[2] * scale)),), int(row[3] * scale))
        for point, row in zip(points, rows, strict=True)
    ]
    pairs = [(number, int(row[4])) for number, row in enumerate(rows) if number and row[0] > 0]
    shift = Window(int(rows[0][1] * scale), int(rows[0][2] * scale))
    problem = Problem(
        jobs=tuple(Job(str(n), visits[a], visits[b], Load(grams=int(rows[a][0]))) for n, (a, b) in enumerate(pairs)),
        shifts=tuple(Shift(str(n), str(n), points[0], points[0], shift, Load(grams=capacity)) for n in range(vehicles)),
        matrix=Matrix(points, far, far, "road"),
        weights=VEHICLES_FIRST,
    )
    return Instance(name, path, problem, tuple(pairs), scale)
