"""What was wrong with a handover or a receipt, and how it is."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.forms.fields import MassField, QuantityField
from listings.models import Condition
from logistics.actions.custody.recounting import Recount
from logistics.forms.loads import LoadReasonForm
from logistics.forms.receipts import CountField
from logistics.models import Handover, Receipt, RejectedFate
from logistics.queries.corrections import counts_of, figures_of
from marketplace.kernel.mass import MassBasis
from marketplace.kernel.units import Unit

_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


class HandoverCorrectionForm(LoadReasonForm):
    """How many changed hands in fact, and in which condition."""

    quantity = QuantityField(label=_("How many were there?"), widget=forms.TextInput(_DECIMAL))
    condition = forms.ChoiceField(
        label=_("Condition"), choices=[("", _("Not looked at")), *Condition.choices], required=False
    )
    field_order = ("quantity", "condition", "reason")

    def __init__(self, data: Mapping[str, Any] | None = None, *, handover: Handover) -> None:  # Any: what forms take
        stands = counts_of([handover])[handover.pk]
        super().__init__(data, initial={"quantity": stands.quantity, "condition": stands.condition})
        unit = Unit(handover.collection.claim.listing.unit).plural
        self.fields["quantity"].widget.attrs["data-unit"] = unit


class ReceiptCorrectionForm(LoadReasonForm):
    """What was kept and turned away in fact, and what it weighed."""

    kept_quantity = CountField(label=_("How many did you keep?"), widget=forms.TextInput(_DECIMAL))
    mass_kg = MassField(
        label=_("Weight of all you kept"),
        required=False,
        widget=forms.TextInput({**_DECIMAL, "data-unit": _("kg")}),
        help_text=_("Left empty, each weighs what it weighed before."),
    )
    mass_basis = forms.ChoiceField(label=_("How is the weight known?"), choices=MassBasis.choices)
    condition = forms.ChoiceField(label=_("In which condition?"), choices=Condition.choices)
    rejected_quantity = CountField(
        label=_("How many did you turn away?"), required=False, widget=forms.TextInput(_DECIMAL)
    )
    rejected_fate = forms.ChoiceField(
        label=_("What becomes of it?"), required=False, choices=[("", _("Choose")), *RejectedFate.choices]
    )
    field_order = (
        "kept_quantity",
        "mass_kg",
        "mass_basis",
        "condition",
        "rejected_quantity",
        "rejected_fate",
        "reason",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, receipt: Receipt) -> None:  # Any: what forms take
        stands = figures_of(receipt)
        names = ("kept_quantity", "mass_basis", "condition", "rejected_quantity", "rejected_fate")
        super().__init__(data, initial={name: getattr(stands, name) for name in names})
        unit = Unit(receipt.collection.claim.listing.unit).plural
        for name in ("kept_quantity", "rejected_quantity"):
            self.fields[name].widget.attrs["data-unit"] = unit

    def clean(self) -> dict[str, Any]:  # Any: Django's own shape
        """The counts as one value, for the action."""
        said = self.cleaned_data
        if not self.errors:
            said = {
                "reason": said["reason"],
                "said": Recount(
                    kept_quantity=said["kept_quantity"],
                    rejected_quantity=said["rejected_quantity"] or Decimal(0),
                    mass_kg=said["mass_kg"],
                    mass_basis=said["mass_basis"],
                    condition=said["condition"],
                    rejected_fate=said["rejected_fate"],
                ),
            }
        return said
