"""Vehicles, drivers and shifts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from listings.forms.fields import DayField
from logistics.actions.keeping import MOST_KG, MOST_LITRES, MOST_PALLETS, VehicleValues
from logistics.actions.shifting import MOST_ON_BOARD
from logistics.models import Driver, Vehicle, VehicleType
from logistics.queries.fleet import (
    drivers_for_choice,
    people_who_may_drive,
    sites_for_choice,
    vehicles_for_choice,
)
from marketplace.organisations.models import Organisation, Site, User
from marketplace.web.forms import Form

_WHOLE = {"inputmode": "numeric"}


class VehicleForm(Form):
    """A vehicle and what it can carry."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As you call it: “Luton 1”, “Blue van”."))
    registration = forms.CharField(label=_("Registration"), max_length=12, required=False)
    type = forms.ChoiceField(
        label=_("Type"),
        choices=VehicleType.choices,
        help_text=_("The emissions of its journeys are worked out by it."),
    )
    capacity_kg = forms.IntegerField(
        label=_("Payload"),
        min_value=1,
        max_value=MOST_KG,
        widget=forms.TextInput({**_WHOLE, "data-unit": _("kg")}),
        help_text=_("What it may carry, people not counted."),
    )
    capacity_litres = forms.IntegerField(
        label=_("Load space"),
        min_value=1,
        max_value=MOST_LITRES,
        widget=forms.TextInput({**_WHOLE, "data-unit": _("litres")}),
        help_text=_("1 m³ is 1,000 litres. A small van has about 3,000, a Luton about 18,000."),
    )
    capacity_pallets = forms.IntegerField(
        label=_("Pallet places"),
        min_value=0,
        max_value=MOST_PALLETS,
        initial=0,
        widget=forms.TextInput(_WHOLE),
    )
    has_tail_lift = forms.BooleanField(label=_("It has a tail lift"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, vehicle: Vehicle | None = None) -> None:  # Any: Django
        names = [name for name in self.base_fields if vehicle is not None]
        super().__init__(data, initial={name: getattr(vehicle, name) for name in names})

    def values(self) -> VehicleValues:
        """What was said, for the actions."""
        said = self.cleaned_data
        return VehicleValues(
            name=said["name"],
            registration=said["registration"],
            type=said["type"],
            capacity_kg=said["capacity_kg"],
            capacity_litres=said["capacity_litres"],
            capacity_pallets=said["capacity_pallets"],
            has_tail_lift=said["has_tail_lift"],
        )


class DriverForm(Form):
    """A member who drives."""

    user = forms.ModelChoiceField(
        label=_("Who drives"),
        queryset=User.objects.none(),
        help_text=_("Members with the role of a driver. Invite others on the page of your organisation."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
        help_text=_("For your coordinators only."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, organisation: Organisation) -> None:  # Any: as above
        super().__init__(data)
        self.fields["user"].queryset = people_who_may_drive(organisation)  # type: ignore[attr-defined]  # a ModelChoiceField


class ShiftForm(Form):
    """Who drives what, on which day, from when to when."""

    driver = forms.ModelChoiceField(label=_("Driver"), queryset=Driver.objects.none())
    vehicle = forms.ModelChoiceField(label=_("Vehicle"), queryset=Vehicle.objects.none())
    start_site = forms.ModelChoiceField(label=_("From and back to"), queryset=Site.objects.none(), empty_label=None)
    day = DayField(label=_("Day"))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    crew = forms.IntegerField(
        label=_("People on board"),
        min_value=1,
        max_value=MOST_ON_BOARD,
        widget=forms.TextInput(_WHOLE),
        help_text=_("The driver counts. Some goods need two people."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: as above
        *,
        organisation: Organisation,
        today: date,
        day: date | None = None,
    ) -> None:
        first = {"day": day or today, "starts": "08:30", "ends": "16:30", "crew": 1}
        super().__init__(data, initial=first)
        self.today = today
        choices = {
            "driver": drivers_for_choice(organisation),
            "vehicle": vehicles_for_choice(organisation),
            "start_site": sites_for_choice(organisation),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_day(self) -> date:
        """A shift is for today or a day to come."""
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError(_("That day is over."), code="day_is_over")
        if (day - self.today).days > 366:
            raise forms.ValidationError(_("Choose a day within a year."), code="too_far_ahead")
        return day

    def moments(self) -> tuple[datetime, datetime]:
        """When it begins and ends, in local time."""
        said = self.cleaned_data
        start, end = (datetime.combine(said["day"], said[name]) for name in ("starts", "ends"))
        return timezone.make_aware(start), timezone.make_aware(end)
