"""When a space can be used: the weekly hours of a listing, a row for each stretch, so that the database can ask."""

from collections.abc import Iterable
from datetime import time
from itertools import groupby
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.hours import DAY_MINUTES, WEEKDAYS, clock_of


def last_minute(clock: time) -> int:
    """The minute of the day at which something ends: midnight is the end of the day, not its beginning."""
    return clock.hour * 60 + clock.minute or DAY_MINUTES


class SpaceHoursQuerySet(models.QuerySet["SpaceHours"]):
    def in_order(self) -> Self:
        return self.order_by("listing", "weekday", "starts")


class SpaceHours(models.Model):
    """One stretch of a weekday (0 for Monday) in which a space can be used, in minutes of the place's own clock.

    Stretches of one day neither touch nor overlap: whoever writes them joins them, so that a booking lies within one
    row. Deliberately absent: single days; what was agreed with somebody is a claim's or an enquiry's.
    """

    listing = models.ForeignKey("listings.Listing", on_delete=models.CASCADE, related_name="hours", db_index=False)
    weekday = models.PositiveSmallIntegerField()
    starts = models.PositiveSmallIntegerField()
    #: above the start, 1440 at midnight
    ends = models.PositiveSmallIntegerField()

    objects = SpaceHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("hours of a space")
        verbose_name_plural = _("hours of spaces")
        constraints = (
            models.UniqueConstraint(
                fields=["listing", "weekday", "starts"],
                name="space_opens_once_at_a_time",
                violation_error_message=_("This space has these hours already."),
            ),
            models.CheckConstraint(
                condition=Q(weekday__range=(0, 6)),
                name="space_is_open_on_a_day_of_the_week",
                violation_error_message=_("A week has seven days."),
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts"), ends__lte=DAY_MINUTES),
                name="space_closes_after_it_opens_on_the_same_day",
                violation_error_message=_("A space closes after it opens, by midnight."),
            ),
        )

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {clock_of(self.starts)}–{clock_of(self.ends)}"


def weekly_hours_of(rows: Iterable[SpaceHours]) -> dict[str, list[list[str]]]:
    """The rows of one listing as weekly hours, in the order of the week; "00:00" as an end is midnight."""
    ordered = sorted(rows, key=lambda row: (row.weekday, row.starts))
    return {
        WEEKDAYS[day]: [[clock_of(row.starts), clock_of(row.ends % DAY_MINUTES)] for row in same]
        for day, same in groupby(ordered, key=lambda row: row.weekday)
    }
