"""Weekly hours in a form: each weekday has as many pairs of times as are kept, at least one; an empty one is closed."""

from collections.abc import Iterator, Sequence
from datetime import time
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.hours import WEEKDAYS, WeeklyHours

DAYS: Final = dict(
    zip(
        WEEKDAYS,
        (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")),
        strict=True,
    )
)
#: More pairs than that in one day are a mistake.
MOST_A_DAY: Final = 8
_FORMATS: Final = ["%H:%M", "%H:%M:%S", "%H.%M", "%H"]
_MIDNIGHT: Final = time(0)


class WeeklyHoursMixin(forms.Form):
    """A form's part for weekly hours: `ask_hours` in its `__init__`, `check_hours` in its `clean`, then `told_hours`.

    The template part `web/weekly_hours.html` prints the rows of `hours`.
    """

    _kept_hours: WeeklyHours = {}

    def ask_hours(self, kept: WeeklyHours) -> None:
        """Add the boxes, filled with the hours that are kept; of what was sent, as many as were sent."""
        self._kept_hours = {day: [*pairs, *self._sent_besides(day, len(pairs))] for day, pairs in _week(kept)}
        for day, span, start, end in self._spans():
            label = _day_named(day, span)
            self._add_time(f"{day}_{span}_from", gettext("%(day)s, from") % {"day": label}, start)
            self._add_time(f"{day}_{span}_to", gettext("%(day)s, to") % {"day": label}, end)

    def _sent_besides(self, day: str, known: int) -> list[list[str]]:
        sent = [number for number in range(known, MOST_A_DAY) if f"{day}_{number}_from" in self.data]
        return [["", ""] for _number in sent]

    def _spans(self) -> Iterator[tuple[str, int, str, str]]:
        """Weekday, number of the pair, and what is kept in it."""
        for day in WEEKDAYS:
            for number, span in enumerate(self._kept_hours.get(day) or [["", ""]]):
                yield day, number, span[0], span[1]

    def _add_time(self, name: str, label: str, kept: str) -> None:
        self.fields[name] = forms.TimeField(
            label=label,
            required=False,
            initial=kept or None,
            input_formats=_FORMATS,
            widget=forms.TimeInput({"type": "time", "aria-label": label}, format="%H:%M"),
            error_messages={"invalid": _("Type a time like 09:00, or leave both empty where it is closed.")},
        )

    def hours(self) -> list[tuple[str, BoundField, BoundField]]:
        """For the template: a row for each pair of times, with the weekday's name."""
        return [
            (_day_named(day, span), self[f"{day}_{span}_from"], self[f"{day}_{span}_to"])
            for day, span, _start, _end in self._spans()
        ]

    def check_hours(self) -> None:
        """Note what is wrong with the times that were typed. An end at midnight is the end of the day."""
        for day, span, _start, _end in self._spans():
            self._check_pair(f"{day}_{span}_from", f"{day}_{span}_to")

    def _check_pair(self, first: str, last: str) -> None:
        if first in self.errors or last in self.errors:
            return
        start, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if (start is None) != (end is None):
            words = _("Give both times, or leave both empty where it is closed.")
            self.add_error(last if end is None else first, ValidationError(words, code="half_a_span"))
        elif start is not None and start >= end and end != _MIDNIGHT:
            self.add_error(last, ValidationError(_("It closes before it opens."), code="closes_before_it_opens"))

    def told_hours(self) -> dict[str, list[list[str]]]:
        """What was typed, once the form is valid."""
        hours: dict[str, list[list[str]]] = {}
        for day, span, _start, _end in self._spans():
            start: time | None = self.cleaned_data.get(f"{day}_{span}_from")
            end: time | None = self.cleaned_data.get(f"{day}_{span}_to")
            if start is not None and end is not None:
                hours.setdefault(day, []).append([f"{start:%H:%M}", f"{end:%H:%M}"])
        return {day: sorted(spans) for day, spans in hours.items()}


def _week(hours: WeeklyHours) -> list[tuple[str, list[Sequence[str]]]]:
    return [(day, list(hours.get(day) or ())) for day in WEEKDAYS]


def _day_named(day: str, span: int) -> str:
    return str(DAYS[day]) if not span else f"{DAYS[day]} ({span + 1})"
