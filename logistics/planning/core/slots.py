"""Where one job fits into one route, and at what extra cost. The innermost loop of the search.

Each trial is a look-up: the earliest clock forwards, the latest backwards. Costs are compared before times.
"""

from __future__ import annotations

from logistics.planning.core.arrays import (
    DRIVEN,
    DROP_ONLY,
    FAR,
    HOURS,
    NEVER,
    RESTS_FROM,
    RESTS_TO,
    ROOM,
    SERVICE,
    SIZE,
    TO,
    VERSION,
    Day,
    State,
)
from logistics.planning.core.clockwork import begin, goes_home, hop, refresh
from logistics.planning.core.compiled import compiled, entry
from logistics.planning.core.work import AS_OF, EXTRA, FIRST, GONE, SECOND, Work


@compiled
def _fits(day: Day, state: State, r: int, k: int, job: int) -> bool:
    """Whether there is room for the job after position k."""
    for part in range(3):
        if state.loads[r, k, part] + day.job[job, part] > day.crew[r, ROOM + part]:
            return False
    return True


@compiled
def _detour(day: Day, a: int, via: int, b: int) -> int:
    extra: int = day.cost[a, via] + day.cost[via, b] - day.cost[a, b]
    return extra


@compiled
def _longer(day: Day, a: int, via: int, b: int) -> int:
    """Seconds of driving that going by way of a node takes on top."""
    extra: int = day.seconds[a, via] + day.seconds[via, b] - day.seconds[a, b]
    return extra


@compiled
def _spare(day: Day, state: State, r: int) -> int:
    """Seconds of driving that the crew has left."""
    left: int = day.crew[r, HOURS] - state.row[r, DRIVEN]
    return left


@compiled
def _done(day: Day, node: int, arrival: int) -> int:
    start = begin(day, node, arrival)
    return start + day.node[node, SERVICE] if start < NEVER else NEVER


@compiled
def _later(day: Day, state: State, r: int, job: int, i: int, moment: int, limit: int, spare: int) -> tuple[int, int]:
    """The best place for the delivery behind a later stop, when the pickup is behind position i and over at moment."""
    drop, size, previous = 2 * job + 1, state.row[r, SIZE], 2 * job
    shuts = day.windows[day.node[drop, TO] - 1, 1]
    best, where = limit, -1
    for k in range(i + 1, size + 1):
        node = state.seq[r, k]
        arrival = moment + day.seconds[previous, node]
        if arrival > state.latest[r, k, 0] or not _fits(day, state, r, k, job):
            break
        moment = begin(day, node, arrival) + day.node[node, SERVICE]
        if moment > shuts:
            break
        onward = state.seq[r, k + 1]
        extra = _detour(day, node, drop, onward)
        if extra < best and _longer(day, node, drop, onward) <= spare:
            left = _done(day, drop, moment + day.seconds[node, drop])
            if left + day.seconds[drop, onward] <= state.latest[r, k + 1, 0]:
                best, where = extra, k
        previous = node
    return best, where


@compiled
def _straight(day: Day, state: State, r: int, i: int, job: int, moment: int) -> bool:
    """Whether the delivery can go right behind the pickup that is over at that moment."""
    pick, drop, onward = 2 * job, 2 * job + 1, state.seq[r, i + 1]
    left = _done(day, drop, moment + day.seconds[pick, drop])
    holds: bool = left + day.seconds[drop, onward] <= state.latest[r, i + 1, 0]
    return holds


@compiled
def _pair_longer(day: Day, a: int, pick: int, b: int) -> int:
    """Seconds of driving that a pickup and its delivery right behind it take on top."""
    extra: int = day.seconds[a, pick] + day.seconds[pick, pick + 1] + day.seconds[pick + 1, b] - day.seconds[a, b]
    return extra


@compiled
def _pairs(day: Day, state: State, r: int, job: int, limit: int) -> tuple[int, int, int]:
    """The best places for both ends in a route without breaks."""
    pick, drop, size = 2 * job, 2 * job + 1, state.row[r, SIZE]
    shuts = day.windows[day.node[pick, TO] - 1, 1]
    best, first, second = limit, -1, -1
    spare = _spare(day, state, r)
    for i in range(size + 1):
        free = state.leave[r, i, 0]
        if free > shuts:
            break
        a, b = state.seq[r, i], state.seq[r, i + 1]
        if day.cost[a, pick] - day.cost[a, b] >= best or not _fits(day, state, r, i, job):
            continue
        moment = _done(day, pick, free + day.seconds[a, pick])
        if moment >= NEVER:
            continue
        extra = day.cost[a, pick] + day.cost[pick, drop] + day.cost[drop, b] - day.cost[a, b]
        if extra < best and _pair_longer(day, a, pick, b) <= spare and _straight(day, state, r, i, job, moment):
            best, first, second = extra, i, i
        lead = _detour(day, a, pick, b)
        if lead < best:
            rest, where = _later(day, state, r, job, i, moment, best - lead, spare - _longer(day, a, pick, b))
            if where >= 0:
                best, first, second = lead + rest, i, where
    return best, first, second


@compiled
def _drop_only(day: Day, state: State, r: int, job: int, limit: int) -> tuple[int, int, int]:
    """The best place for the delivery of goods that are aboard, in a route without breaks."""
    drop, best, where = 2 * job + 1, limit, -1
    spare = _spare(day, state, r)
    for k in range(state.row[r, SIZE] + 1):
        a, b = state.seq[r, k], state.seq[r, k + 1]
        extra = _detour(day, a, drop, b)
        if extra < best and _longer(day, a, drop, b) <= spare:
            left = _done(day, drop, state.leave[r, k, 0] + day.seconds[a, drop])
            if left + day.seconds[drop, b] <= state.latest[r, k + 1, 0]:
                best, where = extra, k
    return best, where, where


# --- routes with breaks: the same with one clock for each number of breaks taken --------------------------------------


@compiled
def _joins(day: Day, state: State, r: int, k: int, node: int, clocks) -> bool:  # type: ignore[no-untyped-def]  # a row of an array, typed by numba
    """Whether the route holds when driven on from ``node`` to position k."""
    there = state.seq[r, k]
    seconds = day.seconds[node, there]
    if k == state.row[r, SIZE] + 1:
        return goes_home(day, r, clocks, seconds)
    hop(day, r, clocks, there, seconds, day.step[6], day.step[7])
    for b in range(day.crew[r, RESTS_TO] - day.crew[r, RESTS_FROM] + 1):
        if day.step[7, b] <= state.latest[r, k, b]:
            return True
    return False


@compiled
def _dropped(day: Day, state: State, r: int, k: int, node: int, drop: int, clocks) -> bool:  # type: ignore[no-untyped-def]  # a row of an array, typed by numba
    """Whether the delivery can go behind ``node``, which is left at the clocks, and before position k."""
    hop(day, r, clocks, drop, day.seconds[node, drop], day.step[4], day.step[5])
    return _joins(day, state, r, k, drop, day.step[4])


@compiled
def _carries(day: Day, state: State, r: int, k: int, previous: int) -> bool:
    """Drive on to position k with the clocks of row 2; whether the route holds."""
    node = state.seq[r, k]
    hop(day, r, day.step[2], node, day.seconds[previous, node], day.step[3], day.step[5])
    holds = False
    for b in range(day.crew[r, RESTS_TO] - day.crew[r, RESTS_FROM] + 1):
        late = day.step[5, b] > state.latest[r, k, b]
        day.step[2, b] = NEVER if late else day.step[3, b]
        holds = holds or not late
    return holds


@compiled
def _later_rested(day: Day, state: State, r: int, job: int, i: int, limit: int, spare: int) -> tuple[int, int]:
    drop, previous = 2 * job + 1, 2 * job
    best, where = limit, -1
    for k in range(i + 1, state.row[r, SIZE] + 1):
        if not _fits(day, state, r, k, job) or not _carries(day, state, r, k, previous):
            break
        previous, onward = state.seq[r, k], state.seq[r, k + 1]
        extra = _detour(day, previous, drop, onward)
        if extra >= best or _longer(day, previous, drop, onward) > spare:
            continue
        if _dropped(day, state, r, k + 1, previous, drop, day.step[2]):
            best, where = extra, k
    return best, where


@compiled
def _pairs_rested(day: Day, state: State, r: int, job: int, limit: int) -> tuple[int, int, int]:
    pick, drop = 2 * job, 2 * job + 1
    best, first, second = limit, -1, -1
    spare = _spare(day, state, r)
    for i in range(state.row[r, SIZE] + 1):
        a, b = state.seq[r, i], state.seq[r, i + 1]
        if day.cost[a, pick] - day.cost[a, b] >= best or not _fits(day, state, r, i, job):
            continue
        hop(day, r, state.leave[r, i], pick, day.seconds[a, pick], day.step[1], day.step[5])
        extra = day.cost[a, pick] + day.cost[pick, drop] + day.cost[drop, b] - day.cost[a, b]
        in_hours = _pair_longer(day, a, pick, b) <= spare
        if extra < best and in_hours and _dropped(day, state, r, i + 1, pick, drop, day.step[1]):
            best, first, second = extra, i, i
        lead = _detour(day, a, pick, b)
        if lead < best:
            for taken in range(day.step.shape[1]):
                day.step[2, taken] = day.step[1, taken]
            rest, where = _later_rested(day, state, r, job, i, best - lead, spare - _longer(day, a, pick, b))
            if where >= 0:
                best, first, second = lead + rest, i, where
    return best, first, second


@compiled
def _drop_only_rested(day: Day, state: State, r: int, job: int, limit: int) -> tuple[int, int, int]:
    drop, best, where = 2 * job + 1, limit, -1
    spare = _spare(day, state, r)
    for k in range(state.row[r, SIZE] + 1):
        a, b = state.seq[r, k], state.seq[r, k + 1]
        extra = _detour(day, a, drop, b)
        if extra >= best or _longer(day, a, drop, b) > spare:
            continue
        if _dropped(day, state, r, k + 1, a, drop, state.leave[r, k]):
            best, where = extra, k
    return best, where, where


# --- any route --------------------------------------------------------------------------------------------------------


@compiled
def _search(day: Day, state: State, r: int, job: int, limit: int) -> tuple[int, int, int]:
    rested = day.crew[r, RESTS_TO] > day.crew[r, RESTS_FROM]
    if day.job[job, DROP_ONLY]:
        if rested:
            return _drop_only_rested(day, state, r, job, limit)
        return _drop_only(day, state, r, job, limit)
    if rested:
        return _pairs_rested(day, state, r, job, limit)
    return _pairs(day, state, r, job, limit)


@entry
def best_slot(day: Day, state: State, work: Work, r: int, job: int, limit: int) -> int:
    """The extra cost of the job in route r at its cheapest place, or FAR when there is none cheaper than ``limit``.

    Where is in ``work.found``, as positions of the route without it; remembered until the route changes.
    """
    if day.extra[job, r] < 0:
        return FAR
    if work.found[job, r, AS_OF] == state.row[r, VERSION]:
        if work.found[job, r, FIRST] >= 0:
            return int(work.found[job, r, EXTRA])
        if work.found[job, r, EXTRA] >= limit:
            return FAR
    # An unused vehicle costs something, and does not drive from start to end, though a slot takes that leg as saved.
    base = day.extra[job, r]
    if state.row[r, SIZE] == 0:
        base += day.fixed + day.cost[state.seq[r, 0], state.seq[r, 1]]
    cost, first, second = _search(day, state, r, job, limit - base)
    work.found[job, r, AS_OF] = state.row[r, VERSION]
    work.found[job, r, EXTRA] = cost + base
    work.found[job, r, FIRST] = first
    work.found[job, r, SECOND] = second
    return cost + base if first >= 0 else FAR


@compiled
def put(day: Day, state: State, work: Work, r: int, job: int) -> bool:
    """Put the job where ``best_slot`` found; whether the route can be driven (goods may be aboard too long)."""
    first, second, size = work.found[job, r, FIRST], work.found[job, r, SECOND], state.row[r, SIZE]
    shift = 1 if day.job[job, DROP_ONLY] else 2
    for k in range(size, second, -1):
        state.seq[r, k + shift] = state.seq[r, k]
    state.seq[r, second + shift] = 2 * job + 1
    if shift == 2:
        for k in range(second, first, -1):
            state.seq[r, k + 1] = state.seq[r, k]
        state.seq[r, first + 1] = 2 * job
    state.row[r, SIZE] = size + shift
    return refresh(day, state, r)


@compiled
def take(day: Day, state: State, work: Work, r: int) -> bool:
    """Leave out the jobs that are marked as gone; whether what is left can be driven (odd matrices can break it)."""
    size, kept = state.row[r, SIZE], 0
    for k in range(1, size + 1):
        node = state.seq[r, k]
        if not work.job[node // 2, GONE]:
            kept += 1
            state.seq[r, kept] = node
    state.row[r, SIZE] = kept
    return refresh(day, state, r)
