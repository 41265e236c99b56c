"""Rules of repetition: "every second week on Monday and Thursday, until 3 March 2027", kept as RFC 5545 text.

Days alone: at what hour of which zone something happens is for whoever asks. Of RFC 5545 as much is spoken as people
repeat things by, so that no rule can loop for long: days, weeks, months and years; for weeks their weekdays; for months
and years days of the month, or the first to fifth or last of a weekday; for years their months. Everything else is
refused with a sentence. The days themselves are reckoned by dateutil.

As RFC 5545 has it, a day that a month does not have (its 31st) is left out, not moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from itertools import takewhile
from typing import Final

from dateutil import rrule

from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.periods import format_day

#: Signs that a rule may have, and how often it may happen at the most.
LONGEST_TEXT: Final = 200
MOST_TIMES: Final = 500
#: How far from its first day a rule is ever followed.
HORIZON_DAYS: Final = 5 * 366

CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONGEST_STEP: Final = {"DAILY": 366, "WEEKLY": 53, "MONTHLY": 24, "YEARLY": 5}
_LONGEST_MONTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PARTS: Final = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH"})
_DAY: Final = re.compile(r"(?P<nth>[+-]?[1-5])?(?P<code>MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_UNTIL: Final = re.compile(r"(?P<day>[0-9]{8})(?:T[0-9]{6}Z?)?", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)


class BadRule(DomainError):
    """The text is no rule that we follow."""

    code = "bad_rule"
    message = gettext_noop("This is not a rule for repeating that we can read.")
    field = "rule"


class TooManyTimes(BadRule):
    """It would happen more often than anybody plans by hand."""

    code = "repeats_too_often"
    message = gettext_noop("This would repeat more than {most} times. Let it end sooner.")


class NeverHappens(BadRule):
    """No day fits the rule, as the 31st of February."""

    code = "never_happens"
    message = gettext_noop("No day fits this rule, so it would never happen.")


class NoEnd(BadRule):
    """It would repeat for ever where it has to end."""

    code = "no_end"
    message = gettext_noop("Say until which day this repeats.")


class EndsTooLate(BadRule):
    """Its end is beyond how far one may plan."""

    code = "ends_too_late"
    message = gettext_noop("This repeats beyond {last}, which is as far as can be planned. Let it end sooner.")


class Every(StrEnum):
    """What a rule counts in."""

    DAYS = "DAILY"
    WEEKS = "WEEKLY"
    MONTHS = "MONTHLY"
    YEARS = "YEARLY"


@dataclass(frozen=True, slots=True)
class Rule:
    """When something happens again.

    :param weekdays: (nth, weekday from 0 for Monday); nth is 0 where every such day of the week is meant, 1 to 5 or -1
        to -5 (from the end) in a month
    :param month_days: 1 to 31, or -1 to -31 from the end of the month
    :param times: how often in all, from the first day on; None: until `until`, or without an end
    :param until: the last day on which it may happen
    :raises BadRule: parts that contradict each other or never come together
    """

    every: Every
    step: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    times: int | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.step <= _LONGEST_STEP[self.every]:
            raise BadRule(gettext_noop("The step between two times has to be a whole number that is not too long."))
        if self.times is not None and self.until is not None:
            raise BadRule(gettext_noop("Say how many times or until which day, not both."))
        if self.times is not None and not 1 <= self.times <= MOST_TIMES:
            raise TooManyTimes(most=MOST_TIMES)
        _refuse_parts_that_do_not_fit(self)

    @property
    def text(self) -> str:
        """The rule as RFC 5545 writes it; `parse_rule` reads it back."""
        parts = [f"FREQ={self.every.value}"]
        if self.step > 1:
            parts.append(f"INTERVAL={self.step}")
        days = (f"{nth or ''}{CODES[weekday]}" for nth, weekday in self.weekdays)
        for name, values in (("BYMONTH", self.months), ("BYMONTHDAY", self.month_days), ("BYDAY", tuple(days))):
            if values:
                parts.append(f"{name}={','.join(map(str, values))}")
        if self.times is not None:
            parts.append(f"COUNT={self.times}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)


def _refuse_parts_that_do_not_fit(rule: Rule) -> None:
    """:raises BadRule: parts that say nothing together, or never come together"""
    by_month = rule.every in {Every.MONTHS, Every.YEARS}
    nths = {bool(nth) for nth, _weekday in rule.weekdays}
    if rule.every is Every.DAYS and rule.weekdays:
        raise BadRule(gettext_noop("For certain weekdays, repeat by weeks."))
    if (rule.month_days and not by_month) or (rule.months and rule.every is not Every.YEARS):
        raise BadRule(gettext_noop("Days of a month go with months, and months with years."))
    if rule.weekdays and nths != {by_month}:
        raise BadRule(gettext_noop("Say which of these weekdays in a month is meant, or repeat by weeks."))
    if rule.weekdays and rule.month_days:
        raise BadRule(gettext_noop("Say a day of the month or a weekday, not both."))
    if rule.every is Every.YEARS and not rule.months and (rule.weekdays or rule.month_days):
        raise BadRule(gettext_noop("Say in which months of the year."))
    if (
        rule.months
        and rule.month_days
        and not any(_exists(month, day) for month in rule.months for day in rule.month_days)
    ):
        raise NeverHappens


def _exists(month: int, day: int) -> bool:
    return abs(day) <= _LONGEST_MONTHS[month - 1]


def parse_rule(text: str) -> Rule:
    """The rule that RFC 5545 text says, with or without "RRULE:" before it.

    An UNTIL with a time of day ends on its day.

    :raises BadRule: longer than 200 signs, not a rule, or one that we do not follow; the sentence says why
    """
    if len(text) > LONGEST_TEXT:
        raise BadRule(gettext_noop("A rule for repeating has {most} characters at the most."), most=LONGEST_TEXT)
    parts = _parts(text.strip().upper().removeprefix("RRULE:"))
    frequency = parts.get("FREQ", "")
    if frequency in {"HOURLY", "MINUTELY", "SECONDLY"}:
        raise BadRule(gettext_noop("Nothing repeats more often than once a day."))
    if frequency not in _LONGEST_STEP:
        raise BadRule
    return Rule(
        every=Every(frequency),
        step=_whole(parts["INTERVAL"]) if "INTERVAL" in parts else 1,
        weekdays=_weekdays(parts["BYDAY"]) if "BYDAY" in parts else (),
        month_days=_numbers(parts["BYMONTHDAY"], 31, from_the_end=True) if "BYMONTHDAY" in parts else (),
        months=_numbers(parts["BYMONTH"], 12, from_the_end=False) if "BYMONTH" in parts else (),
        times=_whole(parts["COUNT"]) if "COUNT" in parts else None,
        until=_day(parts["UNTIL"]) if "UNTIL" in parts else None,
    )


def _parts(text: str) -> dict[str, str]:
    """:raises BadRule: a part without a value, twice, or one that is not spoken here"""
    parts: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise BadRule
        if name not in _PARTS:
            raise BadRule(gettext_noop("{part} is not a part of a rule that we follow."), part=name[:20])
        parts[name] = value
    if parts.get("WKST", "MO") != "MO":
        raise BadRule(gettext_noop("Weeks begin on Monday here."))
    return parts


def _whole(text: str) -> int:
    """:raises BadRule: not a whole number of at most nine digits"""
    if not _NUMBER.fullmatch(text):
        raise BadRule
    return int(text)


def _numbers(text: str, most: int, *, from_the_end: bool) -> tuple[int, ...]:
    """:raises BadRule: not whole numbers from 1 (or from the end) to `most`"""
    numbers = {_whole(number) for number in text.split(",")}
    if any(not 1 <= (abs(number) if from_the_end else number) <= most for number in numbers):
        raise BadRule
    return tuple(sorted(numbers, key=lambda number: (number < 0, number)))


def _weekdays(text: str) -> tuple[tuple[int, int], ...]:
    """:raises BadRule: not weekdays of RFC 5545"""
    found = [_DAY.fullmatch(day) for day in text.split(",")]
    days = {(int(match["nth"] or 0), CODES.index(match["code"])) for match in found if match}
    if not all(found):
        raise BadRule
    return tuple(sorted(days, key=lambda day: (day[0] < 0, day)))


def _day(text: str) -> date:
    """:raises BadRule: not a day as RFC 5545 writes it"""
    match = _UNTIL.fullmatch(text)
    if match is None:
        raise BadRule
    try:
        return datetime.strptime(match["day"], "%Y%m%d").date()  # noqa: DTZ007  (a day has no zone)
    except ValueError as error:
        raise BadRule from error


def days(
    rule: Rule, starts_on: date, until: date, most: int = MOST_TIMES, *, since: date | None = None
) -> tuple[date, ...]:
    """The days of a rule in order, from the first (at the earliest `starts_on`) to `until`, both included.

    A rule without weekdays or days of the month takes those of `starts_on`. How often it happens is counted from
    `starts_on`. Nothing is reckoned beyond `HORIZON_DAYS` after `starts_on`.

    :param since: leave out days before this one; the count of the rule goes on from `starts_on` all the same
    :raises TooManyTimes: more than `most` days
    """
    horizon = date.fromordinal(min(starts_on.toordinal() + HORIZON_DAYS, date.max.toordinal()))
    last = min(until, horizon, rule.until or date.max)
    following = (moment.date() for moment in _reckoner(rule, starts_on))
    found: list[date] = []
    for day in takewhile(lambda day: day <= last, following):
        if since is not None and day < since:
            continue
        if len(found) == most:
            raise TooManyTimes(most=most)
        found.append(day)
    return tuple(found)


def refuse_unplannable(rule: Rule, starts_on: date, *, last: date, most: int = MOST_TIMES) -> tuple[date, ...]:
    """All days of a rule that has to be planned whole, such as a series of bookings.

    :param last: as far as one may plan
    :raises NoEnd: it has no end
    :raises EndsTooLate: it goes on after `last`
    :raises TooManyTimes: it happens more than `most` times
    :raises NeverHappens: it never happens
    """
    if rule.times is None and rule.until is None:
        raise NoEnd
    if rule.until is not None and rule.until > last:
        raise EndsTooLate(last=format_day(last))
    found = days(rule, starts_on, last, most)
    if rule.times is not None and len(found) < rule.times:
        raise EndsTooLate(last=format_day(last))
    if not found:
        raise NeverHappens
    return found


def _reckoner(rule: Rule, starts_on: date) -> Iterable[datetime]:
    by_weekday = [
        rrule.weekday(weekday, nth) if nth else rrule.weekday(weekday) for nth, weekday in rule.weekdays
    ] or None
    reckoned: Iterable[datetime] = rrule.rrule(
        {"DAILY": rrule.DAILY, "WEEKLY": rrule.WEEKLY, "MONTHLY": rrule.MONTHLY, "YEARLY": rrule.YEARLY}[rule.every],
        dtstart=datetime.combine(starts_on, time()),
        interval=rule.step,
        wkst=rrule.MO,
        count=rule.times,
        bymonth=rule.months or None,
        bymonthday=rule.month_days or None,
        byweekday=by_weekday,
    )
    return reckoned
