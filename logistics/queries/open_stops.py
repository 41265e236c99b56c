"""A stop as it is now: whether anything can still be done at it, and why not."""

from logistics.models import PlanState, Route, RouteState, Stop, StopState
from marketplace.kernel.errors import DomainError, gettext_noop


class RunNotReady(DomainError):
    code = "run_not_ready"
    message = gettext_noop("This run was started already, or is not in force any more. Look at your runs again.")


class RunNotStarted(DomainError):
    code = "run_not_started"
    message = gettext_noop("Start the run first, so that people hear that you are on the way.")


class StopMovedOn(DomainError):
    code = "stop_moved_on"
    message = gettext_noop("This stop is {state} already.")


def open_stop(stop: Stop) -> Stop:
    """The stop, read anew, on a run that was started and is not yet over.

    :raises StopMovedOn | RunNotStarted | RunNotReady: nothing can be done at it now
    """
    seen = Stop.objects.filter(pk=stop.pk).for_mails().get()
    if seen.state not in {StopState.PENDING, StopState.ARRIVED}:
        raise moved_on(seen)
    check_started(seen)
    return seen


def check_started(stop: Stop) -> None:
    """:raises RunNotStarted | RunNotReady: its run is not under way"""
    route = Route.objects.select_related("plan").get(pk=stop.route_id)
    if route.state == RouteState.PUBLISHED:
        raise RunNotStarted
    if route.state != RouteState.STARTED or route.plan.state != PlanState.PUBLISHED:
        raise RunNotReady


def moved_on(stop: Stop) -> StopMovedOn:
    """What to raise for a stop that is no longer as it was seen."""
    now = Stop.objects.get(pk=stop.pk)
    return StopMovedOn(state=now.get_state_display().lower())
