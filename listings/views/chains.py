"""Chains: what would fit a want by way of a third party."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from listings.access import own_want
from listings.models import WantState
from listings.queries.chains import chains_for_want
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role


@acting_for()
@require_safe
def want_chains(request: ActingRequest, pk: int) -> HttpResponse:
    """What would fit an own want if a third party moved it or kept it; a page, and the part of the want's page."""
    want = own_want(request.organisation, pk)
    found = chains_for_want(want, now=timezone.now()) if want.state == WantState.OPEN else []
    context = {"want": want, "chains": found, "may_ask": may(request.roles, Role.REQUESTER)}
    template = "listings/parts/chains.html" if request.headers.get("HX-Request") == "true" else "listings/chains.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
