"""When work at a stop begins, and in which hour its party may expect the van."""

from datetime import datetime, timedelta

from logistics.hours import promised
from logistics.loads import service_seconds
from logistics.models import Stop


def work_begins_at(stop: Stop) -> datetime:
    """The planned arrival, or the opening that is waited for: the work ends at the planned departure. Reads the
    stop's collection."""
    takes = timedelta(seconds=service_seconds(stop.collection.load_kg))
    return max(stop.planned_arrival_at, stop.planned_departure_at - takes)


def promise_of(stop: Stop) -> tuple[datetime, datetime]:
    """Between when and when the party is told to expect the van."""
    return promised(work_begins_at(stop))
