"""Breaking off a run: why, and where what is aboard goes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from logistics.actions.runs.breaking import LONGEST_WORDS, Why
from logistics.models import Route
from logistics.models.broken_runs import BreakCode, GoodsGo
from logistics.queries.rescuing import Place, places_for
from marketplace.web.forms import Form


class BreakForm(Form):
    """Why a run ends early. The hidden number makes a form that is sent twice count once."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("What happened?"), choices=BreakCode.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("The parties and your coordinator read this."),
    )
    goods = forms.ChoiceField(label=_("What becomes of what is aboard?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, route: Route, **said: Any) -> None:  # Any: Django's own
        super().__init__(data, **said)
        choices = [(place.key, _label(place)) for place in places_for(route)]
        self.fields["goods"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:  # Any: Django's own shape
        """Something else has to be said in words."""
        said = self.cleaned_data
        if said.get("reason") == BreakCode.OTHER and not said.get("words", "").strip():
            self.add_error("words", ValidationError(_("Say what happened."), code="required"))
        return said

    def why(self) -> Why:
        """The reason as it was given."""
        return Why(self.cleaned_data["reason"], self.cleaned_data["words"])


def _label(place: Place) -> str:
    if place.storage is not None:
        return _now("It is put down at %(site)s") % {"site": place.storage.site.name}
    if place.route is not None:
        shift = place.route.shift
        return _now("%(van)s takes it (%(driver)s)") % {"van": shift.vehicle, "driver": shift.driver.user}
    return str(GoodsGo.STAY.label)
