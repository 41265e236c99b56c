"""My yard: what waits for somebody, and where they begin. And whom they act for."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from marketplace.organisations.access import SESSION_KEY, ActingRequest, acting_for, one_of_mine
from marketplace.organisations.queries import doors_for, yard_of


@require_safe
@acting_for()
def yard(request: ActingRequest) -> HttpResponse:
    """What waits for this person in this organisation."""
    now = timezone.now()
    waiting = yard_of(organisation=request.organisation, roles=request.roles, user=request.user, now=now)
    page = {"waiting": waiting, "doors": doors_for(request.roles)}
    return render(request, "organisations/yard.html", page)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act for another of one's organisations, and go back to the page where that was chosen (else to the yard)."""
    organisation = one_of_mine(request, request.POST.get("organisation", ""))
    request.session[SESSION_KEY] = organisation.pk
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("organisations:yard")
    return HttpResponseRedirect(back)
