"""How much room a site has for goods on their way."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from logistics.actions.people.storing import MOST_KG, MOST_LITRES, MOST_PALLETS
from logistics.models.storage import Storage
from marketplace.web.forms import Form

_WHOLE = {"inputmode": "numeric"}


class RoomForm(Form):
    """Kilograms, litres and pallet places."""

    capacity_kg = forms.IntegerField(
        label=_("Floor load"), min_value=1, max_value=MOST_KG, widget=forms.TextInput({**_WHOLE, "data-unit": _("kg")})
    )
    capacity_litres = forms.IntegerField(
        label=_("Room"),
        min_value=1,
        max_value=MOST_LITRES,
        widget=forms.TextInput({**_WHOLE, "data-unit": _("litres")}),
        help_text=_("1 m³ is 1,000 litres."),
    )
    capacity_pallets = forms.IntegerField(
        label=_("Pallet places"), min_value=0, max_value=MOST_PALLETS, initial=0, widget=forms.TextInput(_WHOLE)
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, storage: Storage | None) -> None:  # Any: Django's
        names = [name for name in self.base_fields if storage is not None]
        super().__init__(data, initial={name: getattr(storage, name) for name in names})
