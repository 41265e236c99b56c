"""Season tickets: proposing one, signing it, putting a load on it, ending it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from logistics.actions.paperwork.ticketing import LONGEST_WHY, LoadValues
from logistics.forms.papers import SignerName
from logistics.models import SeasonTicket
from logistics.papers.waste import MOST_CONTAINERS
from marketplace.web.forms import Form

if TYPE_CHECKING:
    _TicketChoice = forms.ModelChoiceField[SeasonTicket]
else:
    _TicketChoice = forms.ModelChoiceField  # the brackets are for the type checker only


class SeasonForm(Form):
    """From when to when the note covers loads, and the giver's signature."""

    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}))
    ends_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput({"type": "date"}), help_text=_("At most twelve months later.")
    )
    signer_name = SignerName()


class SignSeasonForm(Form):
    """The receiver's signature."""

    signer_name = SignerName()


class EndSeasonForm(Form):
    """Why it ends before its time."""

    why = forms.CharField(
        label=_("Why it ends"), max_length=LONGEST_WHY, help_text=_("The other side reads it."), widget=forms.TextInput
    )


class TicketField(_TicketChoice):
    """A ticket by its number and its last day."""

    def label_from_instance(self, obj: SeasonTicket) -> str:
        words = _("%(number)s, %(what)s, until %(day)s")
        said = {"number": obj.number, "what": obj.declaration.description, "day": date_format(obj.last_day)}
        return words % said


class PutOnForm(Form):
    """On which ticket a load goes, how much it weighs and in how many containers."""

    ticket = TicketField(label=_("Season ticket"), queryset=SeasonTicket.objects.none(), empty_label=None)
    mass_kg = forms.DecimalField(label=_("Mass (kg)"), max_digits=9, decimal_places=3, min_value=0)
    is_estimate = forms.BooleanField(label=_("That is an estimate"), required=False, initial=True)
    container_count = forms.IntegerField(
        label=_("How many containers"), min_value=1, max_value=MOST_CONTAINERS, initial=1
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        *,
        tickets: Sequence[SeasonTicket],
        initial: Mapping[str, Any] | None = None,  # Any: as above
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        chosen = SeasonTicket.objects.filter(pk__in=[one.pk for one in tickets]).for_page()
        self.fields["ticket"].queryset = chosen  # type: ignore[attr-defined]  # a ModelChoiceField

    def values(self) -> LoadValues:
        """What was typed, as the action takes it."""
        said = self.cleaned_data
        return LoadValues(said["mass_kg"], said["container_count"], said["is_estimate"])


def usual_period(today: date, last: date) -> dict[str, date]:
    """A season that begins today."""
    return {"starts_on": today, "ends_on": last}
