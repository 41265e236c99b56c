"""The dial of a vehicle, before and after a run."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from logistics.actions.people.reading import read_odometer
from logistics.forms.odometers import OdometerForm
from logistics.models import RouteState
from logistics.paper_access import papered_run
from logistics.queries.odometers import last_km, reading_of
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import done


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def run_odometer(request: ActingRequest, pk: int) -> HttpResponse:
    """Enter what the dial says, or put it right."""
    route = papered_run(request.organisation, request.user, request.roles, pk)
    read = reading_of(route)
    last = last_km(route.shift.vehicle, route)
    known = {"start_km": read.start_km, "end_km": read.end_km} if read else {"start_km": last}
    form = OdometerForm(request.POST if request.method == "POST" else None, initial=known)
    act = partial(read_odometer, route=route, by=request.user, now=timezone.now())
    if form.is_bound and done(form, act):
        messages.success(request, _("Kept. With both readings the run is as long as they say."))
        return redirect("logistics:run", pk=pk)
    context = {
        "form": form,
        "route": route,
        "last": last,
        "is_doubted": "is_sure" in form.errors,
        "is_over": route.state == RouteState.FINISHED,
    }
    return render(request, "logistics/odometer.html", context, status=422 if form.errors else 200)
