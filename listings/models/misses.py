"""Searches that found nothing: what an area lacks, without who looked for it."""

from datetime import date, datetime, timedelta
from typing import Final, Self

from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from listings.models.categories import Kind

#: The size of an area: cells of this level are some 20 km across in Britain.
AREA_LEVEL: Final = 10
#: The area of those who looked anywhere.
ANYWHERE: Final = -1


def week_of(moment: datetime) -> date:
    """The Monday of its week, where we are."""
    day = localtime(moment).date()
    return day - timedelta(days=day.weekday())


class SearchMissQuerySet(models.QuerySet["SearchMiss"]):
    def since(self, week: date) -> Self:
        return self.filter(week__gte=week)

    def before(self, week: date) -> Self:
        return self.filter(week__lt=week)


class SearchMiss(models.Model):
    """In one week somebody looked in one area for one word and found nothing.

    The area is a cell of `AREA_LEVEL`, or `ANYWHERE`. `visitor` is a keyed hash that changes every week:
    it tells two visitors apart, and cannot be led back to either. Deliberately absent: person, organisation, address,
    moment, the whole of what was typed.
    """

    week = models.DateField()
    cell = models.BigIntegerField()
    word = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True)
    visitor = models.CharField(max_length=16)

    objects = SearchMissQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without a result")
        verbose_name_plural = _("searches without a result")
        constraints = (
            models.UniqueConstraint(
                fields=["week", "word", "visitor", "cell", "kind"],
                name="visitor_misses_a_word_in_an_area_once_a_week",
                violation_error_message=_("This miss is noted already."),
            ),
            models.CheckConstraint(
                condition=~Q(word=""),
                name="search_miss_has_a_word",
                violation_error_message=_("A miss names the word that was looked for."),
            ),
        )

    def __str__(self) -> str:
        return self.word
