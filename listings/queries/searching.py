"""The search: the page of results, the tally behind the facets, and what almost fitted."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count
from django.utils.formats import date_format

from listings.models import Category, Listing, Want
from listings.models.listings import ListingQuerySet
from listings.models.near import ANYWHERE_KM, FIRST_RING_KM
from listings.models.wants import WantQuerySet
from listings.models.words import HoldsWords, is_rare
from listings.queries.cards import ListingCard, card, told_distance
from listings.search.keyset import NO_LAST_DAY, After, Sort, written
from listings.search.words import Words
from marketplace.kernel.geo import KM_PER_DEGREE, Point, distance_km
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit

#: Results on a page.
AT_ONCE: Final = 24
NEAR_MISSES: Final = 3
#: With words fewer rows pass, so the first ring is wider.
FIRST_RING_WITH_WORDS_KM: Final = 3.0
#: Counts are exact up to here and say "1,000+" beyond.
MOST_COUNTED: Final = 1000


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody searches from. `site` is the id of their own site, if that is it; `text` what was typed."""

    label: str
    point: Point
    site: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked besides the filters by column. Without an origin: anywhere, and the radius means nothing."""

    words: Words | None
    origin: Origin | None
    radius_km: float
    sort: Sort
    after: After | None


@dataclass(frozen=True, slots=True)
class FoundListings:
    """A page of results in order, and the place to go on from ("" on the last page)."""

    cards: list[ListingCard]
    points: dict[str, Any]  # Any: GeoJSON
    next_after: str


def find_listings(rows: ListingQuerySet, question: Question) -> FoundListings:
    """The page of results that is asked for, out of these public rows."""
    if question.sort is Sort.DISTANCE and question.origin:
        listings, following = _nearest(rows, question, question.origin.point)
    else:
        listings, following = _in_order(rows, question)
    cards = [_card_from(listing, question.origin) for listing in listings]
    points = geojson(listings, cards)
    if question.origin and not following and not question.after:
        points["features"].append(circle(question.origin.point, question.radius_km))
    return FoundListings(cards, points, written(following) if following else "")


def _card_from(listing: Listing, origin: Origin | None) -> ListingCard:
    """The card of a result; its page goes on telling the distance from the place that was typed."""
    shown = card(listing, origin=origin.point if origin else None)
    if origin is None or not origin.text:
        return shown
    return replace(shown, href=f"{shown.href}?{urlencode({'from': origin.text})}")


def nearest_found(rows: ListingQuerySet, question: Question, point: Point) -> list[tuple[int, float]]:
    """Id and squared chord of a page of the nearest and one more, if there is one.

    By rings of growing size, unless the words are so rare that all that hold them are read at once.
    """
    first_km, also = FIRST_RING_KM, None
    if question.words:
        rare = is_rare(question.words)
        first_km = max(question.radius_km, FIRST_RING_KM) if rare else FIRST_RING_WITH_WORDS_KM
        also = (
            (lambda _ranges, words=question.words: HoldsWords(words)) if rare else partial(HoldsWords, question.words)
        )
    return rows.nearest(
        point, radius_km=question.radius_km, count=AT_ONCE + 1, after=question.after, also=also, first_km=first_km
    )


def _nearest(rows: ListingQuerySet, question: Question, point: Point) -> tuple[list[Listing], After | None]:
    """A page by distance, and its last row if others follow."""
    found = nearest_found(rows, question, point)
    shown = found[:AT_ONCE]
    loaded = Listing.objects.for_cards().in_bulk([pk for pk, _chord in shown])
    following = After(shown[-1][1], shown[-1][0]) if len(found) > AT_ONCE else None
    return [loaded[pk] for pk, _chord in shown], following


def _in_order(rows: ListingQuerySet, question: Question) -> tuple[list[Listing], After | None]:
    """By moment of publishing or by last day."""
    asked = _asked(rows, question)
    ordered = (
        asked.closing_first(question.after) if question.sort is Sort.CLOSING else asked.newest_first(question.after)
    )
    found = list(ordered.for_cards()[: AT_ONCE + 1])
    shown = found[:AT_ONCE]
    if len(found) <= AT_ONCE:
        return shown, None
    last = shown[-1]
    value = (last.must_be_gone_by or NO_LAST_DAY) if question.sort is Sort.CLOSING else last.published_at
    return shown, None if value is None else After(value, last.pk)


def _asked(rows: ListingQuerySet, question: Question) -> ListingQuerySet:
    """The rows that hold the words within the circle, in no order."""
    if question.origin:
        rows = rows.near(question.origin.point, question.radius_km)
    return rows.matching(question.words) if question.words else rows


def tally(rows: ListingQuerySet, question: Question) -> Counter[int]:
    """How many of the rows answer the question, by the id of their category: one query for every facet."""
    counted = _asked(rows, question).order_by("category").values_list("category").annotate(count=Count("pk"))
    return Counter(dict(counted))


def near_misses(rows: ListingQuerySet, question: Question) -> list[ListingCard]:
    """The nearest few beyond the circle."""
    if question.origin is None:
        return []
    wider = replace(question, radius_km=ANYWHERE_KM, after=None, sort=Sort.DISTANCE)
    return find_listings(rows, wider).cards[:NEAR_MISSES]


@dataclass(frozen=True, slots=True)
class FoundWants:
    """A page of wants in order, and the place to go on from."""

    cards: list["WantCard"]
    points: dict[str, Any]  # Any: GeoJSON
    next_after: str


@dataclass(frozen=True, slots=True)
class WantCard:
    """An open want as a list prints it."""

    pk: int
    title: str
    kind: str
    category: str
    organisation: str
    amount: str
    place: str
    distance: str
    radius_km: int
    needed_by: str
    state: str
    state_label: str


def find_wants(rows: WantQuerySet, question: Question) -> FoundWants:
    """The page of open wants that is asked for."""
    if question.words:
        rows = rows.holding(question.words)
    origin = question.origin.point if question.origin else None
    if origin is not None and question.sort is Sort.DISTANCE:
        found = rows.nearest(origin, radius_km=question.radius_km, count=AT_ONCE + 1, after=question.after)
        loaded = Want.objects.for_cards().in_bulk([pk for pk, _chord in found[:AT_ONCE]])
        shown = [loaded[pk] for pk, _chord in found[:AT_ONCE]]
        following = After(found[AT_ONCE - 1][1], shown[-1].pk) if len(found) > AT_ONCE else None
    else:
        inside = rows.near(origin, question.radius_km) if origin else rows
        read = list(inside.newest_first(question.after).for_cards()[: AT_ONCE + 1])
        shown = read[:AT_ONCE]
        following = After(shown[-1].created_at, shown[-1].pk) if len(read) > AT_ONCE else None
    return FoundWants(
        [want_card(want, origin=origin) for want in shown],
        _points_of_wants(shown),
        written(following) if following else "",
    )


def want_card(want: Want, *, origin: Point | None = None) -> WantCard:
    """A want loaded `for_cards`, as a list prints it; no query."""
    return WantCard(
        pk=want.pk,
        title=want.title,
        kind=want.kind,
        category=want.category.name if want.category else "",
        organisation=want.organisation.name,
        amount=f"{format_amount(want.quantity)} {Unit(want.unit).for_amount(want.quantity)}",
        place=want.site.public_area,
        distance=told_distance(distance_km(origin, want.public_point)) if origin else "",
        radius_km=want.radius_km,
        needed_by=date_format(want.needed_by, "j M Y") if want.needed_by else "",
        state=want.state,
        state_label=want.get_state_display(),
    )


def geojson(listings: Iterable[Listing], cards: Iterable[ListingCard]) -> dict[str, Any]:  # Any: GeoJSON
    """Listings on the map, each at its public point."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": _point(listing.public_point),
                "properties": {
                    "id": listing.pk,
                    "title": listing.title,
                    "kind": listing.kind,
                    "url": shown.href,
                    "note": " · ".join(part for part in (shown.place, shown.distance) if part),
                },
            }
            for listing, shown in zip(listings, cards, strict=True)
        ],
    }


def _points_of_wants(wants: Iterable[Want]) -> dict[str, Any]:  # Any: GeoJSON
    features = [
        {
            "type": "Feature",
            "geometry": _point(want.public_point),
            "properties": {"id": want.pk, "title": want.title, "kind": want.kind, "note": want.organisation.name},
        }
        for want in wants
    ]
    return {"type": "FeatureCollection", "features": features}


def _point(point: Point) -> dict[str, Any]:  # Any: GeoJSON
    return {"type": "Point", "coordinates": [point.longitude, point.latitude]}


def circle(point: Point, radius_km: float) -> dict[str, Any]:  # Any: GeoJSON
    """The circle that was searched, near enough for a drawing."""
    height = radius_km / KM_PER_DEGREE
    width = height / max(math.cos(math.radians(point.latitude)), 0.01)
    turns = [2 * math.pi * step / 72 for step in range(73)]
    line = [[point.longitude + width * math.cos(turn), point.latitude + height * math.sin(turn)] for turn in turns]
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": line},
        "properties": {"circle": True},
    }


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
