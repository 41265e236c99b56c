"""Who may, on the run: what phones tell, signed links, positions. Not yours, or not there: 404."""

from django.shortcuts import get_object_or_404

from logistics.models import Deed, PlanState, Route, Stop
from marketplace.organisations.models import Organisation


def told_run(organisation: Organisation, pk: int) -> Route:
    """A run of the organisation's vans that was published, whatever became of it: a phone tells of it late."""
    runs = Route.objects.of_carrier(organisation).exclude(plan__state=PlanState.DRAFT)
    return get_object_or_404(runs.for_runs(), pk=pk)


def told_stop(route: Route, pk: int) -> Stop:
    """A stop on that run."""
    return get_object_or_404(Stop.objects.filter(route=route).for_mails(), pk=pk)


def deed_of(organisation: Organisation, pk: int) -> Deed:
    """What a phone told of a run of the organisation's vans."""
    return get_object_or_404(Deed.objects.of_carrier(organisation).for_page(), pk=pk)
