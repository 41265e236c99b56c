"""What is said later about what a receipt brought."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from logistics.forms.credentials import ScanField
from marketplace.impact.actions.stating import Weight
from marketplace.kernel.mass import MassBasis
from marketplace.web.forms import Form


class MassForm(Form):
    """The mass of all that was kept, how it is known, and what shows it."""

    mass_kg = forms.DecimalField(label=_("Mass of all that was kept (kg)"), max_digits=12, decimal_places=3)
    basis = forms.ChoiceField(label=_("How it is known"), choices=MassBasis.choices())
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=300,
        required=False,
        help_text=_("The number of the ticket, the maker and model, or the volume and the density."),
    )
    file = ScanField(label=_("Photo or PDF of it"), required=False)
    reason = forms.CharField(label=_("Why it is stated anew"), max_length=300)
    confirmed = forms.BooleanField(label=_("It is unusual, and it is right"), required=False)

    @property
    def weight(self) -> Weight:
        """What a valid form says."""
        said: dict[str, Any] = self.cleaned_data  # Any: what Django's forms clean to
        return Weight(said["mass_kg"], said["basis"], said["evidence"], said["file"])


class RepairForm(Form):
    """What putting it right took until now."""

    electricity_kwh = forms.DecimalField(
        label=_("Electricity (kWh)"), max_digits=10, decimal_places=3, min_value=Decimal(0), initial=0
    )
    parts_kgco2e = forms.DecimalField(
        label=_("Parts (kg CO₂e)"), max_digits=10, decimal_places=3, min_value=Decimal(0), initial=0
    )
    source = forms.CharField(label=_("How that is known"), max_length=300)


class ReturnForm(Form):
    """Goods that came back to the giver."""

    quantity = forms.DecimalField(label=_("How many came back"), max_digits=12, decimal_places=3)
    reason = forms.CharField(label=_("Why"), max_length=300)
