"""The facets of a search: how many there would be of each kind, category, way of giving and condition.

Each facet counts without its own choice. Where few rows answer, one query groups them all and everything is added up
from its groups; where there are many, kinds and categories are tallied (from what was rolled up, if nothing else
narrows) and the other facets stand without figures rather than make the page wait.
"""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from listings.queries.searching import Question, Rows, answering
from listings.queries.tallying import MOST_COUNTED, count, tally
from listings.queries.tree import Node


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


def facet_counts(narrowed: Narrowed, question: Question, choice: Choice, tree: list[Node]) -> FacetCounts:
    """Count for the facets; categories by the id of the leaf."""
    open_to_all = narrowed(frozenset({"kind", "category", "mode", "condition"}))
    if count(open_to_all, question) <= MOST_COUNTED:
        return _from_groups(_groups(open_to_all, question), choice, {node.pk: node for node in tree})
    return _from_tally(tally(narrowed(frozenset({"kind", "category"})), question), choice, tree)


def _groups(rows: Rows, question: Question) -> Counter[tuple[int, str, str]]:
    """How many rows there are of each category, way of giving and condition."""
    columns = ("category", "mode", "condition")
    counted: Counter[tuple[int, str, str]] = Counter()
    for one in rows:
        grouped = answering(one, question).order_by(*columns).values_list(*columns).annotate(count=Count("pk"))
        for category, mode, condition, many in grouped:
            counted[category, mode, condition] += many
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
