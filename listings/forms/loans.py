"""The forms of a loan: its days, more time, and how it came back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.actions.returning import LONGEST_NOTES
from listings.forms.fields import DayField, QuantityField
from listings.models import Condition
from listings.models.loans import Loan
from marketplace.kernel.units import Unit
from marketplace.web.forms import Form


class ReturnedField(QuantityField):
    """An amount that may be nothing."""

    def read(self, text: str) -> Decimal:
        plain = text.strip()
        return Decimal(0) if plain and not plain.strip("0.,") and "0" in plain else super().read(text)


class LoanDaysForm(Form):
    """From when to when."""

    from_on = DayField(label=_("From"))
    due_on = DayField(label=_("Back by"), help_text=_("By the end of this day."))


class LongerForm(Form):
    """Until when instead."""

    due_on = DayField(label=_("Until"))


class LoanBackForm(Form):
    """What came back and how it is."""

    quantity = ReturnedField(label=_("How many came back?"), widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    condition = forms.ChoiceField(
        label=_("In which condition?"),
        choices=[(one.value, one.label) for one in Condition if one != Condition.UNKNOWN],
    )
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=LONGEST_NOTES,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Damage, or what became of what did not come back. The borrower reads this."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, loan: Loan) -> None:  # Any: what Django's forms take
        usual = loan.condition_out if loan.condition_out != Condition.UNKNOWN else Condition.GOOD
        super().__init__(data, initial={"quantity": loan.quantity, "condition": usual})
        self.fields["quantity"].widget.attrs["data-unit"] = Unit(loan.claim.listing.unit).plural
