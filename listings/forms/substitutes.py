"""The part of a want's form that asks what else would do: a few rows, and a button for more."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from listings.queries.tree import category_tree
from listings.substitutes import MOST_SUBSTITUTES, Substitute

#: So many rows are there to begin with; one is always empty as long as there may be more.
FIRST_ROWS: Final = 2
#: What "more rows" adds.
_MORE_ROWS: Final = 2

Choice = tuple[str, Any]  # Any: a label, or the choices of a group


def leaf_choices(empty: object) -> list[Choice]:
    """Every leaf of the tree by its group, for a select box; `empty` is what choosing none is called."""
    tree = category_tree()
    groups = [node for node in tree if node.depth == 1]
    leaves = sorted((node for node in tree if node.depth == 3), key=lambda node: node.name.lower())
    named = [(group.name, [(leaf.slug, leaf.name) for leaf in leaves if leaf.is_under(group.path)]) for group in groups]
    return [("", empty), *named]


class SubstitutesMixin(forms.Form):
    """`ask_substitutes` in `__init__`, `check_substitutes` in `clean`, then `told_substitutes`."""

    _rows: int = 0

    def ask_substitutes(self, kept: Mapping[str, Any] | None) -> None:  # Any: what a form begins with
        """Add the rows: for what is kept or was sent, and some to spare."""
        sent = self.data if self.is_bound else (kept or {})
        filled = sum(f"also_{number}_words" in sent for number in range(MOST_SUBSTITUTES))
        if not self.is_bound:
            filled = max(FIRST_ROWS, filled + (_MORE_ROWS if "more" in sent else 1))
        self._rows = min(filled, MOST_SUBSTITUTES)
        choices = leaf_choices(_("By these words"))
        for number in range(self._rows):
            self.fields[f"also_{number}_words"] = forms.CharField(
                label=gettext("Instead, choice %(number)s") % {"number": number + 1}, max_length=120, required=False
            )
            self.fields[f"also_{number}_category"] = forms.ChoiceField(
                label=_("Listed under"), choices=choices, required=False
            )

    def substitute_rows(self) -> list[tuple[BoundField, BoundField]]:
        """For the template: words and category, row by row."""
        return [(self[f"also_{number}_words"], self[f"also_{number}_category"]) for number in range(self._rows)]

    @property
    def takes_more_rows(self) -> bool:
        """Whether there may be more rows than these."""
        return self._rows < MOST_SUBSTITUTES

    def check_substitutes(self, kind: str) -> None:
        """Note the rows of which nobody can tell what they mean among things of this kind."""
        for number, substitute in self._said():
            if not substitute.paths(kind):
                words = _("We cannot tell what this is among things of that kind: choose where it is listed.")
                self.add_error(f"also_{number}_words", ValidationError(words, code="not_understood"))

    def _said(self) -> list[tuple[int, Substitute]]:
        typed = self.cleaned_data
        rows = [
            (number, Substitute(typed.get(f"also_{number}_words") or "", typed.get(f"also_{number}_category") or ""))
            for number in range(self._rows)
        ]
        return [(number, one) for number, one in rows if one.words or one.category]

    def told_substitutes(self) -> tuple[Substitute, ...]:
        """What was said, best first, once the form is valid."""
        return tuple(one for _number, one in self._said())


def initial_of_substitutes(kept: list[dict[str, str]]) -> dict[str, str]:
    """What the rows show of a want as it is."""
    shown: dict[str, str] = {}
    for number, one in enumerate(kept):
        shown |= {f"also_{number}_words": one["words"], f"also_{number}_category": one["category"]}
    return shown
