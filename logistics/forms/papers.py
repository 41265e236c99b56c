"""Signing statements, declaring and taking waste, noting a tracking number."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from logistics.actions.paperwork.attesting import LONGEST_DETAIL
from logistics.actions.paperwork.declaring import LONGEST_AUTHORISATION
from logistics.actions.runs.proving import LONGEST_NAME
from logistics.papers.statements import KEYS, STATEMENTS
from logistics.papers.waste import (
    EXEMPTIONS,
    FORMS,
    HIERARCHY,
    MOST_CONTAINERS,
    WasteValues,
    containers,
    hazards,
    treatments,
)
from marketplace.web.forms import Form

ALL, NOT_ALL = "all", "not_all"


def _in_order(named: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(named.items(), key=lambda one: one[1])


class SignerName(forms.CharField):
    """A name that stands as a signature."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Your name, as your signature"),
            max_length=LONGEST_NAME,
            widget=forms.TextInput({"autocomplete": "name"}),
        )


class AttestForm(Form):
    """The seven statements in one tick; which do not hold, and why, only where that is so."""

    answer = forms.ChoiceField(
        label=_("Do all seven hold?"),
        choices=[(ALL, _("All seven hold: these are goods, not waste")), (NOT_ALL, _("Not all of them hold"))],
        widget=forms.RadioSelect,
    )
    fails = forms.MultipleChoiceField(
        label=_("Which do not hold?"),
        choices=[(one.key, _(one.words)) for one in STATEMENTS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    detail = forms.CharField(
        label=_("Why not"),
        max_length=LONGEST_DETAIL,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("The other side reads it."),
    )
    signer_name = SignerName()

    def clean(self) -> dict[str, Any]:  # Any: Django's own shape
        """Who says that something does not hold names it; who says that all hold names nothing."""
        said = self.cleaned_data
        if said.get("answer") == NOT_ALL and not said.get("fails"):
            self.add_error("fails", _now("Tick those that do not hold."))
        if said.get("answer") == ALL and said.get("fails"):
            self.add_error("answer", _now("You ticked some that do not hold. Untick them, or choose the other answer."))
        return said

    def held(self) -> list[str]:
        """The keys of those that hold."""
        return [key for key in KEYS if key not in self.cleaned_data["fails"]]


class DeclareForm(Form):
    """What a waste transfer note has to say of the waste."""

    codes = forms.CharField(
        label=_("List of Waste (EWC) codes"),
        max_length=60,
        help_text=_("One to five, with commas between them: 20 01 36, 20 03 07."),
    )
    description = forms.CharField(label=_("What it is"), max_length=300)
    origin = forms.CharField(
        label=_("Where it came from"), max_length=200, help_text=_("The process: an office clearance, a refit.")
    )
    sic_code = forms.CharField(
        label=_("SIC code of your organisation"),
        max_length=5,
        help_text=_("Four or five digits, as at Companies House."),
    )
    mass_kg = forms.DecimalField(label=_("Mass (kg)"), max_digits=9, decimal_places=3, min_value=0)
    is_estimate = forms.BooleanField(label=_("That is an estimate"), required=False)
    physical_form = forms.ChoiceField(label=_("Nature"), choices=[(key, _(word)) for key, word in FORMS.items()])
    container_type = forms.ChoiceField(label=_("Containers"), choices=_in_order(containers()))
    container_count = forms.IntegerField(label=_("How many containers"), min_value=1, max_value=MOST_CONTAINERS)
    hazard_found = forms.TypedChoiceField(
        label=_("Does it hold anything hazardous?"),
        choices=[("", _("Nobody had to assess it")), ("no", _("Assessed: nothing")), ("yes", _("Assessed: it does"))],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        required=False,
        help_text=_("Codes that come in pairs (with and without hazardous substances) need an assessment."),
    )
    hazard_basis = forms.CharField(label=_("How was that found out, and by whom?"), max_length=300, required=False)
    hazards = forms.MultipleChoiceField(
        label=_("Hazardous properties"),
        choices=[(code, f"{code.replace('_', ' ')} {words}") for code, words in hazards().items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for hazardous codes, those with a star."),
    )
    components = forms.CharField(label=_("Hazardous components"), max_length=500, required=False)
    consignment_code = forms.CharField(
        label=_("Consignment code"), max_length=40, required=False, help_text=_("Only for hazardous waste.")
    )
    contains_pops = forms.BooleanField(
        label=_("It holds persistent organic pollutants (POPs)"),
        required=False,
        help_text=_("Upholstered seats often do. Such waste may not be used again."),
    )
    prior_treatment = forms.CharField(
        label=_("What was done to it before"), max_length=300, required=False, help_text=_("Empty: nothing.")
    )
    hierarchy_applied = forms.BooleanField(label=_(HIERARCHY))
    signer_name = SignerName()

    def values(self) -> WasteValues:
        """What was typed, as the action takes it."""
        said = {key: value for key, value in self.cleaned_data.items() if key != "signer_name"}
        said["codes"] = [code for code in (part.strip() for part in said["codes"].split(",")) if code]
        return WasteValues(**said)


class TakeForm(Form):
    """Under which permit the receiver takes it, who carries it, and the signature."""

    authorisation = forms.CharField(
        label=_("Your permit, licence or registered exemption"),
        max_length=LONGEST_AUTHORISATION,
        help_text=_("For instance EPR/AB1234CD, or T11 exemption WEX123456."),
    )
    treatment = forms.ChoiceField(
        label=_("What becomes of it"),
        required=False,
        choices=lambda: [
            ("", _now("It is prepared for reuse (has no code)")),
            *((code, f"{code} {words}"[:90]) for code, words in treatments().items()),
        ],
    )
    carrier_registration = forms.CharField(
        label=_("Registration of the waste carrier"),
        max_length=30,
        required=False,
        help_text=_("Of whoever carries it: like CBDU123456."),
    )
    carrier_exemption = forms.ChoiceField(
        label=_("Or why the carrier needs none"),
        required=False,
        choices=[("", _("It is registered, see above")), *((key, _(word)) for key, word in EXEMPTIONS.items())],
    )
    signer_name = SignerName()


class TrackingForm(Form):
    """The number that digital waste tracking gave the movement."""

    tracking_id = forms.CharField(label=_("Waste tracking number"), max_length=40)
