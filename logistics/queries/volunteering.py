"""The hours that volunteers gave: as agreed by the plan, and as driven."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from logistics.models import Driver, Route, RouteState
from marketplace.organisations.models import Organisation

HEADERS = ("Day", "Volunteer", "E-mail", "Vehicle", "Left", "Ended", "Agreed minutes", "Actual minutes", "Planned km")


@dataclass(frozen=True, slots=True)
class Hours:
    """A journey of a volunteer in minutes."""

    route: Route
    agreed: int
    actual: int
    kilometres: int


@dataclass(frozen=True, slots=True)
class VolunteerLine:
    """What one volunteer gave."""

    name: str
    journeys: int
    agreed: int
    actual: int
    kilometres: int

    @property
    def agreed_words(self) -> str:
        return hours_in_words(self.agreed)

    @property
    def actual_words(self) -> str:
        return hours_in_words(self.actual)


def hours_given(organisation: Organisation, driver: Driver | None, *, first: date, last: date) -> Sequence[Hours]:
    """The journeys that ended in these days, of the organisation's volunteers (or of one driver), by person and day.

    Journeys that were handed back, or called off before anybody left, count nothing. One query.
    """
    driven = (
        Route.objects.live().of_carrier(organisation).filter(state=RouteState.FINISHED, plan__day__range=(first, last))
    )
    driven = driven.filter(shift__driver=driver) if driver else driven.filter(shift__driver__is_volunteer=True)
    ended = driven.exclude(started_at=None).exclude(finished_at=None).for_runs()
    order = ("shift__driver__user__name", "shift__driver__user__email", "shift__driver", "plan__day", "starts_at", "pk")
    return [
        Hours(route, minutes_agreed(route), minutes_driven(route) or 0, round(route.planned_metres / 1000))
        for route in ended.order_by(*order)
    ]


def by_volunteer(hours: Sequence[Hours]) -> list[VolunteerLine]:
    """Summed by person, in the order that the journeys have."""
    lines = []
    for _key, group in groupby(hours, key=lambda one: one.route.shift.driver_id):
        own = list(group)
        name = str(own[0].route.shift.driver.user)
        agreed, actual = sum(one.agreed for one in own), sum(one.actual for one in own)
        lines.append(VolunteerLine(name, len(own), agreed, actual, sum(one.kilometres for one in own)))
    return lines


def sheet_of(hours: Sequence[Hours]) -> Iterator[tuple[str | int, ...]]:
    """Every journey as a row under `HEADERS`."""
    for one in hours:
        route, person = one.route, one.route.shift.driver.user
        times = [f"{localtime(moment):%H:%M}" if moment else "" for moment in (route.started_at, route.finished_at)]
        yield (
            f"{route.plan.day:%Y-%m-%d}",
            str(person),
            person.email,
            route.shift.vehicle.name,
            *times,
            one.agreed,
            one.actual,
            one.kilometres,
        )


def minutes_agreed(route: Route) -> int:
    """From leaving to coming back, by the plan."""
    return round((route.ends_at - route.starts_at) / timedelta(minutes=1))


def minutes_driven(route: Route) -> int | None:
    """From leaving to the end, as it was."""
    if route.started_at is None or route.finished_at is None:
        return None
    return max(0, round((route.finished_at - route.started_at) / timedelta(minutes=1)))


def hours_in_words(minutes: int) -> str:
    """As people read hours: "3 h 05 min"."""
    return _("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": f"{minutes % 60:02d}"}
