"""How something repeats, in a form: for people who never saw a rule of RFC 5545, without JavaScript."""

from datetime import date
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.recurrence import BadRule, Every, Rule

ONCE: Final = "once"
BY_WEEK: Final = "week"
BY_WEEKDAY_OF_MONTH: Final = "weekday"
BY_DAY_OF_MONTH: Final = "day"

_WEEKDAYS: Final = (
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")),
    (5, _("Saturday")), (6, _("Sunday")),
)  # fmt: skip
_NTHS: Final = ((1, _("first")), (2, _("second")), (3, _("third")), (4, _("fourth")), (-1, _("last")))
_STEPS: Final = {BY_WEEK: 53, BY_WEEKDAY_OF_MONTH: 24, BY_DAY_OF_MONTH: 24}
#: in which box a refusal of the kernel stands
_BOXES: Final = {"repeats_too_often": "repeats_until", "no_end": "repeats_until", "ends_too_late": "repeats_until"}


class RepeatingMixin(forms.Form):
    """A form's part for repeating: `ask_repeating` in its `__init__`, `check_repeating` in its `clean`, then told_rule.

    The template part `web/repeating.html` prints the boxes; of those that do not belong to what was chosen, it shows
    none where the browser can tell, and they are passed over wherever it cannot. Browsers are not told what is needed:
    of what was not chosen, nothing is.
    """

    use_required_attribute = False

    def ask_repeating(
        self,
        *,
        kept: Rule | None = None,
        starts_on: date | None = None,
        may_be_once: bool = False,
        needs_end: bool = False,
    ) -> None:
        """Add the boxes, filled with the rule that is kept.

        :param starts_on: whose weekday and day of the month are proposed where no rule is kept
        :param may_be_once: offer "only once", for which `told_rule` answers None
        :param needs_end: it has to say until when
        """
        filled = _boxes_of(kept) if kept else {"repeats": ONCE if may_be_once else BY_WEEK, **_proposed(starts_on)}
        choices = [
            (BY_WEEK, _("By the week")),
            (BY_WEEKDAY_OF_MONTH, _("On a weekday of the month")),
            (BY_DAY_OF_MONTH, _("On a day of the month")),
        ]
        self.fields["repeats"] = forms.ChoiceField(
            label=_("How does it repeat?"),
            choices=[*([(ONCE, _("Only once"))] if may_be_once else []), *choices],
            widget=forms.RadioSelect,
        )
        whole = {"inputmode": "numeric", "size": "4"}
        words = _("Type a whole number, such as 1 for every week or month.")
        self.fields["repeats_step"] = forms.IntegerField(
            label=_("Every how many weeks or months?"),
            required=False,
            help_text=_("1 for every one, 2 for every second one."),
            widget=forms.TextInput(attrs=whole),
            error_messages={"invalid": words},
        )
        self.fields["repeats_on"] = forms.TypedMultipleChoiceField(
            label=_("On these weekdays"),
            choices=_WEEKDAYS,
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one weekday.")},
        )
        which = {"required": _("Choose which weekday of the month.")}
        for name, label, choices_of in (("nth", _("On the"), _NTHS), ("weekday", _("Weekday"), _WEEKDAYS)):
            self.fields[f"repeats_{name}"] = forms.TypedChoiceField(
                label=label, choices=choices_of, coerce=int, error_messages=which
            )
        self.fields["repeats_day"] = forms.IntegerField(
            label=_("Day of the month"),
            help_text=_("A month without that day is left out."),
            widget=forms.TextInput(attrs=whole),
            error_messages=dict.fromkeys(("invalid", "required"), _("Type a day from 1 to 31.")),
        )
        self.fields["repeats_until"] = forms.DateField(
            label=_("Until"),
            required=False,
            help_text="" if needs_end else _("Left empty, it goes on until you end it."),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("Type a day like 2027-03-31.")},
        )
        self._needs_end = needs_end
        for name, value in filled.items():
            self.fields[name].initial = value

    def check_repeating(self) -> None:
        """Note what is missing or does not go together."""
        chosen = self.cleaned_data.get("repeats")
        if chosen in {None, ONCE}:
            self._pass_over(*(name for name in self.fields if name.startswith("repeats_")))
            return
        unused = {
            BY_WEEK: ("nth", "weekday", "day"),
            BY_WEEKDAY_OF_MONTH: ("on", "day"),
            BY_DAY_OF_MONTH: ("on", "nth", "weekday"),
        }
        self._pass_over(*(f"repeats_{name}" for name in unused[str(chosen)]))
        self._check_numbers(str(chosen))
        if self._needs_end and "repeats_until" not in self.errors and self.cleaned_data.get("repeats_until") is None:
            self._refuse("repeats_until", gettext("Say until which day this repeats."), "no_end")
        if not self.errors:
            self._check_rule()

    def _pass_over(self, *names: str) -> None:
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = None

    def _check_numbers(self, chosen: str) -> None:
        step, most = self.cleaned_data.get("repeats_step"), _STEPS[chosen]
        if "repeats_step" not in self.errors and not 1 <= (1 if step is None else step) <= most:
            self._refuse(
                "repeats_step", gettext("Type a whole number from 1 to %(most)d.") % {"most": most}, "bad_step"
            )
        day = self.cleaned_data.get("repeats_day")
        if chosen == BY_DAY_OF_MONTH and "repeats_day" not in self.errors and not 1 <= (day or 0) <= 31:
            self._refuse("repeats_day", gettext("Type a day from 1 to 31."), "bad_day")

    def _check_rule(self) -> None:
        try:
            self.told_rule()
        except BadRule as refusal:
            self._refuse(_BOXES.get(refusal.code, "repeats"), refusal.said_with(gettext), refusal.code)

    def _refuse(self, name: str, words: str, code: str) -> None:
        self.add_error(name, ValidationError(words, code=code))

    def told_rule(self) -> Rule | None:
        """What was said, once the form is valid; None for only once.

        :raises BadRule: parts that do not go together; `check_repeating` has noted it
        """
        said = self.cleaned_data
        step, until = said.get("repeats_step") or 1, said.get("repeats_until")
        if said["repeats"] == BY_WEEK:
            weekdays = tuple((0, weekday) for weekday in sorted(said["repeats_on"]))
            return Rule(Every.WEEKS, step, weekdays=weekdays, until=until)
        if said["repeats"] == BY_WEEKDAY_OF_MONTH:
            return Rule(Every.MONTHS, step, weekdays=((said["repeats_nth"], said["repeats_weekday"]),), until=until)
        if said["repeats"] == BY_DAY_OF_MONTH:
            return Rule(Every.MONTHS, step, month_days=(said["repeats_day"],), until=until)
        return None


def _proposed(starts_on: date | None) -> dict[str, object]:
    if starts_on is None:
        return {"repeats_step": 1}
    weekday = starts_on.weekday()
    return {
        "repeats_step": 1,
        "repeats_on": [weekday],
        "repeats_nth": (starts_on.day - 1) // 7 + 1 if starts_on.day <= 28 else -1,
        "repeats_weekday": weekday,
        "repeats_day": starts_on.day,
    }


def _boxes_of(rule: Rule) -> dict[str, object]:
    """What the boxes say of a rule that they can say; of another, the nearest."""
    filled: dict[str, object] = {"repeats_step": rule.step, "repeats_until": rule.until}
    if rule.every is Every.WEEKS or not (rule.weekdays or rule.month_days):
        return {**filled, "repeats": BY_WEEK, "repeats_on": [weekday for _nth, weekday in rule.weekdays]}
    if rule.weekdays:
        nth, weekday = rule.weekdays[0]
        return {**filled, "repeats": BY_WEEKDAY_OF_MONTH, "repeats_nth": nth, "repeats_weekday": weekday}
    return {**filled, "repeats": BY_DAY_OF_MONTH, "repeats_day": rule.month_days[0]}
