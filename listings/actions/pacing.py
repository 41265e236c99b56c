"""Stages that go by the day by which a listing must be gone follow that day."""

from datetime import datetime, timedelta

from django.utils.timezone import localtime

from listings.models import Listing, Stage


def follow_last_day(*, listing: Listing, now: datetime) -> None:
    """Put the stages that begin so many days before the listing must be gone where they belong now; what has been
    opened stays. Without such a day they keep the day that they had."""
    today, last = localtime(now).date(), listing.must_be_gone_by
    for row in Stage.objects.of([listing]).filter(opened_at=None, days_before__isnull=False):
        if last is None or row.days_before is None:
            Stage.objects.filter(pk=row.pk).update(days_before=None)
        else:
            day = max(last - timedelta(days=row.days_before), today)
            Stage.objects.filter(pk=row.pk).update(begins_on=day)
