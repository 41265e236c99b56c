"""A proof that a driver's phone told before the run was started: it waits to be looked at."""

from datetime import datetime, timedelta
from uuid import uuid4

from logistics.actions.replaying import Told, take
from logistics.models import Deed, DeedKind, Stop
from tests import make


def tell_early(stop: Stop, now: datetime) -> Deed:
    """Told by its own driver, with a photo."""
    told = Told(
        client_id=uuid4(),
        kind=DeedKind.PROVE,
        route=stop.route,
        stop=stop,
        values={"quantity": "3", "signer_name": "canary early signer", "note": ""},
        photo=bytes(make.photo_file().read()),
        signature=None,
        device_at=now,
        sent_at=now + timedelta(minutes=1),
    )
    return take(told=told, stands_in=False, by=stop.route.shift.driver.user, now=now)
