"""The words of a title that say what a thing is, and what it most likely means."""

from __future__ import annotations

import re
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
#: Who asks for one of these does not mind that it is broken.
BROKEN_WORDS: Final = frozenset({"broken", "faulty", "part", "repair", "repairable", "scrap", "spare", "firewood"})
#: A guess counts from this share of all that was found in the words.
LIKELY: Final = 0.5
#: What follows says what it is for, or what comes with it.
_PURPOSE: Final = re.compile(r"\s(?:for|with|to|in|from|on|by|at|one)\s|[(\[]", re.IGNORECASE)
_AND: Final = re.compile(r"\s(?:and|or|plus)\s|[,;:/&+]", re.IGNORECASE)
_KEPT: Final = 4096


def head_of(title: str) -> str:
    """The part of a title that names the thing: before what it is for."""
    head = _PURPOSE.split(title, maxsplit=1)[0]
    return head if content_words(head) else title


@lru_cache(_KEPT)
def content_words(text: str) -> tuple[str, ...]:
    """The words of a text that say what it is, singular, each once, in order; no numbers."""
    found = taxonomy.tokens(text)
    said = [word for word in found if word not in STOP_WORDS and word not in EMPTY_WORDS and not word[0].isdigit()]
    return tuple(dict.fromkeys(said))


@lru_cache(_KEPT)
def thing_words(title: str) -> tuple[str, ...]:
    """The content words of a title's head: "beds for refugee families" is about beds."""
    return content_words(head_of(title))


@lru_cache(_KEPT)
def clauses_of(title: str) -> tuple[tuple[str, ...], ...]:
    """The things that a title's head names, each as its content words, its noun last: (office, chair), (desk,)."""
    found = (content_words(part) for part in _AND.split(head_of(title)))
    return tuple(dict.fromkeys(words for words in found if words))


def asks_for_broken(title: str) -> bool:
    """Whether somebody wants a thing although it is broken."""
    return not BROKEN_WORDS.isdisjoint(taxonomy.tokens(title))


@lru_cache(_KEPT)
def meanings(title: str, kind: str) -> tuple[str, ...]:
    """The paths of the leaves that a title most likely means ("PCs and keyboards" means two): spaces or goods."""
    leaves = taxonomy.by_slug()
    head = head_of(title)
    clauses = dict.fromkeys((head, *_AND.split(head)))
    likely = [leaves[slug] for clause in clauses for slug, share in taxonomy.guess(clause) if share >= LIKELY]
    return tuple(
        dict.fromkeys(
            f"{leaf.group_slug}/{leaf.section_slug}/{leaf.slug}"
            for leaf in likely
            if (leaf.kind == "space") == (kind == "space")
        )
    )


@lru_cache(_KEPT)
def things_of_leaf(name: str) -> frozenset[str]:
    """The things that a leaf's name lists: "Fridges and freezers" is two, "Laptops" is one (and so none apart)."""
    heads = [found[-1] for part in _AND.split(name) if (found := taxonomy.tokens(part))]
    return frozenset(heads) if len(heads) > 1 else frozenset()


@lru_cache(_KEPT)
def all_words(text: str) -> frozenset[str]:
    """Every word of a listing, singular."""
    return frozenset(taxonomy.tokens(text))
