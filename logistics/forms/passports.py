"""What an owner does with a lot: offering it again, dividing, joining, noting, correcting, disclosing, labelling."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.forms.fields import QuantityField
from listings.queries.listings import sites_for_choice
from logistics.actions.custody.noting import LONGEST_NOTE, NOTED
from logistics.labels.sheets import MOST_LABELS
from logistics.models import CustodyKind, Displaced, Passport, Use
from logistics.models.lots import Disclosure
from logistics.models.passports import CustodyEvent, ErrorReason
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, Site
from marketplace.web.forms import Form

_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}
_WHOLE = {"inputmode": "numeric", "autocomplete": "off"}
_Data = Mapping[str, Any] | None  # what forms take

SHEET_CHOICES = [
    ("a4-24", _("A4, 24 labels of 63.5 × 33.9 mm")),
    ("a4-8", _("A4, 8 labels of 99.1 × 67.7 mm")),
    ("roll", _("Roll, 89 × 36 mm")),
]


class _SiteField(forms.ModelChoiceField):  # type: ignore[type-arg]  # its brackets are for the type checker only
    """One of the organisation's own sites, by its name."""


class RelistForm(Form):
    """How many are offered again, and from where."""

    quantity = QuantityField(label=_("How many do you offer?"), widget=forms.TextInput(_DECIMAL))
    site = _SiteField(label=_("Where they are"), queryset=Site.objects.none(), empty_label=None)

    def __init__(self, data: _Data = None, *, passport: Passport, organisation: Organisation) -> None:
        super().__init__(data, initial={"quantity": passport.remaining})
        self.fields["quantity"].widget.attrs["data-unit"] = Unit(passport.listing.unit).plural
        self.fields["site"].queryset = sites_for_choice(organisation)  # type: ignore[attr-defined]  # a model choice


class PartForm(RelistForm):
    """How many get a passport of their own."""

    quantity = QuantityField(label=_("How many go their own way?"), widget=forms.TextInput(_DECIMAL))

    def __init__(self, data: _Data = None, *, passport: Passport, organisation: Organisation) -> None:
        super().__init__(data, passport=passport, organisation=organisation)
        self.initial = {}


class _LotsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # as above
    def label_from_instance(self, obj: Passport) -> str:
        return f"{obj.listing.title} · {obj.code}"


class JoinForm(Form):
    """Which other lots become one with this."""

    others = _LotsField(
        label=_("Which lots join it?"), queryset=Passport.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    site = _SiteField(label=_("Where they are"), queryset=Site.objects.none(), empty_label=None)

    def __init__(self, data: _Data = None, *, passport: Passport, organisation: Organisation) -> None:
        super().__init__(data)
        alike = Passport.objects.at_home_with(organisation).exclude(pk=passport.pk).for_page()
        alike = alike.filter(listing__category=passport.listing.category, listing__unit=passport.listing.unit)
        self.fields["others"].queryset = alike.order_by("-created_at", "-pk")  # type: ignore[attr-defined]  # as above
        self.fields["site"].queryset = sites_for_choice(organisation)  # type: ignore[attr-defined]  # as above


class NoteForm(Form):
    """What happened to so many of it."""

    kind = forms.ChoiceField(
        label=_("What happened?"),
        widget=forms.RadioSelect,
        choices=[(kind.value, CustodyKind(kind).label) for kind in NOTED],
    )
    quantity = QuantityField(label=_("To how many of it?"), widget=forms.TextInput(_DECIMAL))
    note = forms.CharField(
        label=_("In a few words"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_("Everybody who scans the label reads this."),
    )

    def __init__(self, data: _Data = None, *, passport: Passport) -> None:
        super().__init__(data, initial={"quantity": passport.remaining})
        self.fields["quantity"].widget.attrs["data-unit"] = Unit(passport.listing.unit).plural


class CorrectForm(Form):
    """What was wrong with an event."""

    reason = forms.ChoiceField(label=_("What was wrong?"), widget=forms.RadioSelect, choices=ErrorReason.choices)
    quantity = QuantityField(label=_("How many was it really?"), required=False, widget=forms.TextInput(_DECIMAL))
    note = forms.CharField(label=_("In a few words"), max_length=LONGEST_NOTE, required=False)

    def __init__(self, data: _Data = None, *, event: CustodyEvent) -> None:
        super().__init__(data, initial={"quantity": event.quantity, "reason": ErrorReason.DID_NOT_OCCUR})
        self.fields["quantity"].widget.attrs["data-unit"] = Unit(event.passport.listing.unit).plural


class DisclosureForm(Form):
    """What the public page says of this organisation."""

    tells_name = forms.BooleanField(label=_("Our name"), required=False)
    tells_town = forms.BooleanField(label=_("Our town and the district of the postcode"), required=False)
    shows_photos = forms.BooleanField(
        label=_("The photos of our listing"), required=False, help_text=_("While anybody may open the listing.")
    )
    all_others = forms.BooleanField(
        label=_("Choose the same for all our other lots"),
        required=False,
        help_text=_("Lots for which you chose something else keep that."),
    )

    def __init__(self, data: _Data = None, *, chosen: Disclosure | None) -> None:
        shown = ("tells_name", "tells_town", "shows_photos")
        super().__init__(data, initial={name: getattr(chosen, name) if chosen else True for name in shown})


class LabelsForm(Form):
    """Which sheet, how many labels, and how many of the first sheet are used."""

    sheet = forms.ChoiceField(label=_("Paper"), choices=SHEET_CHOICES, widget=forms.RadioSelect)
    count = forms.IntegerField(
        label=_("How many labels?"), min_value=1, max_value=MOST_LABELS, widget=forms.TextInput(_WHOLE)
    )
    skip = forms.IntegerField(
        label=_("How many places of the first sheet are used?"),
        min_value=0,
        max_value=23,
        required=False,
        widget=forms.TextInput(_WHOLE),
        help_text=_("So that a sheet that you have begun can be used up."),
    )


class FollowUpForm(Form):
    """One tap: what became of it; and what would have been without it."""

    use = forms.ChoiceField(label=_("What became of it?"), choices=Use.choices, widget=forms.RadioSelect)
    displaced = forms.ChoiceField(
        label=_("What would you have done without it?"),
        choices=Displaced.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("The honest answer is worth more than a good one: our figures rest on it."),
    )
    note = forms.CharField(label=_("Anything to add?"), max_length=LONGEST_NOTE, required=False)

    def __init__(self, data: _Data = None, *, said: Sequence[str] = ("", Displaced.UNKNOWN, "")) -> None:
        super().__init__(data, initial=dict(zip(("use", "displaced", "note"), said, strict=True)))
