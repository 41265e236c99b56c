"""Whether it is the thing: the part of the score that counts most."""

from __future__ import annotations

from typing import Final

from listings.matching.criteria import is_under, leaves_of, meant_paths, nodes_above, paths_of
from listings.matching.reasons import Part, Reason
from listings.matching.sides import Ask, Need, Offer
from listings.matching.words import all_words, asks_for_broken, thing_words
from listings.search.words import Words
from marketplace.kernel.errors import gettext_noop

#: How much a thing is worth to somebody else in that condition, where they did not ask for one that is broken.
CONDITIONS: Final = {"needs_repair": 0.8, "for_parts": 0.6}
#: Where a word of a search stands: the title says what it is, the description what else.
IN_TITLE: Final = 1.0
ELSEWHERE: Final = 0.6
#: What would do instead is never worth as much as the thing itself, and each further choice a little less.
INSTEAD: Final = 0.72
LATER_CHOICE: Final = 0.03


def thing(need: Need, offer: Offer) -> Reason:
    """By category first, then by the words of the want's title."""
    shared = [word for word in thing_words(need.title) if word in offer.words]
    told, is_category = told_of(need, offer, len(shared))
    if is_category and need.category_path:
        return Reason(
            Part.WORDS,
            told,
            gettext_noop("It is what you look for: {category}."),
            gettext_noop("They look for {wanted}."),
            {"category": offer.category_name, "wanted": need.category_name},
        )
    if instead_of(need, offer) is not None:
        return Reason(
            Part.WORDS,
            told,
            gettext_noop("It would do instead: {category}."),
            gettext_noop("They would take {category} as well."),
            {"category": offer.category_name},
        )
    if not shared:
        return Reason(
            Part.WORDS,
            told,
            gettext_noop("It is listed under {category}."),
            gettext_noop("What they describe belongs under {category}."),
            {"category": offer.category_name},
        )
    return Reason(
        Part.WORDS,
        told,
        gettext_noop("It mentions {words}."),
        gettext_noop("They ask for {words}."),
        {"words": ", ".join(f"“{word}”" for word in shared)},
    )


def thing_share(need: Need, offer: Offer) -> float:
    """How much it is the thing, from 0 to 1."""
    return told_of(need, offer, sum(word in offer.words for word in thing_words(need.title)))[0]


def told_of(need: Need, offer: Offer, shared: int) -> tuple[float, bool]:
    """How much it is the thing, and whether the category that was chosen says so; so many words are in both."""
    words = thing_words(need.title)
    told, is_category = _told(need, offer, shared / len(words) if words else 0.0)
    worth = CONDITIONS.get(offer.condition, 1.0)
    return (told if worth == 1.0 or asks_for_broken(need.title) else told * worth), is_category


def _told(ask: Ask, offer: Offer, share: float) -> tuple[float, bool]:
    """How much it is the thing, from 0 to 1, and whether the category that was chosen says so."""
    if ask.category_path and is_under(offer.category_path, ask.category_path):
        return 0.85 + 0.15 * share, True
    choice = instead_of(ask, offer)
    if choice is not None:
        return INSTEAD - LATER_CHOICE * choice, False
    if not nodes_above(leaves_of(offer)).isdisjoint(paths_of(ask)):
        return 0.75 + 0.2 * share, False
    return 0.9 * share, False


def instead_of(ask: Ask, offer: Offer) -> int | None:
    """Which of the things that would do instead it is, 0 for the first choice; None where it is the thing itself, or
    none of them."""
    there = nodes_above(leaves_of(offer))
    if not there.isdisjoint(meant_paths(ask)):
        return None
    return next((rank for rank, path in enumerate(ask.also_paths) if path in there), None)


def searched(words: Words, offer: Offer) -> Reason:
    """For a search: where the words stand. What was found holds all of them (or as stems)."""
    title_words = all_words(offer.title)
    in_title = [term for term in words.terms if _begins(term, title_words)]
    share = (len(in_title) * IN_TITLE + (len(words.terms) - len(in_title)) * ELSEWHERE) / len(words.terms)
    told = share * CONDITIONS.get(offer.condition, 1.0)
    if in_title:
        named = gettext_noop("Its title names {words}.")
    else:
        named = gettext_noop("It mentions what you look for under {category}.")
    shown = ", ".join(f"“{term}”" for term in in_title)
    return Reason(Part.WORDS, told, named, named, {"words": shown, "category": offer.category_name})


def _begins(term: str, title_words: frozenset[str]) -> bool:
    """Whether a word of the title and the term begin alike: stems, near enough for a score."""
    stem = term.removesuffix("s")
    return any(word.startswith(stem) for word in title_words)
