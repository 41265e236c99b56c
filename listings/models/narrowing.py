"""What listings can be narrowed by besides words and place, as conditions for the database.

What a listing does not say cannot be shown to answer: unless it says otherwise here, it is left out.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import and_
from typing import Any, Final, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models.categories import Kind
from listings.models.near import NearQuerySet
from marketplace.kernel.box import Box
from marketplace.kernel.cells import cover
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Circle, CircleMembership

_FREE: Final = ("give", "lend")

RowsNear = TypeVar("RowsNear", bound=NearQuerySet[Any])  # Any: listings or wants


class Collection(models.TextChoices):
    """How something can be fetched, by what its listing and its site say."""

    BY_HAND = "by_hand", _("One person can carry it")
    DOCK = "dock", _("From a loading dock")
    STEP_FREE = "step_free", _("Step-free")
    VAN = "van", _("Fits our van")


def in_box(rows: RowsNear, box: Box) -> RowsNear:
    """Rows within a part of the map, by their public point; an index by area helps unless it is most of the world."""
    radius_km = box.circle_km()
    if radius_km is not None and not rows.is_measured_whole:
        rows = rows.within(cover(box.middle, radius_km))
    return rows.filter(_inside(box))


def _inside(box: Box) -> Q:
    between = Q(public_latitude__range=(box.south, box.north))
    if box.crosses:
        return between & (Q(public_longitude__gte=box.west) | Q(public_longitude__lte=box.east))
    return between & Q(public_longitude__range=(box.west, box.east))


def has_at_least(quantity: Decimal) -> Q:
    """So much left, each listing in its own unit."""
    return Q(available__gte=quantity)


def weighs_at_most(kg: Decimal) -> Q:
    """One unit weighs at most so much. A kilogram weighs one, a tonne a thousand; spaces weigh nothing and are out."""
    known = Q(unit_mass_kg__lte=kg)
    if kg >= 1:
        known |= Q(unit=Unit.KG)
    if kg >= 1000:
        known |= Q(unit=Unit.TONNE)
    return known & ~Q(kind=Kind.SPACE)


def costs_at_most(pounds: Decimal) -> Q:
    """What is given or lent costs nothing; what is sold or hired has to name the price of one unit."""
    return Q(mode__in=_FREE) | Q(price_pence__lte=int(pounds * 100))


def available_on(day: date) -> Q:
    """Can be had on that day. What names no day can be had at once, and stays."""
    begun = Q(available_from=None) | Q(available_from__lte=day)
    return begun & there_until(day)


def there_until(day: date) -> Q:
    """Still there on that day: what has to be gone earlier is out, what names no day stays."""
    return Q(must_be_gone_by=None) | Q(must_be_gone_by__gte=day)


def published_since(moment: datetime) -> Q:
    """Offered at that moment or later."""
    return Q(published_at__gte=moment)


def holds_people(people: int) -> Q:
    """A space for at least so many."""
    return Q(capacity_people__gte=people)


def has_facilities(words: Iterable[str]) -> Q:
    """A space that names every one of these words among its facilities."""
    return reduce(and_, (Q(facilities__icontains=word) for word in words), Q())


def fetched(ways: Iterable[str]) -> Q:
    """Can be fetched in each of these ways; whether it fits a van is for who knows the van (`carried_by`)."""
    conditions = {
        Collection.BY_HAND: Q(needs_two_people=False, needs_tail_lift=False, is_palletised=False) & ~Q(kind=Kind.SPACE),
        Collection.DOCK: Q(site__has_loading_dock=True),
        Collection.STEP_FREE: Q(site__has_step_free_access=True),
    }
    return reduce(and_, (conditions[Collection(way)] for way in ways if way != Collection.VAN), Q())


def offered_in(circle: Circle, today: date) -> Q:
    """Offered by an organisation that is in the circle today."""
    members = CircleMembership.objects.in_force(today).filter(circle=circle)
    return Q(organisation__in=members.values("organisation"))
