"""Pinning: a collection is kept for a day, and on that day on one van; every new plan keeps to it."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from logistics.models import Collection, CollectionState, Pin, Shift
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User


class CannotWait(DomainError):
    code = "cannot_wait"
    message = gettext_noop("“{title}” is on its way already, so it cannot be kept for another day.")


class DayHasPassed(DomainError):
    code = "day_has_passed"
    message = gettext_noop("{day} is over. Choose a day to come.")
    field = "day"


def pin_to_shift(*, collection: Collection, day: date, shift: Shift, by: User, now: datetime) -> Pin:
    """Keep it on this van on that day, whatever is planned anew."""
    return _pin(collection, day, shift, by, now)


def keep_for_day(*, collection: Collection, day: date, by: User, now: datetime) -> Pin:
    """Keep it for that day: plans of other days leave it out. The van is the planner's to choose.

    :raises CannotWait: its goods are aboard, or a van is on its way to them
    :raises DayHasPassed: that day is over
    """
    if day < timezone.localtime(now).date():
        raise DayHasPassed(day=date_format(day, "l j F"))
    if collection.state not in {CollectionState.READY, CollectionState.PLANNED}:
        raise CannotWait(title=collection.claim.listing.title)
    return _pin(collection, day, None, by, now)


def let_go(*, collection: Collection, by: User, now: datetime) -> None:
    """Any day and any van again."""
    Pin.objects.filter(collection=collection).delete()


def _pin(collection: Collection, day: date, shift: Shift | None, by: User, now: datetime) -> Pin:
    said = {"day": day, "shift": shift, "pinned_by": by, "pinned_at": now}
    return Pin.objects.update_or_create(collection=collection, defaults=said)[0]
