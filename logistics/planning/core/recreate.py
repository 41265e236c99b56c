"""Putting jobs back where they cost least: one after another in some order, or by regret.

Greedy with blinks after Christiaens and Vanden Berghe (2020); regret after Potvin and Rousseau (1993).
"""

from __future__ import annotations

import numpy as np

from logistics.planning.core.arrays import FAR, SIZE, WEIGHT, Day, State
from logistics.planning.core.compiled import compiled
from logistics.planning.core.ruin import BLINK, REGRET
from logistics.planning.core.slots import best_slot, put, take
from logistics.planning.core.work import GONE, HOPELESS, OPEN, OPENS, ORDERS, WAITING, WAITS, Work, keep, list_open

TRIED = 3  # Work.gone of a job that did not hold where it was put in this round
REGRET_AT_MOST = 60  # jobs: above that the order of ranks, which takes far less time


@compiled
def place(day: Day, state: State, before: State, work: Work, job: int, r: int) -> bool:
    """Put the job into route r where it was found to be cheapest; whether it stays there."""
    keep(state, before, work, r)
    first = state.row[r, SIZE] == 0
    holds = put(day, state, work, r, job)
    work.job[job, GONE] = 0
    if not holds:
        work.job[job, GONE] = 1
        state.route[job] = -1
        take(day, state, work, r)
    if first:
        list_open(day, state, work)
    return holds


@compiled
def _cheapest(day: Day, state: State, work: Work, job: int, blink: float) -> int:
    """The route where the job costs least, or -1."""
    best, where = FAR, -1
    for index in range(work.tally[OPEN]):
        if blink > 0 and np.random.random() < blink:
            continue
        r = work.crew[index, OPENS]
        cost = best_slot(day, state, work, r, job, best)
        if cost < best:
            best, where = cost, r
    return where


@compiled
def _sort(work: Work, order: int) -> None:
    """The waiting jobs by rank (straight insertion: they are few)."""
    for index in range(1, work.tally[WAITING]):
        job = work.job[index, WAITS]
        slot = index
        while slot > 0 and work.ranks[order, work.job[slot - 1, WAITS]] > work.ranks[order, job]:
            work.job[slot, WAITS] = work.job[slot - 1, WAITS]
            slot -= 1
        work.job[slot, WAITS] = job


@compiled
def _shuffle(work: Work) -> None:
    for index in range(work.tally[WAITING] - 1, 0, -1):
        other = np.random.randint(0, index + 1)
        work.job[index, WAITS], work.job[other, WAITS] = work.job[other, WAITS], work.job[index, WAITS]


@compiled
def _two_best(day: Day, state: State, work: Work, job: int) -> tuple[int, int, int]:
    """The cheapest route, its cost, and that of the second cheapest."""
    best, second, where = FAR, FAR, -1
    for index in range(work.tally[OPEN]):
        r = work.crew[index, OPENS]
        cost = best_slot(day, state, work, r, job, second)
        if cost < best:
            best, second, where = cost, best, r
        elif cost < second:
            second = cost
    return where, best, second


@compiled
def _most_regret(day: Day, state: State, work: Work, noise: float) -> tuple[int, int]:
    """Of the waiting jobs that are still out the one with most to lose, and its route; -1 when none can ride."""
    chosen, route, most = -1, -1, -1.0
    for index in range(work.tally[WAITING]):
        job = work.job[index, WAITS]
        if work.job[job, GONE] != 1 or work.job[job, HOPELESS]:
            continue
        where, best, second = _two_best(day, state, work, job)
        if where < 0:
            continue
        regret = float(second - best) * (1.0 + noise * np.random.random()) + float(day.job[job, WEIGHT])
        if regret > most:
            chosen, route, most = job, where, regret
    return chosen, route


@compiled
def by_regret(day: Day, state: State, before: State, work: Work, noise: float) -> None:
    """Put back what can ride, always the job that would lose most by waiting."""
    while True:
        job, r = _most_regret(day, state, work, noise)
        if job < 0:
            return
        if not place(day, state, before, work, job, r):
            work.job[job, GONE] = TRIED


@compiled
def in_order(day: Day, state: State, before: State, work: Work, blink: float) -> None:
    """Put back what can ride, in the order in which the jobs wait."""
    for index in range(work.tally[WAITING]):
        job = work.job[index, WAITS]
        if not work.job[job, HOPELESS]:
            r = _cheapest(day, state, work, job, blink)
            if r >= 0:
                place(day, state, before, work, job, r)


@compiled
def recreate(day: Day, state: State, before: State, work: Work) -> None:
    """Put the waiting jobs back."""
    list_open(day, state, work)
    if work.tally[WAITING] <= REGRET_AT_MOST and np.random.random() < work.knobs[REGRET]:
        by_regret(day, state, before, work, 0.5)
        return
    order = np.random.randint(0, ORDERS + 2)
    if order < ORDERS:
        _sort(work, order)
    else:
        _shuffle(work)
    in_order(day, state, before, work, work.knobs[BLINK])
