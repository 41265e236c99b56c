"""What else would do: the second best things of a want, in order, each by its words or by a category of the tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from listings import taxonomy

#: More than that is another want.
MOST_SUBSTITUTES: Final = 6


#: A guess at what words mean counts from this share of all that was found in them.
_LIKELY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Substitute:
    """Words of people's own, a leaf of the tree by its slug, or both; the leaf decides where it is said."""

    words: str
    category: str = ""

    def paths(self, kind: str) -> tuple[str, ...]:
        """The paths of the leaves of this kind that it means; none: nobody can tell."""
        leaves = taxonomy.by_slug()
        slugs = [self.category] if self.category in leaves else _meant(self.words)
        meant = [leaves[slug] for slug in slugs]
        return tuple(f"{leaf.group_slug}/{leaf.section_slug}/{leaf.slug}" for leaf in meant if leaf.kind == kind)

    def kept(self) -> dict[str, str]:
        """As it is kept on a want."""
        return {"words": self.words, "category": self.category}


def _meant(words: str) -> list[str]:
    return [slug for slug, share in taxonomy.guess(words) if share >= _LIKELY]


def read_substitutes(kept: Iterable[Mapping[str, str]]) -> list[Substitute]:
    """The substitutes as they were kept, in order."""
    return [Substitute(one["words"], one["category"]) for one in kept]


def also_paths(kept: Iterable[Mapping[str, str]], kind: str) -> tuple[str, ...]:
    """Where things stand that would do as well, best first, each once."""
    return tuple(dict.fromkeys(path for one in read_substitutes(kept) for path in one.paths(kind)))


def names_of(substitute: Substitute, kind: str) -> list[str]:
    """The names of the leaves that it means, to show how it was understood."""
    leaves = taxonomy.by_slug()
    return [leaves[path.rpartition("/")[2]].name for path in substitute.paths(kind)]


def told(substitute: Substitute) -> str:
    """What it is called: its words, else the name of its category."""
    leaf = taxonomy.by_slug().get(substitute.category)
    return substitute.words or (leaf.name if leaf is not None else "")
