"""Noting what people looked for and did not find, so that the operator sees what an area lacks."""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError
from django.utils.crypto import salted_hmac

from listings.models import SearchMiss
from listings.models.misses import ANYWHERE, AREA_LEVEL, week_of
from listings.search.words import Words
from marketplace.kernel.cells import cell_at, spot
from marketplace.kernel.geo import Point

#: For so long a miss says something about an area.
KEPT_FOR: Final = timedelta(weeks=26)


def note_miss(*, words: Words, point: Point | None, kind: str, visitor: str, now: datetime) -> int:
    """Note that somebody found nothing for these words around a point (none: anywhere). Returns how many are new.

    `visitor` tells people apart within the week; only a keyed hash of it is kept, under a key that changes weekly.
    No transaction: this is called while a page is read.
    """
    week = week_of(now)
    hashed = salted_hmac(f"listings.search-miss.{week}", visitor).hexdigest()[:16]
    cell = ANYWHERE if point is None else cell_at(spot(point, 0), AREA_LEVEL)
    own = SearchMiss.objects.filter(week=week, cell=cell, kind=kind, visitor=hashed)
    known = set(own.values_list("word", flat=True))
    fresh = [word for word in words.terms if word not in known]
    return sum(_noted(SearchMiss(week=week, cell=cell, word=word, kind=kind, visitor=hashed)) for word in fresh)


def _noted(miss: SearchMiss) -> bool:
    try:
        miss.save(force_insert=True)
    except IntegrityError:  # the same visitor, at the same moment
        return False
    return True


def forget_misses(*, now: datetime) -> int:
    """Delete what was missed longer ago than `KEPT_FOR`. Returns how many."""
    return SearchMiss.objects.before(week_of(now - KEPT_FOR)).delete()[0]
