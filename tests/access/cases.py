"""What a row of the table of access says: one address, of one thing, and who may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from tests.access.world import World

Kwargs = dict[str, object]
Roles = frozenset[str]


@dataclass(frozen=True)
class Rule:
    """Who may: `public` anybody, `signed_in` any person, `own` these roles of whatever organisation one acts for,
    `parties` these roles of these parties of the world and nobody else."""

    public: bool = False
    signed_in: bool = False
    own: Roles | None = None
    parties: Mapping[str, Roles] | None = None
    #: a page that is public as such, of something that is not: to nobody too it is not there
    hidden: bool = False


@dataclass(frozen=True)
class Case:
    """One address, of one thing, and who may GET and POST it; None: that method is not for this address."""

    name: str
    kwargs: Callable[[World], Kwargs] = lambda world: {}
    get: Rule | None = None
    post: Rule | None = None
    #: what those who may are answered to a GET
    answers: tuple[int, ...] = (200,)
    #: rows that an outsider may rightly make with another's row in them, as model labels
    touches: frozenset[str] = frozenset()
    #: what else a POST may be answered by those who may, where a body makes no sense
    may_answer: frozenset[int] = frozenset()
    #: tables in which a refusal of those who may leaves a mark, such as a count of wrong codes
    marks: frozenset[str] = frozenset()
    #: tables in which whoever has the address acts for the one whose it is: a signed link in a mail
    keyed: frozenset[str] = frozenset()
    #: canaries that the page shows to whoever has its address
    shows: tuple[str, ...] = ()
    #: the party whose administrator is shown the whole of the page
    who: str = ""
    note: str = ""

    @property
    def shown_to(self) -> str:
        """A party whose administrator may open the page and sees its forms."""
        rule = self.get or self.post or Rule(public=True)
        return self.who or next(iter(rule.parties or ()), "giver")

    def url(self, world: World) -> str:
        return reverse(self.name, kwargs=self.kwargs(world))

    def __str__(self) -> str:
        return f"{self.name} {self.note}".strip()
