"""The forms of recurring material: how it comes again, pausing, and a standing claim with its breaks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.forms.fields import DayField, QuantityField
from listings.models import Listing, Recurrence
from listings.models.steps import LONGEST_PURPOSE
from listings.queries.claims import told
from listings.queries.listings import sites_for_choice
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, Site
from marketplace.web.forms import Form
from marketplace.web.repeating import RepeatingMixin


class DaysField(forms.IntegerField):
    """A whole number of days."""

    def __init__(self, **kwargs: Any) -> None:  # Any: handed on to Django's field
        widget = forms.TextInput(attrs={"inputmode": "numeric", "data-unit": _("days")})
        super().__init__(widget=widget, error_messages={"invalid": _("Type a whole number of days.")}, **kwargs)


class RepeatForm(RepeatingMixin, Form):
    """How much comes each time, when, and how long before it is posted."""

    quantity = QuantityField(label=_("How much each time?"), widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    starts_on = DayField(label=_("From which day?"))
    ahead_days = DaysField(
        label=_("Posted how long before?"), help_text=_("So long before each day it becomes a listing.")
    )
    gone_within_days = DaysField(
        label=_("Gone within how many days?"),
        help_text=_("Left empty, it has no day by which it must be gone."),
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        *,
        listing: Listing,
        today: date,
    ) -> None:
        super().__init__(data, initial={"quantity": listing.quantity, "starts_on": today, "ahead_days": 7})
        self.fields["quantity"].widget.attrs["data-unit"] = Unit(listing.unit).plural
        self.ask_repeating(starts_on=today)

    def clean(self) -> None:
        """The rule as a whole."""
        super().clean()
        self.check_repeating()


class PauseForm(Form):
    """Until when."""

    resumes_on = DayField(
        label=_("Goes on from"), required=False, help_text=_("Left empty, it stays paused until you let it go on.")
    )


class DayForm(Form):
    """One of its days."""

    on = DayField(label=_("Day"))


class StandingForm(Form):
    """How much of each time, where it goes, and what for."""

    quantity = QuantityField(label=_("How much each time?"), widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    purpose = forms.CharField(
        label=_("What is it for?"),
        max_length=LONGEST_PURPOSE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The giver decides by it. One or two sentences are enough."),
    )
    site = forms.ModelChoiceField(label=_("Where it goes"), queryset=Site.objects.none(), empty_label=None)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: as above
        *,
        recurrence: Recurrence,
        organisation: Organisation,
    ) -> None:
        super().__init__(data)
        sites = sites_for_choice(organisation)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]  # a ModelChoiceField
        box = self.fields["quantity"]
        box.widget.attrs["data-unit"] = Unit(recurrence.listing.unit).plural
        left = recurrence.quantity - recurrence.promised
        box.help_text = _("%(left)s of each time are not promised yet") % {"left": told(left, recurrence.listing)}


class BreakForm(Form):
    """Days on which nothing is collected."""

    from_on = DayField(label=_("From"))
    to_on = DayField(label=_("To and with"))
