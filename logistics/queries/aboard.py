"""What is in a van before it leaves: goods of an earlier day that are still to be delivered."""

from logistics.models import CollectionState, Route, Stop, StopKind


def stops_with_goods_aboard(route: Route) -> list[Stop]:
    """The run's deliveries of what was collected on another run, in order."""
    left = Stop.objects.filter(route=route, kind=StopKind.DROPOFF).to_do()
    return list(left.filter(collection__state=CollectionState.COLLECTED).for_mails())
