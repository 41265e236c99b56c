"""Storage at sites: how full it is, its room, putting goods down and picking them up."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from logistics.actions.people import storing
from logistics.forms.storage import RoomForm
from logistics.people_access import load_aboard, own_site, own_storage, stored_load
from logistics.queries.storage import storage_page
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import done


@acting_for(Role.COORDINATOR, Role.DRIVER)
@require_safe
def storage(request: ActingRequest) -> HttpResponse:
    """How full the sites are, what is there, and what is aboard and could be put down."""
    return _page(request)


@acting_for(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def storage_room(request: ActingRequest, pk: int) -> HttpResponse:
    """Say how much room a site has."""
    site = own_site(request.organisation, pk)
    form = RoomForm(request.POST if request.method == "POST" else None, storage=getattr(site, "storage", None))

    def act(capacity_kg: int, capacity_litres: int, capacity_pallets: int) -> None:
        storing.set_room(
            site=site,
            kg=capacity_kg,
            litres=capacity_litres,
            pallets=capacity_pallets,
            by=request.user,
            now=timezone.now(),
        )

    if form.is_bound and done(form, act):
        messages.success(request, _("Saved. Goods can be put down there."))
        return redirect("logistics:storage")
    context = {"form": form, "site": site}
    return render(request, "logistics/storage_room.html", context, status=422 if form.errors else 200)


@acting_for(Role.COORDINATOR, Role.DRIVER)
@require_POST
def storage_put_down(request: ActingRequest, pk: int, load: int) -> HttpResponse:
    """Put a load down there that could not be delivered."""
    place, collection = own_storage(request.organisation, pk), load_aboard(request.organisation, load)
    try:
        storing.put_down(storage=place, collection=collection, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _page(request, refusal.said_with(_))
    messages.success(request, _("Put down at %(site)s.") % {"site": place.site.name})
    return redirect("logistics:storage")


@acting_for(Role.COORDINATOR, Role.DRIVER)
@require_POST
def storage_pick_up(request: ActingRequest, pk: int) -> HttpResponse:
    """Take a load out of storage, onto a van."""
    load = stored_load(request.organisation, pk)
    try:
        storing.pick_up(load=load, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _page(request, refusal.said_with(_))
    messages.success(request, _("Picked up. Its room is free again."))
    return redirect("logistics:storage")


def _page(request: ActingRequest, refusal: str = "") -> HttpResponse:
    context = {"page": storage_page(request.organisation), "refusal": refusal}
    return render(request, "logistics/storage.html", context, status=422 if refusal else 200)
