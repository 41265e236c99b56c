"""A stop of a run at which nothing changes owner: out of storage, or back to the giver."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import stop_of
from logistics.actions.runs.carrying import do_errand
from logistics.models import StopKind
from logistics.views.runs import run_answer
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_POST
def stop_errand(request: ActingRequest, pk: int) -> HttpResponse:
    """It is aboard now, or its giver has it back: all of it. Less is counted on the load's own page."""
    stop = stop_of(request.organisation, request.user, request.roles, pk)
    try:
        do_errand(stop=stop, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return run_answer(request, stop.route_id, refusal=refusal)
    picked_up = stop.kind == StopKind.PICKUP
    messages.success(request, _("It is aboard.") if picked_up else _("It is back. Its giver is told."))
    return redirect("logistics:run", pk=stop.route_id)
