"""Kit lists: how much of one is there, which few donors would fill most of it, and lists that are ready made.

Every line counts alike, whatever is counted in it: thirty chairs weigh as much as one whiteboard, since the room is
of no use without either. The choice of donors is the greedy one for maximal coverage: the donor who adds most comes
first, then who adds most to that. For a given number of donors it covers at least 1 - 1/e (63 %) of the best possible
(Nemhauser, Wolsey and Fisher 1978, https://doi.org/10.1007/BF01588971).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from marketplace.kernel.errors import gettext_noop

#: More donors than that are no "few".
MOST_DONORS: Final = 4
#: A donor who adds less than this share of the whole list is not worth a trip of its own.
LEAST_GAIN: Final = 0.01
_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: how much is wanted, and how much of it is on its way or there. Both in the line's unit."""

    pk: int
    wanted: Decimal
    covered: Decimal

    @property
    def missing(self) -> Decimal:
        return max(self.wanted - self.covered, _NOTHING)

    @property
    def share(self) -> float:
        """From 0 to 1; more than was asked for is not more than all."""
        return min(float(self.covered / self.wanted), 1.0)


@dataclass(frozen=True, slots=True)
class Supply:
    """So much of a donor's listing would go to a line; one listing may fit several lines, and is given once."""

    line: int
    listing: int
    donor: int
    amount: Decimal
    score: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A donor with what they would give to each line, by its key, and the share of the whole list after them."""

    donor: int
    gives: Mapping[int, Decimal]
    listings: tuple[int, ...]
    share_after: float


def share_of(lines: Sequence[Line]) -> float:
    """How much of the whole list is covered, from 0 to 1: the mean of its lines."""
    return sum(line.share for line in lines) / len(lines) if lines else 0.0


def few_donors(lines: Sequence[Line], supplies: Sequence[Supply], *, most: int = MOST_DONORS) -> list[Suggestion]:
    """The donors who together fill most of what is missing, the one who adds most first; ties by their key."""
    missing = {line.pk: line.missing for line in lines}
    wanted = {line.pk: line.wanted for line in lines}
    of_donor: dict[int, list[Supply]] = {}
    for supply in sorted(supplies, key=lambda one: (-one.score, one.line, one.listing)):
        of_donor.setdefault(supply.donor, []).append(supply)
    share = share_of(lines)
    chosen: list[Suggestion] = []
    while of_donor and len(chosen) < most:
        given = {donor: _given(of_donor[donor], missing) for donor in sorted(of_donor)}
        gains = {donor: _gain(gives, wanted) for donor, (gives, _used) in given.items()}
        best = max(gains, key=lambda donor: (gains[donor], -donor))
        if gains[best] < LEAST_GAIN:
            break
        gives, used = given[best]
        share += gains[best]
        for line, amount in gives.items():
            missing[line] -= amount
        del of_donor[best]
        chosen.append(Suggestion(best, gives, used, min(share, 1.0)))
    return chosen


def _given(supplies: Sequence[Supply], missing: Mapping[int, Decimal]) -> tuple[dict[int, Decimal], tuple[int, ...]]:
    """What one donor would give to each line, no listing twice, and of which listings; the best fits first."""
    left: dict[int, Decimal] = {}
    gives: dict[int, Decimal] = {}
    used: dict[int, None] = {}
    for supply in supplies:
        there = left.setdefault(supply.listing, supply.amount)
        amount = min(there, missing.get(supply.line, _NOTHING) - gives.get(supply.line, _NOTHING))
        if amount > 0:
            gives[supply.line] = gives.get(supply.line, _NOTHING) + amount
            left[supply.listing] = there - amount
            used[supply.listing] = None
    return gives, tuple(used)


def _gain(gives: Mapping[int, Decimal], wanted: Mapping[int, Decimal]) -> float:
    return sum(float(amount / wanted[line]) for line, amount in gives.items()) / len(wanted)


@dataclass(frozen=True, slots=True)
class Taken:
    """A quantity that was claimed, and the lines that it fits, the best first."""

    amount: Decimal
    step: str
    lines: tuple[int, ...]


def spread(taken: Sequence[Taken], wanted: Mapping[int, Decimal]) -> dict[int, dict[str, Decimal]]:
    """How much of what was claimed belongs to each line, step by step of a claim.

    The first claim is spread first: it fills the line it fits best, and what is over the next; what no line has room
    for stays with the best. Nothing is counted twice.
    """
    room = dict(wanted)
    spread_out: dict[int, dict[str, Decimal]] = {line: {} for line in wanted}
    for one in taken:
        left = one.amount
        lines = [line for line in one.lines if line in room]
        for line in lines:
            amount = min(left, room[line])
            left -= _note(spread_out[line], one.step, amount)
            room[line] -= amount
        if lines:
            _note(spread_out[lines[0]], one.step, left)
    return spread_out


def _note(steps: dict[str, Decimal], step: str, amount: Decimal) -> Decimal:
    if amount > 0:
        steps[step] = steps.get(step, _NOTHING) + amount
    return amount


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A line of a list that is ready made: its words, the leaf of the tree and how many items."""

    words: str
    category: str
    quantity: int
    also: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A list that is ready made, to begin with."""

    name: str
    words: str
    icon: str
    lines: tuple[TemplateLine, ...]


_: Final = gettext_noop
TEMPLATES: Final[Mapping[str, Template]] = {
    "classroom": Template(
        _("Classroom"),
        _("Thirty pupils and a teacher"),
        "people",
        (
            TemplateLine(_("Classroom chairs"), "classroom-chairs", 30, "stacking-chairs"),
            TemplateLine(_("Classroom tables for two"), "classroom-tables", 15, "folding-tables"),
            TemplateLine(_("Whiteboard"), "whiteboards", 1),
            TemplateLine(_("Teacher’s desk"), "desks", 1),
            TemplateLine(_("Bookcases"), "bookcases", 2, "shelving"),
        ),
    ),
    "small-office": Template(
        _("Small office"),
        _("Six places to work and a table to meet at"),
        "yard",
        (
            TemplateLine(_("Desks"), "desks", 6, "meeting-tables"),
            TemplateLine(_("Office chairs"), "office-chairs", 6),
            TemplateLine(_("Monitors"), "monitors", 6),
            TemplateLine(_("Meeting table"), "meeting-tables", 1, "dining-tables"),
            TemplateLine(_("Meeting chairs"), "meeting-chairs", 6, "stacking-chairs"),
            TemplateLine(_("Filing cabinets"), "filing-cabinets", 2, "cupboards"),
        ),
    ),
    "food-bank": Template(
        _("Food bank"),
        _("Store, chill and hand out"),
        "box",
        (
            TemplateLine(_("Shelving units"), "shelving", 8, "pallet-racking"),
            TemplateLine(_("Fridges and freezers"), "fridges", 2, "commercial-fridges"),
            TemplateLine(_("Folding tables"), "folding-tables", 6, "classroom-tables"),
            TemplateLine(_("Crates and storage boxes"), "crates", 60, "cardboard-boxes"),
            TemplateLine(_("Trolleys"), "trolleys", 2),
            TemplateLine(_("Chairs for who waits"), "stacking-chairs", 12, "meeting-chairs"),
        ),
    ),
    "community-cafe": Template(
        _("Community café"),
        _("Twenty-four seats and a kitchen behind them"),
        "home",
        (
            TemplateLine(_("Café tables"), "bar-stools", 6, "dining-tables"),
            TemplateLine(_("Chairs"), "stacking-chairs", 24, "meeting-chairs"),
            TemplateLine(_("Crockery for thirty"), "crockery", 30),
            TemplateLine(_("Fridge"), "fridges", 1, "commercial-fridges"),
            TemplateLine(_("Cooker"), "cookers", 1, "commercial-kitchen-machines"),
            TemplateLine(_("Kettles and small appliances"), "small-appliances", 3),
        ),
    ),
}
