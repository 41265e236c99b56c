"""Many rounds of ruin and recreate, cooled slowly (simulated annealing); and the way to get left-out jobs aboard.

Christiaens and Vanden Berghe (2020); the outer frame is that of Ropke and Pisinger (2006).
"""

from __future__ import annotations

from math import log

import numpy as np

from logistics.planning.core.arrays import Day, State
from logistics.planning.core.compiled import compiled, entry
from logistics.planning.core.recreate import by_regret, recreate
from logistics.planning.core.ruin import ruin
from logistics.planning.core.slots import take
from logistics.planning.core.work import (
    ABSENT,
    BEST_MISSED,
    BEST_SPENT,
    GONE,
    HOPELESS,
    LOST,
    MISSED,
    ROUNDS,
    SPENT,
    TOUCHED,
    TOUCHES,
    WAITING,
    WAITS,
    Work,
    keep,
    keep_best,
    list_open,
    settle,
    totals,
    undo,
)

CALLED = 8  # left-out jobs tried in a round

BEGIN, GET_ABOARD, COOL = range(3)  # what `go` does


@entry
def sow(seed: int) -> None:
    """Begin the dice's sequence."""
    np.random.seed(seed)


@compiled
def _take_out(day: Day, state: State, before: State, work: Work) -> bool:
    """Take the waiting jobs out of their routes; whether these can be driven without them."""
    for index in range(work.tally[WAITING]):
        r = state.route[work.job[index, WAITS]]
        if r >= 0:
            keep(state, before, work, r)
            state.route[work.job[index, WAITS]] = -1
    holds = True
    for index in range(work.tally[TOUCHED]):
        holds = take(day, state, work, work.crew[index, TOUCHES]) and holds
    return holds


@compiled
def _call_absent(day: Day, work: Work, most: int) -> None:
    """Those left out before the round wait with the others: all, or about so many where they are more."""
    for index in range(work.tally[WAITING]):
        work.job[work.job[index, WAITS], GONE] = 2
    absent = 0
    for job in range(day.n):
        if work.job[job, GONE] % 2 == 1 and not work.job[job, HOPELESS]:
            absent += 1
    for job in range(day.n):
        if work.job[job, GONE] % 2 == 1 and not work.job[job, HOPELESS] and np.random.random() * absent < most:
            work.job[work.tally[WAITING], WAITS] = job
            work.tally[WAITING] += 1
    for index in range(work.tally[WAITING]):
        work.job[work.job[index, WAITS], GONE] = 1


@compiled
def _one(day: Day, state: State, before: State, work: Work) -> bool:
    """One trial plan; False when it came to nothing (and nothing has changed)."""
    ruin(day, state, work)
    holds = _take_out(day, state, before, work)
    _call_absent(day, work, CALLED)
    if holds:
        recreate(day, state, before, work)
        return True
    undo(state, before, work)
    settle(work)
    return False


@compiled
def _judge(day: Day, state: State, before: State, work: Work, spent: int, missed: int, accepted: bool) -> None:
    """Go on from the trial plan, or back to the one before."""
    if not accepted:
        undo(state, before, work)
        settle(work)
        return
    settle(work)
    work.tally[SPENT], work.tally[MISSED] = spent, missed
    best_missed = work.tally[BEST_MISSED]
    if missed < best_missed or (missed == best_missed and spent < work.tally[BEST_SPENT]):
        keep_best(day, state, work)


@compiled
def _cool(day: Day, state: State, before: State, work: Work, rounds: int, heat: float) -> None:
    """Rounds at one temperature."""
    for _ in range(rounds):
        work.tally[ROUNDS] += 1
        if not _one(day, state, before, work):
            continue
        spent, missed = totals(day, state, work)
        worse = float(spent + missed - work.tally[SPENT] - work.tally[MISSED])
        accepted = worse <= 0 or worse < -heat * log(1.0 - np.random.random())
        _judge(day, state, before, work, spent, missed, accepted)


@compiled
def _absences(day: Day, work: Work) -> int:
    count = 0
    for job in range(day.n):
        if work.job[job, GONE] and not work.job[job, HOPELESS]:
            count += work.job[job, ABSENT]
    return count


@compiled
def _get_aboard(day: Day, state: State, before: State, work: Work, rounds: int, heat: float) -> bool:
    """Rounds that go on from plans whose left-out jobs were left out less often; True once none is left out."""
    here = _absences(day, work)
    for _ in range(rounds):
        if work.tally[MISSED] == work.tally[LOST]:
            return True
        work.tally[ROUNDS] += 1
        if not _one(day, state, before, work):
            continue
        spent, missed = totals(day, state, work)
        there = _absences(day, work)
        accepted = missed < work.tally[MISSED] or there < here
        if missed == work.tally[MISSED] and not accepted:
            accepted = float(spent - work.tally[SPENT]) < -heat * log(1.0 - np.random.random())
        for job in range(day.n):
            work.job[job, ABSENT] += 1 if work.job[job, GONE] else 0
        _judge(day, state, before, work, spent, missed, accepted)
        here = _absences(day, work)
    return bool(work.tally[MISSED] == work.tally[LOST])


@compiled
def _begin_with(day: Day, state: State, before: State, work: Work) -> None:
    """Put aboard by regret what is out; the plan is then the best so far."""
    work.tally[WAITING] = 0
    _call_absent(day, work, day.n)
    list_open(day, state, work)
    by_regret(day, state, before, work, 0.0)
    settle(work)
    spent, missed = totals(day, state, work)
    work.tally[SPENT], work.tally[MISSED] = spent, missed
    keep_best(day, state, work)


@entry
def go(day: Day, state: State, before: State, work: Work, what: int, rounds: int, heat: float) -> bool:
    """The search's one door: BEGIN with what is there (``rounds`` and ``heat`` say nothing), so many rounds to
    GET_ABOARD what is left out (True once none is), or to COOL. One, so that its machine code is made once.
    """
    if what == BEGIN:
        _begin_with(day, state, before, work)
        return True
    if what == GET_ABOARD:
        return _get_aboard(day, state, before, work, rounds, heat)
    _cool(day, state, before, work, rounds, heat)
    return True
