"""Days made up from a seed, of the kinds that benchmarks have: what the search's settings were chosen on.

``city``: streets about 1.4 times the straight line, vans and cars of several kinds, half-day windows, breaks, lifts.
``R``, ``C``, ``RC``: places anywhere, in clusters, or both, equal vehicles, vehicles first; 1: short horizon and small
vehicles, 2: long and large.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from logistics.planning.problem import Break, Job, Load, Matrix, Problem, Shift, Visit, Weights, Window
from marketplace.kernel.geo import Point
from tests.bench.routing.instances import LI_LIM_SCALE, VEHICLES_FIRST, Instance

KINDS = ("R1", "R2", "C1", "C2", "RC1", "RC2", "city")

Spot = tuple[float, float]


def make(kind: str, jobs: int, seed: int) -> Instance:
    """A day of a kind; the same for the same seed."""
    dice = Random(f"{kind} {jobs} {seed}")
    problem = _city(dice, jobs) if kind == "city" else _plain(dice, kind, jobs)
    scale = 0 if kind == "city" else LI_LIM_SCALE
    return Instance(f"{kind}-{jobs}-{seed}", None, problem, (), scale)


def _spots(dice: Random, kind: str, count: int) -> list[Spot]:
    centres = [(dice.uniform(10, 90), dice.uniform(10, 90)) for _ in range(8)]

    def clustered() -> Spot:
        x, y = dice.choice(centres)
        return x + dice.gauss(0, 4), y + dice.gauss(0, 4)

    def anywhere() -> Spot:
        return dice.uniform(0, 100), dice.uniform(0, 100)

    share = {"R": 0.0, "C": 1.0, "RC": 0.5, "city": 0.4}[kind.rstrip("12")]
    return [clustered() if dice.random() < share else anywhere() for _ in range(count)]


def _matrix(spots: Sequence[Spot], unit: float) -> Matrix:
    far = tuple(tuple(round(unit * math.dist(a, b)) for b in spots) for a in spots)
    return Matrix(tuple(Point(0.0, row / 1000) for row in range(len(spots))), far, far, "road")


def _plain(dice: Random, kind: str, count: int) -> Problem:
    spots = [(50.0, 50.0), *_spots(dice, kind, 2 * count)]
    matrix = _matrix(spots, LI_LIM_SCALE)
    long = kind.endswith("2")
    day, wide, service = (1000, 240, 10) if long else (240, 60, 10)

    def visit(row: int, middle: float) -> Visit:
        width = dice.uniform(0.3, 1.0) * wide
        opens, closes = max(0.0, middle - width / 2), min(float(day), middle + width / 2)
        return Visit(matrix.points[row], (Window(_units(opens), _units(closes)),), _units(service))

    jobs = []
    for number in range(count):
        a, b = 1 + 2 * number, 2 + 2 * number
        first, leg, last = (math.dist(spots[x], spots[y]) for x, y in ((0, a), (a, b), (b, 0)))
        early = dice.uniform(first, max(first, day - leg - last - 2 * service))
        late = min(day - last - service, early + service + leg + dice.uniform(0, wide))
        jobs.append(Job(str(number), visit(a, early), visit(b, late), Load(grams=dice.randint(5, 30))))
    hours = Window(0, _units(day))
    room = Load(grams=1000 if long else 200)
    depot = matrix.points[0]
    shifts = tuple(Shift(str(n), str(n), depot, depot, hours, room) for n in range(max(4, count // 2)))
    return Problem(jobs=tuple(jobs), shifts=shifts, matrix=matrix, weights=VEHICLES_FIRST)


def _units(value: float) -> int:
    return int(value * LI_LIM_SCALE)


def _city(dice: Random, count: int) -> Problem:
    """15 km across; 100 units of a spot are 15 km."""
    vans = max(3, count // 7)
    depots = [(45.0, 50.0), (60.0, 30.0)]
    homes = _spots(dice, "R", vans)
    spots = [*depots, *homes, *_spots(dice, "city", 2 * count)]
    metres = _matrix(spots, 150 * 1.36)
    seconds = tuple(tuple(0 if m == 0 else round(1.35 * (150 + 0.083 * m)) for m in row) for row in metres.metres)
    matrix = Matrix(metres.points, seconds, metres.metres, "road")
    shifts = tuple(_shift(dice, number, matrix.points) for number in range(vans))
    first = 2 + vans
    jobs = tuple(
        Job(
            id=str(number),
            pickup=_stop(dice, matrix.points[first + 2 * number], 0),
            delivery=_stop(dice, matrix.points[first + 2 * number + 1], 1),
            load=Load(grams=1000 * dice.randint(5, 200), litres=dice.randint(50, 1500), pallets=dice.randint(0, 1)),
            skills=frozenset({"tail_lift"}) if dice.random() < 0.15 else frozenset(),
            priority=dice.choice((0, 1, 1, 2)),
        )
        for number in range(count)
    )
    return Problem(jobs=jobs, shifts=shifts, matrix=matrix, weights=Weights())


def _stop(dice: Random, point: Point, late: int) -> Visit:
    opens = 3600 * dice.choice((8, 8, 9, 10, 12)) + late * 3600
    hours = dice.choice((2, 4, 5, 8))
    windows = [Window(opens, min(opens + 3600 * hours, 18 * 3600))]
    if hours == 2 and dice.random() < 0.3:
        windows.append(Window(opens + 4 * 3600, opens + 6 * 3600))
    return Visit(point, tuple(windows), 60 * dice.choice((5, 8, 10, 15)))


def _shift(dice: Random, number: int, points: Sequence[Point]) -> Shift:
    volunteer = number % 3 == 2
    start = points[2 + number] if volunteer else points[number % 2]
    begins = 3600 * (8 if number % 2 else 9)
    rest = Break(Window(begins + 3 * 3600, begins + 5 * 3600), 1800)
    return Shift(
        id=str(number),
        label=f"Shift {number}",
        start=start,
        end=None if volunteer and number % 2 else start,
        window=Window(begins, begins + 3600 * (5 if volunteer else 8)),
        capacity=Load(grams=400_000, litres=2500, pallets=1)
        if volunteer
        else Load(grams=1_000_000 + 200_000 * dice.randint(0, 2), litres=9000, pallets=4),
        skills=frozenset({"tail_lift"}) if number % 2 == 0 and not volunteer else frozenset(),
        breaks=() if volunteer else (rest,),
    )
