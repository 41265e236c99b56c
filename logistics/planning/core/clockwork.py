"""The clock of one route: when it is where at the earliest, and how late it may get there at the latest.

A crew with breaks has one clock for each number of breaks taken so far, so every way to put the breaks between the
stops is looked at, and none is decided before the route is final.
"""

from __future__ import annotations

from logistics.planning.core.arrays import (
    ABOARD,
    DRIVEN,
    DROP_ONLY,
    END,
    FROM,
    HOURS,
    MOST,
    NEVER,
    PRICE,
    RESTS_FROM,
    RESTS_TO,
    ROOM,
    SERVICE,
    SIZE,
    START,
    TO,
    TOLD,
    VERSION,
    Day,
    State,
)
from logistics.planning.core.compiled import compiled, entry


@compiled
def begin(day: Day, node: int, arrival: int) -> int:
    """When work at the node begins for an arrival, or NEVER."""
    for row in range(day.node[node, FROM], day.node[node, TO]):
        if arrival <= day.windows[row, 1]:
            opens: int = day.windows[row, 0]
            return max(arrival, opens)
    return NEVER


@compiled
def begin_by(day: Day, node: int, latest: int) -> int:
    """The latest begin of work not after ``latest``, or -1."""
    for row in range(day.node[node, TO] - 1, day.node[node, FROM] - 1, -1):
        if day.windows[row, 0] <= latest:
            closes: int = day.windows[row, 1]
            return min(latest, closes)
    return -1


@compiled
def drive(day: Day, moment: int, seconds: int, first: int, last: int) -> int:
    """Arrival after a leg with the breaks ``first`` to before ``last`` on it, or NEVER: one is missed."""
    for row in range(first, last):
        opens = day.rests[row, 0]
        seconds -= min(seconds, max(0, opens - moment))
        moment = max(moment, opens)
        if moment > day.rests[row, 1]:
            return NEVER
        moment += day.rests[row, 2]
    return moment + seconds


@compiled
def drive_home(day: Day, moment: int, seconds: int, first: int, last: int) -> int:
    """Likewise for the last leg: a break that would begin after the arrival is not waited for."""
    for row in range(first, last):
        reached = drive(day, moment, seconds, first, row)
        if reached <= day.rests[row, 0]:
            return reached
    return drive(day, moment, seconds, first, last)


@compiled
def leave_by(day: Day, arrival: int, seconds: int, first: int, last: int, home: bool) -> int:
    """The latest departure that still arrives by then, or -1. Leaving later never arrives earlier: halving finds it."""
    if first == last:
        return max(arrival - seconds, -1)
    low, high = -1, max(arrival, 0)
    while low < high:
        middle = (low + high + 1) // 2
        travel = drive_home(day, middle, seconds, first, last) if home else drive(day, middle, seconds, first, last)
        if travel <= arrival:
            low = middle
        else:
            high = middle - 1
    return low


@compiled
def hop(day: Day, crew: int, before, there: int, seconds: int, after, arrivals) -> None:  # type: ignore[no-untyped-def]  # rows of arrays, typed by numba
    """From the clocks ``before`` a leg to those after work at its end, and the arrivals between."""
    base = day.crew[crew, RESTS_FROM]
    taken = day.crew[crew, RESTS_TO] - base + 1
    for b in range(taken):
        soonest = NEVER
        for a in range(b + 1):
            if before[a] < NEVER:
                soonest = min(soonest, drive(day, before[a], seconds, base + a, base + b))
        arrivals[b] = soonest
        after[b] = NEVER
        if soonest < NEVER:
            start = begin(day, there, soonest)
            if start < NEVER:
                after[b] = start + day.node[there, SERVICE]


@compiled
def goes_home(day: Day, crew: int, before, seconds: int) -> bool:  # type: ignore[no-untyped-def]  # a row of an array, typed by numba
    """Whether one of the clocks is home in time."""
    base, last = day.crew[crew, RESTS_FROM], day.crew[crew, RESTS_TO]
    for a in range(last - base + 1):
        if before[a] < NEVER and drive_home(day, before[a], seconds, base + a, last) <= day.crew[crew, END]:
            return True
    return False


@compiled
def _forwards(day: Day, state: State, r: int) -> bool:
    size = state.row[r, SIZE]
    base, last = day.crew[r, RESTS_FROM], day.crew[r, RESTS_TO]
    for b in range(last - base + 1):
        state.leave[r, 0, b] = NEVER
    state.leave[r, 0, 0] = day.crew[r, START]
    for k in range(1, size + 1):
        node = state.seq[r, k]
        seconds = day.seconds[state.seq[r, k - 1], node]
        if base == last:
            start = begin(day, node, state.leave[r, k - 1, 0] + seconds)
            if start >= NEVER:
                return False
            state.leave[r, k, 0] = start + day.node[node, SERVICE]
        else:
            hop(day, r, state.leave[r, k - 1], node, seconds, state.leave[r, k], day.step[0])
    return goes_home(day, r, state.leave[r, size], day.seconds[state.seq[r, size], state.seq[r, size + 1]])


@compiled
def _last_leave(day: Day, state: State, r: int, k: int, a: int) -> int:
    """The latest moment to leave position k with a breaks taken."""
    base, last = day.crew[r, RESTS_FROM], day.crew[r, RESTS_TO]
    seconds = day.seconds[state.seq[r, k], state.seq[r, k + 1]]
    if k == state.row[r, SIZE]:
        return leave_by(day, day.crew[r, END], seconds, base + a, last, True)
    best = -1
    for b in range(a, last - base + 1):
        if state.latest[r, k + 1, b] >= 0:
            best = max(best, leave_by(day, state.latest[r, k + 1, b], seconds, base + a, base + b, False))
    return best


@compiled
def _backwards(day: Day, state: State, r: int) -> None:
    size = state.row[r, SIZE]
    taken = day.crew[r, RESTS_TO] - day.crew[r, RESTS_FROM] + 1
    for k in range(size, 0, -1):
        node = state.seq[r, k]
        for a in range(taken):
            free = _last_leave(day, state, r, k, a)
            state.latest[r, k, a] = begin_by(day, node, free - day.node[node, SERVICE]) if free >= 0 else -1


@compiled
def _loads(day: Day, state: State, r: int) -> bool:
    """Note the loads; whether they fit."""
    for part in range(3):
        state.loads[r, 0, part] = day.crew[r, ABOARD + part]
    for k in range(1, state.row[r, SIZE] + 1):
        node = state.seq[r, k]
        sign = 1 - 2 * (node % 2)
        for part in range(3):
            aboard = state.loads[r, k - 1, part] + sign * day.job[node // 2, part]
            state.loads[r, k, part] = aboard
            if sign > 0 and aboard > day.crew[r, ROOM + part]:
                return False
    return True


@compiled
def aboard_in_time(day: Day, state: State, r: int) -> bool:
    """Whether no goods are aboard for longer than they may be, when every leg is driven as early as possible.

    In a route with breaks: wherever these go, so some are refused that another order of breaks would let hold.
    """
    for k in range(1, state.row[r, SIZE] + 1):
        node = state.seq[r, k]
        job = node // 2
        if node % 2 and day.job[job, MOST] < NEVER and not day.job[job, DROP_ONLY]:
            first, last = NEVER, 0
            for b in range(day.crew[r, RESTS_TO] - day.crew[r, RESTS_FROM] + 1):
                first = min(first, state.leave[r, state.at[2 * job], b])
                if state.leave[r, k, b] < NEVER:
                    last = max(last, state.leave[r, k, b])
            if last - day.node[node, SERVICE] - first > day.job[job, MOST]:
                return False
    return True


@compiled
def _moved(day: Day, state: State, r: int, k: int) -> int:
    """The cost of a stop's beginning at another moment than told."""
    node = state.seq[r, k]
    if day.node[node, TOLD] < 0 or state.leave[r, k, 0] >= NEVER:
        return 0
    off = abs(state.leave[r, k, 0] - day.node[node, SERVICE] - day.node[node, TOLD]) - day.shift_free
    return int(max(0, off)) * day.shift_price


@entry
def refresh(day: Day, state: State, r: int) -> bool:
    """Work out all about a route whose order has changed; whether it can be driven."""
    state.row[day.m, VERSION] += 1
    size = state.row[r, SIZE]
    state.row[r, VERSION] = state.row[day.m, VERSION] if size else r
    state.seq[r, 0] = 2 * day.n + r
    state.seq[r, size + 1] = 2 * day.n + day.m + r
    spent = day.fixed if size else 0
    driven = day.seconds[state.seq[r, size], state.seq[r, size + 1]]
    for k in range(1, size + 1):
        node = state.seq[r, k]
        state.route[node // 2] = r
        state.at[node] = k
        spent += day.cost[state.seq[r, k - 1], node]
        driven += day.seconds[state.seq[r, k - 1], node]
        if node % 2:
            spent += day.extra[node // 2, r]
    if size:
        spent += day.cost[state.seq[r, size], state.seq[r, size + 1]]
    state.row[r, DRIVEN] = driven
    if size and driven > day.crew[r, HOURS]:
        return False
    if not _forwards(day, state, r) or not _loads(day, state, r) or not aboard_in_time(day, state, r):
        return False
    state.latest[r, size + 1, 0] = day.crew[r, END]
    _backwards(day, state, r)
    for k in range(1, size + 1):
        spent += _moved(day, state, r, k)
    state.row[r, PRICE] = spent
    return True
