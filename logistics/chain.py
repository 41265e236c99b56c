"""The chain of custody: each link's hash covers what it says and the hash before it, so that no edit goes unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Link:
    """What one entry says (all as text), and the two hashes that it carries."""

    facts: Mapping[str, str]
    previous: str
    hash: str


def hash_of(facts: Mapping[str, str], previous: str) -> str:
    """SHA-256, 64 hex digits, of the facts in canonical JSON and the hash before (empty for the first)."""
    text = json.dumps({"facts": dict(facts), "previous": previous}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken(links: Sequence[Link]) -> int | None:
    """The number (from 0) of the first link that does not hold: edited, swapped, or with one missing before it."""
    previous = ""
    for number, link in enumerate(links):
        if link.previous != previous or link.hash != hash_of(link.facts, link.previous):
            return number
        previous = link.hash
    return None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a book, and at which entry (0: with the whole of it)."""

    code: str
    number: int = 0


EDITED: Final = "edited"
MISSING: Final = "missing"
SWAPPED: Final = "swapped"
CUT: Final = "cut"
REWRITTEN: Final = "rewritten"


def faults_of(links: Mapping[int, Link], *, length: int, head: str) -> list[Fault]:
    """What was done to a book, whose entries come by their numbers; nothing where all of it holds.

    :param length: how many entries there must be, and `head` what the hash of the last one must be
    """
    last = max(links, default=0)
    faults = [Fault(MISSING, number) for number in range(1, last) if number not in links]
    for number in sorted(links):
        link, before = links[number], links.get(number - 1)
        if link.hash != hash_of(link.facts, link.previous):
            faults.append(Fault(EDITED, number))
        if (before is not None or number == 1) and link.previous != (before.hash if before else ""):
            faults.append(Fault(SWAPPED, number))
    if last < length:
        faults.append(Fault(CUT, last + 1))
    elif not faults and (last > length or (links and links[last].hash != head)):
        faults.append(Fault(REWRITTEN, last))
    return faults
