"""The form of a kit list: what it is for, where, and its lines, a row each; a button asks for more rows."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from listings import taxonomy
from listings.actions.kitting import MOST_LINES
from listings.actions.wanting import WantValues
from listings.forms.fields import QuantityField
from listings.forms.substitutes import leaf_choices
from listings.forms.wants import PlaceAndTimeForm
from listings.kits import TEMPLATES
from listings.models import Category, KitList, Want
from listings.queries.listings import sites_for_choice
from listings.substitutes import Substitute
from marketplace.kernel.errors import DomainError
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation

#: Empty rows to begin with, and what "more rows" adds.
FIRST_ROWS: Final = 3
_MORE_ROWS: Final = 3
_PARTS: Final = ("words", "category", "quantity", "unit", "also")


class KitForm(PlaceAndTimeForm):
    """A kit list. With `kit`, the form that changes it: its place stays, and the rows are further lines."""

    field_order = ("title",)

    title = forms.CharField(
        label=_("What is it for?"), max_length=120, help_text=_("For example: Room 4 of the learning centre")
    )
    note = forms.CharField(
        label=_("Anything else that matters"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only your organisation reads this; the lines are public."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        *,
        organisation: Organisation,
        kit: KitList | None = None,
        initial: Mapping[str, Any] | None = None,  # Any: as above
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self._is_new = kit is None
        self.fields["site"].queryset = sites_for_choice(organisation)  # type: ignore[attr-defined]  # a ModelChoiceField
        if kit is not None:
            del self.fields["site"]
        self._rows = self._rows_for(self.data if self.is_bound else self.initial)
        self._add_rows()

    def _rows_for(self, sent: Mapping[str, Any]) -> int:  # Any: as above
        filled = sum(f"line_{number}_words" in sent for number in range(MOST_LINES))
        if not self.is_bound:
            filled = max(FIRST_ROWS, filled + (_MORE_ROWS if "more" in sent else 1))
        return min(max(filled, 1), MOST_LINES)

    def _add_rows(self) -> None:
        choices, units = leaf_choices(_("By these words")), Unit.choices()
        for number in range(self._rows):
            label = {"number": number + 1}
            self.fields[f"line_{number}_words"] = forms.CharField(
                label=gettext("What (line %(number)s)") % label, max_length=120, required=False
            )
            self.fields[f"line_{number}_category"] = forms.ChoiceField(
                label=_("Listed under"), choices=choices, required=False
            )
            self.fields[f"line_{number}_quantity"] = QuantityField(
                label=_("How many"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
            )
            self.fields[f"line_{number}_unit"] = forms.ChoiceField(
                label=_("Counted in"), choices=units, required=False, initial=Unit.ITEM
            )
            self.fields[f"line_{number}_also"] = forms.CharField(label=_("Or instead"), max_length=120, required=False)

    def rows(self) -> list[list[BoundField]]:
        """For the template: the boxes of each line."""
        return [[self[f"line_{number}_{part}"] for part in _PARTS] for number in range(self._rows)]

    @property
    def takes_more_rows(self) -> bool:
        """Whether there may be more rows than these."""
        return self._rows < MOST_LINES

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        cleaned: dict[str, Any] = super().clean() or {}
        said = [number for number in range(self._rows) if self._is_said(number)]
        for number in said:
            self._check_line(number)
        if self._is_new and not said and not self.errors:
            self.add_error("line_0_words", ValidationError(_("Fill in at least one line."), code="no_lines"))
        return cleaned

    def _is_said(self, number: int) -> bool:
        names = (f"line_{number}_{part}" for part in ("words", "category", "quantity"))
        return any(self.cleaned_data.get(name) or name in self.errors for name in names)

    def _check_line(self, number: int) -> None:
        typed = self.cleaned_data
        words, quantity = typed.get(f"line_{number}_words"), typed.get(f"line_{number}_quantity")
        leaf = self._leaf(number)
        if leaf is None:
            sentence = _("We cannot tell what this is: choose where it is listed.")
            self.add_error(f"line_{number}_words", ValidationError(sentence, code="not_understood"))
        if quantity is None:
            if f"line_{number}_quantity" not in self.errors:
                self.add_error(f"line_{number}_quantity", ValidationError(_("Say how many."), code="required"))
        else:
            self._check_amount(number)
        also = self._also(number)
        if leaf is not None and also is not None and not also.paths(leaf.kind):
            sentence = _("We cannot tell what else this is: use the words of a category of the same kind.")
            self.add_error(f"line_{number}_also", ValidationError(sentence, code="not_understood"))
        typed[f"line_{number}_words"] = words or (leaf.name if leaf is not None else "")

    def _check_amount(self, number: int) -> None:
        try:
            checked_amount(self.cleaned_data[f"line_{number}_quantity"], self._unit(number))
        except DomainError as refusal:
            self.add_error(f"line_{number}_quantity", ValidationError(refusal.said_with(gettext), code=refusal.code))

    def _unit(self, number: int) -> Unit:
        return Unit(self.cleaned_data.get(f"line_{number}_unit") or Unit.ITEM)

    def _leaf(self, number: int) -> taxonomy.CategoryData | None:
        """The leaf that a line means: the chosen one, else what its words most likely are."""
        leaves = taxonomy.by_slug()
        chosen = leaves.get(self.cleaned_data.get(f"line_{number}_category") or "")
        if chosen is not None:
            return chosen
        guessed = taxonomy.guess(self.cleaned_data.get(f"line_{number}_words") or "")
        return leaves[guessed[0][0]] if guessed else None

    def _also(self, number: int) -> Substitute | None:
        words = self.cleaned_data.get(f"line_{number}_also") or ""
        named = {leaf.name.lower(): slug for slug, leaf in taxonomy.by_slug().items()}
        return Substitute(words, named.get(words.lower(), "")) if words else None

    def lines(self) -> list[WantValues]:
        """The lines that were filled in, as wants, once the form is valid."""
        typed = self.cleaned_data
        found = [
            (number, leaf) for number in range(self._rows) if self._is_said(number) and (leaf := self._leaf(number))
        ]
        nodes = {node.slug: node for node in Category.objects.filter(slug__in={leaf.slug for _number, leaf in found})}
        values = []
        for number, leaf in found:
            also = self._also(number)
            values.append(
                WantValues(
                    title=typed[f"line_{number}_words"],
                    kind=leaf.kind,
                    category=nodes[leaf.slug],
                    quantity=typed[f"line_{number}_quantity"],
                    unit=self._unit(number),
                    radius_km=typed["radius_km"],
                    needed_by=typed["needed_by"],
                    can_collect=typed["can_collect"],
                    substitutes=(also,) if also is not None else (),
                )
            )
        return values


def initial_of_template(name: str) -> dict[str, Any]:  # Any: values of several types
    """What the form shows for a ready-made list; nothing for one that is not known."""
    template = TEMPLATES.get(name)
    if template is None:
        return {}
    leaves = taxonomy.by_slug()
    shown: dict[str, Any] = {"title": gettext(template.name)}  # Any: as above
    for number, line in enumerate(template.lines):
        shown |= {
            f"line_{number}_words": gettext(line.words),
            f"line_{number}_category": line.category,
            f"line_{number}_quantity": str(line.quantity),
            f"line_{number}_also": leaves[line.also].name if line.also else "",
        }
    return shown


def initial_of_kit(kit: KitList, lines: list[Want]) -> dict[str, Any]:  # Any: as above
    """What the form shows of a list as it is; how far and until when is taken from its first line."""
    shown: dict[str, Any] = {"title": kit.title, "note": kit.note}  # Any: as above
    if lines:
        shown |= {name: getattr(lines[0], name) for name in ("radius_km", "needed_by", "can_collect")}
    return shown
