"""How a listing is given, as a part of its form: by which rule, until when, for whom first, with what clauses."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from listings.actions.allotting import AllocationValues
from listings.forms.fields import DayField, QuantityField
from listings.models import Listing, Policy, Remainder, allocation_of
from marketplace.organisations.models import OrganisationKind

if TYPE_CHECKING:
    _AnyForm = forms.Form
else:
    _AnyForm = object

_CLAUSES: Final = ("end_users_only", "unbranded", "no_resale")
_NUMBERS: Final = {
    "answer_days": (_("Days in which you answer a claim"), 90),
    "hold_days": (_("Days in which it is collected"), 365),
    "extensions": (_("Times that deadline may be extended"), 10),
    "confirm_hours": (_("Hours to confirm what comes back"), 336),
}
_USUAL: Final = AllocationValues()
_WRITTEN: Final = "%Y-%m-%dT%H:%M"


class AllocationMixin(_AnyForm):
    """Adds how it is given. A form that says nothing of it leaves it as it is."""

    def ask_allocation(self) -> None:
        """Add the fields; what is kept stands in `initial`."""
        self.fields["policy"] = forms.ChoiceField(
            label=_("Who gets it?"),
            choices=Policy.choices,
            initial=Policy.FIRST_COME,
            required=False,
            widget=forms.RadioSelect,
            help_text=_("Other than first come, claims wait and are decided all at once: nothing is held until then."),
        )
        self.fields["closes_at"] = forms.DateTimeField(
            label=_("Claims are taken until"),
            required=False,
            input_formats=[_WRITTEN, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"],
            widget=forms.DateTimeInput(format=_WRITTEN, attrs={"type": "datetime-local"}),
            help_text=_("Needed for a ballot. After that you decide; left empty, you decide when you like."),
        )
        self.fields["decides_itself"] = forms.BooleanField(
            label=_("Decide by itself at that moment (ballot and fair shares)"), required=False
        )
        self.fields["lot"] = QuantityField(
            label=_("Smallest share"),
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            help_text=_("Given in multiples of it. Left empty: any quantity."),
        )
        self.fields["remainder"] = forms.ChoiceField(
            label=_("What does not fill a share"), choices=Remainder.choices, required=False
        )
        self._ask_priority()
        self._ask_clauses()
        for name, (label, most) in _NUMBERS.items():
            least = 0 if name == "extensions" else 1
            self.fields[name] = forms.IntegerField(
                label=label, min_value=least, max_value=most, required=False, initial=getattr(_USUAL, name)
            )

    def _ask_priority(self) -> None:
        self.fields["priority_kinds"] = forms.MultipleChoiceField(
            label=_("Hold it back for"),
            choices=OrganisationKind.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["priority_until"] = DayField(
            label=_("Others may claim from"), required=False, help_text=_("Before that day only those ticked can.")
        )

    def _ask_clauses(self) -> None:
        words = (
            _("Only for organisations that use it themselves, or those they serve do"),
            _("Our name and marks are removed before use"),
            _("Not to be sold on"),
        )
        for name, label in zip(_CLAUSES, words, strict=True):
            self.fields[name] = forms.BooleanField(label=label, required=False)

    @property
    def asks_allocation(self) -> bool:
        return "policy" in self.fields

    @property
    def says_more(self) -> bool:
        """Whether there is something in the part that is folded away."""
        names = ("priority_kinds", "priority_until", *_CLAUSES)
        usual = {name: str(getattr(_USUAL, name)) for name in _NUMBERS}
        return any(self[name].value() for name in names) or any(
            str(self[name].value()) != value for name, value in usual.items()
        )

    def deadlines(self) -> list[BoundField]:
        """For the template: the numbers."""
        return [self[name] for name in _NUMBERS]

    def allocation(self) -> AllocationValues | None:
        """What was said, for the action; None: nothing was said of it."""
        if not self.asks_allocation or not self.cleaned_data["policy"]:
            return None
        told = self.cleaned_data
        numbers: dict[str, Any] = {  # Any: whole numbers
            name: getattr(_USUAL, name) if told[name] is None else told[name] for name in _NUMBERS
        }
        return AllocationValues(
            policy=told["policy"],
            closes_at=told["closes_at"],
            decides_itself=told["decides_itself"],
            lot=told["lot"] or Decimal(0),
            remainder=told["remainder"] or Remainder.STAYS,
            priority_kinds=tuple(told["priority_kinds"]),
            priority_until=told["priority_until"],
            **{name: told[name] for name in _CLAUSES},
            **numbers,
        )


def allocation_shown(listing: Listing) -> dict[str, object]:
    """What the form shows of what is kept."""
    kept = AllocationValues.of(allocation_of(listing))
    shown = {name: getattr(kept, name) for name in AllocationValues.__dataclass_fields__}
    return {**shown, "lot": kept.lot or None, "priority_kinds": list(kept.priority_kinds) or None}
