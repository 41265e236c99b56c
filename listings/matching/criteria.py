"""What cannot be: the exact criteria, in one predicate.

The index of wants (`anchors`) finds every want for which this holds; the tests hold it to that.
"""

from __future__ import annotations

from datetime import date
from math import ceil
from typing import Final

from listings.matching.sides import Ask, Offer
from listings.matching.words import content_words, guessed_paths
from marketplace.kernel.geo import distance_km

#: Somebody who needs it by Friday may still want it a few days later.
DAYS_LATE_AT_MOST: Final = 14


def meets(ask: Ask, offer: Offer, *, today: date) -> bool:
    """Whether the listing can be what is looked for: the kind, something left, near enough, in time, and the thing."""
    return (
        ask.kind == offer.kind
        and offer.available > 0
        and is_in_time(ask, offer, today=today)
        and is_the_thing(ask, offer)
        and distance_km(ask.point, offer.point) <= ask.radius_km
    )


def is_in_time(ask: Ask, offer: Offer, *, today: date) -> bool:
    """Whether it is there at most a fortnight after it is needed, and not gone by today."""
    if offer.must_be_gone_by is not None and offer.must_be_gone_by < today:
        return False
    if ask.needed_by is None:
        return True
    starts = max(offer.available_from or today, today)
    return ask.needed_by >= today and (starts - ask.needed_by).days <= DAYS_LATE_AT_MOST


def is_the_thing(ask: Ask, offer: Offer) -> bool:
    """By category, or by enough words of the title where the category is near, unknown or not chosen."""
    return is_by_category(ask, offer) or is_by_words(ask, offer)


def is_by_category(ask: Ask, offer: Offer) -> bool:
    """Whether it stands at or below a category that was chosen or would do, or that the title means."""
    return any(is_under(offer.category_path, path) for path in paths_of(ask))


def paths_of(ask: Ask) -> tuple[str, ...]:
    """The categories that were chosen or would do; without one, those that the title most likely means."""
    chosen = (ask.category_path,) if ask.category_path else guessed_paths(ask.title)
    return (*chosen, *ask.also_paths)


def is_by_words(ask: Ask, offer: Offer) -> bool:
    """Whether enough of the title's words are there; where a category was chosen, only within its section."""
    words = content_words(ask.title)
    if not words or not (ask.category_path == "" or is_under(offer.category_path, section_of(ask.category_path))):
        return False
    return sum(word in offer.words for word in words) >= least_shared(len(words), has_category=bool(ask.category_path))


def least_shared(count: int, *, has_category: bool) -> int:
    """How many of so many words have to be there: half within the section, two thirds anywhere; at least one."""
    return max(1, ceil(count / 2) if has_category else ceil(count * 2 / 3))


def section_of(path: str) -> str:
    """The section that a leaf stands in; a section or a group is its own."""
    return path.rpartition("/")[0] if path.count("/") == 2 else path


def is_under(path: str, above: str) -> bool:
    """Whether a path is that of a node or of something below it."""
    return path == above or path.startswith(above + "/")
