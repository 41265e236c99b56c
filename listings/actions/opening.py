"""When a space can be used: keeping its weekly hours."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from listings.actions.booking import guard
from listings.actions.excepting import refuse_closing
from listings.models import Kind, Listing, Space, SpaceHours
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.hours import WEEKDAYS, WeeklyHours, spans_on, tidied_hours
from marketplace.organisations.models import User

#: More stretches than that in one day are a mistake.
MOST_A_DAY: Final = 8


class HoursOfGoods(DomainError):
    code = "hours_of_goods"
    message = gettext_noop("Only a space has hours at which it can be used; goods are fetched in your dock’s hours.")


class TooManyStretches(DomainError):
    code = "too_many_stretches"
    message = gettext_noop("Give at most {most} stretches for one day.")


def set_hours(*, listing: Listing, hours: WeeklyHours, by: User, now: datetime) -> None:
    """Say anew when a space can be used; stretches that touch are joined. None at all: nobody knows.

    :raises HoursOfGoods: it is no space
    :raises BadHours: they are not times of a day in order
    :raises TooManyStretches: a day has more than `MOST_A_DAY`
    :raises BookedThen: a booking to come would lie outside them
    """
    if listing.kind != Kind.SPACE:
        raise HoursOfGoods
    kept = tidied_hours(hours)
    if any(len(pairs) > MOST_A_DAY for pairs in kept.values()):
        raise TooManyStretches(most=MOST_A_DAY)
    rows = [
        SpaceHours(listing=listing, weekday=weekday, starts=span.start, ends=span.end)
        for weekday in range(len(WEEKDAYS))
        for span in spans_on(kept, weekday)
    ]
    with transaction.atomic():
        # The guard: two who say it at once wait for each other here.
        Listing.objects.filter(pk=listing.pk).update(kind=F("kind"))
        space = Space.objects.filter(listing=listing).first()
        # A booking is made by the hours before or by those after, never by both.
        current = None if space is None else guard(space=space, by=by, now=now)
        SpaceHours.objects.filter(listing=listing).delete()
        SpaceHours.objects.bulk_create(rows)
        if current is not None:
            refuse_closing(space=current, on=None, by=by, now=now)
