"""What the search keeps beside the plan: lists of one round, the routes as they were before it, and the best plan."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.planning.core.arrays import DRIVEN, KIND, PRICE, SIZE, VERSION, WEIGHT, Day, Ints, State
from logistics.planning.core.compiled import compiled, entry

ORDERS: Final = 7  # rows of Work.ranks

# Rows of Work.tally.
SPENT, MISSED, BEST_SPENT, BEST_MISSED, WAITING, TOUCHED, OPEN, ROUNDS, BETTER, LOST, LIMIT = range(11)

GONE, WAITS, ABSENT, HOPELESS = range(4)  # columns of Work.job
TOUCHES, KEPT, OPENS, BEST_SIZE = range(4)  # columns of Work.crew
AS_OF, EXTRA, FIRST, SECOND = range(4)  # columns of Work.found


class Work(NamedTuple):
    """What the search notes down.

    ``job[j]``: GONE 1 while a job is out of the plan; WAITS: a list of jobs to put back, its first ``tally[WAITING]``
    rows; ABSENT: how often a round ended without the job (Christiaens and Vanden Berghe 2020); HOPELESS: 1 when it
    cannot even ride alone.
    ``crew[r]``: TOUCHES: a list of routes changed in this round; KEPT: 1 when ``before`` has the route as it was;
    OPENS: a list of routes worth a look (used ones, and of each kind of unused shift the first, as long as fewer than
    ``tally[LIMIT]`` are used); BEST_SIZE: stops in the best plan.
    ``found[j, r]``: what was found for job j in route r when its version was AS_OF: EXTRA cost and positions; FIRST -1:
    nothing cheaper than EXTRA. ``ranks[o, j]``: the job's place in order o. ``best[r]``: nodes of the best plan.
    """

    job: Ints
    crew: Ints
    seen: Ints
    found: Ints
    ranks: Ints
    best: Ints
    tally: Ints
    knobs: NDArray[np.float64]


def work_of(day: Day, knobs: NDArray[np.float64]) -> Work:
    """An empty bench."""
    job = np.zeros((day.n + 1, 4), dtype=np.int64)
    job[:, GONE] = 1
    found = np.zeros((day.n, day.m, 4), dtype=np.int64)
    found[:, :, AS_OF] = -1
    tally = np.zeros(16, dtype=np.int64)
    tally[LIMIT] = day.m
    return Work(
        job=job,
        crew=np.zeros((day.m + 1, 4), dtype=np.int64),
        seen=np.zeros(day.m + 1, dtype=np.int64),
        found=found,
        ranks=np.zeros((ORDERS, day.n), dtype=np.int64),
        best=np.zeros((day.m, 2 * day.n + 2), dtype=np.int64),
        tally=tally,
        knobs=knobs,
    )


@compiled
def copy_route(source: State, target: State, r: int) -> None:
    """One route with all its clocks."""
    for k in range(source.row[r, SIZE] + 2):
        target.seq[r, k] = source.seq[r, k]
        for b in range(source.leave.shape[2]):
            target.leave[r, k, b] = source.leave[r, k, b]
            target.latest[r, k, b] = source.latest[r, k, b]
        for part in range(3):
            target.loads[r, k, part] = source.loads[r, k, part]
    target.row[r, SIZE] = source.row[r, SIZE]
    target.row[r, PRICE] = source.row[r, PRICE]
    target.row[r, VERSION] = source.row[r, VERSION]
    target.row[r, DRIVEN] = source.row[r, DRIVEN]


@compiled
def keep(state: State, before: State, work: Work, r: int) -> None:
    """Note a route as it is before it is changed in this round."""
    if not work.crew[r, KEPT]:
        work.crew[r, KEPT] = 1
        work.crew[work.tally[TOUCHED], TOUCHES] = r
        work.tally[TOUCHED] += 1
        copy_route(state, before, r)


@compiled
def undo(state: State, before: State, work: Work) -> None:
    """All touched routes as they were; the jobs that wait are out, unless such a route has them."""
    for index in range(work.tally[WAITING]):
        state.route[work.job[index, WAITS]] = -1
        work.job[work.job[index, WAITS], GONE] = 1
    for index in range(work.tally[TOUCHED]):
        r = work.crew[index, TOUCHES]
        copy_route(before, state, r)
        for k in range(1, state.row[r, SIZE] + 1):
            node = state.seq[r, k]
            state.route[node // 2] = r
            state.at[node] = k
            work.job[node // 2, GONE] = 0


@compiled
def settle(work: Work) -> None:
    """The round is over: nothing is touched."""
    for index in range(work.tally[TOUCHED]):
        work.crew[work.crew[index, TOUCHES], KEPT] = 0
    work.tally[TOUCHED] = 0
    work.tally[WAITING] = 0


@compiled
def forget(work: Work) -> None:
    """Nothing is seen yet."""
    for index in range(work.seen.shape[0]):
        work.seen[index] = 0


@compiled
def list_open(day: Day, state: State, work: Work) -> None:
    """Note the routes worth a look."""
    forget(work)
    count = used = 0
    for r in range(day.m):
        used += 1 if state.row[r, SIZE] else 0
    for r in range(day.m):
        if state.row[r, SIZE] == 0:
            if used >= work.tally[LIMIT] or work.seen[day.crew[r, KIND]]:
                continue
            work.seen[day.crew[r, KIND]] = 1
        work.crew[count, OPENS] = r
        count += 1
    work.tally[OPEN] = count


@entry
def totals(day: Day, state: State, work: Work) -> tuple[int, int]:
    """The cost of the plan, and what is missed."""
    spent = missed = 0
    for r in range(day.m):
        if state.row[r, SIZE]:
            spent += state.row[r, PRICE]
    for job in range(day.n):
        if work.job[job, GONE]:
            missed += day.job[job, WEIGHT]
    return spent, missed


@compiled
def keep_best(day: Day, state: State, work: Work) -> None:
    """The plan is the best so far."""
    for r in range(day.m):
        size = state.row[r, SIZE]
        work.crew[r, BEST_SIZE] = size
        for k in range(size + 1):
            work.best[r, k] = state.seq[r, k]
    work.tally[BEST_SPENT] = work.tally[SPENT]
    work.tally[BEST_MISSED] = work.tally[MISSED]
    work.tally[BETTER] += 1
