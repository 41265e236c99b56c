"""Flows from what stands left to what stands right, as wide as they are heavy, in an order with few crossings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, permutations
from typing import Final

from marketplace.impact.charts.drawing import WIDTH, ZERO, part_class, path, pixels, rect, shortened, svg, text_at

LABEL_SPACE: Final = Decimal(190)
NODE_WIDTH: Final = Decimal(12)
GAP: Final = Decimal(16)
PITCH: Final = Decimal(34)  # room for the words of a node, however thin it is
SPREAD: Final = Decimal(120)
TOP: Final = Decimal(8)
LONGEST_LABEL: Final = 26
TRIED: Final = 6  # so many on the right and every order of them is tried (720); of more, rounds of sorting
ROUNDS: Final = 12


@dataclass(frozen=True, slots=True)
class Flow:
    """So much from one to the other; `said` is the amount as a person reads it."""

    source: str
    target: str
    value: Decimal
    said: str


@dataclass(slots=True)
class _Node:
    label: str
    value: Decimal
    top: Decimal = ZERO
    used: Decimal = ZERO  # so much of its height the flows drawn before have taken

    def take(self, height: Decimal) -> Decimal:
        top = self.top + self.used
        self.used += height
        return top


def flow_chart(*, chart_id: str, title: str, flows: Sequence[Flow], totals: dict[str, str]) -> str:
    """The flows above zero as bands between two columns of boxes.

    :param totals: for each name on either side its sum as a person reads it
    """
    shown = [flow for flow in flows if flow.value > 0]
    lefts, rights = crossing_poor(shown)
    rows = max(len(lefts), len(rights), 1)
    whole = sum((flow.value for flow in shown), ZERO)
    tall = PITCH * rows + GAP * (rows - 1) + SPREAD
    room = tall - PITCH * rows
    sources = _placed(lefts, shown, room, whole, tall, of="source")
    targets = _placed(rights, shown, room, whole, tall, of="target")
    drawn = _bands(shown, sources, targets, room, whole)
    drawn += _boxes(sources, LABEL_SPACE, room, whole, totals, anchor="end")
    drawn += _boxes(targets, WIDTH - LABEL_SPACE - NODE_WIDTH, room, whole, totals, anchor="start")
    said = "; ".join(f"{flow.source} to {flow.target}: {flow.said}" for flow in shown)
    return svg(chart_id=chart_id, kind="flows", title=title, said=said, height=tall + 2 * TOP, drawn=drawn)


def crossing_poor(flows: Sequence[Flow]) -> tuple[list[str], list[str]]:
    """Both sides in an order in which little weight crosses: each left name stands at the mean place of what it
    leads to, for every order of the right side while they are few, else sorted to and fro (Sugiyama et al. 1981)."""
    lefts = list(dict.fromkeys(flow.source for flow in flows))
    rights = list(dict.fromkeys(flow.target for flow in flows))
    if len(rights) <= TRIED:
        orders = [(_by_mean(lefts, flows, order, mirrored=False), list(order)) for order in permutations(rights)]
    else:
        orders = _to_and_fro(lefts, rights, flows)
    return min(orders, key=lambda order: crossed(flows, *order), default=(lefts, rights))


def _to_and_fro(lefts: list[str], rights: list[str], flows: Sequence[Flow]) -> list[tuple[list[str], list[str]]]:
    orders = [(lefts, rights)]
    for _ in range(ROUNDS):
        lefts = _by_mean(lefts, flows, rights, mirrored=False)
        rights = _by_mean(rights, flows, lefts, mirrored=True)
        orders.append((lefts, rights))
    return orders


def _by_mean(names: list[str], flows: Sequence[Flow], others: Sequence[str], *, mirrored: bool) -> list[str]:
    place = {name: at for at, name in enumerate(others)}
    weight: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    moment: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for flow in flows:
        name, other = (flow.target, flow.source) if mirrored else (flow.source, flow.target)
        weight[name] += flow.value
        moment[name] += flow.value * place[other]
    return sorted(names, key=lambda name: (moment[name] / weight[name], name))


def crossed(flows: Sequence[Flow], lefts: Sequence[str], rights: Sequence[str]) -> Decimal:
    """How much crosses how much: the sum over crossing pairs of the product of their values."""
    left = {name: at for at, name in enumerate(lefts)}
    right = {name: at for at, name in enumerate(rights)}
    return sum(
        (
            one.value * other.value
            for one, other in combinations(flows, 2)
            if (left[one.source] - left[other.source]) * (right[one.target] - right[other.target]) < 0
        ),
        ZERO,
    )


def _placed(
    names: Sequence[str], flows: Sequence[Flow], room: Decimal, whole: Decimal, tall: Decimal, *, of: str
) -> dict[str, _Node]:
    """The boxes of one side from the top down, the column in the middle of the picture."""
    sums: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for flow in flows:
        sums[flow.source if of == "source" else flow.target] += flow.value
    nodes = [_Node(name, sums[name]) for name in names]
    heights = [_slot(node, room, whole) for node in nodes]
    free = tall - sum(heights, ZERO)
    gap = min(free / max(len(nodes), 1), GAP * 2)
    top = TOP + (free - gap * max(len(nodes) - 1, 0)) / 2
    for node, height in zip(nodes, heights, strict=True):
        node.top = top + (height - room * node.value / whole) / 2
        top += height + gap
    return {node.label: node for node in nodes}


def _slot(node: _Node, room: Decimal, whole: Decimal) -> Decimal:
    return max(room * node.value / whole, PITCH)


def _bands(
    flows: Sequence[Flow], sources: dict[str, _Node], targets: dict[str, _Node], room: Decimal, whole: Decimal
) -> list[str]:
    """Drawn from the top of each box down, so that bands of one box do not cross each other."""
    tops: dict[Flow, list[Decimal]] = {flow: [] for flow in flows}
    for flow in sorted(flows, key=lambda flow: (sources[flow.source].top, targets[flow.target].top)):
        tops[flow].append(sources[flow.source].take(room * flow.value / whole))
    for flow in sorted(flows, key=lambda flow: (targets[flow.target].top, sources[flow.source].top)):
        tops[flow].append(targets[flow.target].take(room * flow.value / whole))
    colour = {name: part_class(number) for number, name in enumerate(sources)}
    left, right = LABEL_SPACE + NODE_WIDTH, WIDTH - LABEL_SPACE - NODE_WIDTH
    middle = pixels((left + right) / 2)
    drawn = []
    for flow in flows:
        start, end = tops[flow]
        height = max(room * flow.value / whole, Decimal("0.8"))
        there, back = pixels(end + height), pixels(start + height)
        here, arrives = pixels(start), pixels(end)
        upper = f"M{pixels(left)} {here}C{middle} {here} {middle} {arrives} {pixels(right)} {arrives}"
        lower = f"V{there}C{middle} {there} {middle} {back} {pixels(left)} {back}Z"
        said = f"{flow.source} → {flow.target}: {flow.said}"
        drawn.append(path(f"chart-band {colour[flow.source]}", upper + lower, said=said))
    return drawn


def _boxes(
    nodes: dict[str, _Node], left: Decimal, room: Decimal, whole: Decimal, totals: dict[str, str], *, anchor: str
) -> list[str]:
    drawn = []
    at = left - 8 if anchor == "end" else left + NODE_WIDTH + 8
    for number, node in enumerate(nodes.values()):
        height = max(room * node.value / whole, Decimal(1))
        css = part_class(number) if anchor == "end" else "chart-node"
        drawn.append(rect(css, left, node.top, NODE_WIDTH, height))
        middle = node.top + height / 2
        drawn.append(text_at("chart-label", at, middle - 2, anchor, shortened(node.label, LONGEST_LABEL)))
        drawn.append(text_at("chart-tick", at, middle + 14, anchor, totals.get(node.label, "")))
    return drawn
