"""The product's side: each task made ready as a view would have it, then answered by the product's own functions."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.utils.timezone import localdate

from listings.access import searchable_listings
from listings.models import Listing
from listings.models.listings import ListingQuerySet
from listings.queries.clusters import clusters_in
from listings.queries.meeting import wants_met
from listings.queries.searching import AT_ONCE, Origin, Question, nearest_found
from listings.queries.sides import offer_of
from listings.queries.tallying import tally
from listings.search.keyset import Sort
from listings.search.words import read_words
from marketplace.kernel.box import Box
from marketplace.kernel.geo import KM_PER_DEGREE, Point
from tests.bench.search.country import NOW

COUNT: Final = AT_ONCE + 1


@dataclass(frozen=True)
class Ready:
    """What a view has in hand before it searches: sets narrowed by column, and the question."""

    rows: list[ListingQuerySet]
    question: Question
    point: Point


def _ready(point: Point, radius_km: float, category: int | None, words: list[str]) -> Ready:
    rows = searchable_listings(None, localdate())
    if category is not None:
        rows = [one.filter(category__in=[category]) for one in rows]
    said = read_words(" ".join(words) + " ") if words else None
    return Ready(rows, Question(said, Origin("", point), radius_km, Sort.DISTANCE, None), point)


def _nearest(ready: Ready) -> list[int]:
    return [pk for pk, _chord in nearest_found(ready.rows, ready.question, ready.point)]


def _tally(ready: Ready) -> Counter[int]:
    return tally(ready.rows, ready.question)


def _listing(listing: int) -> Listing:
    return Listing.objects.for_page().get(pk=listing)


def _wants(listing: Listing) -> list[int]:
    return wants_met(listing, offer_of(listing), today=NOW.date())


def _box(point: Point, radius_km: float, **_rest: object) -> tuple[list[ListingQuerySet], Box, int]:
    """A box so many kilometres across, and the zoom at which a map of a thousand points shows it."""
    high = radius_km / 2 / KM_PER_DEGREE
    wide = high / math.cos(math.radians(point.latitude))
    box = Box(point.latitude - high, point.longitude - wide, point.latitude + high, point.longitude + wide)
    zoom = round(math.log2(360 / (2 * wide) * 1000 / 256))
    return searchable_listings(None, NOW.date()), box, zoom


def _clusters(asked: tuple[list[ListingQuerySet], Box, int]) -> list[tuple[float, float, int]]:
    return [(mark.latitude, mark.longitude, mark.count) for mark in clusters_in(*asked)]


def told_of(listing: int) -> dict[str, Any]:  # Any: values of several types
    """What the yardstick is told of a listing."""
    row = Listing.objects.for_page().get(pk=listing)
    said = {
        "kind": row.kind,
        "path": row.category.path,
        "text": row.search_text,
        "organisation": row.organisation_id,
        "unit": row.unit,
        "available": row.available,
        "first_day": NOW.date(),
    }
    return {"point": row.public_point, "listing": said}


#: task -> made ready (not timed), answered (timed)
TASKS: Final[dict[str, tuple[Any, Any]]] = {  # Any: each with arguments of its own
    "nearest": (_ready, _nearest),
    "tally": (_ready, _tally),
    "clusters": (_box, _clusters),
    "wants": (_listing, _wants),
}
