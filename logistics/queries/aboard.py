"""What is in a van before it leaves: goods of an earlier day that are still to be delivered."""

from logistics.models import Route, Stop, StopKind
from logistics.queries.whereabouts import ON_THE_WAY


def stops_with_goods_aboard(route: Route) -> list[Stop]:
    """The run's deliveries of what was collected on another run, in order."""
    todo = Stop.objects.filter(route=route).to_do()
    stored = todo.filter(kind=StopKind.PICKUP, collection__state__in=ON_THE_WAY)
    left = todo.filter(kind=StopKind.DROPOFF, collection__state__in=ON_THE_WAY)
    return list(left.exclude(collection__in=stored.values("collection")).for_mails())
