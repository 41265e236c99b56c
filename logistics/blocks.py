"""Why something may not go ahead yet, and what to do about it: what papers and credentials answer with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """One reason, in words for the person who can do something about it.

    `code` is snake_case and stays the same; `sentence` says what is wrong; `next_step` says what to do; `href` is the
    page where that is done (empty: there is none).
    """

    code: str
    sentence: str
    next_step: str
    href: str = ""
