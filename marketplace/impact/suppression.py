"""Tables that anybody may read, without what they would tell about one organisation.

A cell is withheld where few stand behind it, or where one of them is nearly all of it: whoever knows his own part must
not be able to work out another's closely (the p% rule; Hundepool et al., Statistical Disclosure Control, 2012, ch. 4).
Then others are withheld so that no sum gives a withheld cell away. Rows and columns, the totals among them, are the
corners of a graph and withheld cells its edges: a cell follows from the sums just when its edge is a bridge, and what
is withheld of a line whose total is printed must be harmless as one figure too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

ZERO: Final = Decimal(0)
TOTAL: Final = ""  # the key of the row and of the column of totals
LEAST_PARTIES: Final = 3
LEAST_RECEIPTS: Final = 5
#: So much of the largest part has to stand behind it that is neither its owner's nor the next one's.
P_RULE: Final = Decimal("0.10")

#: In kilograms; above what any cell holds.
EMPTY_COST: Final = Decimal(10) ** 15

Key = tuple[str, str]
Corner = tuple[int, str]  # 0 for a row, 1 for a column, and its name


@dataclass(frozen=True, slots=True)
class Part:
    """What one giver gave to one receiver in one cell; emissions at low, central and high displacement."""

    row: str
    column: str
    giver: int
    receiver: int
    receipts: int
    kg: Decimal
    kgco2e: tuple[Decimal, Decimal, Decimal]


@dataclass(slots=True)
class _Bag:
    """What stands behind a cell or a sum of cells."""

    receipts: int = 0
    kg: Decimal = ZERO
    kgco2e: list[Decimal] = field(default_factory=lambda: [ZERO, ZERO, ZERO])
    givers: defaultdict[int, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    receivers: defaultdict[int, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))

    def add(self, part: Part) -> None:
        self.receipts += part.receipts
        self.kg += part.kg
        for place, value in enumerate(part.kgco2e):
            self.kgco2e[place] += value
        self.givers[part.giver] += abs(part.kg)
        self.receivers[part.receiver] += abs(part.kg)

    @property
    def is_empty(self) -> bool:
        return not self.receipts and not self.givers

    @property
    def is_sensitive(self) -> bool:
        """Whether it would tell about somebody; nothing at all tells nothing."""
        if self.is_empty:
            return False
        return self.receipts < LEAST_RECEIPTS or _tells(self.givers) or _tells(self.receivers)


@dataclass(frozen=True, slots=True)
class Figure:
    """What is printed in a cell."""

    receipts: int
    kg: Decimal
    kgco2e: tuple[Decimal, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by columns with :data:`TOTAL` last of each; a cell that is withheld is ``None``."""

    rows: Sequence[str]
    columns: Sequence[str]
    cells: Mapping[Key, Figure | None]

    @property
    def withheld(self) -> int:
        """How many cells are."""
        return sum(1 for figure in self.cells.values() if figure is None)


def _tells(parts: Mapping[int, Decimal]) -> bool:
    """Whether few stand behind a figure, or so little beside the two largest that one could work out the other."""
    largest = sorted((kg for kg in parts.values() if kg), reverse=True)
    if len(largest) < LEAST_PARTIES:
        return True
    return sum(largest[2:], ZERO) < P_RULE * largest[0]


def table_of(parts: Iterable[Part], *, rows: Sequence[str], columns: Sequence[str]) -> Table:
    """The table of the parts, with everything withheld that has to be.

    :param rows: every row there is, also those with nothing in them; likewise `columns`; none of them is empty
    """
    parts = tuple(parts)
    bags = _bags(parts, rows, columns)
    withheld = {key for key, bag in bags.items() if bag.is_sensitive}
    lines = _Lines([*rows, TOTAL], [*columns, TOTAL], bags, parts)
    while more := lines.to_withhold(withheld):
        withheld |= more
    cells = {
        key: None if key in withheld else Figure(bag.receipts, bag.kg, (bag.kgco2e[0], bag.kgco2e[1], bag.kgco2e[2]))
        for key, bag in bags.items()
    }
    return Table(lines.rows, lines.columns, cells)


def _bags(parts: Sequence[Part], rows: Sequence[str], columns: Sequence[str]) -> dict[Key, _Bag]:
    bags = {(row, column): _Bag() for row in (*rows, TOTAL) for column in (*columns, TOTAL)}
    for part in parts:
        for row in (part.row, TOTAL):
            for column in (part.column, TOTAL):
                bags[row, column].add(part)
    return bags


class _Lines:
    """The rows and columns of a table while it is decided what else is withheld."""

    def __init__(
        self, rows: Sequence[str], columns: Sequence[str], bags: Mapping[Key, _Bag], parts: Sequence[Part]
    ) -> None:
        self.rows, self.columns, self.bags = rows, columns, bags
        self.parts: defaultdict[Key, list[Part]] = defaultdict(list)
        for part in parts:
            for row in (part.row, TOTAL):
                for column in (part.column, TOTAL):
                    self.parts[row, column].append(part)

    def to_withhold(self, withheld: set[Key]) -> set[Key]:
        """More cells that have to be withheld, or none where all is well."""
        for edge in sorted(bridges(withheld)):
            return self._rectangle(edge, withheld)
        for line in [*(self._row(row) for row in self.rows), *(self._column(column) for column in self.columns)]:
            if self._residual_tells(line, withheld) and (found := self._cheapest(line, withheld)):
                return {found}
        return set()

    def _rectangle(self, edge: Key, withheld: set[Key]) -> set[Key]:
        """What closes the lightest loop of four cells through this one (the hypercube method: Repsilber 1994)."""
        row, column = edge
        loops = [
            {(row, other_column), (other_row, column), (other_row, other_column)} - withheld
            for other_row in self.rows
            if other_row != row
            for other_column in self.columns
            if other_column != column
        ]
        return min(loops, key=lambda loop: (sum(map(self._cost, loop), ZERO), sorted(loop)))

    def _cost(self, key: Key) -> Decimal:
        """What the reader loses; an empty cell is guessed to be empty, and so hides least."""
        return EMPTY_COST if self.bags[key].is_empty else abs(self.bags[key].kg)

    def _row(self, row: str) -> list[Key]:
        return [(row, column) for column in self.columns]

    def _column(self, column: str) -> list[Key]:
        return [(row, column) for row in self.rows]

    def _cheapest(self, line: list[Key], withheld: set[Key]) -> Key | None:
        """The smallest cell of the line that is still printed and has something in it; its total last of all."""
        printed = [key for key in line[:-1] if key not in withheld]
        full = [key for key in printed if not self.bags[key].is_empty]
        if full:
            return min(full, key=lambda key: (abs(self.bags[key].kg), key))
        return line[-1] if line[-1] not in withheld else min(printed, default=None)

    def _residual_tells(self, line: list[Key], withheld: set[Key]) -> bool:
        """Whether the printed total less the printed cells would tell about somebody."""
        hidden = [key for key in line[:-1] if key in withheld]
        if not hidden or line[-1] in withheld:
            return False
        together = _Bag()
        for key in hidden:
            for part in self.parts[key]:
                together.add(part)
        return together.is_sensitive


def bridges(edges: Iterable[Key]) -> set[Key]:
    """The edges without which their graph falls apart (Tarjan 1974): the withheld cells that the sums give away.

    Rows and columns of one name are different corners.
    """
    beside: defaultdict[Corner, list[tuple[Corner, Key]]] = defaultdict(list)
    for edge in edges:
        one, other = (0, edge[0]), (1, edge[1])
        beside[one].append((other, edge))
        beside[other].append((one, edge))
    order: dict[Corner, int] = {}
    low: dict[Corner, int] = {}
    found: set[Key] = set()
    for start in sorted(beside):
        if start not in order:
            _walk(start, beside, order, low, found)
    return found


def _walk(
    start: Corner,
    beside: Mapping[Corner, Sequence[tuple[Corner, Key]]],
    order: dict[Corner, int],
    low: dict[Corner, int],
    found: set[Key],
) -> None:
    """Depth first without recursion: a table may have many rows."""
    order[start] = low[start] = len(order)
    stack: list[tuple[Corner, Key | None, Iterator[tuple[Corner, Key]]]] = [(start, None, iter(beside[start]))]
    while stack:
        corner, came, rest = stack[-1]
        step = next(rest, None)
        if step is None:
            stack.pop()
            if stack and came is not None:
                above = stack[-1][0]
                low[above] = min(low[above], low[corner])
                if low[corner] > order[above]:
                    found.add(came)
        elif step[1] != came:
            other, edge = step
            if other in order:
                low[corner] = min(low[corner], order[other])
            else:
                order[other] = low[other] = len(order)
                stack.append((other, edge, iter(beside[other])))
