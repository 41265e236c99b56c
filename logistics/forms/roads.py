"""Driving times: what a coordinator sets by hand, and the fit that they saw."""

from django import forms
from django.utils.translation import gettext_lazy as _

from logistics.actions.days.measuring import ShownFit
from marketplace.kernel.travel import TravelLaw
from marketplace.web.forms import Form


class LawForm(Form):
    """The five numbers of a law."""

    factor = forms.FloatField(
        label=_("Traffic factor"),
        min_value=0.5,
        max_value=4,
        help_text=_("1 is an empty road; city centres have 1.25 to 1.5."),
    )
    base_s = forms.FloatField(label=_("Seconds for each trip"), min_value=0, max_value=1800)
    per_km_s = forms.FloatField(label=_("Seconds for each kilometre as the crow flies"), min_value=20, max_value=900)
    circuity = forms.FloatField(
        label=_("Kilometres of road for each kilometre as the crow flies"), min_value=1, max_value=4
    )
    margin = forms.FloatField(
        label=_("Margin"),
        min_value=0.8,
        max_value=2,
        help_text=_("1.15 halves the late stops and leaves out about one job in a hundred."),
    )

    def law(self) -> TravelLaw:
        """What was typed."""
        return TravelLaw(**self.cleaned_data)


class FitForm(Form):
    """The fit as it was shown: hidden, and compared."""

    base_s = forms.FloatField(widget=forms.HiddenInput)
    per_km_s = forms.FloatField(widget=forms.HiddenInput)

    def shown(self) -> ShownFit:
        """What was before them."""
        return ShownFit(**self.cleaned_data)
