"""Days on which a space is closed or open at other hours, and hours that stay open for what is booked.

A booking that holds lies within the hours of its space at all times: whoever closes them over one is told so.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.formats import date_format

from listings.actions.booking import guard
from listings.models.bookings import Booking
from listings.models.spaces import OpeningException, Space
from listings.queries.spaces import outside_hours, tree_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.hours import DAY_MINUTES
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.models import User

LONGEST_NOTE: Final = 120
#: More days of their own than that are a matter for the weekly hours.
MOST_DAYS: Final = 200
_DAY: Final = timedelta(days=1)


class BookedThen(DomainError):
    code = "booked_then"
    message = gettext_noop(
        "What is booked would lie outside these hours ({count}, the first on {day}). Cancel that first, or keep them."
    )
    field = "on"


class DayHasPassed(DomainError):
    code = "day_has_passed"
    message = gettext_noop("That day has passed.")
    field = "on"


class DayTooFarAhead(DomainError):
    code = "day_too_far_ahead"
    message = gettext_noop("Choose a day within the next three years.")
    field = "on"


class NotHoursOfADay(DomainError):
    code = "not_hours_of_a_day"
    message = gettext_noop("Give an opening and a later closing time, or neither where it is closed all day.")
    field = "opens"


class NoteTooLong(DomainError):
    code = "note_too_long"
    message = gettext_noop("Write at most {most} characters here.")
    field = "note"


class TooManyDays(DomainError):
    code = "too_many_days"
    message = gettext_noop("At most {most} days can have hours of their own. Change the weekly hours.")
    field = "on"


def except_day(
    *, space: Space, on: date, opens: int | None, closes: int | None, note: str, by: User, now: datetime
) -> OpeningException:
    """Say that a space is closed on a day, or open at other hours; what was said of that day before is forgotten.

    :param opens: minute of the day, as `closes` (1440 at midnight); neither: closed
    :raises DayHasPassed | DayTooFarAhead | NotHoursOfADay | NoteTooLong | TooManyDays: not so
    :raises BookedThen: a booking of the space or a part of it lies outside these hours
    """
    said = note.strip()
    refuse_unsafe(said, field="note")
    if len(said) > LONGEST_NOTE:
        raise NoteTooLong(most=LONGEST_NOTE)
    _check_day(space, on, now)
    _check_hours(opens, closes)
    with transaction.atomic():
        current = guard(space=space, by=by, now=now)
        if OpeningException.objects.filter(space=current).exclude(on=on).count() >= MOST_DAYS:
            raise TooManyDays(most=MOST_DAYS)
        values = {"opens": opens, "closes": closes, "note": said}
        made, _is_new = OpeningException.objects.update_or_create(space=current, on=on, defaults=values)
        refuse_closing(space=current, on=on, by=by, now=now)
    return made


def forget_day(*, exception: OpeningException, by: User, now: datetime) -> None:
    """Let the weekly hours count again on that day. :raises BookedThen: as `except_day`"""
    with transaction.atomic():
        current = guard(space=exception.space, by=by, now=now)
        OpeningException.objects.filter(pk=exception.pk).delete()
        refuse_closing(space=current, on=exception.on, by=by, now=now)


def refuse_closing(*, space: Space, on: date | None, by: User, now: datetime) -> None:
    """Within a transaction that guarded the space's tree and wrote other hours: whether a booking to come of it or its
    parts lies outside them, on that day or on any. :raises BookedThen: one does"""
    tree = tree_of(space)
    booked = Booking.objects.to_come(now).filter(space__in=tree.taken_by(space.pk))
    if on is not None:
        midnight = datetime(on.year, on.month, on.day, tzinfo=space.clock)
        booked = booked.between(midnight - _DAY, midnight + 2 * _DAY)
    outside = outside_hours(list(booked.in_order()), tree)
    if outside:
        raise BookedThen(count=len(outside), day=_first_day(outside, space))


def _first_day(bookings: Iterable[Booking], space: Space) -> str:
    return date_format(min(one.starts_at for one in bookings).astimezone(space.clock), "j F Y")


def _check_day(space: Space, on: date, now: datetime) -> None:
    today = now.astimezone(space.clock).date()
    if on < today:
        raise DayHasPassed
    if on > today + 3 * 365 * _DAY:
        raise DayTooFarAhead


def _check_hours(opens: int | None, closes: int | None) -> None:
    if opens is None and closes is None:
        return
    if opens is None or closes is None or not 0 <= opens < closes <= DAY_MINUTES:
        raise NotHoursOfADay
