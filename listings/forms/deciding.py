"""The form of a decision: an amount and a reason for each claim in the running; and what a taker says of itself."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from listings.forms.fields import QuantityField
from listings.models import Policy
from listings.queries.deciding import Choice, Preview, Row
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit
from marketplace.web.forms import Form


class GrantField(QuantityField):
    """An amount, or nothing: 0 and an empty box are nothing."""

    def read(self, text: str) -> Decimal:
        return Decimal(0) if text.strip() in {"0", "0.0", "-", "–"} else super().read(text)


class DecideForm(Form):
    """What each claim gets. Fields are named after claims: `granted_<claim>` and `reason_<claim>`."""

    keeps_line = forms.BooleanField(
        label=_("Who gets nothing stays in line for what comes back"),
        required=False,
        initial=True,
        help_text=_("Otherwise their claims are declined. Either way they are told at once, with what else is near."),
    )
    digest = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        *,
        suggested: Preview,
    ) -> None:
        super().__init__(data, initial={"digest": suggested.digest})
        self._suggested = suggested
        for row in suggested.rows():
            self._ask(row, may_choose=suggested.policy != Policy.BALLOT)

    def _ask(self, row: Row, *, may_choose: bool) -> None:
        taker, unit = str(row.claim.organisation), Unit(row.claim.listing.unit).plural
        box = forms.TextInput(attrs={"inputmode": "decimal", "data-unit": unit})
        if not may_choose or row.contender.refused_because:
            box = forms.HiddenInput()  # type: ignore[assignment]  # another widget for the same field
        self.fields[f"granted_{row.claim.pk}"] = GrantField(
            label=_("%(taker)s gets") % {"taker": taker}, required=False, initial=row.suggested, widget=box
        )
        self.fields[f"reason_{row.claim.pk}"] = forms.CharField(
            label=_("Why otherwise than suggested"), max_length=500, required=False, widget=forms.TextInput()
        )

    def choices(self) -> dict[int, Choice]:
        """What was typed, for the action; an empty box is nothing, a claim without a box came meanwhile."""
        return {
            row.claim.pk: Choice(
                self.cleaned_data.get(f"granted_{row.claim.pk}") or Decimal(0),
                self.cleaned_data.get(f"reason_{row.claim.pk}") or "",
            )
            for row in self._suggested.rows()
            if f"granted_{row.claim.pk}" in self.data
        }

    def again(self) -> "DecideForm":
        """The form for what has changed meanwhile: what was typed stays, who came is as suggested."""
        typed: dict[str, Any] = {  # Any: as above
            **{f"granted_{row.claim.pk}": format_amount(row.suggested) for row in self._suggested.rows()},
            **{name: self.data[name] for name in self.data},
        }
        return DecideForm({**typed, "digest": self._suggested.digest}, suggested=self._suggested)

    def boxes(self, row: Row) -> tuple[BoundField, BoundField]:
        """The two boxes of a claim."""
        return self[f"granted_{row.claim.pk}"], self[f"reason_{row.claim.pk}"]


class TakingForm(Form):
    """What an organisation does with what it takes."""

    is_end_user = forms.BooleanField(
        label=_("We use it ourselves, or those we serve do"),
        required=False,
        help_text=_("Leave it out if you pass things on to other organisations."),
    )
    removes_branding = forms.BooleanField(label=_("We remove names and marks of the giver before use"), required=False)
    resells = forms.BooleanField(
        label=_("We sell some of it on"), required=False, help_text=_("In a charity shop too.")
    )
