"""The two sides of a fit, as they are reckoned with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from marketplace.kernel.geo import Point
from marketplace.kernel.hours import WeeklyHours

#: Who reads a reason: who wants, or who lists.
Side = Literal["want", "listing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What of a want decides whether something can be it at all.

    `category_path` is empty where none was chosen: then its title decides. `also_paths` are categories that would do
    instead.
    """

    kind: str
    title: str
    category_path: str
    radius_km: float
    needed_by: date | None
    point: Point
    quantity: Decimal = Decimal(1)
    unit: str = "item"
    also_paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Need(Ask):
    """All that a want says. `hours` are the dock's of the site where it is needed; None: nobody said.

    `most_kg` is what can be fetched at once, where that is known; `has_tail_lift` is what the van has.
    """

    category_name: str = ""
    can_collect: bool = True
    has_tail_lift: bool = False
    most_kg: Decimal | None = None
    hours: WeeklyHours | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """How an organisation dealt with what it was asked for, older claims counting for less: see `reliability`."""

    answered: float = 0.0
    asked: float = 0.0
    kept: float = 0.0
    promised: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a listing says. `words` are all that it can be found by, singular.

    `mass_kg` is that of one unit. `hours` are the dock's of its site; `record` is its donor's.
    """

    kind: str
    category_path: str
    category_name: str
    title: str
    words: frozenset[str]
    available: Decimal
    unit: str
    available_from: date | None
    must_be_gone_by: date | None
    needs_two_people: bool
    needs_tail_lift: bool
    point: Point
    condition: str = "unknown"
    mass_kg: Decimal | None = None
    hours: WeeklyHours | None = None
    record: Record = Record()
