"""The words of a search: read from what people type, written out for the engines that look them up.

Both engines see the same words: what is searched in is brought into plain words by `searchable` before it is kept, and
a question is read by the same rule. English words that say nothing ("the", "for") are left out, since PostgreSQL's
English dictionary does not keep them. Stems are the engines' own: SQLite's Porter's of 1980, PostgreSQL's his second,
of 2001. On some 2,800 words of the category tree and of a real surplus list they tell the same words apart but for
adverbs ("weekly" finds "week" on PostgreSQL alone) and for the plurals of abbreviations, which are taken off here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from marketplace.kernel.text import fold

MOST_TERMS: Final = 8
LONGEST_TERM: Final = 40
#: A beginning shorter than this would match half the dictionary.
SHORTEST_BEGINNING: Final = 3

_WORD: Final = re.compile(r"[^\W_]+")
_VOWEL: Final = re.compile(r"[aeiouy]|[^\x00-\x7f]")
_DIGIT: Final = re.compile(r"[0-9]")
# PostgreSQL's english.stop, less what our folding cannot bring forth.
STOP_WORDS: Final = frozenset(
    word
    for line in """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it
    its itself they them their theirs themselves what which who whom this that these those am is are was were be been
    being have has had having do does did doing a an the and but if or because as until while of at by for with about
    against between into through during before after above below to from up down in out on off over under again further
    then once here there when where why how all any both each few more most other some such no nor not only own same so
    than too very s t can will just don should now
    """.splitlines()
    for word in line.split()
)


@dataclass(frozen=True, slots=True)
class Words:
    """Terms to look up, plain. All of them must be there, or any; the last may be only the beginning of a word."""

    terms: tuple[str, ...]
    unfinished: bool = False
    any_of: bool = False


def plain_words(text: str) -> list[str]:
    """The words of a text in order, folded: letters and digits only."""
    return _WORD.findall(fold(text))


def _one_of(word: str) -> str:
    """ "tvs", "pcs" and "16gbs" as one of them: where a word has no vowel or has a digit, one engine keeps the s."""
    bare = len(word) > 2 and word[-1] == "s" != word[-2] and (_VOWEL.search(word) is None or _DIGIT.search(word))
    return word[:-1] if bare else word


def searchable(*texts: str) -> str:
    """Texts as they are kept for searching: their plain words with single spaces."""
    return " ".join(_one_of(word) for text in texts for word in plain_words(text))


def read_words(text: str) -> Words | None:
    """What somebody typed into the search box; nothing if there is no word in it that says anything.

    The last word counts as a beginning, unless a space follows it.
    """
    said = [_one_of(word[:LONGEST_TERM]) for word in plain_words(text)]
    terms = tuple(dict.fromkeys(word for word in said if word not in STOP_WORDS))[:MOST_TERMS]
    if not terms:
        return None
    unfinished = not text[-1].isspace() and said[-1] == terms[-1] and len(terms[-1]) >= SHORTEST_BEGINNING
    return Words(terms, unfinished=unfinished)


def any_word(text: str) -> Words | None:
    """The words of a text, any one of which will do."""
    words = read_words(text + " ")
    return replace(words, any_of=True) if words else None


def as_fts5(words: Words) -> str:
    """The question for SQLite: `"office" "chai"*` (https://sqlite.org/fts5.html#full_text_query_syntax)."""
    terms = [f'"{term}"' for term in words.terms]
    if words.unfinished:
        terms[-1] += "*"
    return (" OR " if words.any_of else " AND ").join(terms)


def as_tsquery(words: Words) -> str:
    """The question for PostgreSQL's to_tsquery: `'office' & 'chai':*`."""
    terms = [f"'{term}'" for term in words.terms]
    if words.unfinished:
        terms[-1] += ":*"
    return (" | " if words.any_of else " & ").join(terms)
