"""A ballot that anybody can run again.

The seed is drawn when the ballot is announced and kept secret; its SHA-256 is published from the start, so that nobody
can choose a seed after seeing the claims. With the result the seed is published, and each ticket's number is
``sha256("<seed>:<ticket>")``: the lowest number comes first. Plain Python, whole:

    from hashlib import sha256
    seed, commitment = "...", "..."                     # published with the result
    tickets = ["...", "..."]                            # published with the result, in any order
    assert sha256(seed.encode()).hexdigest() == commitment
    print(sorted(tickets, key=lambda ticket: sha256(f"{seed}:{ticket}".encode()).hexdigest()))

or without any Python: ``printf %s "<seed>:<ticket>" | sha256sum`` for each ticket, and sort.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from secrets import token_hex


class TicketTwice(ValueError):
    """The same ticket is in the ballot twice."""


def new_seed() -> str:
    """A seed that nobody can guess: 32 hexadecimal digits."""
    return token_hex(16)


def commit(seed: str) -> str:
    """What is published before the ballot: the seed's SHA-256 in hexadecimal."""
    return sha256(seed.encode()).hexdigest()


def number_of(seed: str, ticket: str) -> str:
    """What a ticket drew, 64 hexadecimal digits; the lowest comes first."""
    return sha256(f"{seed}:{ticket}".encode()).hexdigest()


def draw(seed: str, tickets: Iterable[str]) -> list[str]:
    """The tickets in the order in which they are served.

    :raises TicketTwice: two tickets are the same
    """
    entered = list(tickets)
    if len(set(entered)) != len(entered):
        raise TicketTwice
    return sorted(entered, key=lambda ticket: number_of(seed, ticket))
