"""What stands in the boxes of a search form, what can be ticked, and what could not be read."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from django.forms import DateField, TimeField
from django.utils.translation import gettext as _

from listings.filters import PlaceFilter
from listings.filters.forms import EDGES, USUAL_RADIUS
from listings.views.addresses import Address
from listings.views.chips import ORIGIN_NAMES
from marketplace.organisations.models import Site
from marketplace.web.distances import DistanceUnit

#: Where a person mends what stands in the address under another name.
_BOX_OF: Final = {"radius_km": "radius", "lat": "place", "lon": "place", "site": "place"} | dict.fromkeys(
    EDGES, "place"
)
#: What stands in the address alone: there is no box to lead to.
_NO_BOX: Final = frozenset({"after", "kind", "category", "organisation", "sort"})


@dataclass(frozen=True, slots=True)
class Facet:
    """A link that narrows, with how many there would be; None where nobody counted."""

    label: str
    href: str
    count: int | None = None
    on: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A box to tick, with how many there would be; None where nobody counted."""

    value: str
    label: str
    on: bool
    count: int | None = None


@dataclass(slots=True, unsafe_hash=True)
class Box:
    """What stands in a box of the form, what is wrong with it, and its type where that is for days or times."""

    value: str
    error: str
    type: str = ""


def typed(filters: PlaceFilter) -> dict[str, Box]:
    """What stands in each box and what is wrong with it. A place of the map stays only while no name is typed."""
    form = filters.form
    fields = {
        name: Box(str(filters.data.get(name, "")), " ".join(str(error) for error in form.errors.get(name, [])))
        for name in form.fields
    }
    if fields["place"].value.strip():
        fields["lat"].value = fields["lon"].value = fields["site"].value = ""
    radius, radius_km = fields["radius"], fields["radius_km"]
    radius.value = radius.value or radius_km.value or str(USUAL_RADIUS[form.unit])
    radius.error = radius.error or radius_km.error
    if not fields["units"].error:
        fields["units"].value = form.unit.value
    for name, field in form.fields.items():
        if isinstance(field, DateField | TimeField):
            _as_moment(fields[name], form.cleaned_data.get(name), "date" if isinstance(field, DateField) else "time")
    return fields


def _as_moment(box: Box, moment: date | time | None, kind: str) -> None:
    """Browsers show nothing in a box for days or times but one: what could not be read is kept as text."""
    box.type = "text" if box.error and moment is None else kind
    if isinstance(moment, time):
        box.value = moment.isoformat("minutes")
    elif moment is not None:
        box.value = moment.isoformat()


def ticks(filters: PlaceFilter, name: str, named: list[tuple[str, Any]], counts: Counter[str] | None) -> list[Tick]:
    """Boxes to tick, with those that are on; what holds nothing is left out. (Any: a lazy label.)"""
    on = filters.data.getlist(name)
    boxes = [Tick(value, str(label), value in on, None if counts is None else counts[value]) for value, label in named]
    return [box for box in boxes if box.count != 0 or box.on]


def units_offered() -> tuple[tuple[str, str], ...]:
    """What a distance can be given in."""
    return (DistanceUnit.KM.value, _("km")), (DistanceUnit.MILES.value, _("miles"))


def site_links(filters: PlaceFilter, address: Address, sites: list[Site]) -> list[Facet]:
    """The visitor's own sites, as places to search from."""
    on = filters.data.get("site", "")
    others = (*ORIGIN_NAMES, *EDGES)
    return [
        Facet(site.name, address.elsewhere("site", str(site.pk), instead_of=others), on=on == str(site.pk))
        for site in sites
    ]


def refused(filters: PlaceFilter, address: Address) -> dict[str, Any]:  # Any: whatever the template prints
    """What a page prints whose question could not be read."""
    form = filters.form
    instead_of = (*ORIGIN_NAMES, *EDGES)
    return {
        "no_points": {"type": "FeatureCollection", "features": []},
        "refused": [
            {"label": form.fields[name].label, "error": error, "box": _box_of(name)}
            for name, errors in form.errors.items()
            for error in errors
        ],
        "is_shared_name": form.is_shared_name,
        "suggestions": [
            {"label": label, "href": address.elsewhere("place", label, instead_of=instead_of)}
            for label in getattr(form, "suggestions", [])
        ],
    }


def _box_of(name: str) -> str:
    """The box where a part of the question is mended; empty where there is none."""
    return "" if name in _NO_BOX else _BOX_OF.get(name, name)
