"""Who may see a listing, and from when: the part of its form that plans stages."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django import forms
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from listings.actions.staging import StageValues
from listings.forms.fields import DayField
from listings.models import Audience, Listing, Stage
from marketplace.organisations.models import Circle, CircleMembership, Organisation

if TYPE_CHECKING:
    _AnyForm = forms.Form
else:
    _AnyForm = object

EVERYONE: Final = "everyone"
IN_STAGES: Final = "stages"
#: Longer ahead nobody plans.
_MOST_DAYS: Final = 365


class StagesMixin(_AnyForm):
    """Adds a choice (everyone at once, or in stages) and a day for each audience: own sites, each circle, everyone.

    A day is typed as one, or as so many days before the day by which it must be gone.
    """

    _circles: dict[str, Circle]

    def ask_stages(self, organisation: Organisation, today: date) -> None:
        """Add the fields; what is kept stands in `initial`."""
        circles = list(Circle.objects.of_member(organisation, today).for_list())
        ends = dict(
            CircleMembership.objects.lasting(today)
            .of(organisation)
            .filter(circle__in=circles)
            .values_list("circle", "ends_on")
        )
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
            self.fields[name] = DayField(label=words, required=False, help_text=_place_lasts(ends.get(circle.pk)))
        self.fields["everyone_from"] = DayField(
            label=_("Everyone, from"), required=False, help_text=_("Left empty, it never becomes public.")
        )
        for name in self._names():
            self.fields[_before(name)] = forms.IntegerField(
                label=_("or days before it must be gone"),
                required=False,
                min_value=0,
                max_value=_MOST_DAYS,
                widget=forms.NumberInput(attrs={"aria-label": self._spoken(name)}),
            )

    def _spoken(self, name: str) -> str:
        """The label of the box for days, which stands once for each audience, as it is read aloud."""
        words = {"whom": self.fields[name].label, "box": gettext("or days before it must be gone")}
        return gettext("%(whom)s; %(box)s") % words

    def _names(self) -> list[str]:
        return ["own_from", *self._circles, "everyone_from"]

    @property
    def asks_stages(self) -> bool:
        return "seen_by" in self.fields

    def stage_days(self) -> list[tuple[BoundField, BoundField]]:
        """For the template: a day for each audience and the days before, in the order in which they see it."""
        return [(self[name], self[_before(name)]) for name in self._names()]

    def _days_given(self) -> list[str]:
        said = self.cleaned_data.get
        return [name for name in self._names() if said(name) is not None or said(_before(name)) is not None]

    def check_stages(self) -> None:
        """In stages: at least one day, each said in one way. At once: none."""
        if not self.asks_stages or self.errors:
            return
        days, chosen = self._days_given(), self.cleaned_data.get("seen_by")
        if chosen == IN_STAGES and not days:
            self.add_error("seen_by", _("Give the day from which somebody sees it, or choose everyone."))
        if chosen == EVERYONE and days:
            self.add_error("seen_by", _("You gave days: choose “in stages”, or clear them."))
        for name in days:
            self._check_day(name)

    def _check_day(self, name: str) -> None:
        if self.cleaned_data.get(_before(name)) is None:
            return
        if self.cleaned_data.get(name) is not None:
            self.add_error(_before(name), _("Give a day or a number of days, not both."))
        elif self.cleaned_data.get("must_be_gone_by") is None:
            self.add_error(_before(name), _("Days before what? Say above by which day it must be gone."))

    def stages(self) -> list[StageValues] | None:
        """What was planned, for the action; none means everyone at once, None that nothing was said of it."""
        if not self.asks_stages or not (self.cleaned_data["seen_by"] or self._days_given()):
            return None
        if self.cleaned_data["seen_by"] == EVERYONE:
            return []
        audiences = {"own_from": Audience.OWN_SITES, "everyone_from": Audience.EVERYONE}
        return [
            StageValues(
                audiences.get(name, Audience.CIRCLE), self._begins_on(name), self._circles.get(name), self._ahead(name)
            )
            for name in self._days_given()
        ]

    def _ahead(self, name: str) -> int | None:
        days: int | None = self.cleaned_data.get(_before(name))
        return days

    def _begins_on(self, name: str) -> date:
        day: date = self.cleaned_data.get(name) or self.cleaned_data["must_be_gone_by"]
        return day - timedelta(days=self._ahead(name) or 0)


def _before(name: str) -> str:
    """The box for "so many days before", beside the one for a day."""
    return name.removesuffix("_from") + "_days"


def _place_lasts(ends_on: date | None) -> str:
    """Until when the organisation is in the circle: what it shows there is shown no longer."""
    if ends_on is None:
        return ""
    return gettext("Your place in it lasts until %(day)s.") % {"day": date_format(ends_on, "j F Y")}


def stages_shown(listing: Listing) -> dict[str, object]:
    """What the form shows of the stages that are kept."""
    shown: dict[str, object] = {}
    for row in Stage.objects.of([listing]):
        names = {Audience.OWN_SITES: "own_from", Audience.EVERYONE: "everyone_from"}
        name = names.get(Audience(row.audience), f"circle_{row.circle_id}_from")
        if row.days_before is None:
            shown[name] = row.begins_on
        else:
            shown[_before(name)] = row.days_before
    return {**shown, "seen_by": IN_STAGES if shown else EVERYONE}
