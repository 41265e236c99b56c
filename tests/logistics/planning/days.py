"""Typed makers of small days, and strategies for random ones. Times in minutes here, for readable tests."""

from __future__ import annotations

from hypothesis import strategies as st

from logistics.planning.problem import (
    Break,
    DrivingRule,
    Job,
    Load,
    Lock,
    Matrix,
    Problem,
    Shift,
    Visit,
    Window,
)
from marketplace.kernel.geo import Point

HOUR = 60


def point(number: int) -> Point:
    """A place on the equator, about 1.1 km east of the one before."""
    return Point(0.0, number / 100)


def window(start: int, end: int) -> Window:
    return Window(60 * start, 60 * end)


def visit(place: int, *windows: tuple[int, int], minutes: int = 5, limit_cm: int | None = None) -> Visit:
    return Visit(point(place), tuple(window(*one) for one in windows), 60 * minutes, limit_cm)


def job(
    name: str,
    pickup: Visit,
    delivery: Visit,
    *,
    kg: int = 10,
    skills: frozenset[str] = frozenset(),
    priority: int = 0,
) -> Job:
    return Job(name, pickup, delivery, Load(grams=1000 * kg, litres=kg), skills, priority)


def shift(
    name: str = "van",
    *,
    start: int = 0,
    end: int | None = 0,
    hours: tuple[int, int] = (8 * HOUR, 17 * HOUR),
    kg: int = 100,
    skills: frozenset[str] = frozenset(),
    breaks: tuple[tuple[int, int, int], ...] = (),
    height_cm: int | None = None,
    drives: int | None = None,
) -> Shift:
    return Shift(
        id=name,
        label=f"The {name}",
        start=point(start),
        end=None if end is None else point(end),
        window=window(*hours),
        capacity=Load(grams=1000 * kg, litres=kg, pallets=0),
        skills=skills,
        breaks=tuple(Break(window(opens, closes), 60 * takes) for opens, closes, takes in breaks),
        height_cm=height_cm,
        driving=DrivingRule(most_s=None if drives is None else 60 * drives),
    )


def row_matrix(places: int, minutes: int = 10) -> Matrix:
    """Places in a row: so many minutes and kilometres from one to the next."""
    steps = tuple(tuple(abs(a - b) for b in range(places)) for a in range(places))
    return Matrix(
        points=tuple(point(number) for number in range(places)),
        seconds=tuple(tuple(60 * minutes * step for step in row) for row in steps),
        metres=tuple(tuple(1000 * step for step in row) for row in steps),
        quality="road",
    )


def day(*jobs: Job, shifts: tuple[Shift, ...] | None = None, locks: tuple[Lock, ...] = (), limit_s: int = 5) -> Problem:
    """Jobs and shifts among ten places in a row."""
    return Problem(
        jobs=jobs,
        shifts=(shift(),) if shifts is None else shifts,
        matrix=row_matrix(10),
        locks=locks,
        limit_s=limit_s,
    )


def _one_of(*values: int) -> st.SearchStrategy[int]:
    """Evenly, where plain integers would crowd at the small end and make most days trivial or impossible."""
    return st.sampled_from(values)


@st.composite
def visits(draw: st.DrawFn) -> Visit:
    windows: tuple[tuple[int, int], ...] = ()
    if draw(st.booleans()):
        opens = draw(_one_of(*range(7 * HOUR, 15 * HOUR, 20)))
        windows = ((opens, opens + draw(_one_of(0, 30, 60, 120, 240))),)
        if draw(_one_of(0, 1, 2)) == 0:
            again = windows[0][1] + draw(_one_of(1, 30, 60))
            windows = (*windows, (again, again + 60))
    limit_cm = draw(st.sampled_from([None, None, None, None, 190, 250]))
    return visit(draw(_one_of(*range(10))), *windows, minutes=draw(_one_of(0, 5, 10, 20)), limit_cm=limit_cm)


@st.composite
def jobs(draw: st.DrawFn, name: str) -> Job:
    return job(
        name,
        draw(visits()),
        draw(visits()),
        kg=draw(_one_of(0, 10, 20, 30, 40, 70)),
        skills=frozenset({"tail_lift"}) if draw(_one_of(0, 1, 2, 3)) == 0 else frozenset(),
        priority=draw(_one_of(0, 0, 1, 50)),
    )


@st.composite
def shifts(draw: st.DrawFn, name: str) -> Shift:
    begins = draw(_one_of(*range(7 * HOUR, 11 * HOUR, 20)))
    lunch, pause = (12 * HOUR, 13 * HOUR, 30), (10 * HOUR, 11 * HOUR, 10)
    return shift(
        name,
        start=draw(_one_of(*range(10))),
        end=None if draw(_one_of(0, 1, 2)) == 0 else draw(_one_of(*range(10))),
        hours=(begins, begins + draw(_one_of(4, 6, 8, 9)) * HOUR),
        kg=draw(_one_of(30, 50, 80, 120)),
        skills=frozenset({"tail_lift"}) if draw(st.booleans()) else frozenset(),
        breaks=draw(st.sampled_from([(), (), (lunch,), (pause, lunch)])),
        height_cm=draw(st.sampled_from([None, 180, 220, 300])),
        drives=draw(st.sampled_from([None, None, 60, 120, 240])),
    )


@st.composite
def days(draw: st.DrawFn, *, most_jobs: int = 6, most_shifts: int = 3) -> Problem:
    """A random day with at least one job and one shift; some of its jobs cannot ride at all."""
    work = tuple(draw(jobs(f"job {number}")) for number in range(draw(_one_of(*range(1, most_jobs + 1)))))
    crews = tuple(draw(shifts(f"van {number}")) for number in range(draw(_one_of(*range(1, most_shifts + 1)))))
    locks: tuple[Lock, ...] = ()
    if work and crews and draw(st.booleans()):
        locks = (Lock(work[0].id, crews[-1].id, aboard=draw(st.booleans())),)
    return day(*work, shifts=crews, locks=locks)
