"""Which papers somebody needs to drive something on a day: rules on plain values.

A paper that was recorded and has run out blocks until a newer one is recorded or the old one is put away. Without any
paper these block besides:

- a *driving licence*, of whoever drives a motor vehicle, for its category (Road Traffic Act 1988, section 87; the
  categories C1 above 3.5 t and C above 7.5 t: Motor Vehicles (Driving Licences) Regulations 1999, schedule 2);
- an *MOT*, of a vehicle whose first registration is known and three years ago (Road Traffic Act 1988, section 47), or
  one year ago for a goods vehicle above 3.5 t (Goods Vehicles (Plating and Testing) Regulations 1988, regulation 9);
- a *vehicle insurance* (Road Traffic Act 1988, section 143), once the organisation keeps its policies here: many have
  one for the whole fleet in a drawer, so that the first one recorded says that the others are missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

WASTE_CARRIER: Final = "waste_carrier_registration"
GOODS_IN_TRANSIT: Final = "goods_in_transit_insurance"
PUBLIC_LIABILITY: Final = "public_liability_insurance"
OPERATOR_LICENCE: Final = "operator_licence"
VEHICLE_INSURANCE: Final = "vehicle_insurance"
MOT: Final = "mot"
TAIL_LIFT_EXAMINATION: Final = "tail_lift_examination"
DRIVING_LICENCE: Final = "driving_licence"
DRIVER_CPC: Final = "cpc"
MANUAL_HANDLING: Final = "manual_handling"
FORK_LIFT: Final = "fork_lift"
DBS: Final = "dbs"


class Subject(StrEnum):
    """Whose paper it is."""

    ORGANISATION = "organisation"
    VEHICLE = "vehicle"
    DRIVER = "driver"


#: Which papers each of them has. A policy for the whole fleet is the organisation's.
KINDS: Final[dict[Subject, tuple[str, ...]]] = {
    Subject.ORGANISATION: (
        WASTE_CARRIER,
        GOODS_IN_TRANSIT,
        PUBLIC_LIABILITY,
        OPERATOR_LICENCE,
        VEHICLE_INSURANCE,
    ),
    Subject.VEHICLE: (VEHICLE_INSURANCE, MOT, TAIL_LIFT_EXAMINATION),
    Subject.DRIVER: (DRIVING_LICENCE, DRIVER_CPC, MANUAL_HANDLING, FORK_LIFT, DBS),
}
#: Those that have no last day by law: a check of the Disclosure and Barring Service has a day of issue only.
MAY_LAST: Final = frozenset({WASTE_CARRIER, MANUAL_HANDLING, DBS})

#: The categories of a licence that let somebody drive what needs the category.
CATEGORIES: Final = ("B", "BE", "C1", "C1E", "C", "CE")
_COVERING: Final = {
    "B": frozenset(CATEGORIES),
    "C1": frozenset({"C1", "C1E", "C", "CE"}),
    "C": frozenset({"C", "CE"}),
}
#: What each type of vehicle needs; a cycle (assisted ones within the law are cycles) needs none.
_NEEDS: Final = {"cargo_bike": "", "rigid_7_5t": "C1", "rigid_17t": "C"}
_YEARS_TO_FIRST_TEST: Final = {"rigid_7_5t": 1, "rigid_17t": 1}


class Gap(StrEnum):
    """What is wrong with a paper."""

    MISSING = "missing"
    RUN_OUT = "run_out"
    NOT_YET = "not_yet"
    WRONG_CATEGORY = "wrong_category"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that stands: of what kind, whose, and from when to when it is good (both days included)."""

    kind: str
    subject: Subject
    valid_from: date
    valid_until: date | None = None
    categories: frozenset[str] = frozenset()

    def is_good_on(self, day: date) -> bool:
        """Whether it may be shown on that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Driving:
    """Somebody with a vehicle on a day, and all papers of the driver, of the vehicle and of their organisation.

    `keeps_policies`: the organisation has recorded an insurance of some vehicle here.
    """

    day: date
    vehicle_type: str
    first_registered_on: date | None
    papers: Sequence[Paper]
    keeps_policies: bool = False


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A paper that is wanted and is not there: whose, which, why, since or from when, and for which category."""

    subject: Subject
    kind: str
    gap: Gap
    day: date | None = None
    category: str = ""


def is_motor_vehicle(vehicle_type: str) -> bool:
    """Whether the law asks for a licence, an insurance and a test."""
    return category_for(vehicle_type) != ""


def category_for(vehicle_type: str) -> str:
    """The licence's category that its driver needs: B, C1 or C; empty for a cycle."""
    return _NEEDS.get(vehicle_type, "B")


def first_test_due(vehicle_type: str, first_registered_on: date) -> date:
    """The day from which the vehicle needs an MOT (or the annual test of a lorry)."""
    years = _YEARS_TO_FIRST_TEST.get(vehicle_type, 3)
    try:
        return first_registered_on.replace(year=first_registered_on.year + years)
    except ValueError:  # 29 February
        return first_registered_on.replace(year=first_registered_on.year + years, month=3, day=1)


def shortfalls(driving: Driving) -> list[Shortfall]:
    """What keeps this driver from driving this vehicle on this day; none: they may.

    The driver's come first, then the vehicle's, then the organisation's; one for each kind of paper.
    """
    found: list[Shortfall] = []
    for subject in (Subject.DRIVER, Subject.VEHICLE, Subject.ORGANISATION):
        for kind in KINDS[subject]:
            short = _shortfall(driving, subject, kind)
            if short is not None:
                found.append(short)
    return found


def _shortfall(driving: Driving, subject: Subject, kind: str) -> Shortfall | None:
    if not _matters(driving, kind) or (kind == VEHICLE_INSURANCE and _is_insured(driving)):
        return None
    papers = [one for one in driving.papers if one.kind == kind and one.subject == subject]
    good = [one for one in papers if one.is_good_on(driving.day)]
    if good:
        return _wrong_category(driving, subject, kind, good)
    if papers:
        return _not_good(subject, kind, papers, driving.day)
    return Shortfall(subject, kind, Gap.MISSING) if _is_required(driving, subject, kind) else None


def _matters(driving: Driving, kind: str) -> bool:
    """A licence to drive lorries says nothing about vans, and nobody insures a cycle by that act."""
    if kind in {OPERATOR_LICENCE, DRIVER_CPC}:
        return category_for(driving.vehicle_type) in {"C1", "C"}
    if kind in {DRIVING_LICENCE, VEHICLE_INSURANCE, MOT}:
        return is_motor_vehicle(driving.vehicle_type)
    return True


def _is_insured(driving: Driving) -> bool:
    """By a policy of its own or of the whole fleet."""
    return any(one.kind == VEHICLE_INSURANCE and one.is_good_on(driving.day) for one in driving.papers)


def _is_required(driving: Driving, subject: Subject, kind: str) -> bool:
    if kind == DRIVING_LICENCE:
        return True
    if kind == MOT and driving.first_registered_on is not None:
        return driving.day >= first_test_due(driving.vehicle_type, driving.first_registered_on)
    return kind == VEHICLE_INSURANCE and subject == Subject.VEHICLE and driving.keeps_policies


def _wrong_category(driving: Driving, subject: Subject, kind: str, good: Iterable[Paper]) -> Shortfall | None:
    needed = category_for(driving.vehicle_type)
    if kind != DRIVING_LICENCE or any(one.categories & _COVERING[needed] for one in good):
        return None
    return Shortfall(subject, kind, Gap.WRONG_CATEGORY, category=needed)


def _not_good(subject: Subject, kind: str, papers: Sequence[Paper], day: date) -> Shortfall:
    """The nearest day: when the last one ran out, else when the first one begins."""
    over = [one.valid_until for one in papers if one.valid_until is not None and one.valid_until < day]
    if over:
        return Shortfall(subject, kind, Gap.RUN_OUT, max(over))
    return Shortfall(subject, kind, Gap.NOT_YET, min(one.valid_from for one in papers))
