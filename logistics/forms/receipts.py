"""The receipt: what came, what was kept, how heavy it is, and what would have been otherwise."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from listings.forms.fields import MassField, QuantityField
from listings.models import Claim, Condition
from listings.queries.claims import told
from logistics.actions.loads.receiving import LONGEST_REASON
from logistics.actions.runs.proving import LONGEST_NOTE
from logistics.models import Collection, Displaced, Receipt, RejectedFate
from logistics.queries.receipts import came, mass_choices
from marketplace.kernel.mass import MassBasis, format_kg
from marketplace.kernel.units import Unit
from marketplace.web.forms import Form

_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


class ReceiptValues(TypedDict):
    """What the form gives to the action."""

    kept_quantity: Decimal
    rejected_quantity: Decimal
    rejected_reason: str
    rejected_fate: str
    condition: str
    mass_basis: str
    mass_kg: Decimal | None
    displaced: str
    note: str


class CountField(QuantityField):
    """An amount that may be nothing."""

    def read(self, text: str) -> Decimal:
        plain = text.strip()
        return Decimal(0) if plain and not plain.strip("0.,") and "0" in plain else super().read(text)


class TakenBackForm(Form):
    """How much of what was turned away is back with the giver."""

    quantity = QuantityField(label=_("How many are back?"), widget=forms.TextInput(_DECIMAL))

    def __init__(self, data: Mapping[str, Any] | None = None, *, receipt: Receipt) -> None:  # Any: what forms take
        super().__init__(data, initial={"quantity": receipt.rejected_quantity})
        self.fields["quantity"].widget.attrs["data-unit"] = Unit(receipt.collection.claim.listing.unit).plural


class ReceiptForm(Form):
    """One page; what was turned away is asked for only where something was."""

    kept_quantity = CountField(label=_("How many did you keep?"), widget=forms.TextInput(_DECIMAL))
    condition = forms.ChoiceField(label=_("In which condition?"), choices=Condition.choices)
    mass_basis = forms.ChoiceField(label=_("How heavy is what you kept?"), widget=forms.RadioSelect)
    mass_kg = MassField(
        label=_("Weight of all you kept"),
        required=False,
        widget=forms.TextInput({**_DECIMAL, "data-unit": _("kg")}),
        help_text=_("Only if you weighed it, or know it from the maker."),
    )
    rejected_quantity = CountField(
        label=_("How many did you turn away?"), required=False, widget=forms.TextInput(_DECIMAL)
    )
    rejected_reason = forms.CharField(
        label=_("Why?"), max_length=LONGEST_REASON, required=False, help_text=_("The giver reads this.")
    )
    rejected_fate = forms.ChoiceField(
        label=_("What becomes of it?"), required=False, choices=[("", _("Choose")), *RejectedFate.choices]
    )
    displaced = forms.ChoiceField(
        label=_("What would you have done without this?"),
        choices=Displaced.choices,
        initial=Displaced.UNKNOWN,
        widget=forms.RadioSelect,
        help_text=_("An honest answer makes everybody’s figures better. It changes nothing for you."),
    )
    note = forms.CharField(
        label=_("Anything else"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        *,
        claim: Claim,
        collection: Collection | None,
    ) -> None:
        arrived = came(collection) if collection else claim.accepted_quantity or claim.quantity
        self.known = mass_choices(claim)
        options = self._options(claim)
        first = {"kept_quantity": arrived, "condition": claim.listing.condition, "mass_basis": options[0][0]}
        super().__init__(data, initial=first)
        unit = Unit(claim.listing.unit).plural
        for name in ("kept_quantity", "rejected_quantity"):
            self.fields[name].widget.attrs["data-unit"] = unit
        self.fields["kept_quantity"].help_text = _("%(amount)s came, as the handover counted them.") % {
            "amount": told(arrived, claim.listing)
        }
        self.fields["mass_basis"].choices = options  # type: ignore[attr-defined]  # a ChoiceField

    def _options(self, claim: Claim) -> list[tuple[str, str]]:
        """How the mass can be known, what needs no work first."""
        options = []
        unit = Unit(claim.listing.unit).label
        if self.known.listed is not None:
            basis = _now(self.known.listed.basis.label).lower()
            words = _now("As listed: %(kg)s for one %(unit)s (%(basis)s)")
            options.append(("listed", words % {"kg": format_kg(self.known.listed.kg), "unit": unit, "basis": basis}))
        if self.known.typical is not None:
            words = _now("As is typical for %(category)s: %(kg)s for one %(unit)s")
            what = {"category": claim.listing.category.name, "kg": format_kg(self.known.typical.kg), "unit": unit}
            options.append(("typical", words % what))
        if not options:
            options.append(("estimated", _now("I estimate it below")))
        options.append(("weighed", _now("I weighed it and write the reading below")))
        options.append(("specified", _now("I write the maker’s specification below")))
        return options

    def clean(self) -> dict[str, Any]:  # Any: Django's own shape
        """A reading is needed where one is said to be there."""
        said = self.cleaned_data
        typed = said.get("mass_basis") in {"weighed", "specified", "estimated"}
        if typed and said.get("mass_kg") is None and "mass_kg" not in self.errors and said.get("kept_quantity"):
            message = _("Write the weight of what you kept, in kilograms.")
            self.add_error("mass_kg", ValidationError(message, code="mass_missing"))
        return said

    def values(self) -> ReceiptValues:
        """What was said, for the action. What was listed or is typical is worked out for the quantity kept."""
        said = self.cleaned_data
        kept: Decimal = said["kept_quantity"]
        basis, mass = self._mass(said["mass_basis"], said["mass_kg"], kept)
        return ReceiptValues(
            kept_quantity=kept,
            rejected_quantity=said["rejected_quantity"] or Decimal(0),
            rejected_reason=said["rejected_reason"],
            rejected_fate=said["rejected_fate"],
            condition=said["condition"],
            mass_basis=basis,
            mass_kg=mass,
            displaced=said["displaced"],
            note=said["note"],
        )

    def _mass(self, chosen: str, typed: Decimal | None, kept: Decimal) -> tuple[str, Decimal | None]:
        known = {"listed": self.known.listed, "typical": self.known.typical}.get(chosen)
        if known is not None:
            return known.basis, known.kg * kept if kept else None
        # An estimate of the receiver's is as good as what is typical for such an item.
        bases = {"weighed": MassBasis.WEIGHED, "specified": MassBasis.SPECIFIED, "estimated": MassBasis.ITEM_DEFAULT}
        return bases[chosen], typed if kept else None
