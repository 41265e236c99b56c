"""What drivers say of themselves."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from logistics.models import Driver
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
