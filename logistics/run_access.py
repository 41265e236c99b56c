"""Who may, on the run: what phones tell, signed links, positions. Not yours, or not there: 404."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from logistics.access import run_of
from logistics.models import Collection, Deed, PlanState, Proof, Route, Stop, StopFailure
from logistics.models.signed_links import read_follow_token
from marketplace.organisations.models import Organisation, User


def told_run(organisation: Organisation, pk: int) -> Route:
    """A run of the organisation's vans that was published, whatever became of it: a phone tells of it late."""
    runs = Route.objects.of_carrier(organisation).exclude(plan__state=PlanState.DRAFT)
    return get_object_or_404(runs.for_runs(), pk=pk)


def told_stop(route: Route, pk: int) -> Stop:
    """A stop on that run."""
    return get_object_or_404(Stop.objects.filter(route=route).for_mails(), pk=pk)


def own_run(organisation: Organisation, user: User, roles: frozenset[str], pk: int) -> Route:
    """A run in force that the person drives: nobody else tells where its van is."""
    route = run_of(organisation, user, roles, pk)
    if route.shift.driver.user_id != user.pk:
        raise PermissionDenied
    return route


def followed(token: str) -> tuple[Collection, str]:
    """The load behind a signed link, and the kind of stop that its reader waits for.

    :raises FollowExpired | FollowBroken: too old, or not ours
    """
    pk, kind = read_follow_token(token)
    return get_object_or_404(Collection.objects.with_parties(), pk=pk), kind


def signature_visible_to(organisation: Organisation, pk: int) -> Proof:
    """A proof with a signature, of goods that the organisation gives, receives or carries."""
    seen = Collection.objects.visible_to(organisation)
    return get_object_or_404(Proof.objects.filter(handover__collection__in=seen).exclude(signature=""), pk=pk)


def failure_visible_to(organisation: Organisation, pk: int) -> StopFailure:
    """A try that did not work, with a photo, of goods that the organisation gives, receives or carries."""
    seen = Collection.objects.visible_to(organisation)
    return get_object_or_404(StopFailure.objects.filter(stop__collection__in=seen).exclude(photo=""), pk=pk)


def deed_of(organisation: Organisation, pk: int) -> Deed:
    """What a phone told of a run of the organisation's vans."""
    return get_object_or_404(Deed.objects.of_carrier(organisation).for_page(), pk=pk)
