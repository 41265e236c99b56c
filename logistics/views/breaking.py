"""Breaking off a run, by its driver or whoever stands in."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from logistics.access import run_of
from logistics.actions.runs import breaking
from logistics.forms.breaking import BreakForm
from logistics.models import GoodsGo
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def run_break(request: ActingRequest, pk: int) -> HttpResponse:
    """Why the run ends early, and where what is aboard goes. The same form sent again leads to the same run."""
    route = run_of(request.organisation, request.user, request.roles, pk)
    initial = {"client_id": uuid4(), "goods": GoodsGo.STAY.value}
    form = BreakForm(request.POST if request.method == "POST" else None, route=route, initial=initial)
    if form.is_bound and form.is_valid():
        said = {"client_id": form.cleaned_data["client_id"], "goods": form.cleaned_data["goods"]}
        try:
            breaking.break_off(route=route, why=form.why(), by=request.user, now=timezone.now(), **said)
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.warning(request, _("The run is over. All who waited for it and your coordinator are told."))
            return redirect("logistics:run", pk=pk)
    status = 422 if form.errors else 200
    return render(request, "logistics/run_break.html", {"form": form, "route": route}, status=status)
