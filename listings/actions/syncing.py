"""Bringing the category rows in line with the taxonomy that ships with the code."""

from datetime import datetime

from django.db import transaction

from listings.models import Category, Listing
from listings.models.indexing import retell
from listings.queries.tree import fresh_category_tree
from listings.taxonomy import rows_of_the_tree


def sync_categories(*, now: datetime) -> int:
    """Make the rows say what the taxonomy says: new nodes are added, known ones updated, none is ever removed
    (listings point at them), and listings are found by the new names and synonyms. Returns how many rows the tree has.
    Running it again changes nothing.

    `now` is taken as by every action; a category keeps no time yet.
    """
    nodes: dict[str, Category] = {}
    with transaction.atomic():
        before = _worded()
        for parent, fields in rows_of_the_tree():
            values = {**fields, "parent": nodes.get(parent)}
            slug = values.pop("slug")
            nodes[slug], _made = Category.objects.update_or_create(slug=slug, defaults=values)
        after = _worded()
        changed = [pk for pk, words in after.items() if before.get(pk, words) != words]
        retell(Listing.objects.filter(category__in=changed))
    fresh_category_tree()
    return len(nodes)


def _worded() -> dict[int, tuple[str, ...]]:
    """What listings are found by of their categories, by id."""
    rows = Category.objects.order_by("pk").values_list("pk", "name", "path", "synonyms")
    return {pk: tuple(told) for pk, *told in rows}
