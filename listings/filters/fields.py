"""The fields of the searches: each refuses what it cannot read in one sentence, whatever is wrong with it."""

from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Final

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_CODES: Final = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")
_EMPTY: Final[tuple[object, ...]] = (None, "", [], ())
DAY_REFUSED: Final = _("Give a day like 2026-11-30 or 30/11/2026.")
MOST: Final = Decimal(10**9)


class Asked(django_filters.Filter):
    """A part of the question: it narrows by no column."""

    def __init__(self, field: type[forms.Field], **kwargs: Any) -> None:  # Any: the field's arguments
        self.field_class = field
        super().__init__(**kwargs)

    def filter(self, rows: Any, _value: object) -> Any:  # Any: a queryset of either model
        return rows


class Narrowing(Asked):
    """A field whose value becomes a condition; without a value it narrows nothing."""

    def __init__(
        self, field: type[forms.Field], condition: Callable[[Any], Q], **kwargs: Any
    ) -> None:  # Any: a cleaned value; the field's arguments
        self.condition = condition
        super().__init__(field, **kwargs)

    def filter(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:  # Any: as above
        return rows if value in _EMPTY else rows.filter(self.condition(value))


def said(sentence: str | Promise) -> dict[str, str | Promise]:
    """One sentence for whatever is wrong with a number or a day."""
    return dict.fromkeys(_CODES, sentence)


def amount(condition: Callable[[Any], Q], label: Promise, sentence: Promise, *, least: str = "0") -> Narrowing:
    """A decimal from `least` up to a thousand million, with at most three places. (Any: as above.)"""
    return Narrowing(
        forms.DecimalField,
        condition,
        label=label,
        min_value=Decimal(least),
        max_value=MOST,
        max_digits=13,
        decimal_places=3,
        error_messages=said(sentence),
    )


def day(condition: Callable[[Any], Q], label: Promise) -> Narrowing:  # Any: as above
    """A day, as browsers send it or as people here write it."""
    return Narrowing(forms.DateField, condition, label=label, error_messages=said(DAY_REFUSED))


def begin_of(moment: Any) -> datetime:  # Any: a date, as a form cleans it
    """The first moment of a day here."""
    return timezone.make_aware(datetime.combine(moment, time.min))
