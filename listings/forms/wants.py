"""The form of a want."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.actions.wanting import LEAST_RADIUS_KM, MOST_RADIUS_KM, WantValues
from listings.forms.fields import DayField, QuantityField
from listings.forms.substitutes import SubstitutesMixin, initial_of_substitutes
from listings.models import Category, Kind, Want
from listings.queries.listings import sites_for_choice
from listings.queries.tree import Node, category_tree
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, Site
from marketplace.web.forms import Form

_RADIUS_REFUSED = _("Choose a distance from 1 to 500 km.")

Choice = tuple[str, Any]  # Any: a label, or the choices of a group


def category_choices() -> list[Choice]:
    """The tree for a select box: a group each, with the group itself and every leaf in it."""
    choices: list[Choice] = [("", _("Not sure: go by my words"))]
    tree = category_tree()
    for group in (node for node in tree if node.depth == 1):
        leaves = sorted((node for node in tree if node.depth == 3 and node.is_under(group.path)), key=_by_name)
        anything = (group.slug, _("Anything in %(group)s") % {"group": group.name})
        choices.append((group.name, [anything, *((leaf.slug, leaf.name) for leaf in leaves)]))
    return choices


def _by_name(node: Node) -> str:
    return node.name.lower()


class PlaceAndTimeForm(Form):
    """What a want and a kit list both say: where it is needed, from how far, until when, and who fetches it."""

    site = forms.ModelChoiceField(label=_("Where it is needed"), queryset=Site.objects.none(), empty_label=None)
    radius_km = forms.IntegerField(
        label=_("From how far?"),
        initial=25,
        min_value=LEAST_RADIUS_KM,
        max_value=MOST_RADIUS_KM,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _RADIUS_REFUSED),
        widget=forms.TextInput(attrs={"data-unit": "km", "inputmode": "numeric"}),
    )
    needed_by = DayField(label=_("Needed by"), required=False)
    can_collect = forms.BooleanField(label=_("We can collect it ourselves"), required=False, initial=True)


class WantForm(SubstitutesMixin, PlaceAndTimeForm):
    """What is looked for, how much, where and until when."""

    field_order = ("title", "kind", "category", "quantity", "unit")

    title = forms.CharField(
        label=_("What are you looking for?"), max_length=120, help_text=_("For example: stacking chairs for a hall")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.EQUIPMENT)
    category = forms.ChoiceField(label=_("Category"), required=False)
    quantity = QuantityField(label=_("How many?"), initial="1", widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    unit = forms.ChoiceField(label=_("Counted in"), choices=Unit.choices())
    description = forms.CharField(
        label=_("Anything else that matters"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody can read this."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        *,
        organisation: Organisation,
        initial: Mapping[str, Any] | None = None,  # Any: as above
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["site"].queryset = sites_for_choice(organisation)  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["category"].choices = category_choices()  # type: ignore[attr-defined]  # a ChoiceField
        self.ask_substitutes(initial)

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        cleaned: dict[str, Any] = super().clean() or {}
        slug = cleaned.get("category")
        cleaned["category"] = Category.objects.filter(slug=slug).first() if slug else None
        self.check_substitutes(self._kind())
        return cleaned

    def _kind(self) -> str:
        """A leaf decides the kind, whatever the box says."""
        category: Category | None = self.cleaned_data.get("category")
        return category.kind if category and category.depth == 3 else self.cleaned_data.get("kind", "")

    def values(self) -> WantValues:
        """What was said, once it is valid."""
        said = self.cleaned_data
        category: Category | None = said["category"]
        return WantValues(
            title=said["title"],
            kind=self._kind(),
            category=category,
            description=said["description"],
            quantity=said["quantity"],
            unit=said["unit"],
            radius_km=said["radius_km"],
            needed_by=said["needed_by"],
            can_collect=said["can_collect"],
            substitutes=self.told_substitutes(),
        )


def initial_of_want(want: Want) -> dict[str, Any]:  # Any: values of several types
    """What the form shows of a want as it is."""
    shown: dict[str, Any] = {
        name: getattr(want, name)
        for name in (
            "title",
            "kind",
            "description",
            "quantity",
            "unit",
            "radius_km",
            "needed_by",
            "can_collect",
            "site",
        )
    }
    told = initial_of_substitutes(want.substitutes)
    return shown | told | {"category": want.category.slug if want.category else ""}
