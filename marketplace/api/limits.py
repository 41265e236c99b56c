"""How many requests a token may send in a minute: counted in the cache, told in headers.

A cache of the process's own (the default) counts what that process answers; REDIS_URL makes one count for all of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.cache import cache

from marketplace.api.refusals import TooManyRequests

WINDOW_S: Final = 60


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a minute."""

    most: int
    left: int
    seconds: int

    def headers(self) -> Iterator[tuple[str, str]]:
        yield "RateLimit-Limit", str(self.most)
        yield "RateLimit-Remaining", str(max(0, self.left))
        yield "RateLimit-Reset", str(self.seconds)


def spend(who: str, kind: str, now: datetime) -> Allowance:
    """Count one request of `kind` ("reads", "writes" or "strangers") and say what is left; below zero: too many."""
    most: int = settings.API_LIMITS[kind]
    window, passed = divmod(int(now.timestamp()), WINDOW_S)
    key = f"api-{kind}-{who}-{window}"
    if cache.add(key, 1, 2 * WINDOW_S):
        count = 1
    else:
        try:
            count = cache.incr(key)
        except ValueError:  # it was thrown out of the cache between the two
            count = 1
    return Allowance(most, most - count, WINDOW_S - passed)


def check(allowance: Allowance) -> None:
    """:raises TooManyRequests: nothing was left"""
    if allowance.left < 0:
        raise TooManyRequests(seconds=allowance.seconds)
