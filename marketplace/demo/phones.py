"""What a driver's phone told too late to be true: it waits for the coordinator."""

from datetime import timedelta
from uuid import uuid4

from logistics.actions.runs.replaying import Told, take
from logistics.models import DeedKind, Plan, Stop


def tell_late(plan: Plan) -> None:
    """The phone of the day's last driver was without the net when the coordinator entered the delivery for it."""
    stop = Stop.objects.filter(route__plan=plan, kind="dropoff").for_mails().last()
    if stop is None:
        return
    done = stop.planned_departure_at
    told = Told(
        client_id=uuid4(),
        kind=DeedKind.FAIL,
        route=stop.route,
        stop=stop,
        values={"reason": "nobody", "words": "Rang twice, then left. They came after all.", "step": "another_day"},
        photo=None,
        signature=None,
        device_at=done,
        sent_at=done + timedelta(minutes=40),
    )
    take(told=told, stands_in=False, by=stop.route.shift.driver.user, now=done + timedelta(minutes=40))
