"""What drivers say of themselves."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from logistics.models import Driver
from logistics.models.wishes import LEAST_KM, MOST_KM
from logistics.queries.wishes import sections
from marketplace.web.forms import Form
from marketplace.web.weekly_hours import WeeklyHoursMixin


class FreeForm(WeeklyHoursMixin, Form):
    """When somebody can drive, by weekday."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, driver: Driver) -> None:  # Any: Django's forms
        super().__init__(data)
        self.ask_hours(driver.available)

    def clean(self) -> None:
        """The times are in order."""
        self.check_hours()


class HomeForm(Form):
    """Where somebody sets out from."""

    postcode = forms.CharField(
        label=_("Postcode"), max_length=12, widget=forms.TextInput({"autocomplete": "postal-code"})
    )
    street = forms.CharField(
        label=_("House and street"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "street-address"}),
        help_text=_("It makes the point more exact where a map service is connected. It is not kept."),
    )


class WishForm(Form):
    """Of which journeys of other organisations somebody wants to be told."""

    place = forms.CharField(
        label=_("Around which postcode"),
        max_length=12,
        widget=forms.TextInput({"autocomplete": "postal-code"}),
        help_text=_("Kept as an area, a kilometre wide."),
    )
    radius_km = forms.IntegerField(label=_("How far around (km)"), min_value=LEAST_KM, max_value=MOST_KM, initial=15)
    kinds = forms.MultipleChoiceField(
        label=_("What you would carry"),
        choices=sections,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none for everything."),
    )
