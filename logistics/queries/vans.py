"""Shifts as the planner sees them: from where to where, when, with what room, skills and rests."""

from datetime import date, datetime, timedelta
from typing import Final

from logistics.models import Shift
from logistics.planning.problem import Break, Load, Window
from logistics.planning.problem import Shift as PlannerShift
from logistics.queries.days import day_bounds, second_of
from logistics.queries.underway import UnderWay
from marketplace.kernel.geo import Point
from marketplace.organisations.models import Organisation

TWO_PEOPLE: Final = "two_people"
TAIL_LIFT: Final = "tail_lift"
#: A shift longer than this has a break of half an hour in its middle (the Working Time Regulations ask for 20 min).
BREAK_AFTER_S: Final = 6 * 3600
BREAK_S: Final = 1800
#: A shift with less time left than this is not planned any more.
LEAST_LEFT: Final = timedelta(minutes=15)


def shifts_on(organisation: Organisation, day: date) -> list[Shift]:
    """The shifts that begin on the day and were not called off, in order; a volunteer's journey is planned already."""
    standing = Shift.objects.owned_by(organisation).standing().between(*day_bounds(day))
    standing = standing.exclude(routes__plan__is_offer=True)
    standing = standing.for_planning().select_related("end_site", "vehicle__organisation", "driver__user", "start_site")
    return list(standing.prefetch_related("routes", "breaks"))


def planner_shift(shift: Shift, day: date, *, now: datetime, on_the_way: UnderWay | None) -> PlannerShift:
    """A shift from now on; of one that is on the way, from where and when it is free. Reads `breaks`."""
    begins = on_the_way.free_at if on_the_way else max(shift.starts_at, now)
    start, end = second_of(day, begins), second_of(day, shift.ends_at)
    has = {TWO_PEOPLE: shift.crew >= 2, TAIL_LIFT: shift.vehicle.has_tail_lift}
    return PlannerShift(
        id=str(shift.pk),
        label=shift_label(shift),
        start=on_the_way.point if on_the_way else start_of(shift),
        end=end_of(shift),
        window=Window(start, end),
        capacity=Load(
            grams=shift.vehicle.capacity_kg * 1000,
            litres=shift.vehicle.capacity_litres,
            pallets=shift.vehicle.capacity_pallets,
        ),
        skills=frozenset(skill for skill, there in has.items() if there),
        breaks=_breaks(shift, day, start, end),
    )


def start_of(shift: Shift) -> Point:
    """Where it sets out: the driver's home where that was said, else the yard."""
    return _home(shift) or shift.start_site.point


def end_of(shift: Shift) -> Point | None:
    """Where it ends; None: wherever the last stop is."""
    if shift.has_open_end:
        return None
    return shift.end_site.point if shift.end_site else start_of(shift)


def _home(shift: Shift) -> Point | None:
    latitude, longitude = shift.driver.home_latitude, shift.driver.home_longitude
    if not shift.from_home or latitude is None or longitude is None:
        return None
    return Point(latitude, longitude)


def _breaks(shift: Shift, day: date, start: int, end: int) -> tuple[Break, ...]:
    """Those that were agreed; where none was, one by rule in the middle of a long shift."""
    agreed = sorted(shift.breaks.all(), key=lambda rest: (rest.earliest_at, rest.pk))
    if agreed:
        spans = [(second_of(day, one.earliest_at), second_of(day, one.latest_at), 60 * one.minutes) for one in agreed]
        return tuple(Break(Window(max(first, start), last), takes) for first, last, takes in spans if last > start)
    span = end - start
    if span <= BREAK_AFTER_S:
        return ()
    return (Break(Window(start + span * 35 // 100, start + span * 65 // 100), BREAK_S),)


def shift_label(shift: Shift) -> str:
    """A shift as sentences call it: "Luton van (Rosa)"."""
    return f"{shift.vehicle.name} ({shift.driver.user})"
