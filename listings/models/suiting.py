"""What a listing asks of who takes it, as conditions for the database: a van that can carry it, hours that suit."""

from collections.abc import Sequence
from datetime import date, time
from functools import reduce
from operator import or_
from typing import Final

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Round
from django.db.models.lookups import LessThanOrEqual

from listings.collecting import VanLimits
from listings.models.categories import Kind
from listings.models.space_hours import SpaceHours, last_minute

_NEVER: Final = Q(pk__in=())
_LARGE: Final = models.DecimalField(max_digits=30, decimal_places=3)


def goes_into_one_of(vans: Sequence[VanLimits], *, whole: bool) -> Q:
    """Goods of which one (or, `whole`, all that is left at once) goes into one of the vans.

    What nobody knows the weight of is left out; a volume that nobody knows does not count against it.
    """
    return reduce(or_, (_goes_into(van, whole=whole) for van in dict.fromkeys(vans)), _NEVER) & ~Q(kind=Kind.SPACE)


def _goes_into(van: VanLimits, *, whole: bool) -> Q:
    fits = _at_most("unit_mass_kg", van.kg, whole=whole)
    if van.litres is not None:
        fits &= Q(unit_volume_litres=None) | _at_most("unit_volume_litres", van.litres, whole=whole)
    return fits if van.has_tail_lift else fits & Q(needs_tail_lift=False)


def _at_most(of_one: str, most: int, *, whole: bool) -> Q:
    if not whole:
        return Q((f"{of_one}__lte", most))
    # SQLite reckons in binary fractions: ten of 0.1 kg have to go into a van for 1 kg.
    together = Round(ExpressionWrapper(F(of_one) * F("available"), output_field=_LARGE), precision=3)
    return Q(LessThanOrEqual(together, most))


def is_open_on(day: date, from_time: time, to_time: time) -> Q:
    """Spaces that can be used all the time from then to then on that day; midnight as an end is the day's last."""
    hours = SpaceHours.objects.filter(
        listing=OuterRef("pk"),
        weekday=day.weekday(),
        starts__lte=from_time.hour * 60 + from_time.minute,
        ends__gte=last_minute(to_time),
    )
    is_to_be_had = (Q(available_from=None) | Q(available_from__lte=day)) & (
        Q(must_be_gone_by=None) | Q(must_be_gone_by__gte=day)
    )
    return Q(Exists(hours)) & is_to_be_had & Q(kind=Kind.SPACE)
