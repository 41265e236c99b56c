"""Forgetting: what nobody reads any more is deleted by the clock."""

from datetime import datetime

from logistics.models import LegTime, OfferState, OfferTold
from logistics.queries.roads import KEPT_FOR


def forget_legs(*, now: datetime) -> int:
    """Delete driving times that road engines told too long ago to be used; how many."""
    return LegTime.objects.told_before(now - KEPT_FOR).delete()[0]


def forget_told(*, now: datetime) -> int:
    """Delete who was written to about offers that are over since a month; how many."""
    over = OfferTold.objects.exclude(offer__state=OfferState.OPEN).filter(at__lt=now - KEPT_FOR)
    return over.delete()[0]
