"""Listing something and changing it: the form, publishing, withdrawing."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from listings.access import chosen_leaf, own_listing
from listings.actions.offering import offer, revise
from listings.actions.publishing import publish, withdraw
from listings.forms.listings import ListingForm, initial_of, typical_of
from listings.models import Kind, Listing, ListingState
from listings.queries.likeness import twins_of
from listings.queries.listings import photos_of, sites_for_choice
from listings.queries.pages import waste_hint
from listings.views.likeness import is_listed
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error

#: Buttons that ask for another form with what was typed so far, and keep nothing.
_TURN: Final = ("switch_to", "fill_in")


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def listing_new(request: ActingRequest) -> HttpResponse:
    """List something: the kind first (`?kind=`), then one form for it."""
    kind = _kind(request)
    sites = sites_for_choice(request.organisation)
    if not kind or not sites:
        return render(request, "listings/listing_kind.html", {"kinds": Kind.choices, "has_site": bool(sites)})
    if request.method != "POST":
        form = ListingForm(kind=kind, organisation=request.organisation, initial={"site": sites[0]})
        return _page(request, form)
    if any(name in request.POST for name in _TURN):
        return _page(request, _turned(request, kind))
    form = ListingForm(request.POST, request.FILES, kind=kind, organisation=request.organisation)
    if form.is_valid():
        twin = _publishes(request) and is_listed(request, form)
        try:
            made = offer(
                organisation=request.organisation,
                site=form.cleaned_data["site"],
                category=form.cleaned_data["category"],
                values=form.values(),
                photos=form.cleaned_data["photos"],
                hours=form.weekly_hours(),
                stages=form.stages(),
                allocation=form.allocation(),
                at_once=_publishes(request) and not twin,
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            return redirect("listings:listing-alike", pk=made.pk) if twin else _saved(request, made)
    return _page(request, form, status=422)


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def listing_edit(request: ActingRequest, pk: int) -> HttpResponse:
    """Change an own listing; its kind stays."""
    shown = own_listing(request.organisation, pk)
    if request.method != "POST":
        form = _form_of(request, shown)
        return _page(request, form, listing=shown)
    if any(name in request.POST for name in _TURN):
        return _page(request, _turned(request, shown.kind), listing=shown)
    form = _form_of(request, shown, posted=True)
    if form.is_valid():
        twin = _publishes(request) and shown.state == ListingState.DRAFT and is_listed(request, form, shown)
        try:
            revise(
                listing=shown,
                site=form.cleaned_data["site"],
                category=form.cleaned_data["category"],
                values=form.values(),
                photos=form.cleaned_data["photos"],
                hours=form.weekly_hours(),
                stages=form.stages(),
                allocation=form.allocation(),
                at_once=_publishes(request) and not twin,
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            return redirect("listings:listing-alike", pk=pk) if twin else _saved(request, shown)
    return _page(request, form, listing=shown, status=422)


@acting_for(Role.LISTER)
@require_POST
def listing_publish(request: ActingRequest, pk: int) -> HttpResponse:
    """Offer an own listing. A draft that is likely listed already is looked at first, unless `anyway`."""
    shown = own_listing(request.organisation, pk)
    if "anyway" not in request.POST and twins_of(shown):
        return redirect("listings:listing-alike", pk=pk)
    try:
        publish(listing=shown, by=request.user, now=timezone.now())
    except DomainError as refusal:
        form = _form_of(request, shown)
        messages.error(request, refusal.said_with(_))
        return _page(request, form, listing=shown, status=422)
    return _saved(request, shown)


@acting_for(Role.LISTER)
@require_POST
def listing_withdraw(request: ActingRequest, pk: int) -> HttpResponse:
    """Take an own listing back."""
    shown = own_listing(request.organisation, pk)
    try:
        withdraw(listing=shown, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
    else:
        messages.success(request, _("Withdrawn. Nobody else sees it now; you can publish it again."))
    return redirect("listings:listing", pk=pk)


@acting_for(Role.LISTER)
@require_GET
def category_hints(request: ActingRequest) -> HttpResponse:
    """What is typical for the category of the form, as a part of its page."""
    return render(request, "listings/parts/category_hints.html", _hints(request.GET.get("category", "")))


def _kind(request: ActingRequest) -> str:
    """The kind that the form is for: the one switched to, the form's own, or the address's; empty if none."""
    for wanted in (request.POST.get("switch_to"), request.POST.get("kind"), request.GET.get("kind")):
        if wanted in Kind.values:
            return str(wanted)
    return ""


def _form_of(request: ActingRequest, listing: Listing, *, posted: bool = False) -> ListingForm:
    """The form of a listing that is there. What everyone sees already can no longer be shown to some first."""
    return ListingForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        kind=listing.kind,
        organisation=request.organisation,
        initial=None if posted else initial_of(listing),
        in_stages=listing.state != ListingState.PUBLISHED or not listing.is_for_everyone,
    )


def _publishes(request: ActingRequest) -> bool:
    return request.POST.get("then") == "publish"


def _turned(request: ActingRequest, kind: str) -> ListingForm:
    """A form that is not checked yet, with what was typed so far; what is typical fills the blanks if so asked."""
    typed = {name: value for name, value in request.POST.items() if value}
    category = chosen_leaf(typed.get("category"))
    usual = typical_of(category) if category is not None and "fill_in" in request.POST else {}
    return ListingForm(kind=kind, organisation=request.organisation, initial={**usual, **typed})


def _hints(category: object) -> dict[str, Any]:  # Any: what a template takes
    found = chosen_leaf(category)
    return {"category": found, "waste": waste_hint(found.waste_code) if found is not None else None}


def _page(
    request: ActingRequest, form: ListingForm, *, listing: Listing | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "listing": listing,
        "kind": form.kind,
        "kinds": Kind.choices,
        "photos": photos_of(listing) if listing is not None else [],
        "can_publish": listing is None or listing.state != ListingState.PUBLISHED,
        **_hints(form["category"].value()),
    }
    return render(request, "listings/listing_form.html", context, status=status)


def _saved(request: ActingRequest, listing: Listing) -> HttpResponse:
    if listing.state != ListingState.PUBLISHED:
        words = _("Saved. Nobody else sees it until you publish it.")
    elif listing.is_for_everyone:
        words = _("Published: everyone can find it now.")
    else:
        words = _("Published: whom you chose can find it, each from their day.")
    messages.success(request, words)
    return redirect("listings:listing", pk=listing.pk)
