"""A site: its address, when its dock is open, how one gets in."""

from typing import TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.geo import Point
from marketplace.organisations.models import Site
from marketplace.organisations.models.sites import default_dock_hours
from marketplace.web.forms import Form
from marketplace.web.weekly_hours import WeeklyHoursMixin

PLACE_FIELDS = ("street", "town", "postcode", "lat", "lon")


class SiteDetails(TypedDict):
    """What the form gives to the actions beside the place."""

    name: str
    dock_hours: dict[str, list[list[str]]]
    access_notes: str
    contact_name: str
    contact_phone: str
    has_loading_dock: bool
    has_step_free_access: bool
    height_limit_cm: int | None


class SiteForm(WeeklyHoursMixin, Form):
    """A new site, or all of an old one but its place (see `placing`)."""

    name = forms.CharField(
        label=_("Name of the site"),
        max_length=120,
        help_text=_("As you call it: “Warehouse”, “Head office, 3rd floor”."),
    )
    street = forms.CharField(
        label=_("Street and number"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "street-address"}),
        help_text=_("Only the parties of an accepted claim and the driver see it."),
    )
    town = forms.CharField(label=_("Town"), max_length=80, widget=forms.TextInput({"autocomplete": "address-level2"}))
    postcode = forms.CharField(
        label=_("Postcode"), max_length=12, required=False, widget=forms.TextInput({"autocomplete": "postal-code"})
    )
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    access_notes = forms.CharField(
        label=_("How one gets in"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Which gate, where to park, height limits, the lift, whom to ring. The driver reads this."),
    )
    contact_name = forms.CharField(label=_("Contact on site"), max_length=120, required=False)
    contact_phone = forms.CharField(
        label=_("Telephone on site"), max_length=30, required=False, widget=forms.TextInput({"type": "tel"})
    )
    has_loading_dock = forms.BooleanField(label=_("There is a loading dock"), required=False)
    has_step_free_access = forms.BooleanField(label=_("Access is step-free"), required=False)
    height_limit_cm = forms.IntegerField(
        label=_("Height limit (cm)"),
        min_value=100,
        max_value=1000,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text=_("Of a gate, a bridge or a roof on the way in. No higher van is sent. Empty: there is none."),
    )

    def __init__(self, data: object = None, *, site: Site | None = None) -> None:
        super().__init__(data, initial=_shown(site))
        if site is not None:
            for name in PLACE_FIELDS:
                del self.fields[name]
        self.ask_hours(site.dock_hours if site is not None else default_dock_hours())

    def clean(self) -> None:
        typed = self.cleaned_data
        if "lat" in self.fields and (typed.get("lat") is None) != (typed.get("lon") is None):
            missing = "lat" if typed.get("lat") is None else "lon"
            if missing not in self.errors:
                self.add_error(missing, ValidationError(_("A point needs both numbers."), code="half_a_point"))
        self.check_hours()

    def pin(self) -> Point | None:
        """The point that was set by hand, if one was."""
        latitude, longitude = self.cleaned_data.get("lat"), self.cleaned_data.get("lon")
        return None if latitude is None or longitude is None else Point(latitude, longitude)

    def details(self) -> SiteDetails:
        """What was typed, once the form is valid."""
        typed = self.cleaned_data
        return {
            "name": typed["name"],
            "dock_hours": self.told_hours(),
            "access_notes": typed["access_notes"],
            "contact_name": typed["contact_name"],
            "contact_phone": typed["contact_phone"],
            "has_loading_dock": typed["has_loading_dock"],
            "has_step_free_access": typed["has_step_free_access"],
            "height_limit_cm": typed["height_limit_cm"],
        }


def _shown(site: Site | None) -> dict[str, str | bool | int | None]:
    if site is None:
        return {"has_step_free_access": True}
    return {
        "name": site.name,
        "access_notes": site.access_notes,
        "contact_name": site.contact_name,
        "contact_phone": site.contact_phone,
        "has_loading_dock": site.has_loading_dock,
        "has_step_free_access": site.has_step_free_access,
        "height_limit_cm": site.height_limit_cm,
    }
