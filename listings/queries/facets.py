"""The facets of a search: how many there would be of each kind, category, way of giving and condition.

Each facet counts without its own choice. Where few rows answer, one query groups them all and everything is added up
from its groups; where there are many, kinds and categories are tallied (from what was rolled up, if nothing else
narrows) and the other facets stand without figures rather than make the page wait.
"""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from listings.queries.searching import Question, Rows, answering
from listings.queries.tallying import MOST_COUNTED, tally
from listings.queries.tree import Node, tree_with
from listings.queries.wide import at_most_in


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen of the facets; nothing chosen of one is anything."""

    kinds: Collection[str]
    modes: Collection[str]
    conditions: Collection[str]
    category: Node | None

    def holds_category(self, node: Node) -> bool:
        return self.category is None or node.is_under(self.category.path)


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """How many there are in all, and of each value without its own facet's choice; None where nobody counted."""

    total: int
    kinds: Counter[str]
    categories: Counter[int]
    modes: Counter[str] | None
    conditions: Counter[str] | None


#: Narrows the rows by what is on, but for these filters.
Narrowed = Callable[[frozenset[str]], Rows]


def facet_counts(narrowed: Narrowed, question: Question, choice: Choice) -> FacetCounts:
    """Count for the facets; categories by the id of the leaf."""
    tallied: Counter[int] | None = None
    if question.words is None and not choice.modes and not choice.conditions and not _are_few(question):
        # An index alone answers this, or the tallies; it is what has to be counted anyway where there are many.
        tallied = tally(narrowed(frozenset({"kind", "category"})), question)
        if tallied.total() > MOST_COUNTED:
            return _from_tally(tallied, choice, tree_with(tallied))
    groups = _groups(narrowed(frozenset({"kind", "category", "mode", "condition"})), question)
    if groups is not None:
        return _from_groups(groups, choice, {node.pk: node for node in tree_with({pk for pk, *_others in groups})})
    tallied = tally(narrowed(frozenset({"kind", "category"})), question) if tallied is None else tallied
    return _from_tally(tallied, choice, tree_with(tallied))


def _are_few(question: Question) -> bool:
    """Whether so few are in the circle that each of them is looked at whatever is asked of them."""
    origin = question.origin
    return origin is not None and at_most_in(origin.point, question.radius_km) <= MOST_COUNTED


def _groups(rows: Rows, question: Question) -> Counter[tuple[int, str, str]] | None:
    """How many rows there are of each category, way of giving and condition; None where there are too many to look at.

    Read and counted here in one go: to count first and to group then would go through the circle twice.
    """
    counted: Counter[tuple[int, str, str]] = Counter()
    left = MOST_COUNTED
    for one in rows:
        read = list(answering(one, question).order_by().values_list("category", "mode", "condition")[: left + 1])
        left -= len(read)
        if left < 0:
            return None
        counted.update(read)
    return counted


def _from_groups(groups: Counter[tuple[int, str, str]], choice: Choice, nodes: dict[int, Node]) -> FacetCounts:
    """Add up: a group counts for a facet if it passes the choices of all the others."""
    kinds, categories = Counter[str](), Counter[int]()
    modes, conditions = Counter[str](), Counter[str]()
    total = 0
    for (pk, mode, condition), many in groups.items():
        node = nodes[pk]
        fails = [
            name
            for name, passes in (
                ("kind", not choice.kinds or node.kind in choice.kinds),
                ("category", choice.holds_category(node)),
                ("mode", not choice.modes or mode in choice.modes),
                ("condition", not choice.conditions or condition in choice.conditions),
            )
            if not passes
        ]
        total += many if not fails else 0
        places: tuple[tuple[str, Counter[Any], Any], ...] = (  # Any: a value of the facet
            ("kind", kinds, node.kind),
            ("category", categories, pk),
            ("mode", modes, mode),
            ("condition", conditions, condition),
        )
        for name, counter, value in places:
            if all(failed == name for failed in fails):
                counter[value] += many
    return FacetCounts(total, kinds, categories, modes, conditions)


def _from_tally(tallied: Counter[int], choice: Choice, tree: list[Node]) -> FacetCounts:
    """Kinds and categories out of one tally by category."""
    kinds, categories = Counter[str](), Counter[int]()
    total = 0
    for node in tree:
        many = tallied[node.pk]
        if not many:
            continue
        of_kind = not choice.kinds or node.kind in choice.kinds
        total += many if of_kind and choice.holds_category(node) else 0
        kinds[node.kind] += many if choice.holds_category(node) else 0
        categories[node.pk] += many if of_kind else 0
    return FacetCounts(total, kinds, categories, None, None)
