"""What cannot be: the exact criteria, in one predicate.

The index of wants (`anchors`) finds every want for which this holds; the tests hold it to that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil
from typing import Final

from listings.matching.sides import Ask, Offer
from listings.matching.words import (
    all_words,
    asks_for_broken,
    clauses_of,
    head_of,
    meanings,
    thing_words,
    things_of_leaf,
)
from marketplace.kernel.geo import distance_km

#: Somebody who needs it by Friday may still want it a few days later.
DAYS_LATE_AT_MOST: Final = 14
#: Less than a tenth of what is needed is not worth the trip.
LEAST_PART: Final = 10
_KEPT: Final = 512


def meets(ask: Ask, offer: Offer, *, today: date) -> bool:
    """Whether the listing can be what is looked for: the kind, enough left, near enough, in time, and the thing."""
    return (
        is_there(offer, today=today)
        and is_enough(ask, offer)
        and is_in_time(ask, offer, today=today)
        and distance_km(ask.point, offer.point) <= ask.radius_km
        and meets_in_kind(ask, offer, held(offer))
    )


def meets_in_kind(ask: Ask, offer: Offer, there: Held) -> bool:
    """The part of it that no database decides: the kind, whether it is whole, and whether it is the thing."""
    return is_of_kind(ask, offer) and is_usable(ask, offer) and is_the_thing(ask, there)


def is_there(offer: Offer, *, today: date) -> bool:
    """Whether something is left, and does not have to be gone by yesterday."""
    return offer.available > 0 and (offer.must_be_gone_by is None or offer.must_be_gone_by >= today)


def is_of_kind(ask: Ask, offer: Offer) -> bool:
    """Whether the kinds agree. Without a category people leave the kind as the form had it: then only a space is apart
    from goods."""
    return ask.kind == offer.kind or (ask.category_path == "" and "space" not in {ask.kind, offer.kind})


def is_enough(ask: Ask, offer: Offer) -> bool:
    """Whether a tenth or more of what is needed is left; where the units differ, anything."""
    return ask.unit != offer.unit or offer.available * LEAST_PART >= ask.quantity


def is_in_time(ask: Ask, offer: Offer, *, today: date) -> bool:
    """Whether it is there at most a fortnight after it is needed, and it is still needed."""
    if ask.needed_by is None:
        return True
    return ask.needed_by >= today and (first_day(offer, today) - ask.needed_by).days <= DAYS_LATE_AT_MOST


def first_day(offer: Offer, today: date) -> date:
    """The day from which it can be had."""
    return max(offer.available_from or today, today)


def is_usable(ask: Ask, offer: Offer) -> bool:
    """Whether it is whole, or they ask for what is broken."""
    return offer.condition != "for_parts" or asks_for_broken(ask.title)


@dataclass(frozen=True, slots=True)
class Held:
    """What of a listing decides whether it is the thing, made ready for many wants.

    `nodes` are where it stands and where its title says it belongs, and all above; `nouns` its title's; `things` those
    of its leaf's name that its title names.
    """

    nodes: frozenset[str]
    group: str
    named: frozenset[str]
    nouns: frozenset[str]
    things: frozenset[str]
    others: frozenset[str]
    words: frozenset[str]


def held(offer: Offer) -> Held:
    """A listing made ready."""
    of_leaf = things_of_leaf(offer.category_name)
    things = of_leaf & all_words(head_of(offer.title))
    return Held(
        nodes=nodes_above(leaves_of(offer)),
        group=group_of(offer.category_path),
        named=all_words(offer.title),
        nouns=frozenset(clause[-1] for clause in clauses_of(offer.title)),
        things=things,
        others=of_leaf - things if things else frozenset(),
        words=offer.words,
    )


def is_the_thing(ask: Ask, there: Held) -> bool:
    """By category; where nobody chose one and the title names none that is known, by the title's words."""
    meant = meant_paths(ask)
    if not meant and is_by_words(ask, there):
        return True
    wanted = (*meant, *ask.also_paths)
    if not wanted or is_another(ask, there):
        return False
    return not there.nodes.isdisjoint(wanted) or is_named_alike(ask, wanted, there)


def is_named_alike(ask: Ask, wanted: tuple[str, ...], there: Held) -> bool:
    """Whether the leaf next door holds what is called the same: within the group, a thing of the want's title with all
    its words in the listing's, and the same noun."""
    if all(group_of(path) != there.group for path in wanted):
        return False
    return any(clause[-1] in there.nouns and there.named.issuperset(clause) for clause in clauses_of(ask.title))


def group_of(path: str) -> str:
    """The first step of a path."""
    return path.partition("/")[0]


def is_another(ask: Ask, there: Held) -> bool:
    """Whether the leaf holds several things and the two titles name different ones: a fridge, a freezer."""
    if not there.others:
        return False
    asked = all_words(head_of(ask.title))
    return there.things.isdisjoint(asked) and not there.others.isdisjoint(asked)


def paths_of(ask: Ask) -> tuple[str, ...]:
    """The categories that are meant, and those that would do."""
    return (*meant_paths(ask), *ask.also_paths)


def meant_paths(ask: Ask) -> tuple[str, ...]:
    """The category that was chosen; without one, those that the title most likely means."""
    return (ask.category_path,) if ask.category_path else meanings(ask.title, ask.kind)


def leaves_of(offer: Offer) -> tuple[str, ...]:
    """Where the listing stands, and what of the same group its title means: listers slip to the leaf next door."""
    group = group_of(offer.category_path)
    meant = (path for path in meanings(offer.title, offer.kind) if is_under(path, group))
    return (offer.category_path, *meant)


def is_by_words(ask: Ask, there: Held) -> bool:
    """Whether two thirds of what names the thing are among the listing's words."""
    words = thing_words(ask.title)
    return sum(word in there.words for word in words) >= least_shared(len(words)) if words else False


def least_shared(count: int) -> int:
    """How many of so many words have to be there: two thirds."""
    return ceil(count * 2 / 3)


@lru_cache(_KEPT)
def nodes_above(leaves: tuple[str, ...]) -> frozenset[str]:
    """The paths of these leaves and of every node above them: what each of them is under."""
    steps = [path.split("/") for path in leaves]
    return frozenset("/".join(one[: depth + 1]) for one in steps for depth in range(len(one)))


def is_under(path: str, above: str) -> bool:
    """Whether a path is that of a node or of something below it."""
    return path == above or path.startswith(above + "/")
