"""Who might bring something besides the two parties' own vans: volunteers, and organisations that carry for others."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.timezone import get_default_timezone, localtime

from listings.collecting import Hands, VanLimits, VanShift, Whose, moments_of
from listings.models import Listing
from logistics.models import Driver, Shift, Vehicle
from logistics.people_access import circle_fellows
from logistics.queries.carrying import limits_of
from logistics.queries.wishes import wishes_near
from marketplace.kernel.geo import distance_km
from marketplace.kernel.hours import Span, spans_on
from marketplace.organisations.models import Organisation

#: A carrier whose van leaves from further away than this is not named.
CARRIER_REACH_KM: Final = 40
#: So many are looked at, each bound far above what a page can tell of.
MOST_SHIFTS: Final = 300
MOST_PEOPLE: Final = 200
MOST_CARRIERS: Final = 3
#: So many different vans, and so many different times of a weekday, of one group of volunteers.
MOST_VANS: Final = 6
MOST_SPANS: Final = 12


def hands_for(organisation: Organisation, listing: Listing, *, start: datetime, end: datetime) -> tuple[Hands, ...]:
    """Who might bring it to the organisation between these moments, in the order in which one would ask them: own
    volunteers, carriers near the goods, volunteers of the circles, drivers who wished for journeys around here. Those
    without a vehicle are left out. A constant number of queries, five."""
    fellows = circle_fellows(organisation, localtime(start).date())
    volunteers = Driver.objects.filter(left_at=None, is_volunteer=True, organisation__in=fellows)
    people = list(volunteers.for_choice()[:MOST_PEOPLE])
    kind = listing.category.path.partition("/")[0]
    wished = [one.driver for one in wishes_near(listing.site.public_point, kind)[:MOST_PEOPLE]]
    groups = {
        Whose.OWN: [one for one in people if one.organisation_id == organisation.pk],
        Whose.CIRCLE: [one for one in people if one.organisation_id != organisation.pk],
        Whose.WILLING: [one for one in wished if one.organisation_id not in fellows],
    }
    vans = _vans_of({one.organisation_id for group in groups.values() for one in group})
    found = {whose: _volunteers(whose, group, vans, (start, end)) for whose, group in groups.items() if group}
    asked = [found.get(Whose.OWN), *_carriers(organisation, listing, start, end)]
    asked += [found.get(Whose.CIRCLE), found.get(Whose.WILLING)]
    return tuple(one for one in asked if one is not None and one.vans)


def _vans_of(organisations: set[int]) -> dict[int, list[Vehicle]]:
    vans: defaultdict[int, list[Vehicle]] = defaultdict(list)
    rows = Vehicle.objects.filter(organisation__in=organisations, retired_at=None)
    for van in rows.order_by("-capacity_kg", "pk"):
        vans[van.organisation_id].append(van)
    return vans


def _volunteers(
    whose: Whose, people: Sequence[Driver], vans: dict[int, list[Vehicle]], period: tuple[datetime, datetime]
) -> Hands:
    """A group of volunteers as one: with each different van, at each different time that one of them is free."""
    limits: dict[VanLimits, None] = {}
    weekly: defaultdict[tuple[int, VanLimits], dict[Span, None]] = defaultdict(dict)
    able = 0
    unsaid = 0
    for person in people:
        own = [van for van in vans[person.organisation_id] if van.keeper_id in {None, person.pk}]
        kinds = list(dict.fromkeys(limits_of(van) for van in own))[:MOST_VANS]
        limits.update(dict.fromkeys(kinds))
        able += bool(kinds)
        unsaid += bool(kinds) and not person.available
        for weekday in range(7):
            for kind in kinds:
                weekly[weekday, kind].update(dict.fromkeys(spans_on(person.available, weekday)))
    shifts = _shifts(weekly, _days(*period))
    return Hands(whose, tuple(limits), tuple(shifts), people=able, unsaid=unsaid)


def _shifts(weekly: dict[tuple[int, VanLimits], dict[Span, None]], days: Iterable[date]) -> list[VanShift]:
    zone = get_default_timezone()
    return [
        VanShift(*moments_of(day, span, zone), van)
        for day in days
        for (weekday, van), spans in weekly.items()
        if weekday == day.weekday()
        for span in list(spans)[:MOST_SPANS]
    ]


def _days(start: datetime, end: datetime) -> list[date]:
    first, last = localtime(start).date(), localtime(end - timedelta(microseconds=1)).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _carriers(organisation: Organisation, listing: Listing, start: datetime, end: datetime) -> list[Hands]:
    """The nearest carriers that have a van out, each by name."""
    out = Shift.objects.overlapping(start, end).filter(
        vehicle__retired_at=None, vehicle__organisation__carries_for_others=True
    )
    out = out.exclude(vehicle__organisation__in=(organisation.pk, listing.organisation_id))
    rows = out.select_related("vehicle__organisation", "start_site").order_by("starts_at", "pk")[:MOST_SHIFTS]
    by_carrier: defaultdict[int, list[Shift]] = defaultdict(list)
    for shift in rows:
        by_carrier[shift.vehicle.organisation_id].append(shift)
    near = sorted((_distance(shifts, listing), key) for key, shifts in by_carrier.items())
    return [_carrier(by_carrier[key]) for km, key in near if km <= CARRIER_REACH_KM][:MOST_CARRIERS]


def _distance(shifts: Sequence[Shift], listing: Listing) -> float:
    point = listing.site.public_point
    return min(distance_km(shift.start_site.public_point, point) for shift in shifts)


def _carrier(shifts: Sequence[Shift]) -> Hands:
    whose = shifts[0].vehicle.organisation
    limits = tuple(dict.fromkeys(limits_of(shift.vehicle) for shift in shifts))
    told = tuple(VanShift(one.starts_at, one.ends_at, limits_of(one.vehicle)) for one in shifts)
    return Hands(Whose.CARRIER, limits, told, name=whose.name, key=whose.pk)
