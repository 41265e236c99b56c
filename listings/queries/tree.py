"""The category tree, light, as pages read it."""

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


def category_tree() -> list[Node]:
    """Every category, in the order of the tree."""
    rows = Category.objects.in_tree_order().values_list("pk", "slug", "name", "path", "depth", "kind")
    return [Node(*row) for row in rows]
