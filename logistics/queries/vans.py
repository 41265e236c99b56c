"""Shifts as the planner sees them: from where to where, when, with what room, skills and rests."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from logistics.models import Shift, VehicleType
from logistics.planning.driving_hours import LORRY, VAN, lawful_breaks
from logistics.planning.handling import skills_of_van
from logistics.planning.problem import Break, DrivingRule, Load, Window
from logistics.planning.problem import Shift as PlannerShift
from logistics.queries.days import day_bounds, second_of
from logistics.queries.underway import UnderWay
from marketplace.kernel.geo import Point
from marketplace.organisations.models import Organisation

#: The law's hours at the wheel, where they are not those of a van; a cycle has none.
_RULES: Final = {
    VehicleType.LORRY_SMALL: LORRY,
    VehicleType.LORRY_LARGE: LORRY,
    VehicleType.CARGO_BIKE: DrivingRule(),
}
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
    driven = on_the_way.driven_s if on_the_way else 0
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
        skills=skills_of(shift),
        breaks=_breaks(shift, day, start, end),
        height_cm=shift.vehicle.height_cm,
        driving=_rule_of(shift, driven),
    )


def skills_of(shift: Shift) -> frozenset[str]:
    """What a shift can do, as the planner calls it."""
    return skills_of_van(
        crew=shift.crew,
        tail_lift=shift.vehicle.has_tail_lift,
        cooling=shift.vehicle.is_refrigerated,
        learnt=shift.driver.skills,
    )


def _rule_of(shift: Shift, driven_s: int = 0) -> DrivingRule:
    """The law's hours for its vehicle, or fewer where its coordinator said so; less what was driven already."""
    rule = _RULES.get(VehicleType(shift.vehicle.type), VAN)
    said = shift.most_driving_minutes
    most = min((one for one in (rule.most_s, None if said is None else 60 * said) if one is not None), default=None)
    return replace(rule, most_s=None if most is None else max(0, most - driven_s))


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
    """Those that were agreed; where none was, one by rule in the middle of a long shift; and what the law's hours at
    the wheel want besides. Of a shift that has begun those are left that may still begin."""
    agreed = sorted(shift.breaks.all(), key=lambda rest: (rest.earliest_at, rest.pk))
    whole = Window(max(0, min(start, second_of(day, shift.starts_at))), end)
    if agreed:
        spans = [(second_of(day, one.earliest_at), second_of(day, one.latest_at), 60 * one.minutes) for one in agreed]
        breaks = [Break(Window(max(0, first), max(0, last)), takes) for first, last, takes in spans]
    else:
        breaks = _by_rule(start, end)
    rule = _rule_of(shift)
    left = [
        replace(rest, window=Window(max(rest.window.start_s, start), rest.window.end_s))
        for rest in lawful_breaks(whole, breaks, rule)
        if rest.window.end_s > start
    ]
    return lawful_breaks(Window(start, end), left, rule)


def _by_rule(start: int, end: int) -> list[Break]:
    span = end - start
    if span <= BREAK_AFTER_S:
        return []
    return [Break(Window(start + span * 35 // 100, start + span * 65 // 100), BREAK_S)]


def shift_label(shift: Shift) -> str:
    """A shift as sentences call it: "Luton van (Rosa)"."""
    return f"{shift.vehicle.name} ({shift.driver.user})"
