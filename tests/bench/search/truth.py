"""Brute force: every public listing measured, by arrays in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from marketplace.kernel.geo import Point, chord_squared_for, earth_xyz
from tests.bench.search.country import COMMON, MIDDLING, RARE

FILE: Final = "truth.npz"
_LOOKED_UP: Final = frozenset({*COMMON, *MIDDLING, *RARE})


@dataclass
class Truth:
    """Of each listing, in the order of their ids from 1: where it is (km), its category and whether it is public.

    `holders` says which listings hold a word that is searched for, by their place in the arrays.
    """

    xyz: NDArray[np.float64]
    category: NDArray[np.int64]
    live: NDArray[np.bool_]
    holders: dict[str, Any] = field(default_factory=dict)  # Any: a list while it grows, then an array

    @classmethod
    def empty(cls, count: int) -> Self:
        """For so many listings."""
        return cls(
            np.zeros((count, 3)),
            np.zeros(count, np.int64),
            np.zeros(count, np.bool_),
            {word: [] for word in _LOOKED_UP},
        )

    def note(self, at: int, xyz: tuple[float, float, float], category: int, text: str, *, live: bool) -> None:
        """One listing."""
        self.xyz[at], self.category[at], self.live[at] = xyz, category, live
        for word in _LOOKED_UP.intersection(text.split()):
            self.holders[word].append(at)

    def save(self, folder: Path) -> None:
        """Keep it in the folder."""
        words: dict[str, Any] = {
            f"word_{word}": np.array(at, np.int64) for word, at in self.holders.items()
        }  # Any: numpy's own signature
        np.savez(folder / FILE, xyz=self.xyz, category=self.category, live=self.live, **words)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """As it was saved."""
        with np.load(folder / FILE) as kept:
            holders = {name.removeprefix("word_"): kept[name] for name in kept.files if name.startswith("word_")}
            return cls(kept["xyz"], kept["category"], kept["live"], holders)

    def _answering(
        self, point: Point, radius_km: float, category: int | None, words: Sequence[str]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Places in the arrays, and squared chords, of all public listings that answer."""
        rows = np.flatnonzero(self.live)
        for word in words:
            rows = np.intersect1d(rows, self.holders[word], assume_unique=True)
        if category is not None:
            rows = rows[self.category[rows] == category]
        dx, dy, dz = (self.xyz[rows, axis] - here for axis, here in enumerate(earth_xyz(point)))
        chords = dx * dx + dy * dy + dz * dz  # in the order in which SQL adds, so that both round alike
        inside = chords <= chord_squared_for(radius_km)
        return rows[inside], chords[inside]

    def nearest(
        self, point: Point, radius_km: float, count: int, category: int | None = None, words: Sequence[str] = ()
    ) -> list[int]:
        """Ids by distance, then by id."""
        rows, chords = self._answering(point, radius_km, category, words)
        order = np.lexsort((rows, chords))[:count]
        return [int(row) + 1 for row in rows[order]]

    def tally(self, point: Point, radius_km: float) -> Counter[int]:
        """How many in each category."""
        rows, _chords = self._answering(point, radius_km, None, ())
        categories, counts = np.unique(self.category[rows], return_counts=True)
        return Counter(dict(zip(categories.tolist(), counts.tolist(), strict=True)))

    def chords(self, point: Point, ids: Sequence[int]) -> list[float]:
        """Squared chords of some listings in the order given."""
        here = np.array(earth_xyz(point))
        away = self.xyz[np.array(ids, np.int64) - 1] - here if ids else np.zeros((0, 3))
        return [float(chord) for chord in (away * away).sum(axis=1)]
