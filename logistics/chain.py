"""The chain of custody: each link's hash covers what it says and the hash before it, so that no edit goes unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


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
