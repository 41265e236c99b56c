"""Whether something can be fetched at all: when its donor's dock, the receiver's dock and a van that can carry it are
all there in the days ahead, and, where they never are, which of the three do not meet and what would help.

Moments are reckoned on the local clock of the place, so that 09:00 stays 09:00 when summer time begins or ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Final

from marketplace.kernel.hours import DAY_MINUTES, Span, WeeklyHours, common_spans, shared_minutes, spans_on

#: So far ahead is looked; a listing without a last day is not looked at for ever.
DAYS_AHEAD: Final = 28
#: Less than this is too short to come, load and go.
LEAST_MINUTES: Final = 30


@dataclass(frozen=True, slots=True)
class VanLimits:
    """What a van takes at most; `litres` is None where nobody has measured its load space."""

    kg: int
    litres: int | None
    has_tail_lift: bool


@dataclass(frozen=True, slots=True)
class VanShift:
    """A van that is out from one moment to another, both aware of their time zone."""

    starts_at: datetime
    ends_at: datetime
    van: VanLimits
    name: str = ""


class Whose(StrEnum):
    """Who would bring it, besides the two parties' own vans."""

    OWN = "own"  # volunteers of whoever would receive it
    CARRIER = "carrier"  # an organisation that carries for others
    CIRCLE = "circle"  # volunteers of organisations in its circles
    WILLING = "willing"  # drivers who want to hear of journeys around here


@dataclass(frozen=True, slots=True)
class Hands:
    """People with vans who might bring it: when they drive, or said that they could.

    `key` and `name` are of a carrier; `people` are volunteers, of whom `unsaid` have not said when they are free.
    """

    whose: Whose
    vans: tuple[VanLimits, ...]
    shifts: tuple[VanShift, ...]
    name: str = ""
    key: int = 0
    people: int = 0
    unsaid: int = 0


@dataclass(frozen=True, slots=True)
class Weight:
    """What is known of one thing to be carried; None where it is not known."""

    kg: Decimal | None
    litres: Decimal | None = None
    needs_tail_lift: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one moment to another in which it can be fetched; `van` names whose shift it is, empty: anybody's own."""

    starts_at: datetime
    ends_at: datetime
    van: str = ""


class Obstacle(StrEnum):
    """Why there is no time at all: the first of these that holds."""

    GONE = "gone"
    DONOR_CLOSED = "donor_closed"
    RECEIVER_CLOSED = "receiver_closed"
    HOURS_APART = "hours_apart"
    DATES_TOO_SHORT = "dates_too_short"
    VANS_TOO_SMALL = "vans_too_small"
    NO_TAIL_LIFT = "no_tail_lift"
    NO_SHIFT = "no_shift"
    SHIFTS_APART = "shifts_apart"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The times in common, soonest first, or what is in the way; one of the two."""

    stretches: tuple[Stretch, ...]
    obstacle: Obstacle | None


def can_carry(van: VanLimits, thing: Weight) -> bool:
    """Whether one of it goes into the van. What is not known of the thing does not speak against it."""
    too_heavy = thing.kg is not None and thing.kg > van.kg
    too_large = thing.litres is not None and van.litres is not None and thing.litres > van.litres
    return not too_heavy and not too_large and (van.has_tail_lift or not thing.needs_tail_lift)


def days_of(*, available_from: date | None, must_be_gone_by: date | None, today: date) -> list[date]:
    """The days on which it may be fetched, at most `DAYS_AHEAD` of them; none: it had to be gone by now."""
    first = max(today, available_from or today)
    last = first + timedelta(days=DAYS_AHEAD - 1)
    if must_be_gone_by is not None:
        last = min(last, must_be_gone_by)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def calendar(
    *,
    donor: WeeklyHours,
    receiver: WeeklyHours | None,
    vans: Sequence[VanLimits],
    shifts: Iterable[VanShift],
    thing: Weight,
    days: Sequence[date],
    zone: tzinfo,
    now: datetime,
) -> Calendar:
    """When all three meet on these days.

    Without `vans` nobody has said how it is fetched, and the docks alone decide; with vans, somebody has to drive one
    that can carry it. `receiver` is None where it is not known who would take it.
    """
    docks = _dock_stretches(donor, receiver, days, zone, now)
    if not docks:
        return Calendar((), _why_docks_never_meet(donor, receiver, days))
    if not vans:
        return Calendar(tuple(docks), None)
    able = [van for van in vans if can_carry(van, thing)]
    if not able:
        without_lift = Weight(thing.kg, thing.litres)
        lift_only = any(can_carry(van, without_lift) for van in vans)
        return Calendar((), Obstacle.NO_TAIL_LIFT if lift_only else Obstacle.VANS_TOO_SMALL)
    driving = [shift for shift in shifts if can_carry(shift.van, thing) and shift.ends_at > now]
    if not driving:
        return Calendar((), Obstacle.NO_SHIFT)
    found = [_shared(dock, shift) for dock in docks for shift in driving]
    long_enough = sorted((one for one in found if _is_enough(one)), key=lambda one: (one.starts_at, one.ends_at))
    return Calendar(tuple(long_enough), None if long_enough else Obstacle.SHIFTS_APART)


def _dock_stretches(
    donor: WeeklyHours, receiver: WeeklyHours | None, days: Sequence[date], zone: tzinfo, now: datetime
) -> list[Stretch]:
    found = []
    for day in days:
        spans = spans_on(donor, day.weekday())
        if receiver is not None:
            spans = common_spans(spans, spans_on(receiver, day.weekday()))
        for span in spans:
            starts_at, ends_at = moments_of(day, span, zone)
            stretch = Stretch(max(starts_at, now), ends_at)
            if _is_enough(stretch):
                found.append(stretch)
    return found


def moments_of(day: date, span: Span, zone: tzinfo) -> tuple[datetime, datetime]:
    """A day's span as two moments in UTC. A time that a change of the clocks leaves out is moved on by that hour; one
    that comes twice begins at its first time and ends at its last."""
    first, _again = _both(day, span.start, zone)
    return first, max(_both(day, span.end, zone))


def _both(day: date, minute: int, zone: tzinfo) -> tuple[datetime, datetime]:
    """The moments that the clock may mean: nearly always the same one twice."""
    on = day + timedelta(days=minute // DAY_MINUTES)
    local = datetime.combine(on, time(minute % DAY_MINUTES // 60, minute % 60), tzinfo=zone)
    return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches that touch or overlap as one, soonest first, whoever drives."""
    found: list[Stretch] = []
    for one in sorted(stretches, key=lambda one: (one.starts_at, one.ends_at)):
        if found and one.starts_at <= found[-1].ends_at:
            found[-1] = Stretch(found[-1].starts_at, max(found[-1].ends_at, one.ends_at))
        else:
            found.append(Stretch(one.starts_at, one.ends_at))
    return found


def _shared(dock: Stretch, shift: VanShift) -> Stretch:
    return Stretch(max(dock.starts_at, shift.starts_at), min(dock.ends_at, shift.ends_at), shift.name)


def _is_enough(stretch: Stretch) -> bool:
    return stretch.ends_at - stretch.starts_at >= timedelta(minutes=LEAST_MINUTES)


def _why_docks_never_meet(donor: WeeklyHours, receiver: WeeklyHours | None, days: Sequence[date]) -> Obstacle:
    """Days without a common time: closed always, apart always, or only on the few days that are left."""
    if not days:
        return Obstacle.GONE
    if not shared_minutes(donor, donor):
        return Obstacle.DONOR_CLOSED
    if receiver is not None and not shared_minutes(receiver, receiver):
        return Obstacle.RECEIVER_CLOSED
    if receiver is not None and not shared_minutes(donor, receiver):
        return Obstacle.HOURS_APART
    return Obstacle.DATES_TOO_SHORT
