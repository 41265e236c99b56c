"""How a listing finds the wants that it could meet: each want keeps keys, each listing looks its own keys up.

A key is an anchor within a cell. The *anchors* of a want are chosen so that whatever `criteria.meets` accepts shares at
least one: the nodes of the categories that it would take and the nouns by which its neighbours go, or, where its title
means no category, its rarest words (of n words of which m have to be there, any n - m + 1 will do: prefix filtering,
Chaudhuri et al. 2006). The *cells* cover its circle, at every second level of the grid only, so that a listing has few
to look up. A key is a number; should two keys collide, the exact criteria tell them apart afterwards.
"""

from __future__ import annotations

from functools import cache, lru_cache
from hashlib import blake2b
from typing import Final

from listings import taxonomy
from listings.matching.criteria import group_of, least_shared, leaves_of, meant_paths, nodes_above, paths_of
from listings.matching.sides import Ask, Offer
from listings.matching.words import clauses_of, thing_words
from listings.search.words import STOP_WORDS
from marketplace.kernel.cells import AXIS_BITS, LOW_BITS, WHOLE_EARTH, cover, morton
from marketplace.kernel.geo import Point

#: Circles are covered at these levels of the grid: cells of 5,000 km down to 1.2 km.
LEVELS: Final = range(2, 15, 2)
#: A circle that needs more cells than that is covered more coarsely.
MOST_CELLS: Final = 12
_KEPT: Final = 256
_MASK: Final = (1 << 63) - 1
_GOLDEN: Final = 0x9E3779B97F4A7C15  # 2^64 / golden ratio: spreads cells over the keys (Knuth)


def anchors_of(ask: Ask) -> frozenset[str]:
    """What a listing has to share one of. Empty where nothing can ever meet it: no category, and no word of meaning."""
    wanted = paths_of(ask)
    groups = {group_of(path) for path in wanted}
    nouns = {clause[-1] for clause in clauses_of(ask.title)}
    found = {f"c:{path}" for path in wanted} | {f"n:{group}|{noun}" for group in groups for noun in nouns}
    return frozenset(found if meant_paths(ask) else found | {f"w:{word}" for word in words_needed(ask)})


def words_needed(ask: Ask) -> tuple[str, ...]:
    """The rarest words of a title, so many that enough of its words are never there without one of these."""
    words = sorted(thing_words(ask.title), key=_rarity)
    return tuple(words[: len(words) - least_shared(len(words)) + 1])


def anchors_held(offer: Offer) -> frozenset[str]:
    """What a listing has of anchors."""
    nodes = {f"c:{node}" for node in nodes_above(leaves_of(offer))}
    group = group_of(offer.category_path)
    nouns = {f"n:{group}|{clause[-1]}" for clause in clauses_of(offer.title)}
    return frozenset(nodes | nouns | {f"w:{word}" for word in offer.words - STOP_WORDS if not word[0].isdigit()})


def keys_of(ask: Ask) -> frozenset[int]:
    """The keys that a want keeps."""
    cells = cells_of(ask.point, ask.radius_km)
    return frozenset(_key(anchor, cell) for anchor in map(_number, anchors_of(ask)) for cell in cells)


def keys_held(offer: Offer) -> frozenset[int]:
    """The keys that a listing looks up."""
    cells = cells_above(offer.point)
    return frozenset(_key(anchor, cell) for anchor in map(_number, anchors_held(offer)) for cell in cells)


@lru_cache(_KEPT)
def cells_of(point: Point, radius_km: float) -> frozenset[int]:
    """Cells of one level that between them miss nothing of a circle."""
    ranges = cover(point, radius_km)
    for level in reversed(LEVELS):
        shift = LOW_BITS + 2 * (AXIS_BITS - level)
        counted = sum((last >> shift) - (first >> shift) + 1 for first, last in ranges)
        if counted <= MOST_CELLS:
            return frozenset(
                _coded(cell, level) for first, last in ranges for cell in range(first >> shift, (last >> shift) + 1)
            )
    return _whole_level(LEVELS[0])


def _whole_level(level: int) -> frozenset[int]:
    shift = LOW_BITS + 2 * (AXIS_BITS - level)
    return frozenset(_coded(cell, level) for cell in range((WHOLE_EARTH[0][1] >> shift) + 1))


def cells_above(point: Point) -> tuple[int, ...]:
    """The cell of a point at each level that circles are covered at."""
    finest = morton(point)
    return tuple(_coded(finest >> 2 * (AXIS_BITS - level), level) for level in LEVELS)


def _coded(cell: int, level: int) -> int:
    """A cell and its level in one number: a leading one, then the cell."""
    return 1 << 2 * level | cell


def _key(anchor: int, cell: int) -> int:
    return (anchor ^ cell * _GOLDEN) & _MASK


def _number(anchor: str) -> int:
    return int.from_bytes(blake2b(anchor.encode(), digest_size=8).digest())


def _rarity(word: str) -> tuple[int, int, str]:
    """The rarest first: words that few categories know, then long ones. Which come first changes no answer."""
    return _known().get(word, 0), -len(word), word


@cache
def _known() -> dict[str, int]:
    counted: dict[str, int] = {}
    for leaf in taxonomy.load():
        for word in set(taxonomy.tokens(" ".join((leaf.name, *leaf.synonyms)))):
            counted[word] = counted.get(word, 0) + 1
    return counted
