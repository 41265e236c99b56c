"""What goods need of a van and its people besides room, in the planner's words: one skill for each.

A sentence says a skill as it stands here, with spaces for underscores: "it lacks cooling, electrical training".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

TWO_PEOPLE: Final = "two_people"
TAIL_LIFT: Final = "tail_lift"
COOLING: Final = "cooling"

#: What a listing says that its goods need, besides two people and a tail lift; and the skill that this asks for.
CARE: Final[Mapping[str, str]] = {
    "needs_cooling": COOLING,
    "needs_disconnecting": "electrical_training",
    "needs_dismantling": "furniture_training",
    "needs_fork_lift": "fork_lift_training",
}
#: What a driver has learnt (`models.fleet.DriverSkill`), as the planner calls it.
LEARNT: Final[Mapping[str, str]] = {
    "electrical": "electrical_training",
    "furniture": "furniture_training",
    "fork_lift": "fork_lift_training",
}


def skills_of_goods(*, two_people: bool, tail_lift: bool, care: Iterable[str]) -> frozenset[str]:
    """The skills that goods ask for. `care`: those that are kept with a load."""
    asked = {TWO_PEOPLE: two_people, TAIL_LIFT: tail_lift}
    return frozenset({skill for skill, needed in asked.items() if needed}.union(care))


def skills_of_van(*, crew: int, tail_lift: bool, cooling: bool, learnt: Iterable[str]) -> frozenset[str]:
    """The skills of a van with so many people, whose driver has learnt these things. What the others have learnt is not
    known, so it does not count."""
    has = {TWO_PEOPLE: crew >= 2, TAIL_LIFT: tail_lift, COOLING: cooling}
    trained = {LEARNT[one] for one in learnt if one in LEARNT}
    return frozenset(trained.union(skill for skill, there in has.items() if there))
