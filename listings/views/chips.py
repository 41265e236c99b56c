"""What is on in a search: in words, each with the address without it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.filters import ListingFilter, PlaceFilter
from listings.filters.forms import EDGES, Area
from listings.models import Condition, Kind, Mode
from listings.models.narrowing import Collection
from listings.views.addresses import Address
from marketplace.kernel.quantities import format_amount
from marketplace.web.distances import DistanceUnit

#: Where somebody searches from can stand in the address in any of these ways.
ORIGIN_NAMES: Final = ("place", "lat", "lon", "site")
#: And how far around.
PLACE_NAMES: Final = (*ORIGIN_NAMES, "radius", "units", "radius_km", "minutes")


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that is on, with the address without it."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class On:
    """A filter that is on, in words, with its values where it may have several."""

    name: str
    label: str
    values: tuple[tuple[str, str], ...] = ()


#: What a cleaned value is called. (Any: of the type that the filter cleans to.)
_SAID: Final[dict[str, Callable[[Any], str]]] = {
    "q": lambda text: f"“{text.strip()}”",
    "category": lambda category: category.name,
    "min_quantity": lambda amount: _("At least %(amount)s") % {"amount": format_amount(amount)},
    "max_kg": lambda kg: _("At most %(kg)s kg each") % {"kg": format_amount(kg)},
    "max_pounds": lambda pounds: _("At most £%(pounds)s each") % {"pounds": format_amount(pounds)},
    "available_on": lambda day: _("Available on %(day)s") % {"day": date_format(day, "j M Y")},
    "there_until": lambda day: _("Still there on %(day)s") % {"day": date_format(day, "j M Y")},
    "new_since": lambda day: _("New since %(day)s") % {"day": date_format(day, "j M Y")},
    "people": lambda count: ngettext("For %(count)s person", "For %(count)s people", count) % {"count": count},
    "facilities": lambda text: _("With %(words)s") % {"words": text.strip()},
    "use_on": lambda day: _("Free on %(day)s") % {"day": date_format(day, "j M Y")},
    "organisation": lambda organisation: _("Offered by %(name)s") % {"name": organisation.name},
}
#: What goes away together.
_TOGETHER: Final = {"use_on": ("use_on", "use_from", "use_to")}
_NAMED: Final = {"kind": Kind, "mode": Mode, "condition": Condition, "collection": Collection}


def all_on(filters: ListingFilter) -> list[On]:
    """Every filter that is on, in the order of the form; where is looked is not one of them."""
    chosen = filters.form.cleaned_data
    on = []
    if filters.form.circle is not None:
        on.append(On("circle", _("Circle: %(name)s") % {"name": filters.form.circle.name}))
    for name in filters.filters:
        value = chosen.get(name)
        if value is None or value in ("", []):
            continue
        if name in _SAID:
            on.append(On(name, _SAID[name](value)))
        elif name in _NAMED:
            values = tuple((one, _value_said(name, one)) for one in value)
            on.append(On(name, " / ".join(label for _value, label in values), values))
    return on


def _value_said(name: str, value: str) -> str:
    label = str(_NAMED[name](value).label)
    return _("Condition: %(condition)s") % {"condition": label.lower()} if name == "condition" else label


def chips(filters: ListingFilter, address: Address, heading: str) -> list[Chip]:
    """What is on, each with the address without it."""
    shown = []
    for on in all_on(filters):
        if on.values:
            shown += [Chip(label, address.without_value(on.name, value)) for value, label in on.values]
        else:
            shown.append(Chip(on.label, address.without(*_TOGETHER.get(on.name, (on.name,)))))
    return shown + chips_of_place(filters, address, heading)


def chips_of_place(filters: PlaceFilter, address: Address, heading: str) -> list[Chip]:
    """Where is looked, with the address without it."""
    box, origin = filters.form.box, filters.form.origin
    shown = [Chip(_("On this part of the map"), address.without(*EDGES))] if box else []
    if origin is not None:
        label = _("From %(place)s") % {"place": origin.label} if box else capfirst(heading)
        shown.append(Chip(label, address.without(*PLACE_NAMES, "sort")))
    return shown


def heading_of(filters: PlaceFilter) -> str:
    """Where was looked, in words; the form has to be valid."""
    area = filters.form.area()
    if area.box is not None:
        return _("on this part of the map")
    if area.origin is None:
        return _("anywhere")
    return _around(area) % {"radius": f"{area.radius:g}", "minutes": area.minutes, "place": area.origin.label}


def _around(area: Area) -> str:
    if area.minutes:
        return _("about %(minutes)s min or less by van from %(place)s (estimate)")
    if area.unit is DistanceUnit.MILES:
        return _("within %(radius)s miles of %(place)s")
    return _("within %(radius)s km of %(place)s")
