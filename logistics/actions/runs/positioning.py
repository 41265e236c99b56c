"""Telling where the van is: only by its driver's choice, for one shift, and only as long as it helps somebody."""

from datetime import datetime
from typing import Final

from django.db import transaction

from logistics.models import Position, PositionSharing, Route, RouteState
from logistics.models.positions import KEPT_FOR
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.geo import Point
from marketplace.organisations.models import User

#: A phone that does not know better than this knows nothing that helps.
WORST_ACCURACY_M: Final = 5_000


class NotTheDriver(DomainError):
    code = "not_the_driver"
    message = gettext_noop("Only the driver decides whether the van tells where it is.")


class NotShared(DomainError):
    code = "position_not_shared"
    message = gettext_noop("The van does not tell where it is on this run.")


def share(*, route: Route, by: User, now: datetime) -> None:
    """The driver lets the van tell where it is, for this shift.

    :raises NotTheDriver: it is somebody else's shift
    """
    if route.shift.driver.user_id != by.pk:
        raise NotTheDriver
    chosen = {"by": by, "since_at": now, "ended_at": None}
    PositionSharing.objects.update_or_create(shift=route.shift, defaults=chosen)


def stop_sharing(*, route: Route, by: User, now: datetime) -> None:
    """No longer: what was told is deleted at once. Whoever may see the run may end it."""
    with transaction.atomic():
        PositionSharing.objects.filter(shift=route.shift_id, ended_at=None).update(ended_at=now)
        Position.objects.filter(shift=route.shift_id).delete()


def note_position(*, route: Route, point: Point, accuracy_m: int, by: User, now: datetime) -> None:
    """Where the van is now.

    :raises NotTheDriver | NotShared: nobody chose that, or the run is not under way
    """
    if route.shift.driver.user_id != by.pk:
        raise NotTheDriver
    shared = PositionSharing.objects.filter(shift=route.shift_id, ended_at=None).exists()
    if not shared or route.state != RouteState.STARTED:
        raise NotShared
    if accuracy_m <= WORST_ACCURACY_M:
        Position.objects.create(
            shift_id=route.shift_id, latitude=point.latitude, longitude=point.longitude, accuracy_m=accuracy_m, at=now
        )


def forget_positions(*, now: datetime) -> int:
    """Delete what was told long enough ago; how many."""
    return Position.objects.told_before(now - KEPT_FOR).delete()[0]
