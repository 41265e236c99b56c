"""The search from start to end: leads the compiled rounds through their phases, by the clock or by their number."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from logistics.planning.core.annealing import BEGIN, COOL, GET_ABOARD, go, sow
from logistics.planning.core.arrays import (
    FAR,
    KIND,
    SIZE,
    WEIGHT,
    Ints,
    day_of,
    span_of,
    state_of,
    weight_of,
)
from logistics.planning.core.clockwork import refresh
from logistics.planning.core.slots import best_slot
from logistics.planning.core.work import (
    BEST_MISSED,
    BEST_SIZE,
    BEST_SPENT,
    GONE,
    HOPELESS,
    LIMIT,
    LOST,
    MISSED,
    ROUNDS,
    SPENT,
    totals,
    work_of,
)
from logistics.planning.network import Network

# Stops in a string and strings in a round on average; longest string; share of strings with a gap; of rounds that take
# related jobs, any jobs, one whole route; of routes not looked at; of rounds that put back by regret.
KNOBS: Final = (10.0, 10.0, 0.5, 0.1, 0.1, 0.05, 0.01, 0.2)

# Temperature at the start and at the end, in parts of what a job costs in driving on average.
HOT: Final = 1.2
COLD: Final = 0.012
TEPID: Final = 0.12  # to begin with where a plan is to be kept as it is, and while jobs are got aboard

ABOARD_SHARE: Final = 0.3  # of the time, for getting jobs aboard that the first plan leaves out
FLEET_SHARE: Final = 0.5  # for using fewer vehicles, where these are all that costs
SLICE_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Clock:
    """How much of the search is over: by seconds, by rounds, or by CPU-seconds, whichever is furthest.

    ``now``: ``time.monotonic``, or ``time.process_time`` where CPU-seconds are compared. ``enough_s``: CPU-seconds
    counted from ``cpu_began``, after which more hardly helps; a busy machine does not shorten them.
    """

    now: Callable[[], float]
    began: float
    limit_s: float
    rounds: int
    cpu_began: float = 0.0
    enough_s: float = float("inf")

    def gone(self, rounds: int) -> float:
        """From 0 to 1 and above."""
        by_cpu = (time.process_time() - self.cpu_began) / self.enough_s
        return max((self.now() - self.began) / self.limit_s, rounds / self.rounds, by_cpu)


class Search:
    """One day's search. :meth:`start` has a plan; :meth:`run` makes it better; :meth:`routes` is the best one found."""

    def __init__(self, net: Network, *, tell: Callable[[int], None]) -> None:
        self.net, self.tell = net, tell
        self.day = day_of(net)
        self.state, self.before = state_of(self.day), state_of(self.day)
        self.work = work_of(self.day, np.array(KNOBS))
        self.slice = 16
        self.kept = False
        for r in range(self.day.m):
            refresh(self.day, self.state, r)
        self._rank(self._alone())
        sow(net.problem.seed)

    def _alone(self) -> Ints:
        """What each job costs alone on a route; the price of leaving one out follows from it: more than any such route,
        and a point of priority more than the jobs that could take its place."""
        day = self.day
        alone = np.full(day.n, FAR, dtype=np.int64)
        first = {int(day.crew[r, KIND]): r for r in reversed(range(day.m))}
        for r in sorted(first.values()):
            for j in range(day.n):
                alone[j] = min(alone[j], best_slot(day, self.state, self.work, r, j, FAR))
        hopeless = alone >= FAR
        most = int(max([day.fixed + 1, *alone[~hopeless]]))
        day.job[:, WEIGHT] = [2 * most + 4 * most * weight_of(self.net, j) for j in range(day.n)]
        self.work.job[:-1, HOPELESS] = hopeless
        self.work.tally[LOST] = int(day.job[hopeless, WEIGHT].sum())
        return np.where(hopeless, 0, alone)

    def _rank(self, alone: Ints) -> None:
        day = self.day
        first, last = span_of(day)
        load = day.job[:, :3]
        size = (load / np.maximum(1, load.max(axis=0, initial=1))).max(axis=1, initial=0)
        wide = (last - first)[0::2] + (last - first)[1::2]
        keys = (-size, -alone, alone, wide, first[0::2], last[1::2], -day.job[:, WEIGHT])
        for row, key in enumerate(keys):
            self.work.ranks[row, np.argsort(key, kind="stable")] = np.arange(day.n)

    def start(self, routes: Sequence[Sequence[int]] = ()) -> None:
        """A first plan: the nodes given for each crew, where they hold, and by regret what is in none of them."""
        for r, nodes in enumerate(routes):
            if not self._drives(r, nodes):
                self._drives(r, ())
        self.kept = any(routes)
        go(self.day, self.state, self.before, self.work, BEGIN, 0, 0.0)

    def _drives(self, r: int, nodes: Sequence[int]) -> bool:
        """Let the route have these nodes; whether it holds."""
        jobs = [node // 2 for node in [*self.state.seq[r, 1 : 1 + self.state.row[r, SIZE]], *nodes]]
        self.work.job[jobs, GONE] = 1
        self.state.route[jobs] = -1
        self.state.seq[r, 1 : 1 + len(nodes)] = nodes
        self.state.row[r, SIZE] = len(nodes)
        self.work.job[[node // 2 for node in nodes], GONE] = 0
        return refresh(self.day, self.state, r)

    def _back_to_best(self) -> None:
        for r in range(self.day.m):
            self._drives(r, ())
        for r, nodes in enumerate(self.routes()):
            self._drives(r, nodes)
        self.work.tally[SPENT] = self.work.tally[BEST_SPENT]
        self.work.tally[MISSED] = self.work.tally[BEST_MISSED]

    def routes(self) -> list[list[int]]:
        """The nodes of each crew in the best plan."""
        size = self.work.crew[:, BEST_SIZE]
        return [self.work.best[r, 1 : 1 + size[r]].tolist() for r in range(self.day.m)]

    def rounds(self) -> int:
        """How many rounds there were."""
        return int(self.work.tally[ROUNDS])

    def run(self, clock: Clock) -> None:
        """Get aboard what is left out, then use fewer vehicles as far as that pays, then cool."""
        if not self.day.n or not self.day.m:
            return
        self._get_aboard(clock, ABOARD_SHARE)
        self._back_to_best()
        if not self.kept:
            self._fewer(clock)
        self._cool(clock)

    def _gone(self, clock: Clock) -> float:
        return clock.gone(int(self.work.tally[ROUNDS]))

    def _per_job(self) -> float:
        """What a job costs in driving in the best plan; the temperatures are parts of it."""
        used = int((self.work.crew[:-1, BEST_SIZE] > 0).sum())
        return max(1.0, float(self.work.tally[BEST_SPENT]) - self.day.fixed * used) / self.day.n

    def _rounds(self, go: Callable[[int], bool]) -> bool:
        """One slice of rounds, as many as take about ``SLICE_S``."""
        began = time.process_time()
        done = go(self.slice)
        took = time.process_time() - began
        self.slice = int(min(max(1, self.slice * SLICE_S / max(took, SLICE_S / 4)), 20_000))
        return done

    def _get_aboard(self, clock: Clock, until: float) -> bool:
        day, state, before, work = self.day, self.state, self.before, self.work
        heat = TEPID * self._per_job()
        while work.tally[MISSED] > work.tally[LOST]:
            gone = self._gone(clock)
            if gone >= until:
                return False
            self.tell(int(100 * gone))
            self._rounds(lambda rounds: go(day, state, before, work, GET_ABOARD, rounds, heat))
        return True

    def _fewer(self, clock: Clock) -> None:
        """Take the vehicle away that is easiest to do without, as long as the rest can do its work."""
        tally, day = self.work.tally, self.day
        while tally[BEST_MISSED] <= tally[LOST]:
            used = [r for r in range(day.m) if self.state.row[r, SIZE]]
            driving = tally[SPENT] - day.fixed * len(used)
            until = FLEET_SHARE * day.fixed * len(used) / max(1, int(day.fixed * len(used) + driving))
            if len(used) < 2 or self._gone(clock) >= until:
                break
            tally[LIMIT] = len(used) - 1
            self._drives(min(used, key=lambda r: (self._hardness(r), r)), ())
            tally[SPENT], tally[MISSED] = totals(day, self.state, self.work)
            if not self._get_aboard(clock, until):
                break
        tally[LIMIT] = day.m
        self._back_to_best()

    def _hardness(self, r: int) -> int:
        """How often the route's jobs were left out."""
        jobs = {node // 2 for node in self.state.seq[r, 1 : 1 + self.state.row[r, SIZE]]}
        return int(self.work.job[list(jobs), 2].sum()) + len(jobs)

    def _cool(self, clock: Clock) -> None:
        day, state, before, work = self.day, self.state, self.before, self.work
        hot = TEPID if self.kept else HOT
        per_job, first = self._per_job(), self._gone(clock)
        while (gone := self._gone(clock)) < 1:
            self.tell(int(100 * gone))
            heat = per_job * hot * (COLD / hot) ** ((gone - first) / (1 - first))

            def slice_of(rounds: int, heat: float = heat) -> bool:
                return go(day, state, before, work, COOL, rounds, heat)

            self._rounds(slice_of)
