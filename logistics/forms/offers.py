"""Offering a load to volunteers, taking it, handing it back."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from listings.forms.fields import DayField
from logistics.actions.people.offering import LONGEST_NOTE
from logistics.actions.people.shifting import MOST_ON_BOARD
from logistics.actions.people.taking import LONGEST_WHY, JourneyValues
from logistics.models import Driver, Ring, Vehicle
from logistics.queries.fleet import drivers_for_choice, sites_for_choice, vehicles_of_driver
from marketplace.organisations.models import Organisation, Site
from marketplace.web.forms import Form


class OfferForm(Form):
    """How a load is laid before volunteers."""

    widest_ring = forms.TypedChoiceField(
        label=_("Who may take it"),
        choices=[
            (Ring.OWN.value, _("Our own volunteers")),
            (Ring.CIRCLE.value, _("From tomorrow also drivers of organisations in our circles")),
            (Ring.VERIFIED.value, _("From the day after also drivers of every verified organisation")),
        ],
        coerce=int,
    )
    how = forms.ChoiceField(
        label=_("How"),
        choices=[
            ("first", _("Whoever comes first")),
            ("turn", _("In turn: one after the other is asked, those with the fewest hours first")),
            ("name", _("Ask somebody by name first")),
        ],
        help_text=_("Whoever is asked has half a day to answer, then the next is."),
    )
    asked = forms.ModelChoiceField(label=_("Whom"), queryset=Driver.objects.none(), required=False)
    expires = DayField(label=_("Open until the end of"), help_text=_("If nobody takes it, it waits as before."))
    note = forms.CharField(
        label=_("What they should know"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Everybody who may take it reads this. No addresses: whoever takes it sees those."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        *,
        organisation: Organisation,
        today: date,
    ) -> None:
        super().__init__(data, initial={"expires": today + timedelta(days=3)})
        self.fields["asked"].queryset = drivers_for_choice(organisation)  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:  # Any: Django's own signature
        """Whoever is asked by name has one."""
        said = super().clean() or self.cleaned_data
        if said.get("how") == "name" and said.get("asked") is None and "asked" not in self.errors:
            self.add_error("asked", forms.ValidationError(_("Choose whom to ask."), code="asked_missing"))
        return said

    def values(self) -> dict[str, Any]:  # Any: arguments of the action
        """What was said, for the action."""
        said = self.cleaned_data
        ends = datetime.combine(said["expires"], time(23, 59))
        return {
            "widest_ring": said["widest_ring"],
            "in_turn": said["how"] == "turn",
            "asked": said["asked"] if said["how"] == "name" else None,
            "expires_at": timezone.make_aware(ends),
            "note": said["note"],
        }


class TakeForm(Form):
    """When and with what somebody does it."""

    day = DayField(label=_("Day"))
    starts = forms.TimeField(
        label=_("I can leave at"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"), initial="09:00"
    )
    ends = forms.TimeField(
        label=_("and have to be back by"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"), initial="13:00"
    )
    vehicle = forms.ModelChoiceField(label=_("Vehicle"), queryset=Vehicle.objects.none(), empty_label=None)
    start_site = forms.ModelChoiceField(label=_("From and back to"), queryset=Site.objects.none(), empty_label=None)
    from_home = forms.BooleanField(label=_("I set out from home"), required=False)
    crew = forms.IntegerField(
        label=_("People, with you"),
        min_value=1,
        max_value=MOST_ON_BOARD,
        initial=1,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: as above
        *,
        driver: Driver,
        today: date,
    ) -> None:
        super().__init__(data, initial={"day": today + timedelta(days=1)})
        choices = {"vehicle": vehicles_of_driver(driver), "start_site": sites_for_choice(driver.organisation)}
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField
        if driver.home_latitude is None:
            del self.fields["from_home"]

    def values(self) -> JourneyValues:
        """What was said, for the action."""
        said = self.cleaned_data
        starts, ends = (timezone.make_aware(datetime.combine(said["day"], said[name])) for name in ("starts", "ends"))
        return JourneyValues(
            vehicle=said["vehicle"],
            start_site=said["start_site"],
            starts_at=starts,
            ends_at=ends,
            crew=said["crew"],
            from_home=said.get("from_home", False),
        )


class BackForm(Form):
    """Why somebody cannot do what they took."""

    why = forms.CharField(
        label=_("Why"), max_length=LONGEST_WHY, help_text=_("The organisation that offered it reads this.")
    )


class DaysForm(Form):
    """From which day to which hours are counted."""

    first = DayField(label=_("From"))
    last = DayField(label=_("to"))

    def clean(self) -> dict[str, Any]:  # Any: Django's own signature
        """In order, and no more than some years."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if first and last and not timedelta(0) <= last - first <= timedelta(days=1100):
            self.add_error("last", forms.ValidationError(_("Choose up to three years, in order."), code="days"))
        return said
