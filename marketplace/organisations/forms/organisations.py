"""What an organisation says of itself."""

from typing import TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.organisations.models import Organisation, OrganisationKind
from marketplace.web.forms import Form


class Details(TypedDict):
    """What the form gives to the actions."""

    name: str
    kind: str
    registration_number: str
    about: str
    carries_for_others: bool


class OrganisationForm(Form):
    """The details of an organisation, new or old."""

    name = forms.CharField(
        label=_("Name of the organisation"), max_length=120, widget=forms.TextInput({"autocomplete": "organization"})
    )
    kind = forms.ChoiceField(label=_("Type"), choices=OrganisationKind.choices, widget=forms.RadioSelect)
    registration_number = forms.CharField(
        label=_("Registration number"),
        max_length=40,
        required=False,
        help_text=_("Of the company, charity or school. It is shown on your public page."),
    )
    about = forms.CharField(
        label=_("About"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What you do, in a few sentences. Everybody can read this."),
    )
    carries_for_others = forms.BooleanField(
        label=_("We carry goods for other organisations"),
        required=False,
        help_text=_("You have a van and collect for others too: they can then ask you to."),
    )

    def details(self) -> Details:
        """What was typed, once the form is valid."""
        typed = self.cleaned_data
        return {
            "name": typed["name"],
            "kind": typed["kind"],
            "registration_number": typed["registration_number"],
            "about": typed["about"],
            "carries_for_others": typed["carries_for_others"],
        }


def details_of(organisation: Organisation) -> dict[str, str | bool]:
    """What the form shows before anything is changed."""
    return {
        "name": organisation.name,
        "kind": organisation.kind,
        "registration_number": organisation.registration_number,
        "about": organisation.about,
        "carries_for_others": organisation.carries_for_others,
    }
