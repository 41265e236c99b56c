"""A rule of repetition in words: "every second week on Monday and Thursday, until 3 March 2027"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from marketplace.kernel.errors import gettext_noop
from marketplace.kernel.recurrence import Every, Rule

#: Puts a sentence into the reader's language: `gettext`, or `str` where there is none.
Say = Callable[[str], str]

WEEKDAYS: Final = (
    gettext_noop("Monday"), gettext_noop("Tuesday"), gettext_noop("Wednesday"), gettext_noop("Thursday"),
    gettext_noop("Friday"), gettext_noop("Saturday"), gettext_noop("Sunday"),
)  # fmt: skip
_MONTHS: Final = (
    gettext_noop("January"), gettext_noop("February"), gettext_noop("March"), gettext_noop("April"),
    gettext_noop("May"), gettext_noop("June"), gettext_noop("July"), gettext_noop("August"),
    gettext_noop("September"), gettext_noop("October"), gettext_noop("November"), gettext_noop("December"),
)  # fmt: skip
_NTHS: Final = {
    1: gettext_noop("first"),
    2: gettext_noop("second"),
    3: gettext_noop("third"),
    4: gettext_noop("fourth"),
    5: gettext_noop("fifth"),
    -1: gettext_noop("last"),
    -2: gettext_noop("second last"),
    -3: gettext_noop("third last"),
    -4: gettext_noop("fourth last"),
    -5: gettext_noop("fifth last"),
}
_EVERY: Final = {
    Every.DAYS: (gettext_noop("every day"), gettext_noop("every second day"), gettext_noop("every {step} days")),
    Every.WEEKS: (gettext_noop("every week"), gettext_noop("every second week"), gettext_noop("every {step} weeks")),
    Every.MONTHS: (
        gettext_noop("every month"),
        gettext_noop("every second month"),
        gettext_noop("every {step} months"),
    ),
    Every.YEARS: (gettext_noop("every year"), gettext_noop("every second year"), gettext_noop("every {step} years")),
}


def in_words(rule: Rule, starts_on: date | None = None, *, say: Say = str) -> str:
    """The rule as people say it, without a capital, to stand in a sentence.

    :param starts_on: tells the weekday or day of the month of a rule that names none
    """
    words = _when(rule, starts_on, say)
    if rule.until is not None:
        words = say("{rule}, until {day}").format(rule=words, day=day_in_words(rule.until, say=say))
    elif rule.times == 1:
        words = say("{rule}, once").format(rule=words)
    elif rule.times is not None:
        words = say("{rule}, {times} times").format(rule=words, times=rule.times)
    return words


def day_in_words(day: date, *, say: Say = str) -> str:
    """ "3 March 2027"."""
    return f"{day.day} {say(_MONTHS[day.month - 1])} {day.year}"


def _when(rule: Rule, starts_on: date | None, say: Say) -> str:
    days = _days(rule, starts_on, say)
    if rule.every is Every.WEEKS and rule.step == 1 and days:
        return say("every {days}").format(days=days)
    once, twice, seldom = _EVERY[rule.every]
    every = say({1: once, 2: twice}.get(rule.step, seldom)).format(step=rule.step)
    if rule.months:
        months = _listed([say(_MONTHS[month - 1]) for month in rule.months], say)
        every = say("{every} in {months}").format(every=every, months=months)
    return say("{every} on {days}").format(every=every, days=days) if days else every


def _days(rule: Rule, starts_on: date | None, say: Say) -> str:
    """The days inside a step, as "Monday and Thursday" or "the 15th and the last day"; nothing where none is known."""
    if rule.weekdays:
        return _listed([_weekday(nth, weekday, say) for nth, weekday in rule.weekdays], say)
    if rule.month_days:
        return _listed([_month_day(day, say) for day in rule.month_days], say)
    if starts_on is None or rule.every is Every.DAYS:
        return ""
    if rule.every is Every.WEEKS:
        return say(WEEKDAYS[starts_on.weekday()])
    if rule.every is Every.YEARS and not rule.months:
        return f"{starts_on.day} {say(_MONTHS[starts_on.month - 1])}"
    return _month_day(starts_on.day, say)


def _weekday(nth: int, weekday: int, say: Say) -> str:
    name = say(WEEKDAYS[weekday])
    return say("the {nth} {weekday}").format(nth=say(_NTHS[nth]), weekday=name) if nth else name


def _month_day(day: int, say: Say) -> str:
    if day == -1:
        return say("the last day")
    if day < 0:
        return say("day {day} from the end").format(day=-day)
    ending = "th" if day in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return say(f"the {day}{ending}")


def _listed(words: Sequence[str], say: Say) -> str:
    if len(words) == 1:
        return words[0]
    return say("{several} and {last}").format(several=", ".join(words[:-1]), last=words[-1])
