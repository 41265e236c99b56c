"""What drivers' phones told: a proof before the run was started, which waits, and a try that did not work."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from logistics.actions.runs.replaying import Told, take
from logistics.models import Deed, DeedKind, Stop, StopFailure
from tests import make


def tell_early(stop: Stop, now: datetime) -> Deed:
    """Told by its own driver, each with a photo."""
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
    photo = storages["private"].save("failures/access.webp", ContentFile(b"canary picture"))
    StopFailure.objects.create(
        stop=stop, client_id=uuid4(), code="nobody", photo=photo, by=stop.route.shift.driver.user, at=now
    )
    return take(told=told, stands_in=False, by=stop.route.shift.driver.user, now=now)
