"""The form behind the searches: checks what was typed, and finds the place and the area that were meant."""

from dataclasses import dataclass
from datetime import time
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from listings.collecting import VanLimits
from listings.models.narrowing import Collection
from listings.models.near import ANYWHERE_KM
from listings.queries.collecting import vans_of
from listings.queries.searching import Origin
from listings.search.keyset import After, BrokenLink, Sort, read_after
from marketplace.kernel.box import Box, InvalidBox
from marketplace.kernel.geo import Point
from marketplace.kernel.travel import USUAL, reach_km
from marketplace.organisations.models import Circle, Organisation, Site
from marketplace.organisations.places.lookup import Place, meant_by, suggest
from marketplace.web.distances import DistanceUnit, unit_now
from marketplace.web.forms import SafeTextMixin, add_domain_error

LEAST_KM: Final = 1
MOST_KM: Final = 500
#: How far is looked where nobody says.
USUAL_RADIUS: Final = {DistanceUnit.KM: 25, DistanceUnit.MILES: 15}
EDGES: Final = ("south", "west", "north", "east")
RADIUS_REFUSED: Final = {
    DistanceUnit.KM: _("Choose a distance from 1 to 500 km."),
    DistanceUnit.MILES: _("Choose a distance from 1 to 310 miles."),
}
#: Several places of one name are offered up to so many.
_MOST_MEANT: Final = 6


@dataclass(frozen=True, slots=True)
class Area:
    """Where is looked: round an origin, within a box of the map, or anywhere.

    `radius` is what was asked for, in `unit`; `minutes` a band of travel time where that is the tighter one.
    """

    origin: Origin | None
    radius_km: float
    radius: float
    unit: DistanceUnit
    minutes: int | None = None
    box: Box | None = None


class SearchForm(SafeTextMixin, forms.Form):
    """Checks what was typed, and finds the place that was meant."""

    #: for whom somebody searches: only their own sites can be searched from
    organisation: Organisation | None = None
    #: where from, once the form is valid; nothing is anywhere
    origin: Origin | None = None
    #: the part of the map that is looked in, if that is how the area was chosen
    box: Box | None = None
    #: their own site that they search from, and their circle whose offers they ask for
    site: Site | None = None
    circle: Circle | None = None
    #: what their vans take, if they asked for what fits one
    vans: tuple[VanLimits, ...] = ()
    #: places that an unknown or shared name might have meant, and whether it is the name of every one
    suggestions: list[str]
    is_shared_name = False

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        cleaned: dict[str, Any] = super().clean() or {}
        self.suggestions = []
        if not {"place", "lat", "lon", "site"} & set(self.errors):
            self.origin = self._origin(cleaned)
        self._read_box(cleaned)
        self._check_radius(cleaned)
        if not self.origin and not self.errors:
            self._needs_origin(cleaned)
        self._read_after(cleaned)
        return cleaned

    def _needs_origin(self, cleaned: dict[str, Any]) -> None:  # Any: as above
        """Some questions make no sense without a place."""
        if cleaned.get("minutes"):
            self.add_error("place", ValidationError(gettext("To search by travel time, say where from."), "no_place"))
        elif cleaned.get("sort") == Sort.DISTANCE:
            self.add_error("place", ValidationError(gettext("To sort by distance, say where from."), "no_place"))

    def _origin(self, cleaned: dict[str, Any]) -> Origin | None:  # Any: as above
        """What was typed goes before a point of the map, and that before an own site."""
        text = " ".join(cleaned.get("place", "").split())
        if text:
            return self._meant(text)
        latitude, longitude = cleaned.get("lat"), cleaned.get("lon")
        if latitude is not None and longitude is not None:
            return Origin(gettext("the point on the map"), Point(latitude, longitude))
        if latitude is not None or longitude is not None:
            missing = "lon" if longitude is None else "lat"
            self.add_error(missing, ValidationError(gettext("A point needs its latitude and its longitude."), "half"))
            return None
        return self._own_site(cleaned.get("site"))

    def _meant(self, text: str) -> Origin | None:
        """The one place that a text means. Of several of one name nobody but the person knows which."""
        places = meant_by(text)
        if len(places) == 1:
            return Origin(places[0].label, places[0].point, text=places[0].label)
        self.is_shared_name = bool(places)
        self.suggestions = [place.label for place in places[:_MOST_MEANT]] or _like(text)
        sentence, code = (
            (gettext("There is more than one place called “%(text)s”. Choose which."), "shared_place")
            if places
            else (gettext("We do not know a place called “%(text)s”. Try a town or a postcode."), "unknown_place")
        )
        self.add_error("place", ValidationError(sentence, code=code, params={"text": text[:40]}))
        return None

    def _own_site(self, pk: int | None) -> Origin | None:
        if pk is None:
            return None
        own = Site.objects.owned_by(self.organisation).in_use() if self.organisation else Site.objects.none()
        site = own.filter(pk=pk).first()
        if site is None:
            self.add_error("site", ValidationError(gettext("Choose one of your own sites."), code="not_your_site"))
            return None
        self.site = site
        return Origin(site.name, site.public_point, site=site.pk)

    def _read_box(self, cleaned: dict[str, Any]) -> None:  # Any: as above
        """All four edges or none."""
        edges = [cleaned.get(edge) for edge in EDGES]
        if set(EDGES) & set(self.errors) or all(edge is None for edge in edges):
            return
        if None in edges:
            missing = EDGES[edges.index(None)]
            self.add_error(missing, ValidationError(gettext("A part of the map needs all four edges."), code="half"))
            return
        try:
            self.box = Box(*(float(edge) for edge in edges if edge is not None))
        except InvalidBox as refusal:
            self.add_error("south", ValidationError(refusal.said_with(gettext), code=refusal.code))

    @property
    def unit(self) -> DistanceUnit:
        """What the radius is in: as the address says, or as this person is used to."""
        said = self.data.get("units", "")
        if said in list(DistanceUnit):
            return DistanceUnit(said)
        only_km = self.data.get("radius_km") and not self.data.get("radius")
        return DistanceUnit.KM if only_km else unit_now()

    def _check_radius(self, cleaned: dict[str, Any]) -> None:  # Any: as above
        """A radius in miles has the same bounds as one in kilometres."""
        radius = cleaned.get("radius")
        if radius is None:
            return
        if not LEAST_KM <= radius * self.unit.in_km <= MOST_KM:
            self.add_error("radius", ValidationError(RADIUS_REFUSED[self.unit], code="radius"))

    def area(self) -> Area:
        """Where is looked; the form has to be valid."""
        cleaned, unit = self.cleaned_data, self.unit
        radius = cleaned.get("radius") or cleaned.get("radius_km") or USUAL_RADIUS[unit]
        radius_km = radius * unit.in_km
        minutes = int(cleaned.get("minutes") or 0)
        reach = reach_km(USUAL, minutes) if minutes else radius_km
        if self.box is not None:
            return Area(self.origin, ANYWHERE_KM, radius, unit, box=self.box)
        if reach < radius_km:
            return Area(self.origin, reach, radius, unit, minutes=minutes)
        return Area(self.origin, radius_km, radius, unit)

    def _read_after(self, cleaned: dict[str, Any]) -> None:  # Any: as above
        after: After | None = None
        if cleaned.get("after") and not self.errors:
            try:
                after = read_after(cleaned["after"], self.sort_of(cleaned))
            except BrokenLink as refusal:
                add_domain_error(self, refusal)
        cleaned["after"] = after

    def sort_of(self, cleaned: dict[str, Any]) -> Sort:  # Any: as above
        """The order asked for; by itself, the nearest first where there is a place, else the newest."""
        return Sort(cleaned.get("sort") or (Sort.DISTANCE if self.origin else Sort.NEWEST))


class ListingSearchForm(SearchForm):
    """Besides: days and times that follow one another, the organisation's vans and circles."""

    def clean(self) -> dict[str, Any]:  # Any: as above
        cleaned = super().clean()
        first, last = cleaned.get("available_on"), cleaned.get("there_until")
        if first and last and last < first:
            self._refuse("there_until", gettext("“Still there on” is before “available on”."), "backwards")
        self._check_use(cleaned)
        if Collection.VAN in cleaned.get("collection", ()):
            self.vans = vans_of(self.organisation) if self.organisation else ()
            if not self.vans:
                self._refuse("collection", gettext("Your organisation has no van here yet."), "no_van")
        if cleaned.get("circle"):
            own = {circle.pk: circle for circle in own_circles(self.organisation)}
            self.circle = own.get(cleaned["circle"])
            if self.circle is None:
                self._refuse("circle", gettext("Choose one of your own circles."), "not_your_circle")
        return cleaned

    def _check_use(self, cleaned: dict[str, Any]) -> None:  # Any: as above
        """A day needs its times, and times their day."""
        day, start, end = (cleaned.get(name) for name in ("use_on", "use_from", "use_to"))
        if {"use_on", "use_from", "use_to"} & set(self.errors) or not (day or start or end):
            return
        if day is None:
            self._refuse("use_on", gettext("Say on which day you need the space."), "no_day")
        elif start is None or end is None:
            missing = "use_from" if start is None else "use_to"
            self._refuse(missing, gettext("Say from when to when you need the space."), "no_time")
        elif time.min < end <= start:
            self._refuse("use_to", gettext("The end is not after the beginning."), "backwards")

    def _refuse(self, field: str, sentence: str, code: str) -> None:
        self.add_error(field, ValidationError(sentence, code=code))


def own_circles(organisation: Organisation | None) -> list[Circle]:
    """The circles whose members' offers the organisation can ask for, by name; nobody has none."""
    return list(Circle.objects.of_member(organisation, localdate()).for_list()) if organisation else []


def _like(text: str) -> list[str]:
    """Up to five names of places that begin as this does; where none does, as its beginning does."""
    for length in range(min(len(text), 40), 2, -1):
        places: list[Place] = suggest(text[:length], limit=5)
        if places:
            return [place.label for place in places]
    return []
