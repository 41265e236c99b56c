"""What waits for somebody: a line of their yard, with one button."""

from dataclasses import dataclass
from typing import Literal

Urgency = Literal["now", "soon", "later"]


@dataclass(frozen=True)
class Waiting:
    """One thing to do. `verb` is what the button says; `count` is how many such things there are."""

    title: str
    detail: str
    verb: str
    url: str
    urgency: Urgency = "soon"
    count: int = 1
