"""Sites: where an organisation's things are."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, site_of
from marketplace.organisations.actions.placing import add_site, change_site, close_site
from marketplace.organisations.forms import SiteForm
from marketplace.organisations.gateways.geocoding import attribution
from marketplace.organisations.models import Role
from marketplace.organisations.models.sites import PlaceSource
from marketplace.web.forms import add_domain_error


@require_http_methods(["GET", "HEAD", "POST"])
@acting_for(Role.LISTER, Role.REQUESTER)
def site_new(request: ActingRequest) -> HttpResponse:
    """Add a site: address, dock hours, how one gets in."""
    form = SiteForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            site = add_site(
                organisation=request.organisation,
                street=typed["street"],
                town=typed["town"],
                postcode=typed["postcode"],
                pin=form.pin(),
                **form.details(),
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            words = _("%(name)s is added. Others see no more of its place than “%(area)s”.")
            messages.success(request, words % {"name": site.name, "area": site.public_area})
            if attribution() and site.place_source not in {PlaceSource.PIN, PlaceSource.GEOCODER}:
                words = _(
                    "The address search found no such address, or did not answer: the place is known from %(source)s."
                )
                messages.warning(request, words % {"source": site.get_place_source_display()})
            return redirect("organisations:manage")
    page = {"form": form, "attribution": attribution(), "by_hand": _needs_pin(form)}
    return render(request, "organisations/site_new.html", page, status=422 if form.is_bound else 200)


def _needs_pin(form: SiteForm) -> bool:
    """Whether to open the part where the point is set by hand."""
    return form.is_bound and bool({"postcode", "lat", "lon"} & set(form.errors) or form.data.get("lat"))


@require_http_methods(["GET", "HEAD", "POST"])
@acting_for(Role.LISTER, Role.REQUESTER)
def site_edit(request: ActingRequest, pk: int) -> HttpResponse:
    """Change all of a site but its place."""
    site = site_of(organisation=request.organisation, pk=pk)
    form = SiteForm(request.POST or None, site=site)
    if form.is_valid():
        try:
            change_site(site=site, **form.details(), by=request.user, now=timezone.now())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("The site is changed."))
            return redirect("organisations:manage")
    page = {"form": form, "site": site}
    return render(request, "organisations/site_edit.html", page, status=422 if form.is_bound else 200)


@require_POST
@acting_for(Role.LISTER, Role.REQUESTER)
def site_close(request: ActingRequest, pk: int) -> HttpResponse:
    """Close a site for anything new."""
    site = site_of(organisation=request.organisation, pk=pk)
    try:
        close_site(site=site, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.said_with(_)))
    else:
        messages.success(request, _("%(name)s is closed.") % {"name": site.name})
    return redirect("organisations:manage")
