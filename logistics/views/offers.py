"""Journeys for volunteers: what is offered, taking one, handing it back, asking for cover; and offering one."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from logistics.actions.loads.arranging import open_collection
from logistics.actions.people import offering, taking
from logistics.forms.offers import BackForm, OfferForm, TakeForm
from logistics.models import Driver
from logistics.people_access import claim_to_offer, load_of, offer_asked, offer_open_to, own_offer, taken_offer
from logistics.queries.offers import driver_of, line_of, offers_page
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error, done


@acting_for(Role.DRIVER, Role.COORDINATOR, Role.REQUESTER)
@require_safe
def offers(request: ActingRequest) -> HttpResponse:
    """What one may take, what one took, and what the organisation offers."""
    return _page(request)


@acting_for(Role.COORDINATOR, Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def offer_new(request: ActingRequest, pk: int, part: int | None = None) -> HttpResponse:
    """Lay a load of a claim before volunteers; without its number, what is to be dealt with first."""
    claim = claim_to_offer(request.organisation, request.roles, pk)
    load = None if part is None else load_of(claim, part)
    form = OfferForm(
        request.POST if request.method == "POST" else None,
        organisation=request.organisation,
        today=timezone.localdate(),
    )
    if form.is_bound and form.is_valid():
        try:
            offering.post_offer(
                collection=load or open_collection(claim=claim, now=timezone.now()),
                organisation=request.organisation,
                by=request.user,
                now=timezone.now(),
                **form.values(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Offered. You hear when somebody takes it, and if nobody does."))
            return redirect("logistics:offers")
    context = {"form": form, "load": load, "claim": claim}
    return render(request, "logistics/offer_new.html", context, status=422 if form.errors else 200)


@acting_for(Role.DRIVER)
@require_http_methods(["GET", "POST"])
def offer_take(request: ActingRequest, pk: int) -> HttpResponse:
    """Look at what is offered, and take it."""
    driver = _driver(request)
    offer = offer_open_to(driver, pk, now=timezone.now())
    form = TakeForm(request.POST if request.method == "POST" else None, driver=driver, today=timezone.localdate())
    if form.is_bound and form.is_valid():
        try:
            route = taking.take_offer(
                offer=offer, driver=driver, values=form.values(), by=request.user, now=timezone.now()
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("It is yours. Thank you! Both ends are told when you come."))
            return redirect("logistics:run", pk=route.pk)
    context = {"form": form, "line": line_of(offer, driver), "driver": driver}
    return render(request, "logistics/offer_take.html", context, status=422 if form.errors else 200)


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def offer_back(request: ActingRequest, pk: int) -> HttpResponse:
    """Hand back what one took, or ask others to stand in; a coordinator does it for their driver."""
    offer = taken_offer(request.organisation, request.user, request.roles, pk)
    form = BackForm(request.POST if request.method == "POST" else None)
    wants_cover = request.POST.get("how") == "cover"

    def act(why: str) -> None:
        deed = taking.ask_cover if wants_cover else taking.hand_back
        deed(offer=offer, why=why, by=request.user, now=timezone.now())

    if form.is_bound and done(form, act):
        if wants_cover:
            messages.success(request, _("Others are asked. Until somebody stands in it is still yours."))
        else:
            messages.success(request, _("Handed back. It is open to others again, and everybody concerned is told."))
        return redirect("logistics:offers")
    context = {"form": form, "line": line_of(offer, None)}
    return render(request, "logistics/offer_back.html", context, status=422 if form.errors else 200)


@acting_for(Role.DRIVER)
@require_POST
def offer_no(request: ActingRequest, pk: int) -> HttpResponse:
    """Say no to what one is asked by name: the next is asked."""
    driver = _driver(request)
    offer = offer_asked(driver, pk)
    try:
        taking.say_no(offer=offer, driver=driver, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _page(request, refusal.said_with(_))
    messages.success(request, _("Thank you for saying so. Somebody else is asked."))
    return redirect("logistics:offers")


@acting_for(Role.COORDINATOR, Role.REQUESTER)
@require_POST
def offer_withdraw(request: ActingRequest, pk: int) -> HttpResponse:
    """Take an offer back that nobody took."""
    offer = own_offer(request.organisation, pk)
    try:
        offering.withdraw_offer(offer=offer, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _page(request, refusal.said_with(_))
    messages.success(request, _("Withdrawn. The load waits as it did before."))
    return redirect("logistics:offers")


def _driver(request: ActingRequest) -> Driver:
    """The person as a driver of the organisation; whoever has the role alone is on no list, so nothing is theirs."""
    driver = driver_of(request.organisation, request.user)
    if driver is None:
        raise Http404
    return driver


def _page(request: ActingRequest, refusal: str = "") -> HttpResponse:
    now: datetime = timezone.now()
    posts = may(request.roles, Role.COORDINATOR, Role.REQUESTER)
    drives = may(request.roles, Role.DRIVER)
    page = offers_page(request.organisation, request.user, drives=drives, posts=posts, now=now)
    counts = may(request.roles, Role.DRIVER, Role.COORDINATOR, Role.REPORTER)
    context = {"page": page, "refusal": refusal, "posts": posts, "counts": counts}
    return render(request, "logistics/offers.html", context, status=422 if refusal else 200)
