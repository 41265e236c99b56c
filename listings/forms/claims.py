"""The forms around a claim: asking, answering, ending, and a question."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.actions.claiming import LONGEST_PURPOSE
from listings.forms.fields import PhotosField, QuantityField
from listings.models import Claim, Listing
from listings.models.steps import LONGEST_REASON
from listings.queries.claims import carriers_for_choice, told
from listings.queries.listings import sites_for_choice
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, Site
from marketplace.web.forms import Form

if TYPE_CHECKING:
    _OrganisationChoice = forms.ModelChoiceField[Organisation]
else:
    _OrganisationChoice = forms.ModelChoiceField  # the brackets are for the type checker only


class CarrierField(_OrganisationChoice):
    """Who brings it; the organisation's own van has its own words."""

    own: Organisation | None = None

    def label_from_instance(self, obj: Organisation) -> str:
        return str(_("Our own van, planned as a route")) if obj == self.own else str(obj)


class ClaimForm(Form):
    """How many, what for, where it goes, and who brings it."""

    quantity = QuantityField(
        label=_("How many do you ask for?"), widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    purpose = forms.CharField(
        label=_("What is it for?"),
        max_length=LONGEST_PURPOSE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The giver decides by it. One or two sentences are enough."),
    )
    site = forms.ModelChoiceField(label=_("Where it goes"), queryset=Site.objects.none(), empty_label=None)
    carrier = CarrierField(
        label=_("How it gets there"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("We fetch it ourselves at a time we agree"),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        *,
        listing: Listing,
        organisation: Organisation,
        initial: Mapping[str, Any] | None = None,  # Any: as above
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["site"].queryset = sites_for_choice(organisation)  # type: ignore[attr-defined]  # a ModelChoiceField
        carrier = self.fields["carrier"]
        carrier.own = organisation  # type: ignore[attr-defined]  # a CarrierField
        carrier.queryset = carriers_for_choice(listing, organisation)  # type: ignore[attr-defined]  # as above
        unit = Unit(listing.unit).plural
        self.fields["quantity"].widget.attrs["data-unit"] = unit
        self.fields["quantity"].help_text = _("%(left)s left") % {"left": told(listing.available, listing)}


class AcceptForm(Form):
    """How many of what was asked for are promised."""

    quantity = QuantityField(label=_("How many you promise"), widget=forms.TextInput(attrs={"inputmode": "decimal"}))

    def __init__(self, data: Mapping[str, Any] | None = None, *, claim: Claim) -> None:  # Any: as above
        amount = claim.quantity
        super().__init__(data, initial={"quantity": amount})
        self.fields["quantity"].widget.attrs["data-unit"] = Unit(claim.listing.unit).plural
        self.fields["quantity"].help_text = _("They asked for %(asked)s. What you leave is free again at once.") % {
            "asked": told(amount, claim.listing)
        }


class DeclineForm(Form):
    """Why not."""

    reason = forms.CharField(
        label=_("Why not?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("They read this. A reason helps them to plan."),
    )


class CancelForm(Form):
    """Why a claim ends."""

    reason = forms.CharField(
        label=_("Why do you cancel?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The other side reads this."),
    )


class EnquiryForm(Form):
    """A question about a listing."""

    question = forms.CharField(label=_("Your question"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


class PhotosForm(Form):
    """More photos for a listing."""

    photos = PhotosField(label=_("Photos"), help_text=_("JPEG, PNG or WebP, up to 20 MB each."))
    caption = forms.CharField(
        label=_("What they show"),
        max_length=160,
        required=False,
        help_text=_("Read out to people who cannot see them."),
    )


class CaptionForm(Form):
    """What a photo shows."""

    caption = forms.CharField(max_length=160, required=False)
