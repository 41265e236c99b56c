"""Taking jobs out of a plan: strings of neighbouring routes, related jobs, any jobs, whole routes.

Strings after Christiaens and Vanden Berghe (2020, "Slack induction by string removals"), where each removed stop takes
the other end of its job with it; related jobs after Shaw (1998).
"""

from __future__ import annotations

from math import floor

import numpy as np

from logistics.planning.core.arrays import DROP_ONLY, SIZE, Day, State
from logistics.planning.core.compiled import compiled
from logistics.planning.core.work import GONE, HOPELESS, WAITING, WAITS, Work, forget

STRINGS, LONGEST, SPLIT, RELATED, ANY, ROUTE, BLINK, REGRET = range(8)  # rows of Work.knobs


@compiled
def _out(work: Work, job: int) -> None:
    if not work.job[job, GONE]:
        work.job[job, GONE] = 1
        work.job[work.tally[WAITING], WAITS] = job
        work.tally[WAITING] += 1


@compiled
def _string(state: State, work: Work, r: int, k: int, length: int) -> None:
    """A string of the route that has position k in it, perhaps with some stops in its middle left where they are."""
    size = state.row[r, SIZE]
    spared = 0
    if length > 1 and length < size and np.random.random() < work.knobs[SPLIT]:
        spared = 1
        while length + spared < size and np.random.random() < 0.3:
            spared += 1
    whole = length + spared
    low, high = max(1, k - whole + 1), min(k, size - whole + 1)
    begins = low + np.random.randint(0, high - low + 1)
    skip = begins + np.random.randint(0, length) if spared else size + 2
    for position in range(begins, begins + whole):
        if position < skip or position >= skip + spared:
            _out(work, state.seq[r, position] // 2)


@compiled
def _strings(day: Day, state: State, work: Work, seed: int) -> None:
    used, stops = 0, 0
    for r in range(day.m):
        if state.row[r, SIZE]:
            used += 1
            stops += state.row[r, SIZE]
    longest = min(work.knobs[LONGEST], stops / max(1, used))
    most = 4.0 * work.knobs[STRINGS] / (1.0 + longest) - 1.0
    count = floor(np.random.random() * most) + 1
    forget(work)
    for index in range(day.near.shape[1]):
        if count <= 0:
            return
        node = day.near[seed, index]
        r = state.route[node // 2]
        if r < 0 or work.seen[r] or work.job[node // 2, GONE] or (node % 2 == 0 and day.job[node // 2, DROP_ONLY]):
            continue
        work.seen[r] = 1
        top = min(float(state.row[r, SIZE]), longest)
        _string(state, work, r, state.at[node], floor(np.random.random() * top) + 1)
        count -= 1


@compiled
def _related(day: Day, state: State, work: Work, seed: int, count: int) -> None:
    """Jobs from the seed's neighbours, the nearer the likelier."""
    wide = day.near.shape[1]
    for _ in range(4 * count):
        if work.tally[WAITING] >= count:
            return
        node = day.near[seed, floor(wide * np.random.random() ** 4)]
        if state.route[node // 2] >= 0:
            _out(work, node // 2)


@compiled
def _any(day: Day, state: State, work: Work, count: int) -> None:
    for _ in range(count):
        job = np.random.randint(0, day.n)
        if state.route[job] >= 0:
            _out(work, job)


@compiled
def _route(state: State, work: Work, r: int) -> None:
    for k in range(1, state.row[r, SIZE] + 1):
        _out(work, state.seq[r, k] // 2)


@compiled
def _seed(day: Day, work: Work) -> int:
    """A node to begin at: one of a job left out half of the time, as long as there is one."""
    if np.random.random() < 0.5:
        start = np.random.randint(0, day.n)
        for step in range(day.n):
            job = (start + step) % day.n
            if work.job[job, GONE] and not work.job[job, HOPELESS]:
                return 2 * job + np.random.randint(0, 2)
    return np.random.randint(0, 2 * day.n)


@compiled
def ruin(day: Day, state: State, work: Work) -> None:
    """Mark jobs to take out and list them; the routes are not changed yet."""
    work.tally[WAITING] = 0
    seed = _seed(day, work)
    kind = np.random.random()
    count = 1 + np.random.randint(0, max(1, floor(work.knobs[STRINGS])))
    if kind < work.knobs[RELATED]:
        _related(day, state, work, seed, count)
    elif kind < work.knobs[RELATED] + work.knobs[ANY]:
        _any(day, state, work, count)
    elif kind < work.knobs[RELATED] + work.knobs[ANY] + work.knobs[ROUTE]:
        job = seed // 2
        if state.route[job] >= 0:
            _route(state, work, state.route[job])
    else:
        _strings(day, state, work, seed)
