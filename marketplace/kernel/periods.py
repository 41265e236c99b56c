"""Periods of days: quarters, months, years, and any others that people report on.

Both ends are days **inside** the period. To ask a database about moments, take ``starts_on`` at midnight, and
everything before midnight of :attr:`Period.day_after`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from marketplace.kernel.errors import DomainError, gettext_noop

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_CODE: Final = re.compile(r"(?P<year>[0-9]{4})(?:-(?:q(?P<quarter>[1-4])|(?P<month>[0-9]{2})))?", re.ASCII)
_EARLIEST: Final = 1900
_LATEST: Final = 2999


class NotAPeriod(DomainError):
    """The text names no period, or the days are the wrong way round."""

    code = "not_a_period"
    message = gettext_noop(
        "That is not a period we can read. Write it like 2026-Q3, 2026-07, 2026 or 2026-07-01..2026-09-30."
    )
    field = "period"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """All days from ``starts_on`` to ``ends_on``, **both included**.

    :raises NotAPeriod: it ends before it starts
    """

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise NotAPeriod

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def __str__(self) -> str:
        return format_period(self)

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    @property
    def day_after(self) -> date:
        """The first day no longer inside."""
        return self.ends_on + timedelta(days=1)

    @property
    def months(self) -> int | None:
        """How many whole calendar months it is, if it is."""
        if self.starts_on.day != 1 or self.day_after.day != 1:
            return None
        return (self.day_after.year - self.starts_on.year) * 12 + self.day_after.month - self.starts_on.month

    @property
    def code(self) -> str:
        """The short name that :func:`parse_period` reads back: for addresses and file names."""
        year, month = self.starts_on.year, self.starts_on.month
        if self.months == 12 and month == 1:
            return f"{year:04d}"
        if self.months == 3 and month % 3 == 1:
            return f"{year:04d}-Q{(month + 2) // 3}"
        if self.months == 1:
            return f"{year:04d}-{month:02d}"
        return f"{self.starts_on.isoformat()}..{self.ends_on.isoformat()}"


def _month_start(months: int) -> date:
    """The first day of a month counted from January of year 0."""
    return date(months // 12, months % 12 + 1, 1)


def _whole_months(first: date, count: int) -> Period:
    """``count`` calendar months from the month of a day."""
    months = first.year * 12 + first.month - 1
    return Period(_month_start(months), _month_start(months + count) - timedelta(days=1))


def month_of(day: date) -> Period:
    """The calendar month that a day is in."""
    return _whole_months(day, 1)


def quarter_of(day: date) -> Period:
    """The calendar quarter that a day is in."""
    return _whole_months(date(day.year, day.month - (day.month - 1) % 3, 1), 3)


def year_of(day: date) -> Period:
    """The calendar year that a day is in."""
    return _whole_months(date(day.year, 1, 1), 12)


def quarter(code: str) -> Period:
    """The quarter that "2026-Q3" names.

    :raises NotAPeriod: anything else
    """
    period = parse_period(code)
    if period.code != code.strip().upper() or "Q" not in period.code:
        raise NotAPeriod
    return period


def _shifted(period: Period, steps: int) -> Period:
    """The period as many of its own lengths later: whole months stay whole months."""
    if period.months is None:
        move = timedelta(days=period.days * steps)
        return Period(period.starts_on + move, period.ends_on + move)
    months = period.starts_on.year * 12 + period.starts_on.month - 1 + period.months * steps
    return _whole_months(_month_start(months), period.months)


def previous(period: Period) -> Period:
    """The period of the same length that ends where this one starts: the quarter before, the month before."""
    return _shifted(period, -1)


def following(period: Period) -> Period:
    """The period of the same length that starts where this one ends."""
    return _shifted(period, 1)


def _day(text: str) -> date:
    """:raises NotAPeriod: not an ISO day in a year we deal with"""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise NotAPeriod from error
    if not _EARLIEST <= day.year <= _LATEST:
        raise NotAPeriod
    return day


def parse_period(text: str) -> Period:
    """The period that a code names: "2026", "2026-Q3", "2026-07" or "2026-07-01..2026-09-30" (both days included).

    :raises NotAPeriod: anything else, years before 1900 or after 2999, the end before the start
    """
    first, dots, last = text.partition("..")
    if dots:
        return Period(_day(first), _day(last))
    match = _CODE.fullmatch(text.strip().lower())
    if match is None:
        raise NotAPeriod
    whole: Callable[[date], Period] = year_of
    month = "01"
    if match["quarter"]:
        whole, month = quarter_of, f"{int(match['quarter']) * 3:02d}"
    elif match["month"]:
        whole, month = month_of, match["month"]
    return whole(_day(f"{match['year']}-{month}-01"))


def format_day(day: date) -> str:
    """A day to read: "1 July 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def format_period(period: Period) -> str:
    """A period to read: "2026", "July 2026", "July to September 2026", "1 July 2026 to 3 August 2026"."""
    start, end = period.starts_on, period.ends_on
    if period.days == 1:
        return format_day(start)
    if period.months is None:
        return f"{format_day(start)} to {format_day(end)}"
    if period.months == 12 and start.month == 1:
        return str(start.year)
    if period.months == 1:
        return f"{_MONTHS[start.month - 1]} {start.year}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"{_MONTHS[start.month - 1]}{year} to {_MONTHS[end.month - 1]} {end.year}"
