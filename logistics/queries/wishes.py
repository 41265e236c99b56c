"""Who wants to be told of an offer that is open to every verified organisation."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count
from django.utils.timezone import localtime

from listings.models import Category
from logistics.models import Driver, Offer, OfferTold, OfferWish
from logistics.models.wishes import MOST_KM
from logistics.people_access import circle_fellows
from marketplace.kernel.geo import Point, distance_km

#: So many are written to about one offer, the nearest first.
MOST_TOLD: Final = 50
#: So many mails of this kind somebody gets in a day.
MOST_A_DAY: Final = 3
_KM_PER_DEGREE: Final = 111.0


def sections() -> list[tuple[str, str]]:
    """The kinds that a wish may name: the top of the category tree without spaces."""
    top = Category.objects.filter(depth=1).exclude(kind="space").in_tree_order()
    return [(one.slug, one.name) for one in top]


def wish_of(driver: Driver) -> OfferWish | None:
    """What the driver wants to hear of, if anything."""
    return OfferWish.objects.filter(driver=driver).first()


def wishers_of(offer: Offer, *, now: datetime) -> Sequence[OfferWish]:
    """The wishes that an offer meets, the nearest first: of drivers of verified organisations who were not told of it,
    nor of too many today. Whoever was written to as a volunteer of the nearer rings is left out. Four queries."""
    listing = offer.collection.claim.listing
    fellows = circle_fellows(offer.organisation, localtime(now).date())
    meets = wishes_near(listing.site.public_point, listing.category.path.partition("/")[0])
    already = set(OfferTold.objects.filter(offer=offer).values_list("driver", flat=True))
    meets = [one for one in meets if one.driver_id not in already and not _was_asked(one.driver, fellows)]
    told = _told_today([one.driver_id for one in meets], now)
    return [one for one in meets if told.get(one.driver_id, 0) < MOST_A_DAY][:MOST_TOLD]


def wishes_near(point: Point, kind: str) -> list[OfferWish]:
    """The wishes that a journey of this kind from this public point meets, the nearest first: of drivers of verified
    organisations. One query."""
    near = OfferWish.objects.in_use().filter(driver__organisation__verified_at__isnull=False, **_box(point))
    rows = near.select_related("driver__user", "driver__organisation").order_by("pk")
    found = [(distance_km(one.point, point), one.pk, one) for one in rows if not one.kinds or kind in one.kinds]
    return [one for km, _key, one in sorted(found) if km <= one.radius_km]


def _was_asked(driver: Driver, fellows: set[int]) -> bool:
    """Whether the nearer rings wrote to the driver."""
    return driver.is_volunteer and driver.organisation_id in fellows


def _box(point: Point) -> dict[str, tuple[float, float]]:
    """Degrees around a point within which everybody is who might reach it."""
    tall = MOST_KM / _KM_PER_DEGREE
    wide = tall / max(0.05, math.cos(math.radians(point.latitude)))
    return {
        "latitude__range": (point.latitude - tall, point.latitude + tall),
        "longitude__range": (point.longitude - wide, point.longitude + wide),
    }


def _told_today(drivers: list[int], now: datetime) -> Mapping[int, int]:
    rows = OfferTold.objects.since(now - timedelta(days=1)).filter(driver__in=drivers)
    return dict(rows.order_by("driver").values_list("driver").annotate(Count("pk")))
