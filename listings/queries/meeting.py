"""Which wants a listing could meet and which listings a want: by the exact criteria alone, before any score.

A listing looks its keys up among those of *every* open want: none is cut off by a limit, and the cost follows how many
share a key, not how many there are. A want looks among the nearest listings, in an ordinary search.
"""

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Final, TypeVar

from django.db.models import Q

from listings import taxonomy
from listings.access import searchable_listings
from listings.matching.anchors import keys_held, words_needed
from listings.matching.criteria import (
    DAYS_LATE_AT_MOST,
    LEAST_PART,
    first_day,
    group_of,
    held,
    is_there,
    meant_paths,
    meets,
    meets_in_kind,
    paths_of,
)
from listings.matching.sides import Ask, Offer
from listings.matching.words import clauses_of
from listings.models import Category, Kind, Listing, Stage, Want
from listings.models.anchors import Keyed, KeyedWhole, Limits, ask_of, wants_keyed, wants_keyed_whole
from listings.models.near import Also
from listings.models.words import HoldsWords
from listings.queries.sides import offer_of
from listings.search.words import Words
from listings.substitutes import also_paths
from marketplace.kernel.geo import Point, distance_for_chord_squared, earth_xyz

#: So many of the nearest listings that may be what a want is about are looked at, and so many that only sound like it.
NEAREST: Final = 1_000
NEAREST_ALIKE: Final = 300
DAYS_LATE: Final = timedelta(days=DAYS_LATE_AT_MOST)
_ANYWHERE: Final = Point(0, 0)
#: Words that a listing next door may go by.
MOST_NAMES: Final = 24

R = TypeVar("R", Keyed, KeyedWhole)


def wants_met(listing: Listing, offer: Offer, *, today: date) -> list[int]:
    """The ids of all open wants of others who may find the listing and whose exact criteria it meets. One query.

    The database decides what columns can: what is open, when, how much and, roughly, how far; the rest is decided as
    `criteria.meets` does.
    """
    return [row.pk for row in _met(wants_keyed, listing, offer, today=today)]


def wants_met_whole(listing: Listing, offer: Offer, *, today: date) -> list[KeyedWhole]:
    """As `wants_met`, with all that a score takes. One query."""
    return _met(wants_keyed_whole, listing, offer, today=today)


def _met(look_up: Callable[..., list[R]], listing: Listing, offer: Offer, *, today: date) -> list[R]:
    if not is_there(offer, today=today):
        return []
    among = None if listing.is_for_everyone else Stage.objects.reached_by(listing, today).values("organisation")
    limits = Limits(
        organisation=listing.organisation_id,
        on_or_after=max(today, first_day(offer, today) - DAYS_LATE),
        unit=offer.unit,
        most=offer.available * LEAST_PART,
        at=earth_xyz(offer.point),
    )
    there = held(offer)
    return [
        row
        for row in look_up(keys_held(offer), limits, among=among)
        if distance_for_chord_squared(row.chord) <= row.radius_km and meets_in_kind(_ask(row), offer, there)
    ]


def _ask(row: Keyed | KeyedWhole) -> Ask:
    """A want whose day, distance and quantity are decided already."""
    also = also_paths(json.loads(row.substitutes), row.kind) if row.substitutes != "[]" else ()
    return Ask(
        kind=row.kind,
        title=row.title,
        category_path=row.category_path,
        radius_km=0,
        needed_by=None,
        point=_ANYWHERE,
        also_paths=also,
    )


def listings_met(want: Want, *, today: date) -> list[int]:
    """The ids of the nearest listings of others that its owner may find and that meet its exact criteria, nearest
    first; its category has to be loaded."""
    ask = ask_of(want)
    found: dict[int, float] = {}
    for one in searchable_listings(want.organisation, today):
        rows = one.exclude(organisation=want.organisation_id)
        rows = rows.filter(kind=Kind.SPACE) if want.kind == Kind.SPACE else rows.exclude(kind=Kind.SPACE)
        for condition, count in _likely(ask):
            found.update(rows.nearest(ask.point, radius_km=ask.radius_km, count=count, also=condition))
    loaded = Listing.objects.select_related("category", "site").in_bulk(list(found))
    fitting = [pk for pk, listing in loaded.items() if meets(ask, offer_of(listing), today=today)]
    return sorted(fitting, key=lambda pk: (found[pk], pk))


def _likely(ask: Ask) -> list[tuple[Also, int]]:
    """What a listing that meets it has of category and words, and how many such listings are looked at."""
    wanted = paths_of(ask)
    words = () if meant_paths(ask) else words_needed(ask)
    by_words: list[tuple[Also, int]] = [(partial(HoldsWords, Words(words, any_of=True)), NEAREST)] if words else []
    if not wanted:
        return by_words
    about = Q()
    for path in wanted:
        about |= Q(path=path) | Q(path__startswith=path + "/")
    leaves = _leaves(about)
    groups = {group_of(path) for path in wanted}
    next_door = _leaves(Q(path__regex=rf"^({'|'.join(sorted(groups))})/"))
    names = HoldsWords(Words(_names(ask, wanted), any_of=True))
    alike = Q(category__in=sorted(set(next_door) - set(leaves))) & Q(names)
    return [*by_words, (lambda _ranges: Q(category__in=leaves), NEAREST), (lambda _ranges: alike, NEAREST_ALIKE)]


def _leaves(about: Q) -> list[int]:
    return list(Category.objects.leaves().filter(about).order_by("pk").values_list("pk", flat=True))


def _names(ask: Ask, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The nouns of the want, and what else its leaves are called: words by which a listing next door is found."""
    nouns = [clause[-1] for clause in clauses_of(ask.title)]
    by_slug = taxonomy.by_slug()
    leaves = [leaf for path in wanted if (leaf := by_slug.get(path.rpartition("/")[2]))]
    called = [found[-1] for leaf in leaves for name in leaf.synonyms if (found := taxonomy.tokens(name))]
    return tuple(dict.fromkeys([*nouns, *called]))[:MOST_NAMES]
