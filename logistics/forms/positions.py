"""Where the van is, and whether it tells."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from marketplace.kernel.errors import DomainError
from marketplace.kernel.geo import Point
from marketplace.web.forms import Form


class SharingForm(Form):
    """The driver's choice."""

    share = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class PositionForm(Form):
    """A place as a phone knows it: degrees (WGS 84), and within how many metres."""

    latitude = forms.FloatField()
    longitude = forms.FloatField()
    accuracy = forms.FloatField(min_value=0, max_value=10_000_000)

    def clean_accuracy(self) -> int:
        """Whole metres."""
        metres: float = self.cleaned_data["accuracy"]
        return round(metres)

    def clean(self) -> dict[str, Any]:  # Any: Django's own shape
        """The two numbers as a place."""
        said = self.cleaned_data
        if "latitude" in said and "longitude" in said:
            try:
                said["point"] = Point(said["latitude"], said["longitude"])
            except DomainError as refusal:
                raise ValidationError(refusal.said_with(gettext), code=refusal.code) from refusal
        return said
