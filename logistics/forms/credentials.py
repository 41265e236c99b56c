"""Recording a paper of the fleet, and putting one away."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from listings.forms.fields import DayField, read_photo
from listings.photo_processing import PhotoRefused
from logistics.actions.people.licensing import LONGEST_NUMBER, LONGEST_WHY, CredentialValues, PaperFile
from logistics.clearance import CATEGORIES, DRIVING_LICENCE, KINDS, Subject
from logistics.models import CredentialKind
from marketplace.web.forms import Form

MOST_PDF_BYTES: Final = 10 * 1024 * 1024
_CATEGORY_WORDS: Final = {
    "B": _("B: cars and vans up to 3.5 t"),
    "BE": _("BE: the same with a large trailer"),
    "C1": _("C1: lorries up to 7.5 t"),
    "C1E": _("C1E: the same with a large trailer"),
    "C": _("C: heavier lorries"),
    "CE": _("CE: the same with a large trailer"),
}


class ScanField(forms.FileField):
    """A photo (cleaned and shrunk) or a PDF of a paper: a `PaperFile`, or nothing."""

    def __init__(self, **kwargs: Any) -> None:  # Any: handed on to Django's field
        widget = forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"})
        widget.template_name = "django/forms/widgets/file.html"
        super().__init__(widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> PaperFile | None:  # Any: Django's own signature
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        head = file.read(5)
        file.seek(0)
        if head == b"%PDF-":
            if (file.size or 0) > MOST_PDF_BYTES:
                raise forms.ValidationError(_("A PDF may have 10 MB at most."), code="pdf_too_heavy")
            return PaperFile(file.read(), "pdf")
        try:
            return PaperFile(read_photo(file).large.webp, "webp")
        except PhotoRefused as refusal:
            raise forms.ValidationError(refusal.said_with(gettext), code=refusal.code) from refusal


class CredentialForm(Form):
    """What is on a paper, and a picture of it."""

    kind = forms.ChoiceField(label=_("Which paper"))
    number = forms.CharField(
        label=_("Number"),
        max_length=LONGEST_NUMBER,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("As it is printed. Of a driving licence it is not needed."),
    )
    categories = forms.MultipleChoiceField(
        label=_("What the licence lets its holder drive"),
        choices=[(one, _CATEGORY_WORDS[one]) for one in CATEGORIES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    valid_from = DayField(label=_("Valid from"))
    valid_until = DayField(label=_("Valid until"), required=False, help_text=_("The last day. Empty only if it lasts."))
    file = ScanField(
        label=_("Scan or photo"), required=False, help_text=_("PDF, JPEG, PNG or WebP. For coordinators only.")
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        files: Mapping[str, Any] | None = None,  # Any: as above
        *,
        subject: Subject,
        kind: str = "",
    ) -> None:
        super().__init__(data, files, initial={"kind": kind if kind in KINDS[subject] else "", "categories": ["B"]})
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (one, capfirst(CredentialKind(one).label)) for one in KINDS[subject]
        ]
        if DRIVING_LICENCE not in KINDS[subject]:
            del self.fields["categories"]

    def values(self) -> CredentialValues:
        """What was said, for the action."""
        said = self.cleaned_data
        return CredentialValues(
            kind=said["kind"],
            valid_from=said["valid_from"],
            valid_until=said["valid_until"],
            number=said["number"],
            categories=said.get("categories", ()),
        )


class PutAwayForm(Form):
    """Why a paper does not count any more."""

    why = forms.CharField(label=_("Why it does not count any more"), max_length=LONGEST_WHY)
