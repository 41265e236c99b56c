"""The fleet: vehicles, drivers, shifts."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from logistics.access import own_driver, own_shift, own_vehicle
from logistics.actions.people import keeping, shifting
from logistics.forms.fleet import DriverEditForm, DriverForm, ShiftForm, VehicleForm
from logistics.queries.fleet import fleet_of
from logistics.queries.odometers import runs_by_dial
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error, done


@acting_for(Role.COORDINATOR)
@require_safe
def fleet(request: ActingRequest) -> HttpResponse:
    """Vehicles, drivers and the shifts to come."""
    found = fleet_of(request.organisation, now=timezone.now())
    return render(request, "logistics/fleet.html", {"fleet": found})


@acting_for(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def vehicle_new(request: ActingRequest) -> HttpResponse:
    """A vehicle for the fleet."""
    form = VehicleForm(request.POST if request.method == "POST" else None, organisation=request.organisation)
    if form.is_bound and form.is_valid():
        try:
            made = keeping.add_vehicle(
                organisation=request.organisation, values=form.values(), by=request.user, now=timezone.now()
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("%(name)s is in the fleet.") % {"name": made.name})
            return redirect("logistics:fleet")
    return render(request, "logistics/vehicle.html", {"form": form}, status=422 if form.errors else 200)


@acting_for(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def vehicle_edit(request: ActingRequest, pk: int) -> HttpResponse:
    """Change what is said of a vehicle."""
    vehicle = own_vehicle(request.organisation, pk)
    data = request.POST if request.method == "POST" else None
    form = VehicleForm(data, organisation=request.organisation, vehicle=vehicle)
    if form.is_bound and form.is_valid():
        try:
            keeping.change_vehicle(vehicle=vehicle, values=form.values(), by=request.user, now=timezone.now())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("logistics:fleet")
    shown = own_vehicle(request.organisation, pk)
    context = {"form": form, "vehicle": shown, "driven": runs_by_dial(shown)}
    return render(request, "logistics/vehicle.html", context, status=422 if form.errors else 200)


@acting_for(Role.COORDINATOR)
@require_POST
def vehicle_retire(request: ActingRequest, pk: int) -> HttpResponse:
    """Take a vehicle out of the fleet."""
    vehicle = own_vehicle(request.organisation, pk)
    try:
        keeping.retire_vehicle(vehicle=vehicle, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refused(request, refusal)
    messages.success(request, _("%(name)s is out of the fleet.") % {"name": vehicle.name})
    return redirect("logistics:fleet")


@acting_for(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def driver_new(request: ActingRequest) -> HttpResponse:
    """Put a member on the list of drivers."""
    form = DriverForm(request.POST if request.method == "POST" else None, organisation=request.organisation)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = keeping.add_driver(
                organisation=request.organisation,
                user=said["user"],
                phone=said["phone"],
                licence=form.licence(timezone.localdate()),
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            if said["licence_until"]:
                messages.success(request, _("%(name)s can be given shifts now.") % {"name": made.user})
            else:
                words = _("%(name)s is on the list. Record their driving licence before they drive.")
                messages.warning(request, words % {"name": made.user})
            return redirect("logistics:fleet")
    return render(request, "logistics/driver_new.html", {"form": form}, status=422 if form.errors else 200)


@acting_for(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def driver_edit(request: ActingRequest, pk: int) -> HttpResponse:
    """Change what a coordinator says of a driver."""
    driver = own_driver(request.organisation, pk)
    form = DriverEditForm(request.POST if request.method == "POST" else None, driver=driver)

    def act(phone: str, is_volunteer: bool, skills: list[str]) -> None:
        keeping.change_driver(
            driver=driver, phone=phone, is_volunteer=is_volunteer, skills=skills, by=request.user, now=timezone.now()
        )

    if form.is_bound and done(form, act):
        messages.success(request, _("Saved."))
        return redirect("logistics:fleet")
    context = {"form": form, "driver": driver}
    return render(request, "logistics/driver.html", context, status=422 if form.errors else 200)


@acting_for(Role.COORDINATOR)
@require_POST
def driver_end(request: ActingRequest, pk: int) -> HttpResponse:
    """Take a person off the list of drivers."""
    driver = own_driver(request.organisation, pk)
    try:
        keeping.end_driver(driver=driver, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refused(request, refusal)
    messages.success(request, _("%(name)s is off the list of drivers.") % {"name": driver.user})
    return redirect("logistics:fleet")


@acting_for(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def shift_new(request: ActingRequest) -> HttpResponse:
    """A driver with a vehicle for part of a day (`?day=`)."""
    form = ShiftForm(
        request.POST if request.method == "POST" else None,
        organisation=request.organisation,
        today=timezone.localdate(),
        day=day_asked(request),
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        starts_at, ends_at = form.moments()
        try:
            shifting.add_shift(
                vehicle=said["vehicle"],
                driver=said["driver"],
                start_site=said["start_site"],
                starts_at=starts_at,
                ends_at=ends_at,
                crew=said["crew"],
                **form.details(),
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("The shift stands. It can be planned now."))
            return redirect(f"{reverse('logistics:plan')}?day={said['day']:%Y-%m-%d}")
    context = {"form": form, "fleet": fleet_of(request.organisation, now=timezone.now())}
    return render(request, "logistics/shift_new.html", context, status=422 if form.errors else 200)


@acting_for(Role.COORDINATOR)
@require_POST
def shift_end(request: ActingRequest, pk: int) -> HttpResponse:
    """Call a shift off."""
    shift = own_shift(request.organisation, pk)
    try:
        count = shifting.cancel_shift(shift=shift, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refused(request, refusal)
    messages.success(request, _("The shift is called off."))
    if count:
        words = ngettext(
            "%(count)s collection waits to be planned again.", "%(count)s collections wait to be planned again.", count
        )
        messages.warning(request, words % {"count": count})
    return redirect("logistics:fleet")


def day_asked(request: HttpRequest) -> date | None:
    """The day that `?day=` or the form names, if it is one."""
    text = request.POST.get("day", "") or request.GET.get("day", "")
    try:
        return parse_date(text)
    except ValueError:  # 31 February
        return None


def _refused(request: ActingRequest, refusal: DomainError) -> HttpResponse:
    """The fleet again, with why nothing was changed."""
    found = fleet_of(request.organisation, now=timezone.now())
    context = {"fleet": found, "refusal": refusal.said_with(_)}
    return render(request, "logistics/fleet.html", context, status=422)
