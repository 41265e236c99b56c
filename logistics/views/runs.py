"""The driver's run on a phone: look at the van, leave, arrive, prove, or say why not."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from logistics.access import run_of, stop_of
from logistics.actions.runs import driving, failing, leaving
from logistics.forms.proofs import FailForm, LeaveForm, StopProofForm
from logistics.models import Stop
from logistics.queries.aboard import stops_with_goods_aboard
from logistics.queries.deeds import open_count
from logistics.queries.footprints import footprints_of
from logistics.queries.runs import run_page, runs_for, stop_on_run
from marketplace.kernel.errors import DomainError
from marketplace.kernel.units import Unit
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_safe
def runs(request: ActingRequest) -> HttpResponse:
    """The runs of the last week and to come."""
    today = timezone.localdate()
    found = runs_for(request.organisation, request.user, request.roles, today=today)
    coordinates = may(request.roles, Role.COORDINATOR)
    kept = open_count(request.organisation) if coordinates else 0
    return render(request, "logistics/runs.html", {"runs": found, "today": today, "kept": kept})


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_safe
def run(request: ActingRequest, pk: int) -> HttpResponse:
    """A run: the next step, and all stops in order."""
    return run_answer(request, pk)


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_POST
def run_start(request: ActingRequest, pk: int) -> HttpResponse:
    """Leave, after a look at the van."""
    route = run_of(request.organisation, request.user, request.roles, pk)
    form = LeaveForm(request.POST, stops=stops_with_goods_aboard(route))
    if not form.is_valid():
        return run_answer(request, pk, leave_form=form)
    said = {"aboard": frozenset[int](), **form.cleaned_data}
    try:
        leaving.leave(route=route, by=request.user, now=timezone.now(), **said)
    except DomainError as refusal:
        add_domain_error(form, refusal)
        return run_answer(request, pk, leave_form=form)
    messages.success(request, _("Off you go. The first stop knows that you are on your way."))
    return redirect("logistics:run", pk=pk)


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_POST
def stop_arrive(request: ActingRequest, pk: int) -> HttpResponse:
    """Be there."""
    stop = stop_of(request.organisation, request.user, request.roles, pk)
    try:
        driving.arrive(stop=stop, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return run_answer(request, stop.route_id, refusal=refusal)
    return redirect("logistics:run", pk=stop.route_id)


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def stop_prove(request: ActingRequest, pk: int) -> HttpResponse:
    """Collect or deliver, with proof. The same form sent again leads to the same run."""
    stop = stop_of(request.organisation, request.user, request.roles, pk)
    collection = stop.collection
    count = collection.collected_quantity or collection.quantity
    initial = {"client_id": uuid4(), "quantity": count, "kind": stop.kind, "rest": driving.COME_AGAIN}
    if request.method == "POST":
        form = StopProofForm(request.POST, request.FILES, initial=initial)
    else:
        form = StopProofForm(initial=initial)
    if form.is_bound and form.is_valid():
        try:
            driving.prove(stop=stop, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            done = _("Collected.") if stop.kind == "pickup" else _("Delivered. They are asked to count and confirm.")
            messages.success(request, done)
            return redirect("logistics:run", pk=stop.route_id)
    form.fields["quantity"].widget.attrs["data-unit"] = Unit(stop.collection.claim.listing.unit).plural
    return _stop_page(request, "logistics/stop_prove.html", stop, form)


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def stop_fail(request: ActingRequest, pk: int) -> HttpResponse:
    """Say why a stop did not work, and what comes next."""
    stop = stop_of(request.organisation, request.user, request.roles, pk)
    initial = {"client_id": uuid4(), "step": "another_day", "kind": stop.kind}
    if request.method == "POST":
        form = FailForm(request.POST, request.FILES, initial=initial)
    else:
        form = FailForm(initial=initial)
    if form.is_bound and form.is_valid():
        said = {"client_id": form.cleaned_data["client_id"] or uuid4(), "photo": form.cleaned_data["photo"]}
        try:
            failing.report(stop=stop, reason=form.said(), by=request.user, now=timezone.now(), **said)
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.warning(request, _("Noted. The parties and your coordinator are told."))
            return redirect("logistics:run", pk=stop.route_id)
    return _stop_page(request, "logistics/stop_fail.html", stop, form)


def _stop_page(request: ActingRequest, template: str, stop: Stop, form: StopProofForm | FailForm) -> HttpResponse:
    context = {"form": form, "shown": stop_on_run(stop), "route": stop.route}
    return render(request, template, context, status=422 if form.errors else 200)


def run_answer(
    request: ActingRequest, pk: int, *, refusal: DomainError | None = None, leave_form: LeaveForm | None = None
) -> HttpResponse:
    """The page of a run; with a refusal, or a form that was not right, as the answer to it."""
    route = run_of(request.organisation, request.user, request.roles, pk)
    context = {
        "run": run_page(route, now=timezone.now()),
        "route": route,
        "today": timezone.localdate(),
        "is_own": route.shift.driver.user_id == request.user.pk,
        "refusal": refusal.said_with(_) if refusal else "",
        "footprint": footprints_of([route]).get(route.pk),
        "leave_form": leave_form or LeaveForm(stops=stops_with_goods_aboard(route)),
    }
    return render(request, "logistics/run.html", context, status=422 if refusal or leave_form else 200)
