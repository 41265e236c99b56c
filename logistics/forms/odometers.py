"""What the dial of a vehicle said before and after a run."""

from django import forms
from django.utils.translation import gettext_lazy as _

from logistics.models.odometers import MOST_KM
from marketplace.web.forms import Form

_WHOLE = {"inputmode": "numeric", "autocomplete": "off", "data-unit": "km"}


class OdometerForm(Form):
    """Before, after, or both."""

    start_km = forms.IntegerField(
        label=_("Before the run"),
        min_value=0,
        max_value=MOST_KM,
        required=False,
        localize=True,
        widget=forms.TextInput(_WHOLE),
    )
    end_km = forms.IntegerField(
        label=_("After it"),
        min_value=0,
        max_value=MOST_KM,
        required=False,
        localize=True,
        widget=forms.TextInput(_WHOLE),
    )
    is_sure = forms.BooleanField(label=_("It is right"), required=False)
