"""A driver's own page: when they are free, where they set out from, and what is on record of them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from logistics.actions.people import enrolling
from logistics.forms.driving import FreeForm, HomeForm
from logistics.models import Driver
from logistics.queries.offers import driver_of
from logistics.queries.papers_held import papers_of_driver
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error, done


@acting_for(Role.DRIVER)
@require_safe
def driving(request: ActingRequest) -> HttpResponse:
    """What a driver may say of themselves."""
    driver = driver_of(request.organisation, request.user)
    return render(request, "logistics/driving.html", _context(driver) if driver else {})


@acting_for(Role.DRIVER)
@require_POST
def driving_hours(request: ActingRequest) -> HttpResponse:
    """Say when one can drive."""
    driver = _own(request)
    form = FreeForm(request.POST, driver=driver)
    if form.is_valid():
        try:
            enrolling.say_when_free(driver=driver, hours=form.told_hours(), by=request.user, now=timezone.now())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Kept. Those who are free are asked first."))
            return redirect("logistics:driving")
    return render(request, "logistics/driving.html", {**_context(driver), "free": form}, status=422)


@acting_for(Role.DRIVER)
@require_POST
def driving_home(request: ActingRequest) -> HttpResponse:
    """Say where one sets out from."""
    driver = _own(request)
    form = HomeForm(request.POST)

    def act(postcode: str, street: str) -> None:
        enrolling.set_home(driver=driver, postcode=postcode, street=street, by=request.user, now=timezone.now())

    if done(form, act):
        messages.success(request, _("Kept as a point, for planning alone. Nobody is shown it."))
        return redirect("logistics:driving")
    return render(request, "logistics/driving.html", {**_context(driver), "home": form}, status=422)


@acting_for(Role.DRIVER)
@require_POST
def driving_home_forget(request: ActingRequest) -> HttpResponse:
    """Delete where one sets out from."""
    enrolling.forget_home(driver=_own(request), by=request.user, now=timezone.now())
    messages.success(request, _("Deleted."))
    return redirect("logistics:driving")


def _own(request: ActingRequest) -> Driver:
    """The person as a driver of the organisation; whoever has the role alone is on no list, so nothing is theirs."""
    driver = driver_of(request.organisation, request.user)
    if driver is None:
        raise Http404
    return driver


def _context(driver: Driver) -> dict[str, object]:
    return {
        "driver": driver,
        "free": FreeForm(driver=driver),
        "home": HomeForm(),
        "holder": papers_of_driver(driver, timezone.localdate()),
    }
