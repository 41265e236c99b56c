"""Other words than those typed: what was probably meant, and how a beginning may go on.

Only what a public listing holds at this moment is ever told, whoever asks: a word that occurs in a draft, or in what is
shown to some organisations alone, would betray it.
"""

from itertools import islice
from typing import Final

from listings.models import Listing
from listings.models.terms import Term
from listings.search.spelling import edits_for, likeliest
from listings.search.words import SHORTEST_BEGINNING, Words, plain_words, read_words
from listings.taxonomy import load

#: So many of the likeliest words are looked at, since the likeliest may stand in no public listing any more.
_TRIED: Final = 3
_COMPLETIONS: Final = 6
_CATEGORIES: Final = 3


def did_you_mean(words: Words) -> str | None:
    """The words as they were probably meant, if some of them stand in no public listing and the corrected ones
    together do. None where there is nothing to correct, or nothing that would find anything."""
    single = [Words((term,), unfinished=words.unfinished and term == words.terms[-1]) for term in words.terms]
    corrected = [word.terms[0] if _is_held(word) else _meant(word.terms[0]) for word in single]
    told = tuple(term for term in corrected if term is not None)
    if len(told) < len(corrected) or told == words.terms:
        return None
    text = " ".join(told)
    return text if _stands(text) else None


def _is_held(words: Words) -> bool:
    """Whether a public listing holds the words."""
    return Listing.objects.public().matching(words).exists()


def _meant(term: str) -> str | None:
    edits = edits_for(term)
    if not edits:
        return None
    known = Term.objects.like(term, edits=edits).values_list("word", "listings")
    return next((other for other in likeliest(term, known)[:_TRIED] if _stands(other)), None)


def _stands(text: str) -> bool:
    """Whether a public listing holds all words of the text."""
    words = read_words(f"{text} ")
    return words is not None and _is_held(words)


def completions(typed: str) -> list[str]:
    """How what is being typed may go on: categories by their names and synonyms, then words of public listings.

    Each can be searched for as it stands.
    """
    said = plain_words(typed)
    if not said or typed[-1].isspace() or len(said[-1]) < SHORTEST_BEGINNING:
        return []
    *before, start = said
    categories = [] if before else _categories(start)
    found = []
    for word in islice(Term.objects.beginning(start).values_list("word", flat=True), 2 * _COMPLETIONS):
        text = " ".join([*before, word])
        if _stands(text):
            found.append(text)
        if len(found) == _COMPLETIONS:
            break
    return [*categories, *found]


def _categories(start: str) -> list[str]:
    """Names of leaves that a word of their name, or else a synonym, begins so. They say nothing of what is listed."""
    by_name = [leaf.name for leaf in load() if any(word.startswith(start) for word in plain_words(leaf.name))]
    by_synonym = [leaf.name for leaf in load() if any(synonym.startswith(start) for synonym in leaf.synonyms)]
    return list(dict.fromkeys([*by_name, *by_synonym]))[:_CATEGORIES]
