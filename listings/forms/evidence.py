"""Attaching evidence: one form for each gate, with what that gate asks for."""

from collections.abc import Mapping
from typing import Any, TypedDict

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from listings.actions.evidencing import LONGEST_WORDS
from listings.forms.fields import DayField, read_photo
from listings.gates import Gate
from listings.photo_processing import PhotoRefused, ProcessedPhoto
from marketplace.web.forms import Form


class EvidenceValues(TypedDict, total=False):
    """What the form gives to the action."""

    words: str
    picture: ProcessedPhoto | None
    applies: bool
    unmet: list[str]
    valid_until: Any  # Any: a day or nothing, as the field reads it


class PictureField(forms.FileField):
    """One picture, checked and shrunk: a `ProcessedPhoto`, or nothing."""

    def __init__(self, **kwargs: Any) -> None:  # Any: handed on to Django's field
        attrs = {"accept": "image/jpeg,image/png,image/webp", "data-preview": True}
        widget = forms.ClearableFileInput(attrs=attrs)
        widget.template_name = "django/forms/widgets/file.html"
        super().__init__(widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> ProcessedPhoto | None:  # Any: Django's own signature
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        try:
            return read_photo(file)
        except PhotoRefused as refusal:
            raise forms.ValidationError(refusal.said_with(gettext), code=refusal.code) from refusal


class EvidenceForm(Form):
    """What is shown for one gate. The checklist's gate asks for ticks, the others for a picture or words."""

    met = forms.MultipleChoiceField(label=_("What holds"), required=False, widget=forms.CheckboxSelectMultiple)
    picture = PictureField(label=_("Picture"), required=False, help_text=_("JPEG, PNG or WebP, up to 20 MB."))
    words = forms.CharField(
        label=_("In words"), required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
    valid_until = DayField(label=_("Good until"), required=False)
    does_not_fit = forms.BooleanField(label=_("This rule does not fit the thing"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        files: Mapping[str, Any] | None = None,  # Any: as above
        *,
        gate: Gate,
    ) -> None:
        super().__init__(data, files, auto_id=f"id_{gate.key}_%s")
        self.gate = gate
        if gate.checks:
            self.fields["met"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField
                (check.key, gettext(check.words)) for check in gate.checks
            ]
            self.fields["words"].help_text = _("What does not hold, and how bad it is.")
        else:
            del self.fields["met"]
        if gate.checks or not gate.unless:
            del self.fields["valid_until"], self.fields["does_not_fit"]
        else:
            self.fields["words"].help_text = gettext(gate.asks)
            self.fields["does_not_fit"].help_text = _("%(example)s Say why in words.") % {
                "example": gettext(gate.unless)
            }
            self.fields["valid_until"].help_text = (
                _("The day the next one is due.") if gate.needs_until else _("Only if it runs out.")
            )

    def values(self) -> EvidenceValues:
        """The cleaned values, as the action takes them."""
        told = self.cleaned_data
        met = set(told.get("met", ()))
        return EvidenceValues(
            words=told["words"],
            picture=told.get("picture"),
            applies=not told.get("does_not_fit", False),
            unmet=[check.key for check in self.gate.checks if check.key not in met],
            valid_until=told.get("valid_until"),
        )
