"""Forms about alerts: an answer, how one wants to be told, a search to save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.models import NoReason
from listings.models.alerts import HOW_OFTEN
from listings.models.saved import OFTEN
from listings.telling import Habits, HowOften
from marketplace.web.forms import Form


class AnswerForm(Form):
    """Interested, or not for us and why."""

    answer = forms.ChoiceField(choices=[("interested", _("Interested")), ("not_for_us", _("Not for us"))])
    reason = forms.ChoiceField(
        label=_("Why is it not for you?"), choices=NoReason.choices, widget=forms.RadioSelect, required=False
    )


class HabitsForm(Form):
    """How often, and in which hours never."""

    how_often = forms.ChoiceField(label=_("Tell me of what fits"), choices=HOW_OFTEN, widget=forms.RadioSelect)
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("In these hours nothing is sent; it waits until they end."),
    )
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=50, help_text=_("Of the hours above, such as Europe/London.")
    )

    def values(self) -> dict[str, Any]:  # Any: values of several types
        """What was filled in, for the action; the form has to be valid."""
        return {**self.cleaned_data, "how_often": HowOften(self.cleaned_data["how_often"])}


def initial_of_habits(habits: Habits) -> dict[str, Any]:  # Any: as above
    """The habits as the form shows them."""
    return {
        "how_often": habits.how_often.value,
        "quiet_from": habits.quiet_from,
        "quiet_until": habits.quiet_until,
        "time_zone": habits.zone,
    }


class SaveSearchForm(Form):
    """The name of a search, and how often its finds are told. The search itself comes along as it is."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("You find it by this name under Alerts."))
    how_often = forms.ChoiceField(label=_("Tell me of what is new"), choices=OFTEN, required=False)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)
