"""What the operator enters: an official file of factors, a decision about parameters."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.impact.factors.official import OfficialFile
from marketplace.web.forms import Form

FIRST_YEAR: Final = 2012
LAST_YEAR: Final = 2100


class OfficialForm(Form):
    """The publisher's flat file and what is printed on it."""

    file = forms.FileField(label=_("Flat file (XLSX)"), help_text=_("As published, unchanged: its digest is kept."))
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    version = forms.CharField(label=_("Version"), max_length=20, help_text=_("As the publisher names it: v1, v1.2."))
    published_on = forms.DateField(
        label=_("Published on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    sha256 = forms.RegexField(
        label=_("SHA-256, if the publisher states it"),
        regex=r"^\s*[0-9a-fA-F]{64}\s*$",
        required=False,
        error_messages={"invalid": _("A SHA-256 has 64 digits and letters from a to f.")},
    )

    @property
    def what(self) -> OfficialFile:
        """What a valid form says of the file."""
        said = self.cleaned_data
        return OfficialFile(said["year"], said["version"].strip(), said["published_on"])


class AdmitForm(OfficialForm):
    """The same of a file that was looked at and is kept under its digest."""

    file = None  # type: ignore[assignment]  # Django's way to take a field off
    sha256 = forms.RegexField(regex=r"^[0-9a-f]{64}$")


class DecisionForm(Form):
    """Whether a proposed set of parameters is taken into use, and why."""

    verdict = forms.ChoiceField(choices=[("adopt", _("Take into use")), ("decline", _("Decline"))])
    note = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
