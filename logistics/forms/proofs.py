"""Proof of a handover, the reason why there was none, and the time of one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from listings.forms.fields import QuantityField
from listings.photo_processing import MOST_BYTES, PhotoTooHeavy, shown_name
from logistics.actions.driving import LONGEST_REASON
from logistics.actions.proving import LONGEST_NAME, LONGEST_NOTE
from marketplace.web.forms import Form

REASONS = [
    ("nobody", _("Nobody was there")),
    ("not_ready", _("The goods were not ready")),
    ("does_not_fit", _("They did not fit into the van")),
    ("no_access", _("We could not get in")),
    ("refused", _("They did not want it")),
    ("van", _("The van broke down")),
    ("other", _("Something else")),
]


class ProofForm(Form):
    """What shows that the goods changed hands. The hidden number makes a form that is sent twice count once."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    quantity = QuantityField(
        label=_("How many, as you count them"), widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    )
    code = forms.CharField(
        label=_("Their three words"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput({"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Ask for them. Without them, take a photo."),
    )
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput(
            {"accept": "image/jpeg,image/png,image/webp", "capture": "environment", "data-preview": True}
        ),
        help_text=_("Of the goods where they are now."),
    )
    signer_name = forms.CharField(
        label=_("Their name"), max_length=LONGEST_NAME, widget=forms.TextInput({"autocomplete": "off"})
    )
    note = forms.CharField(label=_("Note"), max_length=LONGEST_NOTE, required=False)

    def clean_photo(self) -> bytes | None:
        """The bytes of the picture; one that is too heavy is refused unread."""
        file: UploadedFile[Any] | None = self.cleaned_data["photo"]  # Any: whatever kind of file holds it
        if file is None:
            return None
        if (file.size or 0) > MOST_BYTES:
            refusal = PhotoTooHeavy(name=shown_name(file.name or ""), most=MOST_BYTES // 1024 // 1024)
            raise ValidationError(refusal.said_with(gettext), code=refusal.code)
        content: bytes = file.read()
        return content


class FailForm(Form):
    """Why a stop did not work."""

    reason = forms.ChoiceField(label=_("What happened?"), choices=REASONS, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"),
        max_length=LONGEST_REASON - 60,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("The parties and your coordinator read this."),
    )

    def clean(self) -> dict[str, Any]:  # Any: Django's own shape
        """Something else has to be said in words."""
        said = self.cleaned_data
        if said.get("reason") == "other" and not said.get("words", "").strip():
            self.add_error("words", ValidationError(_("Say what happened."), code="required"))
        return said

    def sentence(self) -> str:
        """The reason as the parties read it."""
        said = self.cleaned_data
        label, words = str(dict(REASONS)[said["reason"]]), said["words"].strip()
        if said["reason"] == "other":
            return str(words)
        return f"{label}: {words}" if words else label


class FetchForm(Form):
    """When the receiver comes."""

    at = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
