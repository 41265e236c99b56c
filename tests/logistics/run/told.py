"""Deeds as phones tell them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from logistics.actions.runs.replaying import Told, take
from logistics.models import Deed, DeedKind, Stop
from marketplace.organisations.models import User
from tests import make


def tell(
    stop: Stop,
    kind: str,
    *,
    client: UUID | None = None,
    at: datetime = make.NOW,
    ahead: timedelta = timedelta(0),
    by: User | None = None,
    stands_in: bool = False,
    photo: bytes | None = None,
    **values: str,
) -> Deed:
    """Told ten minutes after `at`, by a phone whose clock is so far ahead of ours."""
    if kind == "start":
        values = {"is_fit": "True", **values}
    told = Told(
        client_id=client or uuid4(),
        kind=DeedKind(kind),
        route=stop.route,
        stop=None if kind in {"start", "break"} else stop,
        values=values,
        photo=photo,
        signature=None,
        device_at=at + ahead,
        sent_at=at + timedelta(minutes=10) + ahead,
    )
    driver = stop.route.shift.driver.user
    return take(told=told, stands_in=stands_in, by=by or driver, now=at + timedelta(minutes=10))


def proof(stop: Stop, *, quantity: str = "6") -> dict[str, Any]:  # Any: arguments of `tell`
    """What is typed to prove a stop."""
    collection = stop.collection
    words = collection.pickup_code if stop.kind == "pickup" else collection.dropoff_code
    return {"quantity": quantity, "signer_name": "Sam Dock", "code": words, "note": ""}
