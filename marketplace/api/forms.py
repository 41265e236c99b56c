"""Making a token."""

from typing import Any, TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.api.actions.issuing import MOST_DAYS
from marketplace.api.scopes import WORDS, Scope
from marketplace.web.forms import Form

_DAYS_REFUSED = _("Give a number of days from 1 to 366.")


class TokenValues(TypedDict):
    """What the form gives to the action."""

    name: str
    scopes: list[Scope]
    days: int


class TokenForm(Form):
    """What it is for, what it may do, and for how long."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=80, help_text=_("For example: asset register, nightly export")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=[(scope.value, _(words)) for scope, words in WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than your own roles allow, and nothing once you have left the organisation."),
    )
    days = forms.IntegerField(
        label=_("For how many days?"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=90,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _DAYS_REFUSED),
        widget=forms.TextInput({"inputmode": "numeric"}),
    )

    def values(self) -> TokenValues:
        """What was typed, once it is valid."""
        said: dict[str, Any] = self.cleaned_data  # Any: Django's own
        return {"name": said["name"], "scopes": [Scope(one) for one in said["scopes"]], "days": said["days"]}
