"""Where in a route its breaks go: on which leg each is taken, so that the day ends as early as it can."""

from __future__ import annotations

from collections.abc import Sequence

from logistics.planning.network import Network
from logistics.planning.tour import NO_REST, Rests, Tour, drive


def rested(net: Network, crew: int, nodes: Sequence[int]) -> Tour:
    """The tour of these stops with its breaks. Not ``feasible`` when there is no way.

    Earliest leave at each stop for each number of breaks taken so far, and which number that came from.
    """
    rests = net.crews[crew].rests
    if not rests or not nodes:
        return Tour(net, crew, nodes)
    bare = Tour(net, crew, nodes, [NO_REST] * (len(nodes) + 1))
    clocks: list[int | None] = [net.crews[crew].opens, *[None] * len(rests)]
    steps: list[list[int]] = []
    for position, node in enumerate(nodes):
        clocks, origins = _hop(net, clocks, node, bare.leg(position, net.tables.seconds), rests)
        steps.append(origins)
    tours = [
        Tour(net, crew, nodes, _legs(steps, taken, rests)) for taken, clock in enumerate(clocks) if clock is not None
    ]
    fine = [tour for tour in tours if tour.feasible]
    return min(fine, key=lambda tour: tour.finish()) if fine else Tour(net, crew, nodes)


def _hop(
    net: Network, clocks: Sequence[int | None], node: int, seconds: int, rests: Rests
) -> tuple[list[int | None], list[int]]:
    """The clocks after work at the next stop, and for each how many breaks had been taken before the leg."""
    after: list[int | None] = [None] * len(clocks)
    origins = [0] * len(clocks)
    for taken in range(len(clocks)):
        for before in range(taken + 1):
            moment = clocks[before]
            arrival = -1 if moment is None else drive(moment, seconds, rests[before:taken])
            begin = net.begin(node, arrival) if arrival >= 0 else -1
            best = after[taken]
            if begin >= 0 and (best is None or begin + net.service[node] < best):
                after[taken], origins[taken] = begin + net.service[node], before
    return after, origins


def _legs(steps: list[list[int]], taken: int, rests: Rests) -> list[Rests]:
    """The breaks of each leg, read backwards; those left go on the leg home."""
    legs = [rests[taken:]]
    for origins in reversed(steps):
        legs.append(rests[origins[taken] : taken])
        taken = origins[taken]
    return legs[::-1]
