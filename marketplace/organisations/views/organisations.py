"""An organisation: founding it, its details, its public page, and the page from which it is looked after."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.kernel.errors import DomainError
from marketplace.kernel.geo import Point
from marketplace.organisations import queries
from marketplace.organisations.access import (
    SESSION_KEY,
    ActingRequest,
    acting_for,
    acting_memberships,
    may,
    organisation_of_slug,
    signed_in,
)
from marketplace.organisations.actions.founding import change_details, found_organisation
from marketplace.organisations.forms import InvitationForm, OrganisationForm
from marketplace.organisations.forms.organisations import details_of
from marketplace.organisations.gateways.geocoding import attribution
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Found an organisation, or take up an invitation to one."""
    now, user = timezone.now(), signed_in(request)
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        try:
            organisation = found_organisation(**form.details(), by=user, now=now)
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            request.session[SESSION_KEY] = organisation.pk
            messages.success(request, _("%(name)s is set up. Now say where it is.") % {"name": organisation.name})
            return redirect("organisations:site-new")
    page = {
        "form": form,
        "invitations": queries.invitations_for(user, now=now),
        "unconfirmed": not queries.has_confirmed_address(user),
        "is_first": not acting_memberships(request),
    }
    return render(request, "organisations/organisation_new.html", page, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@acting_for(Role.ADMINISTRATOR)
def organisation_edit(request: ActingRequest) -> HttpResponse:
    """Change the organisation's details."""
    form = OrganisationForm(request.POST or None, initial=details_of(request.organisation))
    if form.is_valid():
        try:
            change_details(organisation=request.organisation, **form.details(), by=request.user, now=timezone.now())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("The details are changed."))
            return redirect("organisations:manage")
    return render(request, "organisations/organisation_edit.html", {"form": form}, status=422 if form.is_bound else 200)


@login_not_required
@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """What anybody may know of an organisation."""
    shown = organisation_of_slug(slug)
    areas = queries.public_areas_of(shown)
    page = {
        "shown": shown,
        "areas": [
            {"name": name, "query": urlencode({"lat": point.latitude, "lon": point.longitude})} for name, point in areas
        ],
        "points": _on_map(areas),
    }
    return render(request, "organisations/organisation.html", page)


def _on_map(areas: list[tuple[str, Point]]) -> dict[str, object]:
    """The public points as GeoJSON; `id` goes with the list beside the map."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [point.longitude, point.latitude]},
                "properties": {"id": f"area-{number}", "title": name},
            }
            for number, (name, point) in enumerate(areas)
        ],
    }


@require_safe
@acting_for()
def manage(request: ActingRequest) -> HttpResponse:
    """People, sites, invitations and details of the organisation: every member may look."""
    return manage_page(request, InvitationForm(roles=request.roles))


def manage_page(request: ActingRequest, invitation_form: InvitationForm, *, status: int = 200) -> HttpResponse:
    """The page itself; what was refused on it is shown on it."""
    page = {
        "people": queries.people_of(request.organisation),
        "sites": queries.sites_of(request.organisation),
        "invitations": queries.invitations_of(request.organisation, now=timezone.now()),
        "invitation_form": invitation_form,
        "administers": may(request.roles),
        "looks_after_sites": may(request.roles, Role.LISTER, Role.REQUESTER),
        "all_roles": Role.choices,
        "attribution": attribution(),
    }
    return render(request, "organisations/manage.html", page, status=status)
