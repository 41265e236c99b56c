"""Bringing the category rows in line with the taxonomy that ships with the code."""

from datetime import datetime

from django.db import transaction

from listings.models import Category
from listings.taxonomy import rows_of_the_tree


def sync_categories(*, now: datetime) -> int:
    """Make the rows say what the taxonomy says: new nodes are added, known ones updated, none is ever removed
    (listings point at them). Returns how many rows the tree has. Running it again changes nothing.

    `now` is taken as by every action; a category keeps no time yet.
    """
    nodes: dict[str, Category] = {}
    with transaction.atomic():
        for parent, fields in rows_of_the_tree():
            values = {**fields, "parent": nodes.get(parent)}
            slug = values.pop("slug")
            nodes[slug], _made = Category.objects.update_or_create(slug=slug, defaults=values)
    return len(nodes)
