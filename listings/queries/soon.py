"""What is about to change of listings on cards: who may see them, and until when claims are taken."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Allocation, Audience, Stage

#: What is farther off than so many days is not yet worth a line.
DAYS: Final = 7
_A_DAY: Final = timedelta(days=1)
_AN_HOUR: Final = timedelta(hours=1)


def soon(listings: Sequence[int], now: datetime) -> dict[int, str]:
    """By id, what changes within a week: everyone sees it, or claims close. The closing is the more urgent."""
    if not listings:
        return {}
    today = localtime(now).date()
    opening = Stage.objects.filter(
        listing__in=listings, audience=Audience.EVERYONE, begins_on__gt=today, begins_on__lte=today + DAYS * _A_DAY
    )
    closing = Allocation.objects.undecided().filter(
        listing__in=listings, closes_at__gt=now, closes_at__lte=now + DAYS * _A_DAY
    )
    told = {
        pk: ngettext("for everyone in %(days)s day", "for everyone in %(days)s days", days) % {"days": days}
        for pk, day in opening.order_by("listing").values_list("listing", "begins_on")
        for days in [(day - today).days]
    }
    for pk, at in closing.order_by("listing").values_list("listing", "closes_at"):
        if at is not None:
            told[pk] = _("claims close in %(time)s") % {"time": time_left(at - now)}
    return told


def time_left(left: timedelta) -> str:
    """Days, or on the last day hours, or in the last hour minutes; rounded down, so that nobody counts on more."""
    if left >= _A_DAY:
        return ngettext("%(count)s day", "%(count)s days", left.days) % {"count": left.days}
    if left >= _AN_HOUR:
        hours = left // _AN_HOUR
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    minutes = max(1, left // timedelta(minutes=1))
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
