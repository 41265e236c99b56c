"""The form that lists something: short, and grown by what its kind needs."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from listings.actions.listing import ListingValues
from listings.forms.allocations import AllocationMixin, allocation_shown
from listings.forms.fields import CountField, DayField, MassField, PhotosField, PriceField, QuantityField
from listings.forms.stages import StagesMixin, stages_shown
from listings.models import Category, Condition, Kind, Listing, Mode
from listings.models.listings import Working
from listings.models.space_hours import weekly_hours_of
from listings.queries.listings import category_choices, sites_for_choice
from marketplace.kernel.hours import WeeklyHours
from marketplace.kernel.mass import MassBasis
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, Site
from marketplace.web.forms import Form
from marketplace.web.weekly_hours import WeeklyHoursMixin

HANDLING: Final = ("needs_two_people", "needs_tail_lift", "is_palletised", "is_fragile")
CARE: Final = ("needs_cooling", "needs_disconnecting", "needs_dismantling", "needs_fork_lift")
GOODS: Final = (
    "quantity", "unit", "condition", "mass", "mass_basis", "use_typical_mass", "unit_volume_litres", "dimensions",
    "replacement_value", *HANDLING, *CARE, "is_waste", "waste_code",
)  # fmt: skip
EQUIPMENT: Final = ("make", "model", "serial_number", "working")
SPACE: Final = ("capacity_people", "area_m2", "facilities", "opening_times", "let_by")
#: The fields that only some kinds have, kind by kind.
OF_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    Kind.MATERIAL: GOODS,
    Kind.EQUIPMENT: (*GOODS, *EQUIPMENT),
    Kind.SPACE: SPACE,
}
MODES: Final[Mapping[str, tuple[str, ...]]] = {
    Kind.MATERIAL: (Mode.GIVE, Mode.SELL),
    Kind.EQUIPMENT: (Mode.GIVE, Mode.SELL, Mode.LEND, Mode.HIRE),
    Kind.SPACE: (Mode.LEND, Mode.HIRE),
}
_ONE: Final = Decimal(1)
_GOODS_UNITS: Final = [unit for unit in Unit if unit not in {Unit.HOUR, Unit.DAY}]


class ListingForm(AllocationMixin, StagesMixin, WeeklyHoursMixin, Form):
    """What is offered, by the kind it was opened for. `values()` is what the action takes."""

    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_("JPEG, PNG or WebP, up to 20 MB each. We turn them upright and take out where they were taken."),
    )
    title = forms.CharField(label=_("What is it?"), max_length=120, help_text=_("For example: oak desks, 160 cm"))
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), empty_label=_("Choose one")
    )
    quantity = QuantityField(label=_("How many"), widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    unit = forms.ChoiceField(label=_("Counted in"), choices=[(unit.value, unit.plural) for unit in _GOODS_UNITS])
    site = forms.ModelChoiceField(label=_("Where it is"), queryset=Site.objects.none(), empty_label=None)
    description = forms.CharField(
        label=_("Description"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    mode = forms.ChoiceField(label=_("You want to"), choices=Mode.choices)
    price = PriceField(
        label=_("Price of one"), required=False, help_text=_("Only if you sell or hire it out. For example £12.50")
    )
    condition = forms.ChoiceField(label=_("Condition"), choices=Condition.choices, initial=Condition.UNKNOWN)
    mass = MassField(
        label=_("Weight of one"),
        required=False,
        help_text=_("Like 24 or 24 kg, 1.2 t, 400 g. It decides the van, and what counts in reports."),
        widget=forms.TextInput(attrs={"data-unit": "kg"}),
    )
    mass_basis = forms.ChoiceField(
        label=_("How it is known"), required=False, choices=MassBasis.choices(), initial=MassBasis.DECLARED
    )
    use_typical_mass = forms.BooleanField(
        label=_("Where I leave the weight blank, use what is typical for the category"), required=False
    )
    unit_volume_litres = CountField(
        label=_("Volume of one"), required=False, widget=forms.NumberInput(attrs={"data-unit": _("litres")})
    )
    dimensions = forms.CharField(
        label=_("Dimensions of one"), max_length=120, required=False, help_text=_("For example 160 × 80 × 72 cm")
    )
    replacement_value = PriceField(label=_("What a new one costs"), required=False)
    needs_two_people = forms.BooleanField(label=_("Needs two people"), required=False)
    needs_tail_lift = forms.BooleanField(label=_("Needs a tail lift"), required=False)
    is_palletised = forms.BooleanField(label=_("On pallets"), required=False)
    is_fragile = forms.BooleanField(label=_("Fragile"), required=False)
    needs_cooling = forms.BooleanField(
        label=_("Has to be kept cold"), required=False, help_text=_("Then it rides only in a van that cools.")
    )
    needs_disconnecting = forms.BooleanField(label=_("Has to be disconnected by somebody trained"), required=False)
    needs_dismantling = forms.BooleanField(label=_("Has to be taken apart first"), required=False)
    needs_fork_lift = forms.BooleanField(label=_("Has to be loaded with a fork-lift by the driver"), required=False)
    is_waste = forms.ChoiceField(
        label=_("Is it waste?"),
        choices=[("no", _("No: it is offered for use as it is")), ("yes", _("Yes: we are discarding it"))],
        initial="no",
        widget=forms.RadioSelect,
    )
    waste_code = forms.CharField(
        label=_("List of Waste code"), max_length=12, required=False, help_text=_("Six digits, for waste only.")
    )
    make = forms.CharField(label=_("Make"), max_length=80, required=False)
    model = forms.CharField(label=_("Model"), max_length=80, required=False)
    serial_number = forms.CharField(label=_("Serial number"), max_length=80, required=False)
    working = forms.ChoiceField(
        label=_("Working order"), required=False, choices=[("", _("Not stated")), *Working.choices]
    )
    capacity_people = CountField(label=_("People it holds"), required=False)
    area_m2 = CountField(label=_("Area"), required=False, widget=forms.NumberInput(attrs={"data-unit": "m²"}))
    facilities = forms.CharField(
        label=_("What is there"), max_length=300, required=False, help_text=_("For example kitchen, projector, ramp")
    )
    opening_times = forms.CharField(
        label=_("What else to know of the times"),
        max_length=300,
        required=False,
        help_text=_("For example not in school holidays, or by arrangement"),
    )
    let_by = forms.ChoiceField(
        label=_("The price is for"), choices=[(Unit.HOUR, _("an hour")), (Unit.DAY, _("a day"))], required=False
    )
    available_from = DayField(label=_("Available from"), required=False)
    advertise_until = DayField(label=_("Advertise until"), required=False)
    must_be_gone_by = DayField(label=_("Must be gone by"), required=False)
    reference = forms.CharField(
        label=_("Your reference"), max_length=80, required=False, help_text=_("An import with it updates this listing.")
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        files: MultiValueDict[str, Any] | None = None,  # Any: as above
        *,
        kind: str,
        organisation: Organisation,
        initial: Mapping[str, Any] | None = None,  # Any: as above
        in_stages: bool = True,
    ) -> None:
        super().__init__(data, files, initial=dict(initial or {}))
        self.kind = kind
        self._keep(("photos", "title", "category", "site", "description", "mode", "price", "available_from",
                    "advertise_until", "must_be_gone_by", "reference", *OF_KIND[kind]))  # fmt: skip
        if kind == Kind.SPACE:
            self.ask_hours(self.initial.get("hours") or {})
        else:
            self.ask_allocation()
        if in_stages:
            self.ask_stages(organisation, localdate())
        self._choose_category(kind)
        sites = sites_for_choice(organisation)
        self._choose("site", sites)
        self.fields["mode"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (mode, self._mode_words(mode)) for mode in MODES[kind]
        ]

    def _keep(self, names: Iterable[str]) -> None:
        kept = set(names)
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]

    def _choose(self, name: str, rows: QuerySet[Any]) -> None:  # Any: whichever rows the field chooses from
        self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField

    def _choose_category(self, kind: str) -> None:
        self._choose("category", Category.objects.leaves().filter(kind=kind))
        groups = category_choices(kind)
        self.fields["category"].choices = [("", _("Choose one")), *groups]  # type: ignore[attr-defined]  # as above

    def _mode_words(self, mode: str) -> str:
        if self.kind == Kind.SPACE:
            return gettext("Let others use it free of charge") if mode == Mode.LEND else gettext("Hire it out")
        return str(Mode(mode).label)

    def clean(self) -> dict[str, Any]:  # Any: Django's own signature
        cleaned = self.cleaned_data
        if self.kind == Kind.SPACE:
            self.check_hours()
        self.check_stages()
        if cleaned.get("waste_code") and cleaned.get("is_waste") == "no":
            self.add_error("waste_code", _("A code belongs to waste only: say yes above, or clear it."))
        if self.errors and self.files:
            self.add_error("photos", _("Choose your photos again: a browser does not send them twice by itself."))
        return cleaned

    def values(self) -> ListingValues:
        """What was typed, for the action. Only after `is_valid()`."""
        told = self.cleaned_data
        if self.kind == Kind.SPACE:
            return ListingValues(
                **self._common(), quantity=_ONE, unit=told["let_by"] or Unit.HOUR, **self._plain(SPACE)
            )
        mass, basis = self._mass(told["category"])
        goods = ("condition", "unit_volume_litres", "dimensions", *HANDLING, *CARE)
        return ListingValues(
            **self._common(),
            **self._plain(goods),
            **(self._plain(EQUIPMENT) if self.kind == Kind.EQUIPMENT else {}),
            quantity=told["quantity"],
            unit=told["unit"],
            unit_mass_kg=mass,
            mass_basis=basis,
            replacement_value_pence=told["replacement_value"],
            is_waste=told["is_waste"] == "yes",
            waste_code=told["waste_code"],
        )

    def weekly_hours(self) -> WeeklyHours | None:
        """When a space can be used, as it was typed; None for goods."""
        return self.told_hours() if self.kind == Kind.SPACE else None

    def _common(self) -> dict[str, Any]:  # Any: values of several types
        told = self.cleaned_data
        return {
            "price_pence": told["price"],
            **self._plain(
                ("title", "description", "mode", "available_from", "advertise_until", "must_be_gone_by", "reference")
            ),
        }

    def _plain(self, names: Iterable[str]) -> dict[str, Any]:  # Any: as above
        return {name: self.cleaned_data[name] for name in names if name != "let_by"}

    def _mass(self, category: Category) -> tuple[Any, str]:  # Any: a Decimal or nothing
        told = self.cleaned_data
        if told["mass"] is not None:
            return told["mass"], told["mass_basis"] or MassBasis.DECLARED
        if told["use_typical_mass"] and category.default_unit == told["unit"] and category.default_mass_kg is not None:
            return category.default_mass_kg, MassBasis.ITEM_DEFAULT
        return None, ""


def initial_of(listing: Listing) -> dict[str, Any]:  # Any: values of several types
    """What the form of a listing that is there already shows."""
    told = {name: getattr(listing, name) for name in ListingForm.base_fields if hasattr(listing, name)}
    told.pop("photos")
    return {
        **told,
        "category": listing.category_id,
        "site": listing.site_id,
        "mass": listing.unit_mass_kg,
        "price": listing.price_pence,
        "replacement_value": listing.replacement_value_pence,
        "is_waste": "yes" if listing.is_waste else "no",
        "let_by": listing.unit,
        **stages_shown(listing),
        **allocation_shown(listing),
        "hours": weekly_hours_of(listing.hours.all()) if listing.kind == Kind.SPACE else {},
    }


def typical_of(category: Category) -> dict[str, Any]:  # Any: as above
    """What is usual for a category: the blanks that "fill in what is typical" fills."""
    usual: dict[str, Any] = {name: getattr(category, name) for name in HANDLING}  # Any: as above
    usual["unit"] = category.default_unit
    usual["unit_volume_litres"] = category.default_volume_litres
    if category.default_mass_kg is not None:
        usual |= {"mass": category.default_mass_kg, "mass_basis": MassBasis.ITEM_DEFAULT}
    return usual
