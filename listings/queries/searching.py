"""The search: the page of results, and what almost fitted.

What somebody may find is a few sets of listings that have no row in common: the public ones, then the few that are
shown to their organisation alone. Each set is asked by itself and the answers are merged, which is exact.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from heapq import merge
from itertools import islice
from time import monotonic
from typing import Any, Final

from django.db import connection

from listings.models import Listing
from listings.models.listings import ListingQuerySet
from listings.models.near import ANYWHERE_KM, FIRST_RING_KM
from listings.models.words import HoldsWords, Ranges, rare, roughly
from listings.queries.cards import ListingCard, Result, card_of_result, results_of
from listings.queries.drawing import circle, geojson
from listings.search.keyset import NO_LAST_DAY, After, Sort, written
from listings.search.words import Words
from marketplace.kernel.cells import cover
from marketplace.kernel.geo import Point

#: Results on a page.
AT_ONCE: Final = 24
NEAR_MISSES: Final = 3
#: A circle up to so wide is an area that an index by place narrows down.
_AN_AREA_KM: Final = 100.0
#: So few listings are read one by one sooner than an index by place is looked at as well.
_A_HANDFUL: Final = 500
_BELIEVED_SECONDS: Final = 300
_HELD_AT_MOST: Final = 2_000
#: With words fewer rows pass, so the first ring is wider.
FIRST_RING_WITH_WORDS_KM: Final = 3.0

Rows = Sequence[ListingQuerySet]


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
    """A page of results in order, the place to go on from ("" on the last page), and what should be said besides."""

    cards: list[ListingCard]
    points: dict[str, Any]  # Any: GeoJSON
    next_after: str
    hint: str = ""


def find_listings(rows: Rows, question: Question) -> FoundListings:
    """The page of results that is asked for, out of these sets."""
    if question.sort is Sort.DISTANCE and question.origin:
        results, following = _nearest(rows, question, question.origin.point)
    else:
        results, following = _in_order(rows, question)
    cards = [card_of(result, question.origin) for result in results]
    points = geojson(results, cards)
    if question.origin and not following and not question.after:
        points["features"].append(circle(question.origin.point, question.radius_km))
    return FoundListings(cards, points, written(following) if following else "")


def card_of(result: Result, origin: Origin | None) -> ListingCard:
    """The card of a result; its page goes on telling the distance from the place that was typed."""
    if origin is None:
        return card_of_result(result)
    return card_of_result(result, origin=origin.point, asked_from=origin.text)


def nearest_found(rows: Rows, question: Question, point: Point, *, count: int = AT_ONCE + 1) -> list[tuple[int, float]]:
    """Id and squared chord (km²) of the nearest of all sets, nearest first, ties by id."""
    each = [_nearest_of(one, question, point, count) for one in rows]
    return each[0] if len(each) == 1 else list(islice(merge(*each, key=_by_distance), count))


def _by_distance(found: tuple[int, float]) -> tuple[float, int]:
    return found[1], found[0]


def _nearest_of(rows: ListingQuerySet, question: Question, point: Point, count: int) -> list[tuple[int, float]]:
    """The nearest of one set: by rings; all at once where the words are rare."""
    first_km, also, at_once = FIRST_RING_KM, None, False
    if question.words:
        also, held = partial(HoldsWords, question.words), _held_by(question.words)
        if held > rare():
            first_km = FIRST_RING_WITH_WORDS_KM
        elif _reads_both(question.radius_km, held) and not rows.is_measured_whole:
            # PostgreSQL reads only what both the words and the area leave; SQLite does better by the words alone.
            at_once, also = True, partial(_anywhere, question.words)
        else:
            rows, also = rows.measured_whole(), partial(_anywhere, question.words)
    return rows.nearest(
        point,
        radius_km=question.radius_km,
        count=count,
        after=question.after,
        also=also,
        first_km=first_km,
        at_once=at_once,
    )


def _anywhere(words: Words, _ranges: object) -> HoldsWords:
    """The words, wherever they are."""
    return HoldsWords(words)


def _reads_both(radius_km: float, held: int) -> bool:
    return connection.vendor == "postgresql" and radius_km <= _AN_AREA_KM and held > _A_HANDFUL


#: How many listings about hold the words, and until when that is believed. Which way is quicker goes by it, never what
#: is found.
_held: dict[tuple[str, Words], tuple[float, int]] = {}


def _held_by(words: Words) -> int:
    """How many listings hold the words, as far as it matters: at most a few minutes old."""
    now, key = monotonic(), (connection.alias, words)
    until, held = _held.get(key, (0.0, 0))
    if now >= until:
        held = roughly(words)
        if len(_held) >= _HELD_AT_MOST:
            _held.clear()
        _held[key] = (now + _BELIEVED_SECONDS, held)
    return held


def _nearest(rows: Rows, question: Question, point: Point) -> tuple[list[Result], After | None]:
    """A page by distance, and its last row if others follow."""
    found = nearest_found(rows, question, point)
    shown = found[:AT_ONCE]
    loaded = {one.pk: one for one in results_of(Listing.objects.filter(pk__in=[pk for pk, _chord in shown]))}
    following = After(shown[-1][1], shown[-1][0]) if len(found) > AT_ONCE else None
    return [loaded[pk] for pk, _chord in shown], following


def _in_order(rows: Rows, question: Question) -> tuple[list[Result], After | None]:
    """By moment of publishing or by last day."""
    by_closing = question.sort is Sort.CLOSING
    place: Callable[[Result], Any] = _closing_place if by_closing else _newest_place  # Any: what is compared
    each = []
    for one in rows:
        asked = answering(one, question)
        ordered = asked.closing_first(question.after) if by_closing else asked.newest_first(question.after)
        each.append(results_of(ordered[: AT_ONCE + 1]))
    found = each[0] if len(each) == 1 else list(islice(merge(*each, key=place), AT_ONCE + 1))
    shown = found[:AT_ONCE]
    if len(found) <= AT_ONCE:
        return shown, None
    last = shown[-1]
    value = (last.must_be_gone_by or NO_LAST_DAY) if by_closing else last.published_at
    return shown, None if value is None else After(value, last.pk)


def _closing_place(result: Result) -> tuple[Any, int]:  # Any: as above
    return result.must_be_gone_by or NO_LAST_DAY, result.pk


def _newest_place(result: Result) -> tuple[float, int]:
    """The last moment first; moments are kept to the microsecond, which a float of seconds tells apart."""
    return -result.published_at.timestamp() if result.published_at else 0.0, -result.pk


def answering(rows: ListingQuerySet, question: Question) -> ListingQuerySet:
    """The rows that hold the words within the circle, in no order."""
    origin = question.origin
    ranges: Ranges = ()
    if origin:
        rows = rows.near(origin.point, question.radius_km)
    if origin and question.words and connection.vendor == "sqlite" and not rows.is_measured_whole:
        ranges = tuple(cover(origin.point, question.radius_km))
    return rows.matching(question.words, ranges) if question.words else rows


def near_misses(rows: Rows, question: Question) -> list[ListingCard]:
    """The nearest few beyond the circle."""
    if question.origin is None:
        return []
    wider = replace(question, radius_km=ANYWHERE_KM, after=None, sort=Sort.DISTANCE)
    return find_listings(rows, wider).cards[:NEAR_MISSES]
