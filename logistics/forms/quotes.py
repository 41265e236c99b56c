"""Quotes: which carrier is asked, and what it answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.forms.fields import PriceField
from logistics.actions.carriers.quoting import LONGEST_NAME, LONGEST_NOTE, MOST_PENCE, Offer
from logistics.models import Collection
from logistics.queries.load_steps import ways_of
from marketplace.web.forms import Form

_MOMENT = {"type": "datetime-local"}


class AskQuoteForm(Form):
    """A carrier to ask."""

    company = forms.CharField(label=_("Carrier"), max_length=LONGEST_NAME)
    email = forms.EmailField(label=_("Their e-mail"), max_length=254)


class QuoteForm(Form):
    """How much, and when they would collect it."""

    price_pence = PriceField(
        label=_("Your price"),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "data-unit": "£"}),
        help_text=_("For all of it, with VAT."),
    )
    pickup_from = forms.DateTimeField(
        label=_("You collect it from"), widget=forms.DateTimeInput(_MOMENT, format="%Y-%m-%dT%H:%M")
    )
    pickup_until = forms.DateTimeField(label=_("to"), widget=forms.DateTimeInput(_MOMENT, format="%Y-%m-%dT%H:%M"))
    note = forms.CharField(
        label=_("Anything else"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea({"rows": 2})
    )

    def offer(self) -> Offer:
        """What they offer."""
        return Offer(**self.cleaned_data)


class WayForm(Form):
    """How a load goes."""

    mode = forms.ChoiceField(label=_("How does it go?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, collection: Collection) -> None:  # Any: Django's own
        super().__init__(data, initial={"mode": collection.mode})
        ways = ways_of(collection.claim)
        self.fields["mode"].choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]  # a choice


class HireForm(Form):
    """The price that stood on the page from which somebody hires: it may have changed meanwhile."""

    price_pence = forms.IntegerField(min_value=0, max_value=MOST_PENCE, widget=forms.HiddenInput)
