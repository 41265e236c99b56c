"""Driving times of an organisation's vans: the law in force, what was really driven, taking one for the other."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from logistics.actions.days import measuring
from logistics.forms.roads import FitForm, LawForm
from logistics.queries.travel_laws import law_page
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@acting_for(Role.COORDINATOR)
@require_safe
def travel(request: ActingRequest) -> HttpResponse:
    """The law in force beside the driven legs."""
    return _page(request)


@acting_for(Role.COORDINATOR)
@require_POST
def travel_use(request: ActingRequest) -> HttpResponse:
    """Plan by the fitted law from now on."""
    form = FitForm(request.POST)
    if not form.is_valid():
        return _page(request, refusal=_("Look at the figures again, and use them then."))
    try:
        measuring.use_fit(organisation=request.organisation, shown=form.shown(), by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _page(request, refusal=refusal.said_with(_))
    messages.success(request, _("From the next plan on, your vans are planned by what they really took."))
    return redirect("logistics:travel")


@acting_for(Role.COORDINATOR)
@require_POST
def travel_set(request: ActingRequest) -> HttpResponse:
    """Plan by numbers set by hand from now on."""
    form = LawForm(request.POST)
    if form.is_valid():
        try:
            measuring.set_law(organisation=request.organisation, law=form.law(), by=request.user, now=timezone.now())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Set. The next plan uses these driving times."))
            return redirect("logistics:travel")
    return _page(request, form=form)


@acting_for(Role.COORDINATOR)
@require_POST
def travel_usual(request: ActingRequest) -> HttpResponse:
    """Plan by the area's law again."""
    try:
        measuring.drop_law(organisation=request.organisation, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _page(request, refusal=refusal.said_with(_))
    messages.success(request, _("The usual driving times hold again."))
    return redirect("logistics:travel")


def _page(request: ActingRequest, *, form: LawForm | None = None, refusal: str = "") -> HttpResponse:
    page = law_page(request.organisation, now=timezone.now())
    law = page.law
    initial = {name: getattr(law, name) for name in ("factor", "base_s", "per_km_s", "circuity", "margin")}
    context = {
        "page": page,
        "form": form or LawForm(initial=initial),
        "fit_form": FitForm(initial={"base_s": page.fit.law.base_s, "per_km_s": page.fit.law.per_km_s})
        if page.fit
        else None,
        "refusal": refusal,
    }
    return render(request, "logistics/travel.html", context, status=422 if refusal or form else 200)
