"""Dates as lists have them, in either order of day and month."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from marketplace.kernel.errors import DomainError, gettext_noop

Order = Literal["dmy", "mdy"]

_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR: Final = r"(?P<year>\d{4}|'?\d{2})"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_GAP: Final = r"[\s,./-]*(?:of\s+)?"
_ISO: Final = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[t ]\d{1,2}:\d{2}.*)?")
_FIGURES: Final = re.compile(
    r"(?P<first>\d{1,2})\s*[-/. ]\s*(?P<second>\d{1,2})\s*[-/. ]\s*(?P<year>\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?"
)
_DAY_MONTH: Final = re.compile(rf"{_DAY}{_GAP}{_MONTH}\.?(?:{_GAP}{_YEAR})?")
_MONTH_DAY: Final = re.compile(rf"{_MONTH}\.?{_GAP}{_DAY}(?:[\s,]+{_YEAR})?")
_MONTH_YEAR: Final = re.compile(rf"{_MONTH}\.?{_GAP}{_YEAR}")
_SERIAL: Final = re.compile(r"(?P<days>[34567]\d{4})(?:\.\d+)?")  # Excel's count of days: 1982 to 2119
_BEFORE: Final = re.compile(
    r"^(?:w/?c|w/?e|week (?:commencing|ending|of)|from|by|until|till|before|after|on|early|mid|late|approx\.?|c\.|"
    r"circa|beginning of|start of|(?:the )?end of|end|mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|"
    r"fri(?:day)?|sat(?:urday)?|sun(?:day)?)[\s,]+"
)
_NOW: Final = frozenset(
    {"now", "asap", "immediately", "immediate", "today", "available now", "yes", "available", "anytime"}
)
_NONE: Final = frozenset(
    {"", "-", "–", "n/a", "na", "none", "tbc", "tba", "tbd", "?", "unknown", "any", "open", "no", "flexible"}
)
_EXCEL_ZERO: Final = date(1899, 12, 30)


class NotADate(DomainError):
    """The text is no date that we can read."""

    code = "not_a_date"
    message = gettext_noop("“{text}” is not a date we can read. Write it like 31/08/2026 or 31 August 2026.")


class NoSuchDay(DomainError):
    """A day that no calendar has."""

    code = "no_such_day"
    message = gettext_noop("“{text}” is not in the calendar: there is no such day.")


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A day, or none where the cell says "now" or "to be confirmed"; and what we took for granted, in words."""

    day: date | None
    warning: str = ""


def parse_date(text: str, *, order: Order | None, today: date, end: bool = False) -> ReadDate:
    """The day that a cell means.

    :param order: how the column writes figures; ``None`` if unsettled, then day first with a warning where it matters
    :param end: whether the day closes a period: a bare month then means its last day instead of its first
    :raises NotADate | NoSuchDay:
    """
    plain = " ".join(text.casefold().split()).strip(" .")
    if plain in _NOW:
        return ReadDate(None if end else today)
    if plain in _NONE:
        return ReadDate(None, "" if plain in {"", "-", "–", "none", "n/a"} else f"“{text[:20]}” gives no date.")
    while shorter := _BEFORE.sub("", plain):
        if shorter == plain:
            break
        plain = shorter
    try:
        return _in_figures(plain, order, today) or _in_words(plain, today, end) or _refused(text)
    except (ValueError, OverflowError) as error:
        raise NoSuchDay(text=text[:30]) from error


def _refused(text: str) -> ReadDate:
    raise NotADate(text=text[:30])


def _in_figures(plain: str, order: Order | None, today: date) -> ReadDate | None:
    if match := _ISO.fullmatch(plain):
        return ReadDate(date(int(match["year"]), int(match["month"]), int(match["day"])))
    if match := _SERIAL.fullmatch(plain):
        day = _EXCEL_ZERO + timedelta(days=int(match["days"]))
        return ReadDate(day, f"{plain} was read as a spreadsheet's day number: {day:%d %B %Y}.")
    match = _FIGURES.fullmatch(plain)
    if match is None:
        return None
    first, second, year = int(match["first"]), int(match["second"]), _year(match["year"], today)
    month_first = order == "mdy" if first <= 12 and second <= 12 else second > 12
    day = date(year, first, second) if month_first else date(year, second, first)
    unsure = order is None and first <= 12 and second <= 12 and first != second
    return ReadDate(day, f"{plain} was read day first: {day:%d %B %Y}." if unsure else "")


def _in_words(plain: str, today: date, end: bool) -> ReadDate | None:
    match = _MONTH_YEAR.fullmatch(plain)
    if match and abs(_year(match["year"], today) - today.year) <= 5:  # "Aug 26" is a month, "Aug 3" a day
        first = date(_year(match["year"], today), _month(match["month"]), 1)
        whole = _last_of_month(first) if end else first
        return ReadDate(whole, f"“{plain.title()}” names no day; {whole:%d %B %Y} was taken.")
    match = _DAY_MONTH.fullmatch(plain) or _MONTH_DAY.fullmatch(plain)
    if match is None:
        return None
    month, number = _month(match["month"]), int(match["day"])
    if match["year"]:
        return ReadDate(date(_year(match["year"], today), month, number))
    day = date(today.year, month, number)
    day = day if day >= today - timedelta(days=60) else date(today.year + 1, month, number)
    return ReadDate(day, f"“{plain.title()}” names no year; {day:%d %B %Y} was taken.")


def _last_of_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3]) + 1


def _year(text: str, today: date) -> int:
    figures = int(text.strip("'"))
    return figures if figures > 99 else today.year // 100 * 100 + figures


def column_order(cells: Iterable[str]) -> Order | Literal["unsettled"] | None:
    """How a column writes dates in figures: settled by a day above 12; ``None`` if it has no such date at all.

    Both kinds in one column leave it unsettled; each such cell that shows its order is still read by it.
    """
    seen: set[str] = set()
    for cell in cells:
        match = _FIGURES.fullmatch(_BEFORE.sub("", " ".join(cell.casefold().split())))
        if match:
            first, second = int(match["first"]), int(match["second"])
            seen.add("dmy" if first > 12 else "mdy" if second > 12 else "either" if first != second else "same")
    settled = seen & {"dmy", "mdy"}
    if settled == {"dmy"}:
        return "dmy"
    if settled == {"mdy"}:
        return "mdy"
    return "unsettled" if settled or "either" in seen else None
