"""Bringing the category rows in line with the taxonomy that ships with the code."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from listings.models import Category
from listings.taxonomy import CategoryData, load

#: Row by row, parents before children: the slug of the parent ("" at the top) and the fields of the node.
CategoryRow = tuple[str, dict[str, Any]]  # Any: a field's value, of the type of its column


def _leaf(category: CategoryData) -> dict[str, Any]:  # Any: as above
    estimate = f"{category.mass_basis} ±{category.mass_uncertainty_percent} %" if category.mass_kg else ""
    return {
        "slug": category.slug,
        "name": category.name,
        "path": f"{category.group_slug}/{category.section_slug}/{category.slug}",
        "depth": 3,
        "kind": category.kind,
        "synonyms": "; ".join(category.synonyms),
        "default_unit": category.unit,
        "default_mass_kg": category.mass_kg,
        "default_mass_source": category.mass_source or estimate,
        "default_volume_litres": None if category.volume_litres is None else round(category.volume_litres),
        "material_split": [
            {
                "factor": part.material.factor_id,
                "end_of_life": part.material.end_of_life_factor_id,
                "share": str(part.share),
            }
            for part in category.materials
        ],
        "displacement_group": category.displacement,
        "waste_code": category.waste_code,
        "waste_code_is_mirror": category.waste_mirror,
        "needs_two_people": "two_people" in category.handling,
        "needs_tail_lift": "tail_lift" in category.handling,
        "is_palletised": "palletised" in category.handling,
        "is_fragile": "fragile" in category.handling,
        "safety_gate": "" if category.safety == "none" else category.safety,
    }


def rows_of_the_tree() -> Iterator[CategoryRow]:
    """Every node of the taxonomy, parents first. A group or section takes the kind of its first leaf."""
    seen: set[str] = set()
    for leaf in load():
        above = (
            ("", leaf.group_slug, leaf.group_name, leaf.group_slug),
            (leaf.group_slug, leaf.section_slug, leaf.section_name, f"{leaf.group_slug}/{leaf.section_slug}"),
        )
        for depth, (parent, slug, name, path) in enumerate(above, start=1):
            if slug not in seen:
                seen.add(slug)
                yield parent, {"slug": slug, "name": name, "path": path, "depth": depth, "kind": leaf.kind}
        yield leaf.section_slug, _leaf(leaf)


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
