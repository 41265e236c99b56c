"""Distances as the person who looks reads them: in kilometres or in miles, remembered in a cookie.

Like the language, the unit holds for everything that one request prints: `ToldDistances` sets it, whoever writes a
distance out asks here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace.kernel.geo import KM_PER_MILE

COOKIE: Final = "distances"
_ONE_YEAR_S: Final = 365 * 24 * 60 * 60

GetResponse = Callable[[HttpRequest], HttpResponse]


class DistanceUnit(StrEnum):
    """What distances are told in."""

    KM = "km"
    MILES = "miles"

    @property
    def in_km(self) -> float:
        """How many kilometres one of it is."""
        return KM_PER_MILE if self is DistanceUnit.MILES else 1.0


_unit: ContextVar[DistanceUnit] = ContextVar("distance_unit", default=DistanceUnit.KM)


def unit_now() -> DistanceUnit:
    """What distances are told in at present."""
    return _unit.get()


@contextmanager
def told_in(unit: DistanceUnit) -> Iterator[None]:
    """Tell distances in this unit meanwhile."""
    token = _unit.set(unit)
    try:
        yield
    finally:
        _unit.reset(token)


def told_distance(km: float) -> str:
    """A distance to read: a public point is known to about a kilometre, so nothing finer is said."""
    unit = unit_now()
    far = km / unit.in_km
    if unit is DistanceUnit.MILES:
        return (
            _("under 1 mile")
            if far < 1
            else _("%(miles)s miles") % {"miles": f"{far:,.0f}"}
            if far >= 1.5
            else _("1 mile")
        )
    return _("under 1 km") if far < 1 else _("%(km)s km") % {"km": f"{far:,.0f}"}


def remember_unit(request: HttpRequest, response: HttpResponse, unit: DistanceUnit) -> None:
    """Keep the choice for a year, where it is another than before."""
    if request.COOKIES.get(COOKIE, DistanceUnit.KM) != unit:
        response.set_cookie(
            COOKIE, unit.value, max_age=_ONE_YEAR_S, secure=request.is_secure(), httponly=True, samesite="Lax"
        )


class ToldDistances:
    """Tells distances as this person chose."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(COOKIE)
        with told_in(DistanceUnit.MILES if chosen == DistanceUnit.MILES else DistanceUnit.KM):
            return self.get_response(request)
