"""A day and a plan as flat arrays of whole numbers, which is what the compiled search works on.

Nodes: job ``i`` has ``2i`` (pickup) and ``2i + 1`` (delivery); crew ``c`` of ``m`` leaves from ``2n + c`` and ends at
``2n + m + c``. Moments and spans are seconds, costs the network's units (1/36 000 penny).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.planning.network import COST_UNITS_PER_PENNY, NOWHERE, Network, fits
from logistics.planning.problem import TOP_PRIORITY
from logistics.planning.travel import matrix_for

Ints = NDArray[np.int64]

NEVER: Final = 1 << 40  # a moment that does not come
FAR: Final = 1 << 60  # a cost that nothing has
NEAR_AT_MOST: Final = 120  # neighbours kept of each node
STEP: Final = 8  # scratch rows for routes with breaks


SERVICE, TOLD, FROM, TO = range(4)  # columns of Day.node
WEIGHT, MOST, DROP_ONLY = range(3, 6)  # columns of Day.job, behind its load
START, END, KIND, RESTS_FROM, RESTS_TO, ROOM, ABOARD, HOURS = 0, 1, 2, 3, 4, 5, 8, 11  # columns of Day.crew
SIZE, PRICE, VERSION, DRIVEN = range(4)  # columns of State.row


class Day(NamedTuple):
    """The question. ``n`` jobs, ``m`` crews, ``fixed``: cost of using a vehicle.

    ``seconds``, ``cost``: between nodes.
    ``node[v]``: SERVICE seconds; the moment people were TOLD, or -1; its rows of ``windows`` (opens, closes) are those
    FROM to before TO, at least one.
    ``job[j]``: its load in three columns; WEIGHT: what leaving it out costs; MOST seconds aboard, or NEVER; DROP_ONLY:
    1 when the goods are aboard already.
    ``crew[r]``: START and END of the shift, ROOM and what is ABOARD at the start in three columns each; HOURS:
    seconds it may drive, or NEVER; KIND: equal for crews that can stand in for each other while empty; its rows of
    ``rests`` (first begin, last begin, seconds).
    ``extra[j, r]``: what it costs that people were told another shift, or -1 where the job may not ride.
    ``near[v]``: nodes close to node v in road and time, the closest first.
    ``shift_price``: cost of a second earlier or later than told, after ``shift_free`` seconds. ``step``: scratch rows.
    """

    n: int
    m: int
    fixed: int
    shift_price: int
    shift_free: int
    seconds: Ints
    cost: Ints
    node: Ints
    windows: Ints
    job: Ints
    crew: Ints
    rests: Ints
    extra: Ints
    near: Ints
    step: Ints


class State(NamedTuple):
    """A plan: row ``r`` of each array is the route of crew ``r``. Position 0 is its start, and the
    one after the last stop its end.

    ``leave[r, k, b]``: the earliest end of work at position k with b breaks taken (NEVER: not possible).
    ``latest[r, k, b]``: the latest arrival there with b breaks taken that lets the rest of the route hold, or -1.
    ``loads[r, k]``: aboard after position k.
    ``row[r]``: SIZE in stops; PRICE: the route's cost; VERSION: changes with the route (row m: the last one given);
    DRIVEN: its seconds on the road (from start to end where it has no stop).
    ``route[j]``: where the job is, or -1; ``at[v]``: the node's position.
    """

    seq: Ints
    leave: Ints
    latest: Ints
    loads: Ints
    row: Ints
    route: Ints
    at: Ints


def day_of(net: Network) -> Day:
    """The network as arrays. Nothing is known yet about the cost of leaving a job out."""
    n, m = len(net.load), len(net.crews)
    seconds, cost = _legs(net, n, m)
    windows = [spans or ((0, NEVER),) for spans in net.windows]
    rows = np.cumsum([0, *(len(spans) for spans in windows)], dtype=np.int64)
    node = np.zeros((2 * n + 2 * m, 4), dtype=np.int64)
    node[: 2 * n, SERVICE] = net.service
    node[: 2 * n, FROM], node[: 2 * n, TO] = rows[:-1], rows[1:]
    extra, node[: 2 * n, TOLD] = _told(net, n, m)
    job = np.zeros((n, 6), dtype=np.int64)
    for j in range(n):
        most = net.job(j).most_aboard_s
        job[j] = (*net.load[j], 0, NEVER if most is None else most, j in net.aboard)
    able = [fits(crew.aboard, crew.room) for crew in net.crews]
    for j, c in ((j, c) for j in range(n) for c in range(m)):
        if not (able[c] and net.may_ride(j, c)):
            extra[j, c] = -1
    rests = [rest for crew in net.crews for rest in crew.rests]
    weights = net.problem.weights
    day = Day(
        n=n,
        m=m,
        fixed=net.use_cost,
        shift_price=weights.shifted_pence * COST_UNITS_PER_PENNY // 60,
        shift_free=weights.shifted_free_s,
        seconds=seconds,
        cost=cost,
        node=node,
        windows=np.array([span for spans in windows for span in spans], dtype=np.int64).reshape(-1, 2),
        job=job,
        crew=_crews(net),
        rests=np.array(rests, dtype=np.int64).reshape(len(rests), 3),
        extra=extra,
        near=np.zeros((0, 0), dtype=np.int64),
        step=np.zeros((STEP, 1 + max((len(crew.rests) for crew in net.crews), default=0)), dtype=np.int64),
    )
    return day._replace(near=_near(day))


def _legs(net: Network, n: int, m: int) -> tuple[Ints, Ints]:
    """Seconds and cost between nodes."""
    ends = [*(crew.start for crew in net.crews), *(max(0, crew.end) for crew in net.crews)]
    place = np.array([*net.place, *ends], dtype=np.int64)
    matrix, weights = matrix_for(net.problem), net.problem.weights
    rows = len(matrix.points)
    seconds = np.array(matrix.seconds, dtype=np.int64).reshape(rows, rows)[np.ix_(place, place)]
    metres = np.array(matrix.metres, dtype=np.int64).reshape(rows, rows)[np.ix_(place, place)]
    cost = weights.per_hour_pence * 10 * seconds + weights.per_km_pence * 36 * metres
    nowhere = [2 * n + m + number for number, crew in enumerate(net.crews) if crew.end == NOWHERE]
    seconds[:, nowhere] = 0
    cost[:, nowhere] = 0
    return seconds, cost


def _crews(net: Network) -> Ints:
    told = {net.crew_index[told.shift_id] for told in net.problem.told}
    numbers: dict[object, int] = {}
    rows, rests = [], 0
    for number, crew in enumerate(net.crews):
        own = (number,) if number in told else crew.kind
        kind = numbers.setdefault(own, len(numbers))
        after = rests + len(crew.rests)
        rows.append(
            [crew.opens, crew.closes, kind, rests, after, *crew.room, *crew.aboard, min(crew.most_drive, NEVER)]
        )
        rests = after
    return np.array(rows, dtype=np.int64).reshape(len(rows), 12)


def _told(net: Network, n: int, m: int) -> tuple[Ints, Ints]:
    """Cost of each job on each crew that people were not told, and the moments told."""
    extra, told = np.zeros((n, m), dtype=np.int64), np.full(2 * n, -1, dtype=np.int64)
    price = net.problem.weights.moved_pence * COST_UNITS_PER_PENNY
    for one in net.problem.told:
        job = net.job_index[one.job_id]
        extra[job] += price
        extra[job, net.crew_index[one.shift_id]] -= price
        told[2 * job + (one.kind == "delivery")] = one.arrival_s
    return extra, told


def _near(day: Day) -> Ints:
    """For each node the others by road and by how badly their times go together.

    Seconds on the road, a fifth of the least wait and all of the least lateness between the two, the better way round
    (the weights of PyVRP: Wouda, Lan and Kool 2024).
    """
    count = 2 * day.n
    if not count:
        return np.zeros((0, 1), dtype=np.int64)
    first, last = span_of(day)
    road = day.seconds[:count, :count]
    drive = road + day.node[:count, SERVICE][:, None]
    wait = np.maximum(0, first[None, :] - drive - last[:, None])
    late = np.maximum(0, first[:, None] + drive - last[None, :])
    apart = road + 0.2 * wait + late
    apart = np.minimum(apart, apart.T)
    np.fill_diagonal(apart, -1)
    near: Ints = np.argsort(apart, axis=1, kind="stable")[:, : NEAR_AT_MOST + 1].astype(np.int64)
    return near


def span_of(day: Day) -> tuple[Ints, Ints]:
    """The first and the last moment at which work at each job's nodes can begin."""
    rows = day.node[: 2 * day.n]
    return day.windows[rows[:, FROM], 0], day.windows[rows[:, TO] - 1, 1]


def state_of(day: Day) -> State:
    """A plan with no job in it."""
    wide, breaks = 2 * day.n + 2, day.step.shape[1]
    row = np.zeros((day.m + 1, 4), dtype=np.int64)
    row[:, VERSION] = np.arange(day.m + 1)
    return State(
        seq=np.zeros((day.m, wide), dtype=np.int64),
        leave=np.zeros((day.m, wide, breaks), dtype=np.int64),
        latest=np.zeros((day.m, wide, breaks), dtype=np.int64),
        loads=np.zeros((day.m, wide, 3), dtype=np.int64),
        row=row,
        route=np.full(day.n, -1, dtype=np.int64),
        at=np.zeros(2 * day.n, dtype=np.int64),
    )


def weight_of(net: Network, job: int) -> int:
    """Priority; goods that are aboard already come before any."""
    return net.job(job).priority + (10 * TOP_PRIORITY if job in net.aboard else 0)
