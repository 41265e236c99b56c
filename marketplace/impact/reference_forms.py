"""An organisation's own list of item references: the file with its provenance, then what its columns mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.importing.headers import ColumnGuess
from marketplace.impact.item_lists import Columns
from marketplace.web.forms import Form

FIRST_YEAR = 1990
LAST_YEAR = 2100
NONE = ("", _("not in the list"))


class ListForm(Form):
    """The list's provenance."""

    name = forms.CharField(label=_("Name of the list"), max_length=120)
    source = forms.CharField(label=_("Where it comes from"), max_length=400)
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    licence = forms.CharField(
        label=_("Licence"), max_length=200, help_text=_("As it was given to you: its number, or its name.")
    )


class ListFileForm(ListForm):
    """The same with the file."""

    file = forms.FileField(label=_("List (CSV or XLSX)"))


class ColumnsForm(ListForm):
    """The same with what each column means; the file was kept under its digest."""

    digest = forms.RegexField(regex=r"^[0-9a-f]{64}$", widget=forms.HiddenInput())
    filename = forms.CharField(max_length=200, widget=forms.HiddenInput())
    item = forms.ChoiceField(label=_("What it is"))
    category = forms.ChoiceField(label=_("Category"), required=False)
    mass_kg = forms.ChoiceField(label=_("Mass (kg)"), required=False)
    footprint_kgco2e = forms.ChoiceField(label=_("Footprint of a new one (kg CO₂e)"), required=False)
    basis = forms.ChoiceField(label=_("How it is known"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,  # Any: what Django's forms take
        *,
        columns: Sequence[ColumnGuess],
        initial: Mapping[str, Any] | None = None,  # Any: as above
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        choices = [(str(one.index), f"{one.letter}: {one.label}") for one in columns]
        for name in ("item", "category", "mass_kg", "footprint_kgco2e", "basis"):
            field = self.fields[name]
            field.choices = choices if name == "item" else [NONE, *choices]  # type: ignore[attr-defined]  # a ChoiceField
        for name in ("name", "source", "year", "licence"):
            self.fields[name].widget = forms.HiddenInput()

    @property
    def columns(self) -> Columns:
        """What a valid form says."""
        said = {name: self.cleaned_data[name] for name in ("category", "mass_kg", "footprint_kgco2e", "basis")}
        return Columns(int(self.cleaned_data["item"]), **{name: int(at) if at else None for name, at in said.items()})


class SwitchForm(Form):
    """Whether a list is looked into, and whether its footprints are used."""

    is_on = forms.BooleanField(label=_("In use"), required=False)
    uses_footprints = forms.BooleanField(label=_("Footprints too (method I)"), required=False)
