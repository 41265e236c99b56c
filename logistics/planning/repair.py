"""Our own planning: a plan from nothing (regret-2), jobs the engine left out, and a search that improves a plan.

Regret insertion after Potvin and Rousseau (1993): of all jobs the one goes next that would lose most by having to take
its second-best vehicle. The search takes related jobs out and puts them back (Shaw 1998; Ropke and Pisinger 2006), and
goes on from what is not much worse (Dueck 1993): more
priority served counts first, then more jobs, then less cost.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Final

from logistics.planning.insertion import apply, cheapest
from logistics.planning.network import Network
from logistics.planning.problem import TOP_PRIORITY
from logistics.planning.tour import Slot, Tour

FAR: Final = 10**15  # regret of a job with one vehicle left: above every cost
DETOUR_PERCENT: Final = 2
LOST_PRIORITY: Final = 2
REMOVED_AT_MOST: Final = 12
IDLE_ROUNDS_PER_JOB: Final = 12
IDLE_ROUNDS_AT_LEAST: Final = 60


@dataclass(frozen=True, slots=True, order=True)
class Worth:
    """How good a plan is; the larger the better."""

    priority: int
    served: int
    saved: int  # minus the cost

    def nearly(self, best: Worth, *, all_served: bool) -> bool:
        """Good enough to search on from (record-to-record travel): as much served at little more cost, or, as long as
        the best leaves a job out, one job less at any cost."""
        if (self.priority, self.served) == (best.priority, best.served):
            return -self.saved * 100 <= -best.saved * (100 + DETOUR_PERCENT)
        return not all_served and self.served >= best.served - 1 and self.priority >= best.priority - LOST_PRIORITY


@dataclass(slots=True)
class Draft:
    """A plan on the bench: a tour for each shift, and the numbers of the jobs in none."""

    tours: list[Tour]
    left: list[int]

    @classmethod
    def of(cls, net: Network, tours: list[Tour]) -> Draft:
        """The draft with these tours."""
        planned = {job for tour in tours for job in tour.jobs}
        return cls(tours, [job for job in range(len(net.load)) if job not in planned])

    def worth(self, net: Network) -> Worth:
        """Its value."""
        planned = [job for tour in self.tours for job in tour.jobs]
        weight = sum(_weight(net, job) for job in planned)
        return Worth(weight, len(planned), -sum(tour.cost for tour in self.tours))


class _Board:
    """The cheapest slot of every waiting job in every tour, worked out anew only for the tour that changed."""

    def __init__(self, net: Network, tours: list[Tour], jobs: Iterable[int]) -> None:
        self.net, self.tours = net, tours
        self.slots: dict[int, dict[int, Slot]] = {}
        for job in jobs:
            self.slots[job] = {}
            for number in self._different():
                self._look(job, number)

    def _different(self) -> list[int]:
        """All used tours, and of each kind of unused shift the first: the others offer the same."""
        kinds: set[object] = set()
        numbers: list[int] = []
        for number, tour in enumerate(self.tours):
            kind = self.net.crews[number].kind
            if tour.nodes or kind not in kinds:
                numbers.append(number)
            if not tour.nodes:
                kinds.add(kind)
        return numbers

    def _look(self, job: int, number: int) -> None:
        tour = self.tours[number]
        if job not in tour.offers:
            tour.offers[job] = cheapest(tour, job)
        slot = tour.offers[job]
        if slot is None:
            self.slots[job].pop(number, None)
        else:
            self.slots[job][number] = slot

    def take(self, job: int, number: int) -> None:
        """Put the job where it is cheapest in this tour."""
        kind = self.net.crews[number].kind
        first_use = not self.tours[number].nodes
        self.tours[number] = apply(self.tours[number], self.slots.pop(job)[number])
        fresh = [number]
        if first_use:
            unused = (n for n, tour in enumerate(self.tours) if not tour.nodes and self.net.crews[n].kind == kind)
            fresh += list(unused)[:1]
        for waiting in self.slots:
            for tour in fresh:
                self._look(waiting, tour)

    def next(self, noise: Callable[[], float], *, by_priority: bool) -> tuple[int, int] | None:
        """The job to place now and the tour to place it in: by priority, then regret; ties to the lowest number."""
        best: tuple[int, float, int, int] | None = None
        for job, slots in self.slots.items():
            if not slots:
                continue
            ranked = sorted((slot.cost, number) for number, slot in slots.items())
            regret = (ranked[1][0] if len(ranked) > 1 else FAR) - ranked[0][0]
            weight = _weight(self.net, job) if by_priority else 0
            choice = (weight, regret * noise(), -job, ranked[0][1])
            if best is None or choice > best:
                best = choice
        return None if best is None else (-best[2], best[3])


def _calm() -> float:
    return 1.0


def _weight(net: Network, job: int) -> int:
    """Its priority. Goods that are aboard already come before any priority."""
    return net.job(job).priority + (10 * TOP_PRIORITY if job in net.aboard else 0)


def insert_all(net: Network, draft: Draft, *, noise: Callable[[], float] = _calm, by_priority: bool = True) -> Draft:
    """Insert what fits of the jobs left, by priority and then regret; the planned ones stay in their order."""
    board = _Board(net, list(draft.tours), draft.left)
    while (choice := board.next(noise, by_priority=by_priority)) is not None:
        board.take(*choice)
    return Draft.of(net, board.tours)


def construct(net: Network) -> Draft:
    """A plan from nothing; the same every time."""
    return insert_all(net, Draft.of(net, [Tour(net, crew) for crew in range(len(net.crews))]))


def improve(net: Network, draft: Draft, *, until: float, stopped: Callable[[], bool]) -> tuple[Draft, int]:
    """Take jobs out and put them back until the clock (``time.monotonic``) says so, or nothing has helped for long.

    Same question, same answer as long as the clock does not cut it short.

    :returns: a plan no worse than the one given, and the number of rounds
    """
    dice = Random(net.problem.seed)  # noqa: S311  (a search, not a secret)
    best = here = draft
    best_worth = here_worth = draft.worth(net)
    idle = rounds = 0
    patience = max(IDLE_ROUNDS_AT_LEAST, IDLE_ROUNDS_PER_JOB * len(net.load)) if net.load and net.crews else 0
    while idle < patience and time.monotonic() < until and not stopped():
        rounds += 1
        idle += 1
        trial = _shaken(net, here, dice)
        if trial is None:
            continue
        worth = trial.worth(net)
        if worth >= here_worth or worth.nearly(best_worth, all_served=not best.left):
            here, here_worth = trial, worth
        if worth > best_worth:
            best, best_worth, idle = trial, worth, 0
    return best, rounds


def _shaken(net: Network, draft: Draft, dice: Random) -> Draft | None:
    """The plan after one round, or None when taking jobs out alone already broke a tour (odd matrices can do that)."""
    out = _neighbours(net, draft, dice)
    tours = [tour.without(out) if out.intersection(tour.jobs) else tour for tour in draft.tours]
    if not all(tour.feasible for tour in tours):
        return None
    return insert_all(net, Draft.of(net, tours), noise=lambda: dice.uniform(0.7, 1.3), by_priority=dice.random() < 0.5)


def _neighbours(net: Network, draft: Draft, dice: Random) -> set[int]:
    """Planned jobs near to a seed: a job left out half of the time, as long as there is one."""
    planned = [job for tour in draft.tours for job in tour.jobs]
    if not planned:
        return set()
    seed = dice.choice(draft.left) if draft.left and dice.random() < 0.5 else dice.choice(planned)
    count = dice.randint(1, min(REMOVED_AT_MOST, 1 + len(planned) * 2 // 3))
    if dice.random() < 0.2:
        return _whole_tour(draft, dice)
    near = sorted(planned, key=lambda job: (_apart(net, seed, job) * dice.uniform(0.5, 1.5), job))
    return set(near[:count])


def _whole_tour(draft: Draft, dice: Random) -> set[int]:
    """All of one short tour: the way to need a vehicle less."""
    used = sorted((len(tour.nodes), number) for number, tour in enumerate(draft.tours) if tour.nodes)
    return set(draft.tours[dice.choice(used[: max(1, len(used) // 2)])[1]].jobs)


def _apart(net: Network, a: int, b: int) -> int:
    """How little two jobs have to do with each other: driving between their ends."""
    seconds, place = net.tables.seconds, net.place
    return seconds[place[2 * a]][place[2 * b]] + seconds[place[2 * a + 1]][place[2 * b + 1]]
