"""An organisation's law of travel beside what its vans really took: the page on which a coordinator judges it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _

from logistics.gateways import routing
from logistics.models import RouteState, Stop, StopState, TravelArea
from logistics.queries.roads import area_for
from logistics.roads import crow
from logistics.roads.fitting import LEAST_LEGS, DrivenLeg, Fit, LegsTooAlike, TooFewLegs, fit
from logistics.roads.scatter import Scatter, scatter
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.travel import USUAL, TravelLaw, drive_seconds
from marketplace.organisations.models import Organisation

#: Roads and traffic change: older legs are not fitted to.
LOOKED_BACK: Final = timedelta(days=365)
#: Of more than that the newest count.
MOST_STOPS: Final = 2000
#: Straight lines for which both laws are written out.
EXAMPLES_KM: Final = (1, 3, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Example:
    """Minutes for a distance."""

    km: int
    now_min: int
    fitted_min: int | None


@dataclass(frozen=True, slots=True)
class LawPage:
    """Everything that the page prints. `area` None: the usual law holds. `why_not`: why there is nothing to compare."""

    area: TravelArea | None
    is_own: bool
    law: TravelLaw
    fit: Fit | None
    why_not: str
    legs_there: int
    least_legs: int
    picture: Scatter | None
    examples: list[Example]
    engine: str

    @property
    def before_percent(self) -> tuple[int, int] | None:
        return (_percent(self.fit.before.median), _percent(self.fit.before.p90)) if self.fit else None

    @property
    def after_percent(self) -> tuple[int, int] | None:
        return (_percent(self.fit.after.median), _percent(self.fit.after.p90)) if self.fit else None


def law_page(organisation: Organisation, *, now: datetime) -> LawPage:
    """The law in force, and the one that its driven legs would have."""
    area = area_for(organisation)
    law = area.law if area else USUAL
    legs = driven_legs(organisation, now=now)
    found, why_not = fitted(legs, law)
    engine = routing.provider().name
    return LawPage(
        area=area,
        is_own=area is not None and area.organisation_id == organisation.pk,
        law=law,
        fit=found,
        why_not=why_not,
        legs_there=sum(leg.says_something for leg in legs),
        least_legs=LEAST_LEGS,
        picture=scatter(found.used, found.far_out, law, found.law) if found else None,
        examples=[_example(km, law, found) for km in EXAMPLES_KM],
        engine="" if engine == crow.NAME else engine,
    )


def fitted(legs: Sequence[DrivenLeg], law: TravelLaw) -> tuple[Fit | None, str]:
    """The fit, or a sentence that says why there is none."""
    try:
        return fit(legs, law), ""
    except TooFewLegs as few:
        words = {"there": few.there, "least": LEAST_LEGS}
        sentence = _(
            "%(there)d driven legs say how long driving takes; %(least)d are needed. They come by themselves with"
            " every finished run on which the driver taps “I am there”."
        )
        return None, sentence % words
    except LegsTooAlike:
        return None, _("The driven legs are all about as long as one another, so no law can be told from them.")


def driven_legs(organisation: Organisation, *, now: datetime) -> list[DrivenLeg]:
    """From leaving one stop to reaching the next, on the organisation's finished runs of the last year.

    A stop at which nobody tapped the arrival says nothing of the drive to it.
    """
    stops = (
        Stop.objects.filter(
            route__plan__organisation=organisation,
            route__state=RouteState.FINISHED,
            route__finished_at__gte=now - LOOKED_BACK,
            state__in=(StopState.DONE, StopState.FAILED),
            done_at__isnull=False,
        )
        .order_by("-route__finished_at", "-route", "-done_at", "-pk")
        .values_list("route", "arrived_at", "done_at", "site__latitude", "site__longitude")[:MOST_STOPS]
    )
    rows = [
        _Visit(route, arrived, left, Point(latitude, longitude))
        for route, arrived, left, latitude, longitude in stops
        if left is not None
    ]
    return list(_legs(rows[::-1]))


@dataclass(frozen=True, slots=True)
class _Visit:
    route: int
    arrived_at: datetime | None
    left_at: datetime
    point: Point


def _legs(visits: Sequence[_Visit]) -> Iterator[DrivenLeg]:
    for here, there in pairwise(visits):
        reached = there.arrived_at
        if here.route == there.route and reached is not None and here.left_at < reached < there.left_at:
            yield DrivenLeg(distance_km(here.point, there.point), (reached - here.left_at).total_seconds())


def _example(km: int, law: TravelLaw, found: Fit | None) -> Example:
    return Example(km, _minutes(law, km), _minutes(found.law, km) if found else None)


def _minutes(law: TravelLaw, km: int) -> int:
    return round(drive_seconds(law, km) / 60)


def _percent(share: float) -> int:
    return round(100 * share)
