"""The words of a want that say what the thing is, and what its title most likely means."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from listings import taxonomy
from listings.search.words import STOP_WORDS

#: Words of asking, of quantity and of praise: they stand on either side and say nothing of the thing.
EMPTY_WORDS: Final = frozenset(
    word
    for line in """
    wanted want looking look need needed require required please any some few several many lot pack batch surplus spare
    used second hand secondhand free good great nice clean decent tidy condition working order new nearly old quality
    reusable reclaimed reuse recycled donation donated donate collection collect delivery approx approximately about
    around each per pc pcs piece item unit no nr qty suitable similar type kind size sized small large big medium mixed
    assorted various our your their school charity club community project group centre use home house household
    """.splitlines()
    for word in line.split()
)
#: A title's guess counts from this share of all that was found in it.
LIKELY: Final = 0.5
_KEPT: Final = 4096


@lru_cache(_KEPT)
def content_words(text: str) -> tuple[str, ...]:
    """The words of a title that say what it is, singular, each once, in order; no numbers."""
    found = taxonomy.tokens(text)
    said = [word for word in found if word not in STOP_WORDS and word not in EMPTY_WORDS and not word[0].isdigit()]
    return tuple(dict.fromkeys(said))


@lru_cache(_KEPT)
def guessed_paths(title: str) -> tuple[str, ...]:
    """The paths of the leaves that a title most likely means."""
    leaves = taxonomy.by_slug()
    likely = [leaves[slug] for slug, share in taxonomy.guess(title) if share >= LIKELY]
    return tuple(f"{leaf.group_slug}/{leaf.section_slug}/{leaf.slug}" for leaf in likely)


def all_words(text: str) -> frozenset[str]:
    """Every word of a listing, singular."""
    return frozenset(taxonomy.tokens(text))
