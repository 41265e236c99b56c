"""Forms of an import: the file, what its columns mean, and the decision after the dry run."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from listings.importing.answers import BY_PRICE, Answers
from listings.importing.fields import Field
from listings.importing.sheets import MOST_BYTES, SheetTooHeavy, file_label
from listings.models import Condition, Mode
from listings.queries.imports import Column, Look, leaves_by_section
from listings.queries.listings import sites_for_choice
from marketplace.organisations.models import Organisation, Site
from marketplace.web.forms import Form

#: One of these has to say what a row is.
_NAMES_IT: Final = frozenset({Field.TITLE, Field.MAKE, Field.MODEL, Field.CATEGORY})
_TERMS: Final = [
    (BY_PRICE, _("Sell what has a price, give the rest")),
    (Mode.GIVE, _("Give them away")),
    (Mode.SELL, _("Sell them")),
    (Mode.LEND, _("Lend them")),
    (Mode.HIRE, _("Hire them out")),
]


class SheetField(forms.FileField):
    """A spreadsheet's file. One that is too large is refused before it is read."""

    def clean(self, data: Any, initial: Any = None) -> Any:  # Any: Django's own signature
        if isinstance(data, UploadedFile) and (data.size or 0) > MOST_BYTES:
            refusal = SheetTooHeavy(name=file_label(data.name or ""), most=MOST_BYTES // 1024 // 1024)
            raise ValidationError(refusal.said_with(gettext), code=refusal.code)
        return super().clean(data, initial)


class UploadForm(Form):
    """The list as it is."""

    file = SheetField(
        label=_("Your spreadsheet"),
        allow_empty_file=True,  # the reader has a better sentence for it
        max_length=250,
        help_text=_("CSV or Excel (.xlsx), at most 10 MB and 5,000 rows. It stays with you: nobody else can open it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm"}),
        error_messages={"required": _("Choose the file with your list.")},
    )


class MappingForm(Form):
    """What each column means, and what to take where the list is silent."""

    site = forms.ModelChoiceField(
        label=_("Where the things are"),
        queryset=Site.objects.none(),
        empty_label=None,
        help_text=_("A row that names another of your sites goes there."),
    )
    terms = forms.ChoiceField(label=_("You want to"), choices=_TERMS, initial=BY_PRICE)
    category = forms.ChoiceField(
        label=_("Category where we cannot tell"),
        required=False,
        help_text=_("We work it out row by row from the words, and show you each. Without one here, such rows wait."),
    )
    condition = forms.ChoiceField(
        label=_("Condition where the list does not say"), required=False, choices=[("", _("Leave it open"))]
    )
    dates = forms.ChoiceField(
        label=_("Dates like 3/4/2026 are written"),
        required=False,
        choices=[
            ("", _("As the list itself shows")),
            ("dmy", _("Day first: 3 April")),
            ("mdy", _("Month first: 4 March")),
        ],
    )
    typical = forms.BooleanField(
        label=_("Where the list gives no weight, size or handling, take what is typical for the category"),
        required=False,
        initial=True,
        help_text=_("It is marked as typical, never as weighed. Vans are planned and reports reckoned by it."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        *,
        look: Look,
        organisation: Organisation,
        answered: Answers | None,
    ) -> None:
        super().__init__(data, initial=_initial(answered))
        self.look = look
        self.organisation = organisation
        sites = sites_for_choice(organisation)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]  # a ModelChoiceField
        self._choose("category", [("", gettext("None: let such rows wait")), *leaves_by_section()])
        known = [choice for choice in Condition.choices if choice[0] != Condition.UNKNOWN]
        self._choose("condition", [("", gettext("Leave it open")), *known])
        meanings = [(value, gettext(label)) for value, label in Field.choices()]
        for column in look.columns:
            self.fields[_name(column)] = forms.ChoiceField(
                label=f"{column.guess.letter} · {column.guess.label}",
                choices=meanings,
                initial=column.chosen.value,
                help_text=column.why,
            )

    def _choose(self, name: str, choices: list[Any]) -> None:  # Any: pairs, or groups of pairs
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def columns(self) -> list[tuple[Column, BoundField]]:
        """Each column of the sheet with its question, in the order of the sheet."""
        return [(column, self[_name(column)]) for column in self.look.columns]

    def clean(self) -> dict[str, Any]:  # Any: Django's own signature
        meant = {
            _name(c): Field(self.cleaned_data[_name(c)]) for c in self.look.columns if _name(c) in self.cleaned_data
        }
        twice = {field for field, n in Counter(meant.values()).items() if n > 1 and not field.repeatable}
        for name, field in meant.items():
            if field in twice:
                words = {"meaning": gettext(field.label)}
                self.add_error(name, _("“%(meaning)s” is chosen for two columns. Keep it for one.") % words)
        if len(meant) == len(self.look.columns) and not _NAMES_IT & set(meant.values()):
            self.add_error(None, _("No column says what the things are. Choose “What it is” for one of them."))
        return self.cleaned_data

    def answers(self) -> Answers:
        """What was answered. Only after `is_valid()`."""
        told = self.cleaned_data
        return Answers(
            columns={column.guess.index: Field(told[_name(column)]) for column in self.look.columns},
            site=told["site"].pk,
            category=told["category"],
            condition=told["condition"],
            dates=told["dates"] or None,
            terms=told["terms"],
            typical=told["typical"],
        )


class DecisionForm(Form):
    """After the dry run: what to do with rows that need a correction, and whether everyone sees the rest at once."""

    leave_out = forms.BooleanField(required=False)
    publish = forms.ChoiceField(
        label=_("New listings"),
        choices=[
            ("yes", _("Publish them at once: everyone can find them near their town")),
            ("no", _("Keep them as drafts, to add photos first")),
        ],
        initial="yes",
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: as above
        *,
        errors: int,
        new: int,
    ) -> None:
        super().__init__(data)
        if errors:
            self.fields["leave_out"].label = ngettext(
                "Leave out the %(count)s row that needs a correction",
                "Leave out the %(count)s rows that need a correction",
                errors,
            ) % {"count": errors}
        else:
            del self.fields["leave_out"]
        if not new:
            del self.fields["publish"]


def _name(column: Column) -> str:
    return f"column_{column.guess.index}"


def _initial(answered: Answers | None) -> dict[str, Any]:  # Any: values of several types
    if answered is None:
        return {}
    names = ("site", "category", "condition", "dates", "terms", "typical")
    return {name: getattr(answered, name) for name in names}
