"""Slips of the finger: how far two words are apart, and which of some words was most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

SHORTEST: Final = 4
#: Words so long may have two slips, shorter ones have one.
LONG: Final = 7


def edits_for(word: str) -> int:
    """How many slips a word of that length may have; none in words too short to tell, or with digits in them."""
    if len(word) < SHORTEST or not word.isalpha():
        return 0
    return 2 if len(word) >= LONG else 1


def distance(one: str, other: str, most: int) -> int:
    """Letters added, left out, taken for another or swapped with their neighbour; `most` + 1 stands for more.

    The restricted edit distance (optimal string alignment; Damerau 1964), row by row, given up where a row is over.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, sign in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def likeliest(word: str, known: Iterable[tuple[str, int]]) -> list[str]:
    """The words that this one may have been meant for, from pairs of word and count: fewest slips first, then the
    commonest, then by the alphabet. The same words give the same answer in any order."""
    edits = edits_for(word)
    letters = set(word)
    near = []
    for other, count in known:
        # A slip changes at most one letter of either: most words are told apart by that alone.
        if other != word and len(letters.symmetric_difference(other)) <= 2 * edits:
            slips = distance(word, other, edits)
            if slips <= edits:
                near.append((slips, -count, other))
    return [other for _slips, _count, other in sorted(near)]
