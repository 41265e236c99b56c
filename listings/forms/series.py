"""The form of a repeating booking, and what its dates come to before any of them is booked."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from listings.actions import scheduling
from listings.actions.scheduling import Conflict, Pattern, Proposal, SeriesPlan
from listings.booking.slots import EndsBeforeItStarts, Stretch
from listings.booking.zones import quarter_of
from listings.forms.bookings import day_field, people_field, purpose_field, time_field
from listings.models.spaces import Space
from listings.queries import bookable
from listings.queries.space_words import price_in_words, time_in_words
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation
from marketplace.web.forms import Form, add_domain_error
from marketplace.web.repeating import RepeatingMixin

_DAY_MINUTES: Final = 24 * 60
#: The kernel's names of what is wrong, and the boxes here.
_BOXES: Final = {"rule": "repeats"}


@dataclass(frozen=True, slots=True)
class Option:
    """Another time in the same space that can be taken instead, or another part of the place, on its own page."""

    value: str
    words: str
    space: Space | None
    starts: datetime
    ends: datetime
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class ConflictTold:
    """A date that cannot be had, with its box in the form."""

    name: str
    day: date
    why: str
    whose: str
    times: list[Option]
    places: list[Option]


@dataclass(frozen=True, slots=True)
class Report:
    """What a pattern comes to, as the page tells it. `seen` stands in the form: nobody books another plan than this."""

    free: list[str]
    conflicts: list[ConflictTold]
    total: str
    pence: int | None
    is_confirmed_at_once: bool
    seen: str
    dates: int


class SeriesForm(RepeatingMixin, Form):
    """A time in a space, again and again by a rule; with what is chosen instead of dates that cannot be had."""

    starts_on = day_field(_("First day"))
    starts = time_field(_("From"))
    ends = time_field(_("To"))
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
        self.space, self.organisation, self.now, self.looking = space, organisation, now, looking
        self.plan: SeriesPlan | None = None
        # The browser would not let them ask what it comes to before the rest is filled in.
        self.use_required_attribute = False
        self.ask_repeating(starts_on=_day(self.initial.get("starts_on")), needs_end=True)
        until = self.fields["repeats_until"]
        until.required, until.error_messages["required"] = True, _("Say until which day this repeats.")

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        cleaned: dict[str, Any] = super().clean() or {}
        if self.looking and not self.data.get("purpose", "").strip():
            self.errors.pop("purpose", None)
        self.check_repeating()
        if set(self.errors) - {"purpose", "people"}:
            return cleaned
        try:
            bookable.check_offered(self.space, self.organisation, self.now)
            bookable.check_people(self.space, cleaned.get("people"))
            self.plan = scheduling.plan_series(
                space=self.space, organisation=self.organisation, pattern=self.pattern(), now=self.now
            )
        except DomainError as refusal:
            refusal.field = _BOXES.get(refusal.field or "", refusal.field)
            add_domain_error(self, refusal)
        return cleaned

    def pattern(self) -> Pattern:
        """What is wanted. :raises EndsBeforeItStarts: it is no time"""
        starts, ends = self.cleaned_data["starts"], self.cleaned_data["ends"]
        length = (_minutes(ends) or _DAY_MINUTES) - _minutes(starts)
        rule = self.told_rule()
        if length <= 0 or rule is None:
            raise EndsBeforeItStarts
        return Pattern(rule=rule, starts_on=self.cleaned_data["starts_on"], begins=starts, length_minutes=length)

    def instead(self) -> list[Stretch]:
        """The other times that were chosen, each one that the plan proposed for its date."""
        return [
            proposal.time
            for conflict in (self.plan.conflicts if self.plan else ())
            for proposal in conflict.proposals
            if proposal.space.pk == self.space.pk and self.data.get(_box(conflict)) == _value(proposal)
        ]

    def report(self) -> Report | None:
        """What it comes to; nothing while that cannot be said."""
        if self.plan is None:
            return None
        plan = self.plan
        return Report(
            free=[time_in_words(one.begins, one.ends, self.space) for one in plan.free],
            conflicts=[self._told(conflict) for conflict in plan.conflicts],
            total=price_in_words(plan.price_pence),
            pence=plan.price_pence,
            is_confirmed_at_once=plan.is_confirmed_at_once,
            seen=_digest(plan),
            dates=len(plan.free) + len(plan.conflicts),
        )

    def _told(self, conflict: Conflict) -> ConflictTold:
        options = [self._option(conflict, proposal) for proposal in conflict.proposals]
        return ConflictTold(
            name=_box(conflict),
            day=conflict.day,
            why=conflict.why,
            whose=", ".join(conflict.by_whom),
            times=[one for one in options if one.space is None],
            places=[one for one in options if one.space is not None],
        )

    def _option(self, conflict: Conflict, proposal: Proposal) -> Option:
        is_here, value = proposal.space.pk == self.space.pk, _value(proposal)
        return Option(
            value=value,
            words=time_in_words(proposal.time.begins, proposal.time.ends, proposal.space),
            space=None if is_here else proposal.space,
            starts=proposal.time.begins,
            ends=proposal.time.ends,
            is_chosen=self.data.get(_box(conflict)) == value,
        )


def _box(conflict: Conflict) -> str:
    return f"instead_{conflict.day:%Y%m%d}"


def _value(proposal: Proposal) -> str:
    return str(quarter_of(proposal.time.begins))


def _digest(plan: SeriesPlan) -> str:
    """What the page showed, in a few signs: the free times, the dates that are not, the price."""
    free = ",".join(str(quarter_of(one.begins)) for one in plan.free)
    lost = ",".join(f"{conflict.day:%Y%m%d}" for conflict in plan.conflicts)
    return hashlib.sha256(f"{free}|{lost}|{plan.price_pence}".encode()).hexdigest()[:24]


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
