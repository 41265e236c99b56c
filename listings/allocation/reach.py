"""Which whole numbers can be reached as a sum, as a short list of ranges.

A claim takes nothing, or something between its least and its most: the sums of many such claims are a union of ranges.
Ranges are (low, high), both ends in, in order, apart from each other by more than one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]

NOTHING: Final[Ranges] = ((0, 0),)


def joined(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The same numbers, ranges in order and none touching another."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        elif low <= high:
            found.append((low, high))
    return tuple(found)


def plus(ranges: Ranges, more: Ranges, most: int) -> Ranges:
    """The sums of one number of each, up to `most`."""
    return joined(
        (low + by_low, min(high + by_high, most))
        for by_low, by_high in more
        for low, high in ranges
        if low + by_low <= most
    )


def from_the_top(ranges: Ranges, total: int) -> Ranges:
    """What is missing to `total` from each number that is not above it."""
    return tuple((max(total - high, 0), total - low) for low, high in reversed(ranges) if low <= total)


def in_both(one: Ranges, other: Ranges) -> Ranges:
    """The numbers that are in both."""
    found, first, second = [], 0, 0
    while first < len(one) and second < len(other):
        low, high = max(one[first][0], other[second][0]), min(one[first][1], other[second][1])
        if low <= high:
            found.append((low, high))
        if one[first][1] < other[second][1]:
            first += 1
        else:
            second += 1
    return tuple(found)


def highest(ranges: Ranges) -> int | None:
    """The greatest of them."""
    return ranges[-1][1] if ranges else None
