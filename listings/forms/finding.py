"""The form of the search for spaces: dates first, then place and people."""

from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from listings.booking.zones import TimeComesTwice, Which, moment_of
from listings.filters.forms import SearchForm
from listings.forms.bookings import day_field, time_field
from listings.queries.finding_spaces import Wish
from marketplace.kernel.errors import DomainError
from marketplace.web.distances import DistanceUnit
from marketplace.web.forms import add_domain_error

_CODES: Final = ("invalid", "min_value", "max_value")
_POINT_REFUSED: Final = dict.fromkeys(_CODES, _("That is not a place on the map."))
_PEOPLE_REFUSED: Final = dict.fromkeys(_CODES, _("Give a number of people, such as 30."))
_SITE_REFUSED: Final = dict.fromkeys(_CODES, _("Choose one of your own sites."))
_RADIUS_REFUSED: Final = dict.fromkeys(_CODES, _("Choose a distance from 1 to 500 km."))


class FindSpaceForm(SearchForm):
    """When, where, how many. A time that no clock shows here is refused; one that comes twice asks which."""

    on = day_field(_("Day"))
    starts = time_field(_("From"))
    ends = time_field(_("To"))
    which = forms.ChoiceField(
        label=_("Clocks go back on that day and this time comes twice. Which is meant?"),
        choices=[(Which.FIRST.value, _("the first")), (Which.SECOND.value, _("the second"))],
        required=False,
        widget=forms.RadioSelect,
    )
    people = forms.IntegerField(
        label=_("How many people?"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        error_messages=_PEOPLE_REFUSED,
    )
    place = forms.CharField(label=_("Where?"), required=False, max_length=120)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, error_messages=_POINT_REFUSED)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, error_messages=_POINT_REFUSED)
    # What the base class calls `site` is the row that was found; a field of the form is no attribute of it.
    site = forms.IntegerField(  # type: ignore[assignment]  # as said above
        required=False, min_value=1, max_value=2**63 - 1, error_messages=_SITE_REFUSED
    )
    radius = forms.FloatField(required=False, error_messages=_RADIUS_REFUSED)
    units = forms.ChoiceField(
        required=False, choices=[(DistanceUnit.KM.value, _("km")), (DistanceUnit.MILES.value, _("miles"))]
    )

    asks_which = False

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        cleaned = super().clean()
        self.asks_which = bool(self.data.get("which"))
        if {"on", "starts", "ends"} & set(self.errors):
            return cleaned
        if time.min < cleaned["ends"] <= cleaned["starts"]:
            refusal = ValidationError(gettext("The end is not after the beginning."), code="backwards")
            self.add_error("ends", refusal)
            return cleaned
        which = Which(cleaned["which"]) if cleaned.get("which") else None
        for name in ("starts", "ends"):
            self._check_clock(name, datetime.combine(cleaned["on"], cleaned[name]), which)
        return cleaned

    def _check_clock(self, name: str, local: datetime, which: Which | None) -> None:
        """By the clock here; a space elsewhere goes by its own."""
        try:
            moment_of(local, ZoneInfo(settings.TIME_ZONE), which, field=name)
        except DomainError as refusal:
            self.asks_which = self.asks_which or isinstance(refusal, TimeComesTwice)
            add_domain_error(self, refusal)

    def wish(self) -> Wish:
        """What is looked for; the form has to be valid."""
        cleaned = self.cleaned_data
        return Wish(
            on=cleaned["on"],
            starts=cleaned["starts"],
            ends=cleaned["ends"],
            people=cleaned["people"],
            origin=self.origin,
            radius_km=self.area().radius_km,
            which=Which(cleaned["which"]) if cleaned["which"] else None,
        )
