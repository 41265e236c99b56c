"""Proof of a handover, the reason why there was none, and the time of one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from listings.forms.fields import QuantityField
from listings.models import Condition
from listings.photo_processing import MOST_BYTES, PhotoTooHeavy, shown_name
from listings.queries.claims import told
from logistics.actions.runs.driving import COME_AGAIN, LONGEST_REASON
from logistics.actions.runs.failing import Reason
from logistics.actions.runs.leaving import LONGEST_NOTE as LONGEST_LEAVING_NOTE
from logistics.actions.runs.proving import LONGEST_NAME, LONGEST_NOTE
from logistics.models import FailureCode, FailureStep, Stop, StopKind
from marketplace.web.forms import Form


class PhotoField(forms.FileField):
    """A photo that is taken on the spot."""

    def __init__(self, *, help_text: Any) -> None:  # Any: words that are translated when they are shown
        super().__init__(
            label=_("Photo"),
            required=False,
            widget=forms.FileInput(
                {"accept": "image/jpeg,image/png,image/webp", "capture": "environment", "data-preview": True}
            ),
            help_text=help_text,
        )


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
    photo = PhotoField(help_text=_("Of the goods where they are now."))
    signer_name = forms.CharField(
        label=_("Their name"), max_length=LONGEST_NAME, widget=forms.TextInput({"autocomplete": "off"})
    )
    note = forms.CharField(label=_("Note"), max_length=LONGEST_NOTE, required=False)

    def clean_photo(self) -> bytes | None:
        """The bytes of the picture; one that is too heavy is refused unread."""
        return content_of(self.cleaned_data["photo"])


class StopProofForm(ProofForm):
    """The proof of a stop, as a driver gives it."""

    condition = forms.ChoiceField(
        label=_("Condition"), choices=[("", _("Not looked at")), *Condition.choices], required=False
    )
    rest = forms.ChoiceField(
        label=_("If some stays behind"),
        choices=[
            (COME_AGAIN, _("We come again for it: it stays promised")),
            ("give_up", _("It is not there, or not needed: it goes back on offer")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    #: drawn on a phone, where its script adds it; a name alone does as well.
    signature = forms.FileField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: handed on to Django's own
        super().__init__(*args, **kwargs)
        if self.initial.get("kind") == StopKind.DROPOFF:
            del self.fields["rest"]

    def clean_signature(self) -> bytes | None:
        """The bytes of what was drawn."""
        return content_of(self.cleaned_data["signature"])


def content_of(file: UploadedFile[Any] | None) -> bytes | None:  # Any: whatever kind of file holds it
    """The bytes of a picture that was sent; none was: nothing.

    :raises ValidationError: it is too heavy; nothing of it is read
    """
    if file is None:
        return None
    if (file.size or 0) > MOST_BYTES:
        refusal = PhotoTooHeavy(name=shown_name(file.name or ""), most=MOST_BYTES // 1024 // 1024)
        raise ValidationError(refusal.said_with(gettext), code=refusal.code)
    content: bytes = file.read()
    return content


class LeaveForm(Form):
    """A look at the van before it leaves, and at what should be in it."""

    is_fit = forms.BooleanField(
        label=_("The van is fit to drive: tyres, lights, mirrors; nothing loose in the back"), required=False
    )
    aboard = forms.MultipleChoiceField(
        label=_("In the van from an earlier day"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Note"), max_length=LONGEST_LEAVING_NOTE, required=False)

    def __init__(self, data: Any = None, *, stops: Sequence[Stop], **said: Any) -> None:  # Any: Django's own
        super().__init__(data, **said)
        choices = [(str(stop.pk), _choice(stop)) for stop in stops]
        if choices:
            self.fields["aboard"] = forms.MultipleChoiceField(
                label=self.fields["aboard"].label,
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("What you do not tick falls away from this run; your coordinator hears of it."),
            )
        else:
            del self.fields["aboard"]

    def clean_aboard(self) -> frozenset[int]:
        """The ids of the stops."""
        return frozenset(int(pk) for pk in self.cleaned_data["aboard"])


def _choice(stop: Stop) -> str:
    claim = stop.collection.claim
    amount = told(stop.collection.collected_quantity or stop.collection.quantity, claim.listing)
    return f"{amount}, {claim.listing.title} → {claim.organisation}"


class FailForm(Form):
    """Why a stop did not work, and what comes next."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    reason = forms.ChoiceField(label=_("What happened?"), choices=FailureCode.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"),
        max_length=LONGEST_REASON - 60,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("The parties and your coordinator read this."),
    )
    photo = PhotoField(help_text=_("Of the closed gate, the goods, whatever shows it."))
    step = forms.ChoiceField(
        label=_("What comes next?"),
        choices=FailureStep.choices,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: handed on to Django's own
        super().__init__(*args, **kwargs)
        if self.initial.get("kind") == StopKind.PICKUP:
            step = self.fields["step"]
            step.choices = [one for one in FailureStep.choices if one[0] != FailureStep.BACK]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_photo(self) -> bytes | None:
        """The bytes of the picture."""
        return content_of(self.cleaned_data["photo"])

    def clean(self) -> dict[str, Any]:  # Any: Django's own shape
        """Something else has to be said in words."""
        said = self.cleaned_data
        if said.get("reason") == FailureCode.OTHER and not said.get("words", "").strip():
            self.add_error("words", ValidationError(_("Say what happened."), code="required"))
        return said

    def said(self) -> Reason:
        """The reason as it was given."""
        said = self.cleaned_data
        return Reason(said["reason"], said["words"], said["step"] or FailureStep.ANOTHER_DAY)


class FetchForm(Form):
    """When the receiver comes."""

    at = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
