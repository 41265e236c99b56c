"""The category tree, light, as pages read it."""

from collections.abc import Collection
from dataclasses import dataclass

from listings.models import Category


@dataclass(frozen=True, slots=True)
class Node:
    """A category, light: the whole tree is read for every page of results."""

    pk: int
    slug: str
    name: str
    path: str
    depth: int
    kind: str

    def is_under(self, path: str) -> bool:
        """Whether it stands at or below that path."""
        return self.path == path or self.path.startswith(path + "/")


#: The tree as this process read it: it changes with a release alone.
_kept: dict[str, list[Node]] = {}


def category_tree() -> list[Node]:
    """Every category, in the order of the tree; read once in a process."""
    return _kept.get("tree") or fresh_category_tree()


def fresh_category_tree() -> list[Node]:
    """The same, read anew: after it was changed, or where a category turned up that the kept tree does not know."""
    rows = Category.objects.in_tree_order().values_list("pk", "slug", "name", "path", "depth", "kind")
    tree = _kept["tree"] = [Node(*row) for row in rows]
    return tree


def tree_with(categories: Collection[int]) -> list[Node]:
    """The tree that knows these categories by their ids, if any does."""
    tree = category_tree()
    return tree if {node.pk for node in tree}.issuperset(categories) else fresh_category_tree()
