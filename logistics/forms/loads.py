"""What is said of one load: how it is divided, why it is called off, what came back or is gone."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from listings.forms.fields import QuantityField, ReadField
from listings.queries.claims import told
from logistics.actions.loads.splitting import MOST_LOADS
from logistics.models import Collection
from logistics.queries.load_steps import LONGEST_REASON
from marketplace.kernel.units import Unit
from marketplace.web.forms import Form

_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


class QuantitiesField(ReadField):
    """Several amounts, separated by "+", ";" or a new line."""

    def read(self, text: str) -> list[Decimal]:
        """The amounts in order.

        :raises ValidationError: one of them is no amount
        """
        parts = [one for one in text.replace(";", "+").replace("\n", "+").split("+") if one.strip()]
        if len(parts) > MOST_LOADS:
            raise ValidationError(_("A claim goes in at most %(most)s loads."), params={"most": MOST_LOADS})
        amount = QuantityField()
        return [amount.clean(one) for one in parts]


class SplitForm(Form):
    """How a load is divided."""

    quantities = QuantitiesField(
        label=_("The loads"),
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "text"}),
        help_text=_("Their amounts with a plus between them: 12 + 8. Together they are the whole load."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, collection: Collection) -> None:  # Any: of forms
        super().__init__(data)
        unit = Unit(collection.claim.listing.unit)
        self.fields["quantities"].widget.attrs["data-unit"] = unit.plural


class LoadReasonForm(Form):
    """Why."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Everybody concerned reads it."),
    )


class BroughtBackForm(Form):
    """How much of a load is back."""

    quantity = QuantityField(label=_("How many are back?"), widget=forms.TextInput(_DECIMAL))

    def __init__(self, data: Mapping[str, Any] | None = None, *, collection: Collection) -> None:  # Any: of forms
        super().__init__(data, initial={"quantity": collection.aboard})
        _of_the_load(self, collection)


class LostForm(LoadReasonForm):
    """How much of a load is gone for good, and why."""

    quantity = QuantityField(label=_("How many are lost?"), widget=forms.TextInput(_DECIMAL))
    field_order = ("quantity", "reason")

    def __init__(self, data: Mapping[str, Any] | None = None, *, collection: Collection) -> None:  # Any: of forms
        super().__init__(data, initial={"quantity": collection.aboard})
        _of_the_load(self, collection)


def _of_the_load(form: Form, collection: Collection) -> None:
    listing = collection.claim.listing
    field = form.fields["quantity"]
    field.widget.attrs["data-unit"] = Unit(listing.unit).plural
    field.help_text = _("%(amount)s are on the way.") % {"amount": told(collection.aboard, listing)}
