"""A driver's own page: when they are free, where they set out from, and what is on record of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from logistics.actions.people import enrolling, wishing
from logistics.forms.driving import FreeForm, HomeForm, WishForm
from logistics.models import Driver
from logistics.models.wish_links import WishLinkBroken, WishLinkExpired
from logistics.people_access import driver_by_wish_link
from logistics.queries.offers import driver_of
from logistics.queries.papers_held import papers_of_driver
from logistics.queries.wishes import wish_of
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


@acting_for(Role.DRIVER)
@require_POST
def driving_wish(request: ActingRequest) -> HttpResponse:
    """Say of which journeys one wants to be told."""
    driver = _own(request)
    form = WishForm(request.POST)

    def act(place: str, radius_km: int, kinds: list[str]) -> None:
        wishing.wish(driver=driver, place=place, radius_km=radius_km, kinds=kinds, by=request.user, now=timezone.now())

    if done(form, act):
        messages.success(request, _("Kept. You get a mail when such a journey is offered."))
        return redirect("logistics:driving")
    return render(request, "logistics/driving.html", {**_context(driver), "wish_form": form}, status=422)


@acting_for(Role.DRIVER)
@require_POST
def driving_wish_stop(request: ActingRequest) -> HttpResponse:
    """Be told of none any more."""
    wishing.stop_wishing(driver=_own(request), by=request.user, now=timezone.now())
    messages.success(request, _("No more mails about journeys of others."))
    return redirect("logistics:driving")


@csrf_exempt  # a mail program posts here for its reader (RFC 8058); the signed link says for whom
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wish_stop(request: HttpRequest, token: str) -> HttpResponse:
    """No more mails about journeys: one click, or one POST of a mail program. Opening the page changes nothing."""
    try:
        driver = driver_by_wish_link(token)
    except (WishLinkExpired, WishLinkBroken) as refusal:
        status = 410 if isinstance(refusal, WishLinkExpired) else 404
        return render(request, "logistics/wish_gone.html", {"words": refusal.said_with(_)}, status=status)
    if request.method == "POST":
        wishing.stop_wishing(driver=driver, by=driver.user, now=timezone.now())
    context = {"driver": driver, "wish": wish_of(driver), "done": request.method == "POST"}
    return render(request, "logistics/wish_stop.html", context)


def _own(request: ActingRequest) -> Driver:
    """The person as a driver of the organisation; whoever has the role alone is on no list, so nothing is theirs."""
    driver = driver_of(request.organisation, request.user)
    if driver is None:
        raise Http404
    return driver


def _context(driver: Driver) -> dict[str, object]:
    wish = wish_of(driver)
    said = {"place": wish.place, "radius_km": wish.radius_km, "kinds": wish.kinds} if wish else None
    return {
        "wish": wish,
        "wish_form": WishForm(initial=said),
        "driver": driver,
        "free": FreeForm(driver=driver),
        "home": HomeForm(),
        "holder": papers_of_driver(driver, timezone.localdate()),
    }
