"""Random wants and listings, near enough to each other in meaning and place that many of them fit."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from listings import taxonomy
from listings.matching.sides import Ask, Offer
from listings.matching.words import all_words
from listings.search.words import searchable
from marketplace.kernel.geo import Point

TODAY: Final = date(2026, 9, 15)
_ODD: Final = ("kiln", "harmonium", "loom", "anvil", "easel", "lectern", "kayak", "printing press", "weighing scales")
_TRIMMINGS: Final = ("", "blue", "30 good", "wanted:", "several", "used")
_ENDS: Final = ("", " for our hall", " with stand", " and chairs", ", oak", " (collection)", " or kiln")
#: Across the antimeridian, at a pole, and many in one town.
_TOWNS: Final = (Point(53.8, -1.75), Point(53.8, -1.55), Point(51.5, -0.12), Point(-16.8, 179.95), Point(89.8, 10.0))


def pairs(count: int, seed: int) -> Iterator[tuple[Ask, Offer]]:
    """So many pairs; the same seed gives the same."""
    chosen = random.Random(seed)
    for _number in range(count):
        leaf = chosen.choice(taxonomy.load())
        yield asked(chosen, leaf), offered(chosen, leaf if chosen.random() < 0.8 else chosen.choice(taxonomy.load()))


def asked(chosen: random.Random, leaf: taxonomy.CategoryData) -> Ask:
    """A want for a leaf, its section or group, or for what its words say."""
    steps = (leaf.group_slug, leaf.section_slug, leaf.slug)
    depth = chosen.choice((0, 0, 1, 2, 3, 3, 3))
    return Ask(
        kind=leaf.kind if chosen.random() < 0.9 else "equipment",
        title=_title(chosen, leaf),
        category_path="/".join(steps[:depth]),
        radius_km=chosen.choice((1, 5, 25, 40, 120, 500)),
        needed_by=chosen.choice((None, None, TODAY + timedelta(days=chosen.randrange(-5, 60)))),
        point=_place(chosen),
        quantity=Decimal(chosen.choice((1, 4, 30, 100))),
        unit=chosen.choice((leaf.unit, "item")),
        also_paths=chosen.choice(((), (), (_path(chosen.choice(taxonomy.load())),))),
    )


def offered(chosen: random.Random, leaf: taxonomy.CategoryData) -> Offer:
    """A listing of a leaf, under a title of its own, now and then of another leaf."""
    title = _title(chosen, leaf if chosen.random() < 0.9 else chosen.choice(taxonomy.load()))
    return Offer(
        kind=leaf.kind,
        category_path=_path(leaf),
        category_name=leaf.name,
        title=title,
        words=all_words(searchable(title, leaf.name, _path(leaf), *taxonomy.search_words(leaf.slug))),
        available=Decimal(chosen.choice((0, 1, 5, 30, 200))),
        unit=leaf.unit,
        available_from=chosen.choice((None, TODAY + timedelta(days=chosen.randrange(-30, 60)))),
        must_be_gone_by=chosen.choice((None, TODAY + timedelta(days=chosen.randrange(-3, 60)))),
        needs_two_people=False,
        needs_tail_lift=False,
        point=_place(chosen),
        condition=chosen.choice(("good", "good", "unknown", "for_parts")),
    )


def _title(chosen: random.Random, leaf: taxonomy.CategoryData) -> str:
    thing = chosen.choice((*leaf.synonyms, leaf.name, *_ODD)) if chosen.random() < 0.9 else chosen.choice(_ODD)
    return f"{chosen.choice(_TRIMMINGS)} {thing}{chosen.choice(_ENDS)}".strip()


def _path(leaf: taxonomy.CategoryData) -> str:
    return f"{leaf.group_slug}/{leaf.section_slug}/{leaf.slug}"


def _place(chosen: random.Random) -> Point:
    town = chosen.choice(_TOWNS)
    longitude = town.longitude + chosen.uniform(-0.3, 0.3)
    return Point(
        min(90.0, town.latitude + chosen.uniform(-0.2, 0.2)), longitude - 360 if longitude > 180 else longitude
    )
