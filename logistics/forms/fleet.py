"""Vehicles, drivers and shifts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from listings.forms.fields import DayField
from logistics.actions.people.keeping import LEAST_CM, MOST_CM, MOST_KG, MOST_LITRES, MOST_PALLETS, VehicleValues
from logistics.actions.people.licensing import CredentialValues
from logistics.actions.people.shifting import LEAST_DRIVING, MOST_DRIVING, MOST_ON_BOARD, Rest
from logistics.clearance import CATEGORIES, DRIVING_LICENCE
from logistics.models import Driver, DriverSkill, Vehicle, VehicleType
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
    is_refrigerated = forms.BooleanField(label=_("It keeps goods chilled"), required=False)
    height_cm = forms.IntegerField(
        label=_("Height"),
        min_value=LEAST_CM,
        max_value=MOST_CM,
        required=False,
        widget=forms.TextInput({**_WHOLE, "data-unit": _("cm")}),
        help_text=_("With all that is on its roof: for sites with a height limit."),
    )
    first_registered_on = DayField(
        label=_("First registered on"),
        required=False,
        help_text=_("It stands in the registration document. From the third year on an MOT is asked for."),
    )

    keeper = forms.ModelChoiceField(
        label=_("Whose own it is"),
        queryset=Driver.objects.none(),
        required=False,
        empty_label=_("The organisation’s: every driver may have it"),
        help_text=_("A volunteer’s own car or van is driven by its keeper alone."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: Django
        *,
        organisation: Organisation,
        vehicle: Vehicle | None = None,
    ) -> None:
        names = [name for name in self.base_fields if vehicle is not None]
        super().__init__(data, initial={name: getattr(vehicle, name) for name in names})
        self.fields["keeper"].queryset = drivers_for_choice(organisation)  # type: ignore[attr-defined]  # a ModelChoiceField

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
            is_refrigerated=said["is_refrigerated"],
            height_cm=said["height_cm"],
            first_registered_on=said["first_registered_on"],
            keeper=said["keeper"],
        )


class PhoneField(forms.CharField):
    """A driver's telephone, typed by a coordinator."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Telephone"),
            max_length=30,
            required=False,
            widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
            help_text=_("For your coordinators only."),
        )


class DriverForm(Form):
    """A member who drives."""

    user = forms.ModelChoiceField(
        label=_("Who drives"),
        queryset=User.objects.none(),
        help_text=_("Members with the role of a driver. Invite others on the page of your organisation."),
    )
    phone = PhoneField()
    licence_categories = forms.MultipleChoiceField(
        label=_("Their driving licence covers"),
        choices=[(one, one) for one in CATEGORIES],
        initial=["B"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("B: vans up to 3.5 t. C1: lorries up to 7.5 t. C: heavier ones."),
    )
    licence_until = DayField(
        label=_("Driving licence valid until"),
        required=False,
        help_text=_(
            "Look at the card: 4b. Without it they can be given no vehicle with a motor; you can add it later."
        ),
    )

    def licence(self, today: date) -> CredentialValues | None:
        """The licence that was looked at today, if one was."""
        until = self.cleaned_data["licence_until"]
        if until is None:
            return None
        return CredentialValues(
            kind=DRIVING_LICENCE,
            valid_from=min(today, until),
            valid_until=until,
            categories=self.cleaned_data["licence_categories"],
        )

    def __init__(self, data: Mapping[str, Any] | None = None, *, organisation: Organisation) -> None:  # Any: as above
        super().__init__(data)
        self.fields["user"].queryset = people_who_may_drive(organisation)  # type: ignore[attr-defined]  # a ModelChoiceField


class DriverEditForm(Form):
    """What a coordinator says of a driver."""

    phone = PhoneField()
    is_volunteer = forms.BooleanField(
        label=_("They volunteer"),
        required=False,
        help_text=_("Volunteers are offered journeys, and their hours are counted."),
    )
    skills = forms.MultipleChoiceField(
        label=_("What they have learnt"),
        choices=DriverSkill.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, driver: Driver) -> None:  # Any: as above
        super().__init__(data, initial={name: getattr(driver, name) for name in self.base_fields})


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
    ending = forms.ChoiceField(
        label=_("It ends"),
        required=False,
        choices=[("back", _("where it began")), ("open", _("at the last stop")), ("site", _("at another site"))],
    )
    end_site = forms.ModelChoiceField(
        label=_("The other site"), queryset=Site.objects.none(), required=False, help_text=_("Only if it ends there.")
    )
    from_home = forms.BooleanField(
        label=_("They set out from home"),
        required=False,
        help_text=_("Planned from where the driver lives, which nobody is shown."),
    )
    break_from = forms.TimeField(
        label=_("Break, not before"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=_("Empty: a shift of more than six hours has half an hour in its middle."),
    )
    break_to = forms.TimeField(
        label=_("Begun by"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    break_minutes = forms.IntegerField(
        label=_("Minutes"), min_value=5, max_value=240, required=False, widget=forms.TextInput(_WHOLE)
    )
    most_driving_minutes = forms.IntegerField(
        label=_("At the wheel at most (minutes)"),
        min_value=LEAST_DRIVING,
        max_value=MOST_DRIVING,
        required=False,
        widget=forms.TextInput(_WHOLE),
        help_text=_("Empty: what the law allows, 10 hours with a van, 9 with a lorry and a break after 4½."),
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
            "end_site": sites_for_choice(organisation),
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

    def clean(self) -> dict[str, Any] | None:  # Any: Django's own signature
        """A break has all of its three parts, and an end elsewhere has its site."""
        said = super().clean() or self.cleaned_data
        parts = [name for name in ("break_from", "break_to", "break_minutes") if not said.get(name)]
        if 0 < len(parts) < 3 and not any(name in self.errors for name in parts):
            self.add_error(parts[0], forms.ValidationError(_("A break needs both times and its minutes."), "half"))
        if said.get("ending") == "site" and not said.get("end_site"):
            self.add_error("end_site", forms.ValidationError(_("Choose the site where it ends."), "end_site_missing"))
        return said

    def details(self) -> dict[str, Any]:  # Any: arguments of the action
        """Where it ends and begins, and its breaks, for the action."""
        said = self.cleaned_data
        rests = []
        if said["break_minutes"]:
            first, last = (
                timezone.make_aware(datetime.combine(said["day"], said[name])) for name in ("break_from", "break_to")
            )
            rests.append(Rest(first, last, said["break_minutes"]))
        return {
            "end_site": said["end_site"] if said["ending"] == "site" else None,
            "has_open_end": said["ending"] == "open",
            "from_home": said["from_home"],
            "most_driving_minutes": said["most_driving_minutes"],
            "rests": rests,
        }

    def moments(self) -> tuple[datetime, datetime]:
        """When it begins and ends, in local time."""
        said = self.cleaned_data
        start, end = (datetime.combine(said["day"], said[name]) for name in ("starts", "ends"))
        return timezone.make_aware(start), timezone.make_aware(end)
