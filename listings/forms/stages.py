"""Who may see a listing, and from when: the part of its form that plans stages."""

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from listings.actions.staging import StageValues
from listings.forms.fields import DayField
from listings.models import Audience, Listing, Stage
from marketplace.organisations.models import Circle, Organisation

if TYPE_CHECKING:
    _AnyForm = forms.Form
else:
    _AnyForm = object

EVERYONE: Final = "everyone"
IN_STAGES: Final = "stages"


class StagesMixin(_AnyForm):
    """Adds a choice (everyone at once, or in stages) and a day for each audience: own sites, each circle, everyone."""

    _circles: dict[str, Circle]

    def ask_stages(self, organisation: Organisation, today: date) -> None:
        """Add the fields; what is kept stands in `initial`."""
        circles = Circle.objects.of_member(organisation, today).for_list()
        self._circles = {f"circle_{circle.pk}_from": circle for circle in circles}
        self.fields["seen_by"] = forms.ChoiceField(
            label=_("Who may see it?"),
            choices=[
                (EVERYONE, _("Everyone, as soon as it is published")),
                (IN_STAGES, _("In stages, from these days")),
            ],
            initial=EVERYONE,
            required=False,
            widget=forms.RadioSelect,
        )
        self.fields["own_from"] = DayField(label=_("Our own sites, from"), required=False)
        for name, circle in self._circles.items():
            words = gettext("Circle “%(circle)s”, from") % {"circle": circle.name}
            self.fields[name] = DayField(label=words, required=False)
        self.fields["everyone_from"] = DayField(
            label=_("Everyone, from"), required=False, help_text=_("Left empty, it never becomes public.")
        )

    @property
    def asks_stages(self) -> bool:
        return "seen_by" in self.fields

    def stage_days(self) -> list[BoundField]:
        """For the template: a day for each audience, in the order in which they see it."""
        return [self[name] for name in ("own_from", *self._circles, "everyone_from")]

    def _days_given(self) -> list[str]:
        return [name for name in ("own_from", *self._circles, "everyone_from") if self.cleaned_data.get(name)]

    def check_stages(self) -> None:
        """In stages: at least one day. At once: none."""
        if not self.asks_stages or self.errors:
            return
        days, chosen = self._days_given(), self.cleaned_data.get("seen_by")
        if chosen == IN_STAGES and not days:
            self.add_error("seen_by", _("Give the day from which somebody sees it, or choose everyone."))
        if chosen == EVERYONE and days:
            self.add_error("seen_by", _("You gave days: choose “in stages”, or clear them."))

    def stages(self) -> list[StageValues] | None:
        """What was planned, for the action; none means everyone at once, None that nothing was said of it."""
        if not self.asks_stages or not (self.cleaned_data["seen_by"] or self._days_given()):
            return None
        if self.cleaned_data["seen_by"] == EVERYONE:
            return []
        day = self.cleaned_data.get
        planned: list[tuple[Audience, Any, Circle | None]] = [(Audience.OWN_SITES, day("own_from"), None)]  # Any: a day
        planned += [(Audience.CIRCLE, day(name), circle) for name, circle in self._circles.items()]
        planned.append((Audience.EVERYONE, day("everyone_from"), None))
        return [StageValues(audience, begins_on, circle) for audience, begins_on, circle in planned if begins_on]


def stages_shown(listing: Listing) -> dict[str, object]:
    """What the form shows of the stages that are kept."""
    shown: dict[str, object] = {}
    for row in Stage.objects.of([listing]):
        name = {Audience.OWN_SITES: "own_from", Audience.EVERYONE: "everyone_from"}.get(Audience(row.audience))
        shown[name or f"circle_{row.circle_id}_from"] = row.begins_on
    return {**shown, "seen_by": IN_STAGES if shown else EVERYONE}
