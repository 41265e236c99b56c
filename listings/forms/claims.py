"""The forms around a claim: asking, answering, ending, and a question."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.forms.fields import PhotosField, QuantityField
from listings.models import Allocation, Claim, ClaimState, Listing
from listings.models.steps import LONGEST_PURPOSE
from listings.queries.claims import carriers_for_choice, told
from listings.queries.listings import sites_for_choice
from listings.queries.signing import statements_of
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
    least_quantity = QuantityField(
        label=_("The least that is of use to you"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("Leave it empty if any number helps. You are never promised less than this."),
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
    joins_line = forms.BooleanField(
        label=_("If less than that is left, wait in line"),
        required=False,
        help_text=_("Nothing is held then. When some comes back, it is offered to those in line in turn."),
    )
    keeps_clauses = forms.BooleanField(label=_("We keep to what the giver asks"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        *,
        listing: Listing,
        rules: Allocation,
        organisation: Organisation,
        initial: Mapping[str, Any] | None = None,  # Any: as above
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["site"].queryset = sites_for_choice(organisation)  # type: ignore[attr-defined]  # a ModelChoiceField
        carrier = self.fields["carrier"]
        carrier.own = organisation  # type: ignore[attr-defined]  # a CarrierField
        carrier.queryset = carriers_for_choice(listing, organisation)  # type: ignore[attr-defined]  # as above
        unit = Unit(listing.unit).plural
        for name in ("quantity", "least_quantity"):
            self.fields[name].widget.attrs["data-unit"] = unit
        self.fields["quantity"].help_text = _("%(left)s left") % {"left": told(listing.available, listing)}
        self.fields["keeps_clauses"].help_text = "; ".join(rules.clauses())
        self.fields["joins_line"].initial = listing.available == 0
        if rules.is_in_the_running:
            del self.fields["joins_line"]
        if not rules.clauses():
            del self.fields["keeps_clauses"]


class AcceptForm(Form):
    """How many of what was asked for are promised; and, if the giver likes, the signature that these are goods."""

    quantity = QuantityField(label=_("How many you promise"), widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    holds = forms.BooleanField(
        label=_("All seven statements hold: these are goods, not waste"),
        required=False,
        help_text=_("Leave it open if you want to look first: you can sign later, before they leave."),
    )
    signer_name = forms.CharField(
        label=_("Your name, as your signature"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: as above
        *,
        claim: Claim,
        signer_name: str = "",
    ) -> None:
        amount = claim.quantity
        super().__init__(data, initial={"quantity": amount, "signer_name": signer_name})
        self.statements = statements_of(claim)
        if not self.statements:
            del self.fields["holds"], self.fields["signer_name"]
        self.fields["quantity"].widget.attrs["data-unit"] = Unit(claim.listing.unit).plural
        self.fields["quantity"].help_text = _("They asked for %(asked)s. What you leave is free again at once.") % {
            "asked": told(amount, claim.listing)
        }
        if claim.least_quantity is not None:
            self.fields["quantity"].help_text += " " + _("Less than %(least)s is of no use to them.") % {
                "least": told(claim.least_quantity, claim.listing)
            }


class ChangeQuantityForm(Form):
    """How many are asked for now."""

    new_quantity = QuantityField(label=_("How many do you ask for now?"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, claim: Claim) -> None:  # Any: as above
        super().__init__(data, initial={"new_quantity": claim.quantity})
        attrs = self.fields["new_quantity"].widget.attrs
        attrs.update({"inputmode": "decimal", "data-unit": Unit(claim.listing.unit).plural})
        if claim.state == ClaimState.ASKED:
            self.fields["new_quantity"].help_text = _("%(left)s more are left.") % {
                "left": told(claim.listing.available, claim.listing)
            }


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
