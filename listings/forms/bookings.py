"""The forms around a booking: a time and what it comes to, the answer, the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from listings.booking.prices import price_of
from listings.booking.slots import Stretch
from listings.booking.zones import TimeComesTwice, Which, moment_of
from listings.forms.fields import DAY_FORMATS
from listings.models.spaces import Space
from listings.queries import bookable
from listings.queries.bookable import LONGEST_PURPOSE
from listings.queries.space_words import Total, time_in_words, total_in_words
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation
from marketplace.web.forms import Form, add_domain_error

_MIDNIGHT: Final = time(0)
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
_OUT_OF_REACH: Final = _("Give a day between 2000 and 2199.")
_TIME_FORMATS: Final = ["%H:%M", "%H:%M:%S", "%H.%M", "%H"]
_WHICH: Final = [(Which.FIRST.value, _("the first")), (Which.SECOND.value, _("the second"))]


@dataclass(frozen=True, slots=True)
class Quote:
    """What a time comes to for an organisation: nothing is booked yet. `seen` stands in the form, so that nobody
    commits to another time or total than the page showed them."""

    wanted: Stretch
    when: str
    total: Total
    is_confirmed_at_once: bool
    free_until: datetime

    @property
    def seen(self) -> str:
        return f"{self.wanted.begins:%Y%m%dT%H%M}-{self.wanted.ends:%Y%m%dT%H%M}-{self.total.pence}"


def day_field(label: Any, **more: Any) -> forms.DateField:  # Any: lazy words; a field's arguments
    """A day, as browsers send it or as people type it; not one from which a calendar cannot count on."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    within = [MinValueValidator(_FIRST_DAY, _OUT_OF_REACH), MaxValueValidator(_LAST_DAY, _OUT_OF_REACH)]
    return forms.DateField(label=label, input_formats=DAY_FORMATS, widget=widget, validators=within, **more)


def time_field(label: Any, **more: Any) -> forms.TimeField:  # Any: as above
    """A time of the day, as browsers send it or as people type it."""
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, input_formats=_TIME_FORMATS, widget=widget, **more)


def people_field() -> forms.IntegerField:
    """How many people come, where they say it."""
    wrong = dict.fromkeys(("invalid", "min_value", "max_value"), _("Give a number of people, such as 30."))
    return forms.IntegerField(
        label=_("How many people?"), required=False, min_value=1, max_value=1_000_000, error_messages=wrong
    )


def purpose_field() -> forms.CharField:
    """What a space is wanted for."""
    return forms.CharField(
        label=_("What is it for?"),
        max_length=LONGEST_PURPOSE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The owner reads it. One sentence is enough."),
    )


def _which_field(label: Any) -> forms.ChoiceField:  # Any: lazy words
    return forms.ChoiceField(label=label, choices=_WHICH, required=False, widget=forms.RadioSelect)


class BookingForm(Form):
    """A time in a space, by its own clock; `looking`: what it comes to is asked, so the rest may still be missing."""

    on = day_field(_("Day"))
    starts = time_field(_("From"))
    ends = time_field(_("To"))
    which = _which_field(_("Clocks go back on that day and the beginning comes twice. Which is meant?"))
    which_end = _which_field(_("Clocks go back on that day and the end comes twice. Which is meant?"))
    until = day_field(_("Last day, if it is another"), required=False)
    people = people_field()
    purpose = purpose_field()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        *,
        space: Space,
        organisation: Organisation,
        now: datetime,
        looking: bool = False,
        initial: Mapping[str, Any] | None = None,  # Any: as above
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.space, self.organisation, self.now = space, organisation, now
        self.looking = looking
        self.quote: Quote | None = None
        self.asks_which: set[str] = {name for name in ("which", "which_end") if self.data.get(name)}
        # The browser would not let them ask what it comes to before the rest is filled in.
        self.use_required_attribute = False
        most = space.listing.capacity_people
        if most:
            self.fields["people"].help_text = _("It holds %(most)s.") % {"most": most}

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        cleaned: dict[str, Any] = super().clean() or {}
        if self.looking and not self.data.get("purpose", "").strip():
            self.errors.pop("purpose", None)
        if {"on", "starts", "ends", "until"} & set(self.errors):
            return cleaned
        try:
            self.quote = quote(self.space, self.organisation, self._wanted(cleaned), self.now)
            bookable.check_people(self.space, cleaned.get("people"))
        except TimeComesTwice as refusal:
            self.asks_which.add("which_end" if refusal.field == "ends" else "which")
            add_domain_error(self, refusal)
        except DomainError as refusal:
            add_domain_error(self, refusal)
        return cleaned

    def _wanted(self, cleaned: Mapping[str, Any]) -> Stretch:  # Any: as above
        """The moments that are meant. An end at midnight is the end of the day."""
        first: date = cleaned["on"]
        last: date = cleaned.get("until") or first
        if cleaned["ends"] == _MIDNIGHT and last == first:
            last = first + timedelta(days=1)
        zone = self.space.clock
        begins = moment_of(datetime.combine(first, cleaned["starts"]), zone, _said(cleaned.get("which")))
        ends = datetime.combine(last, cleaned["ends"])
        return Stretch(begins, moment_of(ends, zone, _said(cleaned.get("which_end")), field="ends"))


def _said(which: str | None) -> Which | None:
    return Which(which) if which else None


def quote(space: Space, organisation: Organisation, wanted: Stretch, now: datetime) -> Quote:
    """What a time in a space comes to, if it could be had now. :raises DomainError: as `booking.book`"""
    sight = bookable.bookable_sight(space, organisation, wanted, None, now)
    return Quote(
        wanted=wanted,
        when=time_in_words(wanted.begins, wanted.ends, space),
        total=total_in_words(price_of(sight.prices, sight.payer), wanted.minutes),
        is_confirmed_at_once=bookable.is_confirmed_at_once(space, sight.payer),
        free_until=wanted.begins - timedelta(hours=space.cancel_hours),
    )
